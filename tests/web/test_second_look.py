"""Words of the police that everyone will read are shown once more when they point at a person; nothing is blocked."""

import pytest

from tests.residents import ask_site
from tests.staff import send, staff_client
from webapp.storage.db import db
from webapp.storage.sites import Site


@pytest.fixture
def site(session, context, clock):
    clock.move(days=-1)
    made = ask_site(session, context).id
    clock.move(days=1)
    db.session.remove()
    return made


@pytest.fixture
def police(app, site):
    return staff_client(app, "police")


def decline(police, site, reply, **more):
    data = {"reason": "other", "public_reply": reply, **more}
    return send(police, f"/police/sites/{site}/decline", data, f"/police/sites/{site}")


def status(session, site):
    session.expire_all()
    return session.get_one(Site, site).status


def test_an_answer_that_points_at_somebody_is_shown_once_more_and_then_saved(police, session, site):
    answer = decline(police, site, "Ring 070-123 45 67 om ni ser ABC 123", look_first="1")

    assert answer.status_code == 422
    assert "”ABC 123” ser ut som ett registreringsnummer." in answer.text
    assert "Ring 070-123 45 67 om ni ser ABC 123</textarea>" in answer.text
    assert status(session, site) == "open"
    assert decline(police, site, "Ring 070-123 45 67 om ni ser ABC 123").status_code == 303


def test_harmless_words_are_saved_at_once(police, session, site):
    assert decline(police, site, "Väg 226 byggs om", look_first="1").status_code == 303


def test_a_program_is_not_held_up(police, site):
    assert decline(police, site, "ABC 123").status_code == 303


@pytest.mark.parametrize("where", ["/police/sites/{site}", "/police/checks/new"])
def test_a_note_to_a_check_is_looked_at_too(police, site, where):
    page = where.format(site=site)
    assert 'name="look_first" value="1"' in police.get(page).text
    path = f"{page}/checks" if site in page else "/police/checks"
    data = {"started_at": "2026-05-12T11:00", "ended_at": "2026-05-12T11:30", "lat": "60.01", "lon": "15.05",
            "public_note": "Min granne Kenta kör fort"}  # fmt: skip

    answer = send(police, path, {**data, "look_first": "1"}, page)

    assert answer.status_code == 422
    assert "”Kenta” ser ut som någons namn." in answer.text
    assert 'name="look_first"' not in answer.text.split('id="public_note"')[1].split("</form>")[0]
    assert send(police, path, data, page).status_code == 303
