"""The operator's commands for mail."""

import pytest

from tests.conftest import app_settings
from tests.mail import ask_by_mail, mail_server
from webapp import create_app
from webapp.domain.errors import Refused
from webapp.gateways.mail import read_mail_url
from webapp.storage.db import db
from webapp.storage.places import SERVED_AT, set_fact


@pytest.fixture
def run(data_dir, clock, app):
    """Run a command on the same data with further settings; return its result."""

    def run(*command, **settings):
        session, context = db.session(), app.extensions["lofte_context"]
        session.rollback()
        other = create_app(app_settings(data_dir, **settings), clock)
        with other.app_context():
            result = other.test_cli_runner().invoke(args=list(command))
            db.session.remove()
            db.engine.dispose()
        assert context
        return result

    return run


@pytest.fixture
def waiting(session, context):
    ask_by_mail(session, context, "anna@exempel.se", language="sv")


def test_without_a_server_mail_is_kept_and_can_be_read(run, waiting):
    sent, listed, shown = run("outbox", "send"), run("outbox", "list"), run("outbox", "show", "1")

    assert (sent.exit_code, listed.exit_code, shown.exit_code) == (0, 0, 0)
    assert "LOFTE_MAIL_URL is not set" in sent.output
    assert "queued  confirm  a…@exempel.se" in listed.stdout
    assert "/mail/confirm/" in shown.stdout
    assert "anna@" not in listed.output + shown.output


def test_links_lead_to_where_the_site_was_last_served_from(run, waiting, session, monkeypatch):
    for name in ("HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)
    assert "http://127.0.0.1:5000/mail/confirm/" in run("outbox", "show", "1").stdout
    set_fact(session, SERVED_AT, "http://127.0.0.1:5077")
    session.commit()

    assert "http://127.0.0.1:5077/mail/confirm/" in run("outbox", "show", "1").stdout
    monkeypatch.setenv("PORT", "5078")
    assert "http://127.0.0.1:5078/mail/confirm/" in run("outbox", "show", "1").stdout
    named = run("outbox", "show", "1", LOFTE_BASE_URL="https://loftet.example").stdout
    assert "https://loftet.example/mail/confirm/" in named


def test_with_a_server_it_is_sent(run, waiting):
    with mail_server() as box:
        url = f"smtp://127.0.0.1:{box.port}?from=loftet@kommunen.example"
        sent = run("outbox", "send", LOFTE_MAIL_URL=url, LOFTE_BASE_URL="https://loftet.example")

        assert "1 sent, 0 to be tried later, 0 failed" in sent.output
        assert [m["From"].addresses[0].addr_spec for m in box.taken] == ["loftet@kommunen.example"]
    assert "sent  confirm  –" in run("outbox", "list", "--state", "sent").stdout


def test_a_worker_does_a_whole_round(run, waiting):
    with mail_server() as box:
        url = f"smtp://127.0.0.1:{box.port}?from=loftet@kommunen.example"
        done = run("worker", "--once", LOFTE_MAIL_URL=url)

        assert done.exit_code == 0
        assert len(box.taken) == 1


def test_a_server_that_is_away_is_no_fault_of_the_command(run, waiting):
    with mail_server() as box:
        port = box.port
    sent = run("outbox", "send", LOFTE_MAIL_URL=f"smtp://127.0.0.1:{port}?from=a@b.example")

    assert sent.exit_code == 0
    assert "1 to be tried later" in sent.output
    assert "nobody_there" in sent.output


def test_what_is_not_there_cannot_be_shown(run):
    assert run("outbox", "show", "7").exit_code == 1


@pytest.mark.parametrize(
    "url",
    ["mail.example", "http://mail.example", "smtp://", "smtp://host:x", "smtp://u:geheim@host?from=a b@c.se",
     "smtp://u:geheim@host?starttls=perhaps", "smtp://host?from=a@b.se%0d%0aBcc:x@y.se", "smtp://host?from=nobody"],
)  # fmt: skip
def test_a_faulty_setting_is_refused_and_never_repeated(run, url):
    refused = run("outbox", "send", LOFTE_MAIL_URL=url)

    assert refused.exit_code == 1
    assert "LOFTE_MAIL_URL" in refused.output
    assert "geheim" not in refused.output


def test_a_mail_url_is_read():
    server = read_mail_url("smtps://u%40kommun:p%3A%2F@mail.example:1465?from=loftet@kommun.example", "x@y.example")

    assert (server.host, server.port, server.tls) == ("mail.example", 1465, True)
    assert (server.user, server.password, server.sender) == ("u@kommun", "p:/", "loftet@kommun.example")
    assert read_mail_url("smtp://mail.example", "x@y.example").port == 25
    assert read_mail_url("", "x@y.example") is None
    with pytest.raises(Refused):
        read_mail_url("smtp://mail.example", "")
