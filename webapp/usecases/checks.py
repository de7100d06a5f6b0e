"""What police do with a site: choose it in private, hold and record a check, answer with a public reason."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.checks import RecordCheck, check_faults, planned_on_fault
from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotFound, WrongState
from webapp.domain.messages import Topic
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.sites import NEXT, REASONS, SiteEvent, SiteStatus
from webapp.domain.suggestions import MAX_TEXT, Kind
from webapp.formats.checks_csv import CheckRow, read_checks
from webapp.storage import checks as store
from webapp.storage.audit import log
from webapp.storage.check_rows import corrected, new_row
from webapp.storage.checks import Check, CheckVerdict, Choice
from webapp.storage.counting import recount, recount_with_posts, verdict_of
from webapp.storage.db import transaction
from webapp.storage.grouping import pin_privately, record_site_event, resolve_site
from webapp.storage.notices import check_taken_back, notify
from webapp.storage.sites import Site
from webapp.storage.versions import must_be_seen


@dataclass(frozen=True)
class CheckReceipt:
    """What became of a check: whether it counts, as which number of the year, or the first reason why not."""

    check_id: int
    public_id: str
    counts: bool
    reason: str | None
    number: int | None
    site_id: str | None


@dataclass(frozen=True)
class ImportReport:
    """What an import of earlier checks did; ``counted`` is among the ``added``."""

    rows: int
    added: int
    known: int
    counted: int


def record_check(session: Session, ctx: Context, actor: Actor, facts: RecordCheck) -> CheckReceipt:
    """Write down that a check was held, and count it if the rule says so. One submission key is one check.

    :raises Invalid: what was told cannot be true
    :raises NotFound: there is no such site
    """
    require(actor, Permission.RECORD_CHECK)
    _refuse(check_faults(facts, ctx.now(), ctx.place))
    key = f"form:{facts.submission_key}" if facts.submission_key else None
    with transaction(session):
        known = store.find_by_key(session, key) if key else None
        if known is not None:
            return _receipt(session, known)
        check = _add(session, ctx, actor, facts, key)
        recount_with_posts(session, ctx, [check], since=check.started_at)
        _tell_site(session, ctx, actor, check)
        log(session, ctx, actor, "check.recorded", check.public_id)
        return _receipt(session, check)


def preview_check(session: Session, ctx: Context, actor: Actor, facts: RecordCheck) -> CheckReceipt:
    """Say whether a check would count, and as which number; write nothing.

    :raises Invalid: what was told cannot be true
    :raises NotFound: there is no such site
    """
    require(actor, Permission.RECORD_CHECK)
    _refuse(check_faults(facts, ctx.now(), ctx.place))
    check = new_row(session, ctx, actor, facts)
    verdict = verdict_of(session, ctx, check)
    number = store.number_of(session, check) + 1 if verdict.counts else None
    return CheckReceipt(0, "", verdict.counts, verdict.reason, number, verdict.site_id)


def correct_check(
    session: Session, ctx: Context, actor: Actor, check_id: int, facts: RecordCheck, reason: str
) -> CheckReceipt:
    """Put right what was written about a check: a new row that names the old one, and the reason.

    One submission key is one correction.

    :raises Invalid: what was told cannot be true, or no reason is given
    :raises NotFound: there is no such check or site
    :raises WrongState: the check has been corrected already, or taken back
    """
    require(actor, Permission.RECORD_CHECK)
    _refuse([*check_faults(facts, ctx.now(), ctx.place), *_reason_faults(reason)])
    key = f"form:{facts.submission_key}" if facts.submission_key else None
    with transaction(session):
        known = store.find_by_key(session, key) if key else None
        if known is not None:
            return _receipt(session, known)
        old = _standing_check(session, check_id)
        check = corrected(old, new_row(session, ctx, actor, facts), reason.strip())
        check.external_key = key
        was_at = _site_of(session, old)
        session.add(check)
        recount_with_posts(session, ctx, [check], since=min(old.started_at, check.started_at))
        if was_at != _site_of(session, check):
            check_taken_back(session, ctx, check)
        _tell_site(session, ctx, actor, check)
        log(session, ctx, actor, "check.corrected", store.public_id_of(session, check))
        return _receipt(session, check)


def withdraw_check(session: Session, ctx: Context, actor: Actor, check_id: int, reason: str) -> CheckReceipt:
    """Take a check back: it stays on record, counts no more, and the count may go down.

    :raises Invalid: no reason is given
    :raises NotFound: there is no such check
    :raises WrongState: the check has been corrected already, or taken back
    """
    require(actor, Permission.RECORD_CHECK)
    _refuse(_reason_faults(reason))
    with transaction(session):
        old = _standing_check(session, check_id)
        check = corrected(old, None, reason.strip())
        check.recorded_at, check.recorded_by, check.withdrawn = ctx.now(), actor.account_id, True
        session.add(check)
        recount(session, ctx, since=old.started_at)
        check_taken_back(session, ctx, check)
        log(session, ctx, actor, "check.withdrawn", store.public_id_of(session, check))
        return _receipt(session, check)


def choose_site(
    session: Session, ctx: Context, actor: Actor, site_id: str, planned_on: date | None = None, version: str = ""
) -> None:
    """Choose a site for a check. Nothing public changes; a site that is not public yet keeps its id from now on.

    :param version: of the site as the actor saw it; empty: whatever it is at
    :raises Invalid: the day is not within a year from today
    :raises NotFound: there is no such site
    :raises Overtaken: somebody else has changed the site since
    """
    require(actor, Permission.CHOOSE_SITE)
    fault = planned_on_fault(planned_on, local_date(ctx.now(), ctx.place.tz))
    _refuse([fault] if fault else [])
    with transaction(session):
        site = _site(session, site_id, version)
        if site.pinned_at is None:
            pin_privately(session, ctx, site, actor.account_id)
        store.end_choices(session, site.id, ctx.now())
        session.add(Choice(site_id=site.id, chosen_at=ctx.now(), chosen_by=actor.account_id, planned_on=planned_on))
        log(session, ctx, actor, "site.chosen", site.id)


def unchoose_site(session: Session, ctx: Context, actor: Actor, site_id: str, version: str = "") -> None:
    """Take a choice back; doing it twice is no fault.

    :raises NotFound: there is no such site
    """
    require(actor, Permission.CHOOSE_SITE)
    with transaction(session):
        site = _site(session, site_id, version)
        store.end_choices(session, site.id, ctx.now())
        log(session, ctx, actor, "site.unchosen", site.id)


def close_site(
    session: Session,
    ctx: Context,
    actor: Actor,
    site_id: str,
    reason: str,
    public_reply: str = "",
    version: str = "",
    instead: bool = False,
) -> None:
    """Close a site with a reason that residents can read.

    :param version: of the site as the actor saw it; empty: whatever it is at
    :param instead: also when it is closed or declined already: it is opened again first
    :raises Invalid: the reason is no code of the list, or the reply is too long
    :raises NotFound: there is no such site
    :raises Overtaken: somebody else has changed the site since
    :raises WrongState: it is closed or declined already
    """
    _answer(session, ctx, actor, site_id, SiteEvent.CLOSED, _Answer(reason, public_reply, version, instead))


def decline_site(
    session: Session,
    ctx: Context,
    actor: Actor,
    site_id: str,
    reason: str,
    public_reply: str = "",
    version: str = "",
    instead: bool = False,
) -> None:
    """Decline a site with a reason that residents can read; what is asked and refused is as with ``close_site``."""
    _answer(session, ctx, actor, site_id, SiteEvent.DECLINED, _Answer(reason, public_reply, version, instead))


def reopen_site(session: Session, ctx: Context, actor: Actor, site_id: str, version: str = "") -> None:
    """Open a closed or declined site again.

    :raises NotFound: there is no such site
    :raises WrongState: it is neither closed nor declined
    """
    require(actor, Permission.ANSWER_SITE)
    with transaction(session):
        site = _site(session, site_id, version)
        record_site_event(session, ctx, site, SiteEvent.REOPENED, actor.account_id)
        notify(session, ctx, site, Topic.REOPENED)
        log(session, ctx, actor, "site.reopened", site.id)


def import_checks(session: Session, ctx: Context, actor: Actor, data: bytes) -> ImportReport:
    """Record checks held earlier from a file: all of them or none; a second run changes nothing.

    :raises Invalid: every fault of the file, with its ``line`` in the details
    """
    require(actor, Permission.IMPORT_CHECKS)
    rows = read_checks(data, ctx.place.tz)
    with transaction(session):
        _refuse([fault for row in rows for fault in _row_faults(session, ctx, row)])
        new = [row for row in rows if store.find_by_key(session, f"import:{row.fingerprint}") is None]
        added = [_add(session, ctx, actor, row.facts, f"import:{row.fingerprint}", "import") for row in new]
        if added:
            recount_with_posts(session, ctx, added, since=min(check.started_at for check in added))
            for check in sorted(added, key=lambda c: (c.started_at, c.id)):
                _tell_site(session, ctx, actor, check, only_news=True)
            log(session, ctx, actor, "checks.imported", str(len(added)))
        counted = sum(_receipt(session, check).counts for check in added)
        return ImportReport(len(rows), len(added), len(rows) - len(added), counted)


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise Invalid(faults)


def _reason_faults(reason: str) -> list[Fault]:
    if not reason.strip():
        return [Fault("correction_reason", "missing")]
    return [Fault("correction_reason", "too_long", {"max": MAX_TEXT})] if len(reason) > MAX_TEXT else []


def _row_faults(session: Session, ctx: Context, row: CheckRow) -> list[Fault]:
    faults = check_faults(row.facts, ctx.now(), ctx.place)
    if row.facts.site_id and resolve_site(session, row.facts.site_id) is None:
        faults.append(Fault("site", "unknown_site", {"site": row.facts.site_id}))
    return [replace(fault, details={**fault.details, "line": row.line}) for fault in faults]


def _site(session: Session, site_id: str, version: str = "") -> Site:
    site = resolve_site(session, site_id)
    if site is None:
        raise NotFound(f"site {site_id}")
    must_be_seen(session, site, version)
    return site


def _standing_check(session: Session, check_id: int) -> Check:
    check = store.find_check(session, check_id)
    if check is None:
        raise NotFound(f"check {check_id}")
    if check.withdrawn or store.newest_version(session, check) is not check:
        raise WrongState(f"check {check_id} is corrected or withdrawn already")
    return check


def _add(
    session: Session, ctx: Context, actor: Actor, facts: RecordCheck, key: str | None, channel: str = "form"
) -> Check:
    check = new_row(session, ctx, actor, facts)
    check.external_key, check.channel = key, channel
    session.add(check)
    session.flush()
    return check


def _tell_site(session: Session, ctx: Context, actor: Actor, check: Check, only_news: bool = False) -> None:
    """Let the site that a check was held at know: its id is kept, it is checked, its choice has been carried out.

    :param only_news: an old check does not undo what was answered since, nor repeat what the site shows
    """
    verdict = session.get(CheckVerdict, check.id)
    site = resolve_site(session, verdict.site_id) if verdict and verdict.site_id else None
    if site is None:
        return
    if site.pinned_at is None:
        pin_privately(session, ctx, site, actor.account_id)
    store.end_choices(session, site.id, ctx.now())
    if site.kind != Kind.SPEED:
        return  # its own steps tell what is done there; a speed check is none of them
    if not only_news or _is_news(site, check.ended_at):
        record_site_event(session, ctx, site, SiteEvent.CHECKED, actor.account_id, data={"check": check.public_id})
        notify(session, ctx, site, Topic.CHECKED, check)


def _site_of(session: Session, check: Check) -> str | None:
    verdict = session.get(CheckVerdict, check.id)
    return verdict.site_id if verdict else None


def _is_news(site: Site, ended_at: datetime) -> bool:
    if site.status == SiteStatus.CHECKED:
        return False
    return site.status_at is None or site.status_at < ended_at


@dataclass(frozen=True)
class _Answer:
    reason: str
    reply: str
    version: str
    instead: bool


def _answer(session: Session, ctx: Context, actor: Actor, site_id: str, event: SiteEvent, answer: _Answer) -> None:
    require(actor, Permission.ANSWER_SITE)
    faults = [] if answer.reason in REASONS else [Fault("reason", "unknown" if answer.reason else "missing")]
    if len(answer.reply) > MAX_TEXT:
        faults.append(Fault("public_reply", "too_long", {"max": MAX_TEXT}))
    _refuse(faults)
    with transaction(session):
        site = _site(session, site_id, answer.version)
        if site.pinned_at is None:
            pin_privately(session, ctx, site, actor.account_id)
        if answer.instead and SiteStatus.OPEN in NEXT[SiteStatus(site.status)]:
            record_site_event(session, ctx, site, SiteEvent.REOPENED, actor.account_id)
        data = {"reason": answer.reason, "reply": answer.reply.strip()}
        record_site_event(session, ctx, site, event, actor.account_id, data=data)
        notify(session, ctx, site, Topic(event.value))
        store.end_choices(session, site.id, ctx.now())
        log(session, ctx, actor, f"site.{event}", site.id)


def _receipt(session: Session, check: Check) -> CheckReceipt:
    """Return what holds of the check now, whichever of its rows is asked about."""
    standing = store.newest_version(session, check)
    verdict = session.get(CheckVerdict, standing.id)
    counts = verdict is not None and verdict.counts
    return CheckReceipt(
        check_id=standing.id,
        public_id=store.public_id_of(session, standing),
        counts=counts,
        reason=verdict.reason if verdict else None,
        number=store.number_of(session, standing) if counts else None,
        site_id=verdict.site_id if verdict else None,
    )
