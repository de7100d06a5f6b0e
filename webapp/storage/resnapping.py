"""After a change of the road data: suggestions find their road again; a pinned site stays where it is.

What no pin holds, and is within reach of something that changed, is snapped as if it came today; all of it at once.
A pin, and what it holds, keeps its site and its position; only when its own road was drawn anew, or is gone, is the
measure along the street taken again.
"""

from collections.abc import Sequence
from math import hypot
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.sites import SiteEvent
from webapp.storage.grouping import STUB_MEASURE_M
from webapp.storage.network import Network, read_network
from webapp.storage.places import areas_at
from webapp.storage.road_sync import RoadChange
from webapp.storage.site_events import append_events, event
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

Address = dict[str, Any]
_COLUMNS = (
    Suggestion.id, Suggestion.lon, Suggestion.unit, Suggestion.easting, Suggestion.northing, Suggestion.road_id,
    Suggestion.measure_m, Suggestion.junction_id, Suggestion.sticky,
)  # fmt: skip


def resnap(session: Session, ctx: Context, change: RoadChange, names: dict[int, str]) -> int:
    """Give suggestions and pins their place in the changed network; how many suggestions moved. Groups nothing.

    :param names: what the roads were called before
    """
    loose = _loose_within_reach(session, change)
    held = _touched(session, change, select(*_COLUMNS).where(Suggestion.sticky).order_by(Suggestion.id))
    pinned = select(Site.id, Site.road_id, Site.junction_id).where(Site.pinned_at.is_not(None))
    pins = _touched(session, change, pinned.order_by(Site.id))
    if not (loose or held or pins):
        return 0
    network = read_network(session, change.gone_roads, change.gone_junctions)
    moved = _resnap_loose(session, network, loose, names)
    moved += _remeasure_held(session, network, held, change, names)
    _remeasure_pins(session, ctx, network, [row.id for row in pins], change, names)
    session.expire_all()
    return moved


def _touched(session: Session, change: RoadChange, query: Any) -> list[Any]:
    """Return the rows of a query that stand on a road that was drawn anew or is gone, or at a junction that is."""
    return [
        row for row in session.execute(query) if row.road_id in change.old or row.junction_id in change.gone_junctions
    ]


def restamp_stubs(session: Session, ctx: Context) -> None:
    """Give every erased stub the district that its square lies in now."""
    from webapp.analysis.projection import to_degrees

    rows = session.execute(
        select(Suggestion.id, Suggestion.easting, Suggestion.northing, Suggestion.area_id).where(
            Suggestion.lon.is_(None)
        )
    ).all()
    if not rows:
        return
    lons, lats = to_degrees(ctx.place.crs, [r.easting for r in rows], [r.northing for r in rows])
    now = areas_at(session, lons.tolist(), lats.tolist())
    changes = [{"id": r.id, "area_id": a} for r, a in zip(rows, now, strict=True) if r.area_id != a]
    if changes:
        session.execute(update(Suggestion), changes)


def _loose_within_reach(session: Session, change: RoadChange) -> list[tuple[Any, float, float]]:
    """Return suggestions that no pin holds and where each is, if something there is new, other or gone."""
    import numpy as np
    import shapely

    from webapp.analysis.snapping import ROAD_REACH_M

    every = session.execute(select(*_COLUMNS).where(Suggestion.sticky.is_(False)).order_by(Suggestion.id)).all()
    if not every or not change.boxes:
        return []
    spots = np.array([_position(row, change) for row in every], float)
    west, south, east, north = np.array(change.boxes, float).T
    wide = ROAD_REACH_M + 1.0
    boxes = shapely.box(west - wide, south - wide, east + wide, north + wide)
    near = np.unique(shapely.STRtree(shapely.points(spots)).query(boxes)[1])
    return [(every[row], *spots[row].tolist()) for row in near.tolist()]


def _resnap_loose(
    session: Session, network: Network, loose: Sequence[tuple[Any, float, float]], names: dict[int, str]
) -> int:
    import numpy as np

    snaps = network.net.snap_many(*np.array([spot for _, *spot in loose], float).reshape(-1, 2).T)
    plain = zip(*(column.tolist() for column in (snaps.unit, snaps.place, snaps.measure_m)), strict=True)
    changes: list[Address] = []
    for k, ((row, easting, northing), found) in enumerate(zip(loose, plain, strict=True)):
        street = names.get(row.road_id or 0)
        if snaps.unsure[k] or (street is not None and snaps.open_to_words[k]):
            found = _asked(network, easting, northing, street)
        address = _address(row, *found)
        if any(getattr(row, name) != value for name, value in address.items()):
            changes.append({"id": row.id, **address})
    if changes:
        session.execute(update(Suggestion), changes)
    return len(changes)


def _asked(network: Network, easting: float, northing: float, street: str | None) -> tuple[int, int, float | None]:
    """Return where a suggestion is now; the street that it was on stands in a tie, and in a tunnel that it names."""
    from webapp.analysis.sites import FREE

    found, tie = network.find(easting, northing)
    if street is not None and (street in tie or found.unit == FREE):
        found, _ = network.find(easting, northing, street)
    return found.unit, found.place, found.measure_m


def _address(row: Any, unit: int, place: int, measure_m: float | None) -> Address:
    from webapp.analysis.sites import JUNCTION, ROAD, UNITS

    if unit != ROAD or measure_m is None:
        return {
            "unit": UNITS[unit],
            "road_id": None,
            "measure_m": None,
            "junction_id": place if unit == JUNCTION else None,
        }
    measure_m = round(measure_m, 3)
    if row.lon is None:  # a stub stays as coarse as it is
        measure_m = round(measure_m / STUB_MEASURE_M) * STUB_MEASURE_M
    return {"unit": UNITS[unit], "road_id": place, "measure_m": measure_m, "junction_id": None}


def _remeasure_held(
    session: Session, network: Network, held: Sequence[Any], change: RoadChange, names: dict[int, str]
) -> int:
    changes = [{"id": row.id, **address} for row in held if (address := _anew(network, row, change, names))]
    if changes:
        session.execute(update(Suggestion), changes)
    return len(changes)


def _remeasure_pins(
    session: Session,
    ctx: Context,
    network: Network,
    pins: Sequence[str],
    change: RoadChange,
    names: dict[int, str],
) -> None:
    now = ctx.now()
    for site in (session.get_one(Site, site_id) for site_id in pins):
        address = _anew(network, site, change, names)
        if address is None:
            continue
        for name, value in address.items():
            setattr(site, name, value)
        data = {"road": site.road_id, "junction": site.junction_id, "measure": site.measure_m}
        append_events(session, [event(site.id, SiteEvent.REMEASURED, now, data=data)])
    session.flush()


def _anew(network: Network, row: Any, change: RoadChange, names: dict[int, str]) -> Address | None:
    """Return road and measure, or junction, of something held; None when it is as it was, or nothing else is near."""
    easting, northing = _position(row, change)
    if row.junction_id is not None:
        return _other_junction(network, easting, northing, row.junction_id)
    found = _same_street(network, easting, northing, row.road_id, names)
    if found is None or found == (row.road_id, row.measure_m):
        return None
    return {"road_id": found[0], "measure_m": found[1]}


def _other_junction(network: Network, easting: float, northing: float, junction_id: int) -> Address | None:
    from webapp.analysis.snapping import JUNCTION_REACH_M

    near = [
        (hypot(node.easting - easting, node.northing - northing), node.junction_id)
        for node in network.net.junctions_near(easting, northing, 2 * JUNCTION_REACH_M)
    ]
    best = min(near, default=(0.0, junction_id))[1]
    return None if best == junction_id else {"junction_id": best}


def _same_street(
    network: Network, easting: float, northing: float, road_id: int, names: dict[int, str]
) -> tuple[int, float] | None:
    """Return road and measure: the road itself if it is still near, else the nearest of its name, else the nearest."""
    from webapp.analysis.snapping import ROAD_REACH_M, project

    reach_m = 2 * ROAD_REACH_M  # the position was on the old line, up to that far from the pin
    roads, called = network.net.roads_near(easting, northing, reach_m), network.names
    near: Sequence[tuple[bool, bool, float, int, float]] = sorted(
        (road.road_id != road_id, names.get(road_id) not in called[road.road_id], distance_m, road.road_id, measure_m)
        for road in roads
        for distance_m, measure_m in [project(road.vertices, easting, northing)]
        if distance_m
        <= (reach_m if road.road_id == road_id or names.get(road_id) in called[road.road_id] else reach_m / 2)
    )
    return (near[0][3], round(near[0][4], 3)) if near else None


def _position(row: Any, change: RoadChange) -> tuple[float, float]:
    """Return where something is, in metres: a stub and a site on a road by the measure along it as it was."""
    from webapp.analysis.snapping import point_at, vertices_of

    line = change.old.get(row.road_id) if getattr(row, "lon", None) is None else None
    if line is not None and row.measure_m is not None:
        return point_at(vertices_of(line), row.measure_m)
    return row.easting, row.northing
