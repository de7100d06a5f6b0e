"""What a position belongs to among the roads near it, when a person has named a street or written of one."""

from typing import TYPE_CHECKING

from webapp.domain.names import fold

if TYPE_CHECKING:
    from webapp.analysis.snapping import JunctionPoint, RoadShape, Snap

Names = dict[int, tuple[str, ...]]
"""What each road is called: its name first, then its other names."""
Finding = tuple["Snap", tuple[str, ...]]
"""What a position belongs to, and the names of the roads that are as good an answer."""


def snapped_among(
    roads: "list[RoadShape]",
    junctions: "list[JunctionPoint]",
    names: Names,
    easting: float,
    northing: float,
    road_name: str | None = None,
    words: str | None = None,
) -> Finding:
    """Return what a position belongs to, and the names of the roads that are as good an answer.

    :param names: what each of the roads is called
    """
    from webapp.analysis.sites import FREE
    from webapp.analysis.snapping import snap

    found = snap(roads, junctions, easting, northing, _bearing(names, road_name))
    if words and (found.tied or found.unit == FREE):  # free: in a tunnel, which only its name points at
        among = {r: names[r] for r in found.tied} if found.tied else names
        if named := _named_in(words, among):
            found = snap(roads, junctions, easting, northing, named)
    tie = tuple(dict.fromkeys(names[r][0] for r in found.tied if names[r]))
    return found, tie if len(tie) > 1 else ()


def _bearing(names: Names, road_name: str | None) -> frozenset[int]:
    """Return the ids of the roads that bear a name."""
    wanted = fold(road_name or "")
    return frozenset(r for r, called in names.items() if wanted and wanted in map(fold, called))


def _named_in(words: str, names: Names) -> frozenset[int]:
    """Return the ids of the roads whose name comes first in the words; of "Storgatan vid Skolgatan" the first."""
    text = f" {fold(words)} "
    places = {r: [text.find(f" {fold(name)} ") for name in called if fold(name)] for r, called in names.items()}
    first = {r: min(at for at in found if at >= 0) for r, found in places.items() if max(found, default=-1) >= 0}
    return frozenset(r for r, at in first.items() if at == min(first.values()))
