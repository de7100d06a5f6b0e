"""Unsafe places as police and municipality see them: the activities that answered them, who looked, who owns them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.moderation import Reported
from webapp.domain.privacy import PublicActivity, public_activity
from webapp.domain.sites import SiteEvent, SiteStatus
from webapp.domain.suggestions import Kind
from webapp.storage.db import Base, Instant
from webapp.storage.places import Area
from webapp.storage.pledge_events import taken_back
from webapp.storage.sites import Site, SiteAlias, SiteEventRow
from webapp.storage.suggestions import Suggestion
from webapp.storage.text_reports import is_hidden

_TOLD = (SiteEvent.LOOKED_AT, SiteEvent.OWNED, SiteEvent.REOPENED, SiteEvent.MERGED)


class UnsafeActivity(Base):
    """What was done, or is announced, at an unsafe place. Append-only."""

    __tablename__ = "unsafe_activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[str] = mapped_column(index=True)  # the id that the site had then; a merge may have retired it
    activity: Mapped[str]
    on_day: Mapped[date]  # local
    public_reply: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    submission_key: Mapped[str | None] = mapped_column(unique=True)  # two presses are one activity
    pledge_event_id: Mapped[int | None]  # the event of a pledge that it was, when one is logged


@dataclass(frozen=True)
class Standing:
    """Since when somebody has looked at a place, and who takes care of it; None while nobody does."""

    looked_at: datetime | None = None
    owner: str | None = None


def unsafe_rows(session: Session) -> Sequence[Any]:
    """Return (site, area name, area slug) of every unsafe place that still stands for somebody."""
    query = (
        select(Site, Area.name, Area.slug)
        .outerjoin(Area, Area.id == Site.area_id)
        .where(Site.kind == Kind.UNSAFE_PLACE.value, (Site.members > 0) | Site.pinned_at.is_not(None))
    )
    return session.execute(query.order_by(Site.residents.desc(), Site.id)).all()


def area_of(session: Session, site: Site) -> tuple[str | None, str | None]:
    """Return name and slug of the district of a site."""
    area = session.get(Area, site.area_id) if site.area_id is not None else None
    return (area.name, area.slug) if area is not None else (None, None)


def proposed(session: Session, threshold: int) -> Sequence[Site]:
    """Return the unsafe places that enough residents have named and no person has published or answered yet."""
    waiting = select(Site).where(
        Site.kind == Kind.UNSAFE_PLACE.value,
        Site.published_at.is_(None),
        Site.residents >= threshold,
        Site.status.not_in([SiteStatus.CLOSED.value, SiteStatus.DECLINED.value]),
    )
    return session.scalars(waiting.order_by(Site.residents.desc(), Site.id)).all()


def live_members(session: Session, site_id: str) -> Sequence[Suggestion]:
    """Return the suggestions that still say something at a site, the newest first."""
    own = select(Suggestion).where(Suggestion.site_id == site_id, Suggestion.state == "live")
    return session.scalars(own.order_by(Suggestion.created_at.desc(), Suggestion.id.desc())).all()


def standings(session: Session) -> dict[str, Standing]:
    """Return who looked at and who owns every unsafe place that is not untouched, by the site's id."""
    return _fold(session.execute(_events()))


def standing_of(session: Session, site_id: str) -> Standing:
    """Return who looked at and who owns one place, by its canonical id."""
    found = session.execute(_events().where(_own(SiteEventRow.site_id, site_id)))
    return _fold(found).get(site_id, Standing())


def activities(session: Session) -> dict[str, list[UnsafeActivity]]:
    """Return every activity by the canonical id of its site, the latest day first."""
    alias = {row.id: row.site_id for row in session.execute(select(SiteAlias.id, SiteAlias.site_id))}
    found: dict[str, list[UnsafeActivity]] = {}
    for row in session.scalars(_latest_first()):
        found.setdefault(alias.get(row.site_id, row.site_id), []).append(row)
    return found


def activities_of(session: Session, site_id: str) -> Sequence[UnsafeActivity]:
    """Return the activities at one site, by its canonical id, the latest day first."""
    return session.scalars(_latest_first().where(_own(UnsafeActivity.site_id, site_id))).all()


def activities_in_public(session: Session, site_id: str) -> list[PublicActivity]:
    """Return what everyone may read of the activities at a site, the latest day first."""
    return [activity_in_public(session, site_id, row) for row in activities_of(session, site_id)]


def activity_in_public(session: Session, site_id: str, row: UnsafeActivity) -> PublicActivity:
    """Return what everyone may read of one activity: its words unless a person has hidden them."""
    said = row.public_reply or None
    hidden = any(is_hidden(session, Reported.REPLY, name, said) for name in {site_id, row.site_id})
    return public_activity(row, hidden)


def find_by_key(session: Session, key: str) -> UnsafeActivity | None:
    """Return the activity that a submission key has made."""
    return session.scalar(select(UnsafeActivity).where(UnsafeActivity.submission_key == key))


def _latest_first() -> Any:
    """Return the select of the activities; what a party reported and took back again is none."""
    number = UnsafeActivity.pledge_event_id
    held = or_(number.is_(None), number.not_in(taken_back()))
    return select(UnsafeActivity).where(held).order_by(UnsafeActivity.on_day.desc(), UnsafeActivity.id.desc())


def _own(column: Any, site_id: str) -> Any:
    return or_(column == site_id, column.in_(select(SiteAlias.id).where(SiteAlias.site_id == site_id)))


def _events() -> Any:
    columns = (SiteEventRow.site_id, SiteEventRow.type, SiteEventRow.at, SiteEventRow.data)
    return select(*columns).where(SiteEventRow.type.in_([str(kind) for kind in _TOLD])).order_by(SiteEventRow.id)


def _fold(rows: Iterable[Any]) -> dict[str, Standing]:
    standing: dict[str, Standing] = {}
    for row in rows:
        now = standing.get(row.site_id, Standing())
        if row.type == SiteEvent.LOOKED_AT:
            standing[row.site_id] = Standing(row.at, now.owner)
        elif row.type == SiteEvent.OWNED:
            standing[row.site_id] = Standing(now.looked_at, row.data["owner"])
        elif row.type == SiteEvent.REOPENED:
            standing[row.site_id] = Standing(None, now.owner)
        else:
            brought = standing.pop(row.data["absorbed"], None)
            if brought is not None:
                standing.setdefault(row.site_id, brought)
    return standing
