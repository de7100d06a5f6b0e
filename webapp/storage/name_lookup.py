"""Rows of the gazetteer by name: as written, by how it begins, and despite slips; within a district or everywhere."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.names import fold, house_numbers
from webapp.language.place_names import key, keys, road_parts
from webapp.language.place_slips import Spelt, closeness, spelt
from webapp.storage.name_index import alike, beginning, keyed
from webapp.storage.places import DOOR, Area, GazetteerName

SAME_M = 150.0  # one name standing twice within this is one place
NEAR_DISTRICT_M = 2_000.0  # a place this near a district's middle may be meant by its name
LOOKED_THROUGH = 80  # rows of the index that are compared letter by letter
BEGUN = 100  # rows that begin as typed, of which the most important are shown
ENOUGH = 8  # rows of words that begin as typed, for not to look at names with their words joined
LONGEST = 60  # letters of a name that may have a slip in it
LEAST_STEM = 5  # letters before an ending that are enough to find a name by
M_PER_DEGREE = 111_195.0
DISTRICTS = frozenset({"area", "district", "locality", "municipality", "suburb"})
ORDER = ("station", "square", "district", "suburb", "locality", "street", "school", "public", "park", "stop")
"""The likelier of two names of one spelling; a kind that is not here comes after these, somebody's door last."""
COUNTRIES = {
    "SE": ("sverige", "sweden"),
    "FI": ("suomi", "finland"),
    "NO": ("norge", "norway"),
    "DK": ("danmark", "denmark"),
}
_COLUMNS = (GazetteerName.id, GazetteerName.name, GazetteerName.folded, GazetteerName.key, GazetteerName.kind)
_ROWS = select(*_COLUMNS, GazetteerName.lat, GazetteerName.lon, GazetteerName.area).order_by(GazetteerName.id)
_SPELT = or_(GazetteerName.folded == bindparam("folded"), GazetteerName.key.in_(bindparam("keys", expanding=True)))
_NAMED = _ROWS.where(_SPELT)
_PLACED = _ROWS.where(GazetteerName.id.in_(bindparam("ids", expanding=True)), GazetteerName.lat.is_not(None))
_AREAS = select(Area.name).order_by(Area.id)
_RANK = {kind: place for place, kind in enumerate(ORDER)} | {DOOR: len(ORDER) + 1}


@dataclass(frozen=True)
class Candidate:
    """A place that a text may mean; ``exact`` when the text is its name or an alias."""

    name: str
    kind: str
    lat: float
    lon: float
    area: str | None
    exact: bool


@dataclass(frozen=True)
class Surroundings:
    """What was said beside a name: a district, somewhere near, or nothing that narrows the search.

    ``sure`` is False for words that may describe the place rather than name where it is.
    """

    area: str | None = None
    near: tuple[float, float] | None = None
    sure: bool = True


class Names:
    """What one question asks of the names: each is looked up once, however many readings of the question hold it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._known: dict[tuple[object, ...], Sequence[Any]] = {}

    def named(self, text: str) -> Sequence[Any]:
        """Return ``named``."""
        return self._once(("named", text), lambda: named(self.session, text))

    def slips(self, name: str, house: str = "", doors: bool = False) -> Sequence[Any]:
        """Return ``slips``."""
        return self._once(("slips", name, house, doors), lambda: slips(self.session, name, house, doors))

    def _once(self, asked: tuple[object, ...], look_up: Callable[[], Sequence[Any]]) -> Sequence[Any]:
        if asked not in self._known:
            self._known[asked] = look_up()
        return self._known[asked]


def named(session: Session, text: str) -> Sequence[Any]:
    """Return the rows that a text names: those spelt so, else those spelt alike by the rules of the language."""
    folded = fold(text)
    rows = session.execute(_NAMED, {"folded": folded, "keys": [one for one in keys(text) if one]}).all()
    rows = [row for row in rows if row.folded == folded] or rows
    return sorted(rows, key=_likelier)


def begun(session: Session, typed: str) -> Sequence[Any]:
    """Return the placed rows with a word that begins as typed, the most important first; doors only with a number."""
    folded, start = fold(typed), key(typed)
    doors = bool(house_numbers(folded))
    ids: list[int] = []
    if len(folded) > 1:
        ids += beginning(session, folded, BEGUN, doors=False)
    if start and len(ids) < ENOUGH:
        ids += keyed(session, start, BEGUN, doors=False)
    if doors:
        ids += [row.id for row in named(session, typed)]
    rows = [row for row in _placed(session, ids) if same_house(folded, row.folded)]
    return sorted(rows, key=lambda r: (not r.folded.startswith(folded), rank(r.kind), len(r.folded), r.id))


def slips(session: Session, name: str, house: str = "", doors: bool = False) -> Sequence[Any]:
    """Return the placed rows whose name is a slip away from a name, the nearest first.

    :param house: the number that was typed after the name; no row has another
    :param doors: look among the doors of that number, rather than among names of places
    """
    wanted = house_numbers(fold(f"{name} {house}"))
    asked = spelt(fold(name))
    if len(asked.letters) > LONGEST:
        return ()
    ids = alike(session, *_telling(asked), LOOKED_THROUGH, house if doors else "")
    scored = []
    for row in _placed(session, ids):
        if house_numbers(row.folded) not in ((), wanted):
            continue
        score = closeness(asked, spelt(row.folded, row.key))
        if score is not None:
            scored.append((-score, *_likelier(row), row.id, row))
    best = min((score for score, *_ in scored), default=0.0)
    return [one[-1] for one in sorted(scored, key=lambda one: one[:-1]) if one[0] <= best + 0.1]


def _likelier(row: Any) -> tuple[bool, int]:
    """Return what sorts the likelier of two rows first: a name of now before one of old, then by kind."""
    return fold(row.name) != row.folded, rank(row.kind)


def _telling(asked: Spelt) -> tuple[str, str]:
    """Return the letters of a name, and those that tell it from others: hundreds of names end in one ending."""
    stem, ending = road_parts(asked.key)
    return asked.letters, asked.letters[: len(stem) + 1] if ending and len(stem) > LEAST_STEM else asked.letters


def district_names(session: Session) -> Sequence[str]:
    """Return the name of every district."""
    return session.scalars(_AREAS).all()


def same_house(asked: str, folded: str) -> bool:
    """Whether the house numbers of two folded names agree: a street without one may stand for any house on it."""
    wanted, given = house_numbers(asked), house_numbers(folded)
    return not wanted or not given or wanted == given


def surroundings(session: Session, ctx: Context, text: str) -> Surroundings | None:
    """Return where the words beside a name say that it is, or None when they name somewhere that is not here."""
    found = Surroundings()
    for part in text.split(","):
        one = _surroundings(session, ctx, part)
        if one is None:
            return None
        found = one if one != Surroundings() else found
    return found


def _surroundings(session: Session, ctx: Context, text: str) -> Surroundings | None:
    words = [word for word in text.split() if not word.isdigit()]  # the digits of a post code
    said = key(" ".join(words))
    if not said or said in _of_everything(ctx):
        return Surroundings()
    areas = {name: key(name) for name in district_names(session)}
    for area, area_key in areas.items():
        if said == area_key or said in {key(part) for part in fold(area).split()}:
            return Surroundings(area=area)
    for area, area_key in areas.items():
        if closeness(spelt(fold(text)), spelt(fold(area), area_key)) is not None:
            return Surroundings(area=area)
    for row in named(session, " ".join(words)):
        if row.kind in DISTRICTS and row.lat is not None:
            return Surroundings(area=row.area if row.area in areas else None, near=(row.lat, row.lon))
    described = len(words) > 1 and text == text.lower() and text.isprintable()
    return Surroundings(sure=False) if described else None


def _of_everything(ctx: Context) -> set[str]:
    """Return the keys of what a whole place is called: nothing that narrows a search."""
    place = ctx.place
    names = (place.name, place.authority, *(f"{place.name} {kind}" for kind in ("kommun", "stad", "city")))
    return {key(name) for name in (*names, *COUNTRIES.get(place.country, ()))} - {""}


def within(rows: Sequence[Any], where: Surroundings) -> Sequence[Any]:
    """Return the rows of a district; all of them when none is there, those nearest to what was named first."""
    if where.near is not None:
        lat, lon = where.near
        placed = sorted((r for r in rows if r.lat is not None), key=lambda r: metres(lat, lon, r.lat, r.lon))
        return [r for r in placed if metres(lat, lon, r.lat, r.lon) <= NEAR_DISTRICT_M] or placed or rows
    if where.area is not None:
        return [r for r in rows if r.area and fold(where.area) in fold(r.area)] or rows
    return rows


def candidates(rows: Iterable[Any], exact: bool) -> list[Candidate]:
    """Return the placed rows as places that may be meant, each once."""
    placed = (r for r in rows if r.lat is not None)
    return distinct(Candidate(r.name, r.kind, r.lat, r.lon, r.area, exact) for r in placed)


def distinct(found: Iterable[Candidate]) -> list[Candidate]:
    """Keep the first of those that share a name and a spot."""
    kept: list[Candidate] = []
    spots: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for one in found:
        if not any(metres(*spot, one.lat, one.lon) <= SAME_M for spot in spots[one.name]):
            spots[one.name].append((one.lat, one.lon))
            kept.append(one)
    return kept


def rank(kind: str) -> int:
    """Return how far from the likeliest kind of place a kind is."""
    return _RANK.get(kind, len(ORDER))


def metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance on a sphere taken as flat: good to a metre in a kilometre."""
    width = (other_lon - lon) * cos(radians((lat + other_lat) / 2))
    return hypot(width, other_lat - lat) * M_PER_DEGREE


def _placed(session: Session, ids: Sequence[int]) -> Sequence[Any]:
    return session.execute(_PLACED, {"ids": list(dict.fromkeys(ids))}).all() if ids else ()
