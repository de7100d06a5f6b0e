"""What happened to sites: appending events, and the state that follows from all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from webapp.domain.sites import STATUS_AFTER, SiteEvent, SiteStatus
from webapp.storage.sites import SiteAlias, SiteEventRow

HELD = (SiteEvent.MEMBER_ATTACHED.value, SiteEvent.MOVED_MEMBER.value)
"""Events after which a suggestion is held at a site."""
MEMBERSHIP = (*HELD, SiteEvent.LEFT.value)
EDITED = frozenset({SiteEvent.MOVED_MEMBER, SiteEvent.MERGED, SiteEvent.SPLIT})


@dataclass
class PinnedSite:
    """A pinned site as its events tell it."""

    id: str
    kind: str
    founder_id: int
    anchor: dict[str, Any]
    pinned_at: datetime
    published_at: datetime | None = None
    status: str = SiteStatus.OPEN.value
    status_reason: str | None = None
    status_reply: str | None = None
    status_at: datetime | None = None
    person_edited: bool = False


@dataclass
class History:
    """The fold of all events: pinned sites, who is a member of which, and which ids lead where."""

    sites: dict[str, PinnedSite] = field(default_factory=dict)
    members: dict[int, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    retired_at: dict[str, datetime] = field(default_factory=dict)


def append_events(session: Session, rows: list[dict[str, Any]]) -> None:
    """Append events in this order; see ``event``."""
    if rows:
        session.connection().execute(insert(SiteEventRow), rows)


def event(
    site_id: str,
    kind: SiteEvent,
    at: datetime,
    suggestion_id: int | None = None,
    account_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return one event as a row."""
    return {
        "site_id": site_id,
        "type": kind.value,
        "at": at,
        "suggestion_id": suggestion_id,
        "account_id": account_id,
        "data": data or {},
    }


def canonical_id(session: Session, site_id: str) -> str:
    """Return the id that a merge left standing; aliases lead there in one step."""
    return session.scalar(select(SiteAlias.site_id).where(SiteAlias.id == site_id)) or site_id


def has_aliases(session: Session) -> bool:
    """Whether a merge has ever retired an id."""
    return session.scalar(select(SiteAlias.id).limit(1)) is not None


def first_anchor(session: Session, site_id: str) -> dict[str, Any] | None:
    """Return what the first pin of a site froze, also when a merge has retired its id."""
    pinned = (SiteEvent.PINNED.value, SiteEvent.PINNED_PRIVATE.value)
    query = select(SiteEventRow.data).where(SiteEventRow.site_id == site_id, SiteEventRow.type.in_(pinned))
    return session.scalar(query.order_by(SiteEventRow.id).limit(1))


def membership(session: Session, suggestion_id: int) -> str | None:
    """Return the site that the events hold a suggestion at."""
    named = membership_event(session, suggestion_id)
    return canonical_id(session, named) if named else None


def membership_event(session: Session, suggestion_id: int) -> str | None:
    """Return the site that the last event about a suggestion named; a merge may have retired its id since."""
    last = session.execute(
        select(SiteEventRow.site_id, SiteEventRow.type)
        .where(SiteEventRow.suggestion_id == suggestion_id, SiteEventRow.type.in_(MEMBERSHIP))
        .order_by(SiteEventRow.id.desc())
        .limit(1)
    ).one_or_none()
    return last.site_id if last is not None and last.type in HELD else None


def first_held(session: Session, suggestion_ids: Sequence[int], at: datetime) -> dict[int, str]:
    """Return where the events first held suggestions from a moment on, of those that a person has moved since then.

    What a person moves or splits later does not change whose they were.
    """
    rows = SiteEventRow.suggestion_id, SiteEventRow.site_id
    since = SiteEventRow.suggestion_id.in_(suggestion_ids), SiteEventRow.at >= at
    moved = set(session.scalars(select(rows[0]).where(*since, SiteEventRow.type == SiteEvent.MOVED_MEMBER.value)))
    if not moved:
        return {}
    held = select(*rows).where(rows[0].in_(moved), SiteEventRow.at >= at, SiteEventRow.type.in_(HELD))
    found = session.execute(held.order_by(SiteEventRow.id.desc()))
    return {i: site_id for i, site_id in found if i is not None}  # the earliest is written last


def held_at(session: Session, suggestion_id: int, at: datetime) -> str | None:
    """Return the site that held a suggestion at a moment, by its name of then; else the first that held it after."""
    about = select(SiteEventRow.site_id, SiteEventRow.type).where(
        SiteEventRow.suggestion_id == suggestion_id, SiteEventRow.type.in_(MEMBERSHIP)
    )
    before = session.execute(about.where(SiteEventRow.at < at).order_by(SiteEventRow.id.desc()).limit(1)).first()
    if before is not None and before.type in HELD:
        return str(before.site_id)
    later = about.where(SiteEventRow.at >= at, SiteEventRow.type.in_(HELD))
    first = session.execute(later.order_by(SiteEventRow.id).limit(1)).first()
    return str(first.site_id) if first is not None else None


def parted_from(session: Session, site_id: str) -> tuple[str, datetime] | None:
    """Return the site that a person split this one from, by its name of then, and when."""
    split = select(SiteEventRow.data, SiteEventRow.at).where(
        SiteEventRow.site_id == site_id, SiteEventRow.type == SiteEvent.SPLIT.value
    )
    for data, at in session.execute(split.order_by(SiteEventRow.id)):
        if "split_from" in data:
            return data["split_from"], at
    return None


def wholes_of(session: Session, site_ids: Iterable[str], at: datetime) -> tuple[tuple[str, datetime], ...]:
    """Return what these sites were parts of before a moment, and until when each was."""
    found: list[tuple[str, datetime]] = []
    for site_id in sorted(site_ids):
        parted = parted_from(session, site_id)
        while parted is not None and parted not in found:
            found.append(parted)
            parted = parted_from(session, parted[0])
    return tuple(whole for whole in found if whole[1] < at)


def fold(session: Session) -> History:
    """Return the state that follows from all events."""
    columns = (SiteEventRow.site_id, SiteEventRow.type, SiteEventRow.at, SiteEventRow.suggestion_id, SiteEventRow.data)
    history = History()
    for row in session.execute(select(*columns).order_by(SiteEventRow.id)):
        apply_event(history, row.site_id, SiteEvent(row.type), row.at, row.suggestion_id, row.data)
    return history


def apply_event(
    history: History, site_id: str, kind: SiteEvent, at: datetime, suggestion_id: int | None, data: dict[str, Any]
) -> None:
    """Take one more event into the state."""
    if kind in {SiteEvent.MEMBER_ATTACHED, SiteEvent.MOVED_MEMBER} and suggestion_id is not None:
        history.members[suggestion_id] = history.aliases.get(site_id, site_id)
    if kind is SiteEvent.LEFT and suggestion_id is not None:
        history.members.pop(suggestion_id, None)
    if kind in {SiteEvent.PINNED, SiteEvent.PINNED_PRIVATE}:
        _pin(history, site_id, kind, at, suggestion_id, data)
    site = history.sites.get(history.aliases.get(site_id, site_id))
    if site is None:
        return
    if kind is SiteEvent.REMEASURED:
        site.anchor = {**site.anchor, **data}
    if kind is SiteEvent.MERGED:
        _merge(history, site, data["absorbed"], at)
    if kind in EDITED:
        site.person_edited = True
    if kind in STATUS_AFTER:
        site.status, site.status_at = STATUS_AFTER[kind].value, at
        site.status_reason, site.status_reply = data.get("reason"), data.get("reply")


def _pin(
    history: History, site_id: str, kind: SiteEvent, at: datetime, founder_id: int | None, data: dict[str, Any]
) -> None:
    """Freeze the anchor at the first pin; the public one also publishes."""
    site = history.sites.get(site_id)
    if site is None:
        site = history.sites[site_id] = PinnedSite(site_id, data["kind"], founder_id or 0, data, at)
    if kind is SiteEvent.PINNED and site.published_at is None:
        site.published_at = at


def _merge(history: History, survivor: PinnedSite, absorbed: str, at: datetime) -> None:
    history.sites.pop(absorbed, None)
    history.aliases = {old: survivor.id if now == absorbed else now for old, now in history.aliases.items()}
    history.aliases[absorbed], history.retired_at[absorbed] = survivor.id, at
    for suggestion_id, site_id in history.members.items():
        if site_id == absorbed:
            history.members[suggestion_id] = survivor.id
