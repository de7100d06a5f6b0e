from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.rank import WEIGHT_DOUBT, Alike, Lift, about_equal, alike_to, lift_of
from webapp.domain.score import WEIGHTS, Measured, Voice, score_site

sites = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.floats(0, 400),
        st.none() | st.builds(Measured, vehicles=st.just(100), v85_kmh=st.floats(30, 80), limit_kmh=st.just(50)),
    ),
    min_size=1,
    max_size=12,
)


def site(residents, waited_d=0.0, measured=None):
    return score_site([Voice(str(n), 0.0, confirmed=True) for n in range(residents)], waited_d, measured=measured)


def ranked(drawn):
    """The sites as they were drawn, the highest score first."""
    return sorted(drawn, key=lambda one: -site(*one).total)


@given(sites, st.data())
def test_so_many_more_residents_lift_a_site_and_one_fewer_does_not(drawn, data):
    order = ranked(drawn)
    rank = data.draw(st.integers(1, len(order)))
    residents, *rest = order[rank - 1]
    scores = [site(*one) for one in order]
    above = scores[: rank - 1]

    found = lift_of(rank, scores)

    def rank_with(more):
        total = site(residents + more, *rest).total
        return 1 + sum(one.total >= total - 1e-9 for one in above)

    if found is None:
        assert rank_with(40) == rank
    else:
        assert abs(rank_with(found.residents) - found.rank) <= sum(
            abs(one.total - site(residents + found.residents, *rest).total) < 2e-9 for one in above
        )
        assert found.rank < rank
        assert rank_with(found.residents - 1) == rank


def test_the_first_in_the_list_cannot_rise_nor_can_one_whose_voices_are_full():
    assert lift_of(1, [site(3), site(1)]) is None
    assert lift_of(2, [site(40, 400), site(40, 0)]) is None


def test_three_more_residents_by_hand():
    order = [site(30), site(9), site(8), site(7), site(5)]

    assert lift_of(5, order) == Lift(3, 4)  # with 8 it stands behind the 8 that came before it


@given(sites)
def test_sites_are_about_equal_just_when_some_weights_within_the_doubt_turn_their_order(drawn):
    one, other = site(*drawn[0]), site(*drawn[-1])
    gap = one.total - other.total
    if abs(gap) < 1e-9:
        return

    corners = product((1 - WEIGHT_DOUBT, 1 + WEIGHT_DOUBT), repeat=len(WEIGHTS))
    turned = min(
        sum(factor * (one.parts[name] - other.parts[name]) for factor, name in zip(factors, WEIGHTS, strict=True))
        * (1 if gap > 0 else -1)
        for factors in corners
    )

    if abs(turned) > 1e-9:
        assert about_equal(one, other) == (turned < 0)
    assert about_equal(one, other) == about_equal(other, one)


def test_the_ranks_that_are_about_equal_stand_side_by_side_with_the_site_among_them():
    close = [site(30, 90), site(20, 10), site(9, 50), site(7, 66), site(1, 5)]

    assert alike_to(3, close) == Alike(2, 4)
    assert alike_to(5, close) is None
