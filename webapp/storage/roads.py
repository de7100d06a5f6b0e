"""Roads and junctions, in metres of the place's CRS. A place may have none."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, LargeBinary, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.db import Base

if TYPE_CHECKING:
    from webapp.analysis.snapping import Float, JunctionPoint, RoadShape
    from webapp.domain.context import Context


class Road(Base):
    """One street: consecutive ways of one name joined, with a measure in metres from its start."""

    __tablename__ = "road"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(unique=True)  # stable over imports
    name: Mapped[str | None] = mapped_column(index=True)
    alt_names: Mapped[list[str]] = mapped_column(JSON, default=list)
    speed_limit_kmh: Mapped[int | None]
    oneway: Mapped[bool] = mapped_column(default=False)
    highway: Mapped[str | None]
    owner: Mapped[str | None]
    length_m: Mapped[float]
    west: Mapped[float]  # bounding box in metres, for the search of the nearest
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    geometry: Mapped[bytes] = mapped_column(LargeBinary)  # little-endian doubles e0 n0 e1 n1 …
    # What holds along it, by measure: limit each way, one-way, tunnel, bridge, class; see RoadRecord.
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")


class Junction(Base):
    """A node where three or more road ends meet."""

    __tablename__ = "junction"

    id: Mapped[int] = mapped_column(primary_key=True)
    easting: Mapped[float] = mapped_column(index=True)
    northing: Mapped[float]
    name: Mapped[str | None]
    road_ids: Mapped[list[int]] = mapped_column(JSON, default=list)


_ANY_ROADS = select(or_(select(Road.id).exists(), select(Junction.id).exists()))


def has_roads(session: Session) -> bool:
    """Whether this place has any road or junction; without them every suggestion is a free point."""
    return bool(session.scalar(_ANY_ROADS))


def road_lines(session: Session) -> "list[Float]":
    """Return the points of every road, (V, 2) easting and northing in metres."""
    from webapp.analysis.snapping import vertices_of

    return [vertices_of(geometry) for geometry in session.scalars(select(Road.geometry).order_by(Road.id))]


def roads_near(session: Session, easting: float, northing: float, reach_m: float) -> "list[RoadShape]":
    """Return the roads whose bounding box comes within reach of a position in metres."""
    from webapp.analysis.snapping import RoadShape, steps_in_tunnels, vertices_of

    rows = session.execute(
        select(Road.id, Road.geometry, Road.parts)
        .where(
            Road.west <= easting + reach_m,
            Road.east >= easting - reach_m,
            Road.south <= northing + reach_m,
            Road.north >= northing - reach_m,
        )
        .order_by(Road.id)
    )
    shapes: list[RoadShape] = []
    for road_id, geometry, parts in rows:
        line = vertices_of(geometry)
        shapes.append(RoadShape(road_id, line, steps_in_tunnels(line, parts)))
    return shapes


def junctions_near(session: Session, easting: float, northing: float, reach_m: float) -> "list[JunctionPoint]":
    """Return the junctions in the square that reaches ``reach_m`` around a position in metres."""
    from webapp.analysis.snapping import JunctionPoint

    rows = session.execute(
        select(Junction.id, Junction.easting, Junction.northing, Junction.road_ids)
        .where(
            Junction.easting.between(easting - reach_m, easting + reach_m),
            Junction.northing.between(northing - reach_m, northing + reach_m),
        )
        .order_by(Junction.id)
    )
    return [JunctionPoint(i, easting, northing, frozenset(met)) for i, easting, northing, met in rows]


def nearest_on_roads(
    session: Session, ctx: "Context", spots: list[tuple[float, float]], reach_m: float
) -> list[tuple[float, float]]:
    """Return the spot of a road nearest to each latitude and longitude; those out of reach are left out."""
    from webapp.analysis.projection import to_degrees, to_metres
    from webapp.analysis.snapping import point_at, project

    found: list[tuple[float, float]] = []
    easts, norths = to_metres(ctx.place.crs, [lon for _, lon in spots], [lat for lat, _ in spots])
    for spot in zip(easts.tolist(), norths.tolist(), strict=True):
        roads = roads_near(session, *spot, reach_m)
        near = [(*project(road.vertices, *spot), number) for number, road in enumerate(roads)]
        off_m, measure_m, number = min(near, default=(reach_m + 1, 0.0, 0))
        if off_m <= reach_m:
            found.append(point_at(roads[number].vertices, measure_m))
    lons, lats = to_degrees(ctx.place.crs, [e for e, _ in found], [n for _, n in found])
    return list(zip(lats.tolist(), lons.tolist(), strict=True))


def names_of_roads(session: Session, road_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """Return what each road is called: its name first, then its other names; unnamed ones have none."""
    rows = session.execute(select(Road.id, Road.name, Road.alt_names).where(Road.id.in_(road_ids)))
    return {road_id: tuple(n for n in (name, *others) if n) for road_id, name, others in rows}


def positions_on_roads(session: Session, places: list[tuple[int, float]]) -> list[tuple[float, float]]:
    """Return easting and northing for each road and measure."""
    from webapp.analysis.snapping import point_at, vertices_of

    rows = session.execute(select(Road.id, Road.geometry).where(Road.id.in_({road_id for road_id, _ in places})))
    lines = {road_id: vertices_of(geometry) for road_id, geometry in rows}
    return [point_at(lines[road_id], measure_m) for road_id, measure_m in places]


def measures_on_roads(session: Session, spots: list[tuple[int, float, float]]) -> list[float]:
    """Return the measure along a road of the point of it nearest to each (road id, easting, northing)."""
    from webapp.analysis.snapping import project, vertices_of

    rows = session.execute(select(Road.id, Road.geometry).where(Road.id.in_({road_id for road_id, _, _ in spots})))
    lines = {road_id: vertices_of(geometry) for road_id, geometry in rows}
    return [round(project(lines[road_id], easting, northing)[1], 3) for road_id, easting, northing in spots]


def junctions_by_id(session: Session, junction_ids: list[int]) -> dict[int, Junction]:
    """Return the junctions with these ids."""
    return {j.id: j for j in session.scalars(select(Junction).where(Junction.id.in_(junction_ids)))}
