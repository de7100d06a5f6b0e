"""Held checks as the public may see them, newest first; what is held back is not among them."""

from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.domain.context import Context
from webapp.domain.moderation import Reported
from webapp.domain.privacy import PublicCheck, public_check
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.holdback import public_before
from webapp.storage.sites import Site
from webapp.storage.text_reports import unless_hidden


def checks_at(session: Session, ctx: Context, site_id: str) -> list[PublicCheck]:
    """Return every check that was held at a site, counted or not."""
    return _through_the_gate(session, _told(ctx).where(CheckVerdict.site_id == site_id))


def find_public_check(session: Session, ctx: Context, public_id: str) -> PublicCheck | None:
    """Return one held check that is told of, by the id that it keeps through corrections."""
    first = session.scalar(select(Check).where(Check.public_id == public_id))
    if first is None or first.origin_id is not None:
        return None
    rows = _told(ctx).where(or_(Check.id == first.id, Check.origin_id == first.id))
    return next((c for c in _through_the_gate(session, rows) if c.id == public_id), None)


def all_checks(session: Session, ctx: Context) -> list[PublicCheck]:
    """Return every held check that is told of, the newest first."""
    return _through_the_gate(session, _told(ctx))


def latest_check(session: Session, ctx: Context) -> PublicCheck | None:
    """Return the newest check that is told of."""
    return next(iter(_through_the_gate(session, _told(ctx).limit(1))), None)


def _told(ctx: Context) -> Select[*tuple[Any, ...]]:
    origin, numbered = aliased(Check), _numbers()
    public_id = func.coalesce(origin.public_id, Check.public_id)  # the check's own, through corrections
    return (
        select(
            public_id.label("public_id"),
            Check.held_on,
            CheckVerdict.site_id,
            Site.name.label("site_name"),
            Site.published_at.label("site_published_at"),
            func.nullif(Check.area, "").label("area"),
            CheckVerdict.counts,
            CheckVerdict.reason,
            numbered.c.number,
            Check.vehicles,
            Check.over_limit,
            Check.mean_kmh,
            Check.v85_kmh,
            Check.limit_kmh,
            unless_hidden(Reported.NOTE, public_id, Check.public_note, "public_note"),
        )
        .select_from(CheckVerdict)
        .join(Check, Check.id == CheckVerdict.check_id)
        .outerjoin(origin, origin.id == Check.origin_id)
        .outerjoin(Site, Site.id == CheckVerdict.site_id)
        .outerjoin(numbered, numbered.c.check_id == Check.id)
        .where(Check.withdrawn.is_(False), Check.ended_at <= public_before(ctx))
        .order_by(Check.started_at.desc(), Check.id.desc())
    )


def _numbers() -> Any:
    """Give the counted checks of each year their numbers, in the order in which they were held."""
    order = func.row_number().over(partition_by=CheckVerdict.year, order_by=(Check.started_at, Check.id))
    return (
        select(CheckVerdict.check_id, order.label("number"))
        .join(Check, Check.id == CheckVerdict.check_id)
        .where(CheckVerdict.counts)
        .subquery()
    )


def _through_the_gate(session: Session, statement: Select[*tuple[Any, ...]]) -> list[PublicCheck]:
    return [public_check(row, row.number) for row in session.execute(statement)]
