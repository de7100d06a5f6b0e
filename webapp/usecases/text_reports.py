"""Report a problem with a public text; hide it at once, keep it, or take either back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.domain.built_measures import OF_A_MEASURE
from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotFound, WrongState
from webapp.domain.moderation import MAX_REPORT, REPORT_REASONS, Reported, ReportState, TextState
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.wishes import read_text
from webapp.storage import moderation, text_reports
from webapp.storage.answers import answers_in_public
from webapp.storage.audit import log
from webapp.storage.db import transaction
from webapp.storage.handing_over import handing_over_in_public
from webapp.storage.measures import find_public_measure
from webapp.storage.moderation import TextReview
from webapp.storage.notices import text_rejected
from webapp.storage.pledge_progress import find_public_event
from webapp.storage.public import find_published
from webapp.storage.public_checks import find_public_check
from webapp.storage.sites import Site
from webapp.storage.text_reports import TextReport
from webapp.storage.unsafe_places import activities_in_public

LISTED = 50


@dataclass(frozen=True)
class PublicWords:
    """A public text that can be reported: what it says, and the published site or the pledge whose page shows it."""

    what: Reported
    target: str
    said: str
    site_id: str | None
    pledge: str | None = None


@dataclass(frozen=True)
class ReportLine:
    """A report as a moderator reads it. ``said`` is empty when the text is no longer there."""

    id: int
    what: Reported
    said: str
    site_id: str | None
    reason: str
    words: str | None
    reported_at: datetime
    state: ReportState
    decided_at: datetime | None


def words_in_public(session: Session, ctx: Context, what: str, target: str) -> PublicWords:
    """Return a public text by its kind and id.

    :raises NotFound: everyone can read no such text
    """
    try:
        kind = Reported(what)
    except ValueError:
        raise NotFound(f"texts of the kind {what}") from None
    if kind in {Reported.EVENT, Reported.MEASURE}:
        return _note_of_staff(session, ctx, kind, target)
    said, site_id = _said(session, ctx, kind, target)
    if not said or site_id is None:
        raise NotFound(f"{what} {target}")
    return PublicWords(kind, site_id if kind is Reported.REPLY else target, said, site_id)


def report(session: Session, ctx: Context, what: str, target: str, reason: str, words: str) -> PublicWords:
    """Put a public text before a moderator; it stays until a person has looked. Nobody needs an account.

    :raises NotFound: everyone can read no such text
    :raises Invalid: no reason is chosen, or the words are too long
    """
    faults = [] if reason in REPORT_REASONS else [Fault("reason", "unknown" if reason else "missing")]
    own, word_faults = read_text(words)
    if own is not None and len(own) > MAX_REPORT:
        word_faults = [Fault("words", "too_long", {"max": MAX_REPORT})]
    faults += [Fault("words", fault.code, {**fault.details, "max": MAX_REPORT}) for fault in word_faults]
    if faults:
        raise Invalid(faults)
    with transaction(session):
        found = words_in_public(session, ctx, what, target)
        said = "" if found.what is Reported.TEXT else found.said
        session.add(
            TextReport(
                what=found.what.value, target=found.target, said=said, reason=reason, words=own, reported_at=ctx.now()
            )
        )
    return found


def reported(session: Session, actor: Actor, state: ReportState) -> list[ReportLine]:
    """Return reports in a state: open ones the oldest first.

    :raises NotAllowed: the actor does not moderate
    """
    require(actor, Permission.MODERATE)
    return [_line(session, row) for row in text_reports.reports(session, state, LISTED)]


def answer_report(session: Session, ctx: Context, actor: Actor, report_id: int, state: ReportState) -> None:
    """Hide the reported words at once, keep them, or open the report again: all reports of the same words follow.

    :raises NotAllowed: the actor does not moderate
    :raises NotFound: there is no such report
    :raises WrongState: somebody else did the same already
    """
    require(actor, Permission.MODERATE)
    with transaction(session):
        row = session.get(TextReport, report_id)
        if row is None:
            raise NotFound(f"report {report_id}")
        before = ReportState(row.state)
        if before is state or (before is not ReportState.OPEN and state is not ReportState.OPEN):
            raise WrongState(f"report {report_id} is {before}")
        for one in text_reports.about_the_same(session, row):
            one.state, one.decided_by = state.value, actor.account_id
            one.decided_at = None if state is ReportState.OPEN else ctx.now()
        if row.what == Reported.TEXT and ReportState.HIDDEN in {before, state}:
            _hide_text(session, ctx, actor, row, hide=state is ReportState.HIDDEN)
        log(session, ctx, actor, f"report.{'reopened' if state is ReportState.OPEN else state}", str(report_id))


def _hide_text(session: Session, ctx: Context, actor: Actor, row: TextReport, hide: bool) -> None:
    """Take a resident's words from every page, or put them back; the sender reads why on the receipt."""
    suggestion = moderation.find_by_text_id(session, row.target)
    if suggestion is None:
        return  # the sender erased or changed the words meanwhile
    review = session.get_one(TextReview, suggestion.id)
    if suggestion.text_state == TextState.WAITING:
        return
    suggestion.text_state = TextState.HIDDEN.value if hide else TextState.SHOWN.value
    review.reason = (row.reason if row.reason in {"person", "accusation", "hateful"} else "other") if hide else None
    review.revision += 1
    review.decided_at, review.decided_by = ctx.now(), actor.account_id
    if hide:
        text_rejected(session, ctx, suggestion)


def _said(session: Session, ctx: Context, kind: Reported, target: str) -> tuple[str | None, str | None]:
    """Return what everyone reads now, and on which site's page."""
    if kind is Reported.TEXT:
        suggestion = moderation.find_by_text_id(session, target)
        if suggestion is None or not moderation.is_public(session, target):
            return None, None
        review = session.get_one(TextReview, suggestion.id)
        return review.public_text, suggestion.site_id
    if kind is Reported.REPLY:
        site_id, _, number = target.partition(".")
        site = find_published(session, ctx, site_id)
        if site is None:
            return None, None
        if number:
            return _earlier(session, ctx, site.id, number), site.id
        handed = handing_over_in_public(session, ctx, site.id)
        done = (activity.reply for activity in activities_in_public(session, site.id) if activity.reply)
        return site.reply or (handed.reply if handed is not None else None) or next(done, None), site.id
    check = find_public_check(session, ctx, target)
    return (check.note, check.site) if check is not None else (None, None)


def _note_of_staff(session: Session, ctx: Context, kind: Reported, target: str) -> PublicWords:
    """Return the public words to an event of a pledge or to a measure.

    :raises NotFound: everyone can read no such words
    """
    said, pledge = None, None
    if kind is Reported.EVENT and target.startswith(OF_A_MEASURE):
        kind, target = Reported.MEASURE, target.removeprefix(OF_A_MEASURE)
    if kind is Reported.MEASURE:
        measure = find_public_measure(session, target)
        said = (measure.note or measure.street) if measure is not None else None
    else:
        event = find_public_event(session, ctx, target)
        said, pledge = (event.note, event.pledge) if event is not None else (None, None)
    if not said:
        raise NotFound(f"{kind} {target}")
    return PublicWords(kind, target, said, None, pledge)


def _earlier(session: Session, ctx: Context, site_id: str, number: str) -> str | None:
    """Return the words of an answer by its number in the history of a site."""
    answers = answers_in_public(session, ctx, site_id)
    known = number.isascii() and number.isdigit() and int(number[:6]) < len(answers)
    return answers[int(number[:6])].reply if known else None


def _line(session: Session, row: TextReport) -> ReportLine:
    kind = Reported(row.what)
    said, site_id = row.said, row.target if kind is Reported.REPLY else None
    if kind is Reported.TEXT:
        suggestion = moderation.find_by_text_id(session, row.target)
        review = session.get(TextReview, suggestion.id) if suggestion is not None else None
        said, site_id = (review.public_text or "") if review else "", suggestion.site_id if suggestion else None
    site = session.get(Site, site_id) if site_id else None
    return ReportLine(
        id=row.id,
        what=kind,
        said=said,
        site_id=site.id if site is not None and site.published_at is not None else None,
        reason=row.reason,
        words=row.words,
        reported_at=row.reported_at,
        state=ReportState(row.state),
        decided_at=row.decided_at,
    )
