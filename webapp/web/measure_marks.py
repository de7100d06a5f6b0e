"""The municipality's measures on maps: signs under the places on the first page, and marks that lead to their row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webapp.domain.privacy import PublicMeasure
from webapp.formats.svg_map import HEIGHT, WIDTH, View
from webapp.web.words.measures import KIND, STATUS

SIGN_UNITS = 40.0
"""Signs in one square of so many units of the picture are drawn as one: they would cover each other."""
MOST_SIGNS = 120


@dataclass(frozen=True)
class MeasureMark:
    """A measure on a map: where, whether it is there already, and what it is called."""

    n: int
    x: float
    y: float
    built: bool
    id: str
    label: str
    at_site: bool  # a public one


def marks_of(measures: Iterable[PublicMeasure], view: View) -> list[MeasureMark]:
    """Return the marks of the measures that a view shows, numbered as they are given."""
    placed = [(n, one, view.to_xy(one.lon, one.lat)) for n, one in enumerate(measures, 1)]
    return [
        MeasureMark(n, round(x, 1), round(y, 1), one.status == "built", one.id, name_of(one), bool(one.site))
        for n, one, (x, y) in placed
        if 0 <= x < WIDTH and 0 <= y < HEIGHT
    ]


def signs_of(measures: Sequence[PublicMeasure], view: View) -> list[MeasureMark]:
    """Return a sign a square, the built before the planned; what is gone has none. O(measures)."""
    standing = [one for one in measures if one.status != "removed"]
    squares: dict[tuple[int, int], MeasureMark] = {}
    for mark in sorted(marks_of(standing, view), key=lambda mark: not mark.built):
        squares.setdefault((int(mark.x // SIGN_UNITS), int(mark.y // SIGN_UNITS)), mark)
    return list(squares.values())[:MOST_SIGNS]


def name_of(one: PublicMeasure) -> str:
    """Return what a measure is called: its kind and how far it is, and its street where it has one."""
    words = [str(KIND[one.kind]), one.street, str(STATUS[one.status]).lower()]
    return ", ".join(word for word in words if word)
