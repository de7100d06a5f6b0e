"""A site where police found that no check can be held goes on to the planner at the moment it becomes public."""

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.messages import Topic
from webapp.domain.sites import HANDED_OVER_FROM, SiteEvent
from webapp.domain.suggestions import Kind
from webapp.domain.suitability import Suitability
from webapp.storage.handing_over import handing_over_of
from webapp.storage.notices import notify
from webapp.storage.site_events import append_events, event
from webapp.storage.sites import Site
from webapp.storage.suitability import assessments_at


def hand_on_when_unsuitable(session: Session, ctx: Context, site: Site) -> bool:
    """Hand a newly public site over with the reason of the judgement that stands, and tell those who asked.

    Call it inside the transaction that makes the site public. It is nobody's deed: the judgement was.
    """
    if site.kind != Kind.SPEED or site.status not in HANDED_OVER_FROM:
        return False
    judged = assessments_at(session, site.id)
    if not judged or judged[0].verdict != Suitability.UNSUITABLE or handing_over_of(session, site.id) is not None:
        return False
    data = {"reply": "", "reason": judged[0].reason} if judged[0].reason else {"reply": ""}
    append_events(session, [event(site.id, SiteEvent.HANDED_OVER, ctx.now(), data=data)])
    session.flush()
    notify(session, ctx, site, Topic.HANDED_OVER)
    return True
