"""After a change of the road data: suggestions find their road again; a pinned site stays where it is.

What no pin holds is snapped as if it came today. A pin, and what it holds, keeps its site and its position; only
when its own road was drawn anew, or is gone, is the measure along the street taken again.
"""

from collections.abc import Sequence
from math import hypot
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.sites import SiteEvent
from webapp.storage.grouping import STUB_MEASURE_M
from webapp.storage.locating import Located, locate_position
from webapp.storage.places import areas_at
from webapp.storage.road_sync import RoadChange
from webapp.storage.roads import junctions_near, names_of_roads, roads_near
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
    moved = _resnap_loose(session, change, names)
    moved += _remeasure_held(session, change, names)
    _remeasure_pins(session, ctx, change, names)
    session.expire_all()
    return moved


def restamp_stubs(session: Session, ctx: Context) -> int:
    """Give every erased stub the district that its square lies in now; how many moved."""
    from webapp.analysis.projection import to_degrees

    rows = session.execute(
        select(Suggestion.id, Suggestion.easting, Suggestion.northing, Suggestion.area_id).where(
            Suggestion.lon.is_(None)
        )
    ).all()
    if not rows:
        return 0
    lons, lats = to_degrees(ctx.place.crs, [r.easting for r in rows], [r.northing for r in rows])
    now = areas_at(session, lons.tolist(), lats.tolist())
    changes = [{"id": r.id, "area_id": a} for r, a in zip(rows, now, strict=True) if r.area_id != a]
    if changes:
        session.execute(update(Suggestion), changes)
    return len(changes)


def _resnap_loose(session: Session, change: RoadChange, names: dict[int, str]) -> int:
    rows = session.execute(select(*_COLUMNS).where(Suggestion.sticky.is_(False)).order_by(Suggestion.id)).all()
    changes: list[Address] = []
    for row in rows:
        easting, northing = _position(row, change)
        found = _asked(session, easting, northing, names.get(row.road_id or 0))
        measure_m = found.measure_m
        if row.lon is None and measure_m is not None:  # a stub stays as coarse as it is
            measure_m = round(measure_m / STUB_MEASURE_M) * STUB_MEASURE_M
        address = {
            "unit": found.unit,
            "road_id": found.road_id,
            "measure_m": measure_m,
            "junction_id": found.junction_id,
        }
        if any(getattr(row, name) != value for name, value in address.items()):
            changes.append({"id": row.id, **address})
    if changes:
        session.execute(update(Suggestion), changes)
    return len(changes)


def _asked(session: Session, easting: float, northing: float, street: str | None) -> Located:
    """Return where a suggestion is now; the street that it was on stands in a tie, and in a tunnel that it names."""
    found = locate_position(session, easting, northing)
    if street is not None and (street in found.tie or found.unit == "free"):
        return locate_position(session, easting, northing, street)
    return found


def _remeasure_held(session: Session, change: RoadChange, names: dict[int, str]) -> int:
    touched = or_(Suggestion.road_id.in_(change.old), Suggestion.junction_id.in_(change.gone_junctions))
    rows = session.execute(select(*_COLUMNS).where(Suggestion.sticky, touched).order_by(Suggestion.id)).all()
    changes = [{"id": row.id, **address} for row in rows if (address := _anew(session, row, change, names))]
    if changes:
        session.execute(update(Suggestion), changes)
    return len(changes)


def _remeasure_pins(session: Session, ctx: Context, change: RoadChange, names: dict[int, str]) -> None:
    touched = or_(Site.road_id.in_(change.old), Site.junction_id.in_(change.gone_junctions))
    now = ctx.now()
    for site in session.scalars(select(Site).where(and_(Site.pinned_at.is_not(None), touched)).order_by(Site.id)):
        address = _anew(session, site, change, names)
        if address is None:
            continue
        for name, value in address.items():
            setattr(site, name, value)
        data = {"road": site.road_id, "junction": site.junction_id, "measure": site.measure_m}
        append_events(session, [event(site.id, SiteEvent.REMEASURED, now, data=data)])
    session.flush()


def _anew(session: Session, row: Any, change: RoadChange, names: dict[int, str]) -> Address | None:
    """Return road and measure, or junction, of something held; None when it is as it was, or nothing else is near."""
    easting, northing = _position(row, change)
    if row.junction_id is not None:
        return _other_junction(session, easting, northing, row.junction_id, change)
    found = _same_street(session, easting, northing, row.road_id, names)
    if found is None or found == (row.road_id, row.measure_m):
        return None
    return {"road_id": found[0], "measure_m": found[1]}


def _other_junction(
    session: Session, easting: float, northing: float, junction_id: int, change: RoadChange
) -> Address | None:
    from webapp.analysis.snapping import JUNCTION_REACH_M

    near = [
        (hypot(node.easting - easting, node.northing - northing), node.junction_id)
        for node in junctions_near(session, easting, northing, 2 * JUNCTION_REACH_M)
        if node.junction_id not in change.gone_junctions
    ]
    best = min(near, default=(0.0, junction_id))[1]
    return None if best == junction_id else {"junction_id": best}


def _same_street(
    session: Session, easting: float, northing: float, road_id: int, names: dict[int, str]
) -> tuple[int, float] | None:
    """Return road and measure: the road itself if it is still near, else the nearest of its name, else the nearest."""
    from webapp.analysis.snapping import ROAD_REACH_M, project

    reach_m = 2 * ROAD_REACH_M  # the position was on the old line, up to that far from the pin
    roads = roads_near(session, easting, northing, reach_m)
    called = names_of_roads(session, [road.road_id for road in roads])
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
