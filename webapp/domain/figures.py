"""The municipality's own figures by district or road: shown beside suggestions, never part of a score."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from webapp.domain.errors import Fault


class FigureKind(StrEnum):
    """What the figures count."""

    POPULATION = "population"
    ACCIDENTS = "accidents"
    TRAFFIC = "traffic"
    OTHER = "other"


class Level(StrEnum):
    """What each figure is of."""

    DISTRICT = "district"
    ROAD = "road"


FEWEST_ACCIDENTS = 5
"""One to four accidents may be one person's: such a row is refused, and is left out or joined with others."""
MOST, MOST_ROWS = 1e12, 5000
LONGEST, LONGEST_SOURCE = 120, 300


@dataclass(frozen=True)
class FigureRow:
    """One figure of a file: the line on which it stands, the district or road, the number."""

    line: int
    unit: str
    value: float


@dataclass(frozen=True)
class SetWish:
    """What is told of a whole file. Nothing of it is public unless ``public``."""

    title: str
    kind: str
    level: str
    period: str = ""
    source: str = ""
    public: bool = False


def set_faults(wish: SetWish) -> list[Fault]:
    """Return what is wrong with what is told of a file."""
    faults = []
    if wish.kind not in set(FigureKind):
        faults.append(Fault("kind", "unknown" if wish.kind else "missing"))
    if wish.level not in set(Level):
        faults.append(Fault("level", "unknown" if wish.level else "missing"))
    for name, text, most, needed in (
        ("title", wish.title, LONGEST, True),
        ("period", wish.period, LONGEST, False),
        ("source", wish.source, LONGEST_SOURCE, True),
    ):
        if needed and not text.strip():
            faults.append(Fault(name, "missing"))
        elif len(text) > most:
            faults.append(Fault(name, "too_long", {"max": most}))
    return faults


def row_faults(kind: str, rows: Sequence[FigureRow]) -> list[Fault]:
    """Return what is wrong with the figures themselves, each with its line.

    >>> [fault.code for fault in row_faults("accidents", [FigureRow(2, "Norra", 4.0), FigureRow(3, "Södra", 5.0)])]
    ['too_few']
    """
    faults, seen = [], set[str]()
    for row in rows:
        where: dict[str, str | int | float] = {"line": row.line, "text": row.unit[:60]}
        if not isfinite(row.value) or not 0 <= row.value <= MOST:
            faults.append(Fault("value", "out_of_range", where))
        elif kind in {FigureKind.ACCIDENTS, FigureKind.POPULATION} and row.value != int(row.value):
            faults.append(Fault("value", "not_whole", where))
        elif kind == FigureKind.ACCIDENTS and 0 < row.value < FEWEST_ACCIDENTS:
            faults.append(Fault("value", "too_few", where | {"min": FEWEST_ACCIDENTS}))
        if row.unit.casefold() in seen:
            faults.append(Fault("unit", "twice", where))
        seen.add(row.unit.casefold())
    return faults
