"""``python -m bench``: one table of ratios beside named peers, and bench/results.json."""

import json
import platform
import re
import sys
import tempfile
import time
from pathlib import Path

from bench import (
    chance,
    choosing,
    clustering,
    comments,
    crowd,
    exporting,
    honesty,
    imports,
    measures,
    places,
    proving,
    ranking,
    serving,
    startup,
    surfaces,
)
from bench.rows import HEAD

RESULTS = Path(__file__).parent / "results.json"
SCOREBOARD = re.compile(r"[A-G]\d ")
"""How the names of the rows begin that say whether something is right, not how quick it is."""


def everything(folder):
    """Yield every row as it is measured."""
    grouped = list(clustering.clustering())
    yield from grouped
    yield from surfaces.surfaces()
    yield from choosing.choosing()
    yield from proving.proving()
    yield from honesty.effects()
    yield from honesty.loudness()
    yield from chance.chance()
    yield from ranking.foretelling(folder)
    yield from startup.startup(folder)
    yield from measures.site(folder, refit_s=grouped[-1].peer)
    yield from exporting.exporting(folder, measures.STORED)
    yield from serving.served(folder, measures.STORED)
    yield from crowd.crowd(folder)
    yield from measures.popularity(folder)
    yield from places.names(folder)
    yield from comments.reading(folder)
    yield imports.resnapping(folder)
    yield from imports.extracts(folder)


def exit_code(rows):
    """Return 1 when a row of the scoreboard falls short: what is slow here may be quick elsewhere."""
    return int(any(row.passes is False and SCOREBOARD.match(row.what) for row in rows))


def main():
    """Measure, print each row as soon as it is there, write; return the code to end with."""
    started, rows = time.monotonic(), []
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for row in everything(Path(folder)):
            print(row, flush=True)
            rows.append(row)
    minutes = (time.monotonic() - started) / 60
    short = [row.what for row in rows if row.passes is False]
    passed = sum(row.passes is True for row in rows)
    print(f"{passed} rows pass, {len(short)} fall short, after {minutes:.1f} minutes.", *short, sep="\n  falls short: ")
    result = {"python": platform.python_version(), "minutes": minutes, "rows": [row.fields() for row in rows]}
    RESULTS.write_text(json.dumps(result, indent=1) + "\n")
    return exit_code(rows)


if __name__ == "__main__":
    sys.exit(main())
