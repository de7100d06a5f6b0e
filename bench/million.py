"""A million suggestions in one place, every part of the site in turn: ``make bench-million``. It takes half an hour.

Each row says what its part took; memory is the most that the process ever had until then.
"""

import tempfile
from pathlib import Path

from bench.import_child import most_memory_mb
from bench.measures import map_views
from bench.rows import HEAD, Row, spent
from bench.world import stored_in

COUNT = 1_000_000
PAGES = {"the list of sites": "/sites", "the front page": "/", "open data of the sites": "/api/v1/sites.geojson"}
COMMANDS = {
    "hotspots in all formats": ("export", "hotspots", "--format", "all", "-o"),
    "recommend 60": ("sites", "recommend", "--count", "60", "--json"),
    "sites rebuild": ("sites", "rebuild", "--json"),
    "sites verify": ("sites", "verify"),
}


def million(folder):
    """Yield the rows."""
    from webapp.storage.db import db
    from webapp.storage.place_search import search_places

    app, imported = stored_in(folder, COUNT)
    yield from _row(f"import {COUNT:,} rows", imported)
    yield from map_views(app)
    client = app.test_client()
    for what, path in PAGES.items():
        yield from _row(what, spent(lambda path=path: client.get(path).get_data())[0])
    with app.app_context():
        ctx = app.extensions["lofte_context"]
        yield from _row("search of a place", spent(lambda: search_places(db.session(), ctx, "Bench"))[0])
    for what, words in COMMANDS.items():
        words = [*words, str(folder / "files")] if words[-1] == "-o" else words
        took, result = spent(lambda words=words: app.test_cli_runner().invoke(args=words))
        if result.exit_code:
            raise SystemExit(result.output)
        yield from _row(what, took)


def _row(what, seconds):
    yield Row(what, seconds, "s")
    yield Row(f"{what}, most memory so far", most_memory_mb(), "MB")


if __name__ == "__main__":
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory() as place:
        for one in million(Path(place)):
            print(one, flush=True)
