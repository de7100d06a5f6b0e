"""Bring the stored roads in line with an import; a road or junction that stays the same is left alone."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from webapp.domain.road_records import JunctionRecord, RoadRecord
from webapp.storage.roads import Junction, Road
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

NOWHERE = {"west": 1e12, "south": 1e12, "east": -1e12, "north": -1e12}
"""The box of a road that nothing snaps to while its followers are looked for."""
SOME = 2_000
"""How many rows are read or written at a time: a whole country's would not fit in memory beside its records."""
_ROAD_COLUMNS = (
    "name", "alt_names", "speed_limit_kmh", "oneway", "highway", "owner", "length_m", "west", "south", "east", "north",
    "geometry", "parts",
)  # fmt: skip


@dataclass
class RoadChange:
    """What an import did: whether anything, and which roads and junctions moved or went.

    ``old`` holds the earlier lines of those roads, for what is known only by its measure along one. ``boxes`` are
    where anything is new, other or gone: west, south, east, north in metres.
    """

    changed: bool = False
    old: dict[int, bytes] = field(default_factory=dict)
    gone_roads: set[int] = field(default_factory=set)
    gone_junctions: set[int] = field(default_factory=set)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)


def sync_network(session: Session, roads: Sequence[RoadRecord], junctions: Sequence[JunctionRecord]) -> RoadChange:
    """Make the network this one. What is gone stays until ``forget_network``, but nothing finds it any more.

    A road or junction that a pin still stands on, and that is in no file since, is no change.
    """
    change = RoadChange()
    ids = _sync_roads(session, change, roads)
    _sync_junctions(session, change, junctions, ids)
    held_roads, held_junctions = _held(session, change.gone_roads, change.gone_junctions)
    change.changed |= bool(change.gone_roads - held_roads or change.gone_junctions - held_junctions)
    if change.changed and change.gone_roads:
        for gone in _some(change.gone_roads):
            rows = session.execute(select(Road.id, Road.geometry).where(Road.id.in_(gone)))
            change.old.update({row.id: row.geometry for row in rows})
            session.execute(update(Road).where(Road.id.in_(gone)).values(**NOWHERE))
    return change


def forget_network(session: Session, change: RoadChange) -> None:
    """Remove what is gone, but for roads and junctions that a pin still stands on: those are found again."""
    from webapp.analysis.snapping import vertices_of

    held_roads, held_junctions = _held(session, change.gone_roads, change.gone_junctions)
    for gone in _some(change.gone_roads - held_roads):
        session.execute(delete(Road).where(Road.id.in_(gone)))
    for gone in _some(change.gone_junctions - held_junctions):
        session.execute(delete(Junction).where(Junction.id.in_(gone)))
    for road_id in sorted(held_roads):
        line = vertices_of(change.old[road_id])
        (west, south), (east, north) = line.min(axis=0).tolist(), line.max(axis=0).tolist()
        session.execute(update(Road).where(Road.id == road_id).values(west=west, south=south, east=east, north=north))


def _some(ids: set[int]) -> Iterator[list[int]]:
    """Yield ids by as many as one statement may name."""
    every = sorted(ids)
    for first in range(0, len(every), SOME):
        yield every[first : first + SOME]


def _sync_roads(session: Session, change: RoadChange, records: Sequence[RoadRecord]) -> dict[str, int]:
    """Write roads that are new or differ; return the id of each by its source id."""
    columns = [getattr(Road, name) for name in _ROAD_COLUMNS]
    wanted = {record.source_id: record for record in records}
    differing: list[dict[str, Any]] = []
    for row in session.execute(select(Road.id, Road.source_id, *columns).execution_options(yield_per=SOME)):
        record = wanted.pop(row.source_id, None)
        if record is None:
            change.gone_roads.add(row.id)
            change.boxes.append(_box(row))
        elif dict(zip(_ROAD_COLUMNS, row[2:], strict=True)) != (now := _columns(record)):
            differing.append({"id": row.id, **now})
            change.boxes += [_box(row), record.box]
            if row.geometry != record.vertices:
                change.old[row.id] = row.geometry
    new = list(wanted.values())
    change.boxes += [record.box for record in new]
    for first in range(0, len(new), SOME):
        rows = [{"source_id": record.source_id, **_columns(record)} for record in new[first : first + SOME]]
        session.connection().execute(insert(Road), rows)
    if differing:
        session.execute(update(Road), differing)
    change.changed |= bool(new or differing)
    return dict(session.execute(select(Road.source_id, Road.id)).all())


def _box(row: Any) -> tuple[float, float, float, float]:
    return row.west, row.south, row.east, row.north


def _columns(record: RoadRecord) -> dict[str, Any]:
    west, south, east, north = record.box
    return {
        "name": record.name,
        "alt_names": list(record.alt_names),
        "speed_limit_kmh": record.speed_limit_kmh,
        "oneway": record.oneway,
        "highway": record.highway,
        "owner": record.owner,
        "length_m": record.length_m,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "geometry": record.vertices,
        "parts": [asdict(part) for part in record.parts],
    }


def _sync_junctions(
    session: Session, change: RoadChange, records: Sequence[JunctionRecord], ids: dict[str, int]
) -> None:
    """Write junctions that are new or differ; one that stays at its spot keeps its id."""
    columns = (Junction.easting, Junction.northing, Junction.id, Junction.name, Junction.road_ids)
    kept = session.execute(select(*columns).order_by(Junction.id).execution_options(yield_per=SOME))
    stored = {(row.easting, row.northing): row for row in kept}
    new: list[JunctionRecord] = []
    differing: list[dict[str, Any]] = []
    for record in records:
        row = stored.pop((record.easting, record.northing), None)
        if row is None:
            new.append(record)
        elif {"name": row.name, "road_ids": row.road_ids} != (now := _named(record, ids)):
            differing.append({"id": row.id, **now})
        else:
            continue
        change.boxes.append((record.easting, record.northing, record.easting, record.northing))
    for first in range(0, len(new), SOME):
        rows = [
            {"easting": record.easting, "northing": record.northing, **_named(record, ids)}
            for record in new[first : first + SOME]
        ]
        session.connection().execute(insert(Junction), rows)
    if differing:
        session.execute(update(Junction), differing)
    change.changed |= bool(new or differing)
    change.gone_junctions = {row.id for row in stored.values()}
    change.boxes += [(east, north, east, north) for east, north in stored]


def _named(record: JunctionRecord, ids: dict[str, int]) -> dict[str, Any]:
    return {"name": record.name, "road_ids": sorted(ids[road] for road in record.roads)}


def _held(session: Session, roads: set[int], junctions: set[int]) -> tuple[set[int], set[int]]:
    """Return those of the roads and junctions that a pinned site, or a suggestion that it holds, stands on."""
    if not roads and not junctions:
        return set(), set()
    pinned, sticky = Site.pinned_at.is_not(None), Suggestion.sticky
    found = (
        {
            *session.scalars(select(Site.road_id).where(pinned)),
            *session.scalars(select(Suggestion.road_id).where(sticky)),
        },
        {
            *session.scalars(select(Site.junction_id).where(pinned)),
            *session.scalars(select(Suggestion.junction_id).where(sticky)),
        },
    )
    return {i for i in found[0] if i is not None} & roads, {i for i in found[1] if i is not None} & junctions
