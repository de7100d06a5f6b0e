"""``serve``: the site itself, in the foreground. Why waitress: docs/decisions/0004-waitress.md."""

import gc
import logging
import os
import threading
from typing import Any

import click
from flask import Flask, current_app

from webapp.cli.current import calm, context, database, need_tables, settings
from webapp.domain.errors import Refused

THREADS = 8
CONNECTIONS = 1000  # slow clients hold a connection, but no thread: only a whole request reaches one
IDLE_S = 60
COLLECT_AFTER = (50_000, 20, 50)
"""After how many new objects, and how many such rounds, the collector looks. Python's own 700 suits small programs."""
BODY_BYTES = 8 * 1024 * 1024  # the app's own limit is lower, and answers with a page in the reader's language


def register(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(serve)


@click.command("serve")
@click.option("--host", default=lambda: os.environ.get("HOST", "127.0.0.1"), help="address to listen on [127.0.0.1]")
@click.option("--port", default=lambda: os.environ.get("PORT", "5000"), type=int, help="port to listen on [5000]")
@click.option("--trusted-proxy", metavar="ADDRESS", help="address of the proxy whose X-Forwarded-For is believed")
@click.option("--demo", is_flag=True, help="a demo site: prints its accounts, needs no LOFTE_SECRET_KEY")
@click.option("--worker", is_flag=True, help="also does what `worker` does, in a thread of this process")
@click.option("--metrics-port", type=int, help="also answer /metrics and a deep /healthz there, to this machine alone")
@calm
def serve(host: str, port: int, trusted_proxy: str | None, demo: bool, worker: bool, metrics_port: int | None) -> None:
    """Serve the site until it is stopped."""
    _refuse_unready(demo)
    from waitress.server import create_server

    from webapp.cli.outbox import mail_server
    from webapp.cli.worker import start_beside

    if worker:
        mail_server()  # a faulty setting is refused now, not in every round
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        server = create_server(app, host=host, port=port, **serving(trusted_proxy))
    except OSError as error:
        raise Refused(f"Cannot listen on {host} port {port}: {error.strerror or error}.") from None
    click.echo(f"Serving http://{host}:{server.effective_port}/")
    _note_address(f"http://{host}:{server.effective_port}")
    if demo:
        _print_accounts()
    database().close()
    if metrics_port is not None:
        _serve_watchers(app, metrics_port)
    if worker:
        start_beside(app)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a crowd would write a line of log for every request
    _settle_memory()
    server.run()


def _note_address(address: str) -> None:
    """Let other commands know where this site answers, so that links of `outbox show` lead here."""
    from webapp.storage.db import transaction
    from webapp.storage.places import SERVED_AT, set_fact

    if not context().base_url:
        with transaction(database()):
            set_fact(database(), SERVED_AT, address)


def _serve_watchers(app: Flask, port: int) -> None:
    """Answer whoever watches over the site, on this machine alone, in a thread beside the site.

    :raises Refused: the port is taken
    """
    from waitress.server import create_server

    try:
        server = create_server(
            app.extensions["lofte_watchers"], host="127.0.0.1", port=port, threads=1, ident="", map={}
        )
    except OSError as error:
        raise Refused(f"Cannot listen on 127.0.0.1 port {port}: {error.strerror or error}.") from None
    click.echo(f"Numbers for whoever watches: http://127.0.0.1:{server.effective_port}/metrics", err=True)
    threading.Thread(target=server.run, name="watchers", daemon=True).start()


def serving(trusted_proxy: str | None = None) -> dict[str, Any]:
    """Return how waitress serves the site."""
    return {
        "threads": THREADS,
        "connection_limit": CONNECTIONS,
        "channel_timeout": IDLE_S,
        "max_request_body_size": BODY_BYTES,
        "asyncore_use_poll": True,  # select() stops at 1024 open files
        "ident": "",
        **_proxy(trusted_proxy),
    }


def _settle_memory() -> None:
    """Tell the collector that what stands now stays: else it walks all of it again while a long list is made.

    A quarter of the time of the police's list of 5,000 sites.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def _proxy(address: str | None) -> dict[str, Any]:
    """Return what makes waitress believe one proxy's headers, and nobody else's."""
    if address is None:
        return {"clear_untrusted_proxy_headers": True}
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {"clear_untrusted_proxy_headers": True, "trusted_proxy": address, "trusted_proxy_headers": headers}


def _refuse_unready(demo: bool) -> None:
    """Go on only if the database can be served from.

    :raises Refused: it cannot; the sentence says what to run
    """
    from webapp.storage.places import DEMO, PLACE, fact

    if not demo and not settings().secret_key:
        raise Refused("LOFTE_SECRET_KEY is not set: put a long random text in it, and keep it.")
    need_tables()
    if fact(database(), PLACE) != settings().place_dir.resolve().name:
        raise Refused("The place is not loaded: run `flask --app app place load` first.")
    if not demo and fact(database(), DEMO) == "1":
        raise Refused("This database holds demo data: set LOFTE_DATA_DIR to a folder of its own for the real site.")


def _print_accounts() -> None:
    from webapp.cli.demo_words import ACCOUNTS, PASSWORD
    from webapp.storage.places import DEMO, fact

    if fact(database(), DEMO) != "1":
        click.echo("This database held data before, so it has no demo accounts: see `accounts create`.")
        return
    click.echo("This is a demo: everything in it is made up. Accounts (e-mail, password, TOTP secret):")
    for account in ACCOUNTS:
        click.echo(f"  {account.email}  {PASSWORD}  {account.totp_secret}")
