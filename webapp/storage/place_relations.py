"""Places told by two or three names: where streets cross, a stretch of a street, a street beside something."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.language.place_names import Asked, Relation
from webapp.language.place_words import words_of
from webapp.storage.name_lookup import Candidate, Names, Surroundings, candidates, distinct, metres, within
from webapp.storage.places import Area, areas_at
from webapp.storage.road_places import crossings_of, road_ids_named, stretch_between
from webapp.storage.roads import Road

CROSSING, STRETCH, STREET = "crossing", "stretch", "street"
"""Kinds of places that streets make."""
BESIDE_M = 400.0  # how far from a street that what is named beside it may be
MOST_NAMES = 3  # names that a slip may stand for

Spot = tuple[float, float]


def related(names: Names, ctx: Context, asked: Asked, where: Surroundings, forgiving: bool = False) -> list[Candidate]:
    """Return the places that all names of a reading say together; none when a name is not known, or they do not meet.

    :param forgiving: whether a name may be a slip away from what was typed
    """
    session = names.session
    rows = _rows_of_each(names, [name for name in (asked.name, *asked.others) if name], where, forgiving)
    slipped = any(r.slip for r in rows)
    if not rows or (forgiving and not slipped):
        return []  # names that are all known said nothing already
    exact = where.sure and not slipped
    if len(rows) == 1:
        return candidates(rows[0], exact=False)
    combinations = product(*(_names(r) for r in rows))
    for called in combinations:
        streets = [road_ids_named(session, name) for name in called]
        found = _met(session, ctx, asked.relation, called, streets) or _anchored(session, ctx, called, streets, rows)
        if found:
            return _in_area(list(_placed(session, ctx, found, exact)), where)
    return []


def known_parts(names: Names, asked: Asked, where: Surroundings, forgiving: bool) -> list[Candidate]:
    """Return the places that single names of a reading say, for where they do not meet or one is not known."""
    rows = [_rows_of(names, name, where, forgiving) for name in (asked.name, *asked.others) if name]
    if asked.relation == Relation.NEXT and not all(rows):
        return []  # nothing says that it is two names
    return distinct(one for some in rows for one in candidates(some, exact=False))


class _Rows(list[Any]):
    """Rows of one name; ``slip`` when the name was typed otherwise."""

    slip = False


def _rows_of_each(names: Names, asked: Sequence[str], where: Surroundings, forgiving: bool) -> list[_Rows]:
    """Return the rows of every name, or nothing at all when one has none: a slip is looked for only where it helps."""
    found = {name: _rows_of(names, name, where, forgiving=False) for name in asked}
    for name in asked:
        found[name] = found[name] or (_rows_of(names, name, where, forgiving) if forgiving else found[name])
        if not found[name]:
            return []
    return [found[name] for name in asked]


def _rows_of(names: Names, name: str, where: Surroundings, forgiving: bool) -> _Rows:
    found = _Rows(r for r in within(names.named(name), where) if r.lat is not None)
    if not found and forgiving:
        found = _Rows(within(names.slips(name), where))
        found.slip = True
    return found


def _names(rows: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(row.name for row in rows))[:MOST_NAMES]


def _met(
    session: Session, ctx: Context, relation: Relation, names: Sequence[str], streets: list[list[int]]
) -> list[tuple[str, str, Spot]]:
    """Return name, kind and position in metres of where streets cross, or of the stretch between two."""
    if not all(streets):
        return []
    if relation == Relation.STRETCH:
        spot = stretch_between(session, ctx, *streets)
        pattern = words_of(ctx.place.languages[0]).between
        called = pattern.format(street=names[0], one=names[1], other=names[2])
        return [] if spot is None else [(called, STRETCH, spot)]
    return [(" / ".join(names), CROSSING, spot) for spot in crossings_of(session, *streets)]


def _anchored(
    session: Session, ctx: Context, names: Sequence[str], streets: list[list[int]], rows: Sequence[Sequence[Any]]
) -> list[tuple[str, str, Spot]]:
    """Return the point of a street that is nearest to what is beside it."""
    if len(names) != 2:
        return []
    order = ((0, 1), (1, 0))
    for street, other in order:
        if streets[street] and not streets[other]:
            spots = [(row.lat, row.lon) for row in rows[other] if row.name == names[other]]
            spot = nearest_on(session, ctx, streets[street], spots)
            pattern = words_of(ctx.place.languages[0]).beside
            if spot is not None:
                return [(pattern.format(street=names[street], one=names[other]), STREET, spot)]
    return []


def nearest_on(session: Session, ctx: Context, road_ids: list[int], spots: list[Spot]) -> Spot | None:
    """Return the point of some roads, easting and northing, nearest to any of the spots (lat, lon), if it is near."""
    from webapp.analysis.projection import to_metres
    from webapp.analysis.snapping import point_at, project, vertices_of

    lines = [vertices_of(g) for g in session.scalars(select(Road.geometry).where(Road.id.in_(road_ids)))]
    east, north = to_metres(ctx.place.crs, [lon for _, lon in spots], [lat for lat, _ in spots])
    near = [
        (*project(line, e, n), number)
        for e, n in zip(east.tolist(), north.tolist(), strict=True)
        for number, line in enumerate(lines)
    ]
    off_m, measure_m, number = min(near, default=(BESIDE_M + 1, 0.0, 0))
    return point_at(lines[number], measure_m) if off_m <= BESIDE_M else None


def _placed(session: Session, ctx: Context, found: Sequence[tuple[str, str, Spot]], exact: bool) -> Iterator[Candidate]:
    from webapp.analysis.projection import to_degrees

    lons, lats = to_degrees(ctx.place.crs, [spot[0] for *_, spot in found], [spot[1] for *_, spot in found])
    called = dict(session.execute(select(Area.id, Area.name)).all())
    areas = areas_at(session, lons.tolist(), lats.tolist())
    for (name, kind, _), lon, lat, area in zip(found, lons.tolist(), lats.tolist(), areas, strict=True):
        yield Candidate(name, kind, round(lat, 6), round(lon, 6), called.get(area or 0), exact)


def _in_area(found: list[Candidate], where: Surroundings) -> list[Candidate]:
    if where.near is not None:
        lat, lon = where.near
        found = sorted(found, key=lambda one: metres(lat, lon, one.lat, one.lon))
    return [one for one in found if where.area and one.area == where.area] or found
