"""Hotspots on stretches of 50 m of road, where roads are imported."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.hotspots import LEAST_RESIDENTS, Hotspot
from webapp.domain.suggestions import Kind
from webapp.storage.hotspot_records import SEED, Events, Found, districts_of, hotspot_records
from webapp.storage.ledger import in_parts
from webapp.storage.roads import Junction, Road, names_of_roads

if TYPE_CHECKING:
    from webapp.analysis.grid import Int
    from webapp.analysis.lixels import Lixels
    from webapp.analysis.road_hotspots import RoadPlace

STRIP_KM = 0.024  # how wide the strip of a road is: makes events a metre into events a square kilometre


@dataclass(frozen=True)
class RoadLayer:
    """What was found along roads, and how."""

    hotspots: tuple[Hotspot, ...]
    method: str


def read_lixels(session: Session) -> "Lixels | None":
    """Return the roads of the place as stretches of 50 m; None where there are no roads."""
    from webapp.analysis.lixels import cut_roads
    from webapp.analysis.snapping import vertices_of

    rows = session.execute(select(Road.id, Road.geometry).order_by(Road.id)).all()
    if not rows:
        return None
    meetings = session.execute(select(Junction.easting, Junction.northing, Junction.road_ids).order_by(Junction.id))
    return cut_roads(
        {row.id: vertices_of(row.geometry) for row in rows}, [(j.easting, j.northing, j.road_ids) for j in meetings]
    )


def rows_on_roads(lixels: "Lixels", events: Events) -> "Int":
    """Return the stretch of each event: by its road and measure, else the nearest within 100 m; -1 for none."""
    import numpy as np

    rows = lixels.at(events.roads, events.measures)
    free = np.nonzero(rows < 0)[0]
    rows[free] = lixels.nearest(np.column_stack([events.easting[free], events.northing[free]]))
    return rows


def road_layer(session: Session, ctx: Context, events: Events) -> RoadLayer | None:
    """Return the hotspots of suggestions about speed along roads; None where there are no roads."""
    import numpy as np

    from webapp.analysis.road_hotspots import choose_road_bandwidth, find_road_hotspots

    lixels = read_lixels(session)
    if lixels is None:
        return None
    rows = rows_on_roads(lixels, events)
    on = rows >= 0
    bandwidth_m = choose_road_bandwidth(lixels, rows[on], events.months[on])
    district = districts_of(session, ctx, lixels.middle[:, 0], lixels.middle[:, 1])
    rng = np.random.default_rng(SEED)
    places = find_road_hotspots(lixels, rows[on], events.residents[on], district, bandwidth_m, LEAST_RESIDENTS, rng)
    method = f"binomial-bh/1 q=0.05 lixel=50m neighbourhood=touching null=road-metres h={bandwidth_m:g}m"
    off = int((~on).sum())
    names: dict[int, tuple[str, ...]] = {}
    for some in in_parts({int(lixels.road[place.middle]) for place in places}):
        names |= names_of_roads(session, some)
    return RoadLayer(
        hotspot_records(session, ctx, [_found(ctx, lixels, place, names) for place in places]),
        f"{method} off-road={off}" if off else method,
    )


def _found(ctx: Context, lixels: "Lixels", place: "RoadPlace", names: Mapping[int, tuple[str, ...]]) -> Found:
    from webapp.analysis.cells import strips_of

    per_m2 = place.density / (STRIP_KM * 1000)
    figures = (place.weight, place.residents, place.significant, place.q, place.q_district, place.p_family, per_m2)
    east, north = lixels.middle[place.middle].tolist()
    strip = strips_of([lixels.parts[row] for row in place.rows.tolist()], ctx.place.crs)
    street = next(iter(names[int(lixels.road[place.middle])]), None)
    return Found(Kind.SPEED.value, *figures, (east, north), strip, street)
