"""What is drawn under everything else: cut into squares on write, so that a view reads no more than it shows."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.context import Context
from webapp.domain.map_squares import Bbox, Drawing, Frame, Label, Range, ranges
from webapp.storage.db import Base
from webapp.storage.places import Area, BaseMapFeature, fact, set_fact

if TYPE_CHECKING:
    from webapp.storage.map_cutting import Square

Drawn = tuple[str, str | None, dict[str, Any]]

MAP_CUT = "map_cut"
"""Key of the fact that says how the base map is cut: the form of the squares, the place's box, a version, streets."""
FORM = 1
"""Another number makes every site cut its map again when the place is loaded."""
_BATCH = 5_000
MAIN_ROADS = frozenset({"motorway", "road", "collector"})
EXPORT_FINE_DEGREES = 8.0 / 111_320


class MapSquare(Base):
    """One layer in one square of one level: a path in grains, or names; see domain/map_squares.py."""

    __tablename__ = "map_square"

    level: Mapped[int] = mapped_column(primary_key=True)
    col: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    layer: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True)
class MapCut:
    """How the kept base map was cut. ``version`` is another text once anything drawn is."""

    frame: Frame
    version: str = ""
    streets: bool = False


def cut_base_map(session: Session, ctx: Context, changed: bool = True) -> None:
    """Cut the base map into squares again, if anything drawn has changed or it was cut in another way."""
    if not changed and _cut_fact(session).get("form") == [FORM, list(ctx.place.bbox)]:
        return
    from webapp.storage.map_cutting import cut
    from webapp.storage.map_shapes import shapes_to_cut

    frame = Frame.around(ctx.place.bbox)
    digest, streets = hashlib.sha256(), False
    session.execute(delete(MapSquare))
    for batch in _batches(cut(frame, *shapes_to_cut(session, ctx, frame))):
        session.execute(insert(MapSquare), batch)
        digest.update(repr([list(row.values()) for row in batch]).encode())
        streets = streets or any(row["layer"] == "street" for row in batch)
    made = {"form": [FORM, list(ctx.place.bbox)], "version": digest.hexdigest()[:12], "streets": streets}
    set_fact(session, MAP_CUT, json.dumps(made))


def _batches(squares: "Iterator[Square]") -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for square in squares:
        batch.append(
            {"level": square.level, "col": square.col, "row": square.row, "layer": square.layer, "body": square.body}
        )
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def map_cut(session: Session, ctx: Context) -> MapCut:
    """Return how the kept base map was cut; one that was cut for another box cannot be drawn."""
    made = _cut_fact(session)
    frame = Frame.around(ctx.place.bbox)
    if made.get("form") != [FORM, list(ctx.place.bbox)]:
        return MapCut(frame)
    return MapCut(frame, made["version"], made["streets"])


def _cut_fact(session: Session) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(fact(session, MAP_CUT) or "{}")
    return made


def drawing_of(session: Session, made: MapCut, bbox: Bbox, pixel_m: float, most_bytes: int) -> Drawing:
    """Return what a view shows, cut to the squares that it touches, in at most so many bytes.

    :param pixel_m: metres on the ground a pixel of the view is; what is finer is left out
    """
    frame = made.frame
    for wanted in ranges(frame, bbox, pixel_m) if made.version else ():
        layers, names = _read(session, wanted)
        size = sum(len(path) for path in layers.values()) + len(names.encode())
        if size <= most_bytes or wanted.level == frame.levels - 1:
            return Drawing(frame, wanted.level, layers, _labels(names))
    return Drawing(frame, frame.levels - 1)


def _read(session: Session, wanted: Range) -> tuple[dict[str, str], str]:
    """Return the paths by layer and the names of some squares, joined as text."""
    rows = session.execute(
        select(MapSquare.layer, MapSquare.body)
        .where(
            MapSquare.level == wanted.level,
            MapSquare.col.between(wanted.west, wanted.east),
            MapSquare.row.between(wanted.north, wanted.south),
        )
        .order_by(MapSquare.col, MapSquare.row, MapSquare.layer)
    )
    bodies: dict[str, list[str]] = {}
    for layer, body in rows:
        bodies.setdefault(layer, []).append(body)
    names = ",".join(bodies.pop("names", []))
    return {layer: "".join(paths) for layer, paths in bodies.items()}, names


def _labels(names: str) -> tuple[Label, ...]:
    return tuple(sorted((Label(*row) for row in json.loads(f"[{names}]")), key=lambda one: (one.rank, -one.room)))


def base_map(session: Session) -> list[Drawn]:
    """Return layer, name and geometry of each feature for a file of its own, as fine as an overview shows.

    Districts name the map where it has no names of its own.
    """
    from shapely import simplify
    from shapely.geometry import mapping, shape

    columns = (BaseMapFeature.layer, BaseMapFeature.name, BaseMapFeature.geometry)
    features: list[Drawn] = [
        ("road" if layer in MAIN_ROADS else layer, name, mapping(simplify(shape(geometry), EXPORT_FINE_DEGREES)))
        for layer, name, geometry in session.execute(select(*columns).order_by(BaseMapFeature.id))
    ]
    if not any(layer == "label" for layer, _, _ in features):
        spots = session.execute(select(Area.name, Area.lon, Area.lat).order_by(Area.id))
        features += [("label", name, {"type": "Point", "coordinates": [lon, lat]}) for name, lon, lat in spots]
    return features
