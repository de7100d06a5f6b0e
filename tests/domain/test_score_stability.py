import numpy as np
from scipy.stats import kendalltau

from webapp.domain.score import WEIGHTS, Measured, Voice, score_site


def test_a_fifth_more_or_less_on_each_weight_hardly_changes_the_order():
    rng = np.random.default_rng(2)
    parts = []
    for _ in range(150):
        voices = [
            Voice(str(n), float(rng.uniform(0, 400)), bool(rng.random() < 0.5)) for n in range(rng.geometric(0.2))
        ]
        speeds = Measured(200, 50 + float(rng.normal(5, 6)), 50) if rng.random() < 0.4 else None
        limit = int(rng.choice([30, 40, 50]))
        score = score_site(voices, float(rng.exponential(90)), limit_kmh=limit, measured=speeds)
        parts.append([score.parts[name] for name in WEIGHTS])
    plain = np.array(parts)

    taus = [
        kendalltau(plain.sum(axis=1), plain @ factors).statistic
        for factors in rng.uniform(0.8, 1.2, (300, len(WEIGHTS)))
    ]

    assert min(taus) >= 0.8
