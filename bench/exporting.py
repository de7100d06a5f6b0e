"""The planner's files: hotspots in every format, by one command in a process of its own."""

import json
import subprocess
import sys
import time
from pathlib import Path

from bench.import_child import most_memory_mb
from bench.rows import Row
from bench.world import app_at
from webapp.settings import ROOT


def exporting(folder, count):
    """Yield processor seconds and memory; the folder holds the place of ``world.stored_in``."""
    command = [sys.executable, "-m", "bench.exporting", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    what = f"hotspots of {count:,} in {found['files']} formats"
    yield Row(what, found["s"], "s", found["one"], "geojson alone", at_most=60.0)
    yield Row(f"{what}, most memory", found["mb"], "MB", at_most=700.0)


def main(folder):
    """Export one format, then all of them; print what it took."""
    folder, app, out = Path(folder), app_at(Path(folder)), Path(folder) / "files"
    runner, took = app.test_cli_runner(), []
    for format_, file in (("geojson", folder / "alone.geojson"), ("all", out)):
        started = time.process_time()
        result = runner.invoke(args=["export", "hotspots", "--format", format_, "-o", str(file)])
        if result.exit_code:
            raise SystemExit(result.output)
        took.append(time.process_time() - started)
    print(json.dumps({"one": took[0], "s": took[1], "files": len(list(out.iterdir())), "mb": most_memory_mb()}))


if __name__ == "__main__":
    main(sys.argv[1])
