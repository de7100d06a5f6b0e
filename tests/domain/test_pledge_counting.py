"""Each type of pledge at its borders: week 53, a weekend over New Year, a Friday that is a holiday, two agreements."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.pledge_counting import Period, WhyNot, tally
from webapp.domain.pledge_events import PledgeEvent
from webapp.domain.pledges import NO_WORDS, Pledge, PledgeType

YEAR = Period(date(2020, 1, 1), date(2020, 12, 31))  # from a Wednesday in week 1 to a Thursday in week 53
ALL = ("Flemingsberg", "Skogås", "Vårby")
_ids = count(1)


def pledge(type_, target=30, **rule):
    return Pledge("it", type_, ("police",), target, NO_WORDS, rule=rule)


WEEKENDS, FRIDAYS = pledge(PledgeType.WEEKENDS), pledge(PledgeType.FRIDAYS, 40)
PATROLS = pledge(PledgeType.WEEKS_IN_AREAS, 52, areas=list(ALL))
SERVING = pledge(PledgeType.COUNT, 65, joint=14)
DIALOGUES = pledge(PledgeType.COUNT, 8, kinds=["dialogue", "inspection"], count_areas=True)


def event(on, **more):
    return PledgeEvent(f"e{next(_ids):05}", "it", date.fromisoformat(on) if isinstance(on, str) else on, **more)


def reasons(result):
    return sorted(str(reason) for reason in result.not_counted.values())


def parts(result):
    return {part.name: part.done for part in result.parts}


def test_a_weekend_counts_when_both_its_evenings_have_an_event():
    both = [event("2020-05-08"), event("2020-05-09")]
    only_friday = [event("2020-05-15")]

    result = tally(WEEKENDS, both + only_friday, YEAR)

    assert result.done == 1
    assert reasons(result) == [WhyNot.HALF_WEEKEND]


def test_two_groups_on_one_evening_are_one_evening_and_the_second_says_why():
    result = tally(WEEKENDS, [event("2020-05-08"), event("2020-05-08"), event("2020-05-09", count=3)], YEAR)

    assert result.done == 1
    assert reasons(result) == [WhyNot.SAME_EVENING]


@pytest.mark.parametrize("on", ["2020-05-04", "2020-05-07", "2020-05-10"])
def test_a_weekend_effort_on_another_weekday_is_kept_but_not_counted(on):
    result = tally(WEEKENDS, [event(on)], YEAR)

    assert (result.done, reasons(result)) == (0, [WhyNot.WRONG_WEEKDAY])


def test_the_sunday_after_does_not_stand_in_for_the_saturday():
    result = tally(WEEKENDS, [event("2020-05-08"), event("2020-05-10")], YEAR)

    assert result.done == 0


def test_a_weekend_over_new_year_counts_in_neither_year():
    over = [event("2021-12-31"), event("2022-01-01")]  # a Friday and a Saturday

    old, new = (tally(WEEKENDS, over, Period(date(y, 1, 1), date(y, 12, 31))) for y in (2021, 2022))

    assert (old.done, new.done) == (0, 0)
    assert reasons(old) == reasons(new) == [WhyNot.SPLIT_WEEKEND, WhyNot.WRONG_YEAR]


@pytest.mark.parametrize("friday", ["2020-03-27", "2020-10-23"])
def test_the_night_when_the_clock_is_changed_is_a_weekend_like_any_other(friday):
    on = date.fromisoformat(friday)

    assert tally(WEEKENDS, [event(on), event(on + timedelta(days=1))], YEAR).done == 1


def test_a_friday_that_is_a_holiday_counts():
    good_friday, midsummer_eve, christmas_day = "2020-04-10", "2020-06-19", "2020-12-25"

    assert tally(FRIDAYS, [event(good_friday), event(midsummer_eve), event(christmas_day)], YEAR).done == 3


def test_fridays_are_distinct_and_no_other_weekday_counts():
    result = tally(FRIDAYS, [event("2020-05-08"), event("2020-05-08"), event("2020-05-09")], YEAR)

    assert result.done == 1
    assert reasons(result) == [WhyNot.SAME_EVENING, WhyNot.WRONG_WEEKDAY]


def test_a_patrol_week_needs_all_three_districts_and_each_keeps_its_own_weeks():
    result = tally(
        PATROLS,
        [
            event("2020-05-04", area="Flemingsberg"),
            event("2020-05-07", area="Skogås"),
            event("2020-05-10", area="Vårby"),
            event("2020-05-11", area="Vårby"),
            event("2020-05-17", area="Vårby"),
        ],
        YEAR,
    )

    assert result.done == 1
    assert parts(result) == {"Flemingsberg": 1, "Skogås": 1, "Vårby": 2}
    assert reasons(result) == [WhyNot.SAME_WEEK]


def test_week_53_is_a_week_of_its_own_and_the_days_after_new_year_belong_to_the_new_year():
    last_days = [event("2020-12-28", area=ALL[0]), event("2020-12-31", area=ALL[1])]
    after = [event("2021-01-01", area=ALL[2])]  # still ISO week 53 of 2020

    old = tally(PATROLS, last_days + after, YEAR)
    whole = tally(PATROLS, [*last_days, event("2020-12-30", area=ALL[2])], YEAR)
    new = tally(PATROLS, after, Period(date(2021, 1, 1), date(2021, 12, 31)))

    assert (old.done, whole.done, new.done) == (0, 1, 0)
    assert reasons(old) == [WhyNot.WRONG_YEAR]
    assert parts(new)["Vårby"] == 1


def test_the_first_days_of_january_count_as_a_week_even_when_it_began_in_the_old_year():
    year = Period(date(2021, 1, 1), date(2021, 12, 31))

    assert tally(PATROLS, [event("2021-01-02", area=area) for area in ALL], year).done == 1
    two_weeks = [event(on, area=area) for on in ("2021-01-03", "2021-01-04") for area in ALL]
    assert tally(PATROLS, two_weeks, year).done == 2


def test_a_year_of_patrols_every_week_keeps_the_pledge_of_fifty_two():
    every = [event(date(2020, 1, 1) + timedelta(weeks=n), area=area) for n in range(53) for area in ALL]

    assert tally(PATROLS, every, YEAR).done == 53


def test_a_weekend_effort_is_never_a_foot_patrol():
    result = tally(PATROLS, [event("2020-05-08", area=area, kind="weekend_effort") for area in ALL], YEAR)

    assert (result.done, set(reasons(result))) == (0, {WhyNot.WEEKEND_EFFORT})


@pytest.mark.parametrize("area", [None, "Segeltorp"])
def test_a_patrol_elsewhere_is_kept_but_not_counted(area):
    assert reasons(tally(PATROLS, [event("2020-05-08", area=area)], YEAR)) == [WhyNot.WRONG_AREA]


def test_visits_are_counted_as_often_as_they_say_and_the_joint_ones_by_themselves():
    result = tally(SERVING, [event("2020-05-08", count=4), event("2020-05-08", count=2, joint=True)], YEAR)

    assert result.done == 6
    assert parts(result) == {"joint": 2}


def test_dialogues_and_inspections_count_together_and_reach_different_districts():
    held = [event("2020-02-01", kind="dialogue", area="Vårby"), event("2020-03-01", kind="inspection", area="Vårby")]
    more = [event("2020-04-01", area="Skogås"), event("2020-05-01", kind="dialogue")]
    walk = [event("2020-06-01", kind="safety_walk", area="Segeltorp")]

    result = tally(DIALOGUES, held + more + walk, YEAR)

    assert result.done == 4
    assert parts(result) == {"areas": 2}
    assert reasons(result) == [WhyNot.WRONG_KIND]


def test_what_has_no_target_is_counted_all_the_same():
    assert tally(pledge(PledgeType.ONGOING, None), [event("2020-05-08"), event("2020-09-01")], YEAR).done == 2


def test_of_the_pledge_of_checks_only_the_posts_that_asked_are_counted_here():
    result = tally(pledge(PledgeType.CHECKS, 60), [event("2020-05-08", kind="asked"), event("2020-05-09")], YEAR)

    assert (result.done, parts(result)) == (0, {"asked": 1})


def test_only_the_days_on_which_the_agreement_is_in_force_count():
    second_half = Period(date(2020, 7, 1), date(2020, 12, 31))  # an agreement that replaced another in the summer

    result = tally(SERVING, [event("2020-06-30"), event("2020-07-01"), event("2020-12-31")], second_half)

    assert (result.done, reasons(result)) == (2, [WhyNot.WRONG_YEAR])


def test_a_weekend_over_the_start_of_an_agreement_does_not_count():
    from_saturday = Period(date(2020, 8, 1), date(2020, 12, 31))

    result = tally(WEEKENDS, [event("2020-07-31"), event("2020-08-01")], from_saturday)

    assert (result.done, reasons(result)) == (0, [WhyNot.SPLIT_WEEKEND, WhyNot.WRONG_YEAR])


EVENTS = st.builds(
    lambda day, area, kind, joint, many: event(
        date(2019, 12, 20) + timedelta(days=day), area=area, kind=kind, joint=joint, count=many
    ),
    st.integers(0, 390),
    st.sampled_from([None, "Segeltorp", *ALL]),
    st.sampled_from(["", "dialogue", "weekend_effort", "asked"]),
    st.booleans(),
    st.integers(1, 5),
)


@given(st.sampled_from([WEEKENDS, FRIDAYS, PATROLS, SERVING, DIALOGUES]), st.lists(EVENTS, max_size=25), st.randoms())
def test_the_order_of_events_never_matters_and_none_counts_twice(it, events, rng: Random):
    shuffled = rng.sample(events, len(events))

    one, other = tally(it, events, YEAR), tally(it, shuffled, YEAR)

    assert one == other
    counted = [e for e in events if e.id not in one.not_counted]
    assert one.done <= sum(e.count for e in counted)
    assert all(YEAR.holds(day) for day in one.units)


@given(st.sampled_from([WEEKENDS, FRIDAYS, PATROLS, SERVING]), st.lists(EVENTS, max_size=20), EVENTS)
def test_one_more_event_never_lowers_the_count(it, events, more):
    assert tally(it, [*events, more], YEAR).done >= tally(it, events, YEAR).done


@given(st.lists(EVENTS, max_size=40))
def test_weeks_agree_with_a_plain_oracle(events):
    plain = {}
    for e in events:
        if e.on.year == 2020 and e.area in ALL and e.kind != "weekend_effort":
            plain.setdefault(tuple(e.on.isocalendar())[:2], set()).add(e.area)

    assert tally(PATROLS, events, YEAR).done == sum(found == set(ALL) for found in plain.values())


@given(st.lists(EVENTS, max_size=60))
def test_weekends_agree_with_a_plain_oracle(events):
    days = {e.on for e in events if e.on.year == 2020}
    saturdays = [date(2020, 1, 4) + timedelta(weeks=n) for n in range(52)]

    result = tally(WEEKENDS, [replace(e, area=None) for e in events], YEAR)

    assert result.done == sum({day, day - timedelta(days=1)} <= days for day in saturdays)
