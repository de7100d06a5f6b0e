"""Every answer that a site has been given, also those that another one replaced, and those of places joined to it."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.moderation import Reported
from webapp.domain.privacy import PublicAnswer, public_answer
from webapp.domain.sites import SiteEvent
from webapp.storage.sites import SiteAlias, SiteEventRow
from webapp.storage.text_reports import is_hidden

_ANSWERS = [str(kind) for kind in (SiteEvent.CLOSED, SiteEvent.DECLINED, SiteEvent.REOPENED)]


def answers_in_public(session: Session, ctx: Context, site_id: str) -> list[PublicAnswer]:
    """Return what everyone may read of a published site's answers by its canonical id, the oldest first.

    An answer to a place that was joined to this one says which place it was about; what was never public stays so.
    """
    columns = (SiteEventRow.site_id, SiteEventRow.type, SiteEventRow.at, SiteEventRow.data)
    named = _joined(session, site_id)
    asked = select(*columns).where(
        or_(SiteEventRow.site_id == site_id, SiteEventRow.site_id.in_(named)), SiteEventRow.type.in_(_ANSWERS)
    )
    rows = session.execute(asked.order_by(SiteEventRow.at, SiteEventRow.id)).all()
    return [
        public_answer(row, ctx.place.tz, _hidden(session, {site_id, row.site_id}, row.data), named.get(row.site_id))
        for row in rows
    ]


def _joined(session: Session, site_id: str) -> dict[str, str]:
    """Return the ids of published places that were joined to a site, and what each was called."""
    published = (
        select(SiteEventRow.site_id, SiteEventRow.data)
        .join(SiteAlias, SiteAlias.id == SiteEventRow.site_id)
        .where(SiteAlias.site_id == site_id, SiteEventRow.type == str(SiteEvent.PINNED))
        .order_by(SiteEventRow.id)
    )
    return {row.site_id: row.data["name"] for row in session.execute(published)}


def _hidden(session: Session, named: set[str], data: dict[str, str] | None) -> bool:
    said = (data or {}).get("reply")
    return any(is_hidden(session, Reported.REPLY, name, said) for name in named)
