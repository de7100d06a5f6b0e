"""The place as loaded from its folder: districts, the base map, names, pledges, and small facts."""

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.context import Context
from webapp.language.place_keys import key
from webapp.storage.db import Base

if TYPE_CHECKING:
    from shapely import Geometry, STRtree

DOOR = "address"
"""The kind of a name that is somebody's door."""

FOLDER, OSM = "folder", "osm"
"""Where a name or a thing on the map came from: the place folder, or ``geodata import-osm``."""


class Area(Base):
    """A district with its border in degrees."""

    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    population: Mapped[int | None]
    source: Mapped[str] = mapped_column(default="")
    lat: Mapped[float]  # where its name is drawn
    lon: Mapped[float]
    geometry: Mapped[dict[str, Any]] = mapped_column(JSON)  # GeoJSON Polygon or MultiPolygon


class BaseMapFeature(Base):
    """Something drawn under everything else: boundary, neighbour, water, green, railway, road, label."""

    __tablename__ = "base_map"

    id: Mapped[int] = mapped_column(primary_key=True)
    layer: Mapped[str] = mapped_column(index=True)
    name: Mapped[str | None]
    geometry: Mapped[dict[str, Any]] = mapped_column(JSON)
    origin: Mapped[str] = mapped_column(default=FOLDER, server_default=FOLDER)  # an import replaces its own only


class GazetteerName(Base):
    """A name that people use for a place; one row a name or alias."""

    __tablename__ = "gazetteer"
    __table_args__ = (
        Index("ix_gazetteer_folded", "folded"),
        Index("ix_gazetteer_key", "key", postgresql_ops={"key": "text_pattern_ops"}),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # canonical
    spelling: Mapped[str]  # the name itself or one of its aliases
    folded: Mapped[str]  # lower case, no å ä ö, for comparing
    # What the spellings of one name share, see language/place_keys.py.
    key: Mapped[str] = mapped_column(
        default=lambda row: key(row.get_current_parameters()["spelling"]), server_default=""
    )
    kind: Mapped[str]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    area: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="")
    origin: Mapped[str] = mapped_column(default=FOLDER, server_default=FOLDER)  # an import replaces its own only


class PledgeRow(Base):
    """A promise of an agreement with its target, period and rule; what pledges.toml says."""

    __tablename__ = "pledge"

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement: Mapped[str] = mapped_column(index=True)
    slug: Mapped[str]
    position: Mapped[int]
    party: Mapped[str]
    type: Mapped[str]
    target: Mapped[int | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    continues: Mapped[bool] = mapped_column(default=False)
    title_sv: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    rule: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Texts beside the title: agreement, section and text as [sv, en], and parties as {slug: name}.
    words: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Fact(Base):
    """A small fact about this database: which place it holds, whether it is a demo, the map's version."""

    __tablename__ = "fact"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)


PLACE, MAP_VERSION, BORDERS_SINCE, DEMO, SERVED_AT = "place", "map_version", "borders_since", "demo", "served_at"
"""Keys of facts: the slug of the loaded place, what its borders are and since when, ``1`` on a demo site,
where the site was last served from when no setting names its address."""

ROADS_SINCE, AREAS_FROM, SOURCES, DRAWN = "roads_since", "areas_from", "sources", "drawn"
"""Keys of facts: when roads were first imported, the file that districts were imported from, whom to name for
imported data (a JSON list), and what an import drew on the base map."""


def fact(session: Session, key: str) -> str | None:
    """Return a small fact about this database."""
    return session.scalar(select(Fact.value).where(Fact.key == key))


def set_fact(session: Session, key: str, value: str) -> None:
    """Keep a small fact about this database."""
    row = session.get(Fact, key)
    if row is None:
        session.add(Fact(key=key, value=value))
    elif row.value != value:
        row.value = value


def attribution(session: Session, ctx: Context) -> tuple[str, ...]:
    """Return whom to name for what is shown: the sources of the place folder, and those of imported data."""
    imported = json.loads(fact(session, SOURCES) or "[]")
    return tuple(dict.fromkeys((*ctx.place.attribution, *imported)))


def area_at(session: Session, lon: float, lat: float) -> int | None:
    """Return the id of the district that holds a position in degrees; the lowest id when several do."""
    return areas_at(session, [lon], [lat])[0]


def areas_at(session: Session, lons: Sequence[float], lats: Sequence[float]) -> list[int | None]:
    """Return the district's id for each position in degrees."""
    import shapely

    ids, tree = _area_tree(session)
    found: list[int | None] = [None] * len(lons)
    if not ids:
        return found
    hits = tree.query(shapely.points(list(lons), list(lats)), predicate="intersects")
    for position, row in sorted(zip(*hits.tolist(), strict=True), reverse=True):
        found[position] = ids[row]
    return found


def distance_outside_m(session: Session, ctx: Context, lon: float, lat: float) -> float:
    """Return how many metres a position in degrees lies outside the place; 0 inside it."""
    return distances_outside_m(session, ctx, [lon], [lat])[0]


def distances_outside_m(session: Session, ctx: Context, lons: Sequence[float], lats: Sequence[float]) -> list[float]:
    """Return how many metres each position lies outside the border, or the bbox where there is no border."""
    import shapely

    from webapp.analysis.projection import to_metres

    easting, northing = to_metres(ctx.place.crs, list(lons), list(lats))
    distances: list[float] = shapely.distance(
        border_in_metres(session, ctx), shapely.points(easting, northing)
    ).tolist()
    return distances


_trees: dict[str, "tuple[list[int], STRtree]"] = {}
_borders: dict[tuple[str, str], "Geometry"] = {}
_KEPT = 8  # a site has one; tests have several


def _area_tree(session: Session) -> "tuple[list[int], STRtree]":
    """Return district ids and their search tree, kept for as long as the borders are the same."""
    version = fact(session, MAP_VERSION)
    if version is None or version not in _trees:
        import shapely
        from shapely.geometry import shape

        rows = session.execute(select(Area.id, Area.geometry).order_by(Area.id)).all()
        shapes = [shape(row.geometry) for row in rows]
        shapely.prepare(shapes)
        built = [row.id for row in rows], shapely.STRtree(shapes)
        if version is None:
            return built
        _keep(_trees, version, built)
    return _trees[version]


def border_in_metres(session: Session, ctx: Context) -> "Geometry":
    """Return the border of the place in its own metres, kept for as long as it is the same."""
    key = (fact(session, MAP_VERSION) or "", f"{ctx.place.crs} {ctx.place.bbox}")
    if not key[0] or key not in _borders:
        _keep(_borders, key, _read_border(session, ctx))
    return _borders[key]


def _read_border(session: Session, ctx: Context) -> "Geometry":
    import shapely
    from shapely.geometry import shape

    from webapp.analysis.projection import to_metres

    rows = session.scalars(select(BaseMapFeature.geometry).where(BaseMapFeature.layer == "boundary"))
    border = shapely.union_all([shape(geometry) for geometry in rows])
    if border.is_empty:
        # A straight side in degrees is bent in metres, so it is projected in short steps.
        border = shapely.segmentize(shapely.box(*ctx.place.bbox), 0.01)
    metres = shapely.transform(border, lambda p: _columns(*to_metres(ctx.place.crs, p[:, 0], p[:, 1])))
    shapely.prepare(metres)
    return metres


def _columns(first: Any, second: Any) -> Any:
    import numpy as np

    return np.column_stack([first, second])


def _keep(cache: dict[Any, Any], key: Any, value: Any) -> None:
    while len(cache) >= _KEPT:
        cache.pop(next(iter(cache)))
    cache[key] = value
