"""The follow-ups of a demo year, and its evaluation once the year is over: as its communicator would write them."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.reports import ReportKind, days_due
from webapp.domain.roles import Actor
from webapp.storage.pledges import read_agreements
from webapp.usecases import reports

TOLD_AFTER = timedelta(days=4)


def publish_reports(session: Session, ctx: Context, writer: Actor, admin: Actor, year: int | None = None) -> int:
    """Publish a follow-up of each third of a year that is over, then the evaluation of a whole year; return how many.

    Each is published some days after the last day that is in it, or at the latest now.

    :param year: this one if left out
    """
    today = local_date(ctx.now(), ctx.place.tz)
    year = year or today.year
    due = [(ReportKind.FOLLOW_UP, day) for day in days_due(year) if day <= today]
    if len(due) == len(days_due(year)):
        due.append((ReportKind.EVALUATION, due[-1][1]))
    if read_agreements(session).of_year(year) is None:
        return 0
    for kind, through in due:
        _publish(session, _some_days_after(ctx, through), writer, admin, kind, through)
    return len(due)


def _some_days_after(ctx: Context, through: date) -> Context:
    at = min(ctx.now(), datetime.combine(through, time(9), ctx.place.tz) + TOLD_AFTER)
    return replace(ctx, now=lambda: at)


def _publish(session: Session, ctx: Context, writer: Actor, admin: Actor, kind: ReportKind, through: date) -> None:
    slug = reports.start(session, ctx, writer, kind, through)
    view = reports.look(session, admin, slug)
    for voice in view.voices:
        speaker = writer if voice.party.slug == writer.party else admin
        reports.approve(session, ctx, speaker, slug, voice.party.slug, view.version.fingerprint)
