"""V7: what it costs until the site can answer, beside the bare imports of what it stands on."""

import os
import subprocess
import sys

from bench.rows import Row
from webapp.settings import ROOT

TIMES = 5
OURS = "from app import app"
BARE = "import flask, flask_sqlalchemy"
ALL = "import flask, flask_sqlalchemy, wtforms, folium, geopy"
COST = "import resource; r = resource.getrusage(resource.RUSAGE_SELF); print(r.ru_utime + r.ru_stime)"


def startup(folder):
    """Yield the processor seconds of a process that can answer, the least of several."""
    ours, bare, everything = (_least(code, folder) for code in (OURS, BARE, ALL))
    yield Row("V7 start-up", ours, "s", bare, BARE, ratio_at_most=1.15)
    yield Row("V7 start-up", ours, "s", everything, ALL, ratio_at_most=0.55)


def _least(code, folder):
    environment = os.environ | {"LOFTE_DATA_DIR": str(folder / "startup"), "LOFTE_SECRET_KEY": "only for measuring"}
    command = [sys.executable, "-c", f"{code}; {COST}"]
    return min(
        float(subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout)
        for _ in range(TIMES)
    )
