"""Where an alert listens, how often it speaks, and what cannot be read."""

from datetime import UTC, datetime, timedelta
from math import cos, radians
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from webapp.domain.alerts import METRES_A_DEGREE, AlertWish, Ground, Pace, Where, next_digest, read_alert, read_corners

STOCKHOLM = ZoneInfo("Europe/Stockholm")
BBOX = (15.0, 59.95, 15.2, 60.05)
SQUARE = ((15.0, 60.0), (15.1, 60.0), (15.1, 60.1), (15.0, 60.1))
instants = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
lats, lons = st.floats(59.9, 60.2), st.floats(14.9, 15.2)


@given(lats, lons)
def test_a_drawn_square_holds_what_lies_between_its_sides(lat, lon):
    assume(all(abs(lat - side) > 1e-9 for side in (60.0, 60.1)) and all(abs(lon - s) > 1e-9 for s in (15.0, 15.1)))

    assert Ground(corners=SQUARE).holds(lat, lon, None) == (60.0 < lat < 60.1 and 15.0 < lon < 15.1)


@given(lats, lons, st.integers(0, 3), st.booleans())
def test_it_does_not_matter_at_which_corner_or_which_way_round_one_began(lat, lon, start, backwards):
    other = SQUARE[start:] + SQUARE[:start]
    other = other[::-1] if backwards else other

    assert Ground(corners=other).holds(lat, lon, None) == Ground(corners=SQUARE).holds(lat, lon, None)


def test_a_drawn_area_may_have_a_bay():
    bay = ((15.0, 60.0), (15.1, 60.0), (15.1, 60.1), (15.05, 60.02), (15.0, 60.1))

    assert Ground(corners=bay).holds(60.01, 15.05, None)
    assert not Ground(corners=bay).holds(60.08, 15.05, None)


@given(st.floats(0, 3000), st.floats(0, 360))
def test_a_circle_holds_what_is_no_further_than_its_radius(distance_m, degrees):
    assume(abs(distance_m - 1000) > 1)
    north, east = distance_m * cos(radians(degrees)), distance_m * cos(radians(degrees - 90))
    lat = 60.0 + north / METRES_A_DEGREE
    lon = 15.0 + east / METRES_A_DEGREE / cos(radians(60.0))

    assert Ground(lat=60.0, lon=15.0, radius_m=1000).holds(lat, lon, None) == (distance_m < 1000)


def test_a_district_and_everywhere():
    assert Ground(area="vastra").holds(60.0, 15.0, "vastra")
    assert not Ground(area="vastra").holds(60.0, 15.0, None)
    assert Ground().holds(0.0, 0.0, None)
    assert [
        g.where for g in (Ground(), Ground(area="x"), Ground(lat=1, lon=1, radius_m=500), Ground(corners=SQUARE))
    ] == [*(Where.EVERYWHERE, Where.AREA, Where.NEAR, Where.DRAWN)]


@given(instants)
def test_a_digest_comes_in_the_morning_within_a_day_or_a_week(at):
    for pace, longest in ((Pace.DAILY, 1), (Pace.WEEKLY, 7)):
        due = next_digest(pace, at, STOCKHOLM)
        local = due.astimezone(STOCKHOLM)

        assert at < due <= at + timedelta(days=longest, hours=1)
        assert (local.hour, local.minute) == (8, 0)
        assert pace is Pace.DAILY or local.weekday() == 0
    assert next_digest(Pace.AT_ONCE, at, STOCKHOLM) == at


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "too_few_corners"),
        ("15.0,60.0 15.1,60.0 15.0,60.0", "too_few_corners"),
        ("15.0,60.0 15.1,x 15.1,60.01", "unreadable"),
        ("nan,60.0 15.1,60.0 15.1,60.01", "outside_place"),
        ("60.0,15.0 60.0,15.1 60.01,15.1", "outside_place"),
        (" ".join(f"15.{n:03},60.0" for n in range(60)), "too_many_corners"),
    ],
)
def test_an_area_that_cannot_be_read_is_explained(text, code):
    assert [fault.code for fault in read_corners(text, BBOX)[1]] == [code]


@given(st.lists(st.tuples(st.floats(15.0, 15.2), st.floats(59.95, 60.05)), min_size=3, max_size=50, unique=True))
def test_a_drawn_area_comes_back_as_it_was_drawn(corners):
    rounded = [(round(lon, 5), round(lat, 5)) for lon, lat in corners]
    assume(len(set(rounded)) == len(rounded))
    text = " ".join(f"{lon:.5f},{lat:.5f}" for lon, lat in corners)

    assert read_corners(text, BBOX) == (tuple(rounded), [])


def test_everything_that_is_wrong_is_named_at_once():
    faults = read_alert(AlertWish(kinds=("speed", "noise"), pace="hourly", email="eva"))[1]

    assert [(fault.field, fault.code) for fault in faults] == [
        ("kinds", "unknown"),
        ("pace", "unknown"),
        ("email", "no_at"),
    ]


def test_no_kind_at_all_means_every_kind():
    words, faults = read_alert(AlertWish(pace="daily", email="eva@exempel.se"))

    assert (words.kinds, faults) == (("speed", "unsafe_place"), [])
