"""A resident's suggestion: every word checked, stored once, taken back, erased."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import event, func, select

from tests.conftest import NOON, app_settings
from tests.residents import OFFICER, ask, ask_site, hold, reword, site_of, suggestion_of
from tests.worlds import add_junction, add_road, degrees
from webapp import create_app
from webapp.domain.errors import Invalid, NotAllowed, NotFound, WrongState
from webapp.domain.roles import RESIDENT, STAFF, Actor
from webapp.domain.suggestions import CAUSES, WHEN, Kind, fingerprint
from webapp.gateways.clock import SetClock
from webapp.storage.db import db, transaction
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.usecases.checks import choose_site, close_site, decline_site
from webapp.usecases.suggestions import (
    SuggestionWish,
    erase,
    find_place,
    find_receipt,
    follow,
    look_through,
    suggest,
    withdraw,
)

WISH = SuggestionWish(kind="speed", lat="60.01", lon="15.05", submission_key="one form", reporter_secret="cookie")


@pytest.fixture
def send(session, context):
    def send(actor=RESIDENT, **changes):
        return suggest(session, context, actor, replace(WISH, **changes))

    return send


@pytest.fixture
def faults(session, context):
    def faults(**changes):
        with pytest.raises(Invalid) as caught:
            suggest(session, context, RESIDENT, replace(WISH, **changes))
        assert session.scalar(select(func.count(Suggestion.id))) == 0
        return {(fault.field, fault.code) for fault in caught.value.faults}

    return faults


def only(session):
    return session.scalars(select(Suggestion)).one()


def test_kind_and_a_pin_are_enough(session, send):
    receipt = send()

    row = only(session)
    assert receipt.created
    assert row.token_hash == fingerprint(receipt.token)
    assert (row.kind, row.state, row.channel, row.lat, row.lon) == ("speed", "live", "form", 60.01, 15.05)
    assert row.received_at == row.created_at == row.accepted_at == NOON
    assert session.get(Site, row.site_id).residents == 1


def test_everything_that_can_be_said_is_kept(session, send):
    text = "Bilar 🚗 & <b>bussar</b>\r\n\tmed 'citat' \"så\" \\ %s {{7*7}}"

    send(
        when_quick=("weekday-mornings",),
        when_cells=("sun-21",),
        causes=("school", "heavy"),
        text=text,
        email=" anna@exempel.se ",
        place_text="vid skolan",
        saw_site=True,
    )

    row = only(session)
    assert row.when_cells == "mon-06 tue-06 wed-06 thu-06 fri-06 sun-21"
    assert row.causes == "school heavy"
    assert row.text == text.replace("\r\n", "\n")
    assert row.text_state == "waiting"
    assert (row.email, row.follow, row.place_text, row.saw_site) == ("anna@exempel.se", True, "vid skolan", True)


def test_the_database_holds_neither_the_address_of_the_receipt_nor_the_key_of_the_form(session, send):
    receipt = send()

    row = only(session)
    values = [str(getattr(row, column.key)) for column in Suggestion.__table__.columns]
    assert receipt.token not in values
    assert "one form" not in values
    assert "cookie" not in values


def test_a_repeated_post_leads_to_the_same_receipt_whatever_it_says(session, send):
    first = send()

    again = send(text="another text", kind="nonsense")

    assert again.token == first.token
    assert not again.created
    assert only(session).text is None


def test_eight_clicks_at_once_are_one_suggestion(data_dir, app):
    crowded = create_app(app_settings(data_dir), SetClock(NOON))
    start = threading.Barrier(8)
    answers, errors = [], []

    def click():
        with crowded.app_context():
            try:
                start.wait()
                answers.append(suggest(db.session(), crowded.extensions["lofte_context"], RESIDENT, WISH))
            except Exception as error:
                errors.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=click) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert not errors
    assert len({answer.token for answer in answers}) == 1
    assert sum(answer.created for answer in answers) == 1
    with crowded.app_context():
        assert db.session.scalar(select(func.count(Suggestion.id))) == 1
        db.session.remove()
        db.engine.dispose()


def test_a_program_without_a_submission_key_gets_a_receipt_of_its_own_each_time(send):
    assert send(submission_key="").token != send(submission_key="").token


def test_nothing_is_left_when_placing_fails(session, send, monkeypatch):
    def fail(*_):
        raise RuntimeError("after the write")

    monkeypatch.setattr("webapp.storage.grouping.place_suggestion", fail)

    with pytest.raises(RuntimeError):
        send()

    assert session.scalar(select(func.count(Suggestion.id))) == 0


@pytest.mark.parametrize("role", STAFF)
def test_staff_suggest_nothing(role, session, send):
    with pytest.raises(NotAllowed):
        send(actor=Actor(role, account_id=1))

    assert session.scalar(select(func.count(Suggestion.id))) == 0


def test_one_cookie_on_one_place_is_one_resident_and_three_are_three(session, send):
    for number, secret in enumerate(["a", "a", "a", "b"]):
        send(submission_key=str(number), reporter_secret=secret)

    site = session.scalars(select(Site)).one()
    assert (site.residents, site.members, site.published_at) == (2, 4, None)


# Where


@pytest.mark.parametrize(
    ("lat", "lon", "fault"),
    [
        ("nan", "15.05", ("lat", "not_a_number")),
        ("60.01", "inf", ("lon", "not_a_number")),
        ("-inf", "nan", ("lat", "not_a_number")),
        ("٦٠.٠١", "15.05", ("lat", "not_a_number")),
        ("60.01" + "1" * 9000, "15.05", ("lat", "not_a_number")),
        ("60,01", "", ("lon", "missing")),
        ("", "15.05", ("lat", "missing")),
        ("15.05", "60.01", ("lat", "swapped")),
        ("6653000", "534000", ("lat", "metres")),
        ("95", "15.05", ("lat", "out_of_range")),
        ("48.85", "2.35", ("lat", "outside")),
        ("60.2", "15.05", ("lat", "outside")),
        ("0", "0", ("lat", "outside")),
    ],
)
def test_a_pin_that_cannot_be_right_is_named(lat, lon, fault, faults):
    assert fault in faults(lat=lat, lon=lon)


def test_a_decimal_comma_is_as_good_as_a_point(session, send):
    send(lat="60,01", lon=" 15,05 ")

    assert (only(session).lat, only(session).lon) == (60.01, 15.05)


def test_a_pin_just_outside_is_taken_with_a_note_and_further_out_refused(session, send, faults):
    assert faults(lon="15.004") == {("lat", "outside")}  # the border is at 15.01: about 330 m

    send(lon="15.0051")  # about 270 m

    assert only(session).outside_note


@pytest.mark.parametrize("words", ["Skolgatan", " skolgatan ", "gamla skolvägen", "Skolgatan vid biblioteket"])
def test_words_that_mean_one_place_are_a_place(words, session, send):
    send(lat="", lon="", place_text=words)

    assert (only(session).lat, only(session).lon) == (60.0, 15.05)
    assert only(session).place_text == words.strip()


def test_a_pin_wins_over_words_and_the_words_are_kept(session, send):
    send(place_text="Ringvägen")

    assert (only(session).lat, only(session).place_text) == (60.01, "Ringvägen")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("Qwxzjkvägen 17", "unknown_place"),
        ("Ringvägen", "several_places"),
        ("Namnlösa stigen", "without_position"),
        ("x" * 201, "too_long"),
        ("Skol\x00gatan", "unreadable"),
    ],
)
def test_words_that_do_not_mean_one_place_say_what_to_do(words, code, faults):
    assert faults(lat="", lon="", place_text=words) == {("place_text", code)}


def test_several_places_are_offered_with_their_positions(session, context):
    found = find_place(session, context, replace(WISH, lat="", lon="", place_text="Ringvägen"))

    assert found.pin is None
    assert {(c.area, c.lon) for c in found.candidates} == {("Västra", 15.06), ("Östra", 15.14)}


# What


def test_every_field_is_named_at_once(faults):
    found = faults(
        kind="parking",
        lat="x",
        when_cells=("mon-07",),
        causes=("aliens",),
        text="x" * 1001,
        email="anna.exempel.se",
        place_text="x" * 201,
    )

    assert found == {
        ("kind", "unknown"),
        ("lat", "not_a_number"),
        ("when", "unknown"),
        ("causes", "unknown"),
        ("text", "too_long"),
        ("email", "no_at"),
        ("place_text", "too_long"),
    }


@pytest.mark.parametrize("kind", Kind)
def test_every_cause_fits_its_own_kind_and_no_other(kind, session, send, faults):
    other = next(k for k in Kind if k != kind)
    assert faults(kind=kind.value, causes=CAUSES[other]) == {("causes", "other_kind")}

    send(kind=kind.value, causes=CAUSES[kind])

    assert only(session).causes.split() == list(CAUSES[kind])


def test_every_cell_of_the_week_can_be_chosen(session, send):
    send(when_cells=WHEN)

    assert only(session).when_cells.split() == list(WHEN)


def test_unknown_means_no_time_at_all(session, send, faults):
    assert faults(when_quick=("noon",)) == {("when", "unknown")}

    send(when_quick=("unknown",))

    assert only(session).when_cells == ""


@pytest.mark.parametrize("email", ["a@b", "a b@exempel.se", "a@exempel..se", "@exempel.se", "a@b.se\nBcc: x@y.se"])
def test_an_address_that_cannot_be_written_to_is_refused(email, faults):
    assert faults(email=email) == {("email", "not_an_email")}


def test_a_thousand_signs_are_enough_and_a_line_break_is_one(session, send, faults):
    assert faults(text="å" * 1001) == {("text", "too_long")}
    assert faults(text="a\x00b") == {("text", "unreadable")}

    send(text="å" * 990 + "\r\n" * 10)

    assert len(only(session).text) == 1000


def test_looking_through_stores_nothing(session, context):
    draft = look_through(session, context, RESIDENT, WISH)

    assert draft.words.kind == "speed"
    assert session.scalar(select(func.count(Suggestion.id))) == 0


# A voice


def test_a_voice_for_a_site_is_a_suggestion_at_its_anchor(session, context, send):
    site = ask_site(session, context)

    send(kind="", lat="", lon="", support_site_id=site.id, text="Jag med")

    row = session.scalars(select(Suggestion).where(Suggestion.channel == "support")).one()
    assert (row.site_id, row.kind, row.lat, row.lon) == (site.id, "speed", site.lat, site.lon)
    assert session.get(Site, site.id).residents == 4


@pytest.mark.parametrize("site_id", ["nosuchsite", "'; DROP TABLE site;--"])
def test_a_voice_for_a_place_that_nobody_knows_is_refused(site_id, faults):
    assert ("support", "unknown_site") in faults(support_site_id=site_id)


def test_a_voice_for_an_unpublished_site_is_refused_so_that_nobody_learns_of_it(session, context, send):
    hidden = ask_site(session, context, residents=1)

    with pytest.raises(Invalid):
        send(support_site_id=hidden.id)


# The receipt


def test_the_receipt_tells_of_the_site_once_enough_have_named_it(session, context, send):
    token = ask(session, context)
    assert find_receipt(session, context, token).site.id is None

    ask(session, context)
    ask(session, context)

    site = find_receipt(session, context, token).site
    assert site.id == site_of(session, token).id
    assert site.residents == "3-5"


def test_the_receipt_tells_of_checks_held_after_it_and_of_none_before(session, context, clock):
    early = ask(session, context)
    clock.move(days=1)
    site = site_of(session, early)
    hold(session, context, clock, site.id)
    clock.move(days=1)
    late = ask(session, context)

    (check,) = find_receipt(session, context, early).checks
    assert (check.counts, check.number, check.held_on.isoformat()) == (True, 1, "2026-05-13")
    assert find_receipt(session, context, late).checks == ()


def test_a_check_that_does_not_count_is_told_too(session, context, clock):
    token = ask(session, context)
    clock.move(days=1)
    hold(session, context, clock, site_of(session, token).id, minutes=5)

    (check,) = find_receipt(session, context, token).checks
    assert (check.counts, check.number, check.reason) == (False, None, "too_short")


def test_a_choice_never_changes_the_receipt(session, context):
    token = ask(session, context)
    before = find_receipt(session, context, token)

    choose_site(session, context, OFFICER, site_of(session, token).id)

    assert find_receipt(session, context, token) == before


@pytest.mark.parametrize(("answer", "status"), [(close_site, "closed"), (decline_site, "declined")])
def test_an_answer_reaches_the_receipt_with_its_reason(answer, status, session, context):
    site = ask_site(session, context)
    token = ask(session, context)

    answer(session, context, OFFICER, site.id, "limit_kept", "De flesta håller 40.")

    told = find_receipt(session, context, token).site
    assert (told.status, told.reason, told.reply) == (status, "limit_kept", "De flesta håller 40.")


def test_reading_a_receipt_reads_no_choice(session, context):
    token = ask(session, context)
    read = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: read.append(args[2]))

    find_receipt(session, context, token)

    assert read
    assert not [statement for statement in read if "choice" in statement.lower()]


@pytest.mark.parametrize("token", ["", "nonsense", "0" * 32, "'; --", "\ud800"])
def test_a_wrong_address_opens_nothing(token, session, context):
    for act in (find_receipt, withdraw, erase):
        with pytest.raises(NotFound):
            act(session, context, token)
    with pytest.raises(NotFound):
        reword(session, context, token, "x")
    with pytest.raises(NotFound):
        follow(session, context, token, "a@exempel.se")


def test_a_changed_text_waits_for_its_reader_again(session, context, send):
    token = send(text="First").token
    only(session).text_state = "shown"
    session.commit()

    reword(session, context, token, "Second")

    assert (only(session).text, only(session).text_state) == ("Second", "waiting")
    with pytest.raises(Invalid):
        reword(session, context, token, "x" * 1001)


def test_following_and_stopping(session, context, send):
    token = send().token
    with pytest.raises(Invalid):
        follow(session, context, token, "")
    follow(session, context, token, "anna@exempel.se")
    assert (only(session).email, only(session).follow) == ("anna@exempel.se", True)

    follow(session, context, token, "", stop=True)

    assert (only(session).email, only(session).follow) == (None, False)


def test_what_is_taken_back_no_longer_counts_and_can_still_be_read(session, context, clock, send):
    token = send(text="Mine").token
    clock.move(hours=1)

    withdraw(session, context, token)
    withdraw(session, context, token)  # a second click

    row = suggestion_of(session, token)
    assert (row.state, row.withdrawn_at) == ("withdrawn", clock())
    assert find_receipt(session, context, token).text == "Mine"
    assert session.scalar(select(func.count(Site.id)).where(Site.residents > 0)) == 0
    with pytest.raises(WrongState):
        reword(session, context, token, "Another")


def test_a_published_site_stays_when_a_voice_is_taken_back(session, context):
    token = ask(session, context)
    site = ask_site(session, context, residents=2)
    assert site.published_at

    withdraw(session, context, token)

    site = session.get(Site, site.id)
    assert (site.published_at is not None, site.residents) == (True, 2)


def test_an_erased_suggestion_leaves_a_stub_without_a_word(session, context, clock, send):
    secret = "Hemligt om Anna"
    token = send(
        text=secret, email="anna@exempel.se", place_text="Annas hus", causes=("school",), when_cells=("mon-06",)
    ).token
    before = only(session)
    kept = (before.public_number, before.kind, before.received_at, before.channel, before.founding_id)
    key, exact = before.reporter_key, (before.easting, before.northing)

    clock.move(hours=1)
    erase(session, context, token)

    row = only(session)
    assert (row.public_number, row.kind, row.received_at, row.channel, row.founding_id) == kept
    assert (row.state, row.erased_at) == ("erased", clock())
    gone = (row.text, row.email, row.place_text, row.lat, row.lon, row.salt, row.token_hash, row.submission_key)
    assert set(gone) == {None}
    assert (row.when_cells, row.causes, row.follow) == ("", "", False)
    assert row.reporter_key != key
    assert (row.easting % 50, row.northing % 50) == (25, 25) != exact
    with pytest.raises(NotFound):
        find_receipt(session, context, token)


def test_a_stub_still_counts_as_a_resident_but_a_withdrawn_one_does_not(session, context):
    stays, leaves = ask(session, context), ask(session, context)
    site = site_of(session, stays)
    withdraw(session, context, leaves)

    erase(session, context, stays)
    erase(session, context, leaves)

    assert session.get(Site, site.id).residents == 1


def test_a_voice_for_a_place_on_a_street_joins_it_also_where_a_junction_is_nearer(session, context, send):
    with transaction(session):
        street = add_road(session, "Långa gatan", [(1000, 500), (1400, 500)])
        add_junction(session, 1120, 500, [street])  # the middle of the place, where nobody set a pin
    spots = [degrees(context, x, 500) for x in (1090, 1092, 1150)]
    site = [site_of(session, ask(session, context, at=(float(lat), float(lon)))) for lon, lat in spots][-1]
    assert (site.unit, site.published_at is None) == ("road", False)

    send(kind="", lat="", lon="", support_site_id=site.id)

    row = session.scalars(select(Suggestion).where(Suggestion.channel == "support")).one()
    assert (row.site_id, row.unit, row.road_id) == (site.id, "road", street)
