"""The desk where a party reports on its pledges: form, file, correction; and who may not."""

import io

import pytest
from sqlalchemy import select

from tests.mail import follower, mail_server
from tests.pledge_world import csv_of, nine_pledges
from tests.residents import ask, site_of
from tests.staff import log_in, new_account, send, staff_client, token_of
from webapp.storage.outbox import Message
from webapp.storage.pledge_events import PledgeEventRow
from webapp.storage.unsafe_places import UnsafeActivity, activities_of

DESKS = {"police": ("police", "foot-patrols"), "planner": ("municipality", "tobacco-visits"),
         "communicator": ("fire-service", "home-visits")}  # fmt: skip


@pytest.fixture(autouse=True)
def agreement(session):
    nine_pledges(session)


def desk(app, role, party):
    client = app.test_client()
    assert log_in(app, client, new_account(app, role, party=party)).status_code == 303
    return client


@pytest.fixture
def police(app):
    return desk(app, "police", "police")


@pytest.fixture
def planner(app):
    return desk(app, "planner", "municipality")


def events(session):
    session.expire_all()
    return session.scalars(select(PledgeEventRow).order_by(PledgeEventRow.id)).all()


@pytest.mark.parametrize("role", DESKS)
def test_each_party_reports_in_the_area_of_its_own_role(app, session, role):
    party, slug = DESKS[role]
    client = desk(app, role, party)

    answer = send(client, f"/{role}/pledges", {"pledge": slug, "on": "2026-05-08", "area": "Vårby"})

    assert answer.status_code == 303, answer.text
    assert "counts" in client.get(answer.location + "&lang=en").text
    (row,) = events(session)
    assert (row.pledge, row.channel, row.account_id is not None) == (slug, "form", True)


def test_only_ones_own_and_shared_pledges_are_offered_and_taken(planner, session):
    page = planner.get("/planner/pledges?lang=en").text
    refused = send(planner, "/planner/pledges", {"pledge": "foot-patrols", "on": "2026-05-08"})

    assert 'value="dialogues"' in page
    assert 'value="tobacco-visits"' in page
    assert 'value="foot-patrols"' not in page
    assert refused.status_code == 403
    assert events(session) == []


def test_an_account_without_a_party_is_told_whom_to_ask(app):
    client = staff_client(app, "police")

    page = client.get("/police/pledges?lang=en").text

    assert "Ask an administrator" in page


def test_an_administrator_reports_for_every_party(app, session):
    client = staff_client(app, "admin")

    for slug in ("home-visits", "foot-patrols"):
        assert send(client, "/police/pledges", {"pledge": slug, "on": "2026-05-08"}).status_code == 303
    assert len(events(session)) == 2


def test_a_faulty_form_keeps_every_word_and_saves_nothing(planner, session):
    fields = {"pledge": "dialogues", "on": "8 maj", "kind": "dialogue", "note": "Bra samtal i skolan", "evidence": "x"}

    answer = send(planner, "/planner/pledges?lang=en", fields)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    for word in ("8 maj", "Bra samtal i skolan", 'value="x"'):
        assert word in answer.text
    assert events(session) == []


def test_two_presses_of_one_form_are_one_event(planner, session):
    page = planner.get("/planner/pledges").text
    key = page.split('name="submission_key" value="')[1].split('"')[0]
    fields = {"pledge": "tobacco-visits", "on": "2026-05-08", "count": "2", "submission_key": key}

    answers = [send(planner, "/planner/pledges", fields) for _ in range(2)]

    assert [a.status_code for a in answers] == [303, 303]
    assert len(events(session)) == 1


def test_a_public_note_about_a_person_is_shown_once_more_before_it_is_saved(planner, session):
    fields = {"pledge": "dialogues", "on": "2026-05-08", "note": "Ring 070-123 45 67 om mötet", "note_public": "1"}

    first = send(planner, "/planner/pledges", {**fields, "look_first": "1"})
    kept = len(events(session))
    second = send(planner, "/planner/pledges", fields)

    assert (first.status_code, kept, second.status_code) == (422, 0, 303)


def test_an_event_that_does_not_count_says_why_at_once(police):
    answer = send(police, "/police/pledges", {"pledge": "weekend-efforts", "on": "2026-05-06"})

    page = police.get(answer.location + "&lang=en").text
    assert "does not count" in page
    assert "another weekday" in page


def upload(client, data):
    token = token_of(client.get("/planner/pledges"))
    return client.post(
        "/planner/pledges/import?lang=en",
        data={"csrf_token": token, "file": (io.BytesIO(data), "events.csv")},
        content_type="multipart/form-data",
    )


def test_a_file_is_taken_whole_or_not_at_all_with_its_faults_by_line(planner, session):
    good = csv_of("tobacco-visits,2026-03-02,2,,,,,", "serving-visits,2026-03-02,1,1,,,,")
    bad = csv_of("tobacco-visits,2026-03-02,2,,,,,", "home-visits,2026-03-02,,,,,,", "tobacco-visits,2027-03-02,,,,,,")

    refused = upload(planner, bad)
    nothing = upload(planner, b"")
    taken = upload(planner, good)
    again = upload(planner, good)

    assert (refused.status_code, nothing.status_code, taken.status_code) == (422, 422, 303)
    assert "Line 3" in refused.text
    assert "another party" in refused.text
    assert "Line 4" in refused.text
    assert "added=2" in taken.location
    assert "added=0" in again.location
    assert len(events(session)) == 2


def test_an_event_is_corrected_and_taken_back_by_new_rows_with_a_reason(planner, session):
    send(planner, "/planner/pledges", {"pledge": "tobacco-visits", "on": "2026-05-08", "count": "5"})
    (row,) = events(session)
    page = f"/planner/pledges/{row.public_id}"
    put_right = {"pledge": "tobacco-visits", "on": "2026-05-08", "count": "4", "version": row.id}

    without = send(planner, f"{page}/correct", put_right, page=page)
    right = send(planner, f"{page}/correct", {**put_right, "correction_reason": "Räknade fel"}, page=page)
    late = send(planner, f"{page}/withdraw", {"version": row.id, "correction_reason": "Dubblett"}, page=page)
    newest = events(session)[-1].id
    back = send(planner, f"{page}/withdraw", {"version": newest, "correction_reason": "Dubblett"}, page=page)

    assert (without.status_code, right.status_code, late.status_code, back.status_code) == (422, 303, 409, 303)
    assert [r.count for r in events(session)] == [5, 4, 4]
    shown = planner.get("/pledges/tobacco-visits?lang=en").text
    assert "0 of at least 70" in shown.replace("\N{NO-BREAK SPACE}", " ")


def test_another_party_sees_no_event_of_mine(planner, police, session):
    send(planner, "/planner/pledges", {"pledge": "tobacco-visits", "on": "2026-05-08"})
    (row,) = events(session)

    assert police.get(f"/police/pledges/{row.public_id}").status_code == 403
    assert planner.get("/planner/pledges/nothing").status_code == 404


@pytest.fixture
def place(session, context, clock):
    """An unsafe place that three residents named yesterday, one of whom wants to be told."""
    clock.move(days=-1)
    with mail_server() as box:
        token = follower(session, context, box, "anna@exempel.se", language="sv", kind="unsafe_place")
    for _ in range(2):
        ask(session, context, kind="unsafe_place")
    clock.move(days=1)
    return site_of(session, token).id


def told(session):
    session.expire_all()
    return [m for m in session.scalars(select(Message)) if m.topic == "answered"]


def test_a_patrol_answers_an_unsafe_place_and_its_residents_are_told_once(police, session, place):
    fields = {
        "pledge": "foot-patrols",
        "on": "2026-05-08",
        "area": "Vårby",
        "unsafe": place,
        "submission_key": "k" * 20,
    }

    send(police, "/police/pledges", fields)
    send(police, "/police/pledges", fields)

    (activity,) = activities_of(session, place)
    assert (activity.activity, activity.pledge_event_id) == ("foot_patrol", events(session)[0].id)
    assert len(told(session)) == 1


def test_what_is_taken_back_is_no_answer_any_more_and_no_mail_leaves(police, session, place):
    send(police, "/police/pledges", {"pledge": "weekend-efforts", "on": "2026-05-08", "unsafe": place})
    (row,) = events(session)
    page = f"/police/pledges/{row.public_id}"

    send(police, f"{page}/withdraw", {"version": row.id, "correction_reason": "Ställdes in"}, page=page)

    assert list(activities_of(session, place)) == []
    assert {m.state for m in told(session)} == {"cancelled"}


def test_a_place_that_is_not_there_refuses_the_event(police, session):
    answer = send(police, "/police/pledges", {"pledge": "foot-patrols", "on": "2026-05-08", "unsafe": "nothing"})

    assert answer.status_code == 422
    assert events(session) == []
    assert session.scalar(select(UnsafeActivity.id)) is None


def test_who_does_not_work_with_unsafe_places_names_none(app, session, place):
    client = desk(app, "communicator", "fire-service")

    answer = send(client, "/communicator/pledges", {"pledge": "dialogues", "on": "2026-05-08", "unsafe": place})

    assert answer.status_code == 403
    assert events(session) == []
