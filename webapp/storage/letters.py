"""From a row of the outbox to what it says now: nothing stale, nothing planned, no words of other residents."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.letters import Letter, Piece
from webapp.domain.messages import Link, Topic
from webapp.domain.moderation import Reported, TextState
from webapp.domain.privacy import is_public_yet
from webapp.domain.reports import ReportKind
from webapp.domain.sites import SiteStatus
from webapp.domain.suggestions import State
from webapp.storage.addresses import of_address
from webapp.storage.alerts import Alert, News
from webapp.storage.checks import CheckVerdict, find_by_public_id, number_of
from webapp.storage.handing_over import handing_over_in_public
from webapp.storage.mail_links import link_to
from webapp.storage.measures import MeasureEvent
from webapp.storage.moderation import TextReview
from webapp.storage.outbox import Message
from webapp.storage.places import Area
from webapp.storage.progress import count
from webapp.storage.public import find_published
from webapp.storage.public_checks import checks_at
from webapp.storage.reminders import report_due
from webapp.storage.reports import published
from webapp.storage.resolving import resolve_site
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.storage.text_reports import is_hidden
from webapp.storage.unsafe_places import UnsafeActivity, activity_in_public

STATUS_TOLD = {
    Topic.CLOSED: SiteStatus.CLOSED,
    Topic.DECLINED: SiteStatus.DECLINED,
    Topic.REOPENED: SiteStatus.OPEN,
}


class TooEarly(Exception):
    """What a message tells is held back; it may be told ``at``."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"not before {at}")
        self.at = at


def read_letter(session: Session, ctx: Context, message: Message) -> Letter | None:
    """Return what a message says, with its links; None when it no longer holds. Call it inside a transaction.

    :raises TooEarly: it tells of a check that is held back
    """
    topic = Topic(message.topic)
    blank = Letter(topic, message.language or ctx.place.languages[0])
    if topic in {Topic.CONFIRM_ALERT, Topic.ALERT, Topic.REPORT_DUE}:
        return _of_no_suggestion(session, ctx, message, blank)
    suggestion = session.get(Suggestion, message.suggestion_id) if message.suggestion_id is not None else None
    if suggestion is None:
        return None
    if topic is Topic.RECEIPTS:
        return _of_receipts(session, ctx, message, blank)
    letter = _about_suggestion(session, ctx, suggestion, blank)
    if topic is Topic.CONFIRM:
        if suggestion.email is None or suggestion.email_confirmed_at is not None:
            return None
        path = f"/mail/confirm/{link_to(session, ctx, Link.CONFIRM, suggestion.id)}"
        return replace(letter, act_path=path, receipt_path=None, stop_path=None)
    if topic is Topic.TEXT_REJECTED:
        return _of_text(session, message, suggestion, letter)
    site = resolve_site(session, str(message.facts.get("site")))
    if site is None or suggestion.email is None:
        return None
    letter = _named(letter, site)
    if topic in {Topic.CHECKED, Topic.QUESTION}:
        return _of_check(session, ctx, message, suggestion, site, letter)
    if topic in {Topic.ANSWERED, Topic.CHECK_TAKEN_BACK, Topic.MEASURE}:
        return _of_what_was(session, message, site, letter)
    return _of_answer(session, ctx, site, suggestion, letter)


def _of_no_suggestion(session: Session, ctx: Context, message: Message, blank: Letter) -> Letter | None:
    if blank.topic is Topic.REPORT_DUE:
        return report_due(session, message, blank)
    alert = session.get(Alert, message.alert_id) if message.alert_id is not None else None
    return None if alert is None else _of_alert(session, ctx, message, alert, blank)


def _named(letter: Letter, site: Site) -> Letter:
    """Name the place that the message is about, also when a person has split or moved the suggestion off it since."""
    return replace(letter, site_name=site.name, site_path=f"/sites/{site.id}" if site.published_at else None)


def _of_answer(session: Session, ctx: Context, site: Site, suggestion: Suggestion, letter: Letter) -> Letter | None:
    """Fill in an answer as it stands now; None when another one took its place, or the suggestion another place."""
    if suggestion.site_id != site.id:
        return None
    if letter.topic is Topic.HANDED_OVER:
        handed = handing_over_in_public(session, ctx, site.id)
        return replace(letter, reason=handed.reason, reply=handed.reply) if handed is not None else None
    if letter.topic in STATUS_TOLD and site.status != STATUS_TOLD[letter.topic]:
        return None
    if letter.topic not in {Topic.CLOSED, Topic.DECLINED}:
        return letter
    reply = None if is_hidden(session, Reported.REPLY, site.id, site.status_reply) else site.status_reply
    return replace(letter, reason=site.status_reason, reply=reply)


def _of_what_was(session: Session, message: Message, site: Site, letter: Letter) -> Letter | None:
    """Fill in what nothing later undoes: what was done at an unsafe place, or the day of a check taken back."""
    if letter.topic is Topic.CHECK_TAKEN_BACK:
        check = find_by_public_id(session, str(message.facts.get("check")))
        return replace(letter, held_on=check.held_on if check else None)
    if letter.topic is Topic.MEASURE:
        step = session.get(MeasureEvent, int(message.facts.get("measure", 0)))
        if step is None:
            return None
        return replace(letter, measure=step.facts["kind"], reason=step.status, held_on=step.on)
    row = session.get(UnsafeActivity, int(message.facts.get("activity", 0)))
    if row is None:
        return None
    told = activity_in_public(session, site.id, row)
    return replace(letter, activity=told.activity, held_on=told.on, reply=told.reply)


def _of_text(session: Session, message: Message, suggestion: Suggestion, letter: Letter) -> Letter | None:
    """Fill in why the sender's words are not shown; None when they are, were changed, or it was decided anew."""
    review = session.get(TextReview, suggestion.id)
    hidden = suggestion.text_state == TextState.HIDDEN and suggestion.state == State.LIVE
    if not hidden or review is None or review.reason is None or message.facts.get("suggestion") != suggestion.id:
        return None
    return replace(letter, reason=review.reason)


def _about_suggestion(session: Session, ctx: Context, suggestion: Suggestion, blank: Letter) -> Letter:
    """Fill in what every message about a suggestion says."""
    site = session.get(Site, suggestion.site_id) if suggestion.site_id else None
    area = session.get(Area, suggestion.area_id) if suggestion.area_id else None
    public = site is not None and site.published_at is not None
    return replace(
        blank,
        kind=suggestion.kind,
        site_name=(site.name if site else "") or (area.name if area else ctx.place.name),
        sent_on=local_date(suggestion.received_at, ctx.place.tz),
        site_path=f"/sites/{site.id}" if site is not None and public else None,
        receipt_path=f"/suggestions/{link_to(session, ctx, Link.RECEIPT, suggestion.id)}",
        stop_path=f"/mail/stop/{link_to(session, ctx, Link.STOP, suggestion.id)}",
    )


def _of_check(
    session: Session, ctx: Context, message: Message, suggestion: Suggestion, site: Site, letter: Letter
) -> Letter | None:
    """Fill in a held check as it stands now; None when it was taken back, or turned out to be somewhere else."""
    check = find_by_public_id(session, str(message.facts.get("check")))
    verdict = session.get(CheckVerdict, check.id) if check is not None else None
    if check is None or verdict is None or check.withdrawn or verdict.site_id != site.id:
        return None
    if not is_public_yet(check.ended_at, ctx.now(), ctx.place.check_delay_hours):
        raise TooEarly(check.ended_at + timedelta(hours=ctx.place.check_delay_hours))
    counted, target = count(session, ctx, verdict.year)
    letter = replace(
        letter,
        held_on=check.held_on,
        counts=verdict.counts,
        number=number_of(session, check) if verdict.counts else counted,
        target=target,
        why_not=verdict.reason,
    )
    if letter.topic is Topic.QUESTION:
        origin_id = check.origin_id or check.id
        token = link_to(session, ctx, Link.QUESTION, suggestion.id, check_id=origin_id)
        return replace(letter, act_path=f"/mail/question/{token}")
    return letter


def _of_receipts(session: Session, ctx: Context, message: Message, blank: Letter) -> Letter | None:
    """Fill in the links to everything that an address stands behind."""
    rows = []
    for suggestion in of_address(session, message.address or ""):
        about = _about_suggestion(session, ctx, suggestion, blank)
        rows.append((about.site_name, about.sent_on, about.receipt_path))
    receipts = tuple((name, on, path) for name, on, path in rows if on is not None and path is not None)
    return replace(blank, receipts=receipts) if receipts else None


def _of_alert(session: Session, ctx: Context, message: Message, alert: Alert, blank: Letter) -> Letter | None:
    """Fill in the news of an alert, each through the gate of what is public now."""
    if blank.topic is Topic.CONFIRM_ALERT:
        if alert.confirmed_at is not None:
            return None
        return replace(
            blank, act_path=f"/alerts/confirm/{link_to(session, ctx, Link.CONFIRM_ALERT, alert_id=alert.id)}"
        )
    rows = session.scalars(select(News).where(News.id.in_(message.facts.get("news", []))).order_by(News.id))
    told = [_report(session, row.report, blank.language) if row.report else _piece(session, ctx, row) for row in rows]
    pieces = list(dict.fromkeys(piece for piece in told if piece is not None))
    if not pieces:
        return None
    path = f"/alerts/{link_to(session, ctx, Link.ALERT, alert_id=alert.id)}"
    stop = f"/mail/stop/{link_to(session, ctx, Link.STOP, alert_id=alert.id)}"
    more = int(message.facts.get("more", 0))
    return replace(blank, pieces=tuple(pieces), more=more, manage_path=path, stop_path=stop)


def _piece(session: Session, ctx: Context, row: News) -> Piece | None:
    """Return one piece of news as it stands now, or None when it no longer does."""
    kept = resolve_site(session, row.site_id or "")
    site = find_published(session, ctx, kept.id) if kept is not None else None
    if site is None:
        return None
    piece = Piece("published", site.name, site.area, f"/sites/{site.id}", kind=site.kind)
    if row.check_id is not None:
        check = next((c for c in checks_at(session, ctx, site.id) if c.id == row.check_id), None)
        if check is None:
            return None
        return replace(piece, what="checked", held_on=check.held_on, counts=check.counts, number=check.number)
    if row.key.startswith("answer:"):
        return None if site.status == SiteStatus.CHECKED else replace(piece, what=site.status, reason=site.reason)
    return piece


def _report(session: Session, slug: str, language: str) -> Piece | None:
    """Return a follow-up or an evaluation as its newest public version puts it; None when there is none."""
    shown = published(session, slug)
    if shown is None:
        return None
    report, words = shown.report, shown.version.words
    of_year = report.kind == ReportKind.EVALUATION
    tongue = language if f"title_{language}" in words else "en"
    path = f"/evaluation/{report.year}" if of_year else f"/follow-ups/{slug}"
    return Piece("report", words[f"title_{tongue}"], None, path, words=words[f"short_{tongue}"])
