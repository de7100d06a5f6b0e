from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.calendar import from_local, local_date
from webapp.domain.counting import (
    REASONS,
    Asked,
    CheckFacts,
    CountedBefore,
    CountingRule,
    NamedSite,
    SiteAsOf,
    judge,
    rule_from,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
RULE = CountingRule()
START = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
BEFORE = (Asked(1, START - HOUR, "resident"),)


def in_2026(on):
    return RULE if on.year == 2026 else None


def site(site_id="a", asked=BEFORE, distance_m=0.0, same_unit=True):
    return SiteAsOf(site_id, True, distance_m, same_unit, 7, asked)


def named(site_id="a", kind="speed", distance_m=0.0, first_asked_at=None):
    return NamedSite(site_id, kind, distance_m, 7, first_asked_at)


def check(started_at=START, length=20 * MINUTE, number=1, at=None, withdrawn=False):
    return CheckFacts(
        number,
        started_at,
        started_at + length,
        local_date(started_at, STOCKHOLM),
        started_at + timedelta(days=3),
        at,
        withdrawn,
    )


def verdict(check, sites=(), rule_on=in_2026, counted_before=()):
    (only,) = judge([check], {check.id: sites}, rule_on, counted_before)
    return only


def reason(*args, **more):
    return verdict(*args, **more).reason


def test_a_twenty_minute_check_where_a_resident_asked_before_counts():
    result = verdict(check(at=named()), [site()])

    assert result.counts
    assert result.reason is None
    assert (result.site_id, result.suggestion_id, result.residents_before, result.area_id) == ("a", 1, 1, 7)


def test_a_check_held_anywhere_counts_at_the_nearest_site_that_was_asked_for():
    sites = [site("near", asked=()), site("asked", distance_m=80.0), site("far", distance_m=120.0)]

    assert verdict(check(), sites).site_id == "asked"


# Clause 1: held, in the year of the promise.


def test_a_check_that_ends_when_it_starts_was_not_held():
    assert reason(check(length=0 * MINUTE, at=named()), [site()]) == "not_held"


def test_a_check_recorded_before_it_ended_was_not_held():
    early = replace(check(at=named()), recorded_at=START + 19 * MINUTE)

    assert reason(early, [site()]) == "not_held"
    assert reason(replace(early, recorded_at=START + 20 * MINUTE), [site()]) is None


@pytest.mark.parametrize(
    ("wall_clock", "counts"),
    [
        ("2025-12-31T23:50", False),
        ("2026-01-01T00:00", True),
        ("2026-12-31T23:50", True),
        ("2027-01-01T00:00", False),
    ],
)
def test_the_local_start_decides_the_year(wall_clock, counts):
    started_at = from_local(wall_clock, STOCKHOLM)
    asked = (Asked(1, started_at - HOUR, "resident"),)

    result = verdict(check(started_at, at=named()), [site(asked=asked)])

    assert (result.counts, result.reason) == ((True, None) if counts else (False, "wrong_year"))


# Clause 2: the kind.


def test_a_check_at_an_unsafe_place_does_not_count():
    assert reason(check(at=named(kind="unsafe_place")), [site()]) == "wrong_kind"


# Clause 3: the length.


@pytest.mark.parametrize(
    ("length", "expected"), [(timedelta(minutes=14, seconds=59), "too_short"), (15 * MINUTE, None)]
)
def test_fifteen_minutes_are_enough_and_a_second_less_is_not(length, expected):
    assert reason(check(length=length, at=named()), [site()]) == expected


def test_the_night_when_summer_time_begins_is_an_hour_shorter_than_the_clock_says():
    started_at = from_local("2026-03-29T01:50", STOCKHOLM)
    ended_at = from_local("2026-03-29T03:04", STOCKHOLM)  # 74 minutes on the clock, 14 in truth
    asked = (Asked(1, started_at - HOUR, "resident"),)

    assert reason(check(started_at, ended_at - started_at, at=named()), [site(asked=asked)]) == "too_short"


def test_the_night_when_summer_time_ends_is_an_hour_longer_than_the_clock_says():
    started_at = from_local("2026-10-25T02:55", STOCKHOLM)
    ended_at = from_local("2026-10-25T03:05", STOCKHOLM)  # 10 minutes on the clock, 70 in truth
    asked = (Asked(1, started_at - HOUR, "resident"),)

    assert reason(check(started_at, ended_at - started_at, at=named()), [site(asked=asked)]) is None


# Clause 4: the distance.


@pytest.mark.parametrize(("distance_m", "expected"), [(150.0, None), (150.1, "too_far")])
def test_a_named_site_is_reached_up_to_150_m(distance_m, expected):
    at = named(distance_m=distance_m)

    assert reason(check(at=at), [site(distance_m=distance_m)]) == expected


def test_a_named_site_on_another_road_is_too_far():
    assert reason(check(at=named()), [site(same_unit=False)]) == "too_far"


def test_a_named_site_out_of_every_reach_is_too_far():
    assert reason(check(at=named(distance_m=900.0)), []) == "too_far"


def test_a_check_anywhere_that_no_site_reaches_was_asked_for_by_nobody():
    assert reason(check(), []) == "no_suggestion_before"
    assert reason(check(), [site(distance_m=150.1)]) == "no_suggestion_before"
    assert reason(check(), [site(same_unit=False)]) == "no_suggestion_before"


# Clause 5: asked before, as it stood then.


@pytest.mark.parametrize(
    ("asked_at", "expected"),
    [
        (START, "no_suggestion_before"),
        (START - timedelta(microseconds=1), None),
        (START + HOUR, "no_suggestion_before"),
    ],
)
def test_a_suggestion_at_the_very_start_is_not_before(asked_at, expected):
    assert reason(check(at=named()), [site(asked=(Asked(1, asked_at, "resident"),))]) == expected


def test_a_named_site_that_nobody_had_asked_for_yet_has_no_suggestion_before():
    assert reason(check(at=named()), []) == "no_suggestion_before"


def test_a_neighbour_does_not_lend_its_suggestions_to_a_named_site():
    assert reason(check(at=named("a")), [site("b", distance_m=40.0)]) == "no_suggestion_before"


def test_a_merge_with_an_older_site_does_not_make_an_old_check_count():
    at = named("older", first_asked_at=START + HOUR)  # recorded at a younger site, which is the older one now

    assert reason(check(at=at), [site("older")]) == "no_suggestion_before"


def test_residents_are_counted_once_and_the_earliest_suggestion_is_named():
    asked = (
        Asked(5, START - HOUR, "x"),
        Asked(4, START - 2 * HOUR, "y"),
        Asked(6, START - HOUR, "y"),
        Asked(7, START + HOUR, "z"),
    )

    result = verdict(check(at=named()), [site(asked=asked)])

    assert (result.suggestion_id, result.residents_before) == (4, 2)


# Clause 6: the occasion.


@pytest.mark.parametrize(
    ("gap", "expected"),
    [(2 * HOUR, None), (2 * HOUR - timedelta(seconds=1), "same_occasion"), (-10 * MINUTE, "same_occasion")],
)
def test_a_gap_of_exactly_two_hours_is_a_new_occasion(gap, expected):
    first = check(at=named())
    second = check(first.ended_at + gap, number=2, at=named())

    results = judge([second, first], {1: [site()], 2: [site()]}, in_2026)

    assert [v.reason for v in results] == [None, expected]


def test_another_site_is_another_occasion():
    results = judge([check(at=named("a")), check(number=2, at=named("b"))], {1: [site("a")], 2: [site("b")]}, in_2026)

    assert [v.counts for v in results] == [True, True]


def test_only_a_counted_check_makes_the_next_one_the_same_occasion():
    short = check(length=4 * MINUTE, at=named())
    proper = check(START + 10 * MINUTE, number=2, at=named())

    results = judge([short, proper], {1: [site()], 2: [site()]}, in_2026)

    assert [v.reason for v in results] == ["too_short", None]


def test_new_years_night_is_one_occasion_of_the_old_year():
    old = check(from_local("2026-12-31T23:30", STOCKHOLM), at=named())
    new = check(from_local("2027-01-01T00:30", STOCKHOLM), number=2, at=named())

    results = judge([old, new], {1: [site()], 2: [site()]}, lambda on: RULE)

    assert [v.reason for v in results] == [None, "same_occasion"]


def test_what_counted_before_can_be_handed_in():
    earlier = CountedBefore("a", START - 2 * HOUR, START - HOUR)

    assert reason(check(at=named()), [site()], counted_before=[earlier]) == "same_occasion"


# Clause 7: withdrawn.


def test_a_withdrawn_check_does_not_count_and_frees_the_occasion():
    taken_back = check(at=named(), withdrawn=True)
    second = check(START + HOUR, number=2, at=named())

    results = judge([taken_back, second], {1: [site()], 2: [site()]}, in_2026)

    assert [v.reason for v in results] == ["withdrawn", None]


# The order of the reasons, and the settings.


def test_the_first_failing_clause_is_the_reason():
    at = named(kind="unsafe_place", distance_m=900.0)
    bad = check(datetime(2030, 1, 1, tzinfo=UTC), 1 * MINUTE, at=at, withdrawn=True)

    assert reason(replace(bad, ended_at=bad.started_at), []) == "not_held"
    assert reason(bad, []) == "wrong_year"
    assert reason(bad, [], lambda on: RULE) == "wrong_kind"
    assert reason(replace(bad, named=named(distance_m=900.0)), [], lambda on: RULE) == "too_short"
    assert REASONS == (
        "not_held",
        "wrong_year",
        "wrong_kind",
        "too_short",
        "too_far",
        "no_suggestion_before",
        "same_occasion",
        "withdrawn",
    )


def test_the_settings_come_from_the_pledge():
    rule = rule_from({"kind": "speed", "min_minutes": 5, "gap_hours": 1})

    assert rule == CountingRule("speed", 5, 150.0, 1)
    assert reason(check(length=5 * MINUTE, at=named()), [site()], lambda on: rule) is None


# Properties.

spans = st.lists(
    st.tuples(
        st.integers(0, 600),  # start, minutes
        st.integers(-5, 300),  # length, minutes
        st.sampled_from(["a", "b"]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=6,
)


def checks_from(rows):
    return [
        check(START + start * MINUTE, length * MINUTE, number, named(at) if is_named else None, withdrawn)
        for number, (start, length, at, is_named, withdrawn) in enumerate(rows, 1)
    ]


def sites_from(rows):
    asked = {at: (Asked(1, START + 60 * MINUTE, at),) for at in "ab"}
    return {
        n: [site(at, asked[at]), site("b" if at == "a" else "a", asked[at], 90.0)]
        for n, (_, _, at, _, _) in enumerate(rows, 1)
    }


@given(spans)
def test_never_more_counted_than_held(rows):
    results = judge(checks_from(rows), sites_from(rows), in_2026)

    assert len(results) == len(rows)
    assert sum(v.counts for v in results) <= sum(length > 0 for _, length, _, _, _ in rows)
    assert all(v.counts == (v.reason is None) for v in results)


@given(spans, st.randoms())
def test_who_recorded_first_changes_no_count(rows, rng):
    shuffled = rows[:]
    rng.shuffle(shuffled)

    one = judge(checks_from(rows), sites_from(rows), in_2026)
    other = judge(checks_from(shuffled), sites_from(shuffled), in_2026)

    assert sorted((v.reason or "", v.site_id or "") for v in one) == sorted(
        (v.reason or "", v.site_id or "") for v in other
    )


@given(spans, st.integers(0, 700))
def test_a_later_suggestion_never_changes_the_verdict_on_an_earlier_check(rows, minute):
    said_at = START + minute * MINUTE
    late = Asked(99, said_at, "late")
    before = judge(checks_from(rows), sites_from(rows), in_2026)
    grown = {n: [replace(s, asked=(*s.asked, late)) for s in sites] for n, sites in sites_from(rows).items()}

    after = judge(checks_from(rows), grown, in_2026)

    starts = {c.id: c.started_at for c in checks_from(rows)}
    assert [v for v in before if starts[v.check_id] <= said_at] == [v for v in after if starts[v.check_id] <= said_at]


@given(spans)
def test_judging_the_later_ones_alone_gives_the_same_as_judging_all(rows):
    checks, sites = checks_from(rows), sites_from(rows)
    everything = judge(checks, sites, in_2026)
    split = START + 200 * MINUTE
    by_id = {c.id: c for c in checks}
    counted = [
        CountedBefore(v.site_id, by_id[v.check_id].started_at, by_id[v.check_id].ended_at)
        for v in everything
        if v.counts and by_id[v.check_id].started_at < split
    ]

    later = judge([c for c in checks if c.started_at >= split], sites, in_2026, counted)

    assert later == [v for v in everything if by_id[v.check_id].started_at >= split]


def test_three_checks_in_any_order_of_recording_count_the_same():
    times = [START, START + 100 * MINUTE, START + 200 * MINUTE]

    counts = set()
    for order in permutations(times):
        checks = [check(at, number=n, at=named()) for n, at in enumerate(order, 1)]
        counts.add(sum(v.counts for v in judge(checks, {n: [site()] for n in (1, 2, 3)}, in_2026)))

    assert counts == {2}


def test_the_local_date_is_what_the_rule_is_asked_about():
    asked_dates = []
    late = check(from_local("2026-12-31T23:50", STOCKHOLM), at=named())

    judge([late], {1: [site()]}, lambda on: asked_dates.append(on))

    assert asked_dates == [date(2026, 12, 31)]
