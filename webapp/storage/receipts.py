"""What a receipt tells its sender, read without anything planned: choices are never looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select, true
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.privacy import PublicActivity, PublicHandingOver, band
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.handing_over import handing_over_in_public
from webapp.storage.holdback import public_before
from webapp.storage.moderation import TextReview
from webapp.storage.movements import Movement, movements_of
from webapp.storage.places import Area
from webapp.storage.public import find_published
from webapp.storage.site_events import canonical_id
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.storage.unsafe_places import activities_in_public, standing_of


@dataclass(frozen=True)
class ReceiptSite:
    """The site that a suggestion belongs to. ``id`` is None while fewer than the threshold have named it."""

    id: str | None
    name: str
    residents: str  # a band, as everyone sees it
    status: str
    reason: str | None
    reply: str | None
    handed_over: PublicHandingOver | None = None  # to the planner
    activities: tuple[PublicActivity, ...] = ()  # that answered an unsafe place, the first first
    looked_at: datetime | None = None  # an unsafe place


@dataclass(frozen=True)
class ReceiptCheck:
    """A check held at the site after the suggestion; ``number`` is its place in the year's count."""

    held_on: date
    counts: bool
    number: int | None
    reason: str | None


@dataclass(frozen=True)
class ReceiptView:
    """A receipt as its sender sees it."""

    number: str
    kind: str
    state: str
    received_at: datetime
    withdrawn_at: datetime | None
    place_name: str
    outside: bool
    when: tuple[str, ...]
    causes: tuple[str, ...]
    text: str | None
    email: str | None
    follow: bool
    site: ReceiptSite | None
    checks: tuple[ReceiptCheck, ...]
    moved_at: tuple[datetime, ...]  # when the sender moved the pin
    text_state: str  # waiting, shown or hidden
    public_text: str | None  # what everyone reads of it
    text_reason: str | None  # code: why it is not shown
    email_confirmed: bool = False  # news may go there

    @property
    def counted(self) -> ReceiptCheck | None:
        """The first check that counts toward the promise, if one was held."""
        return next((check for check in self.checks if check.counts), None)


def read_receipt(session: Session, ctx: Context, suggestion: Suggestion) -> ReceiptView:
    """Return what the sender of a suggestion may see of it."""
    site = session.get(Site, suggestion.site_id) if suggestion.site_id else None
    moves = movements_of(session, suggestion.id)
    review = session.get(TextReview, suggestion.id)
    return ReceiptView(
        number=suggestion.public_number,
        kind=suggestion.kind,
        state=suggestion.state,
        received_at=suggestion.received_at,
        withdrawn_at=suggestion.withdrawn_at,
        place_name=_place_name(session, ctx, suggestion, site),
        outside=suggestion.outside_note,
        when=tuple(suggestion.when_cells.split()),
        causes=tuple(suggestion.causes.split()),
        text=suggestion.text,
        email=suggestion.email,
        follow=suggestion.follow,
        site=None if site is None else _site(session, ctx, site),
        checks=_checks_while_there(session, ctx, suggestion, moves),
        moved_at=tuple(move.at for move in moves),
        text_state=suggestion.text_state,
        public_text=review.public_text if review is not None else None,
        text_reason=review.reason if review is not None else None,
        email_confirmed=suggestion.email is not None and suggestion.email_confirmed_at is not None,
    )


def _place_name(session: Session, ctx: Context, suggestion: Suggestion, site: Site | None) -> str:
    if suggestion.place_text:
        return suggestion.place_text
    if site is not None and site.name:
        return site.name
    area = session.get(Area, suggestion.area_id) if suggestion.area_id else None
    return area.name if area else ctx.place.name


def _site(session: Session, ctx: Context, site: Site) -> ReceiptSite:
    public = find_published(session, ctx, site.id)
    done = tuple(reversed(activities_in_public(session, site.id)))
    looked_at = standing_of(session, site.id).looked_at
    if public is not None:
        handed = handing_over_in_public(session, ctx, site.id)
        told = (public.id, public.name, public.residents, public.status, public.reason, public.reply)
        return ReceiptSite(*told, handed_over=handed, activities=done, looked_at=looked_at)
    private = (site.name, band(site.residents), site.status, site.status_reason, site.status_reply)
    return ReceiptSite(None, *private, activities=done, looked_at=looked_at)


def _checks_while_there(
    session: Session, ctx: Context, suggestion: Suggestion, moves: Sequence[Movement]
) -> tuple[ReceiptCheck, ...]:
    """Return the held checks of every site while the suggestion was a part of it, the first first."""
    found: tuple[ReceiptCheck, ...] = ()
    since = suggestion.received_at
    for move in moves:
        if move.site_id:
            found += _checks_between(session, ctx, canonical_id(session, move.site_id), since, move.at)
        since = move.at
    return found + (_checks_between(session, ctx, suggestion.site_id, since) if suggestion.site_id else ())


def _checks_between(
    session: Session, ctx: Context, site_id: str, since: datetime, until: datetime | None = None
) -> tuple[ReceiptCheck, ...]:
    """Return the held checks of a site that started after a moment, as soon as the place tells of any."""
    still_there = Check.started_at <= until if until is not None else true()
    rows = session.execute(
        select(Check, CheckVerdict)
        .join(CheckVerdict, CheckVerdict.check_id == Check.id)
        .where(
            CheckVerdict.site_id == site_id,
            Check.withdrawn.is_(False),
            Check.started_at > since,
            still_there,
            Check.ended_at <= public_before(ctx),
        )
        .order_by(Check.started_at, Check.id)
    ).all()
    return tuple(
        ReceiptCheck(check.held_on, verdict.counts, _number(session, check, verdict), verdict.reason)
        for check, verdict in rows
    )


def _number(session: Session, check: Check, verdict: CheckVerdict) -> int | None:
    """Return which of the year's counted checks this is, in the order they were held."""
    if not verdict.counts:
        return None
    earlier = or_(Check.started_at < check.started_at, and_(Check.started_at == check.started_at, Check.id <= check.id))
    return session.scalar(
        select(func.count())
        .select_from(CheckVerdict)
        .join(Check, Check.id == CheckVerdict.check_id)
        .where(CheckVerdict.year == verdict.year, CheckVerdict.counts, earlier)
    )
