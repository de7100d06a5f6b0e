"""Sites that the police handed over to the municipality's planner: the fold of their events, and nothing kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.moderation import Reported
from webapp.domain.privacy import PublicHandingOver, public_handing_over
from webapp.domain.sites import SiteEvent
from webapp.storage.sites import SiteAlias, SiteEventRow
from webapp.storage.text_reports import is_hidden

_TOLD = (SiteEvent.HANDED_OVER, SiteEvent.CLOSED, SiteEvent.DECLINED, SiteEvent.REOPENED, SiteEvent.MERGED)


@dataclass(frozen=True)
class HandingOver:
    """A handing-over that stands, as the police wrote it; ``named`` is the id that the site had then."""

    named: str
    at: datetime
    reply: str
    reason: str = ""  # a code, when the police found that no check can be held there


def handed_over(session: Session) -> dict[str, HandingOver]:
    """Return every handing-over that stands, by the id of its site."""
    return _fold(session.execute(_events()))


def handing_over_of(session: Session, site_id: str) -> HandingOver | None:
    """Return the handing-over of one site that stands, by its canonical id.

    A check ends none: those who build roads still have the question. Another answer does.
    """
    retired = select(SiteAlias.id).where(SiteAlias.site_id == site_id)
    own = or_(SiteEventRow.site_id == site_id, SiteEventRow.site_id.in_(retired))
    return _fold(session.execute(_events().where(own))).get(site_id)


def handing_over_in_public(session: Session, ctx: Context, site_id: str) -> PublicHandingOver | None:
    """Return what everyone may read of the handing-over of a site, by its canonical id."""
    found = handing_over_of(session, site_id)
    return None if found is None else to_the_public(session, ctx, site_id, found)


def to_the_public(session: Session, ctx: Context, site_id: str, found: HandingOver) -> PublicHandingOver:
    """Return what everyone may read of a handing-over: the day, and the words unless a person has hidden them."""
    hidden = any(is_hidden(session, Reported.REPLY, name, found.reply) for name in {site_id, found.named})
    return public_handing_over(found, ctx.place.tz, hidden)


def _events() -> Any:
    columns = (SiteEventRow.site_id, SiteEventRow.type, SiteEventRow.at, SiteEventRow.data)
    return select(*columns).where(SiteEventRow.type.in_([str(kind) for kind in _TOLD])).order_by(SiteEventRow.id)


def _fold(rows: Iterable[Any]) -> dict[str, HandingOver]:
    standing: dict[str, HandingOver] = {}
    for row in rows:
        if row.type == SiteEvent.HANDED_OVER:
            standing[row.site_id] = HandingOver(row.site_id, row.at, row.data["reply"], row.data.get("reason", ""))
        elif row.type == SiteEvent.MERGED:
            brought = standing.pop(row.data["absorbed"], None)
            if brought is not None:
                standing.setdefault(row.site_id, brought)
        else:
            standing.pop(row.site_id, None)
    return standing
