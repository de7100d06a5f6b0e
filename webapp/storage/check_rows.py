"""Rows of held checks made from what a person told; where it was held comes from the site or the position."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.checks import RecordCheck, new_public_id
from webapp.domain.context import Context
from webapp.domain.errors import NotFound
from webapp.domain.roles import Actor
from webapp.storage.checks import Check
from webapp.storage.grouping import locate, resolve_site
from webapp.storage.pinning import FROZEN, anchor_of
from webapp.storage.places import Area, areas_at
from webapp.storage.site_events import first_anchor
from webapp.storage.sites import SiteAlias

_COPIED = (
    "site_id", "named_id", "started_at", "ended_at", "held_on", "channel", "easting", "northing", "lat", "lon",
    "road_id", "junction_id", "area", "vehicles", "over_limit", "mean_kmh", "v85_kmh", "limit_kmh", "public_note",
)  # fmt: skip


def new_row(session: Session, ctx: Context, actor: Actor, facts: RecordCheck) -> Check:
    """Return the row of a check, not yet added. At a site its position is the site's anchor when it started.

    :raises NotFound: there is no such site
    """
    check = Check(
        public_id=new_public_id(),
        started_at=facts.started_at,
        ended_at=facts.ended_at,
        held_on=local_date(facts.started_at, ctx.place.tz),
        recorded_at=ctx.now(),
        recorded_by=actor.account_id,
        vehicles=facts.vehicles,
        over_limit=facts.over_limit,
        mean_kmh=facts.mean_kmh,
        v85_kmh=facts.v85_kmh,
        limit_kmh=facts.limit_kmh,
        public_note=facts.public_note.strip() or None,
        withdrawn=False,
    )
    if facts.site_id is not None:
        _at_site(session, check, facts.site_id)
    if facts.lat is not None and facts.lon is not None:
        _at_position(session, ctx, check, facts.lat, facts.lon)
    check.area = district_names(session, [check.lon], [check.lat])[0]
    return check


def fill_districts(session: Session) -> None:
    """Give the checks that were held while the place had no districts their first one; no other check changes."""
    waiting = session.execute(select(Check.id, Check.lon, Check.lat).where(Check.area.is_(None))).all()
    names = district_names(session, [row.lon for row in waiting], [row.lat for row in waiting])
    changes = [{"id": row.id, "area": name} for row, name in zip(waiting, names, strict=True) if name is not None]
    if changes:
        session.execute(update(Check), changes)


def district_names(session: Session, lons: Sequence[float], lats: Sequence[float]) -> list[str | None]:
    """Return the name of the district of each position as a check keeps it: "" in none, None where there are none."""
    called = dict(session.execute(select(Area.id, Area.name)).all())
    if not called:
        return [None] * len(lons)
    return [called.get(area_id or 0, "") for area_id in areas_at(session, lons, lats)]


def corrected(old: Check, new: Check | None, reason: str) -> Check:
    """Return the row that replaces another: with new facts, or with the old ones when it only takes them back."""
    row = new or Check(public_id=new_public_id(), **{name: getattr(old, name) for name in _COPIED})
    row.channel = old.channel
    row.replaces_id = old.id
    row.origin_id = old.origin_id or old.id
    row.correction_reason, row.withdrawn = reason, False
    if (row.easting, row.northing) == (old.easting, old.northing):
        row.area = old.area  # borders may have moved since; the check has not
    return row


def _at_site(session: Session, check: Check, site_id: str) -> None:
    site = resolve_site(session, site_id)
    if site is None:
        raise NotFound(f"site {site_id}")
    check.site_id, check.named_id = site.id, site_id
    anchor = anchor_of({name: getattr(site, name) for name in FROZEN.values()})
    retired = session.get(SiteAlias, site_id)
    if retired is not None and check.started_at < retired.at:
        anchor = first_anchor(session, site_id) or anchor
    check.easting, check.northing = anchor["easting"], anchor["northing"]
    check.lat, check.lon = anchor["lat"], anchor["lon"]
    check.road_id, check.junction_id = anchor["road"], anchor["junction"]


def _at_position(session: Session, ctx: Context, check: Check, lat: float, lon: float) -> None:
    where = locate(session, ctx, lon, lat)
    check.easting, check.northing = where.easting, where.northing
    check.lat, check.lon = lat, lon
    check.road_id, check.junction_id = where.road_id, where.junction_id
