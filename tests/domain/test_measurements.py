from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from webapp.domain.measurements import MeasuredPlace, Measurement, compare

TZ = ZoneInfo("Europe/Stockholm")


def at(month, day, hour=10, year=2020):
    return datetime(year, month, day, hour, tzinfo=TZ).astimezone(UTC)


def measured(start, mean=40.0, vehicles=200, hours=2):
    return Measurement(start, start + timedelta(hours=hours), vehicles, mean)


def check(start, minutes=20):
    return start, start + timedelta(minutes=minutes)


def one(measurements, *checks, year=2020):
    return compare([MeasuredPlace("a", tuple(measurements), checks)], year, TZ)


def test_the_last_before_the_first_check_is_held_against_the_last_after():
    found = one(
        [measured(at(2, 3), 47), measured(at(3, 2), 46), measured(at(5, 4), 44), measured(at(6, 8), 43)],
        check(at(4, 6)),
        check(at(5, 18)),
    )

    (pair,) = found.checked
    assert (pair.before.mean_kmh, pair.after.mean_kmh, pair.change_kmh) == (46, 43, -3)
    assert pair.same_hours
    assert not found.waiting


@pytest.mark.parametrize("start", [at(4, 6, 9), at(4, 6, 10), at(4, 6, 11), at(4, 7, 9)])
def test_what_was_measured_during_a_check_or_the_day_after_is_not_after(start):
    found = one([measured(at(3, 2)), measured(start)], check(at(4, 6)))

    assert not found.pairs
    assert found.left_out == {"only_during_checks": 1}


def test_a_measurement_from_the_second_day_is_after():
    assert one([measured(at(3, 2)), measured(at(4, 7, 11))], check(at(4, 6))).checked


def test_elsewhere_the_first_and_the_last_are_compared_a_week_apart_at_least():
    assert one([measured(at(3, 2)), measured(at(9, 7), 41)]).waiting[0].change_kmh == 1
    assert one([measured(at(3, 2)), measured(at(3, 8))]).left_out == {"no_after": 1}


@pytest.mark.parametrize(
    ("measurements", "why"),
    [
        ([measured(at(5, 4))], "no_before"),
        ([measured(at(3, 2))], "no_after"),
        ([measured(at(3, 2), vehicles=99), measured(at(5, 4), vehicles=99)], "too_few_vehicles"),
        ([measured(at(3, 2, year=2018)), measured(at(5, 4, year=2022))], "outside_the_year"),
    ],
)
def test_a_place_without_a_pair_says_why(measurements, why):
    assert one(measurements, check(at(4, 6))).left_out == {why: 1}


def test_a_day_of_few_vehicles_is_enough():
    days = [measured(at(3, 2), vehicles=40, hours=24), measured(at(5, 4), vehicles=40, hours=24)]

    assert one(days, check(at(4, 6))).checked


def test_another_hour_or_kind_of_day_is_told():
    evening = one([measured(at(3, 2)), measured(at(5, 4, 20))], check(at(4, 6)))
    saturday = one([measured(at(3, 2)), measured(at(5, 9))], check(at(4, 6)))

    assert not evening.checked[0].same_hours
    assert not saturday.checked[0].same_hours


def test_summer_time_does_not_make_it_another_hour():
    assert one([measured(at(1, 13)), measured(at(7, 7))], check(at(4, 6))).checked[0].same_hours


def test_a_check_of_another_year_is_none_of_this_one():
    found = one([measured(at(2, 3)), measured(at(9, 7))], check(at(4, 6, year=2019)))

    assert found.waiting
    assert not found.checked
