"""What the public may know of checks and pledges, read with plain selects: a page asks often and computes nothing."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from webapp.domain.calendar import local_date, start_of_day
from webapp.domain.context import Context
from webapp.domain.moderation import Reported
from webapp.domain.pledges import Agreements, Pledge, PledgeType
from webapp.domain.privacy import public_check
from webapp.domain.progress import (
    AreaProgress,
    CheckLine,
    Progress,
    floor_of,
    pace_of,
    split_by_verdict,
    state_of,
)
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.holdback import public_before
from webapp.storage.places import Area
from webapp.storage.pledges import read_agreements
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.storage.text_reports import unless_hidden

SPEED = "speed"


def count(session: Session, ctx: Context, year: int) -> tuple[int, int | None]:
    """Return how many checks count in a year, and how many were promised; None where nothing was."""
    agreements = read_agreements(session)
    pledge, first_on, last_on = _pledge_of_checks(agreements, year)
    counted = session.scalar(
        select(func.count())
        .select_from(CheckVerdict)
        .join(Check, Check.id == CheckVerdict.check_id)
        .where(
            CheckVerdict.year == year,
            CheckVerdict.counts,
            Check.held_on.between(first_on, last_on),
            Check.ended_at <= public_before(ctx),
        )
    )
    return counted or 0, pledge.target if pledge else None


def public_checks(session: Session, ctx: Context, year: int) -> list[CheckLine]:
    """Return the checks of a year in the order held, counted or not, without their numbers."""
    rows = session.execute(
        select(*_COLUMNS)
        .select_from(CheckVerdict)
        .join(Check, Check.id == CheckVerdict.check_id)
        .outerjoin(_Origin, _Origin.id == Check.origin_id)
        .outerjoin(Site, Site.id == CheckVerdict.site_id)
        .where(CheckVerdict.year == year, Check.ended_at <= public_before(ctx))
        .order_by(Check.started_at, Check.id)
    )
    return [
        CheckLine(
            check=public_check(row),
            unpublished=(row.counts or row.site_id is not None) and row.site_published_at is None,
            verified=row.residents_before >= ctx.place.publish_threshold,
            corrected=row.replaces_id is not None,
        )
        for row in rows
    ]


def progress(session: Session, ctx: Context, year: int) -> Progress:
    """Return a year of the pledge of speed checks, as the public may see it."""
    agreements = read_agreements(session)
    pledge, first_on, last_on = _pledge_of_checks(agreements, year)
    through = min(local_date(public_before(ctx), ctx.place.tz), last_on)
    checks, not_counted = split_by_verdict(
        line
        for line in public_checks(session, ctx, year)
        if not line.check.counts or first_on <= line.check.held_on <= last_on
    )
    target = pledge.target if pledge else None
    days = [line.check.held_on for line in checks]
    pace = pace_of(days, first_on, through, last_on, target)
    known = bool(checks or not_counted) or through < last_on or _was_in_use(session, ctx, last_on)
    return Progress(
        year=year,
        through=through,
        first_on=first_on,
        last_on=last_on,
        agreement=agreements.of_year(year),
        pledge=pledge,
        party_names=agreements.party_names(pledge) if pledge else (),
        checks=checks,
        not_counted=not_counted,
        sites=_sites_reached(session, ctx, year),
        areas=len({line.check.area for line in checks if line.check.area}),
        verified=sum(line.verified for line in checks),
        threshold=ctx.place.publish_threshold,
        districts=_districts(session, checks, target),
        pace=pace,
        state=state_of(len(checks), target, first_on, through, last_on, pace) if pledge and known else None,
    )


def _was_in_use(session: Session, ctx: Context, last_on: date) -> bool:
    """Whether anybody had suggested anything here by a day: of a year before that this site knows nothing."""
    end = start_of_day(last_on + timedelta(days=1), ctx.place.tz)
    return session.scalar(select(Suggestion.id).where(Suggestion.received_at < end).limit(1)) is not None


def _pledge_of_checks(agreements: Agreements, year: int) -> tuple[Pledge | None, date, date]:
    """Return the pledge of checks of a year, and the first and last day on which it holds; else the whole year."""
    agreement = agreements.of_year(year)
    pledge = agreement.pledge_of_type(PledgeType.CHECKS) if agreement else None
    if agreement is None or pledge is None:
        return None, date(year, 1, 1), date(year, 12, 31)
    return pledge, *agreements.days_of_year(agreement, year)


_Origin = aliased(Check)
_COLUMNS: tuple[Any, ...] = (
    func.coalesce(_Origin.public_id, Check.public_id).label("public_id"),
    Check.held_on,
    Check.vehicles,
    Check.over_limit,
    Check.mean_kmh,
    Check.v85_kmh,
    Check.limit_kmh,
    unless_hidden(Reported.NOTE, func.coalesce(_Origin.public_id, Check.public_id), Check.public_note, "public_note"),
    Check.replaces_id,
    CheckVerdict.counts,
    CheckVerdict.reason,
    CheckVerdict.residents_before,
    CheckVerdict.site_id,
    Site.name.label("site_name"),
    Site.published_at.label("site_published_at"),
    func.nullif(Check.area, "").label("area"),
)


def _sites_reached(session: Session, ctx: Context, year: int) -> int:
    """Return at how many different sites checks were counted, those not published included."""
    found = (
        select(func.count(CheckVerdict.site_id.distinct()))
        .join(Check, Check.id == CheckVerdict.check_id)
        .where(CheckVerdict.year == year, CheckVerdict.counts, Check.ended_at <= public_before(ctx))
    )
    return session.scalar(found) or 0


def _districts(session: Session, checks: Iterable[CheckLine], target: int | None) -> tuple[AreaProgress, ...]:
    counted: dict[str, int] = {}
    for line in checks:
        if line.check.area:
            counted[line.check.area] = counted.get(line.check.area, 0) + 1
    published = (
        select(Site.area_id, func.count().label("sites"))
        .where(Site.published_at.is_not(None), Site.kind == SPEED)
        .group_by(Site.area_id)
        .subquery()
    )
    rows = session.execute(
        select(Area.name, Area.population, func.coalesce(published.c.sites, 0)).outerjoin(
            published, published.c.area_id == Area.id
        )
    ).all()
    known = [population for _, population, _ in rows if population is not None]
    total = sum(known) if len(known) == len(rows) else None
    now = [
        AreaProgress(name, population, sites, counted.pop(name, 0), floor_of(target, population, total, len(rows)))
        for name, population, sites in rows
    ]
    former = [AreaProgress(name, None, 0, number, 0, former=True) for name, number in counted.items()]
    return tuple(sorted([*now, *former], key=lambda district: _swedish(district.name)))


def _swedish(name: str) -> str:
    """Return a key that sorts å, ä and ö last, in that order."""
    return name.casefold().translate(str.maketrans("åäö", "{|}"))
