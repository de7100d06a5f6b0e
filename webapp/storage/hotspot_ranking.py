"""The units that the next suggestions will be about, from those made before a day."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.hotspots import LEAST_RESIDENTS
from webapp.domain.suggestions import Kind
from webapp.storage.hotspot_records import Events
from webapp.storage.hotspots import exposure_of, grid_for, read_events
from webapp.storage.road_hotspots import read_lixels, rows_on_roads

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from webapp.analysis.grid import Float, Int
    from webapp.analysis.ranking import Density


@dataclass(frozen=True)
class Ranked:
    """One unit. ``weight`` counts the pairs of resident and site in it and in the units that touch it."""

    lat: float
    lon: float
    easting: float
    northing: float
    weight: int
    q: float | None


@dataclass(frozen=True)
class Ranking:
    """The first units, and how they were found."""

    ranked: tuple[Ranked, ...]
    unit: str
    method: str  # count, kernel of … m, or blend
    events: int


@dataclass(frozen=True)
class Units:
    """What is ranked: U units with their exposure, neighbours and middles, and the unit of each event."""

    name: str
    exposure: "Float"
    near: "csr_array"
    middle: "Float"
    rows: "Int"  # -1: on none
    density: "Density"


@dataclass(frozen=True)
class Foretelling:
    """How likely the next suggestions of a kind are on each unit, by what came before a day."""

    events: Events  # of every kind, oldest first
    units: Units
    on: "Int"  # row numbers of the events of the kind that lie on a unit
    density: "Float"  # relative, on every unit
    method: str


def foretell(session: Session, ctx: Context, kind: str | None, until: date | None) -> Foretelling:
    """Return the density that foretells best; see ``rank``. Without events it is 0 everywhere."""
    import numpy as np

    from webapp.analysis.blending import best_density

    events = read_events(session, ctx, None, None, None, before=until)
    units = units_of(session, ctx, events)
    every = np.nonzero(units.rows >= 0)[0]
    on = every if kind is None else every[events.kinds[every] == kind]
    density, method = np.zeros(len(units.exposure)), "count"
    if len(on):
        density, method = best_density(units.density, units.rows, on, every, units.exposure)
    return Foretelling(events, units, on, density, method)


def rank(session: Session, ctx: Context, kind: str | None, until: date | None, top: int) -> Ranking:
    """Return the units with the greatest density of suggestions that were made before a day.

    A unit that fewer than three residents named, itself or beside it, is left out.

    :param kind: one kind, or all together
    :param until: suggestions of this day and later are not looked at
    """
    import numpy as np

    from webapp.analysis.hotspots import benjamini_hochberg
    from webapp.analysis.projection import to_degrees
    from webapp.analysis.ranking import residents_about
    from webapp.analysis.road_hotspots import tail_on_units

    found = foretell(session, ctx, kind, until)
    events, units, on, density = found.events, found.units, found.on, found.density
    if not len(on):
        return Ranking((), units.name, found.method, 0)
    counts = np.bincount(units.rows[on], minlength=len(units.exposure)).astype(float)
    about = units.near @ counts
    q = benjamini_hochberg(tail_on_units(counts, units.exposure, units.near))
    shown = residents_about(units.rows[on], events.residents[on], units.near) >= LEAST_RESIDENTS
    order = np.argsort(-np.where(shown & (units.exposure > 0), density, -1.0), kind="stable")[:top]
    picked = [row for row in order.tolist() if shown[row] and units.exposure[row] > 0]
    lons, lats = to_degrees(ctx.place.crs, units.middle[picked, 0], units.middle[picked, 1])
    spots = zip(picked, lats.tolist(), lons.tolist(), strict=True)
    ranked = [
        Ranked(
            round(lat, 6),
            round(lon, 6),
            round(float(units.middle[row, 0]), 1),
            round(float(units.middle[row, 1]), 1),
            int(about[row]),
            float(f"{q[row]:.3g}") if np.isfinite(q[row]) else None,
        )
        for row, lat, lon in spots
    ]
    return Ranking(tuple(ranked), units.name, found.method, len(on))


def units_of(session: Session, ctx: Context, events: Events) -> Units:
    """Return stretches of road where roads are imported, else squares of 100 m."""
    return _road_units(session, events) or _cell_units(session, ctx, events)


def _road_units(session: Session, events: Events) -> Units | None:
    import numpy as np

    from webapp.analysis.lixels import spread
    from webapp.analysis.ranking import KERNELS_M, density_with_count, spread_density

    lixels = read_lixels(session)
    if lixels is None:
        return None
    rows = rows_on_roads(lixels, events)
    held = np.unique(rows[rows >= 0])
    shares = {bandwidth_m: spread(lixels, held, bandwidth_m) for bandwidth_m in KERNELS_M}
    density = density_with_count(spread_density(shares, held, rows, lixels.length_m), rows, lixels.length_m)
    return Units("50 m of road", lixels.length_m, lixels.near, lixels.middle, rows, density)


def _cell_units(session: Session, ctx: Context, events: Events) -> Units:
    import numpy as np

    from webapp.analysis.grid import cells_of, touching_cells
    from webapp.analysis.hotspot_map import coarse, fine_grid
    from webapp.analysis.ranking import density_with_count
    from webapp.analysis.surface import kernel_surface

    grid, border = grid_for(session, ctx, Kind.SPEED)
    exposure, _ = exposure_of(session, grid, border)
    row, col = cells_of(grid, events.easting, events.northing)
    fine = fine_grid(grid)

    def kernel(some: "Int", bandwidth_m: float) -> "Float":
        return coarse(kernel_surface(events.easting[some], events.northing[some], fine, bandwidth_m), grid).ravel()

    south, west = np.divmod(np.arange(grid.rows * grid.cols), grid.cols)
    middle = np.column_stack([grid.west + (west + 0.5) * grid.cell_m, grid.south + (south + 0.5) * grid.cell_m])
    rows = np.asarray(row * grid.cols + col, dtype=np.intp)
    density = density_with_count(kernel, rows, exposure.ravel())
    return Units("100 m square", exposure.ravel(), touching_cells(grid), middle, rows, density)
