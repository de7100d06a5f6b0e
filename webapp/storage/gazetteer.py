"""Find a place by what people call it, and call a position by what people know."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.names import fold, house_numbers
from webapp.storage.places import OSM, Area, GazetteerName, area_at

NEAR_M = 400.0  # a landmark further away says nothing about where one stands
FEW = 12  # below this, asking for each name is quicker than reading every landmark
SAME_M = 150.0  # one name standing twice within this is one place
SIMILAR = 0.8  # share of letters that agree: one slip in five letters
DISTRICTS = frozenset({"area", "district", "locality", "municipality", "suburb"})
STREET = "street"
ADDRESSES = frozenset({"address", "name"})  # somebody's door names no public place
M_PER_DEGREE = 111_195.0
_BESIDE = re.compile(r"\s+(?:vid|mot|nära|intill|utanför|och|near|at|by|and)\s+|\s*[/&]\s*", re.IGNORECASE)
"""What joins two names that together say where: "Skolgatan vid biblioteket"; either may be known."""


@dataclass(frozen=True)
class Candidate:
    """A place that a text may mean; ``exact`` when the text is its name or an alias."""

    name: str
    kind: str
    lat: float
    lon: float
    area: str | None
    exact: bool


def find_places(session: Session, text: str, limit: int = 8) -> list[Candidate]:
    """Return the places that a text may mean, the likeliest first.

    Exact names and aliases stand alone when there are any; two streets of one name are told apart by their
    district. Otherwise beginnings, then parts of names, then slips of the pen. A house number must agree.
    """
    for query, context in _readings(session, text):
        rows = _in_context(_rows(session, GazetteerName.folded == query), context)
        if placed := _candidates(rows, exact=True):
            return placed[:limit]
    found: list[Candidate] = []
    for query, context in _readings(session, text):
        found += _candidates(_in_context(_alike(session, query), context), exact=False)
        if found:
            break
    for part in _BESIDE.split(text) if not found else ():
        found += _candidates(_rows(session, GazetteerName.folded == fold(part)), exact=False)
    return _distinct(found)[:limit]


def known_without_position(session: Session, text: str) -> bool:
    """Whether a text is a name that we know but cannot place: its sender should point at the map."""
    rows = _rows(session, GazetteerName.folded == fold(text))
    return bool(rows) and all(row.lat is None for row in rows)


def nearest_name(session: Session, lat: float, lon: float, reach_m: float = NEAR_M, street: bool = True) -> str | None:
    """Return the name of the nearest public landmark within reach, if there is one.

    :param street: a street that the place folder knows as a point is a landmark too
    """
    row = _nearest(session, lat, lon, reach_m, () if street else (GazetteerName.kind != STREET,))
    return None if row is None else str(row.name)


def name_for_point(session: Session, ctx: Context, lat: float, lon: float) -> str:
    """Return what a person would call a position: a landmark with its district, else the district, else the place."""
    area_id = area_at(session, lon, lat)
    area = None if area_id is None else session.scalar(select(Area.name).where(Area.id == area_id))
    return _called(ctx, nearest_name(session, lat, lon), area)


def nearest_names(
    session: Session, spots: Sequence[tuple[float, float]], reach_m: float = NEAR_M, street: bool = True
) -> list[str | None]:
    """Return ``nearest_name`` of many positions (lat, lon), reading every landmark once when they are many."""
    if len(spots) < FEW:
        return [nearest_name(session, lat, lon, reach_m, street) for lat, lon in spots]
    bands: dict[int, list[Any]] = {}
    for row in _rows(session, GazetteerName.lat.is_not(None), *_landmarks()):
        if street or row.kind != STREET:
            bands.setdefault(int(row.lat * M_PER_DEGREE // reach_m), []).append(row)
    found: list[str | None] = []
    for lat, lon in spots:
        band = int(lat * M_PER_DEGREE // reach_m)
        row = _closest([r for b in (band - 1, band, band + 1) for r in bands.get(b, ())], lat, lon, reach_m)
        found.append(None if row is None else str(row.name))
    return found


def _called(ctx: Context, landmark: str | None, area: str | None) -> str:
    """Return a landmark with its district, else the district, else the place."""
    if landmark is None:
        return area or ctx.place.name
    if area is None or fold(area) in fold(landmark):
        return landmark
    return f"{landmark}, {area}"


def placed_landmarks(session: Session) -> list[tuple[float, float]]:
    """Return the positions (lat, lon) of public landmarks and streets, in a steady order."""
    rows = _rows(session, GazetteerName.lat.is_not(None), *_landmarks())
    return list(dict.fromkeys((row.lat, row.lon) for row in rows))


def _landmarks() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a name that others can be near to: an imported street is known along its whole line."""
    imported_street = and_(GazetteerName.origin == OSM, GazetteerName.kind == STREET)
    return GazetteerName.kind.not_in(DISTRICTS | ADDRESSES), not_(imported_street)


def _readings(session: Session, text: str) -> Iterable[tuple[str, str | None]]:
    """Yield (folded name, folded district) for each way to read a text: whole, then with its last part as district."""
    whole = fold(text)
    if whole:
        yield whole, None
    head, comma, tail = text.rpartition(",")
    if comma and fold(head) and fold(tail):
        yield fold(head), fold(tail)
        return
    for area in session.scalars(select(Area.name)):  # "Ringvägen Västra", without a comma
        if whole.endswith(f" {fold(area)}"):
            yield whole.removesuffix(f" {fold(area)}"), fold(area)


def _rows(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Any]:
    columns = (GazetteerName.name, GazetteerName.folded, GazetteerName.kind, GazetteerName.area)
    query = select(*columns, GazetteerName.lat, GazetteerName.lon).where(*conditions)
    return session.execute(query.order_by(GazetteerName.id)).all()


def _in_context(rows: Sequence[Any], context: str | None) -> Sequence[Any]:
    """Keep the rows of one district; all of them when none is there."""
    return [r for r in rows if context and context in fold(r.area or "")] or rows


def _alike(session: Session, query: str) -> Sequence[Any]:
    """Return rows whose name begins like, holds, or nearly is ``query``, best first."""
    begins = GazetteerName.folded.startswith(query, autoescape=True)
    holds = GazetteerName.folded.contains(f" {query}", autoescape=True)
    rows = [r for r in _rows(session, or_(begins, holds)) if _same_house(query, r.folded)]
    if rows:
        return sorted(rows, key=lambda r: (not r.folded.startswith(query), len(r.folded)))
    if known_without_position(session, query):
        return []  # a name we know is not a slip for another one
    return _nearly(session, query)


def _nearly(session: Session, query: str) -> Sequence[Any]:
    """Return rows within a slip or two of ``query``, or of it without its house number."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    rows = [r for r in _rows(session, GazetteerName.lat.is_not(None)) if _same_house(query, r.folded)]
    street = " ".join(word for word in query.split() if word not in house_numbers(query))
    found: dict[int, float] = {}
    for wanted in {query, street} - {""}:
        hits = process.extract(
            wanted, [r.folded for r in rows], scorer=OSA.normalized_similarity, score_cutoff=SIMILAR, limit=8
        )
        for _, score, index in hits:
            found[index] = max(score, found.get(index, 0.0))
    return [rows[i] for i in sorted(found, key=lambda i: (-found[i], i))]


def _same_house(query: str, folded: str) -> bool:
    """Whether the house numbers agree: a street without number may stand for any house on it."""
    wanted, given = house_numbers(query), house_numbers(folded)
    return not wanted or not given or wanted == given


def _candidates(rows: Iterable[Any], exact: bool) -> list[Candidate]:
    placed = (r for r in rows if r.lat is not None)
    return _distinct([Candidate(r.name, r.kind, r.lat, r.lon, r.area, exact) for r in placed])


def _distinct(candidates: list[Candidate]) -> list[Candidate]:
    """Keep the first of those that share a name and a spot."""
    kept: list[Candidate] = []
    for one in candidates:
        if not any(k.name == one.name and _metres(k.lat, k.lon, one.lat, one.lon) <= SAME_M for k in kept):
            kept.append(one)
    return kept


def _nearest(
    session: Session, lat: float, lon: float, reach_m: float, more: tuple[ColumnElement[bool], ...] = ()
) -> Any:
    d_lat = reach_m / M_PER_DEGREE
    d_lon = d_lat / cos(radians(lat))
    rows = _rows(
        session,
        GazetteerName.lat.between(lat - d_lat, lat + d_lat),
        GazetteerName.lon.between(lon - d_lon, lon + d_lon),
        *_landmarks(),
        *more,
    )
    return _closest(rows, lat, lon, reach_m)


def _closest(rows: Iterable[Any], lat: float, lon: float, reach_m: float = NEAR_M) -> Any:
    near = [(distance, r) for r in rows if (distance := _metres(lat, lon, r.lat, r.lon)) <= reach_m]
    return min(near, key=lambda pair: (pair[0], pair[1].name), default=(0.0, None))[1]


def _metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance on a sphere taken as flat: good to a metre in a kilometre."""
    width = (other_lon - lon) * cos(radians((lat + other_lat) / 2))
    return hypot(width, other_lat - lat) * M_PER_DEGREE
