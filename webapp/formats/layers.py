"""A table with a place on each row, as every map format takes it: its fields, what each means, its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

LICENCE = "CC0 1.0, https://creativecommons.org/publicdomain/zero/1.0/"
"""Of the figures. Borders and roads keep the licences of their sources, which are named beside it."""

TEXT, INTEGER, NUMBER, YES_NO, DATE = "text", "integer", "number", "yes/no", "date"
Value = str | int | float | bool | date | None


@dataclass(frozen=True)
class Field:
    """A column: its name, the type of its values, and what it means in Swedish and English."""

    name: str
    type: str
    sv: str
    en: str

    def meaning(self, language: str) -> str:
        """Return what it means."""
        return self.sv if language == "sv" else self.en


@dataclass(frozen=True)
class Layer:
    """Rows of one kind. ``geometries`` are GeoJSON in degrees, None where the place is not public.

    ``shape`` is Point, Line, Polygon (which may be several) or Any, points and lines. ``style_by`` names the field
    that colours are by.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: Sequence[Mapping[str, Value]]
    geometries: Sequence[Mapping[str, Any] | None]
    shape: str
    style_by: str = ""
    colours: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)  # value: fill, line, word

    def column(self, name: str) -> list[Value]:
        """Return the values of a field, a row after the other."""
        return [row[name] for row in self.rows]


@dataclass(frozen=True)
class About:
    """What stands in every file: what it is, of which days, how it was made, from what, on which day."""

    title: str
    period: str
    method: str
    made_on: date
    sources: tuple[str, ...]
    language: str

    def lines(self) -> dict[str, str]:
        """Return it as names and texts."""
        return {
            "title": self.title,
            "period": self.period,
            "method": self.method,
            "made_on": self.made_on.isoformat(),
            "sources": "; ".join(self.sources),
            "licence": LICENCE,
        }
