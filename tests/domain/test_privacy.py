from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.errors import NotFound
from webapp.domain.privacy import (
    PublicCheck,
    PublicSite,
    band,
    is_public_yet,
    public_cell,
    public_check,
    public_site,
    strengths,
)
from webapp.domain.suggestions import WHEN

NOON = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)


def site_row(**changes):
    counts = [0] * len(WHEN)
    counts[WHEN.index("mon-06")], counts[WHEN.index("fri-15")] = 4, 1
    row = {
        "id": "abcde23456",
        "name": "Skolgatan",
        "kind": "speed",
        "area": "Västra",
        "status": "open",
        "status_reason": None,
        "status_reply": None,
        "status_at": NOON,
        "residents": 7,
        "confirmed": 2,
        "members": 9,
        "when_counts": counts,
        "cause_counts": {"heavy": 1, "school": 5},
        "checks": 0,
        "last_check_on": None,
        "lat": 60.000123456,
        "lon": 15.050123456,
        "public_lat": 60.00025,
        "public_lon": 15.05012,
        "published_at": NOON,
        "pinned_at": NOON,
    }
    return SimpleNamespace(**{**row, **changes})


@pytest.mark.parametrize(
    ("residents", "expected"),
    [
        (0, "0"),
        (1, "1-2"),
        (2, "1-2"),
        (3, "3-5"),
        (5, "3-5"),
        (6, "6-10"),
        (10, "6-10"),
        (11, "11-20"),
        (20, "11-20"),
        (21, "21-50"),
        (50, "21-50"),
        (51, "51-100"),
        (100, "51-100"),
        (101, "101+"),
        (9999, "101+"),
    ],
)
def test_residents_are_told_as_a_band(residents, expected):
    assert band(residents) == expected


def test_an_unpublished_site_never_passes_the_gate():
    with pytest.raises(NotFound):
        public_site(site_row(published_at=None))


def test_a_site_pinned_privately_never_passes_the_gate():
    with pytest.raises(NotFound):
        public_site(site_row(published_at=None, pinned_at=NOON))


def test_a_public_site_has_these_fields_and_no_other():
    assert {field.name for field in fields(PublicSite)} == {
        "id", "name", "kind", "area", "status", "reason", "reply", "answered_at", "residents", "when", "strengths",
        "causes", "checks", "last_check_on", "lat", "lon", "published_at",
    }  # fmt: skip


def test_a_public_site_shows_its_public_place_and_not_its_anchor():
    site = public_site(site_row())

    assert (site.lat, site.lon) == (60.00025, 15.05012)
    assert "60.0001" not in repr(site)


@pytest.mark.parametrize(("status", "told"), [("open", None), ("checked", None), ("closed", NOON), ("declined", NOON)])
def test_the_time_of_an_answer_is_told_but_never_when_a_check_was_recorded(status, told):
    assert public_site(site_row(status=status)).answered_at == told


def test_a_public_site_tells_when_and_why_but_no_number_of_people():
    site = public_site(site_row())

    assert site.when == ("mon-06", "fri-15")
    assert site.causes == ("school", "heavy")
    assert site.residents == "6-10"
    assert max(site.strengths) == 4


@given(st.lists(st.integers(0, 500), min_size=56, max_size=56))
def test_strengths_keep_order_and_hide_numbers(counts):
    found = strengths(counts)

    assert set(found) <= {0, 1, 2, 3, 4}
    for a, b in zip(range(55), range(1, 56), strict=True):
        assert (counts[a] <= counts[b]) <= (found[a] <= found[b])
    assert all((count == 0) == (strength == 0) for count, strength in zip(counts, found, strict=True))


def test_a_check_has_a_day_and_no_hour():
    names = {field.name for field in fields(PublicCheck)}

    assert "held_on" in names
    assert not any(name.endswith("_at") for name in names)


def test_a_check_at_a_place_that_is_not_public_keeps_the_place_to_itself():
    row = SimpleNamespace(
        public_id="k1", held_on=date(2026, 5, 1), site_id="secret", site_name="Hemgatan 3", site_published_at=None,
        area="Västra", counts=True, reason=None, vehicles=10, over_limit=1, mean_kmh=30.0, v85_kmh=35.0, limit_kmh=30,
        public_note="Vid Hemgatan 3",
    )  # fmt: skip

    check = public_check(row, number=4)

    assert (check.site, check.site_name, check.note) == (None, None, None)
    assert (check.area, check.number) == ("Västra", 4)


@pytest.mark.parametrize(("kind", "finest"), [("speed", 100), ("unsafe_place", 250)])
def test_no_square_is_finer_than_its_kind_allows(kind, finest):
    assert public_cell(kind, finest, 60.0, 15.0, 3).size_m == finest
    with pytest.raises(ValueError, match="too fine"):
        public_cell(kind, finest - 1, 60.0, 15.0, 3)


def test_a_square_tells_a_band():
    assert [public_cell("speed", 100, 60, 15, n).count for n in (1, 2, 3, 6)] == ["1-2", "1-2", "3-5", "6-10"]


@pytest.mark.parametrize(
    ("delay_hours", "after", "public"),
    [(0, 0, True), (0, -1, False), (24, 24 * 60 - 1, False), (24, 24 * 60, True)],
)
def test_a_check_is_told_of_when_it_is_over_and_the_delay_has_passed(delay_hours, after, public):
    assert is_public_yet(NOON, NOON + timedelta(minutes=after), delay_hours) is public
