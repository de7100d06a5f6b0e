"""How far the count can be believed: what the ledger catches, and how often the pace's band holds."""

from random import Random

import numpy as np

from bench.rows import Row
from tests.ledgers import encoded, make, tampered_checks, tampered_ledgers

SEEDS = 8
YEARS = 2_000
TARGET = 60


def proving():
    """E1: forged ledgers and proofs that are caught. E2: years that end in the band, of weeks that come in bursts."""
    from webapp.domain.ledger import Tampered, count_checks, read_ledger

    tried = caught = labelled = same_day = 0
    for seed in range(SEEDS):
        data, checks = make(seed)
        lines = read_ledger(data)
        tally = count_checks(lines, encoded(checks))
        same_day += sum(c["counts"] and c["held_on"] == c["proof"]["day"] for c in checks)
        labelled += tally["same_day"]
        for read, forged in (
            *((read_ledger, forged) for _, forged in tampered_ledgers(data, Random(seed))),
            *(
                (lambda f, of=lines: count_checks(of, encoded(f)), forged)
                for _, forged in tampered_checks(checks, Random(seed))
            ),
        ):
            tried += 1
            try:
                read(forged)
            except Tampered:
                caught += 1
    yield Row(f"E1 forgeries caught, of {tried:,}", caught / tried * 100, "%", at_least=100.0)
    yield Row(f"E1 labelled as the same day, of {same_day}", labelled / max(same_day, 1) * 100, "%", at_least=100.0)
    for week in (8, 20, 36):
        yield Row(f"E2 years that end in the band told in week {week}", _held(week), "%", at_least=74.0, at_most=86.0)


def _held(week):
    from webapp.domain.pace import forecast

    rng = np.random.default_rng(2026)
    years = rng.negative_binomial(TARGET / 52, 0.5, size=(YEARS, 52))  # the variance is twice the mean
    inside = 0
    for year in years:
        so_far = [int(n) for n in year[:week]]
        pace = forecast(so_far, sum(so_far), 52 - week, TARGET)
        inside += pace.low <= year.sum() <= pace.high
    return inside / YEARS * 100
