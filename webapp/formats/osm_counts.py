"""What an extract holds in all, counted while the rest of it is forgotten: thirty bytes a way."""

from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from webapp.formats import osm_tags as tagged
from webapp.formats.osm_passes import Line, among, lines_of, locate, unique_ids

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NO_NODE = -(1 << 62)
_COUNTED_ONEWAY = frozenset({"yes", "true", "1", "-1"})


@dataclass(frozen=True)
class Counts:
    """What the file holds, over ways with any ``highway`` and at least two located nodes."""

    named: int
    names: int
    maxspeed: int
    oneway: int


class Tally:
    """Every way with a ``highway``, reduced to what is counted and its first two nodes."""

    def __init__(self) -> None:
        self._ids, self._ends = array("q"), array("q")
        self._name, self._limited, self._oneway = array("l"), array("b"), array("b")
        self._names: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, way_id: int, tags: tagged.Tags, line: "Line[int]") -> None:
        """Take in a way."""
        self._ids.append(way_id)
        self._ends.extend(line[:2])
        self._ends.extend([_NO_NODE] * (2 - min(2, len(line))))
        self._name.append(self._names.setdefault(tags["name"], len(self._names)) if "name" in tags else -1)
        self._limited.append(tagged.plain_kmh(tags.get("maxspeed")) is not None)
        self._oneway.append(tags.get("oneway") in _COUNTED_ONEWAY)

    def counts(self, path: Path, located: "NDArray[np.int64]") -> Counts:
        """Return the counts, once it is known which nodes the file has a place for.

        Nearly always those are the first two of a way; the few ways where they are not are read once more.

        :param located: ids of nodes, sorted, that are known to have one
        """
        import numpy as np

        ids, ends = np.frombuffer(self._ids, np.int64), np.frombuffer(self._ends, np.int64)
        drawn = among(located, ends)
        unknown = np.unique(ends[~drawn])
        drawn |= among(locate(path, unknown[unknown != _NO_NODE])[0], ends)
        drawn = np.logical_and(*drawn.reshape(-1, 2).T)
        doubtful = ids[~drawn].tolist()
        if doubtful:
            lines = dict(lines_of(path, doubtful))
            located = locate(path, unique_ids(lines.values()))[0]
            drawn[~drawn] = [among(located, np.frombuffer(lines[i], np.int64)).sum() >= 2 for i in doubtful]
        name = np.frombuffer(self._name, self._name.typecode)[drawn]
        return Counts(
            named=int((name >= 0).sum()),
            names=len(np.unique(name[name >= 0])),
            maxspeed=int(np.frombuffer(self._limited, np.int8)[drawn].sum()),
            oneway=int(np.frombuffer(self._oneway, np.int8)[drawn].sum()),
        )
