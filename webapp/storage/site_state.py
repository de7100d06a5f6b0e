"""The kept columns of a site: where it is, what it is called, and what its members add up to."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import floor, fsum
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.score import NAMED_RISKS, voice_strength
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
    Suggestion.created_at,
    Suggestion.channel,
    Suggestion.campaign_id,
)

Columns = dict[str, Any]


class Tally:
    """What the members of one site add up to. A stub counts as a resident; its times and causes are gone.

    ``keys`` holds each resident with the time of the latest suggestion: what a file says, but no later than received.
    """

    __slots__ = ("campaigns", "causes", "channels", "confirmed", "first", "keys", "last", "members", "risks", "when")

    def __init__(self) -> None:
        self.keys: dict[str, datetime] = {}
        self.confirmed: set[str] = set()
        self.risks: dict[str, set[str]] = {}
        self.channels: set[str] = set()
        self.campaigns: set[int] = set()
        self.members = 0
        self.when: dict[int, int] = {}
        self.causes: dict[str, int] = {}
        self.first: datetime | None = None
        self.last: datetime | None = None

    def add(self, row: Any) -> None:
        """Count one standing member; ``row`` has the fields of TALLY_COLUMNS."""
        self.members += 1
        key, said_at = row.reporter_key, min(row.created_at, row.received_at)
        self.keys[key] = max(said_at, self.keys.get(key, said_at))
        self.channels.add(row.channel)
        if row.campaign_id is not None:
            self.campaigns.add(row.campaign_id)
        if row.email_confirmed_at is not None:
            self.confirmed.add(key)
        self.first = row.received_at if self.first is None else min(self.first, row.received_at)
        self.last = row.received_at if self.last is None else max(self.last, row.received_at)
        if row.state == State.LIVE:
            for cell in row.when_cells.split():
                number = CELL_NUMBER[cell]
                self.when[number] = self.when.get(number, 0) + 1
            for cause in row.causes.split():
                self.causes[cause] = self.causes.get(cause, 0) + 1
                if cause in NAMED_RISKS:
                    self.risks.setdefault(cause, set()).add(key)

    @property
    def voices(self) -> float:
        """What the residents come to, as a kept weight; the same whatever their order."""
        return fsum(voice_strength(at, confirmed=key in self.confirmed) for key, at in self.keys.items())

    @property
    def risk_counts(self) -> dict[str, int]:
        """How many residents name each risk."""
        return {risk: len(keys) for risk, keys in sorted(self.risks.items())}

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
            "voices": self.voices,
            "risk_counts": self.risk_counts,
            "channels": " ".join(sorted(self.channels)),
            "campaigns": " ".join(map(str, sorted(self.campaigns))),
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
    """Count one more live member, looking at nobody else's: the site may be popular."""
    before, after = Tally(), Tally()
    same = select(*TALLY_COLUMNS).where(
        Suggestion.site_id == site.id,
        Suggestion.reporter_key == suggestion.reporter_key,
        Suggestion.id != suggestion.id,
    )
    for row in session.execute(same):
        before.add(row)
        after.add(row)
    after.add(suggestion)
    site.members += 1
    site.residents += len(after.keys) - len(before.keys)
    site.confirmed += len(after.confirmed) - len(before.confirmed)
    site.voices += after.voices - before.voices
    more = {number: count - before.when.get(number, 0) for number, count in after.when.items()}
    site.when_counts = [count + more.get(number, 0) for number, count in enumerate(site.when_counts)]
    site.cause_counts = _grown(site.cause_counts, before.causes, after.causes)
    site.risk_counts = _grown(site.risk_counts, before.risk_counts, after.risk_counts)
    site.channels = " ".join(sorted({*site.channels.split(), suggestion.channel}))
    if suggestion.campaign_id is not None:
        campaigns = {*map(int, site.campaigns.split()), suggestion.campaign_id}
        site.campaigns = " ".join(map(str, sorted(campaigns)))
    only = site.members == 1
    site.first_received_at = suggestion.received_at if only else min(site.first_received_at, suggestion.received_at)
    site.last_received_at = suggestion.received_at if only else max(site.last_received_at, suggestion.received_at)


def _grown(counts: dict[str, int], before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    more = {name: counts.get(name, 0) + number - before.get(name, 0) for name, number in after.items()}
    return dict(sorted({**counts, **more}.items()))


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
