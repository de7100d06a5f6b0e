"""What reading comments asks of the database: every name once, and where streets run as they are asked for."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.names import fold
from webapp.language.comment_names import NameIndex, PlaceName, index_of
from webapp.storage.place_relations import nearest_on
from webapp.storage.places import Area, BaseMapFeature, GazetteerName
from webapp.storage.road_places import crossings_of, stretch_between
from webapp.storage.roads import Road

Spot = tuple[float, float]


def name_index(session: Session, ctx: Context) -> NameIndex:
    """Return every name of the place, what the whole of it is called, and what lies beside it on its map."""
    around = select(BaseMapFeature.name).where(BaseMapFeature.layer == "neighbour", BaseMapFeature.name.is_not(None))
    beside = [name for name in session.scalars(around) if name]
    return index_of(place_names(session), (ctx.place.name, ctx.place.authority), beside)


def place_names(session: Session) -> list[PlaceName]:
    """Return every spelling of every place, the districts with a border among them."""
    columns = (GazetteerName.name, GazetteerName.spelling, GazetteerName.kind, GazetteerName.lat, GazetteerName.lon)
    rows = session.execute(select(*columns, GazetteerName.area).order_by(GazetteerName.id))
    found = [PlaceName(*row) for row in rows]
    known = {fold(place.name) for place in found}
    areas = session.execute(select(Area.name, Area.lat, Area.lon).order_by(Area.id)).all()
    return found + [
        PlaceName(a.name, a.name, "district", a.lat, a.lon, a.name) for a in areas if fold(a.name) not in known
    ]


class StoredRoads:
    """Where streets run. Each question is asked of the database once; positions are latitude and longitude."""

    def __init__(self, session: Session, ctx: Context) -> None:
        self._session, self._ctx = session, ctx
        self._ids: dict[str, list[int]] = defaultdict(list)
        for road_id, name, others in session.execute(select(Road.id, Road.name, Road.alt_names).order_by(Road.id)):
            for one in {fold(n) for n in (name, *others) if n}:
                self._ids[one].append(road_id)
        self._crossings: dict[tuple[str, str], list[Spot]] = {}
        self._besides: dict[tuple[str, Spot], Spot | None] = {}
        self._betweens: dict[tuple[str, str, str], Spot | None] = {}

    def crossing(self, one: str, other: str) -> list[Spot]:
        """Return where two streets meet."""
        key = (one, other)
        if key not in self._crossings:
            streets = self._roads(one, other)
            self._crossings[key] = self._degrees(crossings_of(self._session, *streets)) if all(streets) else []
        return self._crossings[key]

    def beside(self, street: str, spot: Spot) -> Spot | None:
        """Return the point of a street nearest to a position, if it is near at all."""
        key = (street, spot)
        if key not in self._besides:
            (roads,) = self._roads(street)
            found = nearest_on(self._session, self._ctx, roads, [spot]) if roads else None
            self._besides[key] = self._one(found)
        return self._besides[key]

    def between(self, street: str, one: str, other: str) -> Spot | None:
        """Return the middle of a street between two that cross it."""
        key = (street, one, other)
        if key not in self._betweens:
            streets = self._roads(*key)
            found = stretch_between(self._session, self._ctx, *streets) if all(streets) else None
            self._betweens[key] = self._one(found)
        return self._betweens[key]

    def _roads(self, *streets: str) -> list[list[int]]:
        return [self._ids.get(fold(street), []) for street in streets]

    def _one(self, found: Spot | None) -> Spot | None:
        return None if found is None else self._degrees([found])[0]

    def _degrees(self, spots: Sequence[Spot]) -> list[Spot]:
        from webapp.analysis.projection import to_degrees

        if not spots:
            return []
        lons, lats = to_degrees(self._ctx.place.crs, [e for e, _ in spots], [n for _, n in spots])
        return [(round(lat, 6), round(lon, 6)) for lat, lon in zip(lats.tolist(), lons.tolist(), strict=True)]
