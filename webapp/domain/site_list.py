"""The police's list of sites: its filters, its orders, and how many each value of a filter would leave. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat
from operator import attrgetter
from typing import Any, NamedTuple

from webapp.domain.after_effects import Visits
from webapp.domain.suggestions import DAYS, HOURS, WHEN

NONE = "none"
"""The value of a filter for what a site lacks: no district, no known owner, not judged yet."""

BANDS = (("under_4_weeks", 28), ("4_to_12_weeks", 84))
LONG_AGO, NEVER = "over_12_weeks", "never"


@dataclass(frozen=True)
class ListWish:
    """Which sites to list, in which order; what is empty does not narrow. ``min_score`` lies in [0, 1].

    ``day``, ``from_hour`` and ``to_hour`` are a shift: of a day or every day, within hours or at any hour.
    """

    kind: str = ""
    area: str = ""
    status: str = ""
    since: str = ""
    suitability: str = ""
    suggested: str = ""
    owner: str = ""
    limit: str = ""
    channel: str = ""
    campaign: str = ""
    chosen: str = ""
    text: str = ""
    min_score: float = 0.0
    min_residents: int = 0
    min_days: int = 0
    day: str = ""
    from_hour: str = ""
    to_hour: str = ""
    bbox: tuple[float, float, float, float] | None = None
    sort: str = "score"


class Listed(NamedTuple):
    """A ranked site with what only the list asks for."""

    site: Any
    channels: tuple[str, ...]
    campaigns: tuple[str, ...]
    visits: Visits
    suggested: tuple[str, ...]


class Facet(NamedTuple):
    """A filter with a list of values: what of a site it looks at, and which values of the filter that is.

    Two steps, as thousands of sites have few different things to look at.
    """

    of: Callable[[Listed], Any]
    values: Callable[[Any, date], tuple[str, ...]]

    def __call__(self, line: Listed, today: date) -> tuple[str, ...]:
        """Return the values that a site has."""
        return self.values(self.of(line), today)


def since_band(last_check_on: date | None, today: date) -> str:
    """Return how long ago a site was last checked, as the value of a filter."""
    if last_check_on is None:
        return NEVER
    days = (today - last_check_on).days
    return next((name for name, below in BANDS if days < below), LONG_AGO)


FACETS: Mapping[str, Facet] = {
    "kind": Facet(attrgetter("site.kind"), lambda kind, _: (kind,)),
    "area": Facet(attrgetter("site.area_slug"), lambda slug, _: (slug or NONE,)),
    "status": Facet(attrgetter("site.status"), lambda status, _: (status,)),
    "since": Facet(attrgetter("site.last_check_on"), lambda on, today: (since_band(on, today),)),
    "suitability": Facet(attrgetter("site.suitability"), lambda verdict, _: (verdict or NONE,)),
    "suggested": Facet(attrgetter("suggested"), lambda codes, _: codes),
    "owner": Facet(attrgetter("site.owner"), lambda owner, _: (owner or NONE,)),
    "limit": Facet(attrgetter("site.limit_kmh"), lambda kmh, _: (str(kmh or NONE),)),
    "channel": Facet(attrgetter("channels"), lambda channels, _: channels),
    "campaign": Facet(attrgetter("campaigns"), lambda slugs, _: slugs),
    "chosen": Facet(attrgetter("site.choice"), lambda choice, _: ("1",) if choice is not None else ()),
}
"""The filters that have a list of values: the name of the parameter, and the values of a site."""


def shift_cells(wish: ListWish) -> tuple[int, ...]:
    """Return which parts of the week a shift is, as places in WHEN; none when no shift is asked for.

    A shift that ends before it begins goes on into the next day.
    """
    if not (wish.day or wish.from_hour or wish.to_hour):
        return ()
    start = int(wish.from_hour or 0)
    end = int(wish.to_hour or 24)
    end += 24 if end <= start else 0
    cells = []
    for number, day in enumerate(DAYS):
        if wish.day in {"", day}:
            for hour in range(start, end, 3):
                later = DAYS[(number + hour // 24) % len(DAYS)]
                cells.append(WHEN.index(f"{later}-{HOURS[hour % 24 // 3]}"))
    return tuple(sorted(set(cells)))


def at_shift(line: Listed, cells: Sequence[int]) -> int:
    """Return how often residents name the times of a shift for a site."""
    counts = line.site.when_counts
    return sum(counts[cell] for cell in cells)


def narrow(lines: Iterable[Listed], wish: ListWish, today: date) -> tuple[list[Listed], dict[str, Counter[str]]]:
    """Return the sites that fit, in the order asked for, and for each facet how many each value would leave.

    A count says what one would see after choosing that value and leaving every other filter as it is. O(sites).
    """
    cells = shift_cells(wish)
    for fits in _plain_filters(wish, today):
        lines = [line for line in lines if fits(line)]
    lines = [line for line in lines if at_shift(line, cells)] if cells else list(lines)
    asked = [name for name in FACETS if getattr(wish, name)]
    fitting: list[Listed] = []
    near: dict[str, list[Listed]] = {name: [] for name in FACETS}  # what that one filter alone keeps out
    columns = [_fits(lines, FACETS[name], getattr(wish, name), today) for name in asked]
    for line, fits_each in zip(lines, zip(*columns, strict=True) if columns else repeat(()), strict=bool(columns)):
        missed = fits_each.count(False)
        if missed == 0:
            fitting.append(line)
        elif missed == 1:
            near[asked[fits_each.index(False)]].append(line)
    counts = {name: _counted(chain(fitting, near[name]), facet, today) for name, facet in FACETS.items()}
    key = SORTS.get(wish.sort)
    if wish.sort == "times" and cells:
        fitting.sort(key=lambda line: -at_shift(line, cells))
    elif key is not None:
        fitting.sort(key=lambda line: key(line, today))
    return fitting, counts


def _fits(lines: Iterable[Listed], facet: Facet, value: str, today: date) -> list[bool]:
    """Return of each site whether it has a value of a filter."""
    known: dict[Any, bool] = {}
    fits = []
    for seen in map(facet.of, lines):
        if seen not in known:
            known[seen] = value in facet.values(seen, today)
        fits.append(known[seen])
    return fits


def _counted(lines: Iterable[Listed], facet: Facet, today: date) -> Counter[str]:
    """Return how many sites have each value of a filter."""
    counts: Counter[str] = Counter()
    for seen, number in Counter(map(facet.of, lines)).items():
        for value in facet.values(seen, today):
            counts[value] += number
    return counts


def _plain_filters(wish: ListWish, today: date) -> list[Callable[[Listed], bool]]:
    """Return the filters without a list of values that a wish has."""
    filters: list[Callable[[Listed], bool]] = []
    if wish.min_score:
        filters.append(lambda line: bool(line.site.score.total >= wish.min_score))
    if wish.min_residents:
        filters.append(lambda line: bool(line.site.residents >= wish.min_residents))
    if wish.min_days:
        filters.append(lambda line: _days(line, today) >= wish.min_days)
    if wish.bbox:
        west, south, east, north = wish.bbox
        filters.append(lambda line: west <= line.site.lon < east and south <= line.site.lat < north)
    if words := wish.text.casefold().split():
        filters.append(lambda line: _has(line, words))
    return filters


def _has(line: Listed, words: Sequence[str]) -> bool:
    said = f"{line.site.name} {line.site.area or ''}".casefold()
    return all(word in said for word in words)


def _days(line: Listed, today: date) -> int:
    last: date | None = line.site.last_check_on
    return date.max.toordinal() if last is None else (today - last).days


def _share(line: Listed) -> float:
    return line.visits.summed.share if line.visits.summed else -1.0


SORTS: Mapping[str, Callable[[Listed, date], Any] | None] = {
    "score": None,
    "residents": lambda line, _: -line.site.residents,
    "waiting": lambda line, today: -_days(line, today),
    "times": None,
    "share": lambda line, _: -_share(line),
    "limit": lambda line, _: line.site.limit_kmh or 1000,
    "name": lambda line, _: line.site.name.casefold(),
    "area": lambda line, _: (line.site.area is None, (line.site.area or "").casefold()),
}
"""The orders of the list; where two sites are alike the score decides. ``times`` needs a shift."""
