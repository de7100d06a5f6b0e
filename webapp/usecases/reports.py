"""Follow-ups and evaluations: freeze the numbers, write the words, let every party say yes, put right.

A version that nobody has approved is a draft and changes in place. After the first approval any change makes the next
version, which needs every approval anew. The last approval publishes; what is public stays at its address for ever.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotAllowed, NotFound, Overtaken, WrongState
from webapp.domain.pledges import Party
from webapp.domain.report_drafts import draft
from webapp.domain.reports import ReportKind, Texts, at_risk, figures, fingerprint, text_faults
from webapp.domain.roles import Actor, Permission, Role, require
from webapp.storage import reports as store
from webapp.storage.audit import log
from webapp.storage.db import transaction
from webapp.storage.pledges import read_agreements
from webapp.storage.reports import Report, ReportApproval, ReportVersion
from webapp.storage.snapshots import snapshot


@dataclass(frozen=True)
class Voice:
    """A party, whether it has approved the version, and whether the actor may do so for it now."""

    party: Party
    approved: bool
    mine: bool


@dataclass(frozen=True)
class ReportView:
    """A report as its writers see it: the newest version, the ones before, who has said yes."""

    report: Report
    version: ReportVersion
    earlier: tuple[ReportVersion, ...]
    voices: tuple[Voice, ...]

    @property
    def is_draft(self) -> bool:
        """Whether the newest version is not public."""
        return self.version.published_at is None

    @property
    def corrects(self) -> bool:
        """Whether an earlier version is public."""
        return any(v.published_at is not None for v in self.earlier)

    @property
    def last_voice(self) -> bool:
        """Whether one more approval publishes it."""
        return sum(not voice.approved for voice in self.voices) == 1


@dataclass(frozen=True)
class Desk:
    """All reports, and the day by which one is missing."""

    views: tuple[ReportView, ...]
    missing_by: date | None
    today: date


def desk(session: Session, ctx: Context, actor: Actor) -> Desk:
    """Return every report with its state, the latest first.

    :raises NotAllowed: the actor may not see this
    """
    require(actor, Permission.WRITE_REPORTS)
    today = local_date(ctx.now(), ctx.place.tz)
    views = tuple(_view(session, actor, report) for report in store.reports(session))
    done = store.how_many_published(session, ReportKind.FOLLOW_UP, today.year)
    promised = read_agreements(session).of_year(today.year) is not None
    return Desk(views, at_risk(today, done) if promised else None, today)


def look(session: Session, actor: Actor, slug: str) -> ReportView:
    """Return one report as its writers see it.

    :raises NotFound: there is none of this name
    """
    require(actor, Permission.WRITE_REPORTS)
    return _view(session, actor, _report(session, slug))


def start(session: Session, ctx: Context, actor: Actor, kind: ReportKind, through: date | None) -> str:
    """Freeze the numbers of a year up to a day as a new draft with its first words; return its slug.

    :raises Invalid: the day is missing, not over or in no agreement; an evaluation is of a whole year, once
    """
    require(actor, Permission.WRITE_REPORTS)
    with transaction(session):
        on = _judged(session, ctx, kind, through)
        number = store.next_number(session, kind, on.year)
        slug = f"{on.year}-{number}" if kind is ReportKind.FOLLOW_UP else f"evaluation-{on.year}"
        report = Report(
            slug=slug,
            kind=kind.value,
            year=on.year,
            number=number,
            created_at=ctx.now(),
            created_by=actor.account_id,
        )
        session.add(report)
        session.flush()
        rows, found = _frozen(session, ctx, kind, on)
        _add_version(session, ctx, actor, report, on, rows, found, draft(kind, number, rows, found))
        log(session, ctx, actor, "report.started", slug)
        return slug


def save(session: Session, ctx: Context, actor: Actor, slug: str, texts: Texts, mark: str = "") -> None:
    """Keep changed words. After an approval they are the next version, which nobody has approved.

    :param mark: the fingerprint of the version that was changed; empty: whichever is the newest
    :raises Invalid: a text is missing, too long, or claims what the numbers do not bear
    :raises WrongState: the newest version is public: begin a correction first
    :raises Overtaken: somebody else has changed it since
    """
    require(actor, Permission.WRITE_REPORTS)
    with transaction(session):
        report = _report(session, slug)
        version = _open_version(session, report, mark)
        told = texts.stripped()
        _refuse(text_faults(told, version.figures, _was_public(session, report)))
        if told == version.texts:
            return
        version = _to_change(session, ctx, actor, report, version)
        version.words = asdict(told)
        _touch(ctx, actor, version)
        log(session, ctx, actor, "report.changed", slug)


def freeze_again(session: Session, ctx: Context, actor: Actor, slug: str, mark: str = "") -> None:
    """Read the numbers of the same day anew, as they are known now; the words stay as they are.

    :raises WrongState: the newest version is public
    """
    require(actor, Permission.WRITE_REPORTS)
    with transaction(session):
        report = _report(session, slug)
        version = _open_version(session, report, mark)
        rows, found = _frozen(session, ctx, ReportKind(report.kind), version.through)
        version = _to_change(session, ctx, actor, report, version)
        version.rows, version.figures, version.frozen_at = rows, found, ctx.now()
        _touch(ctx, actor, version)
        log(session, ctx, actor, "report.frozen", slug)


def approve(session: Session, ctx: Context, actor: Actor, slug: str, party: str, mark: str) -> bool:
    """Say yes to a version for a party; the last party's yes publishes it. Return whether it is public now.

    An account speaks for its own party. An administrator speaks for a party that has no communicator's account.

    :raises NotAllowed: the actor does not speak for that party
    :raises Invalid: the words are not fit to be published
    :raises Overtaken: the version was changed since it was read
    :raises WrongState: it is public already
    """
    require(actor, Permission.WRITE_REPORTS)
    with transaction(session):
        report = _report(session, slug)
        version = _open_version(session, report, mark)
        parties = _parties(session, report)
        if party not in {p.slug for p in parties} or not _speaks_for(session, actor, party):
            raise NotAllowed(f"{actor.role} of {actor.party} may not approve for {party}")
        _refuse(text_faults(version.texts, version.figures, _was_public(session, report)))
        given = store.approvals(session, version)
        if party not in given:
            session.add(ReportApproval(version_id=version.id, party=party, account_id=actor.account_id, at=ctx.now()))
            log(session, ctx, actor, "report.approved", f"{slug} {version.number} {party}")
        if {p.slug for p in parties} <= {*given, party}:
            version.published_at = ctx.now()
            version.published_on = local_date(ctx.now(), ctx.place.tz)
            log(session, ctx, actor, "report.published", f"{slug} {version.number}")
        return version.published_at is not None


def correct(session: Session, ctx: Context, actor: Actor, slug: str) -> None:
    """Begin a correction: the next version of what is public, with its numbers read anew. Nothing public changes yet.

    :raises WrongState: there is a draft already
    """
    require(actor, Permission.WRITE_REPORTS)
    with transaction(session):
        report = _report(session, slug)
        newest = store.versions(session, report)[0]
        if newest.published_at is None:
            raise WrongState(f"{slug} has a draft already")
        rows, found = _frozen(session, ctx, ReportKind(report.kind), newest.through)
        rows["follow_ups"] = newest.rows["follow_ups"]
        found["follow_ups"] = len(rows["follow_ups"])
        texts = replace(newest.texts, note_sv="", note_en="")
        _add_version(session, ctx, actor, report, newest.through, rows, found, texts)
        log(session, ctx, actor, "report.correction_begun", slug)


def discard(session: Session, ctx: Context, actor: Actor, slug: str) -> None:
    """Throw a draft away; what was published stays.

    :raises WrongState: the newest version is public
    """
    require(actor, Permission.WRITE_REPORTS)
    with transaction(session):
        report = _report(session, slug)
        _open_version(session, report, "")
        for version in store.versions(session, report):
            if version.published_at is not None:
                break
            for approval in store.approvals(session, version).values():
                session.delete(approval)
            session.flush()
            session.delete(version)
        session.flush()
        if not store.versions(session, report):
            session.delete(report)
        log(session, ctx, actor, "report.discarded", slug)


def _judged(session: Session, ctx: Context, kind: ReportKind, through: date | None) -> date:
    today = local_date(ctx.now(), ctx.place.tz)
    if through is None:
        raise Invalid([Fault("through", "missing")])
    if through > today:
        raise Invalid([Fault("through", "too_late")])
    if read_agreements(session).of_year(through.year) is None:
        raise Invalid([Fault("through", "no_agreement", {"year": through.year})])
    if kind is ReportKind.EVALUATION:
        if (through + timedelta(days=1)).year == through.year:
            raise Invalid([Fault("through", "not_the_last_day", {"year": through.year})])
        if store.find_report(session, f"evaluation-{through.year}"):
            raise Invalid([Fault("through", "evaluated", {"year": through.year})])
    return through


def _frozen(session: Session, ctx: Context, kind: ReportKind, through: date) -> tuple[dict[str, Any], dict[str, Any]]:
    rows = snapshot(session, ctx, kind, through)
    found = figures(rows)
    if kind is ReportKind.EVALUATION:
        from webapp.analysis.speed_effects import speeds_of

        found["speeds"] = speeds_of(rows["measured"]["pairs"])
    return rows, found


def _add_version(
    session: Session,
    ctx: Context,
    actor: Actor,
    report: Report,
    through: date,
    rows: dict[str, Any],
    found: dict[str, Any],
    texts: Texts,
) -> ReportVersion:
    earlier = store.versions(session, report)
    version = ReportVersion(
        report_id=report.id,
        number=earlier[0].number + 1 if earlier else 1,
        through=through,
        rows=rows,
        figures=found,
        words=asdict(texts),
        frozen_at=ctx.now(),
    )
    _touch(ctx, actor, version)
    session.add(version)
    session.flush()
    return version


def _to_change(session: Session, ctx: Context, actor: Actor, report: Report, version: ReportVersion) -> ReportVersion:
    """Return the version that a change goes to: the next one once somebody has approved this one."""
    if not store.approvals(session, version):
        return version
    frozen_at = version.frozen_at
    made = _add_version(session, ctx, actor, report, version.through, version.rows, version.figures, version.texts)
    made.frozen_at = frozen_at
    return made


def _touch(ctx: Context, actor: Actor, version: ReportVersion) -> None:
    version.changed_at, version.changed_by = ctx.now(), actor.account_id
    version.fingerprint = fingerprint(version.rows, version.texts)


def _open_version(session: Session, report: Report, mark: str) -> ReportVersion:
    version = store.versions(session, report)[0]
    if version.published_at is not None:
        raise WrongState(f"{report.slug} is public; begin a correction")
    if mark and mark != version.fingerprint:
        raise Overtaken(f"{report.slug} was changed")
    return version


def _was_public(session: Session, report: Report) -> bool:
    return any(v.published_at is not None for v in store.versions(session, report))


def _view(session: Session, actor: Actor, report: Report) -> ReportView:
    newest, *earlier = store.versions(session, report)
    given = store.approvals(session, newest)
    voices = tuple(
        Voice(party, party.slug in given, party.slug not in given and _speaks_for(session, actor, party.slug))
        for party in _parties(session, report)
    )
    return ReportView(report, newest, tuple(earlier), voices)


def _parties(session: Session, report: Report) -> Sequence[Party]:
    """Return who made the pledges of the agreement that the report is about."""
    agreements = read_agreements(session)
    agreement = agreements.of_year(report.year)
    made = {slug for pledge in agreement.pledges for slug in pledge.parties} if agreement else set()
    return [party for party in agreements.parties if party.slug in made]


def _speaks_for(session: Session, actor: Actor, party: str) -> bool:
    if actor.party is not None:
        return actor.party == party
    return actor.role in {Role.ADMIN, Role.OPERATOR} and party not in store.parties_with_a_communicator(session)


def _report(session: Session, slug: str) -> Report:
    report = store.find_report(session, slug)
    if report is None:
        raise NotFound(f"report {slug}")
    return report


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise Invalid(faults)
