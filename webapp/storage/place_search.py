"""Find a place by what people call it: what they typed, or are still typing."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.names import fold
from webapp.language.place_keys import MAX_LENGTH
from webapp.language.place_names import Asked, Relation, key, readings, road_parts, split_house
from webapp.storage.name_lookup import (
    Candidate,
    Names,
    Surroundings,
    begun,
    candidates,
    distinct,
    district_names,
    named,
    surroundings,
    within,
)
from webapp.storage.place_relations import known_parts, related

__all__ = ["Candidate", "complete_places", "known_without_position", "search_places"]

LEAST_BEGINNING = 3  # fewer letters begin too much to be an answer
LEAST_SLIP = 5

Readings = list[tuple[Asked, Surroundings]]


def search_places(session: Session, ctx: Context, text: str, limit: int = 8) -> list[Candidate]:
    """Return the places that a text may mean, the likeliest first; none for what is not here.

    Exact names and aliases stand alone when there are any; two streets of one name are told apart by their
    district. Then where streets cross, a stretch, a street beside something. Otherwise the street of a house that
    is not known, beginnings of names, slips of the pen, and of several names those that are known.
    """
    text = text[:MAX_LENGTH]
    names = Names(session)
    if answer := candidates((row for row in names.named(text) if row.folded == fold(text)), exact=True):
        return answer[:limit]  # whatever else a name looks like, as a house that is "20-22"
    found, elsewhere = _readings(names, ctx, text)
    for asked, where in found:
        if answer := _known(names, ctx, asked, where):
            return answer[:limit]
        if asked is found[0][0] and known_without_position(session, text):
            return []  # a name we know is not a slip for another one
    for asked, where in found:
        if answer := _offered(names, ctx, asked, where):
            return answer[:limit]
    for asked, where in found if not elsewhere else ():
        if asked.relation != Relation.PLAIN and (answer := known_parts(names, asked, where, forgiving=True)):
            return answer[:limit]
    return []


def complete_places(session: Session, ctx: Context, typed: str, limit: int = 8) -> list[Candidate]:
    """Return the places whose name, or a word of it, begins as typed so far; the most important first.

    A district may follow, also one that is only begun. What begins nothing is searched for as if it were finished.
    """
    typed = typed[:MAX_LENGTH]
    if not key(typed):
        return []
    found = candidates(begun(session, typed), exact=False)
    name, house = split_house(typed)
    if house:  # a house that is not known may stand on a street that is
        found = distinct([*found, *candidates(named(session, name), exact=False)])
    found = found or _begun_in_district(session, typed)
    if found:
        return [_marked(one, typed) for one in found[:limit]]
    return search_places(session, ctx, typed, limit) if len(fold(typed)) >= LEAST_SLIP else []


def known_without_position(session: Session, text: str) -> bool:
    """Whether a text is a name that we know but cannot place: its sender should point at the map."""
    rows = named(session, text[:MAX_LENGTH])
    return bool(rows) and all(row.lat is None for row in rows)


def _readings(names: Names, ctx: Context, text: str) -> tuple[Readings, bool]:
    """Return the ways to read a text with what is said beside the name, and whether one names somewhere not here."""
    areas = district_names(names.session)
    where = {"": Surroundings()}
    found: Readings = []
    elsewhere = False
    for asked in readings(text, areas):
        if asked.area not in where:
            place = surroundings(names.session, ctx, asked.area)
            elsewhere = elsewhere or (place is None and not names.named(asked.area))
            where |= {} if place is None else {asked.area: place}
        if asked.area in where:
            found.append((asked, where[asked.area]))
    return found, elsewhere


def _known(names: Names, ctx: Context, asked: Asked, where: Surroundings) -> list[Candidate]:
    """Return the places of which every name of a reading is known."""
    if asked.relation == Relation.PLAIN:
        return candidates(within(names.named(_whole(asked)), where), exact=where.sure)
    return related(names, ctx, asked, where)


def _offered(names: Names, ctx: Context, asked: Asked, where: Surroundings) -> list[Candidate]:
    """Return the places that a reading may stand for."""
    if asked.relation != Relation.PLAIN:
        return related(names, ctx, asked, where, forgiving=True)
    if asked.house:
        return _house(names, asked, where)
    letters = fold(asked.name)
    if len(letters) >= LEAST_BEGINNING and not road_parts(key(asked.name))[1]:
        rows = within(begun(names.session, asked.name), where)
        if rows:
            return candidates(rows, exact=False)
    return candidates(within(names.slips(asked.name), where), exact=False)


def _house(names: Names, asked: Asked, where: Surroundings) -> list[Candidate]:
    """Return the street of a house that is not known, or the house on a street that is a slip away."""
    street = candidates(within(names.named(asked.name), where), exact=False)
    if street:
        return street
    streets = within(names.slips(asked.name, asked.house), where)
    houses = [row for name in _names(streets) for row in names.named(f"{name} {asked.house}")]
    return candidates(within(houses, where) or streets or names.slips(asked.name, asked.house, doors=True), exact=False)


def _names(rows: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(row.name for row in rows))


def _whole(asked: Asked) -> str:
    return f"{asked.name} {asked.house}" if asked.house else asked.name


def _begun_in_district(session: Session, typed: str) -> list[Candidate]:
    """Return the names that begin as the first part of a text, in the districts that begin as its last part."""
    areas = {name: fold(name) for name in district_names(session)}
    head, comma, tail = typed.rpartition(",") if "," in typed else typed.rpartition(" ")
    begins = fold(tail)
    meant = {area for area, folded in areas.items() if any(w.startswith(begins) for w in (folded, *folded.split()))}
    if not head.strip() or not comma or not meant:
        return []
    return candidates((row for row in begun(session, head) if row.area in meant), exact=False)


def _marked(one: Candidate, typed: str) -> Candidate:
    same = fold(one.name) == fold(typed)
    return Candidate(one.name, one.kind, one.lat, one.lon, one.area, exact=same)
