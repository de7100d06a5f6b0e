"""The lot: true probabilities, foreseeable by nobody, repeatable by everybody who has the seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from webapp.analysis.draw import explored, generator, inclusion_probabilities, systematic_draw
from webapp.analysis.windows import draw_windows, window_chances

sizes = arrays(float, st.integers(1, 30), elements=st.floats(0, 1e3, allow_subnormal=False))


@given(sizes, st.integers(0, 30))
def test_probabilities_add_up_to_what_is_drawn_and_none_exceeds_one(sizes, count):
    count = min(count, int((sizes > 0).sum()))

    chances = inclusion_probabilities(sizes, count)

    assert chances.sum() == pytest.approx(count)
    assert ((chances >= 0) & (chances <= 1)).all()
    assert (chances[sizes == 0] == 0).all()
    open_rows = (chances < 1) & (sizes > 0)
    if open_rows.any() and count:
        ratio = chances[open_rows] / sizes[open_rows]
        assert ratio == pytest.approx(ratio[0])


@given(sizes, st.integers(0, 30), st.text())
def test_a_draw_gives_just_so_many_different_ones_and_never_one_without_a_chance(sizes, count, seed):
    count = min(count, int((sizes > 0).sum()))
    chances = inclusion_probabilities(sizes, count)

    drawn = systematic_draw(chances, generator(seed))

    assert len(set(drawn.tolist())) == len(drawn) == count
    assert (chances[drawn] > 0).all()
    assert drawn.tolist() == systematic_draw(chances, generator(seed)).tolist()


def test_over_a_hundred_thousand_draws_each_comes_as_often_as_was_logged():
    chances = inclusion_probabilities(np.random.default_rng(1).gamma(0.8, 1.0, 40), 8)
    rng, draws = generator("a hundred thousand"), 100_000
    times = np.zeros(40)

    for _ in range(draws):
        times[systematic_draw(chances, rng)] += 1

    open_rows = chances < 1
    spread = np.sqrt(draws * chances * (1 - chances))
    z = (times - draws * chances)[open_rows] / spread[open_rows]
    assert np.abs(z).max() <= 4
    assert (times[~open_rows] == draws).all()


def test_what_makes_room_adds_the_least_and_the_rest_still_serves_nearly_all():
    gains = np.array([50.0, 30.0, 12.0, 4.0, 3.0, 1.0])

    assert explored(gains, np.array([5, 4, 3, 2]), 100.0, 3, 0.95).tolist() == [5, 4]
    assert explored(gains, np.array([5, 4, 3, 2]), 100.0, 1, 0.95).tolist() == [5]
    assert explored(gains, np.array([2, 1]), 100.0, 2, 0.95).tolist() == []


def test_the_times_of_a_site_are_drawn_toward_those_of_the_whole_municipality():
    counts = np.zeros((3, 56))
    counts[0, 2], counts[1, 50] = 15, 5

    chances = window_chances(counts)

    assert chances.sum(axis=1) == pytest.approx(1)
    assert chances[0, 2] == pytest.approx((15 + 5 * 0.75) / 20)
    assert chances[2, [2, 50]] == pytest.approx([0.75, 0.25])


def test_a_shift_gets_only_windows_that_it_can_serve():
    counts = np.zeros((2, 56))
    counts[0, 2] = 9
    shift = np.zeros(56, bool)
    shift[[10, 11]] = True

    chances = window_chances(counts, shift)

    assert (chances[:, ~shift] == 0).all()
    assert chances[:, shift] == pytest.approx(0.5)
    assert set(draw_windows(chances, generator("x")).tolist()) <= {10, 11}
    with pytest.raises(ValueError, match="window"):
        window_chances(counts, np.zeros(56, bool))


def test_whoever_knows_all_that_is_past_foresees_the_next_check_hardly_better_than_the_greatest_chance():
    counts = np.random.default_rng(3).poisson(0.4, (40, 56)).astype(float)
    sites = inclusion_probabilities(np.random.default_rng(4).gamma(2.0, 1.0, 40), 1)
    windows = window_chances(counts)
    designed = sites[:, None] * windows
    rng = generator("an observer")
    seen = np.zeros((40, 56))
    right = rounds = 0

    for turn in range(20_000):
        site = int(systematic_draw(sites, rng)[0])
        window = int(draw_windows(windows[[site]], rng)[0])
        if turn >= 10_000:
            right += np.unravel_index(seen.argmax(), seen.shape) == (site, window)
            rounds += 1
        seen[site, window] += 1

    assert right / rounds <= 2 * designed.max()


def test_windows_are_drawn_as_often_as_their_chances_say():
    chances = window_chances(np.random.default_rng(5).poisson(1.0, (1, 56)).astype(float))

    drawn = draw_windows(np.repeat(chances, 100_000, axis=0), generator("weeks"))

    times = np.bincount(drawn, minlength=56)
    p = chances[0]
    z = (times - 100_000 * p)[p > 0] / np.sqrt(100_000 * p * (1 - p))[p > 0]
    assert np.abs(z).max() <= 4
