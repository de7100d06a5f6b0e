"""Streets, names and districts from open data: whole or not at all, and a second time changes nothing."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Refused
from webapp.domain.place_records import MapRecord, NameRecord
from webapp.domain.roles import Actor, Permission, require
from webapp.formats.area_files import read_area_file
from webapp.formats.osm import ATTRIBUTION, read_osm
from webapp.formats.osm_counts import Counts
from webapp.storage.audit import log
from webapp.storage.base_map import cut_base_map
from webapp.storage.counting import recount
from webapp.storage.db import transaction
from webapp.storage.district_history import read_stamps
from webapp.storage.grouping import rebuild
from webapp.storage.imported_names import sync_imported_names
from webapp.storage.place_sync import sync_areas, sync_base_map
from webapp.storage.places import AREAS_FROM, DRAWN, OSM, PLACE, ROADS_SINCE, SOURCES, border_in_metres, fact, set_fact
from webapp.storage.resnapping import resnap
from webapp.storage.restamping import restamp
from webapp.storage.road_sync import RoadChange, forget_network, sync_network
from webapp.storage.roads import Road, has_roads

if TYPE_CHECKING:
    from shapely import Geometry

    from webapp.formats.osm_roads import Network

AROUND_M = 1000.0


@dataclass(frozen=True)
class OsmReport:
    """What a file holds (``counts``), what the place holds of it, and how many suggestions found another road."""

    counts: Counts
    roads: int
    junctions: int
    names: int
    map_features: int
    moved: int
    changed: bool
    outside: bool  # nothing of the file lies in the place, so nothing was touched


def import_osm(session: Session, ctx: Context, actor: Actor, path: Path, clip: bool = True) -> OsmReport:
    """Make roads, junctions, imported names and the imported part of the base map those of a file.

    Suggestions that no pin holds find their road again, and sites are grouped anew; what was counted stays counted.

    :param clip: only what lies in the place, or within the tolerance of a pin around it
    :raises NotAllowed: the actor may not import
    :raises Refused: the file cannot be read, or the place is not loaded; nothing is stored
    """
    require(actor, Permission.IMPORT)
    _need_place(session, ctx)
    region = border_in_metres(session, ctx).buffer(ctx.place.pin_tolerance_m) if clip else None
    session.rollback()  # a large file takes minutes to read: nobody waits for us, and we hold no snapshot
    extract = _read(ctx, path, region)
    if not extract.network.roads and not extract.names:
        return OsmReport(extract.counts, *extract.sizes, moved=0, changed=False, outside=True)
    with transaction(session):
        _need_place(session, ctx)
        changed, moved = _store(session, ctx, extract)
        cut_base_map(session, ctx, changed)
        if changed:
            set_fact(session, DRAWN, ctx.now().isoformat())
            _name_source(session, ATTRIBUTION)
            log(session, ctx, actor, "geodata.osm_imported", path.name)
    return OsmReport(extract.counts, *extract.sizes, moved=moved, changed=changed, outside=False)


@dataclass
class _Extract:
    """What a file holds of a place. Of a large one it is the most that an import remembers, so it is let go in time."""

    counts: Counts
    network: "Network"
    names: list[NameRecord]
    drawn: list[MapRecord]

    def __post_init__(self) -> None:
        self.sizes = len(self.network.roads), len(self.network.junctions), len(self.names), len(self.drawn)

    def forget(self) -> None:
        """Let go of all but the numbers."""
        self.network, self.names, self.drawn = type(self.network)((), ()), [], []


def _read(ctx: Context, path: Path, region: "Geometry | None") -> _Extract:
    from webapp.formats.osm_map import base_map_of
    from webapp.formats.osm_names import names_of
    from webapp.formats.osm_roads import build_network

    found = read_osm(path, None if region is None else _box(ctx, region))
    network = build_network(found, ctx.place.crs, region)
    names = _inside(ctx, names_of(found, network.roads, ctx.place.crs), region)
    return _Extract(found.counts, network, names, base_map_of(found, None if region is None else ctx.place.bbox))


def _store(session: Session, ctx: Context, extract: _Extract) -> tuple[bool, int]:
    """Make what is stored what the extract holds, and let go of it; whether that changed anything, and what moved."""
    before = dict(session.execute(select(Road.id, Road.name)).all())
    _begin_roads(session, ctx, extract.network)
    change = sync_network(session, extract.network.roads, extract.network.junctions)
    map_changed = sync_base_map(session, extract.drawn, OSM)
    names_changed = sync_imported_names(session, extract.names)
    extract.forget()
    changed = change.changed or map_changed or names_changed
    return changed, _settle(session, ctx, change, before, names_changed) if changed else 0


@dataclass(frozen=True)
class AreaReport:
    """How many districts a file gave, how many lack a population, and how many suggestions and sites moved."""

    areas: int
    unknown: int
    moved: int
    changed: bool


def import_areas(
    session: Session,
    ctx: Context,
    actor: Actor,
    path: Path,
    name_field: str,
    population_field: str | None = None,
    only: tuple[str, str] | None = None,
) -> AreaReport:
    """Make the districts those of a file; one that keeps its name keeps its id.

    Every suggestion, site and verdict gets the district that holds it now; what was counted stays counted.

    :param only: a field and its value: the other features of the file are of other places
    :raises NotAllowed: the actor may not import
    :raises Refused: the file cannot be used, or the place is not loaded; nothing is stored
    """
    require(actor, Permission.IMPORT)
    records = read_area_file(path, name_field, population_field, ctx.place.crs, ctx.place.bbox, only)
    with transaction(session):
        _need_place(session, ctx)
        before = read_stamps(session)
        changed = sync_areas(session, records)
        moved = restamp(session, ctx, before)
        cut_base_map(session, ctx, changed)
        if fact(session, AREAS_FROM) is None or changed:
            set_fact(session, AREAS_FROM, path.name)
            log(session, ctx, actor, "geodata.areas_imported", path.name)
    return AreaReport(len(records), sum(r.population is None for r in records), moved, changed)


def _need_place(session: Session, ctx: Context) -> None:
    if fact(session, PLACE) != ctx.place.slug:
        raise Refused("The place is not loaded: run `flask --app app place load` first; nothing was stored.")


def _box(ctx: Context, region: "Geometry") -> tuple[float, float, float, float]:
    """Return the box in degrees of what is read: the region and the bbox, and some way around them.

    The way around is for surfaces: one that has no corner in the box is not drawn.
    """
    import shapely

    from webapp.analysis.projection import to_degrees

    # A straight side in metres is bent in degrees, so it is turned in short steps.
    frame = shapely.segmentize(shapely.box(*region.buffer(AROUND_M).bounds), AROUND_M)
    lon, lat = to_degrees(ctx.place.crs, *shapely.get_coordinates(frame).T)
    west, south, east, north = ctx.place.bbox
    return (
        min(west, float(lon.min())),
        min(south, float(lat.min())),
        max(east, float(lon.max())),
        max(north, float(lat.max())),
    )


def _inside(ctx: Context, names: list[NameRecord], region: "Geometry | None") -> list[NameRecord]:
    import shapely

    from webapp.analysis.projection import to_metres

    if region is None or not names:
        return names
    east, north = to_metres(ctx.place.crs, [n.lon for n in names], [n.lat for n in names])
    inside = shapely.intersects_xy(region, east, north).tolist()
    return [name for name, here in zip(names, inside, strict=True) if here]


def _begin_roads(session: Session, ctx: Context, network: "Network") -> None:
    """Note when this place got its first roads: checks held before are judged as they were then."""
    if network.roads and not has_roads(session) and fact(session, ROADS_SINCE) is None:
        set_fact(session, ROADS_SINCE, ctx.now().isoformat())


def _settle(session: Session, ctx: Context, change: RoadChange, before: dict[int, Any], names: bool) -> int:
    """Bring suggestions, sites and verdicts in line with changed roads or names."""
    moved = resnap(session, ctx, change, {i: name for i, name in before.items() if name}) if change.changed else 0
    if change.changed or names:
        rebuild(session, ctx)
        forget_network(session, change)
        session.expire_all()
        recount(session, ctx)
    return moved


def _name_source(session: Session, source: str) -> None:
    named = json.loads(fact(session, SOURCES) or "[]")
    if source not in named:
        set_fact(session, SOURCES, json.dumps([*named, source], ensure_ascii=False))
