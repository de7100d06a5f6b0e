"""Bring the stored roads in line with an import; a road or junction that stays the same is left alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from webapp.domain.road_records import JunctionRecord, RoadRecord
from webapp.storage.roads import Junction, Road
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

NOWHERE = {"west": 1e12, "south": 1e12, "east": -1e12, "north": -1e12}
"""The box of a road that nothing snaps to while its followers are looked for."""
_ROAD_COLUMNS = (
    "name", "alt_names", "speed_limit_kmh", "oneway", "highway", "owner", "length_m", "west", "south", "east", "north",
    "geometry", "parts",
)  # fmt: skip


@dataclass
class RoadChange:
    """What an import did: whether anything, and which roads and junctions moved or went.

    ``old`` holds the earlier lines of those roads, for what is known only by its measure along one.
    """

    changed: bool = False
    old: dict[int, bytes] = field(default_factory=dict)
    gone_roads: set[int] = field(default_factory=set)
    gone_junctions: set[int] = field(default_factory=set)


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
        rows = session.execute(select(Road.id, Road.geometry).where(Road.id.in_(change.gone_roads)))
        change.old.update({row.id: row.geometry for row in rows})
        session.execute(update(Road).where(Road.id.in_(change.gone_roads)).values(**NOWHERE))
    return change


def forget_network(session: Session, change: RoadChange) -> None:
    """Remove what is gone, but for roads and junctions that a pin still stands on: those are found again."""
    from webapp.analysis.snapping import vertices_of

    held_roads, held_junctions = _held(session, change.gone_roads, change.gone_junctions)
    session.execute(delete(Road).where(Road.id.in_(change.gone_roads - held_roads)))
    session.execute(delete(Junction).where(Junction.id.in_(change.gone_junctions - held_junctions)))
    for road_id in sorted(held_roads):
        line = vertices_of(change.old[road_id])
        (west, south), (east, north) = line.min(axis=0).tolist(), line.max(axis=0).tolist()
        session.execute(update(Road).where(Road.id == road_id).values(west=west, south=south, east=east, north=north))


def _sync_roads(session: Session, change: RoadChange, records: Iterable[RoadRecord]) -> dict[str, int]:
    """Write roads that are new or differ; return the id of each by its source id."""
    columns = [getattr(Road, name) for name in _ROAD_COLUMNS]
    stored = {row[1]: row for row in session.execute(select(Road.id, Road.source_id, *columns))}
    new: list[dict[str, Any]] = []
    differing: list[dict[str, Any]] = []
    for record in records:
        wanted, row = _columns(record), stored.pop(record.source_id, None)
        if row is None:
            new.append({"source_id": record.source_id, **wanted})
        elif dict(zip(_ROAD_COLUMNS, row[2:], strict=True)) != wanted:
            differing.append({"id": row.id, **wanted})
            if row.geometry != record.vertices:
                change.old[row.id] = row.geometry
    if new:
        session.execute(insert(Road), new)
    if differing:
        session.execute(update(Road), differing)
    change.changed |= bool(new or differing)
    change.gone_roads = {row.id for row in stored.values()}
    return dict(session.execute(select(Road.source_id, Road.id)).all())


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
        "parts": [dict(part) for part in record.parts],
    }


def _sync_junctions(
    session: Session, change: RoadChange, records: Iterable[JunctionRecord], ids: dict[str, int]
) -> None:
    """Write junctions that are new or differ; one that stays at its spot keeps its id."""
    stored = {(row.easting, row.northing): row for row in session.scalars(select(Junction).order_by(Junction.id))}
    new: list[dict[str, Any]] = []
    for record in records:
        row = stored.pop((record.easting, record.northing), None)
        road_ids = sorted(ids[road] for road in record.roads)
        if row is None:
            spot = {"easting": record.easting, "northing": record.northing}
            new.append({**spot, "name": record.name, "road_ids": road_ids})
        elif (row.name, row.road_ids) != (record.name, road_ids):
            row.name, row.road_ids = record.name, road_ids
            change.changed = True
    session.flush()
    if new:
        session.execute(insert(Junction), new)
        change.changed = True
    change.gone_junctions = {row.id for row in stored.values()}


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
