"""An unsafe place is answered by what is done: the activity, the event of the site, its residents' mail."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.messages import Topic
from webapp.domain.roles import Actor
from webapp.domain.sites import SiteEvent
from webapp.storage.audit import log
from webapp.storage.grouping import record_site_event
from webapp.storage.notices import notify_of_activity
from webapp.storage.outbox import cancel, queued_about
from webapp.storage.sites import Site
from webapp.storage.unsafe_places import UnsafeActivity


def add_activity(
    session: Session,
    ctx: Context,
    actor: Actor,
    site: Site,
    activity: str,
    on: date,
    public_reply: str,
    submission_key: str | None = None,
    pledge_event_id: int | None = None,
) -> UnsafeActivity:
    """Store an activity and tell everyone who asked for the place, once. Call it inside a transaction."""
    row = UnsafeActivity(
        site_id=site.id,
        activity=activity,
        on_day=on,
        public_reply=public_reply.strip(),
        account_id=actor.account_id,
        recorded_at=ctx.now(),
        submission_key=submission_key,
        pledge_event_id=pledge_event_id,
    )
    session.add(row)
    data = {"reason": activity, "reply": row.public_reply, "on": on.isoformat()}
    record_site_event(session, ctx, site, SiteEvent.ANSWERED, actor.account_id, data=data)
    notify_of_activity(session, ctx, site, row.id)
    log(session, ctx, actor, "unsafe.answered", site.id)
    return row


def sites_answered_by(session: Session, pledge_event_id: int) -> list[str]:
    """Return the sites that an event of a pledge answered."""
    query = select(UnsafeActivity.site_id).where(UnsafeActivity.pledge_event_id == pledge_event_id)
    return list(session.scalars(query.order_by(UnsafeActivity.id)))


def stop_telling(session: Session, ctx: Context, pledge_event_id: int) -> None:
    """Cancel what is queued about an event of a pledge that was taken back; what has been sent stays sent."""
    query = select(UnsafeActivity.id).where(UnsafeActivity.pledge_event_id == pledge_event_id)
    for number in session.scalars(query).all():
        for message in queued_about(session, f"activity:{number}", Topic.ANSWERED):
            cancel(message, ctx.now())
