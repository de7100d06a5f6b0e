"""``worker``: what a site does by itself, again and again, in a process of its own."""

import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType

import click
from flask import Flask

from webapp.cli.current import calm, context, database, need_tables, settings
from webapp.cli.outbox import mail_server, send_round
from webapp.domain.roles import OPERATOR
from webapp.usecases.outbox import ask_questions, forget_what_has_ended, queue_news, remind_of_reports

log = logging.getLogger(__name__)

EVERY_S = 60
stop = threading.Event()


def register(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(worker)


@click.command("worker")
@click.option("--once", is_flag=True, help="one round, then end")
@click.option(
    "--every", default=EVERY_S, show_default=True, type=click.IntRange(1), metavar="SECONDS", help="between rounds"
)
@calm
def worker(once: bool, every: int) -> None:
    """Fill the outbox and send it: alerts, the question four weeks after a check, everything that is due.

    Ends between two messages when it is told to (SIGTERM, SIGINT). Two at once do no harm.
    """
    need_tables()
    mail_server()  # a faulty setting is refused now, not in every round
    stop.clear()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    while True:
        run_jobs()
        if once or stop.wait(every):
            break


def run_jobs() -> None:
    """Do every job once; one that fails is logged and does not keep the others from their turn."""
    for name, job in JOBS.items():
        if stop.is_set():
            return
        try:
            done = job()
        except Exception as error:
            log.error("job %s failed: %s", name, type(error).__name__)
            database().rollback()
        else:
            if done:
                log.info("job %s: %s", name, done)


def start_beside(app: Flask, every: float = EVERY_S) -> threading.Thread:
    """Do the rounds in a thread beside the site; it ends with the process, between two messages or in the middle.

    What was being sent then goes again: at least once, with the same Message-ID.
    """
    stop.clear()

    def rounds() -> None:
        while True:
            with app.app_context():
                run_jobs()
            if stop.wait(every):
                break

    thread = threading.Thread(target=rounds, name="worker", daemon=True)
    thread.start()
    return thread


def _news() -> int:
    return queue_news(database(), context())


def _questions() -> int:
    return ask_questions(database(), context())


def _reminders() -> int:
    return remind_of_reports(database(), context())


def _forget() -> int:
    return forget_what_has_ended(database(), context())


def _send() -> int:
    server = mail_server()
    return send_round(server, stop.is_set).sent if server is not None else 0


def _retain() -> int:
    from webapp.usecases.retention import run_daily

    return run_daily(database(), context(), OPERATOR, settings().data_dir)


def _ledger() -> int:
    from webapp.usecases.ledger import publish_when_due

    return publish_when_due(database(), context(), OPERATOR)


def _round() -> int:
    from webapp.storage.db import transaction
    from webapp.storage.health import note_round

    with transaction(database()):
        note_round(database(), context())
    return 0


JOBS: dict[str, Callable[[], int]] = {
    "news": _news,
    "questions": _questions,
    "reminders": _reminders,
    "forget": _forget,
    "send": _send,
    "retention": _retain,
    "ledger": _ledger,
    "round": _round,
}
"""Each job by name, in the order of a round. Another subject adds its own."""


def _end(_number: int, _frame: FrameType | None) -> None:
    stop.set()
