"""Filters of the police's list: what fits, what each value would leave, and an address that means the same wish."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.after_effects import Visits
from webapp.domain.site_list import FACETS, SORTS, Listed, ListWish, narrow, shift_cells, since_band
from webapp.domain.site_list_query import query_of, wish_from
from webapp.domain.suggestions import DAYS, HOURS, WHEN

TODAY = date(2026, 5, 12)


def line(number, **site):
    times = [0] * len(WHEN)
    times[number % len(WHEN)] = 2
    made = {
        "id": str(number),
        "kind": "speed",
        "name": f"Vägen {number}",
        "area": "Västra",
        "area_slug": ("vastra", "ostra", None)[number % 3],
        "status": ("open", "checked")[number % 2],
        "lat": 60.0 + number / 1000,
        "lon": 15.0,
        "last_check_on": None if number % 2 == 0 else TODAY - timedelta(days=20 * number),
        "suitability": ("", "suitable", "unsuitable")[number % 3],
        "owner": ("kommunen", None)[number % 2],
        "limit_kmh": (30, 50, None)[number % 3],
        "residents": number,
        "choice": None if number % 4 else object(),
        "score": SimpleNamespace(total=1 / (number + 1)),
        "when_counts": times,
    }
    return Listed(SimpleNamespace(**{**made, **site}), ("form", "import")[: 1 + number % 2], (), Visits(), ())


LINES = [line(number) for number in range(40)]
values = {name: sorted({v for one in LINES for v in facet(one, TODAY)}) for name, facet in FACETS.items()}
wishes = st.builds(
    ListWish,
    **{name: st.sampled_from(["", *found]) for name, found in values.items()},
    min_residents=st.sampled_from([0, 10]),
    text=st.sampled_from(["", "vägen 1"]),
    day=st.sampled_from(["", *DAYS]),
    from_hour=st.sampled_from(["", *HOURS]),
    to_hour=st.sampled_from(["", *HOURS[1:], "24"]),
    min_score=st.sampled_from([0.0, 0.05]),
    min_days=st.sampled_from([0, 100]),
    bbox=st.sampled_from([None, (14.0, 59.5, 16.0, 60.02)]),
    sort=st.sampled_from(sorted(SORTS)),
)


@given(wishes)
def test_a_count_is_what_one_sees_after_choosing_that_value(wish):
    _, counts = narrow(LINES, wish, TODAY)

    for name, found in values.items():
        for value in found:
            then, _ = narrow(LINES, replace(wish, **{name: value}), TODAY)
            assert counts[name][value] == len(then), (name, value)


@given(wishes)
def test_an_order_changes_no_more_than_the_order(wish):
    ids = sorted(one.site.id for one in narrow(LINES, replace(wish, sort="score"), TODAY)[0])

    assert sorted(one.site.id for one in narrow(LINES, wish, TODAY)[0]) == ids


@given(wishes)
def test_a_wish_as_an_address_is_the_same_wish(wish):
    assert wish_from(query_of(wish)) == wish


@given(
    st.dictionaries(st.sampled_from([*FACETS, "min_score", "min_days", "bbox", "day", "to_hour", "sort"]), st.text())
)
def test_nothing_that_is_typed_into_an_address_breaks_the_list(asked):
    narrow(LINES, wish_from(asked), TODAY)


def test_a_shift_over_midnight_goes_on_into_the_next_day():
    cells = [WHEN[cell] for cell in shift_cells(ListWish(day="sun", from_hour="21", to_hour="03"))]

    assert sorted(cells) == ["mon-00", "sun-21"]
    assert len(shift_cells(ListWish(from_hour="06", to_hour="09"))) == 7
    assert len(shift_cells(ListWish(day="mon"))) == 8
    assert shift_cells(ListWish()) == ()


def test_the_best_for_a_shift_comes_first_and_what_nobody_named_then_is_left_out():
    some = [line(0), line(1, when_counts=[5] + [0] * 55), line(2)]

    fitting, _ = narrow(some, ListWish(day="mon", from_hour="00", to_hour="03", sort="times"), TODAY)

    assert [one.site.id for one in fitting] == ["1", "0"]


def test_how_long_ago_has_four_bands_and_never():
    days = [0, 27, 28, 83, 84, 4000]

    assert [since_band(TODAY - timedelta(days=d), TODAY) for d in days] == [
        *["under_4_weeks"] * 2,
        *["4_to_12_weeks"] * 2,
        *["over_12_weeks"] * 2,
    ]
    assert since_band(None, TODAY) == "never"
