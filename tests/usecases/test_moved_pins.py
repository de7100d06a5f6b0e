"""A pin that its sender moves: district and site follow, where it was is kept, and what counted stays counted."""

import random

import pytest
from sqlalchemy import select

from tests.residents import HOME, OFFICER, ask, ask_site, hold, site_of, suggestion_of
from tests.worlds import add_junction, add_road, degrees
from webapp.domain.errors import Invalid, NotFound, WrongState
from webapp.domain.roles import OPERATOR, RESIDENT
from webapp.domain.wishes import SuggestionWish
from webapp.storage.checks import CheckVerdict
from webapp.storage.db import transaction
from webapp.storage.movements import Movement, movements_of
from webapp.storage.places import Area
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.usecases.checks import choose_site
from webapp.usecases.moved_pins import move
from webapp.usecases.sites import rebuild_sites, verify_sites
from webapp.usecases.suggestions import erase, find_receipt, suggest, withdraw

FAR = (60.01, 15.15)  # in Östra, 5.5 km from home


@pytest.fixture
def go(session, context):
    def go(token, to=FAR, words="", secret=""):
        move(
            session,
            context,
            token,
            SuggestionWish(lat=str(to[0]), lon=str(to[1]), place_text=words, reporter_secret=secret),
        )
        assert verify_sites(session, context, OPERATOR) == []

    return go


def verdict(session, receipt):
    session.expire_all()
    kept = session.get_one(CheckVerdict, receipt.check_id)
    return kept.counts, kept.reason, kept.residents_before, kept.site_id


def area_of(session, token):
    return session.get_one(Area, suggestion_of(session, token).area_id).name


def test_a_moved_pin_changes_district_and_site_and_tells_where_it_was(session, context, clock, go):
    token = ask(session, context)
    received = suggestion_of(session, token).received_at
    old = site_of(session, token).id
    assert area_of(session, token) == "Västra"
    clock.move(days=2)

    go(token, words="Östra torget")

    row = suggestion_of(session, token)
    assert (row.lat, row.lon, row.place_text, row.received_at) == (*FAR, "Östra torget", received)
    assert area_of(session, token) == "Östra"
    assert row.site_id != old
    assert session.get(Site, old) is None
    (before,) = movements_of(session, row.id)
    assert (before.lat, before.lon, before.at, before.site_id) == (*HOME, clock(), old)


def test_words_alone_move_it_too_and_faults_move_nothing(session, context):
    token = ask(session, context)
    for wish in ({"lat": "48", "lon": "2"}, {"lat": "x", "lon": "15"}, {"place_text": "Ringvägen"}, {}):
        with pytest.raises(Invalid):
            move(session, context, token, SuggestionWish(**wish))
    assert session.scalars(select(Movement)).all() == []

    move(session, context, token, SuggestionWish(place_text="Östra torget"))

    assert (suggestion_of(session, token).lat, suggestion_of(session, token).lon) == (60.0, 15.15)


def test_a_second_press_moves_nothing_more(session, context, go):
    token = ask(session, context)

    go(token)
    go(token)

    assert len(movements_of(session, suggestion_of(session, token).id)) == 1


def test_only_a_live_suggestion_can_be_moved_and_only_by_its_receipt(session, context):
    token = ask(session, context)
    withdraw(session, context, token)
    wish = SuggestionWish(lat=str(FAR[0]), lon=str(FAR[1]))

    with pytest.raises(WrongState):
        move(session, context, token, wish)
    with pytest.raises(NotFound):
        move(session, context, "nonsense", wish)


def test_a_sender_leaves_a_published_site_which_stays_with_one_resident_less(session, context, go):
    tokens = [ask(session, context) for _ in range(4)]
    site = site_of(session, tokens[0])
    name, published_at = site.name, site.published_at

    go(tokens[0])  # its founder

    session.expire_all()
    site = session.get_one(Site, site.id)
    assert (site.residents, site.members, site.published_at, site.name) == (3, 3, published_at, name)
    assert suggestion_of(session, tokens[0]).site_id != site.id
    assert not suggestion_of(session, tokens[0]).sticky
    rebuild_sites(session, context, OPERATOR)
    assert suggestion_of(session, tokens[0]).site_id != site.id


def test_the_last_to_leave_a_published_site_leaves_its_address(session, context, go):
    tokens = [ask(session, context) for _ in range(3)]
    site_id = site_of(session, tokens[0]).id

    for token in tokens:
        go(token)

    site = session.get_one(Site, site_id)
    assert (site.residents, site.published_at is not None) == (0, True)
    assert len({suggestion_of(session, token).site_id for token in tokens} - {site_id}) == 1


def test_moving_to_a_published_site_joins_it_and_moving_back_finds_the_first(session, context, go):
    here, there = ask_site(session, context).id, ask_site(session, context, FAR).id
    token = ask(session, context)

    go(token)
    assert suggestion_of(session, token).site_id == there
    assert session.get_one(Site, there).residents == 4

    go(token, HOME)
    assert suggestion_of(session, token).site_id == here
    assert (session.get_one(Site, here).residents, session.get_one(Site, there).residents) == (4, 3)


def test_a_third_resident_who_moves_in_makes_the_place_public(session, context, go):
    ask_site(session, context, FAR, residents=2)
    token = ask(session, context)

    go(token)

    assert site_of(session, token).published_at is not None


def test_one_resident_who_moves_in_twice_is_one_voice(session, context, go):
    ask(session, context, FAR, resident="anna")
    tokens = [ask(session, context, resident="anna"), ask(session, context, (60.0, 15.07), resident="anna")]

    for token in tokens:
        go(token, secret="anna")

    site = site_of(session, tokens[0])
    assert (site.members, site.residents, site.published_at) == (3, 1, None)


def test_a_receipt_that_is_opened_elsewhere_keeps_its_key(session, context, go):
    token = ask(session, context, resident="anna")
    key = suggestion_of(session, token).reporter_key

    go(token, secret="another browser")

    assert suggestion_of(session, token).reporter_key == key


def test_a_counted_check_stays_counted_when_those_who_asked_move_away(session, context, clock, go):
    tokens = [ask(session, context) for _ in range(2)]
    clock.move(hours=1)
    receipt = hold(session, context, clock, site_of(session, tokens[0]).id)
    before = verdict(session, receipt)
    assert before[:3] == (True, None, 2)

    for token in tokens:
        clock.move(hours=1)
        go(token)
        assert verdict(session, receipt) == before

    rebuild_sites(session, context, OPERATOR)
    assert verdict(session, receipt) == before


def test_a_check_recorded_after_the_move_is_judged_by_where_the_pin_stood_when_it_began(session, context, clock, go):
    token = ask(session, context)
    clock.move(hours=1)
    started_at = clock()
    clock.move(hours=1)
    go(token)

    clock.move(hours=1)
    old_place = _record(session, context, started_at, HOME)
    new_place = _record(session, context, started_at, FAR)

    assert verdict(session, old_place)[:3] == (True, None, 1)
    assert verdict(session, new_place)[:2] == (False, "no_suggestion_before")
    assert verify_sites(session, context, OPERATOR) == []


def test_moving_a_pin_to_a_check_that_was_held_does_not_make_it_count(session, context, clock, go):
    token = ask(session, context)
    clock.move(hours=1)
    receipt = hold(session, context, clock, lat=FAR[0], lon=FAR[1])
    assert verdict(session, receipt)[:2] == (False, "no_suggestion_before")
    clock.move(hours=1)

    go(token)
    rebuild_sites(session, context, OPERATOR)
    assert verdict(session, receipt)[:2] == (False, "no_suggestion_before")

    clock.move(hours=1)
    assert verdict(session, hold(session, context, clock, lat=FAR[0], lon=FAR[1]))[:3] == (True, None, 1)


def test_a_check_at_the_instant_of_the_move_meets_the_pin_where_it_was(session, context, clock, go):
    token = ask(session, context)
    clock.move(hours=1)
    started_at = clock()
    go(token)
    clock.move(hours=1)

    assert verdict(session, _record(session, context, started_at, HOME))[0]
    assert not verdict(session, _record(session, context, started_at, FAR))[0]


def test_who_moves_out_of_a_chosen_site_tells_nobody_of_the_choice(session, context, go):
    tokens = [ask(session, context) for _ in range(2)]
    choose_site(session, context, OFFICER, site_of(session, tokens[0]).id)

    go(tokens[0])

    receipt = find_receipt(session, context, tokens[0])
    assert (receipt.site.id, receipt.checks) == (None, ())


def test_erasing_takes_the_earlier_pins_too_and_no_check_from_the_count(session, context, clock, go):
    token = ask(session, context)
    clock.move(hours=1)
    receipt = hold(session, context, clock, site_of(session, token).id)
    before = verdict(session, receipt)
    clock.move(hours=1)
    go(token, words="Min port")
    number = suggestion_of(session, token).id
    clock.move(hours=1)
    go(token, (60.0, 15.15))

    erase(session, context, token)

    rows = movements_of(session, number)
    assert len(rows) == 2
    for row in rows:
        assert (row.lat, row.lon, row.place_text) == (None, None, None)
        assert row.reporter_key == session.get_one(Suggestion, number).reporter_key
    exact = {(row.easting, row.northing) for row in rows if row.easting % 50 != 25}
    site = session.get_one(Site, before[3])
    assert exact <= {(site.easting, site.northing)}
    assert verify_sites(session, context, OPERATOR) == []
    rebuild_sites(session, context, OPERATOR)
    assert verdict(session, receipt) == before


def test_a_move_along_streets_snaps_to_the_new_one_and_history_keeps_the_old(session, context, clock, go):
    with transaction(session):
        south = add_road(session, "Södra gatan", [(1000, 500), (1400, 500)])
        north = add_road(session, "Norra gatan", [(1000, 900), (1400, 900)])
        add_junction(session, 1400, 500, [south])
    at = {name: tuple(float(v) for v in degrees(context, 1200, y))[::-1] for name, y in (("s", 505), ("n", 905))}
    token = ask(session, context, at["s"])
    clock.move(hours=1)
    receipt = hold(session, context, clock, site_of(session, token).id)
    clock.move(hours=1)

    go(token, at["n"])

    assert suggestion_of(session, token).road_id == north
    assert movements_of(session, suggestion_of(session, token).id)[0].street == "Södra gatan"
    assert verdict(session, receipt)[:3] == (True, None, 1)
    erase(session, context, token)
    assert verdict(session, receipt)[:3] == (True, None, 1)
    assert verify_sites(session, context, OPERATOR) == []


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("streets", [False, True], ids=["open", "streets"])
def test_any_history_of_moves_and_checks_keeps_the_count_and_equals_a_rebuild(session, context, clock, seed, streets):
    chance = random.Random(seed)
    if streets:
        with transaction(session):
            roads = [add_road(session, f"Gata {n}", [(1000, 500 + 90 * n), (1600, 500 + 90 * n)]) for n in range(3)]
            across = add_road(session, "Tvärgatan", [(1075, 450), (1075, 720)])
            for number, road in enumerate(roads):
                add_junction(session, 1075, 500 + 90 * number, [road, across])
    tokens, receipts, counted = [], [], {}

    def spot():
        x, y = chance.choice([1030, 1080, 1130, 1300, 1500]), 500 + 90 * chance.randrange(3)
        lon, lat = degrees(context, x + chance.uniform(-8, 8), y + chance.uniform(-8, 8))
        return float(lat), float(lon)

    def once():
        act = chance.choice(["ask", "ask", "move", "move", "check", "take", "forget"])
        if act == "ask" or not tokens:
            tokens.append(ask(session, context, spot(), resident=f"r{chance.randrange(8)}"))
        elif act == "move":
            to = spot()
            wish = SuggestionWish(lat=str(to[0]), lon=str(to[1]), reporter_secret=f"r{chance.randrange(8)}")
            move(session, context, chance.choice(tokens), wish)
        elif act == "check":
            at = spot()
            receipts.append(hold(session, context, clock, lat=at[0], lon=at[1]))
        else:
            (withdraw if act == "take" else erase)(session, context, tokens.pop(chance.randrange(len(tokens))))

    for _ in range(30):
        clock.move(minutes=150)
        once()
        assert verify_sites(session, context, OPERATOR) == []
        for receipt in receipts:
            counts = verdict(session, receipt)[:2]
            assert counted.setdefault(receipt.check_id, counts) == counts
    rebuild_sites(session, context, OPERATOR)
    assert {r.check_id: verdict(session, r)[:2] for r in receipts} == counted


def test_staff_cannot_move_what_a_resident_sent(session, context):
    assert "actor" not in move.__annotations__  # only the receipt's address opens it
    assert suggest(session, context, RESIDENT, SuggestionWish(kind="speed", lat="60.01", lon="15.05")).created


def _record(session, context, started_at, at):
    from tests.residents import facts
    from webapp.usecases.checks import record_check

    return record_check(session, context, OFFICER, facts(started_at, lat=at[0], lon=at[1]))
