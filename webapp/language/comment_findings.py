"""What was found in a comment, as it is kept beside it: the places that may be meant, times, and what it is about."""

from dataclasses import asdict, dataclass
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True)
class Choice:
    """A place that may be meant. ``street`` when it is a whole street: it has no point that a site could be at."""

    name: str
    kind: str
    lat: float | None
    lon: float | None
    area: str | None
    score: float
    why: str
    street: bool = False

    @property
    def is_point(self) -> bool:
        """Whether accepting it makes a suggestion."""
        return not self.street and self.lat is not None and self.lon is not None


@dataclass(frozen=True)
class Meant:
    """One place that a comment speaks of, in which words, and what it may be; no choices for what nobody knows."""

    spans: tuple[Span, ...]
    choices: tuple[Choice, ...]
    sure: bool = True


@dataclass(frozen=True)
class Findings:
    """Everything that was found in a comment; spans are code points of the kept text."""

    places: tuple[Meant, ...] = ()
    times: tuple[Span, ...] = ()
    when: tuple[str, ...] = ()
    kind: str = "speed"
    category: str = ""
    elsewhere: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the findings as they are stored."""
        return asdict(self)


def from_json(kept: dict[str, Any]) -> Findings:
    """Return findings as they were before they were stored."""
    if not kept:
        return Findings()
    places = tuple(
        Meant(_spans(one["spans"]), tuple(Choice(**choice) for choice in one["choices"]), one["sure"])
        for one in kept["places"]
    )
    words = {name: tuple(kept[name]) for name in ("when", "elsewhere")}
    return Findings(places, _spans(kept["times"]), kind=kept["kind"], category=kept["category"], **words)


def _spans(kept: Any) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in kept)
