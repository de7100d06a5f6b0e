"""OpenStreetMap extracts, ``.osm`` or ``.osm.pbf``, read by osmium in passes.

What is remembered grows with the roads, names and surfaces of the file, not with the file: ways come first, and then
only those nodes are kept that one of them needs. The order of things in the file does not matter.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from webapp.domain.errors import Refused
from webapp.formats import osm_tags as tagged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ATTRIBUTION = "© OpenStreetMap contributors"
SUFFIXES = (".osm", ".osm.pbf", ".pbf")
_BATCH = 1 << 18
_COUNTED_ONEWAY = frozenset({"yes", "true", "1", "-1"})


@dataclass(frozen=True, slots=True)
class OsmWay:
    """A way with the tags that we read, and the ids of its nodes in order."""

    id: int
    tags: dict[str, str]
    refs: "array[int]"


@dataclass(frozen=True, slots=True)
class OsmSurface:
    """A surface: the lines that bound it and its holes, each as ids of nodes."""

    id: str
    tags: dict[str, str]
    outer: "tuple[array[int], ...]"
    inner: "tuple[array[int], ...]" = ()


@dataclass(frozen=True, slots=True)
class OsmSpot:
    """Something with a name or an address at a position: that of its node, or the middle of ``refs``."""

    id: str
    tags: dict[str, str]
    lon: float = 0.0
    lat: float = 0.0
    refs: "array[int] | None" = None


@dataclass(frozen=True)
class Counts:
    """What the file holds, over ways with any ``highway`` and at least two located nodes."""

    named: int
    names: int
    maxspeed: int
    oneway: int


class Positions:
    """Where nodes are, in degrees, found by their ids."""

    def __init__(self, ids: "NDArray[np.int64]", lon: "NDArray[np.float64]", lat: "NDArray[np.float64]") -> None:
        self._ids, self._lon, self._lat = ids, lon, lat

    def rows(self, refs: "array[int]") -> "NDArray[np.int64]":
        """Return the rows of those of the nodes that the file holds, in order."""
        import numpy as np

        wanted = np.frombuffer(refs, np.int64) if len(refs) else np.empty(0, np.int64)
        if not len(self._ids):
            return np.empty(0, np.int64)
        rows = np.minimum(np.searchsorted(self._ids, wanted), len(self._ids) - 1)
        found: NDArray[np.int64] = rows[self._ids[rows] == wanted]
        return found

    def located(self, refs: "array[int]") -> "tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]":
        """Return id, longitude and latitude of those of the nodes that the file holds, in order."""
        rows = self.rows(refs)
        return self._ids[rows], self._lon[rows], self._lat[rows]


@dataclass
class OsmFile:
    """An extract: ways with a ``highway``, railways, surfaces, and things with a name or an address."""

    streets: list[OsmWay] = field(default_factory=list)
    railways: list[OsmWay] = field(default_factory=list)
    surfaces: list[OsmSurface] = field(default_factory=list)
    spots: list[OsmSpot] = field(default_factory=list)
    positions: Positions = field(init=False)
    counts: Counts = field(init=False)


def read_osm(path: Path) -> OsmFile:
    """Read an extract.

    :raises Refused: osmium cannot read it, or it holds no street
    """
    if not path.name.lower().endswith(SUFFIXES):
        raise Refused(f"{path.name} is neither .osm nor .osm.pbf; nothing was stored.")
    try:
        found = _read(path)
    except (RuntimeError, ValueError, OSError) as error:
        raise Refused(f"{path.name} cannot be read as OpenStreetMap data ({error}); nothing was stored.") from None
    if not found.streets:
        raise Refused(f"{path.name} holds no street; nothing was stored.")
    return found


def _read(path: Path) -> OsmFile:
    found, relations = OsmFile(), list(_multipolygons(path))
    _read_ways(path, found)
    members = {member for _, _, outer, inner in relations for member in (*outer, *inner)}
    lines = dict(_members(path, members)) if members else {}
    for number, tags, outer, inner in relations:
        surface = OsmSurface(
            f"r{number}",
            tags,
            tuple(lines[i] for i in outer if i in lines),
            tuple(lines[i] for i in inner if i in lines),
        )
        if surface.outer:
            _sort_surface(found, surface)
    for things in (found.streets, found.railways):
        things.sort(key=lambda way: way.id)
    found.surfaces.sort(key=lambda surface: surface.id)
    found.positions = _positions(path, found)
    _read_spots(path, found)
    found.spots.sort(key=lambda spot: spot.id)
    found.counts = _counted(found)
    return found


def _objects(path: Path, entities: Any, *keys: str) -> Iterator[Any]:
    """Yield the objects of a kind that have any of the keys; each is valid until the next one."""
    import osmium

    processor = osmium.FileProcessor(str(path), entities)
    yield from processor.with_filter(osmium.filter.KeyFilter(*keys)) if keys else processor


def _tags(thing: Any) -> dict[str, str]:
    return tagged.kept_tags({tag.k: tag.v for tag in thing.tags})


def _multipolygons(path: Path) -> Iterator[tuple[int, dict[str, str], list[int], list[int]]]:
    """Yield id, tags, outer and inner members of each relation that is drawn or named."""
    from osmium.osm import RELATION

    for relation in _objects(path, RELATION, *tagged.KEYS):
        tags = _tags(relation)
        if tags.get("type") == "multipolygon" and _worth_keeping(tags):
            ways = [(m.ref, m.role) for m in relation.members if m.type == "w"]
            inner = [ref for ref, role in ways if role == "inner"]
            yield relation.id, tags, [ref for ref, role in ways if role != "inner"], inner


def _worth_keeping(tags: dict[str, str]) -> bool:
    return bool(tagged.layer_of(tags) or _is_named(tags) or tagged.addresses(tags))


def _is_named(tags: dict[str, str]) -> bool:
    return "name" in tags and tagged.kind_of(tags) is not None


def _read_ways(path: Path, found: OsmFile) -> None:
    from osmium.osm import WAY

    for way in _objects(path, WAY, *tagged.KEYS):
        tags = _tags(way)
        refs = array("q", (node.ref for node in way.nodes))
        if "highway" in tags:
            found.streets.append(OsmWay(way.id, tags, refs))
        elif tags.get("railway") in tagged.RAILWAYS and not tagged.is_set(tags, "tunnel") and "service" not in tags:
            found.railways.append(OsmWay(way.id, tags, refs))
        if _worth_keeping(tags):
            _sort_surface(found, OsmSurface(f"w{way.id}", tags, (refs,)))


def _sort_surface(found: OsmFile, surface: OsmSurface) -> None:
    """Remember a surface as something to draw, something with a name or address, or both."""
    if tagged.layer_of(surface.tags) and surface.outer[0]:
        found.surfaces.append(surface)
    if _is_named(surface.tags) or tagged.addresses(surface.tags):
        line = surface.outer[0]
        found.spots.append(OsmSpot(surface.id, surface.tags, refs=line))


def _members(path: Path, ids: set[int]) -> "Iterator[tuple[int, array[int]]]":
    from osmium.osm import WAY

    for way in _objects(path, WAY):
        if way.id in ids:
            yield way.id, array("q", (node.ref for node in way.nodes))


def _positions(path: Path, found: OsmFile) -> Positions:
    """Return where the nodes are that something needs; nodes are looked at in batches and forgotten."""
    import numpy as np
    from osmium.osm import NODE

    wanted = _wanted(found)
    kept: list[Any] = []
    ids, xs, ys = array("q"), array("q"), array("q")
    for node in _objects(path, NODE):
        location = node.location
        if location.valid():
            ids.append(node.id)
            xs.append(location.x)
            ys.append(location.y)
        if len(ids) >= _BATCH:
            kept.append(_needed(wanted, ids, xs, ys))
            ids, xs, ys = array("q"), array("q"), array("q")
    kept.append(_needed(wanted, ids, xs, ys))
    table = np.concatenate(kept, axis=1)
    order = np.argsort(table[0], kind="stable")
    return Positions(table[0][order], table[1][order] / 1e7, table[2][order] / 1e7)


def _wanted(found: OsmFile) -> "NDArray[np.int64]":
    import numpy as np

    lines = [way.refs for way in (*found.streets, *found.railways)]
    lines += [line for surface in found.surfaces for line in (*surface.outer, *surface.inner)]
    lines += [spot.refs for spot in found.spots if spot.refs is not None]
    return np.unique(
        np.concatenate([np.frombuffer(line, np.int64) for line in lines if len(line)] or [np.empty(0, int)])
    )


def _needed(wanted: "NDArray[np.int64]", ids: "array[int]", xs: "array[int]", ys: "array[int]") -> Any:
    import numpy as np

    table = np.array([ids, xs, ys], np.int64)
    if not len(wanted) or not len(ids):
        return table[:, :0]
    rows = np.minimum(np.searchsorted(wanted, table[0]), len(wanted) - 1)
    return table[:, wanted[rows] == table[0]]


def _read_spots(path: Path, found: OsmFile) -> None:
    from osmium.osm import NODE

    for node in _objects(path, NODE, *tagged.KEYS):
        tags = _tags(node)
        if node.location.valid() and (_is_named(tags) or tagged.addresses(tags)):
            found.spots.append(OsmSpot(f"n{node.id}", tags, node.location.x / 1e7, node.location.y / 1e7))


def _counted(found: OsmFile) -> Counts:
    ways = [way.tags for way in found.streets if len(found.positions.rows(way.refs)) >= 2]
    names = [tags["name"] for tags in ways if "name" in tags]
    return Counts(
        named=len(names),
        names=len(set(names)),
        maxspeed=sum(tagged.plain_kmh(tags.get("maxspeed")) is not None for tags in ways),
        oneway=sum(tags.get("oneway") in _COUNTED_ONEWAY for tags in ways),
    )
