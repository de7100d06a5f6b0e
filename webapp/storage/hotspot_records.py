"""What a place where suggestions gather becomes on record: a name, a district, bands, nothing about one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.hotspots import Hotspot, class_of
from webapp.domain.privacy import band
from webapp.storage.gazetteer import names_for_points
from webapp.storage.places import Area, areas_at

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from webapp.analysis.grid import Float, Grid, Int

SEED = 499  # of the maps of pure chance: the same suggestions give the same file
MOST_CHECKED = 100_000  # cells; of more, only the false discovery rate is looked at


@dataclass(frozen=True)
class Events:
    """One event for each distinct resident and site: where, whose, and in which month."""

    easting: "Float"
    northing: "Float"
    residents: "Int"
    months: "Int"
    first: date | None
    last: date | None
    roads: "Int"  # 0: on none
    measures: "Float"
    kinds: "NDArray[np.str_]"


@dataclass(frozen=True)
class Found:
    """One place, whatever it is made of, before it has a name.

    ``middle`` is easting and northing, made from whole cells or stretches: it repeats no pin. ``street`` is what the
    place is called where it lies along a street with a name.
    """

    kind: str
    weight: int
    residents: int
    significant: bool
    q: float
    q_district: float
    p_family: float
    density: float  # greatest, events a square metre
    middle: tuple[float, float]
    geometry: dict[str, Any]
    street: str | None = None


def hotspot_records(session: Session, ctx: Context, places: Sequence[Found]) -> tuple[Hotspot, ...]:
    """Return the records of places in their order; their ranks are given later. All are named and placed at once."""
    import numpy as np

    from webapp.analysis.projection import to_degrees

    if not places:
        return ()
    middles = np.array([found.middle for found in places])
    lons, lats = (axis.tolist() for axis in to_degrees(ctx.place.crs, middles[:, 0], middles[:, 1]))
    areas = district_names(session, lons, lats)
    names = names_for_points(session, ctx, list(zip(lats, lons, strict=True)), areas)
    return tuple(map(_record, places, names, areas, lats, lons))


def _record(found: Found, name: str, area: str | None, lat: float, lon: float) -> Hotspot:
    easting, northing = found.middle
    return Hotspot(
        rank=0,
        kind=found.kind,
        name=found.street or name,
        area=area,
        class_=class_of(found.weight, found.significant),
        significant=found.significant,
        q=_digits(found.q),
        q_district=_digits(found.q_district),
        p_family=_digits(found.p_family),
        weight=found.weight,
        residents=band(found.residents),
        per_km2=round(found.density * 1e6, 1),
        lat=round(lat, 6),
        lon=round(lon, 6),
        easting=round(easting, 1),
        northing=round(northing, 1),
        geometry=found.geometry,
    )


def district_names(session: Session, lons: Sequence[float], lats: Sequence[float]) -> list[str | None]:
    """Return the district's name for each position in degrees."""
    names = {row.id: row.name for row in session.execute(select(Area.id, Area.name))}
    return [None if i is None else names[i] for i in areas_at(session, lons, lats)]


def districts_of(session: Session, ctx: Context, easting: "Float", northing: "Float") -> "Int":
    """Return the district of each position as a number from 0; positions in none are one of their own."""
    import numpy as np

    from webapp.analysis.projection import to_degrees

    lons, lats = to_degrees(ctx.place.crs, easting, northing)
    ids = [area_id or 0 for area_id in areas_at(session, lons.tolist(), lats.tolist())]
    return np.asarray(np.unique(ids, return_inverse=True)[1], dtype=np.intp)


def districts_named(session: Session, ctx: Context, easting: "Float", northing: "Float") -> list[str | None]:
    """Return the district's name for each position in metres."""
    from webapp.analysis.projection import to_degrees

    lons, lats = to_degrees(ctx.place.crs, easting, northing)
    return district_names(session, lons.tolist(), lats.tolist())


def checks_of_cells(
    session: Session, ctx: Context, grid: "Grid", exposure: "Float", counts: "Float"
) -> "tuple[Float, Float]":
    """Return for each cell its q-value within its district, and how often chance's hottest is as hot; nan untested."""
    import numpy as np

    from webapp.analysis.grid import touching_cells
    from webapp.analysis.hotspots import benjamini_hochberg
    from webapp.analysis.road_hotspots import family_p, tail_in_districts

    if exposure.size > MOST_CHECKED or not counts.any():
        return np.full(grid.shape, np.nan), np.full(grid.shape, np.nan)
    row, col = np.divmod(np.arange(exposure.size), grid.cols)
    easting, northing = grid.west + (col + 0.5) * grid.cell_m, grid.south + (row + 0.5) * grid.cell_m
    near, flat, metres = touching_cells(grid), counts.ravel(), exposure.ravel()
    district = districts_of(session, ctx, easting, northing)
    within = benjamini_hochberg(tail_in_districts(flat, metres, near, district))
    return within.reshape(grid.shape), family_p(flat, metres, near, np.random.default_rng(SEED)).reshape(grid.shape)


def _digits(value: float) -> float | None:
    return None if value != value else float(f"{value:.3g}")
