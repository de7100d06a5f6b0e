"""What residents say four weeks after a check: asked of those who had asked, shown in spans, never of one or two."""

import pytest

from tests.residents import OFFICER, ask, hold, site_of
from tests.staff import token_of
from webapp.domain.errors import NotFound
from webapp.domain.privacy import public_opinions
from webapp.storage.checks import Check
from webapp.usecases.checks import withdraw_check
from webapp.usecases.messages import answer_on_receipt, questions_for


@pytest.fixture
def receipts(session, context):
    return [ask(session, context) for _ in range(7)]


@pytest.fixture
def check(session, context, clock, receipts):
    """A check at the place, four weeks ago."""
    clock.move(hours=1)
    held = hold(session, context, clock, site_of(session, receipts[0]).id)
    clock.move(days=28)
    return held


def say(session, context, receipts, check, answers):
    for token, answer in zip(receipts, answers, strict=False):
        answer_on_receipt(session, context, token, check.public_id, answer)


def test_nothing_is_shown_before_three_have_answered(client, session, context, receipts, check):
    site = site_of(session, receipts[0]).id
    say(session, context, receipts, check, ["calmer", "calmer"])

    assert "four weeks after the check" not in client.get(f"/sites/{site}?lang=en").text
    assert [c["residents_say"] for c in client.get("/api/v1/checks.json?year=2026").json] == [None]


def test_answers_are_spans_and_few_are_never_told_from_none(client, session, context, receipts, check):
    site = site_of(session, receipts[0]).id
    say(session, context, receipts, check, ["calmer"] * 4 + ["worse"])

    page = client.get(f"/sites/{site}?lang=en").text
    shown = client.get("/api/v1/checks.json?year=2026").json[0]["residents_say"]

    assert shown == {"answers": "3-5", "calmer": "3-5", "same": "0-2", "worse": "0-2", "unknown": "0-2"}
    assert "four weeks after the check" in page
    assert page.count("fewer than 3") >= 3


@pytest.mark.parametrize("few", [0, 1, 2])
def test_none_one_and_two_look_alike(few):
    shown = public_opinions({"calmer": 20, "worse": few})

    assert (shown.answers, shown.calmer, shown.worse) == ("11-20" if few == 0 else "21-50", "11-20", "0-2")


def test_a_receipt_is_asked_only_from_four_weeks_on(session, context, clock, receipts):
    clock.move(hours=1)
    held = hold(session, context, clock, site_of(session, receipts[0]).id)
    clock.move(days=27, hours=23)
    assert questions_for(session, context, receipts[0]) == []
    with pytest.raises(NotFound):
        answer_on_receipt(session, context, receipts[0], held.public_id, "calmer")

    clock.move(hours=1)

    assert [q.check_id for q in questions_for(session, context, receipts[0])] == [held.public_id]


def test_who_came_after_the_check_is_not_asked(session, context, clock, check):
    late = ask(session, context)

    assert questions_for(session, context, late) == []


def test_a_check_taken_back_asks_nobody_and_shows_nothing(client, session, context, receipts, check):
    site = site_of(session, receipts[0]).id
    say(session, context, receipts, check, ["calmer"] * 5)
    withdraw_check(session, context, OFFICER, check.check_id, "no")

    assert questions_for(session, context, receipts[0]) == []
    assert "four weeks after the check" not in client.get(f"/sites/{site}?lang=en").text


def test_one_person_answers_once_and_may_change_it(client, session, context, receipts, check):
    path = f"/suggestions/{receipts[0]}"
    csrf = token_of(client.get(path))
    for answer in ("calmer", "calmer", "worse"):
        data = {"csrf_token": csrf, "check": check.public_id, "answer": answer}
        assert client.post(f"{path}/opinion", data=data).status_code == 303
    say(session, context, receipts[1:], check, ["same"] * 3)

    shown = client.get("/api/v1/checks.json?year=2026").json[0]["residents_say"]
    assert (shown["answers"], shown["same"]) == ("3-5", "3-5")
    assert session.get(Check, check.check_id).public_id == check.public_id
