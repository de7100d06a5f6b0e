"""Reminding communicators that a third of the year is near its end without the follow-up that was promised."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.letters import Letter
from webapp.domain.messages import Topic
from webapp.domain.reports import FOLLOW_UPS_A_YEAR, ReportKind, at_risk, days_due
from webapp.domain.roles import Role
from webapp.storage.accounts import Account
from webapp.storage.outbox import Message, To, queue
from webapp.storage.pledges import read_agreements
from webapp.storage.reports import how_many_published

REPORTS_PATH = "/communicator/follow-ups"


def queue_reminders(session: Session, ctx: Context) -> int:
    """Queue one message a missing follow-up for each communicator; return how many. Call it inside a transaction."""
    today = local_date(ctx.now(), ctx.place.tz)
    due = at_risk(today, how_many_published(session, ReportKind.FOLLOW_UP, today.year))
    if due is None or read_agreements(session).of_year(today.year) is None:
        return 0
    event, facts = f"report_due:{due.isoformat()}", {"due": due.isoformat()}
    people = [To(address, ctx.place.languages[0]) for address in _communicators(session)]
    return sum(queue(session, ctx, Topic.REPORT_DUE, to, event, dict(facts), once=event) is not None for to in people)


def report_due(session: Session, message: Message, blank: Letter) -> Letter | None:
    """Return the reminder as it holds now; None once the follow-up is out, or the reader writes none any more."""
    due = date.fromisoformat(str(message.facts["due"]))
    number = days_due(due.year).index(due) + 1
    if how_many_published(session, ReportKind.FOLLOW_UP, due.year) >= number:
        return None
    if message.address not in _communicators(session):
        return None
    return Letter(
        blank.topic, blank.language, held_on=due, number=number, target=FOLLOW_UPS_A_YEAR, act_path=REPORTS_PATH
    )


def _communicators(session: Session) -> Sequence[str]:
    """Return whom to remind: the communicators, or the administrators of a site that has none."""
    for role in (Role.COMMUNICATOR, Role.ADMIN):
        works_here = Account.role == role.value, Account.disabled_at.is_(None)
        found = session.scalars(select(Account.email).where(*works_here).order_by(Account.id)).all()
        if found:
            return found
    return []
