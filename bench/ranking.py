"""Where the next suggestions come, on real reports: each later part foretold from what came before it.

The later half of the reports is only looked at here: the three surfaces of the blend and its floor were chosen on the
earlier half, category by category.
"""

from datetime import date

import numpy as np

from bench.rows import Row
from tests.boston import MAPPED, REPORTS, boston_app, run
from webapp.settings import ROOT

FILE = ROOT.parent / "shared" / "data" / REPORTS
ORIGINS = (
    (date(2016, 2, 12), date(2016, 12, 31)),  # half of the reports came before
    (date(2016, 3, 1), date(2016, 5, 31)),
    (date(2016, 4, 1), date(2016, 6, 30)),
    (date(2016, 5, 1), date(2016, 7, 31)),
)
SHARES = (0.01, 0.02, 0.05)
KERNELS_M = (50.0, 100.0, 200.0, 500.0)
KINDS = (("speed", "speed alone"), (None, "every kind"))


def foretelling(folder):
    """Yield PAI and PEI of ``hotspots rank`` beside the best kernel and the raw count, on the later half."""
    if not FILE.exists():
        return
    from webapp.storage.db import db

    (folder / "reports").mkdir()
    app = boston_app(folder / "reports")
    run(app, "suggestions", "import", FILE, *MAPPED)
    with app.app_context():
        for kind, said in KINDS:
            yield from _kind(db.session(), app.extensions["lofte_context"], kind, said)
        db.session.remove()
        db.engine.dispose()


def _kind(session, ctx, kind, said):
    from webapp.analysis.ranking import efficiency, hit_rate, paired_difference
    from webapp.storage.hotspot_ranking import foretell
    from webapp.storage.hotspots import read_events

    rates, best, hits = [], [], []
    for until, last in ORIGINS:
        found = foretell(session, ctx, kind, until)
        counts, exposure = (
            np.bincount(found.units.rows[found.on], minlength=len(found.density)) * 1.0,
            found.units.exposure,
        )
        rankings = {"ours": found.density, "count": counts} | {
            f"KDE {h:g} m": found.units.density(found.on, h) for h in KERNELS_M
        }
        later = read_events(session, ctx, kind, until, last)
        rows = _rows(session, ctx, later)
        after = np.bincount(rows, minlength=len(exposure)) * 1.0
        rates.append({n: [hit_rate(d, after, exposure, share) for share in SHARES] for n, d in rankings.items()})
        best.append([efficiency(found.density, after, exposure, share) for share in SHARES])
        hits.append((_hit(found.density, exposure, rows), _hit(counts, exposure, rows)))
    mean = {name: float(np.mean([one[name] for one in rates])) for name in rates[0]}
    kernel = max((name for name in mean if name.startswith("KDE")), key=mean.__getitem__)
    what = f"D1 PAI of later reports, {said}"
    yield Row(what, mean["ours"], "", mean[kernel], f"{kernel}, the best of four kernels", ratio_at_least=0.95)
    gap, low, high = paired_difference(
        *(np.concatenate(one) for one in zip(*hits, strict=True)), np.random.default_rng(1)
    )
    beside = f"raw count; of reports at 1 % {gap:+.1%} ({low:+.1%} to {high:+.1%} by bootstrap)"
    yield Row(what, mean["ours"], "", mean["count"], beside, ratio_at_least=1.0)
    yield Row(f"D1 PEI of later reports, {said}", float(np.mean(best)), "", beside="the best that hindsight gives is 1")


def _rows(session, ctx, events):
    from webapp.storage.hotspot_ranking import units_of

    return units_of(session, ctx, events).rows


def _hit(density, exposure, rows, share=0.01):
    """Return whether each later report lies in the first places that make up one per cent of the ground."""
    order = np.argsort(-density, kind="stable")
    ground = np.cumsum(exposure[order]) / exposure.sum()
    picked = np.zeros(len(density))
    picked[order[: int(np.searchsorted(ground, share + 1e-12, side="right"))]] = 1.0
    return picked[rows]
