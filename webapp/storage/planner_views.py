"""What the planner's further maps are drawn from: squares, periods and districts out of the stored suggestions."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.hotspots import LEAST_RESIDENTS
from webapp.domain.planner_views import (
    DistrictShare,
    Slice,
    Square,
    months_a_slice,
    names_between,
    slice_of,
    told,
)
from webapp.domain.privacy import band
from webapp.storage.hotspot_records import Events, districts_named
from webapp.storage.hotspots import grid_for, read_events
from webapp.storage.public import areas

if TYPE_CHECKING:
    from webapp.analysis.grid import Grid


def squares_of(
    session: Session, ctx: Context, kinds: tuple[str, ...], first: date | None, last: date | None
) -> tuple[tuple[Square, ...], date | None, date | None]:
    """Return the squares that at least three residents named, with the first and last day of the suggestions."""
    found: list[Square] = []
    days: list[date] = []
    for kind in kinds:
        events = read_events(session, ctx, kind, first, last)
        days += [day for day in (events.first, events.last) if day is not None]
        found += _squares(session, ctx, kind, events, grid_for(session, ctx, kind)[0])
    return tuple(found), min(days, default=None), max(days, default=None)


def slices_of(
    session: Session, ctx: Context, kinds: tuple[str, ...], first: date | None, last: date | None
) -> tuple[tuple[Slice, ...], date | None, date | None]:
    """Return the same for one period after the other, each by itself."""
    import numpy as np

    read = {kind: read_events(session, ctx, kind, first, last) for kind in kinds}
    months = [int(month) for events in read.values() for month in events.months]
    days = [day for events in read.values() for day in (events.first, events.last) if day is not None]
    if not months:
        return (), None, None
    step = months_a_slice(min(months), max(months))
    grids = {kind: grid_for(session, ctx, kind)[0] for kind in kinds}
    slices = []
    for name in names_between(min(months), max(months), step):
        squares: list[Square] = []
        events_in, residents = 0, 0
        for kind, events in read.items():
            inside = np.array([slice_of(int(month), step) == name for month in events.months], bool)
            part = _only(events, inside)
            squares += _squares(session, ctx, kind, part, grids[kind])
            events_in += int(inside.sum())
            residents += len(np.unique(part.residents))
        slices.append(Slice(name, tuple(squares), None if told(residents) is None else events_in))
    return tuple(slices), min(days), max(days)


def districts_of_place(
    session: Session, ctx: Context, kinds: tuple[str, ...], first: date | None, last: date | None
) -> tuple[tuple[DistrictShare, ...], date | None, date | None]:
    """Return what each district's residents named; the numbers of one or two residents are not told."""
    import numpy as np

    counted: dict[str, list[int]] = {}
    days: list[date] = []
    for kind in kinds:
        events = read_events(session, ctx, kind, first, last)
        days += [day for day in (events.first, events.last) if day is not None]
        names = districts_named(session, ctx, events.easting, events.northing)
        for name in {name for name in names if name is not None}:
            inside = np.array([one == name for one in names], bool)
            pair = counted.setdefault(name, [0, 0])
            pair[0] += int(inside.sum())
            pair[1] += len(np.unique(events.residents[inside]))
    shares = [_share(area, *counted.get(area["name"], [0, 0])) for area in areas(session)]
    return tuple(shares), min(days, default=None), max(days, default=None)


def _share(area: dict[str, Any], events: int, residents: int) -> DistrictShare:
    few = told(residents) is None
    return DistrictShare(
        area["name"],
        area["geometry"],
        None if few else events,
        None if few else band(residents),
        area["population"],
    )


def _only(events: Events, inside: Any) -> Events:
    """Return some of the events."""
    arrays = ("easting", "northing", "residents", "months", "roads", "measures", "kinds")
    return replace(events, **{name: getattr(events, name)[inside] for name in arrays})


def _squares(session: Session, ctx: Context, kind: str, events: Events, grid: "Grid") -> list[Square]:
    import numpy as np

    from webapp.analysis.cells import border_of
    from webapp.analysis.dense_squares import dense_squares
    from webapp.analysis.projection import to_degrees

    rows, cols, counts = dense_squares(events.easting, events.northing, events.residents, grid, LEAST_RESIDENTS)
    east = np.asarray(grid.west + (cols + 0.5) * grid.cell_m, np.float64)
    north = np.asarray(grid.south + (rows + 0.5) * grid.cell_m, np.float64)
    lons, lats = to_degrees(ctx.place.crs, east, north)
    names = districts_named(session, ctx, east, north) if len(rows) else []
    return [
        Square(
            kind,
            names[n],
            band(int(counts[n])),
            round(float(lats[n]), 5),
            round(float(lons[n]), 5),
            border_of(grid, np.array([rows[n]]), np.array([cols[n]]), ctx.place.crs),
        )
        for n in range(len(rows))
    ]
