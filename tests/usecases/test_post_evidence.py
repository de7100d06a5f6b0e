"""A comment that was posted before a check, and accepted after it, makes the check count; nothing ever uncounts one."""

import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.comments import SCHOOL, comments, moderator, picks, suggestions
from tests.residents import OFFICER, ask, ask_site, facts, hold, site_of
from webapp.domain.comments import Post
from webapp.domain.counting import Asked, CheckFacts, CountedBefore, CountingRule, Verdict
from webapp.domain.ledger import report
from webapp.domain.post_evidence import Posted, with_posts
from webapp.domain.roles import OPERATOR
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.counting import verify_counts
from webapp.storage.ledger import LedgerLeaf
from webapp.usecases import checks as use
from webapp.usecases import comment_review as review
from webapp.usecases.comment_intake import import_comments
from webapp.usecases.ledger import publish_ledger
from webapp.usecases.sites import rebuild_sites
from webapp.usecases.suggestions import erase

URL = "https://social.example/post/1"
AT_SCHOOL = (60.00122, 15.05203)
NO_ONE = "no_suggestion_before"


@pytest.fixture
def reader(session, context):
    return moderator(session, context)


@pytest.fixture
def posted(session, context, reader):
    """Take in a comment about the school with the time of its post; return its id."""
    count = iter(range(100))

    def posted(at, url=URL, text=SCHOOL):
        line = json.dumps({"id": f"c{next(count)}", "text": text, "created": at.isoformat()})
        import_comments(session, context, reader, Post("facebook", url), line.encode())
        return comments(session)[-1].id

    return posted


def held(session, context, clock, at=AT_SCHOOL, minutes=20):
    """Hold a check that nobody has asked for here, and record it."""
    return hold(session, context, clock, None, minutes, lat=at[0], lon=at[1])


def verdict(session, receipt):
    session.expire_all()
    return session.get_one(CheckVerdict, receipt.check_id)


def told(session, receipt):
    kept = verdict(session, receipt)
    return kept.counts, kept.reason


def test_the_posts_own_time_makes_a_check_count_that_was_held_before_anybody_read_the_comment(
    session, context, clock, reader, posted
):
    written_at = clock()
    clock.move(days=2)
    check = held(session, context, clock)
    assert told(session, check) == (False, NO_ONE)
    clock.move(days=1)

    review.accept(session, context, reader, posted(written_at), picks("0"))

    kept = verdict(session, check)
    assert (kept.counts, kept.reason, kept.residents_before) == (True, None, 1)
    assert kept.site_id == suggestions(session)[0].site_id
    assert kept.asked == [suggestions(session)[0].id]
    assert verify_counts(session, context) == []


@pytest.mark.parametrize("why", ["after", "equal", "no_address", "unsafe"])
def test_a_post_of_after_the_start_or_without_an_address_or_about_something_else_changes_nothing(
    session, context, clock, reader, posted, why
):
    written_at = clock()
    clock.move(days=2)
    started_at = clock()
    check = held(session, context, clock)
    clock.move(days=1)
    moment = {"after": started_at + timedelta(minutes=5), "equal": started_at}.get(why, written_at)
    kind = "unsafe_place" if why == "unsafe" else "speed"
    number = posted(moment, url="" if why == "no_address" else URL)

    review.accept(session, context, reader, number, picks("0", kind=kind))

    assert told(session, check) == (False, NO_ONE)
    assert verify_counts(session, context) == []


def test_what_counted_by_a_comment_counts_on_when_the_comment_is_taken_back_or_its_batch_undone(
    session, context, clock, reader, posted
):
    written_at = clock()
    clock.move(days=2)
    check = held(session, context, clock)
    clock.move(days=1)
    number = posted(written_at)
    review.accept(session, context, reader, number, picks("0"))
    review.take_back(session, context, reader, number)
    assert told(session, check) == (True, None)

    review.undo_batch(session, context, reader, comments(session)[0].batch_id)
    fixed = use.correct_check(
        session, context, OFFICER, check.check_id, _facts_of(session, check, vehicles=40), "vehicles forgotten"
    )

    assert told(session, fixed) == (True, None)
    assert verify_counts(session, context) == []


def test_a_comment_that_was_taken_back_before_a_check_is_recorded_qualifies_nothing(
    session, context, clock, reader, posted
):
    written_at = clock()
    clock.move(days=2)
    started_at = clock()
    clock.move(days=1)
    number = posted(written_at)
    review.accept(session, context, reader, number, picks("0"))
    review.take_back(session, context, reader, number)

    late = facts(started_at, lat=AT_SCHOOL[0], lon=AT_SCHOOL[1])

    assert use.record_check(session, context, OFFICER, late).reason == NO_ONE


def test_a_check_that_is_recorded_after_the_comment_was_accepted_counts_at_once_and_the_preview_says_so(
    session, context, clock, reader, posted
):
    written_at = clock()
    clock.move(days=2)
    started_at = clock()
    clock.move(days=1)
    review.accept(session, context, reader, posted(written_at), picks("0"))
    late = facts(started_at, lat=AT_SCHOOL[0], lon=AT_SCHOOL[1])

    foreseen = use.preview_check(session, context, OFFICER, late)
    recorded = use.record_check(session, context, OFFICER, late)

    assert (foreseen.counts, recorded.counts) == (True, True)
    assert recorded.site_id == suggestions(session)[0].site_id


def test_a_comment_never_takes_the_place_of_a_check_that_counts_already(session, context, clock, reader, posted):
    written_at = clock()
    clock.move(days=2)
    first = held(session, context, clock)
    clock.move(minutes=30)
    ask(session, context, AT_SCHOOL)
    clock.move(minutes=10)
    second = held(session, context, clock)
    assert (told(session, first), told(session, second)) == ((False, NO_ONE), (True, None))
    clock.move(days=1)

    review.accept(session, context, reader, posted(written_at), picks("0"))

    assert (told(session, first), told(session, second)) == ((False, "same_occasion"), (True, None))
    assert verify_counts(session, context) == []


def test_it_counts_and_says_that_outsiders_cannot_see_it_while_a_comment_of_before_is_proved_like_any_other(
    session, context, clock, reader, posted, client
):
    written_at = clock()
    clock.move(days=2)
    by_post = held(session, context, clock)
    clock.move(days=1)
    number = posted(written_at)
    review.accept(session, context, reader, number, picks("0"))
    suggestion = suggestions(session)[0]
    assert session.query(LedgerLeaf).filter_by(suggestion_id=suggestion.id).count() == 1
    clock.move(days=1)
    ask_site(session, context, AT_SCHOOL)
    publish_ledger(session, context, OPERATOR)
    clock.move(days=1)
    by_ledger = hold(session, context, clock, suggestion.site_id)

    ledger, checks = client.get("/api/v1/ledger.jsonl"), client.get("/api/v1/checks.json?year=2026")
    proofs = {check["id"]: check["proof"] for check in checks.json if check["counts"]}

    assert proofs[by_post.public_id] == {"state": "not_provable", "why": "comment"}
    assert proofs[by_ledger.public_id]["state"] == "proved"
    assert "2 checks count" in report(ledger.data, checks.data)
    page = client.get(f"/progress/checks/{by_post.public_id}?lang=en").text
    assert "cannot be proved from outside" in page
    assert "time of the post" in page
    assert "2 days" in page


def test_a_named_place_is_that_one_and_no_other(session, context, clock, reader, posted):
    written_at = clock()
    clock.move(days=2)
    started_at = clock()
    clock.move(hours=1)
    site = site_of(session, ask(session, context, (60.01, 15.05)))
    check = use.record_check(session, context, OFFICER, facts(started_at, site_id=site.id))
    assert check.reason == NO_ONE
    clock.move(days=1)

    review.accept(session, context, reader, posted(written_at), picks("0"))  # at the school, elsewhere

    assert told(session, check) == (False, NO_ONE)


def test_erasing_somebody_near_changes_no_count_that_a_comment_gave_or_did_not_give(
    session, context, clock, reader, posted
):
    neighbour = ask(session, context, (60.0035, 15.0521))
    clock.move(hours=1)
    written_at = clock()
    clock.move(days=2)
    first = held(session, context, clock)
    clock.move(minutes=30)
    ask(session, context, AT_SCHOOL)
    clock.move(minutes=10)
    second = held(session, context, clock)
    clock.move(days=1)
    third = held(session, context, clock, at=(60.0035, 15.0521))
    review.accept(session, context, reader, posted(written_at), picks("0"))
    before = [told(session, check) for check in (first, second, third)]

    erase(session, context, neighbour)
    rebuild_sites(session, context, OPERATOR)

    assert [told(session, check) for check in (first, second, third)] == before
    assert before[:2] == [(False, "same_occasion"), (True, None)]
    assert verify_counts(session, context) == []


def test_a_comment_of_a_day_without_an_hour_is_no_evidence_for_that_day(session, context, clock, reader, posted):
    day = clock().date()
    clock.move(hours=1)
    same_day = held(session, context, clock)
    clock.move(days=1)
    next_day = held(session, context, clock)
    number = posted(day)

    review.accept(session, context, reader, number, picks("0"))
    posted(clock().date(), text=f"{SCHOOL} igen")

    assert told(session, same_day) == (False, NO_ONE)
    assert told(session, next_day) == (True, None)
    assert comments(session)[-1].posted_at == clock()


def _facts_of(session, receipt, **more):
    check = session.get_one(Check, receipt.check_id)
    minutes = (check.ended_at - check.started_at) / timedelta(minutes=1)
    return facts(check.started_at, minutes, lat=check.lat, lon=check.lon, **more)


# The rule alone

T0 = datetime(2026, 5, 4, 8, tzinfo=UTC)
starts = st.lists(st.integers(0, 600), min_size=1, max_size=8)


def _check(number, start):
    begin = T0 + timedelta(minutes=start)
    return CheckFacts(number, begin, begin + timedelta(minutes=20), begin.date(), begin + timedelta(hours=1))


def _waiting(check):
    return Verdict(check.id, False, NO_ONE, None, None, 0, None)


def _post(check, order):
    return Posted(check.id, "s1", frozenset({"s1"}), None, (Asked(order, T0 + timedelta(days=order), f"k{order}"),))


@given(starts, st.lists(st.integers(0, 600), max_size=4), st.integers(0, 8))
def test_one_more_comment_never_uncounts_a_check(waiting, before, split):
    checks = [_check(number, start) for number, start in enumerate(waiting)]
    counted = [
        CountedBefore("s1", T0 + timedelta(minutes=start), T0 + timedelta(minutes=start + 20)) for start in before
    ]
    posts = [_post(check, order) for order, check in enumerate(checks)]

    def counting(some):
        verdicts = [_waiting(check) for check in checks]
        found = with_posts(verdicts, {c.id: c for c in checks}, some, lambda _: CountingRule(), counted)
        return {v.check_id for v in found if v.counts}

    fewer, all_of_them = counting(posts[:split]), counting(posts)
    assert fewer <= all_of_them
    assert all_of_them == counting(posts[::-1])
    spans = sorted([(b.started_at, b.ended_at) for b in counted])
    own = sorted((c.started_at, c.ended_at) for c in checks if c.id in all_of_them)
    assert all(b - a >= timedelta(hours=2) for (_, a), (b, _) in itertools.pairwise(own))
    assert all(s - e2 >= timedelta(hours=2) or b2 - e >= timedelta(hours=2) for s, e in own for b2, e2 in spans)
