"""OpenStreetMap extracts, ``.osm`` or ``.osm.pbf``, plain or packed, read by osmium in passes.

What is remembered grows with the roads, names and surfaces of the place, not with the file: first which nodes lie
near it, then the ways that have one of them, and then only the positions that those need. The order of things in
the file does not matter.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from webapp.domain.errors import Refused
from webapp.formats import osm_tags as tagged
from webapp.formats.osm_counts import Counts, Tally
from webapp.formats.osm_passes import (
    DEGREE,
    Bbox,
    Line,
    Near,
    batches,
    line_of,
    lines_of,
    locate,
    unique_ids,
    with_keys,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ATTRIBUTION = "© OpenStreetMap contributors"
SUFFIXES = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")

_FEW = 20_000


@dataclass(frozen=True, slots=True)
class OsmWay:
    """A way with the tags that we read, and the ids of its nodes in order."""

    id: int
    tags: dict[str, str]
    refs: "Line[int]"


@dataclass(frozen=True, slots=True)
class OsmSurface:
    """A surface: the lines that bound it and its holes, each as ids of nodes."""

    id: str
    tags: dict[str, str]
    outer: "tuple[Line[int], ...]"
    inner: "tuple[Line[int], ...]" = ()


@dataclass(frozen=True, slots=True)
class OsmSpot:
    """Something with a name or an address at a position: that of its node, or the middle of ``refs``."""

    id: str
    tags: dict[str, str]
    lon: float = 0.0
    lat: float = 0.0
    refs: "Line[int] | None" = None


class Positions:
    """Where nodes are, in degrees, found by their ids."""

    def __init__(self, ids: "NDArray[np.int64]", xs: "NDArray[np.int32]", ys: "NDArray[np.int32]") -> None:
        self._ids, self._xs, self._ys = ids, xs, ys

    @property
    def ids(self) -> "NDArray[np.int64]":
        """The ids, sorted."""
        return self._ids

    def rows(self, refs: "Line[int]") -> "NDArray[np.int64]":
        """Return the rows of those of the nodes that the file holds, in order; rows rise with the ids."""
        import numpy as np

        wanted = np.frombuffer(refs, np.int64) if len(refs) else np.empty(0, np.int64)
        if not len(self._ids):
            return np.empty(0, np.int64)
        rows = np.minimum(np.searchsorted(self._ids, wanted), len(self._ids) - 1)
        found: NDArray[np.int64] = rows[self._ids[rows] == wanted]
        return found

    def located(self, refs: "Line[int]") -> "tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]":
        """Return id, longitude and latitude of those of the nodes that the file holds, in order."""
        rows = self.rows(refs)
        return self._ids[rows], self._xs[rows] / DEGREE, self._ys[rows] / DEGREE

    def degrees(self) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
        """Return longitude and latitude of every row."""
        return self._xs / DEGREE, self._ys / DEGREE


@dataclass
class OsmFile:
    """An extract: ways with a ``highway``, railways, surfaces, and things with a name or an address."""

    streets: list[OsmWay] = field(default_factory=list)
    railways: list[OsmWay] = field(default_factory=list)
    surfaces: list[OsmSurface] = field(default_factory=list)
    spots: list[OsmSpot] = field(default_factory=list)
    positions: Positions = field(init=False)
    counts: Counts = field(init=False)


def read_osm(path: Path, bbox: Bbox | None = None) -> OsmFile:
    """Read an extract, or what of it touches a box.

    :param bbox: west, south, east, north in degrees; ways, surfaces and names without a node in it are left out.
        The counts are of the whole file
    :raises Refused: osmium cannot read it, or it holds no street
    """
    if not path.name.lower().endswith(SUFFIXES):
        raise Refused(f"{path.name} is neither .osm nor .osm.pbf; nothing was stored.")
    if not path.is_file():
        raise Refused(f"{path.name} is no file that can be read; nothing was stored.")
    try:
        return _read(path, bbox)
    except (RuntimeError, ValueError, OSError) as error:
        raise Refused(f"{path.name} cannot be read as OpenStreetMap data ({error}); nothing was stored.") from None


def _read(path: Path, bbox: Bbox | None) -> OsmFile:
    found, tally = OsmFile(), Tally()
    near = None if bbox is None else Near(path, bbox)
    _read_ways(path, near, found, tally)
    if not len(tally):
        raise Refused(f"{path.name} holds no street; nothing was stored.")
    for surface in _multipolygons(path, near):
        _sort_surface(found, surface)
    for things in (found.streets, found.railways):
        things.sort(key=lambda way: way.id)
    found.surfaces.sort(key=lambda surface: surface.id)
    wanted = unique_ids(_lines(found))
    found.positions = Positions(*(locate(path, wanted) if near is None else near.locate(path, wanted)))
    _read_spots(path, near, found)
    found.spots.sort(key=lambda spot: spot.id)
    found.counts = tally.counts(path, found.positions.ids)
    return found


def _tags(thing: Any) -> dict[str, str]:
    return tagged.kept_tags({tag.k: tag.v for tag in thing.tags})


def _read_ways(path: Path, near: Near | None, found: OsmFile, tally: Tally) -> None:
    from osmium.osm import WAY

    known: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
    ways = (OsmWay(way.id, _tags(way), line_of(way)) for way in with_keys(path, WAY, tagged.KEYS))
    for batch in batches(ways):
        here = [True] * len(batch) if near is None else near.touching([way.refs for way in batch])
        for way, touches in zip(batch, here, strict=True):
            if "highway" in way.tags:
                tally.add(way.id, way.tags, way.refs)
            if touches:  # most ways have the tags of others near them: those are kept once
                _sort_way(found, replace(way, tags=known.setdefault(tuple(sorted(way.tags.items())), way.tags)))
        if len(known) > _FEW:
            known.clear()


def _sort_way(found: OsmFile, way: OsmWay) -> None:
    tags = way.tags
    if "highway" in tags:
        found.streets.append(way)
    elif tags.get("railway") in tagged.RAILWAYS and not tagged.in_tunnel(tags) and "service" not in tags:
        found.railways.append(way)
    if _worth_keeping(tags):
        _sort_surface(found, OsmSurface(f"w{way.id}", tags, (way.refs,)))


def _worth_keeping(tags: dict[str, str]) -> bool:
    return bool(tagged.layer_of(tags) or _is_named(tags) or tagged.addresses(tags))


def _is_named(tags: dict[str, str]) -> bool:
    return "name" in tags and tagged.kind_of(tags) is not None


def _sort_surface(found: OsmFile, surface: OsmSurface) -> None:
    """Remember a surface as something to draw, something with a name or address, or both."""
    if tagged.layer_of(surface.tags) and surface.outer[0]:
        found.surfaces.append(surface)
    if _is_named(surface.tags) or tagged.addresses(surface.tags):
        line = surface.outer[0]
        found.spots.append(OsmSpot(surface.id, surface.tags, refs=line))


Multipolygon = tuple[int, dict[str, str], "Line[int]", "Line[int]"]


def _multipolygons(path: Path, near: Near | None) -> Iterator[OsmSurface]:
    """Yield each relation that is drawn or named, whole if one of its lines touches the box."""
    touching: set[int] | None = None
    if near is not None:
        members = unique_ids(line for _, _, *lines in _relations(path) for line in lines).tolist()
        touching = set()
        for batch in batches(lines_of(path, members)):
            here = near.touching([line for _, line in batch])
            touching.update(way_id for (way_id, _), touches in zip(batch, here, strict=True) if touches)
    relations = [one for one in _relations(path) if touching is None or not touching.isdisjoint((*one[2], *one[3]))]
    lines = dict(lines_of(path, unique_ids(line for _, _, *parts in relations for line in parts).tolist()))
    for number, tags, outer, inner in relations:
        bounds, holes = (tuple(lines[i] for i in part if i in lines) for part in (outer, inner))
        if bounds:
            yield OsmSurface(f"r{number}", tags, bounds, holes)


def _relations(path: Path) -> Iterator[Multipolygon]:
    """Yield id, tags, outer and inner members of each relation that is drawn or named."""
    from osmium.osm import RELATION

    for relation in with_keys(path, RELATION, tagged.KEYS):
        if relation.tags.get("type") != "multipolygon":
            continue
        tags = _tags(relation)
        if _worth_keeping(tags):
            ways = [(m.ref, m.role) for m in relation.members if m.type == "w"]
            inner = array("q", (ref for ref, role in ways if role == "inner"))
            yield relation.id, tags, array("q", (ref for ref, role in ways if role != "inner")), inner


def _lines(found: OsmFile) -> "Iterator[Line[int]]":
    """Yield every line whose nodes must be placed."""
    for way in (*found.streets, *found.railways):
        yield way.refs
    for surface in found.surfaces:
        yield from (*surface.outer, *surface.inner)
    for spot in found.spots:
        if spot.refs is not None:
            yield spot.refs


def _read_spots(path: Path, near: Near | None, found: OsmFile) -> None:
    from osmium.osm import NODE

    for node in with_keys(path, NODE, tagged.KEYS):
        location = node.location
        if location.valid() and (near is None or near.holds(location)):
            tags = _tags(node)
            if _is_named(tags) or tagged.addresses(tags):
                found.spots.append(OsmSpot(f"n{node.id}", tags, location.x / DEGREE, location.y / DEGREE))
