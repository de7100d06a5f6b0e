"""One import, or osmium's own plain read, in a process of its own: ``import_child FILE W,S,E,N [FOLDER]``.

Without a folder the file is only read: every object, and the place of every node of every way.
"""

import json
import re
import resource
import sys
import time
from pathlib import Path


def plain_read(path):
    """Read a file as osmium does, with the positions of all nodes at hand."""
    import osmium

    found = 0
    for thing in osmium.FileProcessor(path).with_locations():
        if thing.is_way():
            found += sum(node.location.valid() for node in thing.nodes)
    return found


def whole_import(path, bbox, folder):
    """Import a file into an empty place of that box."""
    from bench.world import PLACE, app_in
    from webapp.domain.roles import OPERATOR
    from webapp.storage.db import db
    from webapp.usecases.geodata import import_osm
    from webapp.usecases.places import load_place

    text = "\n".join(line for line in PLACE.splitlines() if not line.startswith("bbox"))
    app = app_in(folder, f"{text}\nbbox = [{bbox}]\n")
    ctx = app.extensions["lofte_context"]
    with app.app_context():
        load_place(db.session(), ctx, folder / "place")
        started = time.process_time()
        report = import_osm(db.session(), ctx, OPERATOR, path)
        if not report.roads:
            raise SystemExit("nothing was imported")
        return time.process_time() - started


def main(file, bbox, folder=None):
    """Do it, and print processor seconds and the most memory that this process ever had, in MB."""
    if folder is None:
        started = time.process_time()
        plain_read(file)
        seconds = time.process_time() - started
    else:
        seconds = whole_import(Path(file), bbox, Path(folder))
    print(json.dumps({"s": seconds, "mb": most_memory_mb()}))


def most_memory_mb():
    """Return the most memory that this program had, in MB.

    On Linux, ``ru_maxrss`` begins with what the process that started this one had, so the kernel's own mark is read.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s*(\d+) kB", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


if __name__ == "__main__":
    main(*sys.argv[1:])
