from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.calendar import from_local, from_text, iso_week, local_date, local_year, months_of, start_of_day
from webapp.domain.errors import Invalid

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def test_summer_and_winter_time_differ_by_an_hour():
    assert from_local("2026-07-01T12:00", STOCKHOLM) == utc(2026, 7, 1, 10)
    assert from_local("2026-01-01T12:00", STOCKHOLM) == utc(2026, 1, 1, 11)


def test_an_hour_that_the_clock_shows_twice_is_the_first():
    assert from_local("2026-10-25T02:30", STOCKHOLM) == utc(2026, 10, 25, 0, 30)


def test_an_hour_that_the_clock_skips_is_a_fault():
    with pytest.raises(Invalid) as error:
        from_local("2026-03-29T02:30", STOCKHOLM, "started_at")

    (fault,) = error.value.faults
    assert (fault.field, fault.code) == ("started_at", "skipped_time")


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-05-12", "2026-02-29T10:00", "2026-05-12T25:00", "2026-W20-2T10:00", "0001-01-01T00:00",
             "２０２６-05-12T10:00", "nan"]
)  # fmt: skip
def test_what_is_no_time_is_a_fault(text):
    with pytest.raises(Invalid) as error:
        from_local(text, STOCKHOLM)

    assert error.value.faults[0].code == "not_a_time"


def test_a_time_with_an_offset_is_taken_at_its_word():
    assert from_text("2026-05-12T10:00:00+02:00", STOCKHOLM) == utc(2026, 5, 12, 8)
    assert from_text("2026-05-12T10:00Z", STOCKHOLM) == utc(2026, 5, 12, 10)
    assert from_text("2026-10-25T02:30+01:00", STOCKHOLM) == utc(2026, 10, 25, 1, 30)


def test_a_time_without_an_offset_is_the_places_own():
    assert from_text("2026-05-12 10:00", STOCKHOLM) == utc(2026, 5, 12, 8)


@pytest.mark.parametrize("text", ["2026-05-12T10:00+99:00", "2026-05-12+02:00", "9999-12-31T23:59-05:00"])
def test_an_odd_offset_is_a_fault(text):
    with pytest.raises(Invalid):
        from_text(text, STOCKHOLM)


def test_ten_to_midnight_on_new_years_eve_is_the_old_year():
    assert local_year(utc(2026, 12, 31, 22, 50), STOCKHOLM) == 2026
    assert local_year(utc(2026, 12, 31, 23, 0), STOCKHOLM) == 2027


def test_iso_weeks_cross_the_year():
    assert iso_week(date(2027, 1, 1)) == (2026, 53)
    assert iso_week(date(2024, 12, 30)) == (2025, 1)


def test_months_of_a_period_are_each_named_once():
    assert months_of(date(2026, 11, 30), date(2027, 1, 1)) == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]


@given(st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31)))
def test_a_wall_clock_time_comes_back_or_is_refused(wall):
    wall = wall.replace(second=0, microsecond=0, fold=0)
    shown_again, code = None, None
    try:
        shown_again = from_local(wall.isoformat(), STOCKHOLM).astimezone(STOCKHOLM).replace(tzinfo=None, fold=0)
    except Invalid as error:
        code = error.faults[0].code

    assert (shown_again, code) in {(wall, None), (None, "skipped_time")}


@given(st.dates(date(1990, 1, 1), date(2037, 12, 31)))
def test_a_day_begins_where_the_day_before_ends(on):
    midnight = start_of_day(on, STOCKHOLM)

    assert local_date(midnight, STOCKHOLM) == on
    assert local_date(midnight - timedelta(microseconds=1), STOCKHOLM) == on - timedelta(days=1)
