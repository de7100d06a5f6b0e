"""Hotspots from stored suggestions: events, exposure, and records without anything about one person."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date, start_of_day
from webapp.domain.context import Context
from webapp.domain.errors import Refused
from webapp.domain.hotspots import LEAST_RESIDENTS, Hotspot, HotspotMap, Shade
from webapp.domain.privacy import FINEST_CELL_M
from webapp.domain.suggestions import WHEN_QUICK, Kind
from webapp.storage.hotspot_records import Events, Found, checks_of_cells, hotspot_records
from webapp.storage.members import standing
from webapp.storage.places import border_in_metres
from webapp.storage.road_hotspots import road_layer
from webapp.storage.roads import Road
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

if TYPE_CHECKING:
    from webapp.analysis.grid import Float, Grid, Int
    from webapp.analysis.hotspot_map import HotPlace

MOST_CELLS = 1_000_000  # a square of 100 km in cells of 100 m
PATH_M = 10.0  # counted in every cell of the place, as no map has every path


@dataclass(frozen=True)
class Only:
    """Which suggestions alone: those about a time of the week, those whose site has a status."""

    when: str | None = None  # of ``WHEN_QUICK``
    status: str | None = None


@dataclass(frozen=True)
class _Layer:
    events: Events
    hotspots: tuple[Hotspot, ...]
    shades: tuple[Shade, ...]
    method: str


def hotspot_map(
    session: Session,
    ctx: Context,
    kinds: tuple[str, ...],
    first: date | None = None,
    last: date | None = None,
    only: Only | None = None,
) -> HotspotMap:
    """Return the hotspots of some kinds, each kind tested by itself.

    :param first: first local date on which a suggestion was made; None for all time
    :param last: last local date, included
    :raises Refused: the place is too large for its cells
    """
    layers = [_layer(session, ctx, kind, read_events(session, ctx, kind, first, last, only=only)) for kind in kinds]
    found = [hotspot for layer in layers for hotspot in layer.hotspots]
    found.sort(key=lambda h: (not h.significant, -h.weight, h.kind, h.northing, h.easting))
    ranked = tuple(Hotspot(**{**vars(h), "rank": n}) for n, h in enumerate(found, start=1))
    dates = [on for layer in layers for on in (layer.events.first, layer.events.last) if on is not None]
    first, last = first or min(dates, default=None), last or max(dates, default=None)
    period = f"{first.isoformat() if first else '..'}/{last.isoformat() if last else '..'}"
    method = "; ".join(f"{kind}: {layer.method}" for kind, layer in zip(kinds, layers, strict=True))
    shades = tuple(shade for layer in layers for shade in layer.shades)
    return HotspotMap(kinds, period, first, last, method, ranked, shades)


def read_events(
    session: Session,
    ctx: Context,
    kind: str | None,
    first: date | None,
    last: date | None,
    before: date | None = None,
    only: Only | None = None,
) -> Events:
    """Return the events of a kind, oldest first: a resident who names one site fifty times is one, where first named.

    :param before: suggestions of this local day and later are left out
    """
    import numpy as np

    columns = (Suggestion.kind, Suggestion.reporter_key, Suggestion.site_id, Suggestion.easting, Suggestion.northing)
    query = (
        select(*columns, Suggestion.created_at, Suggestion.road_id, Suggestion.measure_m)
        .where(standing())
        .order_by(Suggestion.created_at, Suggestion.external_id, Suggestion.id)
    )
    if kind is not None:
        query = query.where(Suggestion.kind == kind)
    if only is not None and only.when:
        cells = WHEN_QUICK[only.when] or ("",)
        query = query.where(or_(*(Suggestion.when_cells.contains(cell, autoescape=True) for cell in cells)))
    if only is not None and only.status:
        query = query.where(Suggestion.site_id.in_(select(Site.id).where(Site.status == only.status)))
    if before is not None:
        query = query.where(Suggestion.created_at < start_of_day(before, ctx.place.tz))
    if first is not None:
        query = query.where(Suggestion.created_at >= start_of_day(first, ctx.place.tz))
    if last is not None:
        query = query.where(Suggestion.created_at < start_of_day(last + timedelta(days=1), ctx.place.tz))
    once: dict[tuple[str, str, str | None], Any] = {}
    for row in session.execute(query):
        once.setdefault((row.kind, row.reporter_key, row.site_id), row)
    rows = list(once.values())
    dates = [local_date(row.created_at, ctx.place.tz) for row in rows]
    _, residents = np.unique(np.array([row.reporter_key for row in rows], dtype=object), return_inverse=True)
    return Events(
        np.array([row.easting for row in rows], float),
        np.array([row.northing for row in rows], float),
        np.asarray(residents, dtype=np.intp),
        np.array([on.year * 12 + on.month for on in dates], dtype=np.intp),
        min(dates, default=None),
        max(dates, default=None),
        np.array([row.road_id or 0 for row in rows], dtype=np.intp),
        np.array([row.measure_m or 0.0 for row in rows], float),
        np.array([row.kind for row in rows], dtype=str),
    )


def _layer(session: Session, ctx: Context, kind: str, events: Events) -> _Layer:
    """Return everything that one kind puts on the map, and how it was found."""
    from webapp.analysis.grid import counts_in
    from webapp.analysis.hotspot_map import find_hotspots, fine_grid, shaded_cells
    from webapp.analysis.surface import choose_bandwidth

    on_roads = road_layer(session, ctx, events) if kind == Kind.SPEED else None
    grid, border = grid_for(session, ctx, kind)
    exposure, null = exposure_of(session, grid, border)
    where = (events.easting, events.northing, events.residents, grid, exposure)
    bandwidth_m = choose_bandwidth(events.easting, events.northing, events.months, fine_grid(grid))
    shades = tuple(
        _shade(ctx, kind, step, grid, *cells)
        for step, cells in enumerate(shaded_cells(*where, bandwidth_m, LEAST_RESIDENTS), start=1)
    )
    if on_roads is not None:
        return _Layer(events, on_roads.hotspots, shades, on_roads.method)
    places = find_hotspots(*where, bandwidth_m, LEAST_RESIDENTS)
    checks = checks_of_cells(session, ctx, grid, exposure, counts_in(grid, events.easting, events.northing))
    return _Layer(
        events,
        hotspot_records(session, ctx, [_found(ctx, kind, place, grid, checks) for place in places]),
        shades,
        f"binomial-bh/1 q=0.05 cell={grid.cell_m:g}m neighbourhood=3x3 null={null} h={bandwidth_m:g}m",
    )


def grid_for(session: Session, ctx: Context, kind: str) -> "tuple[Grid, Any]":
    """Return the squares of a kind over the place, and the border that they lie in, with the tolerance of a pin.

    :raises Refused: the place is too large
    """
    from webapp.analysis.grid import grid_over

    cell_m = float(FINEST_CELL_M[kind])
    border = border_in_metres(session, ctx).buffer(ctx.place.pin_tolerance_m)
    grid = grid_over(border.bounds, cell_m)
    if grid.rows * grid.cols > MOST_CELLS:
        raise Refused(f"{ctx.place.name} is too large for squares of {cell_m:g} m: more than {MOST_CELLS} of them.")
    return grid, border


def exposure_of(session: Session, grid: "Grid", border: Any) -> "tuple[Float, str]":
    """Return what chance would be proportional to: metres of road, or area where there are no roads."""
    import numpy as np

    from webapp.analysis.grid import area_in, road_metres_in

    area = area_in(grid, border)
    roads = [np.frombuffer(shape, dtype="<f8").reshape(-1, 2) for shape in session.scalars(select(Road.geometry))]
    if not roads:
        return area, "area"
    return np.where(area > 0, road_metres_in(grid, roads) + PATH_M, 0.0), "road-metres"


def _found(ctx: Context, kind: str, place: "HotPlace", grid: "Grid", checks: "tuple[Float, Float]") -> Found:
    import numpy as np

    from webapp.analysis.cells import border_of

    # The middle comes from whole cells and their counts, so that it repeats no pin.
    easting = grid.west + (float(np.average(place.cols, weights=place.counts)) + 0.5) * grid.cell_m
    northing = grid.south + (float(np.average(place.rows, weights=place.counts)) + 0.5) * grid.cell_m
    q_district, p_family = (float(np.fmin.reduce(values[place.rows, place.cols])) for values in checks)
    figures = (place.weight, place.residents, place.significant, place.q, q_district, p_family, place.density)
    return Found(kind, *figures, (easting, northing), border_of(grid, place.rows, place.cols, ctx.place.crs))


def _shade(ctx: Context, kind: str, step: int, grid: "Grid", least: float, rows: "Int", cols: "Int") -> Shade:
    from webapp.analysis.cells import border_of

    return Shade(kind, step, float(f"{least * 1e6:.2g}"), border_of(grid, rows, cols, ctx.place.crs))
