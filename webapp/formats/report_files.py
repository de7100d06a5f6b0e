"""The open files of a published report: JSON with rows, words and numbers; CSV with the rows alone."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from webapp.domain.reports import Texts
from webapp.formats.csv_tables import write_csv

COLUMNS = (
    *("row", "id", "on", "type", "target", "done", "state", "rule", "pledge", "place", "site", "area", "counts"),
    *("reason", "vehicles", "over_limit", "verified", "count", "joint", "kind", "days", "name", "residents"),
    *("lat", "lon", "checks", "waited_days", "checked", "before_on", "after_on", "before_kmh", "after_kmh"),
    *("before_n", "after_n", "before_over", "after_over", "same_hours", "drawn", "chance"),
)


@dataclass(frozen=True)
class PublishedFile:
    """What is told of a version beside its rows."""

    slug: str
    version: int
    published_on: date | None
    fingerprint: str


def report_json(of: PublishedFile, rows: Mapping[str, Any], figures: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """Return the whole report, ready to be written as JSON."""
    told = {**asdict(of), "published_on": str(of.published_on) if of.published_on else None}
    return {**told, "figures": figures, "texts": asdict(texts), "rows": rows}


def report_csv(rows: Mapping[str, Any]) -> bytes:
    """Return the rows as one table; ``row`` says what a line is."""
    return write_csv(COLUMNS, ([line.get(name) for name in COLUMNS] for line in _lines(rows)))


def _lines(rows: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for pledge in rows["pledges"]:
        yield {**pledge, "row": "pledge", "id": pledge["slug"], "rule": json.dumps(pledge["rule"], ensure_ascii=False)}
    for name in ("checks", "events", "sites"):
        yield from ({**row, "row": name.removesuffix("s")} for row in rows.get(name, ()))
    for answer in rows["answers"]:
        yield {"row": "answer", "days": answer["days"], "count": answer["people"]}
    for opinion, count in (rows["opinions"] or {}).items():
        yield {"row": "opinion", "id": opinion, "count": count}
    for name in ("asked", "mailed"):
        yield {"row": name, "count": rows[name]}
    for follow_up in rows["follow_ups"]:
        yield {"row": "follow_up", "id": follow_up["slug"], "on": follow_up["published_on"]}
    if rows["previous"]:
        yield {"row": "previous", "id": rows["previous"]["slug"], "on": rows["previous"]["through"]}
    for pair in rows.get("measured", {}).get("pairs", ()):
        yield {**pair, "row": "pair", "id": pair["number"]}
