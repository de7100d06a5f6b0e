"""Every answer that a site has been given, also those that another one replaced."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.moderation import Reported
from webapp.domain.privacy import PublicAnswer, public_answer
from webapp.domain.sites import SiteEvent
from webapp.storage.sites import SiteEventRow
from webapp.storage.text_reports import is_hidden

_ANSWERS = [str(kind) for kind in (SiteEvent.CLOSED, SiteEvent.DECLINED, SiteEvent.REOPENED)]


def answers_in_public(session: Session, ctx: Context, site_id: str) -> list[PublicAnswer]:
    """Return what everyone may read of a published site's answers by its canonical id, the oldest first.

    An answer to a site that was merged into this one was about another place.
    """
    columns = (SiteEventRow.type, SiteEventRow.at, SiteEventRow.data)
    own = select(*columns).where(SiteEventRow.site_id == site_id, SiteEventRow.type.in_(_ANSWERS))
    rows = session.execute(own.order_by(SiteEventRow.id)).all()
    hidden = [is_hidden(session, Reported.REPLY, site_id, (row.data or {}).get("reply")) for row in rows]
    return [public_answer(row, ctx.place.tz, words) for row, words in zip(rows, hidden, strict=True)]
