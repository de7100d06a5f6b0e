"""Events of pledges: reported by the party whose pledge it is, corrected and taken back by new rows with a reason."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotAllowed, NotFound, Overtaken
from webapp.domain.pledge_counting import Period, WhyNot, tally
from webapp.domain.pledge_events import MAX_SHORT, Channel, EventWish, activity_of, event_faults, may_report
from webapp.domain.pledges import Agreements, Pledge
from webapp.domain.roles import Actor, Permission, may, require
from webapp.domain.sites import SiteStatus
from webapp.domain.suggestions import Kind
from webapp.language.public_words import mask_for_public
from webapp.storage import pledge_events as store
from webapp.storage.audit import log
from webapp.storage.db import transaction
from webapp.storage.grouping import resolve_site
from webapp.storage.pledge_events import PledgeEventRow, event_row, new_public_id, wish_of
from webapp.storage.pledge_progress import in_public
from webapp.storage.pledges import read_agreements
from webapp.storage.sites import Site
from webapp.storage.unsafe_answers import add_activity, stop_telling
from webapp.storage.unsafe_places import unsafe_rows

_ENDED = frozenset({SiteStatus.CLOSED, SiteStatus.DECLINED})
UNSAFE_SHOWN = 40


@dataclass(frozen=True)
class EventReceipt:
    """What became of an event: whether it counts, and where its pledge stands in the event's year."""

    id: str
    pledge: str
    year: int
    counts: bool
    reason: WhyNot | None
    done: int
    known: bool = False  # it had been reported before, by the same key


def own_pledges(session: Session, ctx: Context, actor: Actor) -> list[Pledge]:
    """Return the pledges in force that the actor may report on, in the agreement's order.

    :raises NotAllowed: the actor reports on none at all
    """
    require(actor, Permission.REPORT_PLEDGE)
    agreement = read_agreements(session).in_force(local_date(ctx.now(), ctx.place.tz))
    return [pledge for pledge in (agreement.pledges if agreement else ()) if may_report(actor, pledge)]


def report_event(
    session: Session,
    ctx: Context,
    actor: Actor,
    wish: EventWish,
    *,
    channel: Channel = Channel.FORM,
    key: str | None = None,
    token_id: int | None = None,
) -> EventReceipt:
    """Store what a party did, counted or not.

    :param key: of the form or the program; one key is one event, however often it is sent
    :raises NotAllowed: it is another party's pledge
    :raises Invalid: something in it cannot be, or the key was used for another event
    """
    require(actor, Permission.REPORT_PLEDGE)
    with transaction(session):
        agreements = read_agreements(session)
        known = store.find_by_key(session, key := _scoped(key, token_id)) if key else None
        if known is not None:
            if wish_of(known) != wish_of(event_row(ctx, actor, wish, known.public_id, channel)):
                raise Invalid([Fault("submission_key", "used")])
            return _receipt(session, agreements, known, known=True)
        _check(ctx, agreements, actor, wish)
        row = event_row(ctx, actor, wish, new_public_id(), channel)
        row.submission_key, row.token_id = key, token_id
        sites = _unsafe_sites(session, actor, wish)
        session.add(row)
        log(session, ctx, actor, "pledge_event.reported", row.public_id)
        _answer(session, ctx, actor, agreements, row, sites)
        return _receipt(session, agreements, row)


def correct_event(
    session: Session, ctx: Context, actor: Actor, public_id: str, version: int, wish: EventWish, reason: str
) -> EventReceipt:
    """Put an event right by a new row; what stood before stays on record.

    :param version: the row that the actor saw
    :raises NotFound: there is no such event
    :raises Overtaken: somebody has changed it since, or it is taken back
    :raises Invalid: something cannot be, or there is no reason
    """
    require(actor, Permission.REPORT_PLEDGE)
    with transaction(session):
        agreements, old = read_agreements(session), _standing(session, public_id, version)
        _may_change(agreements, actor, old)
        _check(ctx, agreements, actor, wish, reason)
        row = event_row(ctx, actor, wish, public_id, Channel.FORM)
        row.replaces_id, row.reason = old.id, reason.strip()
        session.add(row)
        log(session, ctx, actor, "pledge_event.corrected", public_id)
        return _receipt(session, agreements, row)


def withdraw_event(session: Session, ctx: Context, actor: Actor, public_id: str, version: int, reason: str) -> None:
    """Take an event back by a new row; it counts no more.

    :raises NotFound: there is no such event
    :raises Overtaken: somebody has changed it since
    :raises Invalid: there is no reason
    """
    require(actor, Permission.REPORT_PLEDGE)
    with transaction(session):
        old = _standing(session, public_id, version)
        _may_change(read_agreements(session), actor, old)
        faults = _reason_faults(reason)
        if faults:
            raise Invalid(faults)
        row = event_row(ctx, actor, wish_of(old), public_id, Channel.FORM)
        row.replaces_id, row.withdrawn, row.reason = old.id, True, reason.strip()
        session.add(row)
        stop_telling(session, ctx, store.history(session, public_id)[0].id)
        log(session, ctx, actor, "pledge_event.withdrawn", public_id)


def find_event(session: Session, actor: Actor, public_id: str) -> list[PledgeEventRow]:
    """Return every row of an event that the actor may change, the first one first.

    :raises NotFound: there is no such event
    :raises NotAllowed: it is another party's
    """
    require(actor, Permission.REPORT_PLEDGE)
    rows = list(store.history(session, public_id))
    if not rows:
        raise NotFound(f"event {public_id}")
    _may_change(read_agreements(session), actor, rows[-1])
    return rows


def latest_events(session: Session, actor: Actor, limit: int) -> list[PledgeEventRow]:
    """Return the events that were last written of the pledges that the actor reports on, the newest first.

    :raises NotAllowed: the actor reports on none at all
    """
    require(actor, Permission.REPORT_PLEDGE)
    known = read_agreements(session).agreements
    slugs = {pledge.slug for agreement in known for pledge in agreement.pledges if may_report(actor, pledge)}
    return list(store.newest_events(session, slugs, limit))


def unsafe_choices(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Return id and name of the unsafe places that an event can answer; none for those who do not work with them."""
    if not may(actor, Permission.ANSWER_UNSAFE_PLACE):
        return []
    sites = (site for site, _area, _slug in unsafe_rows(session))
    return [(site.id, site.name) for site in sites if site.status not in _ENDED][:UNSAFE_SHOWN]


def districts(session: Session) -> tuple[str, ...]:
    """Return the names of the districts of the place."""
    return store.district_names(session)


def _unsafe_sites(session: Session, actor: Actor, wish: EventWish) -> list[Site]:
    """Return the unsafe places that an event names, each once."""
    if not wish.unsafe:
        return []
    require(actor, Permission.ANSWER_UNSAFE_PLACE)
    sites: dict[str, Site] = {}
    for name in wish.unsafe:
        site = resolve_site(session, name)
        if site is None or site.kind != Kind.UNSAFE_PLACE:
            raise Invalid([Fault("unsafe", "unknown")])
        if site.status in _ENDED:
            raise Invalid([Fault("unsafe", "closed")])
        sites[site.id] = site
    return list(sites.values())


def _answer(
    session: Session, ctx: Context, actor: Actor, agreements: Agreements, row: PledgeEventRow, sites: list[Site]
) -> None:
    """Tell the residents of the unsafe places what was done there, once."""
    pledge = agreements.pledge_named(row.pledge, row.on_day)
    if not sites or pledge is None:
        return
    session.flush()
    words = mask_for_public(row.note) if row.note_public else ""
    for site in sites:
        add_activity(
            session, ctx, actor, site, activity_of(pledge, row.kind), row.on_day, words, pledge_event_id=row.id
        )


def _scoped(key: str, token_id: int | None) -> str:
    """Return a key that no other way in can meet by chance."""
    return f"form:{key}" if token_id is None else f"token:{token_id}:{key}"


def _check(ctx: Context, agreements: Agreements, actor: Actor, wish: EventWish, reason: str | None = None) -> None:
    pledge = agreements.pledge_named(wish.pledge, wish.on)
    if pledge is not None and not may_report(actor, pledge):
        raise NotAllowed(f"{wish.pledge} is another party's")
    faults = event_faults(wish, pledge, local_date(ctx.now(), ctx.place.tz))
    if reason is not None:
        faults += _reason_faults(reason)
    if faults:
        raise Invalid(faults)


def _reason_faults(reason: str) -> list[Fault]:
    if not reason.strip():
        return [Fault("correction_reason", "missing")]
    return [Fault("correction_reason", "too_long", {"max": MAX_SHORT})] if len(reason) > MAX_SHORT else []


def _standing(session: Session, public_id: str, version: int) -> PledgeEventRow:
    row = store.newest_row(session, public_id)
    if row is None:
        raise NotFound(f"event {public_id}")
    if row.id != version or row.withdrawn:
        raise Overtaken(f"event {public_id}")
    return row


def _may_change(agreements: Agreements, actor: Actor, row: PledgeEventRow) -> None:
    pledge = agreements.pledge_named(row.pledge, row.on_day)
    if pledge is not None and not may_report(actor, pledge):
        raise NotAllowed(f"{row.pledge} is another party's")


def _receipt(session: Session, agreements: Agreements, row: PledgeEventRow, known: bool = False) -> EventReceipt:
    """Return whether an event counts; a key that comes again tells of the event as it stands now."""
    session.flush()
    year = row.on_day.year
    rows = store.events_between(session, date(year, 1, 1), date(year, 12, 31))
    events = in_public(session, agreements, [one for one in rows if one.pledge == row.pledge])
    agreement = agreements.of_year(year)
    pledge = next((p for p in agreement.pledges if p.slug == row.pledge), None) if agreement else None
    if agreement is None or pledge is None:
        return EventReceipt(row.public_id, row.pledge, year, False, WhyNot.WRONG_YEAR, 0, known)
    counted = tally(pledge, events, Period(*agreements.days_of_year(agreement, year)))
    reason = counted.not_counted.get(row.public_id)
    counts = reason is None and any(event.id == row.public_id for event in events)  # it may be taken back since
    return EventReceipt(row.public_id, row.pledge, year, counts, reason, counted.done, known)
