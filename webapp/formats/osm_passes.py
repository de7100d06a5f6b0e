"""Passes of osmium over an extract. What one remembers grows with what is asked for, never with the file."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ids = NDArray[np.int64]
    Units = NDArray[np.int32]

T = TypeVar("T")
Line = array  # of ids of nodes, in order
Bbox = tuple[float, float, float, float]
Located = tuple["Ids", "Units", "Units"]
"""Ids of nodes, sorted, with longitude and latitude in units of ``1 / DEGREE``."""

DEGREE = 10_000_000  # osmium's positions are whole numbers, seven decimals of a degree
BATCH = 1 << 18
ID_BITS, ID_CHUNKS = 25, 32
"""osmium's filter by id keeps a bit for every id of each run of 2^25 that has one: so many runs, 128 MB, at a time."""


def objects(path: Path, entities: Any, *filters: Any) -> Iterator[Any]:
    """Yield the objects of a kind that pass the filters; each is valid until the next one."""
    import osmium

    processor = osmium.FileProcessor(str(path), entities)
    for one in filters:
        processor.with_filter(one)
    return iter(processor)


def with_keys(path: Path, entities: Any, keys: Sequence[str]) -> Iterator[Any]:
    """Yield the objects of a kind that have any of the keys."""
    import osmium

    return objects(path, entities, osmium.filter.KeyFilter(*keys))


def with_ids(path: Path, entities: Any, wanted: "Ids") -> Iterator[Any]:
    """Yield the objects of a kind with these ids, which are sorted; osmium drops all others before we see them."""
    import numpy as np
    import osmium

    drawn = set(wanted[wanted < 0].tolist())  # what an editor has not uploaded yet; the filter knows no such ids
    if drawn:
        yield from (thing for thing in objects(path, entities) if thing.id in drawn)
    wanted = wanted[wanted >= 0]
    starts = np.flatnonzero(np.diff(wanted >> ID_BITS, prepend=-1))
    for first, last in pairwise([*starts[::ID_CHUNKS].tolist(), len(wanted)]):
        yield from objects(path, entities, osmium.filter.IdFilter(wanted[first:last].tolist()))


def line_of(way: Any) -> "Line[int]":
    """Return the ids of the nodes of a way."""
    return array("q", (node.ref for node in way.nodes))


def lines_of(path: Path, ids: Iterable[int]) -> "Iterator[tuple[int, Line[int]]]":
    """Yield id and nodes of each of these ways that the file holds."""
    from osmium.osm import WAY

    for way in with_ids(path, WAY, unique_ids([array("q", ids)])):
        yield way.id, line_of(way)


def unique_ids(lines: "Iterable[Line[int]]") -> "Ids":
    """Return all ids of some lines, sorted, each once."""
    import numpy as np

    every = array("q")
    for line in lines:
        every.extend(line)
    found: Ids = np.unique(np.frombuffer(every, np.int64)) if len(every) else np.empty(0, np.int64)
    return found


def batches(things: Iterable[T], size: int = 4096) -> Iterator[list[T]]:
    """Yield the things by so many at a time."""
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch


def locate(path: Path, wanted: "Ids") -> Located:
    """Return those nodes that the file has a place for.

    :param wanted: ids of nodes, sorted
    """
    from osmium.osm import NODE

    ids, xs, ys = array("q"), array("i"), array("i")
    for node in with_ids(path, NODE, wanted):
        location = node.location
        if location.valid():
            ids.append(node.id)
            xs.append(location.x)
            ys.append(location.y)
    return _sorted(ids, xs, ys)


def _sorted(ids: "array[int]", xs: "array[int]", ys: "array[int]") -> Located:
    import numpy as np

    table = np.array(ids, np.int64), np.array(xs, np.int32), np.array(ys, np.int32)
    order = np.argsort(table[0], kind="stable")
    return table[0][order], table[1][order], table[2][order]


def among(ids: "Ids", nodes: "Ids") -> "NDArray[np.bool_]":
    """Return for each of the nodes whether it is among ids, which are sorted."""
    import numpy as np

    if not len(ids):
        return np.zeros(len(nodes), bool)
    found: NDArray[np.bool_] = ids[np.minimum(np.searchsorted(ids, nodes), len(ids) - 1)] == nodes
    return found


class Near:
    """The nodes of a file that lie in a box of degrees, so that what is far away is never remembered."""

    def __init__(self, path: Path, bbox: Bbox) -> None:
        self._west, self._south, self._east, self._north = (round(side * DEGREE) for side in bbox)
        self._ids, self._xs, self._ys = self._read(path)

    def _read(self, path: Path) -> Located:
        from osmium.osm import NODE

        ids, xs, ys = array("q"), array("i"), array("i")
        for node in objects(path, NODE):
            location = node.location
            if self.holds(location):
                ids.append(node.id)
                xs.append(location.x)
                ys.append(location.y)
        return _sorted(ids, xs, ys)

    def holds(self, location: Any) -> bool:
        """Whether a position of osmium's lies in the box; an unset one does not."""
        x, y = int(location.x), int(location.y)
        return self._west <= x <= self._east and self._south <= y <= self._north

    def touching(self, lines: "Sequence[Line[int]]") -> list[bool]:
        """Return for each line whether one of its nodes lies in the box."""
        import numpy as np

        found = np.zeros(len(lines), bool)
        owner = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
        if len(owner):
            nodes = np.concatenate([np.frombuffer(line, np.int64) for line in lines if len(line)])
            found[owner[among(self._ids, nodes)]] = True
        answers: list[bool] = found.tolist()
        return answers

    def locate(self, path: Path, wanted: "Ids") -> Located:
        """Return what ``locate`` does, and ask the file only for nodes outside the box."""
        import numpy as np

        here = among(wanted, self._ids)
        inside = self._ids[here], self._xs[here], self._ys[here]
        outside = locate(path, wanted[~among(inside[0], wanted)])
        order = np.argsort(np.concatenate([inside[0], outside[0]]), kind="stable")
        return (
            np.concatenate([inside[0], outside[0]])[order],
            np.concatenate([inside[1], outside[1]])[order],
            np.concatenate([inside[2], outside[2]])[order],
        )
