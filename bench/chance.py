"""D2: what a map of hotspots says of pure chance, and how much of what is planted it finds."""

import numpy as np

from bench.rows import Row
from tests.analysis.test_hotspots import GRID, SPOTS, found_in, noise, planted_world

NULL_WORLDS, WORLDS = 200, 50
SIZES = ((150, 50.0), (700, 95.0))


def chance():
    """Yield: maps of chance with any discovery, planted spots that are found, and discoveries that are false."""
    from webapp.analysis.grid import cells_of
    from webapp.analysis.hotspots import neighbourhood_sums

    for count, least in SIZES:
        empty = [found_in(*noise(np.random.default_rng(1000 + seed), count)).any() for seed in range(NULL_WORLDS)]
        yield Row(f"D2 maps of chance with a discovery, n {count}", np.mean(empty) * 100, "%", at_most=8.0)
        recalls, false = [], []
        for seed in range(WORLDS):
            spots, easting, northing = planted_world(np.random.default_rng(seed), count)
            found, reached = found_in(easting, northing), np.zeros(GRID.shape)
            where = cells_of(GRID, spots[:, 0], spots[:, 1])
            reached[where] = 1
            recalls.append(found[where].mean())
            near = neighbourhood_sums(neighbourhood_sums(reached)) > 0
            false.append((found & ~near).sum() / max(1, found.sum()))
        yield Row(f"D2 of {SPOTS} planted spots found, n {count}", np.mean(recalls) * 100, "%", at_least=least)
        yield Row(f"D2 of what is found false, n {count}", np.mean(false) * 100, "%", at_most=10.0)
