"""Checks held earlier, from a file that somebody sends on a page: all of them or none."""

import io

import pytest

from tests.residents import ask_site
from tests.staff import staff_client, token_of
from webapp.storage.audit import newest
from webapp.storage.checks import Check
from webapp.storage.db import db

HEADER = "site,started_at,ended_at,vehicles,over_limit,mean_kmh,v85_kmh,limit_kmh,note"


@pytest.fixture
def police(app):
    return staff_client(app, "police")


@pytest.fixture
def site(session, context, clock):
    clock.move(days=-9)
    made = ask_site(session, context)
    clock.move(days=9)
    return made.id


def upload(client, text, page="/police/checks/import"):
    data = {"csrf_token": token_of(client.get(page)), "file": (io.BytesIO(text.encode()), "kontroller.csv")}
    return client.post("/police/checks/import", data=data, content_type="multipart/form-data")


def rows(session):
    return session.scalar(db.select(db.func.count()).select_from(Check))


def test_a_file_is_recorded_once_however_often_it_is_sent(police, site, session):
    counted = f"{site},2026-05-05T15:00,2026-05-05T15:30,96,21,38.5,46,40,lugnt"
    text = f"{HEADER}\n{counted}\n{site},2026-05-06T15:00,2026-05-06T15:05,,,,,,\n"

    first = upload(police, text)
    second = upload(police, text)

    assert first.status_code == second.status_code == 303
    assert (
        "2 kontroller i filen: 2 inskrivna, 0 kända sedan tidigare. 1 av de inskrivna räknas."
        in police.get(first.location).text
    )
    assert "0 inskrivna, 2 kända sedan tidigare" in police.get(second.location).text
    assert rows(session) == 2
    assert newest(session)[0].action == "checks.imported"


def test_every_fault_is_named_by_its_line_and_nothing_is_stored(police, site, session):
    text = (
        f"{HEADER}\n{site},2026-05-05T15:00,2026-05-05T15:30,,,,,,\n<b>x</b>,2026-05-05T15:00,2026-05-05T14:30,,,,,,\n"
    )

    faulty = upload(police, text)

    assert faulty.status_code == 422
    assert "Rad 3." in faulty.text
    assert "&lt;b&gt;x&lt;/b&gt;" in faulty.text
    assert "Rad 2." not in faulty.text
    assert rows(session) == 0


@pytest.mark.parametrize("text", ["", "\x00\x01", "a,b\n1,2\n", f"{HEADER}\nx\n"])
def test_what_is_no_list_of_checks_is_said_in_words(police, session, text):
    faulty = upload(police, text)

    assert faulty.status_code == 422
    assert 'role="alert"' in faulty.text
    assert rows(session) == 0


def test_only_police_send_files_of_checks_and_none_over_two_megabytes(app, client, police, session):
    assert client.get("/police/checks/import").status_code == 302
    assert staff_client(app, "moderator").get("/police/checks/import").status_code == 403
    large = police.post("/police/checks/import", data=b"x" * (2 * 1024 * 1024 + 1), content_type="multipart/form-data")
    assert large.status_code == 413
    assert rows(session) == 0
