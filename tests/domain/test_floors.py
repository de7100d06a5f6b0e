import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.evenness import evenness
from webapp.domain.floors import District, floors

districts = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.builds(
        District,
        population=st.none() | st.integers(0, 30_000),
        eligible=st.integers(0, 40),
        counted=st.integers(0, 12),
    ),
    max_size=8,
)


def test_a_floor_is_half_a_districts_share_of_the_inhabitants_and_at_least_one():
    rule = floors(60, {"big": District(60_000, 50), "small": District(900, 5), "quiet": District(40_000, 2)})

    assert rule.needed == {"big": 60 * 60_000 // (2 * 100_900), "small": 1, "quiet": 2}
    assert rule.basis == "population"


def test_one_unknown_population_makes_all_equal():
    rule = floors(60, {"a": District(60_000, 50), "b": District(None, 50), "c": District(1, 50)})

    assert rule.needed == {"a": 10, "b": 10, "c": 10}
    assert rule.basis == "equal"


def test_what_a_district_got_this_year_is_taken_off():
    rule = floors(60, {"a": District(1000, 50, counted=4), "b": District(1000, 50, counted=99)})

    assert rule.needed == {"a": 11, "b": 0}


def test_floors_that_exceed_the_picks_are_cut_by_largest_remainders():
    rule = floors(3, {name: District(1000, 9) for name in "abcdefgh"})

    assert sum(rule.needed.values()) == 3
    assert rule.needed["a"] == rule.needed["b"] == rule.needed["c"] == 1


@given(st.integers(0, 80), districts)
def test_floors_never_ask_for_more_than_there_is(count, districts):
    rule = floors(count, districts)

    assert sum(rule.needed.values()) <= count
    assert all(0 <= rule.needed[name] <= one.eligible for name, one in districts.items())
    assert rule.needed.keys() == districts.keys()


@given(st.lists(st.integers(0, 10**6).map(lambda n: n / 7), min_size=1, max_size=12))
def test_evenness_is_worst_when_one_has_all_and_best_when_all_are_alike(shares):
    found = evenness(shares)
    if sum(shares) <= 0:
        assert found is None
        return

    assert -1e-9 <= found.gini <= 1 - 1 / len(shares) + 1e-9
    assert 1 / len(shares) - 1e-9 <= found.jain <= 1 + 1e-9
    assert -1e-9 <= found.least <= 1 + 1e-9


def test_evenness_by_hand():
    one_has_all = evenness([0, 0, 0, 8])

    assert (one_has_all.gini, one_has_all.jain, one_has_all.least) == pytest.approx((0.75, 0.25, 0))
