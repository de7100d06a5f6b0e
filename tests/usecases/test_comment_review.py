"""A moderator reads comments one at a time: what they press becomes suggestions, and can all be undone."""

from datetime import timedelta

import pytest

from tests.comments import NICKNAME, SCHOOL, SQUARE, STREET, comments, moderator, picks, suggestions, take_in
from tests.residents import hold
from webapp.domain.comments import Post
from webapp.domain.errors import Invalid, NotAllowed, Overtaken, WrongState
from webapp.domain.roles import Actor, Role
from webapp.language.comment_findings import from_json
from webapp.storage.place_search import search_places
from webapp.storage.sites import Site
from webapp.usecases import comment_queue as queue
from webapp.usecases import comment_review as review


@pytest.fixture
def reader(session, context):
    return moderator(session, context)


def only(session):
    (comment,) = comments(session)
    return comment


def places(comment):
    return [[choice.name for choice in meant.choices] for meant in from_json(comment.findings).places]


def test_an_accepted_comment_is_a_suggestion_with_its_source_and_without_its_words(session, context, reader):
    take_in(session, context, SCHOOL)
    comment = only(session)
    outcome = review.accept(session, context, reader, comment.id, picks("0", when_cells=("mon-06",)))

    (made,) = suggestions(session)
    assert (outcome.suggestions, outcome.streets) == (1, 0)
    assert (made.channel, made.via, made.kind, made.when_cells) == ("comment", "facebook", "speed", "mon-06")
    assert (round(made.lat, 3), round(made.lon, 3)) == (60.001, 15.052)
    assert made.text is None
    assert made.accepted_at == context.now()
    assert made.site_id is not None
    assert comment.state == "accepted"


def test_the_time_of_a_post_is_kept_only_beside_its_address(session, context, reader):
    posted = context.now() - timedelta(days=3)
    for number, url in enumerate(("", "https://social.example/1")):
        line = f'{{"id": "{number}", "text": "{SCHOOL}", "created": "{posted.isoformat()}"}}'
        from webapp.usecases.comment_intake import import_comments

        import_comments(session, context, reader, Post("facebook", url), line.encode())
    for comment in comments(session):
        review.accept(session, context, reader, comment.id, picks("0"))

    plain, linked = suggestions(session)
    assert plain.posted_at is None
    assert linked.posted_at == posted
    assert plain.created_at == linked.created_at == posted
    assert linked.received_at == context.now()


def test_several_places_in_one_comment_are_several_suggestions_of_one_voice(session, context, reader):
    take_in(session, context, "Fort både vid Björkskolan och på Östra torget")
    comment = only(session)
    assert len(places(comment)) == 2
    review.accept(session, context, reader, comment.id, picks("0", "0"))

    assert len(suggestions(session)) == 2


def test_a_whole_street_makes_no_site_and_waits_for_a_point(session, context, reader):
    take_in(session, context, STREET)
    comment = only(session)
    outcome = review.accept(session, context, reader, comment.id, picks("0"))

    assert (outcome.suggestions, outcome.streets) == (0, 1)
    assert (comment.state, comment.streets) == ("whole_street", ["Skolgatan"])
    assert suggestions(session) == []
    assert session.query(Site).count() == 0

    review.take_back(session, context, reader, comment.id)
    review.accept(session, context, reader, comment.id, picks("hand", lat="60.0", lon="15.05"))
    assert len(suggestions(session)) == 1


def test_a_street_written_by_hand_is_a_whole_street_too(session, context, reader):
    take_in(session, context, NICKNAME)
    outcome = review.accept(session, context, reader, comments(session)[0].id, picks("hand", place_text="Skolgatan"))

    assert (outcome.suggestions, outcome.streets) == (0, 1)


def test_a_decision_without_a_place_is_a_fault_and_nothing_is_decided(session, context, reader):
    take_in(session, context, SCHOOL)
    comment = only(session)
    for wrong in (picks("none"), picks("9"), picks("0", kind=""), picks("hand"), picks("hand", place_text="Nowhere")):
        with pytest.raises(Invalid):
            review.accept(session, context, reader, comment.id, wrong)

    assert comment.state == "waiting"
    assert suggestions(session) == []


def test_two_people_never_decide_the_same_comment(session, context, clock, reader):
    take_in(session, context, f"{SCHOOL}\n{SQUARE}")
    first, second = comments(session)
    other = moderator(session, context)
    queue.keep(session, context, reader, first.id)

    assert queue.take_next(session, context, other) == second.id
    assert queue.look_at(session, context, other, first.id).locked is not None
    with pytest.raises(Overtaken):
        review.accept(session, context, other, first.id, picks("0"))

    clock.move(minutes=5)
    assert queue.take_next(session, context, other) == first.id
    review.accept(session, context, other, first.id, picks("0"))
    with pytest.raises(Overtaken):
        review.accept(session, context, reader, first.id, picks("0"))
    assert len(suggestions(session)) == 1


def test_a_comment_is_rejected_with_a_reason_only(session, context, reader):
    take_in(session, context, SCHOOL)
    comment = only(session)
    with pytest.raises(Invalid):
        review.reject(session, context, reader, comment.id, "")
    review.reject(session, context, reader, comment.id, "joke")

    assert (comment.state, comment.reason) == ("rejected", "joke")


def test_what_is_skipped_waits_behind_the_others_and_is_free(session, context, reader):
    take_in(session, context, f"{SCHOOL}\n{SQUARE}")
    first, second = comments(session)
    queue.keep(session, context, reader, first.id)
    review.skip(session, context, reader, first.id)

    assert queue.take_next(session, context, reader, after=first.id) == second.id
    assert queue.take_next(session, context, reader, after=second.id) == first.id
    assert queue.take_next(session, context, moderator(session, context)) == second.id


def test_a_decision_can_be_taken_back_and_a_comment_set_aside_taken_up(session, context, reader):
    take_in(session, context, f"{SCHOOL}\nBra initiativ!")
    comment, aside = comments(session)
    review.accept(session, context, reader, comment.id, picks("0"))
    review.take_back(session, context, reader, comment.id)
    review.take_back(session, context, reader, aside.id)

    assert (comment.state, aside.state) == ("waiting", "waiting")
    assert [s.state for s in suggestions(session)] == ["withdrawn"]
    with pytest.raises(WrongState):
        review.take_back(session, context, reader, comment.id)


def test_undoing_a_batch_takes_out_what_came_of_it_and_counted_checks_stay(session, context, clock, reader):
    done = take_in(session, context, "\n".join(f"{SCHOOL} {word}" for word in ("nu", "idag", "igen")))
    for comment in comments(session):
        review.accept(session, context, reader, comment.id, picks("0"))
    site = session.get_one(Site, suggestions(session)[0].site_id)
    assert site.published_at is not None
    clock.move(hours=1)
    check = hold(session, context, clock, site.id)
    assert check.counts

    assert review.undo_batch(session, context, reader, done.batch_id) == 3
    from webapp.storage.checks import CheckVerdict

    assert [v.counts for v in session.query(CheckVerdict)] == [True]
    assert {s.state for s in suggestions(session)} == {"withdrawn"}
    assert {c.state for c in comments(session)} == {"undone"}
    with pytest.raises(WrongState):
        review.undo_batch(session, context, reader, done.batch_id)
    assert take_in(session, context, f"{SCHOOL} nu").stored == 1


def test_what_people_call_a_place_is_learned_and_the_next_batch_needs_no_hand(session, context, reader):
    take_in(session, context, f"{NICKNAME}\nKråkhörnan igen, fort som tusan")
    first = comments(session)[0]
    outcome = review.accept(
        session, context, reader, first.id, picks("hand", place_text="Björkskolan", name_used="Kråkhörnan")
    )

    assert outcome.learned == "Kråkhörnan"
    assert [one.name for one in search_places(session, context, "kråkhörnan")] == ["Björkskolan"]
    assert places(comments(session)[1]) == [["Björkskolan"]]
    take_in(session, context, "De kör fort vid Kråkhörnan på natten")
    assert places(comments(session)[-1]) == [["Björkskolan"]]

    (taught,) = queue.taught_names(session, reader)
    queue.forget_name(session, context, reader, taught.id)
    assert search_places(session, context, "kråkhörnan") == []
    assert queue.taught_names(session, reader) == []
    assert len(suggestions(session)) == 1


def test_a_learned_name_outlives_a_new_place_folder(session, context, reader):
    from tests.conftest import DATA
    from webapp.storage.places import GazetteerName
    from webapp.usecases.places import load_place

    take_in(session, context, NICKNAME)
    pointed = picks("hand", lat="60.01", lon="15.05", name_used="Kråkhörnan")
    review.accept(session, context, reader, comments(session)[0].id, pointed)
    session.query(GazetteerName).filter(GazetteerName.origin == "folder").delete()
    session.commit()
    load_place(session, context, DATA / "testvik")

    (found,) = search_places(session, context, "Kråkhörnan")
    assert (found.lat, found.lon) == (60.01, 15.05)


def test_a_taught_name_holds_only_signs_that_can_be_kept(session, context, reader):
    take_in(session, context, SCHOOL)
    wish = picks("hand", lat="60.01", lon="15.05", name_used="Kråk\0hörnan\u202e  norra")
    outcome = review.accept(session, context, reader, only(session).id, wish)

    assert outcome.learned == "Kråk hörnan norra"


def test_a_name_that_is_known_is_not_taught_anew(session, context, reader):
    take_in(session, context, SCHOOL)
    wish = picks("hand", lat="60.01", lon="15.05", name_used="Björkskolan")
    outcome = review.accept(session, context, reader, only(session).id, wish)

    assert outcome.learned == ""
    assert queue.taught_names(session, reader) == []


def test_presses_and_time_are_measured(session, context, clock, reader):
    done = take_in(session, context, SCHOOL)
    comment = only(session)
    queue.keep(session, context, reader, comment.id)
    clock.move(seconds=6)
    with pytest.raises(Invalid):
        review.accept(session, context, reader, comment.id, picks("none"))
    clock.move(seconds=6)
    review.accept(session, context, reader, comment.id, picks("0"))

    counts = queue.find_batch(session, reader, done.batch_id).counts
    assert (counts.decided, counts.decisions, counts.seconds) == (1, 2, 12)
    assert (counts.comments, counts.places, counts.sites) == (1, 1, 1)


def test_only_moderators_decide(session, context):
    take_in(session, context, SCHOOL)
    comment = only(session)
    for role in (Role.POLICE, Role.PLANNER, Role.COMMUNICATOR, Role.RESIDENT):
        actor = Actor(role)
        for deed in (
            lambda actor=actor: review.accept(session, context, actor, comment.id, picks("0")),
            lambda actor=actor: review.reject(session, context, actor, comment.id, "joke"),
            lambda actor=actor: review.undo_batch(session, context, actor, comment.batch_id),
            lambda actor=actor: queue.keep(session, context, actor, comment.id),
        ):
            with pytest.raises(NotAllowed):
                deed()


def test_a_street_and_what_stands_beside_it_are_one_place(session, context, reader):
    take_in(session, context, "Skolgatan utanför Björkskolan, där gasar alla")

    assert places(only(session)) == [["Skolgatan vid Björkskolan", "Skolgatan"]]
