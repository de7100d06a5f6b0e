"""The exact interval of a ratio of counts, against a plain oracle and against planted worlds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from webapp.analysis.count_ratio import exact_ratio


@given(before=st.integers(0, 60), after=st.integers(0, 60))
def test_the_interval_is_clopper_and_pearsons_of_the_share_that_came_after(before, after):
    found = exact_ratio(before, after)

    if before + after == 0:
        assert found is None
        return
    span = binomtest(after, before + after).proportion_ci(0.95, method="exact")
    assert found.low == pytest.approx(span.low / (1 - span.low), abs=1e-9)
    assert (found.high is None) == (before == 0)
    assert found.high is None or found.high == pytest.approx(span.high / (1 - span.high), rel=1e-6)
    assert found.ratio is None or found.low <= found.ratio <= found.high


@pytest.mark.parametrize("means", [(4, 6), (15, 20), (60, 80)])
def test_in_95_of_100_worlds_at_least_the_truth_lies_inside(means):
    rng = np.random.default_rng(7)
    worlds = [exact_ratio(*pair) for pair in rng.poisson(means, (400, 2)).tolist()]

    inside = [w.low <= means[1] / means[0] <= (w.high or np.inf) for w in worlds if w is not None]
    assert np.mean(inside) >= 0.94


def test_twice_as_long_is_no_change():
    found = exact_ratio(10, 20, exposure_before=1.0, exposure_after=2.0)

    assert found.ratio == 1.0
    assert not found.shown


@pytest.mark.parametrize(("counts", "exposures"), [((-1, 2), (1, 1)), ((1, 2), (0, 1))])
def test_what_cannot_be_is_refused(counts, exposures):
    with pytest.raises(ValueError, match="must"):
        exact_ratio(*counts, *exposures)
