"""The filters of the police's list as a page shows them: each value with how many it would leave."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from webapp.domain.site_list import FACETS, NONE, ListWish
from webapp.domain.sites import SiteStatus
from webapp.domain.suggestions import Kind
from webapp.domain.suitability import Suitability
from webapp.web.words import site_list as words
from webapp.web.words.moderation import CHANNEL
from webapp.web.words.suggestions import KIND, STATUS
from webapp.web.words.suitability import VERDICT

FIXED: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(Kind),
    "status": tuple(SiteStatus),
    "since": tuple(words.SINCE),
    "suitability": (*Suitability, NONE),
    "suggested": tuple(words.SUGGESTED),
    "chosen": ("1",),
}
"""Filters whose values are known beforehand, in their order; the others have the values that sites have."""

FIRST = ("area", "status", "suggested", "suitability")
"""What most visits need stands open; the rest is one press away."""


@dataclass(frozen=True)
class Option:
    """One value of a filter."""

    value: str
    text: str
    count: int
    picked: bool


@dataclass(frozen=True)
class Filter:
    """One filter with its values."""

    name: str
    label: str
    options: tuple[Option, ...]
    any_value: str  # what asks for every value
    picked: bool


def filters_of(
    wish: ListWish, counts: Mapping[str, Counter[str]], areas: Mapping[str, str], campaigns: Mapping[str, str]
) -> tuple[list[Filter], list[Filter]]:
    """Return the filters that always show and those behind a press; one with nothing to choose is left out."""
    said = _words(areas, campaigns)
    made = {name: _filter(name, wish, counts[name], said.get(name, {})) for name in words.FILTER if name in FACETS}
    useful = {name: one for name, one in made.items() if len(one.options) > 1 or one.picked or name in FIXED}
    first = [useful[name] for name in FIRST if name in useful]
    return first, [one for name, one in useful.items() if name not in FIRST]


def _filter(name: str, wish: ListWish, counts: Mapping[str, int], said: Mapping[str, Any]) -> Filter:
    picked = getattr(wish, name)
    values = FIXED.get(name) or tuple(sorted({*counts, *([picked] if picked else [])}, key=_order(said)))
    options = tuple(Option(v, _say(name, v, said), counts.get(v, 0), v == picked) for v in values)
    return Filter(name, str(words.FILTER[name]), options, "all" if name == "kind" else "", bool(picked))


def _order(said: Mapping[str, Any]) -> Any:
    def key(value: str) -> tuple[bool, int, str]:
        return value == NONE, int(value) if value.isdigit() else 0, str(said.get(value, value)).casefold()

    return key


def _say(name: str, value: str, said: Mapping[str, Any]) -> str:
    if value == NONE:
        return str(words.NONE.get(name, value))
    return f"{value} km/h" if name == "limit" else str(said.get(value, value))


def _words(areas: Mapping[str, str], campaigns: Mapping[str, str]) -> dict[str, Mapping[str, Any]]:
    return {
        "kind": KIND,
        "area": areas,
        "status": STATUS,
        "since": words.SINCE,
        "suitability": VERDICT,
        "suggested": words.SUGGESTED,
        "channel": CHANNEL,
        "campaign": campaigns,
        "chosen": words.CHOSEN,
    }


def asked_for(filters: Iterable[Filter], wish: ListWish) -> bool:
    """Whether something behind the press narrows the list now."""
    plain = (wish.min_score, wish.min_residents, wish.min_days, wish.day, wish.from_hour, wish.to_hour, wish.bbox)
    return any(plain) or any(one.picked for one in filters if one.name != "kind")
