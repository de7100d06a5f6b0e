"""What a place where suggestions gather becomes on record: a name, a district, bands, nothing about one person."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.hotspots import Hotspot, class_of
from webapp.domain.privacy import band
from webapp.storage.gazetteer import name_for_point
from webapp.storage.places import Area, areas_at

if TYPE_CHECKING:
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


@dataclass(frozen=True)
class Found:
    """The figures of one place, whatever it is made of."""

    kind: str
    weight: int
    residents: int
    significant: bool
    q: float
    q_district: float
    p_family: float
    density: float  # greatest, events a square metre


def hotspot_record(
    session: Session,
    ctx: Context,
    found: Found,
    middle: tuple[float, float],
    geometry: dict[str, Any],
    street: str | None = None,
) -> Hotspot:
    """Return the record of a place; its rank is given later.

    :param middle: easting and northing, made from whole cells or stretches: it repeats no pin
    :param street: what it is called, where it lies along a street with a name
    """
    from webapp.analysis.projection import to_degrees

    lon, lat = (float(v) for v in to_degrees(ctx.place.crs, *middle))
    area_id = areas_at(session, [lon], [lat])[0]
    return Hotspot(
        rank=0,
        kind=found.kind,
        name=street or name_for_point(session, ctx, lat, lon),
        area=None if area_id is None else session.scalar(select(Area.name).where(Area.id == area_id)),
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
        easting=round(middle[0], 1),
        northing=round(middle[1], 1),
        geometry=geometry,
    )


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

    names = {row.id: row.name for row in session.execute(select(Area.id, Area.name))}
    lons, lats = to_degrees(ctx.place.crs, easting, northing)
    return [None if i is None else names[i] for i in areas_at(session, lons.tolist(), lats.tolist())]


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
