import numpy as np

from webapp.analysis.two_periods import change_q


def test_a_campaign_that_doubles_everything_changes_no_share():
    before = np.array([40.0, 25.0, 12.0, 60.0])

    assert (change_q(before, 2 * before) > 0.5).all()


def test_chance_alone_is_hardly_ever_called_a_change_and_a_real_one_is_seen():
    rng = np.random.default_rng(2)
    share = np.array([0.4, 0.3, 0.2, 0.1])
    false = [
        (change_q(rng.multinomial(200, share) * 1.0, rng.multinomial(500, share) * 1.0) <= 0.05).any()
        for _ in range(300)
    ]
    seen = change_q(rng.multinomial(200, share) * 1.0, rng.multinomial(500, share[::-1]) * 1.0)

    assert np.mean(false) <= 0.08
    assert (seen[[0, 3]] <= 0.05).all()
