"""Whether it is dark: the sun by known tables, and windows of the week."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.daylight import (
    Light,
    is_dark,
    light_between,
    light_hours,
    light_of_window,
    sun_elevation,
)

STOCKHOLM, KIRUNA, SYDNEY, QUITO = (59.33, 18.07), (67.86, 20.23), (-33.87, 151.21), (-0.18, -78.47)
SWEDEN = ZoneInfo("Europe/Stockholm")
HORIZON = -0.833  # the sun's upper edge, with what the air bends


@pytest.mark.parametrize(
    ("place", "zone", "clock"),
    [
        (STOCKHOLM, "Europe/Stockholm", "2026-06-21T03:31"),
        (STOCKHOLM, "Europe/Stockholm", "2026-06-21T22:08"),
        (STOCKHOLM, "Europe/Stockholm", "2026-12-21T08:44"),
        (STOCKHOLM, "Europe/Stockholm", "2026-12-21T14:48"),
        (SYDNEY, "Australia/Sydney", "2026-12-21T05:41"),
        (SYDNEY, "Australia/Sydney", "2026-12-21T20:05"),
    ],
)
def test_at_sunrise_and_sunset_of_the_tables_the_sun_stands_at_the_horizon(place, zone, clock):
    at = datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo(zone))

    assert sun_elevation(*place, at) == pytest.approx(HORIZON, abs=0.25)  # two minutes


@given(st.datetimes(datetime(1990, 1, 1), datetime(2045, 1, 1)), st.floats(-90, 90), st.floats(-180, 180))
def test_the_other_side_of_the_earth_sees_the_sun_as_low_as_this_one_sees_it_high(at, lat, lon):
    at = at.replace(tzinfo=UTC)

    assert sun_elevation(lat, lon, at) == pytest.approx(-sun_elevation(-lat, lon + 180, at), abs=1e-6)


def test_over_a_year_the_sun_is_up_half_of_the_time_everywhere():
    hours = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(365 * 24)]

    for place in (STOCKHOLM, KIRUNA, SYDNEY, QUITO):
        assert sum(sun_elevation(*place, at) > 0 for at in hours) / len(hours) == pytest.approx(0.5, abs=0.012)


def test_an_afternoon_is_dark_in_december_partly_in_october_and_light_in_june():
    december, october, june = date(2026, 12, 14), date(2026, 10, 26), date(2026, 6, 15)  # mondays

    def window(cell, today):
        return light_of_window(*STOCKHOLM, cell, today, SWEDEN)

    assert window("mon-18", december) == window("sun-00", december) == Light.DARK
    assert window("mon-15", october) == Light.PARTLY
    assert window("mon-18", june) == window("mon-03", june) == Light.LIGHT
    assert window("mon-06", december) == Light.PARTLY
    assert window("mon-12", december) == Light.LIGHT


def test_a_window_that_has_passed_this_week_is_that_of_the_next():
    friday_before_the_clock_goes_back = date(2026, 10, 23)

    # Thursday 29 October: the clock has gone back, and six in the evening is an hour deeper into the night.
    assert light_of_window(*STOCKHOLM, "thu-15", friday_before_the_clock_goes_back, SWEDEN) == Light.PARTLY
    assert light_of_window(*STOCKHOLM, "thu-15", date(2026, 10, 22), SWEDEN) == Light.LIGHT


def test_a_day_says_when_it_gets_light_and_dark_and_polar_days_have_neither():
    light, dark = light_hours(*STOCKHOLM, date(2026, 12, 21), SWEDEN)

    for at in (light, dark):
        assert sun_elevation(*STOCKHOLM, at) == pytest.approx(-6, abs=0.1)
    assert (light.hour, dark.hour) == (7, 15)  # an hour before the sun rises, and after it has set
    assert light_hours(*KIRUNA, date(2026, 6, 21), SWEDEN) == (None, None)
    assert not is_dark(*KIRUNA, datetime(2026, 6, 21, 23, 30, tzinfo=UTC))
    noon = datetime(2026, 12, 21, 11, tzinfo=UTC)
    assert light_between(*KIRUNA, noon - timedelta(hours=1), noon + timedelta(hours=1)) == Light.LIGHT  # twilight
