"""Recording on the spot: three taps, the verdict at once; what could not be done; what is put right later."""

import re

import pytest

from tests.residents import HOME, OFFICER, ask_site
from tests.staff import send, staff_client, token_of
from webapp.storage.attempts import Attempt
from webapp.storage.checks import Check
from webapp.storage.counting import verify_counts
from webapp.storage.db import db
from webapp.usecases.checks import choose_site


@pytest.fixture
def police(app):
    return staff_client(app, "police")


@pytest.fixture
def site(session, context, clock):
    """A published and chosen site, asked for a day ago."""
    clock.move(days=-1)
    made = ask_site(session, context)
    clock.move(days=1)
    choose_site(session, context, OFFICER, made.id)
    return made.id


def times(started="2026-05-12T11:00", ended="2026-05-12T11:30", **more):
    return {"started_at": started, "ended_at": ended, **more}


def record(police, site, **fields):
    page = f"/police/sites/{site}/record"
    return send(police, page, times(**fields), page=page)


def rows(session, table):
    return session.scalar(db.select(db.func.count()).select_from(table))


def test_the_form_has_both_times_at_now_and_cannot_be_saved_so_by_mistake(police, site, session):
    page = police.get(f"/police/sites/{site}/record").text
    assert page.count('value="2026-05-12T12:00"') == 2

    untouched = record(police, site, started="2026-05-12T12:00", ended="2026-05-12T12:00")

    assert untouched.status_code == 422
    assert 'href="#ended_at"' in untouched.text
    assert rows(session, Check) == 0


def test_a_recorded_check_leads_to_the_shift_which_says_that_it_counts(police, site):
    done = record(police, site, vehicles="96", over_limit="21", day="all")

    assert done.status_code == 303
    page = police.get(done.location).text
    assert "räknas, som nummer 1 för året" in page
    assert "day=all" in done.location
    assert f"stop-{site}" not in page


def test_one_that_does_not_count_says_which_clause_fails(police, site):
    page = police.get(record(police, site, ended="2026-05-12T11:05").location).text

    assert "räknas inte mot löftet" in page
    assert "kortare än löftet kräver" in page


def test_whether_it_would_count_is_said_without_writing(police, site, session):
    seen = record(police, site, preview="1", vehicles="12")

    assert (seen.status_code, rows(session, Check)) == (200, 0)
    assert "blir nummer 1 för året" in seen.text
    assert 'value="12"' in seen.text


def test_the_highest_speed_has_no_field_and_is_not_stored(police, site, session):
    record(police, site, highest_kmh="131", max_kmh="131", vehicles="3")

    check = session.scalars(db.select(Check)).one()
    assert "131" not in str(vars(check))
    assert "highest" not in police.get(f"/police/sites/{site}/record").text


def test_could_not_be_done_is_written_down_and_seen_in_the_shift_alone(police, site, session):
    page = f"/police/sites/{site}/record"
    without = send(police, f"/police/sites/{site}/not-done", {}, page=page)
    done = send(police, f"/police/sites/{site}/not-done", {"reason": "weather", "day": "all"}, page=page)

    assert without.status_code == 422
    assert 'href="#reason"' in without.text
    assert done.status_code == 303
    shift = police.get(done.location).text
    assert "ingen kontroll kunde göras" in shift
    assert "12 maj 2026: Regn" in shift
    assert "Regn, snö eller dåligt ljus" in police.get(page).text
    assert (rows(session, Attempt), rows(session, Check)) == (1, 0)


def test_the_same_visit_sent_eight_times_is_one(police, site, session):
    page = police.get(f"/police/sites/{site}/record")
    data = {"csrf_token": token_of(page), "reason": "no_room", "submission_key": "one key", "keep": "no"}

    answers = [police.post(f"/police/sites/{site}/not-done", data=data) for _ in range(8)]

    assert {answer.status_code for answer in answers} == {303}
    assert rows(session, Attempt) == 1
    assert "Ingen plats är vald" in police.get("/police/shift").text


def recorded(police, site, **fields):
    return re.search(r"recorded=(\w+)", record(police, site, **fields).location)[1]


def correction(police, public_id, **fields):
    page = f"/police/checks/{public_id}/correct"
    form = police.get(page)
    version = re.search(r'name="version" value="(\d+)"', form.text)[1]
    data = {"csrf_token": token_of(form), "version": version, **times(), **fields}
    return page, data


def test_a_correction_keeps_the_id_and_every_version_with_its_reason(police, site, session, context):
    public_id = recorded(police, site, vehicles="96", mean_kmh="38,5")
    page, data = correction(police, public_id, vehicles="69", correction_reason="Siffrorna byttes om.")
    assert 'value="38,5"' in police.get(page).text

    done = police.post(page, data=data)

    assert done.status_code == 303
    check = police.get(done.location).text
    assert "Siffrorna byttes om." in check
    assert "69 fordon" in check
    assert "96 fordon" in check
    assert "@polis.example" in check
    assert (rows(session, Check), verify_counts(session, context)) == (2, [])


def test_a_correction_that_shortens_the_check_takes_it_out_of_the_count(police, site):
    public_id = recorded(police, site)
    page, data = correction(police, public_id, ended_at="2026-05-12T11:10", correction_reason="Den var kort.")

    answer = police.get(police.post(page, data=data).location).text

    assert "kortare än löftet kräver" in answer


def test_a_correction_needs_a_reason_and_keeps_what_was_typed(police, site, session):
    public_id = recorded(police, site)
    page, data = correction(police, public_id, vehicles="70", correction_reason="")

    faulty = police.post(page, data=data)

    assert faulty.status_code == 422
    assert 'value="70"' in faulty.text
    assert 'href="#correction_reason"' in faulty.text
    assert rows(session, Check) == 1


def test_two_who_correct_the_same_version_never_overwrite_each_other(police, site, session):
    public_id = recorded(police, site, vehicles="96")
    page, mine = correction(police, public_id, vehicles="1", correction_reason="ett", submission_key="mine")
    _, yours = correction(police, public_id, vehicles="2", correction_reason="två", submission_key="yours")

    first, second, again = (police.post(page, data=data) for data in (mine, yours, mine))

    assert (first.status_code, second.status_code, again.status_code) == (303, 409, 303)
    assert "sedan du öppnade sidan" in second.text
    assert 'value="2"' in second.text  # what was typed
    assert "1 fordon" in second.text  # and what stands
    assert rows(session, Check) == 2


def test_a_check_held_anywhere_is_corrected_where_it_was(police, site, session):
    here = {"lat": f"{HOME[0]:.5f}", "lon": f"{HOME[1]:.5f}"}
    done = send(police, "/police/checks", times(**here), page="/police/checks/new")
    public_id = re.search(r"/checks/(\w+)", done.location)[1]
    page, data = correction(police, public_id, vehicles="5", correction_reason="glömde")

    assert police.post(page, data=data).status_code == 303

    old, new = session.scalars(db.select(Check).order_by(Check.id))
    assert (new.lat, new.lon, new.site_id) == (old.lat, old.lon, None)


def test_a_check_that_was_taken_back_cannot_be_corrected(police, site):
    public_id = recorded(police, site)
    page, data = correction(police, public_id, correction_reason="sent")
    check = f"/police/checks/{public_id}"
    send(police, f"{check}/withdraw", {"correction_reason": "fel dag"}, page=check)

    assert police.post(page, data=data).status_code == 409
    assert "fel dag" in police.get(check).text


@pytest.mark.parametrize("path", ["/police/sites/nosuchsite/record", "/police/checks/nosuchcheck/correct"])
def test_what_is_not_there_is_not_found(police, path):
    assert police.get(path).status_code == 404


def test_a_note_that_points_at_a_person_is_looked_at_once_more(police, site, session):
    seen = record(police, site, public_note="Grannen i ABC 123 körde fort", look_first="1")

    assert seen.status_code == 422
    assert rows(session, Check) == 0
