"""Pins: when a site is due, the events that freeze it, and what follows when ids go or are joined."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.sites import SiteEvent
from webapp.domain.suggestions import Kind
from webapp.storage.attempts import Attempt
from webapp.storage.checks import Check, CheckVerdict, Choice
from webapp.storage.members import Member
from webapp.storage.site_events import event
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion


def due(ctx: Context, site: Site) -> bool:
    """Whether enough residents asked for a site that is not public yet. An unsafe place waits for a person."""
    return site.published_at is None and site.kind == Kind.SPEED and site.residents >= ctx.place.publish_threshold


def pin_events(
    site: Site, kind: SiteEvent, members: Iterable[Member], at: datetime, account_id: int | None = None
) -> list[dict[str, Any]]:
    """Return what to append when a site is pinned: the first time with its members."""
    frozen = event(
        site.id, kind, at, site.founder_id, account_id, anchor_of({c: getattr(site, c) for c in FROZEN.values()})
    )
    if site.pinned_at is not None:
        return [frozen]
    emerged = event(site.id, SiteEvent.EMERGED, at, site.founder_id, account_id, {"kind": site.kind})
    ordered = sorted(members, key=lambda member: member.order)
    return [emerged, frozen, *attach_events(site.id, [m.id for m in ordered], at)]


def attach_events(site_id: str, suggestion_ids: Iterable[int], at: datetime) -> list[dict[str, Any]]:
    """Return the events that hold suggestions at a site."""
    return [event(site_id, SiteEvent.MEMBER_ATTACHED, at, suggestion_id) for suggestion_id in suggestion_ids]


FROZEN = {
    "kind": "kind",
    "unit": "unit",
    "road": "road_id",
    "junction": "junction_id",
    "measure": "measure_m",
    "easting": "easting",
    "northing": "northing",
    "lat": "lat",
    "lon": "lon",
    "length": "length_m",
    "name": "name",
}
"""What a pin freezes: the name in its event, and the column of the site."""


def anchor_of(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a pin freezes of a site with these columns."""
    return {name: columns[column] for name, column in FROZEN.items()}


def columns_of_anchor(anchor: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a site that a pin froze."""
    return {column: anchor[name] for name, column in FROZEN.items()}


def forget_unpinned(session: Session, site_ids: Iterable[str]) -> None:
    """Drop sites that nothing makes any more; what still names one follows its founder."""
    for site_id in sorted(site_ids):
        founder = select(Suggestion.site_id).where(Suggestion.founding_id == site_id)
        repoint(session, site_id, session.scalar(founder))
        session.execute(delete(Site).where(Site.id == site_id, Site.pinned_at.is_(None)))


def repoint(session: Session, site_id: str, target: str | None) -> None:
    """Let checks, choices and visits that name a site name another one."""
    for table in (Check, CheckVerdict, Choice, Attempt):
        session.execute(update(table).where(table.site_id == site_id).values(site_id=target))


def earlier_pin(one: Site, other: Site) -> tuple[Site, Site]:
    """Return (survivor, absorbed) of a merge: what is public survives, then what was pinned first."""

    def age(site: Site) -> tuple[bool, Any, str]:
        return site.published_at is None, site.pinned_at, site.id

    first, second = sorted((one, other), key=age)
    return first, second
