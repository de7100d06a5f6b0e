"""Sending to a real mail server that refuses, is slow, hangs up or is not there: at least once, never by night."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOON
from tests.mail import BASE, ask_by_mail, follower, mail_server, send_mail, text_of
from tests.residents import OFFICER, site_of
from webapp.domain.messages import GIVE_UP_AFTER, LEASE
from webapp.gateways.mail import REPLY_TIMEOUT_S, TIMEOUT_S, MailServer, NobodyAnswers, Post
from webapp.gateways.processes import is_gone, this_process
from webapp.settings import ROOT
from webapp.storage.db import db
from webapp.storage.outbox import Message
from webapp.usecases.checks import close_site
from webapp.usecases.outbox import Worker, list_outbox, send_due

FLASK = [sys.executable, "-m", "flask", "--app", "app"]
PATIENCE_S = 120  # for a process to start on a busy machine


@pytest.fixture
def box():
    with mail_server() as box:
        yield box


@pytest.fixture
def waiting(session, context):
    """Let three residents give an address; their questions wait."""
    for name in ("anna", "bo", "cia"):
        ask_by_mail(session, context, f"{name}@exempel.se", language="en")


def states(session):
    session.rollback()  # another process may have written since
    return [m.state for m in session.scalars(select(Message).order_by(Message.id))]


def of(session, name):
    session.expire_all()
    return next(m for m in session.scalars(select(Message)) if (m.address or "").startswith(name))


def environment(data_dir, box):
    """Return the settings of a process of its own on the same data."""
    return {
        **os.environ,
        "LOFTE_DATA_DIR": str(data_dir),
        "LOFTE_PLACE": str(ROOT / "tests" / "data" / "testvik"),
        "LOFTE_SECRET_KEY": "a secret for tests only, never anywhere else",
        "LOFTE_BASE_URL": BASE,
        "LOFTE_MAIL_URL": f"smtp://127.0.0.1:{box.port}?from=loftet@kommunen.example",
    }


# A server that does not do as it should


def test_with_nobody_there_one_is_tried_and_all_wait(session, context, clock, waiting):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Post(MailServer("127.0.0.1", port, "a@b.example"), "x", context.now, timeout_s=2) as post:
        done = send_due(session, context, Worker("w/1/1", lambda _: False), post.deliver, BASE)

    assert (done.sent, done.later, done.halted) == (0, 1, "nobody_there")
    assert states(session) == ["queued"] * 3
    assert of(session, "anna").attempts == 1
    assert of(session, "anna").due_at == clock() + timedelta(minutes=1)


def test_it_waits_longer_each_time_and_gives_up_after_days(session, context, clock, box):
    ask_by_mail(session, context, "anna@exempel.se")
    box.refuse("rcpt", "451 later")
    waits, began = [], clock()
    while (message := session.scalars(select(Message)).one()).state == "queued":
        waits.append((message.due_at - clock()).total_seconds())
        clock.at = max(message.due_at, clock())
        send_mail(session, context, box)
        session.expire_all()

    assert waits[1:6] == [60, 120, 240, 480, 960]
    assert max(waits) == 6 * 3600
    assert clock() - began >= GIVE_UP_AFTER
    assert (message.state, message.address) == ("failed", None)
    assert len({*box.rcpt}) == 1


def test_one_refused_for_good_does_not_stop_the_rest(session, context, box, waiting):
    box.refuse("rcpt", "550 no such user", who="anna")
    box.refuse("data", "554 looks like spam", who="bo")

    done = send_mail(session, context, box)

    assert (done.sent, done.failed) == (1, 2)
    assert states(session) == ["failed", "failed", "sent"]
    troubles = [m.trouble for m in session.scalars(select(Message).order_by(Message.id))]
    assert troubles == ["recipient_550", "data_554", None]


def test_one_refused_for_now_goes_later_with_the_same_message_id(session, context, clock, box, waiting):
    box.refuse("data", "451 busy", who="anna", times=1)
    kept = of(session, "anna").message_id

    assert (send_mail(session, context, box).sent, states(session)) == (2, ["queued", "sent", "sent"])
    clock.move(minutes=1)
    send_mail(session, context, box)

    assert [m["Message-ID"] for m in box.to("anna@exempel.se")] == [kept]


def test_a_line_that_is_cut_in_the_middle_is_opened_again_for_the_next(session, context, clock, box, waiting):
    box.refuse("data", "drop", who="anna", times=1)

    assert send_mail(session, context, box).sent == 2
    clock.move(minutes=1)
    assert send_mail(session, context, box).sent == 1
    assert states(session) == ["sent"] * 3


def test_a_server_that_says_nothing_is_left_in_time(session, context, waiting):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = MailServer("127.0.0.1", silent.getsockname()[1], "a@b.example")
        with Post(server, "x", context.now, timeout_s=0.3) as post:
            done = send_due(session, context, Worker("w/1/1", lambda _: False), post.deliver, BASE)

    assert (done.sent, done.halted) == (0, "hung_up")


def test_a_server_that_looks_at_a_letter_for_long_gets_it_once(session, context, box):
    ask_by_mail(session, context, "anna@exempel.se", language="en")
    box.hold, never = threading.Event(), threading.Event()

    def answer_after_more_than_a_command_may_take():
        box.took_one.wait(30)
        never.wait(1.5)
        box.hold.set()

    answer = threading.Thread(target=answer_after_more_than_a_command_may_take)
    answer.start()
    done = send_mail(session, context, box, timeout_s=1, reply_timeout_s=60)
    answer.join()

    assert (done.sent, done.later, len(box.taken)) == (1, 0, 1)


def test_only_the_answer_to_a_whole_letter_may_take_long(session, context, box, waiting):
    waits = []

    class Watched(type(box)):
        async def handle_RCPT(self, *call):  # noqa: N802  the name that the library calls
            waits.append(("command", post._line.sock.gettimeout()))
            return await super().handle_RCPT(*call)

        async def handle_DATA(self, *call):  # noqa: N802
            waits.append(("letter", post._line.sock.gettimeout()))
            return await super().handle_DATA(*call)

    box.__class__ = Watched
    with Post(box.server, "x", context.now) as post:
        send_due(session, context, Worker("w/1/1", lambda _: False), post.deliver, BASE)

    assert waits == [("command", 15), ("letter", 600)] * 3


def test_a_claim_outlasts_the_slowest_letter():
    commands = 12  # connect, greeting, EHLO twice, STARTTLS, three of the login, MAIL, RCPT, DATA, RSET
    assert LEASE.total_seconds() > commands * TIMEOUT_S + 2 * REPLY_TIMEOUT_S  # the letter itself, and its answer


def test_a_letter_that_is_put_off_waits_for_the_next_round_however_slow_the_server_is(
    session, context, clock, box, waiting
):
    box.hold = threading.Event()  # it takes each letter and never answers

    def deliver(mail):
        clock.move(minutes=10)
        post.deliver(mail)

    with Post(box.server, "x", context.now, timeout_s=5, reply_timeout_s=0.2) as post:
        done = send_due(session, context, Worker("w/1/1", lambda _: False), deliver, BASE)
    box.hold.set()

    assert (done.sent, done.later, len(box.taken)) == (0, 3, 3)
    assert [m.attempts for m in session.scalars(select(Message))] == [1, 1, 1]


def test_a_message_that_cannot_be_put_in_words_does_not_stop_the_rest(session, context, box, waiting):
    of(session, "anna").topic = "nonsense"
    session.commit()

    done = send_mail(session, context, box)

    assert (done.sent, done.later) == (2, 1)
    assert states(session) == ["queued", "sent", "sent"]


def test_an_address_that_no_server_understands_fails_alone(session, context, box, waiting):
    of(session, "anna").address = "anna@exempel.se\r\nBcc: everyone@exempel.se"
    session.commit()

    assert send_mail(session, context, box).sent == 2
    assert [m["Bcc"] for m in box.taken] == [None, None]
    assert not any("everyone" in address for address in box.rcpt)


def test_names_of_places_cannot_add_headers(session, context, box):
    token = follower(session, context, box, "anna@exempel.se", language="en")
    site = site_of(session, token)
    site.name = "Skolgatan\r\nBcc: everyone@exempel.se\n\nHello"
    session.commit()
    close_site(session, context, OFFICER, site.id, "other", "Klart.\r\n.\r\nMAIL FROM:<a@b.se>")
    send_mail(session, context, box)

    mail = box.taken[-1]
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Answer about Skolgatan Bcc: everyone@exempel.se Hello"
    assert "> Klart.\n> .\n> MAIL FROM:<a@b.se>" in text_of(mail)
    assert set(box.rcpt) == {"anna@exempel.se"}


# At least once, by one at a time


def test_a_message_whose_worker_died_goes_again_at_once_with_the_same_message_id(session, context, box, waiting):
    first = send_mail(session, context, box, worker="a/1/1", gone=lambda name: True)
    assert first.sent == 3
    message = session.scalars(select(Message)).first()
    message.state, message.claimed_by, message.claimed_at, message.address = (
        "queued",
        "a/1/1",
        context.now(),
        "anna@exempel.se",
    )
    session.commit()

    assert send_mail(session, context, box, worker="b/2/2", gone=lambda name: False).sent == 0
    assert send_mail(session, context, box, worker="b/2/2", gone=lambda name: name == "a/1/1").sent == 1
    twice = box.to("anna@exempel.se")
    assert len(twice) == 2
    assert len({m["Message-ID"] for m in twice}) == 1


def test_a_worker_on_another_machine_is_waited_for_and_then_passed(session, context, clock, box):
    ask_by_mail(session, context, "anna@exempel.se", language="en")
    message = session.scalars(select(Message)).one()
    message.claimed_by, message.claimed_at = "elsewhere/1/1", clock()
    session.commit()

    clock.move(minutes=5)
    assert send_mail(session, context, box, gone=is_gone).sent == 0
    clock.move(seconds=LEASE.total_seconds())
    assert send_mail(session, context, box, gone=is_gone).sent == 1


def test_a_process_knows_that_it_lives_and_that_a_dead_one_does_not():
    own = this_process()
    host, pid, _ = own.rsplit("/", 2)
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()

    assert not is_gone(own)
    assert is_gone(f"{host}/{child.pid}/1")
    assert is_gone(f"{host}/{pid}/1")  # the number was given to another one since
    assert not is_gone("another-machine/1/1")
    assert not is_gone("nonsense")


def test_two_workers_at_once_send_each_message_once(app, session, context, box):
    for n in range(12):
        ask_by_mail(session, context, f"r{n}@exempel.se", language="en", at=(60.0 + n / 1000, 15.05))
    session.rollback()
    failures = []

    def work(name):
        try:
            with app.app_context():
                send_mail(db.session(), context, box, worker=name)
                db.session.remove()
        except Exception as error:
            failures.append(error)

    workers = [threading.Thread(target=work, args=(f"w{n}/{n}/1",)) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert failures == []
    assert sorted(m["To"].addresses[0].addr_spec for m in box.taken) == sorted(f"r{n}@exempel.se" for n in range(12))
    assert set(states(session)) == {"sent"}


@contextmanager
def started(command, data_dir, box):
    """Start a command with the mail server of a test; it is over when the test is, whatever the test found."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=ROOT, env=environment(data_dir, box), **quiet) as process:
        try:
            yield process
        finally:
            box.hold.set()
            process.kill()


def test_killed_between_sending_and_marking_it_goes_again(app, data_dir, session, box, clock):
    """The server has taken the mail and has not said so yet, when the whole process is killed."""
    ask_by_mail(session, app.extensions["lofte_context"], "anna@exempel.se", language="en")
    session.rollback()
    box.hold = threading.Event()
    command = [*FLASK, "outbox", "send"]
    with started(command, data_dir, box) as worker:
        assert box.took_one.wait(PATIENCE_S)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert states(session) == ["queued"]

    again = subprocess.run(
        command, cwd=ROOT, env=environment(data_dir, box), capture_output=True, text=True, check=True
    )

    assert "1 sent" in again.stdout
    assert states(session) == ["sent"]
    assert len(box.taken) == 2
    assert len({m["Message-ID"] for m in box.taken}) == 1


def test_a_worker_that_is_told_to_end_does_so_between_two_messages(data_dir, session, context, box):
    ask_by_mail(session, context, "anna@exempel.se", language="en")
    session.rollback()
    box.hold = threading.Event()
    with started([*FLASK, "worker"], data_dir, box) as worker:
        assert box.took_one.wait(PATIENCE_S)
        worker.send_signal(signal.SIGTERM)
        box.hold.set()

        assert worker.wait(PATIENCE_S) == 0
    assert states(session) == ["sent"]


# By night


@pytest.mark.parametrize(
    ("at", "sent"),
    [
        (datetime(2026, 5, 12, 18, 59, tzinfo=UTC), 1),  # 20:59 in summer time
        (datetime(2026, 5, 12, 19, 0, tzinfo=UTC), 0),
        (datetime(2026, 5, 13, 4, 59, tzinfo=UTC), 0),
        (datetime(2026, 5, 13, 5, 0, tzinfo=UTC), 1),  # 07:00
        (datetime(2026, 10, 25, 5, 30, tzinfo=UTC), 0),  # 06:30 on the morning that summer time ended
        (datetime(2026, 10, 25, 6, 0, tzinfo=UTC), 1),  # 07:00
        (datetime(2027, 3, 28, 4, 59, tzinfo=UTC), 0),  # 06:59 on the morning that it began
        (datetime(2027, 3, 28, 5, 0, tzinfo=UTC), 1),
    ],
)
def test_answers_wait_for_the_morning_whatever_the_clock_does(session, context, clock, box, at, sent):
    token = follower(session, context, box, "anna@exempel.se", language="en")
    clock.at = at
    close_site(session, context, OFFICER, site_of(session, token).id, "rebuilt")

    assert send_mail(session, context, box).sent == sent


def test_what_somebody_waits_for_comes_by_night_too(session, context, clock, box):
    clock.at = datetime(2026, 5, 12, 23, 0, tzinfo=UTC)
    ask_by_mail(session, context, "anna@exempel.se", language="en")

    assert send_mail(session, context, box).sent == 1


# What an operator sees


def test_the_list_holds_no_address_in_clear(session, context, waiting):
    rows = list_outbox(session)

    assert [row.to for row in rows] == ["c…@exempel.se", "b…@exempel.se", "a…@exempel.se"]
    assert {row.state for row in rows} == {"queued"}


def test_a_mail_has_what_mail_programs_ask_for(session, context, box):
    token = follower(session, context, box, "anna@exempel.se", language="en")
    close_site(session, context, OFFICER, site_of(session, token).id, "rebuilt")
    send_mail(session, context, box)

    mail = box.taken[-1]
    assert mail["From"].addresses[0].addr_spec == "loftet@kommunen.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "en"
    assert mail["Date"].datetime == NOON
    assert mail.get_content_type() == "text/plain"
    assert not mail.is_multipart()
    head = box.raw[-1].partition(b"\r\n\r\n")[0]
    assert re.search(rb"\r\nList-Unsubscribe: <https://loftet.example/mail/stop/\w{32}>\r\n", head)
    assert max(len(line) for line in box.raw[-1].split(b"\r\n")) < 100


def test_a_server_without_tls_never_gets_a_password(context):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def plain():
            line, _ = listening.accept()
            with line, line.makefile("rwb") as talk:
                talk.write(b"220 plain\r\n")
                talk.flush()
                talk.readline()
                talk.write(b"250 plain\r\n")
                talk.flush()
                heard.append(talk.readline())

        heard = []
        thread = threading.Thread(target=plain)
        thread.start()
        server = MailServer("127.0.0.1", port, "a@b.example", starttls="required", user="u", password="secret")
        with Post(server, "x", context.now, timeout_s=2) as post, pytest.raises(NobodyAnswers) as refused:
            post._open_line()
        thread.join()

    assert refused.value.code == "no_starttls"
    assert heard in ([b""], [b"quit\r\n"], [b"QUIT\r\n"])
