"""The picture of a year's count: a line so far, a band of what is likely, the target as a dashed line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webapp.domain.calendar import months_of

LEFT, RIGHT, TOP, BOTTOM = 60.0, 876.0, 74.0, 320.0
LABEL_GAP = 30.0
"""Two labels nearer than this would lie on top of each other."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Label:
    """A text at a position; ``value`` is a number, or the first day of a month."""

    at: float
    value: int | date


@dataclass(frozen=True)
class Chart:
    """Positions in a picture of 940 x 370. ``band`` is None without a forecast."""

    grid: tuple[Label, ...]
    goal_y: float | None
    line: str
    now: Point
    band: str | None
    band_labels: tuple[Label, ...]  # empty when they would touch: the text beside the picture says it
    months: tuple[Label, ...]


def draw_chart(
    days: Sequence[date],
    first_on: date,
    through: date,
    last_on: date,
    target: int | None,
    band: tuple[int, int] | None = None,
) -> Chart:
    """Return the picture of a count.

    :param days: the local date of each counted check, in order
    :param band: lowest and highest likely count on ``last_on``
    """
    most = max(len(days), target or 0, band[1] if band else 0, 1)
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000) if most / s <= 5)
    span = max(1, (last_on - first_on).days)

    def x(on: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * min(max((on - first_on).days, 0), span) / span, 1)

    def y(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * value / most, 1)

    points = [(x(first_on), y(0))]
    for number, on in enumerate(days, 1):
        points += [(x(on), y(number - 1)), (x(on), y(number))]
    now = (x(through), y(len(days)))
    points.append(now)
    return Chart(
        grid=tuple(Label(y(value), value) for value in range(0, most + 1, step)),
        goal_y=None if target is None else y(target),
        line=_path(points),
        now=now,
        band=None if band is None else _path([now, (RIGHT, y(band[1])), (RIGHT, y(band[0]))]) + "Z",
        band_labels=_band_labels(y(band[1]), y(band[0]), band) if band else (),
        months=tuple(Label(x(m), m) for m in months_of(first_on, last_on)[::2]),
    )


def _band_labels(high_y: float, low_y: float, band: tuple[int, int]) -> tuple[Label, ...]:
    return (Label(high_y, band[1]), Label(low_y, band[0])) if low_y - high_y >= LABEL_GAP else ()


def _path(points: Sequence[Point]) -> str:
    kept = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept)
