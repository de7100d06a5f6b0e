"""What police and municipality do with an unsafe place together: read it, answer it, close it, say whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotFound, WrongState
from webapp.domain.messages import Topic
from webapp.domain.privacy import strengths
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.sites import REASONS, SiteEvent
from webapp.domain.suggestions import WHEN, WHEN_QUICK, Kind
from webapp.domain.unsafe_places import NEXT_STEPS, Owner, Step, activity_faults, reply_faults, step_of
from webapp.language.public_words import mask_for_public
from webapp.storage import unsafe_places as store
from webapp.storage.audit import log
from webapp.storage.db import transaction
from webapp.storage.grouping import record_site_event, resolve_site
from webapp.storage.notices import notify
from webapp.storage.sites import Site
from webapp.storage.unsafe_answers import add_activity
from webapp.storage.unsafe_places import Standing, UnsafeActivity

SHOWN_TEXTS = 50
LATE: dict[str, tuple[str, ...]] = {name: WHEN_QUICK[name] for name in ("evenings", "nights")}


@dataclass(frozen=True)
class ListWish:
    """Which places to list; what is empty does not narrow the list. ``owner`` "none" asks for those that nobody has."""

    area: str = ""
    status: str = ""  # a step, or the public status "open"
    owner: str = ""
    when: str = ""  # a key of LATE
    cause: str = ""
    activity: str = ""


@dataclass(frozen=True)
class UnsafeLine:
    """An unsafe place in the list, at the middle of its square; the number of residents is for staff only."""

    id: str
    name: str
    area: str | None
    area_slug: str | None
    lat: float
    lon: float
    step: Step
    status: str
    owner: str | None
    published: bool
    proposed: bool  # enough residents have named it, and no person has published it
    residents: int
    late: tuple[str, ...]  # keys of LATE
    causes: tuple[str, ...]
    activities: tuple[tuple[str, date], ...]  # the latest first
    last_received_at: datetime


@dataclass(frozen=True)
class Text:
    """What one resident wrote, masked. Not moderated: for staff only."""

    created_at: datetime
    causes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class UnsafePlace:
    """One unsafe place with everything that those who work with it may see."""

    line: UnsafeLine
    anchor: tuple[float, float]  # lat, lon: between the pins, for those who go there
    looked_at: datetime | None
    steps: frozenset[SiteEvent]
    reason: str | None
    reply: str | None
    when_strengths: tuple[int, ...]
    when_cells: tuple[str, ...]
    activities: tuple[UnsafeActivity, ...]
    texts: tuple[Text, ...]
    members: int


def list_unsafe(session: Session, ctx: Context, actor: Actor, wish: ListWish) -> list[UnsafeLine]:
    """Return the unsafe places that match, most residents first.

    :raises NotAllowed: the actor does not work with them
    """
    require(actor, Permission.ANSWER_UNSAFE_PLACE)
    standings, done = store.standings(session), store.activities(session)
    lines = [
        _line(ctx, site, area, slug, standings.get(site.id, Standing()), done.get(site.id, []))
        for site, area, slug in store.unsafe_rows(session)
    ]
    return [line for line in lines if _fits(line, wish)]


def unsafe_place(session: Session, ctx: Context, actor: Actor, site_id: str) -> UnsafePlace:
    """Return one unsafe place, published or not, by any id that it ever had.

    :raises NotAllowed: the actor does not work with them
    :raises NotFound: there never was such an unsafe place
    """
    require(actor, Permission.ANSWER_UNSAFE_PLACE)
    site = _find(session, site_id)
    area, slug = store.area_of(session, site)
    standing, done = store.standing_of(session, site.id), tuple(store.activities_of(session, site.id))
    line = _line(ctx, site, area, slug, standing, done)
    levels = strengths(tuple(site.when_counts) or (0,) * len(WHEN))
    members = store.live_members(session, site.id)
    return UnsafePlace(
        line=line,
        anchor=(site.lat, site.lon),
        looked_at=standing.looked_at,
        steps=NEXT_STEPS[line.step],
        reason=site.status_reason,
        reply=site.status_reply,
        when_strengths=levels,
        when_cells=tuple(cell for cell, level in zip(WHEN, levels, strict=True) if level >= 3),
        activities=done,
        texts=tuple(
            Text(one.created_at, tuple(one.causes.split()), mask_for_public(one.text))
            for one in members[:SHOWN_TEXTS]
            if one.text
        ),
        members=site.members,
    )


def look(session: Session, ctx: Context, actor: Actor, site_id: str) -> None:
    """Note that somebody has read what residents say of a place; a second time changes nothing.

    :raises NotFound: there is no such unsafe place
    :raises WrongState: it is closed or declined
    """
    require(actor, Permission.ANSWER_UNSAFE_PLACE)
    with transaction(session):
        site = _find(session, site_id)
        step = _step(session, site)
        if step in {Step.LOOKED_AT, Step.ANSWERED}:
            return
        _allow(step, SiteEvent.LOOKED_AT)
        record_site_event(session, ctx, site, SiteEvent.LOOKED_AT, actor.account_id)
        log(session, ctx, actor, "unsafe.looked_at", site.id)


def answer(
    session: Session,
    ctx: Context,
    actor: Actor,
    site_id: str,
    activity: str,
    on: date | None,
    public_reply: str = "",
    submission_key: str | None = None,
) -> int:
    """Answer a place by an activity; everyone who asked for it is told once. Return the activity's number.

    :param on: the local day of the activity
    :param submission_key: of the form; two presses of one form are one activity
    :raises Invalid: the activity is no code of the list, or its day cannot be
    :raises NotFound: there is no such unsafe place
    :raises WrongState: it is closed or declined
    """
    require(actor, Permission.ANSWER_UNSAFE_PLACE)
    faults = activity_faults(activity, on, local_date(ctx.now(), ctx.place.tz), public_reply)
    if faults or on is None:
        raise Invalid(faults)
    with transaction(session):
        site = _find(session, site_id)
        known = store.find_by_key(session, submission_key) if submission_key else None
        if known is not None:
            return known.id
        _allow(_step(session, site), SiteEvent.ANSWERED)
        return add_activity(session, ctx, actor, site, activity, on, public_reply, submission_key).id


def close(session: Session, ctx: Context, actor: Actor, site_id: str, reason: str = "", public_reply: str = "") -> None:
    """Close a place with a reason and words that residents read; no reason is "answered".

    :raises Invalid: the reason is no code of the list, says nothing without words, or the reply is too long
    :raises NotFound: there is no such unsafe place
    :raises WrongState: it is closed or declined already
    """
    _end(session, ctx, actor, site_id, SiteEvent.CLOSED, reason or "answered", public_reply)


def decline(
    session: Session, ctx: Context, actor: Actor, site_id: str, reason: str = "", public_reply: str = ""
) -> None:
    """Decline a place with a reason and words that residents read.

    :raises Invalid: the reason is no code of the list, says nothing without words, or the reply is too long
    :raises NotFound: there is no such unsafe place
    :raises WrongState: it is closed or declined already
    """
    _end(session, ctx, actor, site_id, SiteEvent.DECLINED, reason, public_reply)


def reopen(session: Session, ctx: Context, actor: Actor, site_id: str) -> None:
    """Open a closed or declined place again: it waits to be looked at anew.

    :raises NotFound: there is no such unsafe place
    :raises WrongState: it is neither closed nor declined
    """
    require(actor, Permission.ANSWER_UNSAFE_PLACE)
    with transaction(session):
        site = _find(session, site_id)
        _allow(_step(session, site), SiteEvent.REOPENED)
        record_site_event(session, ctx, site, SiteEvent.REOPENED, actor.account_id)
        notify(session, ctx, site, Topic.REOPENED)
        log(session, ctx, actor, "unsafe.reopened", site.id)


def give_to(session: Session, ctx: Context, actor: Actor, site_id: str, owner: str) -> None:
    """Say who takes care of a place; the same again changes nothing. Nobody outside reads it.

    :raises Invalid: it is neither the police nor the municipality
    :raises NotFound: there is no such unsafe place
    """
    if owner not in set(Owner):
        raise Invalid([Fault("owner", "unknown" if owner else "missing")])
    require(actor, Permission.ANSWER_UNSAFE_PLACE)
    with transaction(session):
        site = _find(session, site_id)
        if store.standing_of(session, site.id).owner != owner:
            record_site_event(session, ctx, site, SiteEvent.OWNED, actor.account_id, data={"owner": owner})
            log(session, ctx, actor, f"unsafe.owned_by_{owner}", site.id)


def _end(
    session: Session, ctx: Context, actor: Actor, site_id: str, event: SiteEvent, reason: str, public_reply: str
) -> None:
    require(actor, Permission.ANSWER_UNSAFE_PLACE)
    faults = [] if reason in REASONS else [Fault("reason", "unknown" if reason else "missing")]
    if reason == "other" and not public_reply.strip():
        faults.append(Fault("public_reply", "missing"))  # a reason that says nothing needs words
    faults += reply_faults(public_reply)
    if faults:
        raise Invalid(faults)
    with transaction(session):
        site = _find(session, site_id)
        _allow(_step(session, site), event)
        data = {"reason": reason, "reply": public_reply.strip()}
        record_site_event(session, ctx, site, event, actor.account_id, data=data)
        notify(session, ctx, site, Topic(event.value))
        log(session, ctx, actor, f"unsafe.{event}", site.id)


def _find(session: Session, site_id: str) -> Site:
    site = resolve_site(session, site_id)
    if site is None or site.kind != Kind.UNSAFE_PLACE:
        raise NotFound(f"unsafe place {site_id}")
    return site


def _step(session: Session, site: Site) -> Step:
    return step_of(site.status, store.standing_of(session, site.id).looked_at is not None)


def _allow(step: Step, event: SiteEvent) -> None:
    if event not in NEXT_STEPS[step]:
        raise WrongState(f"an unsafe place that is {step} cannot be {event}")


def _line(
    ctx: Context,
    site: Site,
    area: str | None,
    slug: str | None,
    standing: Standing,
    done: Sequence[UnsafeActivity],
) -> UnsafeLine:
    said = {cell for cell, count in zip(WHEN, site.when_counts or (), strict=False) if count > 0}
    step = step_of(site.status, standing.looked_at is not None)
    unpublished = site.published_at is None and step not in {Step.CLOSED, Step.DECLINED}
    return UnsafeLine(
        id=site.id,
        name=site.name,
        area=area,
        area_slug=slug,
        lat=site.public_lat,
        lon=site.public_lon,
        step=step,
        status=site.status,
        owner=standing.owner,
        published=site.published_at is not None,
        proposed=unpublished and site.residents >= ctx.place.publish_threshold,
        residents=site.residents,
        late=tuple(name for name, cells in LATE.items() if said.intersection(cells)),
        causes=tuple(sorted((c for c, n in site.cause_counts.items() if n > 0), key=lambda c: -site.cause_counts[c])),
        activities=tuple((row.activity, row.on_day) for row in done),
        last_received_at=site.last_received_at,
    )


def _fits(line: UnsafeLine, wish: ListWish) -> bool:
    return (
        (not wish.area or line.area_slug == wish.area)
        and (not wish.status or wish.status in {line.step, line.status})
        and (not wish.owner or (line.owner or "none") == wish.owner)
        and (not wish.when or wish.when in line.late)
        and (not wish.cause or wish.cause in line.causes)
        and (not wish.activity or any(activity == wish.activity for activity, _ in line.activities))
    )
