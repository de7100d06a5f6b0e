"""Alerts by e-mail: ask for one, confirm it, change it, end it."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.alerts import (
    AlertWish,
    AlertWords,
    Corner,
    Ground,
    Pace,
    Where,
    next_digest,
    read_alert,
    read_corners,
    read_radius,
)
from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotFound
from webapp.domain.messages import Link, Topic, masked, plain_address
from webapp.storage.alerts import Alert, alert_of_link, collect_news, last_news, remove_alert
from webapp.storage.db import transaction
from webapp.storage.mail_links import find_link, link_to
from webapp.storage.outbox import To, may_be_asked_for, queue
from webapp.storage.pins import find_pin, places_meant
from webapp.storage.place_search import Candidate
from webapp.storage.places import Area

MOST_ALERTS = 20
"""How many alerts one address can have."""


@dataclass(frozen=True)
class AlertView:
    """An alert as its owner sees it."""

    address: str  # masked
    where: Where
    area: str | None  # the district's name
    place_name: str | None
    radius_m: int | None
    corners: tuple[Corner, ...]
    kinds: tuple[str, ...]
    pace: Pace
    confirmed: bool


def ask_for_alert(session: Session, ctx: Context, wish: AlertWish, language: str) -> None:
    """Keep an alert until it is confirmed, and send the one message that asks for that.

    What comes back is the same whether an address is known here or gets too much already.

    :raises Invalid: with a fault for every field that has one
    """
    words, faults = read_alert(wish)
    ground, place_name, ground_faults = _ground(session, ctx, wish)
    if faults or ground_faults or words is None:
        raise Invalid([*ground_faults, *faults])
    with transaction(session):
        if not may_be_asked_for(session, ctx, words.email) or _has_many(session, words.email):
            return
        alert = _same(session, words, ground) or _new(session, ctx, words, ground, place_name, language)
        if alert.confirmed_at is None:
            to = To(words.email, language, alert_id=alert.id)
            queue(session, ctx, Topic.CONFIRM_ALERT, to, f"alert:{alert.id}")


def places_for(session: Session, ctx: Context, place_text: str) -> list[Candidate]:
    """Return the places that words may mean, to choose from."""
    return places_meant(session, ctx, place_text)


def find_alert(session: Session, ctx: Context, token: str, purpose: Link = Link.ALERT) -> AlertView:
    """Return the alert that a link opens; changes nothing.

    :raises NotFound: there is no such link, or its time is over
    """
    alert = _alert(session, ctx, token, purpose)
    area = session.scalar(select(Area.name).where(Area.slug == alert.area)) if alert.area else None
    return AlertView(
        address=masked(alert.address),
        where=alert.ground.where,
        area=area or alert.area,
        place_name=alert.place_name,
        radius_m=alert.radius_m,
        corners=alert.ground.corners,
        kinds=tuple(alert.kinds.split()),
        pace=Pace(alert.pace),
        confirmed=alert.confirmed_at is not None,
    )


def confirm_alert(session: Session, ctx: Context, token: str) -> str:
    """Start an alert from now on; return the token of its own page. A second time changes nothing.

    :raises NotFound: there is no such link, or its time is over
    """
    with transaction(session):
        alert = _alert(session, ctx, token, Link.CONFIRM_ALERT)
        if alert.confirmed_at is None:
            collect_news(session, ctx)  # what was public before is no news
            alert.confirmed_at, alert.told_to = ctx.now(), last_news(session)
            alert.due_at = next_digest(Pace(alert.pace), ctx.now(), ctx.place.tz)
        return link_to(session, ctx, Link.ALERT, alert_id=alert.id)


def change_alert(session: Session, ctx: Context, token: str, kinds: tuple[str, ...], pace: str) -> None:
    """Change what an alert tells of and how often; its ground stays.

    :raises NotFound: there is no such link
    :raises Invalid: a kind or a pace is none of the list
    """
    with transaction(session):
        alert = _alert(session, ctx, token, Link.ALERT)
        words, faults = read_alert(AlertWish(kinds=kinds, pace=pace, email=alert.address))
        if words is None:
            raise Invalid(faults)
        alert.kinds, alert.pace = " ".join(words.kinds), words.pace.value
        alert.due_at = next_digest(words.pace, ctx.now(), ctx.place.tz)


def end_alert(session: Session, ctx: Context, token: str) -> None:
    """End an alert and forget its address; a second time changes nothing."""
    with transaction(session):
        alert = alert_of_link(session, find_link(session, ctx, Link.ALERT, token))
        if alert is not None:
            remove_alert(session, ctx, alert)


def _alert(session: Session, ctx: Context, token: str, purpose: Link) -> Alert:
    alert = alert_of_link(session, find_link(session, ctx, purpose, token))
    if alert is None:
        raise NotFound("no such alert, or the time of the link is over")
    return alert


def _ground(session: Session, ctx: Context, wish: AlertWish) -> tuple[Ground, str | None, list[Fault]]:
    """Return where news are wanted from, what its middle is called, and what is wrong with it."""
    if wish.where == Where.AREA:
        known = session.scalar(select(Area.slug).where(Area.slug == wish.area))
        missing = [] if known else [Fault("area", "unknown" if wish.area else "missing")]
        return Ground(area=known), None, missing
    if wish.where == Where.NEAR:
        radius_m, faults = read_radius(wish.radius_m)
        pin, pin_faults = find_pin(session, ctx, wish.lat, wish.lon, wish.place_text)
        if pin is None or faults:
            return Ground(), None, [*pin_faults, *faults]
        ground = Ground(lat=round(pin.lat, 5), lon=round(pin.lon, 5), radius_m=radius_m)
        return ground, wish.place_text.strip()[:200] or None, []
    if wish.where == Where.DRAWN:
        corners, faults = read_corners(wish.drawn, ctx.place.bbox)
        return Ground(corners=corners), None, faults
    return Ground(), None, [] if wish.where == Where.EVERYWHERE else [Fault("where", "missing")]


def _has_many(session: Session, address: str) -> bool:
    mine = select(func.count()).select_from(Alert).where(func.lower(Alert.address) == plain_address(address))
    return (session.scalar(mine) or 0) >= MOST_ALERTS


def _same(session: Session, words: AlertWords, ground: Ground) -> Alert | None:
    """Return the alert that this one would repeat."""
    mine = session.scalars(select(Alert).where(func.lower(Alert.address) == plain_address(words.email)))
    kinds = " ".join(words.kinds)
    return next((a for a in mine if (a.ground, a.kinds, a.pace) == (ground, kinds, words.pace.value)), None)


def _new(
    session: Session, ctx: Context, words: AlertWords, ground: Ground, place_name: str | None, language: str
) -> Alert:
    alert = Alert(
        address=words.email,
        language=language,
        pace=words.pace.value,
        kinds=" ".join(words.kinds),
        area=ground.area,
        lat=ground.lat,
        lon=ground.lon,
        radius_m=ground.radius_m,
        place_name=place_name,
        corners=[list(corner) for corner in ground.corners],
        created_at=ctx.now(),
    )
    session.add(alert)
    session.flush()
    return alert
