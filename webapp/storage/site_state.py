"""The kept columns of a site: where it is, what it is called, and what its members add up to."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import floor
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.suggestions import WHEN, Kind, State
from webapp.storage.places import areas_at
from webapp.storage.roads import junctions_by_id, positions_on_roads
from webapp.storage.site_names import site_names
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

if TYPE_CHECKING:
    from webapp.analysis.sites import Grouping

SQUARE_M: dict[str, float] = {Kind.SPEED: 50.0, Kind.UNSAFE_PLACE: 250.0}
"""The square whose centre is a site's public place, where no road is."""

CELL_NUMBER = {cell: number for number, cell in enumerate(WHEN)}

TALLY_COLUMNS = (
    Suggestion.site_id,
    Suggestion.reporter_key,
    Suggestion.email_confirmed_at,
    Suggestion.state,
    Suggestion.received_at,
    Suggestion.when_cells,
    Suggestion.causes,
)

Columns = dict[str, Any]


class Tally:
    """What the members of one site add up to. A stub counts as a resident; its times and causes are gone."""

    __slots__ = ("causes", "confirmed", "first", "keys", "last", "members", "when")

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.confirmed: set[str] = set()
        self.members = 0
        self.when: dict[int, int] = {}
        self.causes: dict[str, int] = {}
        self.first: datetime | None = None
        self.last: datetime | None = None

    def add(self, row: Any) -> None:
        """Count one standing member; ``row`` has the fields of TALLY_COLUMNS."""
        self.members += 1
        self.keys.add(row.reporter_key)
        if row.email_confirmed_at is not None:
            self.confirmed.add(row.reporter_key)
        self.first = row.received_at if self.first is None else min(self.first, row.received_at)
        self.last = row.received_at if self.last is None else max(self.last, row.received_at)
        if row.state == State.LIVE:
            for cell in row.when_cells.split():
                number = CELL_NUMBER[cell]
                self.when[number] = self.when.get(number, 0) + 1
            for cause in row.causes.split():
                self.causes[cause] = self.causes.get(cause, 0) + 1

    def columns(self, founded_at: datetime) -> Columns:
        """Return the kept columns; ``founded_at`` stands in for the times when every member has left."""
        when = [0] * len(WHEN)
        for number, count in self.when.items():
            when[number] = count
        return {
            "residents": len(self.keys),
            "confirmed": len(self.confirmed),
            "members": self.members,
            "when_counts": when,
            "cause_counts": dict(sorted(self.causes.items())),
            "first_received_at": self.first or founded_at,
            "last_received_at": self.last or founded_at,
        }


def tallies(session: Session, site_ids: Iterable[str]) -> dict[str, Tally]:
    """Return what the members of each of these sites add up to."""
    found = {site_id: Tally() for site_id in site_ids}
    rows = session.execute(select(*TALLY_COLUMNS).where(Suggestion.site_id.in_(found)))
    for row in rows:
        found[row.site_id].add(row)
    return found


def recount_members(session: Session, sites: Sequence[Site]) -> None:
    """Bring the sites' counts in line with their members."""
    if not sites:
        return
    found = tallies(session, [site.id for site in sites])
    founded = dict(
        session.execute(
            select(Suggestion.id, Suggestion.received_at).where(Suggestion.id.in_([s.founder_id for s in sites]))
        ).all()
    )
    for site in sites:
        assign(site, found[site.id].columns(founded[site.founder_id]))
    session.flush()


def count_in(session: Session, site: Site, suggestion: Suggestion) -> None:
    """Count one more live member, without looking at the others: the site may be popular."""
    one = Tally()
    one.add(suggestion)
    same = select(Suggestion.id).where(
        Suggestion.site_id == site.id,
        Suggestion.reporter_key == suggestion.reporter_key,
        Suggestion.id != suggestion.id,
    )
    confirmed = same.where(Suggestion.email_confirmed_at.is_not(None))
    site.members += 1
    site.residents += session.scalar(same.limit(1)) is None
    if one.confirmed:
        site.confirmed += session.scalar(confirmed.limit(1)) is None
    site.when_counts = [count + one.when.get(number, 0) for number, count in enumerate(site.when_counts)]
    causes = {cause: site.cause_counts.get(cause, 0) + one.causes.get(cause, 0) for cause in one.causes}
    site.cause_counts = dict(sorted({**site.cause_counts, **causes}.items()))
    only = site.members == 1
    site.first_received_at = suggestion.received_at if only else min(site.first_received_at, suggestion.received_at)
    site.last_received_at = suggestion.received_at if only else max(site.last_received_at, suggestion.received_at)


def assign(site: Site, columns: Columns) -> None:
    """Set what differs, so that an unchanged row is not written."""
    for name, value in columns.items():
        if getattr(site, name) != value:
            setattr(site, name, value)


def describe(session: Session, ctx: Context, kind: str, found: "Grouping", groups: Sequence[int]) -> list[Columns]:
    """Return where each of these groups is and what it is called, as the columns of a site."""
    from webapp.analysis.projection import to_degrees

    rows = anchors(session, found, groups)
    if rows:
        lons, lats = to_degrees(ctx.place.crs, [r["easting"] for r in rows], [r["northing"] for r in rows])
        for row, lon, lat in zip(rows, lons.round(7).tolist(), lats.round(7).tolist(), strict=True):
            row["lat"], row["lon"] = lat, lon
        add_public_place(session, ctx, kind, rows)
        for row, name in zip(rows, site_names(session, ctx, kind, rows), strict=True):
            row["name"] = name
    return rows


def anchors(session: Session, found: "Grouping", groups: Sequence[int]) -> list[Columns]:
    """Return the unit, the extent and the anchor in metres of each of these groups."""
    from webapp.analysis.sites import UNITS

    rows: list[Columns] = []
    for k in groups:
        unit, place = UNITS[int(found.unit[k])], int(found.place[k])
        rows.append(
            {
                "unit": unit,
                "road_id": place if unit == "road" else None,
                "junction_id": place if unit == "junction" else None,
                "measure_m": float(found.measure_m[k]) if unit == "road" else None,
                "length_m": float(found.length_m[k]),
                "easting": float(found.easting[k]),
                "northing": float(found.northing[k]),
            }
        )
    _place_on_network(session, rows)
    return rows


def _place_on_network(session: Session, rows: list[Columns]) -> None:
    """Give the groups on roads and at junctions their position in metres."""
    on_roads = [row for row in rows if row["unit"] == "road"]
    if on_roads:
        found = positions_on_roads(session, [(row["road_id"], row["measure_m"]) for row in on_roads])
        for row, (easting, northing) in zip(on_roads, found, strict=True):
            row["easting"], row["northing"] = round(easting, 3), round(northing, 3)
    at_junctions = [row for row in rows if row["unit"] == "junction"]
    if at_junctions:
        nodes = junctions_by_id(session, [row["junction_id"] for row in at_junctions])
        for row in at_junctions:
            node = nodes[row["junction_id"]]
            row["easting"], row["northing"] = node.easting, node.northing


def add_public_place(session: Session, ctx: Context, kind: str, rows: Sequence[Columns]) -> None:
    """Give each row its district and what the public may see of its position.

    The anchor where it lies on a road; else, and for every unsafe place, the centre of a square.
    """
    from webapp.analysis.projection import to_degrees

    side = SQUARE_M[kind]
    centres = [tuple((floor(r[axis] / side) + 0.5) * side for axis in ("easting", "northing")) for r in rows]
    lons, lats = to_degrees(ctx.place.crs, [e for e, _ in centres], [n for _, n in centres])
    areas = areas_at(session, [r["lon"] for r in rows], [r["lat"] for r in rows])
    for row, lon, lat, area_id in zip(rows, lons.round(7).tolist(), lats.round(7).tolist(), areas, strict=True):
        exact = row["unit"] != "free" and kind == Kind.SPEED
        row["public_lat"], row["public_lon"] = (row["lat"], row["lon"]) if exact else (lat, lon)
        row["area_id"] = area_id
