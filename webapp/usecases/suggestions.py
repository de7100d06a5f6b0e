"""What a resident can do: suggest a place, look at the receipt, change it, take it back, have it erased."""

import secrets
from dataclasses import dataclass, replace

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotFound, WrongState
from webapp.domain.privacy import PublicSite
from webapp.domain.reporters import random_key, reporter_key
from webapp.domain.roles import RESIDENT, Actor, Permission, require
from webapp.domain.sites import site_id_of
from webapp.domain.suggestions import (
    Channel,
    Kind,
    State,
    fingerprint,
    new_public_number,
    new_salt,
    post_token,
    receipt_token,
)
from webapp.domain.wishes import (
    MAX_PLACE_TEXT,
    NOT_SURE,
    SuggestionWish,
    Words,
    read_email,
    read_kind,
    read_words,
)
from webapp.storage import grouping
from webapp.storage import suggestions as store
from webapp.storage.addresses import ask_to_confirm, change_address, forget_sender
from webapp.storage.audit import log
from webapp.storage.campaigns import answers_campaign, is_open
from webapp.storage.db import transaction
from webapp.storage.ledger import commit, forget_opening
from webapp.storage.moderation import forget_words
from webapp.storage.moving import forget_movements
from webapp.storage.nearby import NearSite, published_along, published_near, published_that_takes
from webapp.storage.open311 import Open311Post, forget_post
from webapp.storage.pins import SEVERAL, Pin, find_pin, places_meant
from webapp.storage.place_search import Candidate, complete_places
from webapp.storage.public import find_published
from webapp.storage.receipts import ReceiptView, read_receipt
from webapp.storage.reporter_aliases import standing_key
from webapp.storage.road_places import describe_by_landmark, describe_point
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

__all__ = ["SuggestionWish"]  # callers find the wish beside what it is for

MIN_TYPED = 2
"""Fewer letters than this name nothing yet."""


CAMPAIGN_CHANNELS = (Channel.FORM, Channel.SUPPORT)
"""What closes with the questions, where a place takes suggestions during them only."""


@dataclass(frozen=True)
class Receipt:
    """Where the sender finds the suggestion again; ``created`` is False for a repeated post."""

    token: str
    created: bool


@dataclass(frozen=True)
class Draft:
    """A wish that can be taken, read and placed."""

    words: Words
    pin: Pin
    site_id: str | None = None  # of a voice for a published site


@dataclass(frozen=True)
class PlaceFound:
    """Where a wish points: a pin, with what people call it and what is there already, or places to choose from."""

    pin: Pin | None
    candidates: tuple[Candidate, ...] = ()
    name: str | None = None  # what people would call the pin
    near: tuple[NearSite, ...] = ()  # published sites to add a voice to
    tie: tuple[str, ...] = ()  # streets that fit equally well
    joins: PublicSite | None = None  # that the suggestion becomes part of by itself


def suggest(session: Session, ctx: Context, actor: Actor, wish: SuggestionWish) -> Receipt:
    """Store a suggestion and put it where it belongs; a repeated post leads to the same receipt.

    :raises NotAllowed: staff suggest nothing here, their sessions give no resident's key
    :raises Invalid: with a fault for every field that has one
    """
    require(actor, Permission.SUGGEST)
    submission_key = wish.submission_key or secrets.token_urlsafe(24)
    token, kept_key = receipt_token(ctx.secret_key, submission_key), fingerprint(submission_key)
    if store.is_submitted(session, kept_key):
        return Receipt(token, created=False)
    draft = _read(session, ctx, wish)
    try:
        with transaction(session):
            if store.is_submitted(session, kept_key):
                return Receipt(token, created=False)
            suggestion = _new(session, ctx, wish, draft)
            suggestion.token_hash, suggestion.submission_key = fingerprint(token), kept_key
            session.add(suggestion)
            session.flush()
            commit(session, suggestion.id)
            grouping.place_suggestion(session, ctx, suggestion)
            ask_to_confirm(session, ctx, suggestion)
            if wish.api_key_id:
                found_by = fingerprint(post_token(ctx.secret_key, token))
                session.add(Open311Post(suggestion_id=suggestion.id, api_key_id=wish.api_key_id, token_hash=found_by))
    except IntegrityError:  # a database that lets two write at once: the other one was first
        if not store.is_submitted(session, kept_key):
            raise
        return Receipt(token, created=False)
    return Receipt(token, created=True)


def look_through(session: Session, ctx: Context, actor: Actor, wish: SuggestionWish) -> Draft:
    """Return what would be stored, and store nothing.

    :raises Invalid: with a fault for every field that has one
    """
    require(actor, Permission.SUGGEST)
    return _read(session, ctx, wish)


def find_place(session: Session, ctx: Context, wish: SuggestionWish) -> PlaceFound:
    """Return where a wish points so far, for the form to show.

    :raises Invalid: what was typed points nowhere; several places that fit are no fault here
    """
    pin, faults = find_pin(session, ctx, wish.lat, wish.lon, wish.place_text)
    if pin is None:
        if all(fault.code == SEVERAL for fault in faults):
            return PlaceFound(None, tuple(places_meant(session, ctx, wish.place_text)))
        raise Invalid(faults)
    tie = grouping.locate(session, ctx, pin.lon, pin.lat, words=wish.place_text).tie  # also once it is answered
    located = grouping.locate(session, ctx, pin.lon, pin.lat, wish.road, wish.place_text)
    found = what_is_near(session, ctx, pin.lat, pin.lon, wish.kind)
    found = replace(found, pin=pin, name=describe_point(session, ctx, pin.lat, pin.lon), tie=tie)
    kind = read_kind(wish.kind)[0]
    if kind is None:
        return found
    near = published_along(session, ctx, located, kind, found.near)
    return replace(found, near=near, joins=published_that_takes(session, ctx, located, kind))


def what_is_near(session: Session, ctx: Context, lat: float, lon: float, kind: str) -> PlaceFound:
    """Return what people call a position and which sites of a kind are there already; asks no map, so a page may."""
    known = read_kind(kind)[0]
    near = published_near(session, ctx, lat, lon, known) if known else ()
    return PlaceFound(Pin(lat, lon), (), describe_by_landmark(session, ctx, lat, lon), near)


def places_so_far(session: Session, ctx: Context, typed: str) -> list[Candidate]:
    """Return the places that half-typed words may come to mean: by the place's own names, never another's."""
    words = typed.strip()[:MAX_PLACE_TEXT]
    return complete_places(session, ctx, words) if len(words) >= MIN_TYPED else []


def name_near(session: Session, ctx: Context, lat: float, lon: float) -> str | None:
    """Return what people would call a position, when a street or something public is near."""
    return describe_point(session, ctx, lat, lon)


def site_to_support(session: Session, ctx: Context, site_id: str) -> PublicSite | None:
    """Return the published site that a voice can be added to, by any id it ever had."""
    site = grouping.resolve_site(session, site_id)
    return None if site is None else find_published(session, ctx, site.id)


def find_receipt(session: Session, ctx: Context, token: str) -> ReceiptView:
    """Return the receipt that a token opens.

    :raises NotFound: it opens none, or its words were erased
    """
    return read_receipt(session, ctx, _find(session, token))


def follow(session: Session, ctx: Context, token: str, email: str, stop: bool = False, language: str = "") -> None:
    """Send news of the site to an address once it is confirmed, or stop doing so and forget the address.

    :raises NotFound: the token opens no receipt
    :raises WrongState: the suggestion was taken back
    :raises Invalid: the address cannot be written to, or there is none
    """
    address, faults = (None, []) if stop else read_email(email)
    if faults:
        raise Invalid(faults)
    with transaction(session):
        suggestion = _find(session, token)
        if suggestion.state != State.LIVE and not stop:
            raise WrongState("only a live suggestion can be followed")
        address = address or (None if stop else suggestion.email)
        if address is None and not stop:
            raise Invalid([Fault("email", "missing")])
        change_address(session, ctx, suggestion, address, language)


def withdraw(session: Session, ctx: Context, token: str) -> None:
    """Take a suggestion back: it no longer stands; what was already counted stays. A second time changes nothing.

    :raises NotFound: the token opens no receipt
    """
    with transaction(session):
        suggestion = _find(session, token)
        if suggestion.state == State.LIVE:
            forget_sender(session, ctx, suggestion, erased=False)
            suggestion.state, suggestion.withdrawn_at = State.WITHDRAWN, ctx.now()
            session.flush()
            grouping.remove_suggestion(session, ctx, suggestion)


def erase(session: Session, ctx: Context, token: str) -> None:
    """Remove every word, the exact pin and the address at once; a stub stays, and the receipt is gone.

    :raises NotFound: the token opens no receipt
    """
    with transaction(session):
        suggestion = _find(session, token)
        forget_sender(session, ctx, suggestion, erased=True)
        _leave_stub(suggestion)
        forget_movements(session, suggestion)
        forget_words(session, suggestion.id)
        forget_post(session, suggestion.id)
        forget_opening(session, suggestion.id)
        suggestion.erased_at = ctx.now()
        session.flush()
        grouping.remove_suggestion(session, ctx, suggestion)
        log(session, ctx, RESIDENT, "suggestion.erased", suggestion.public_number)


def _find(session: Session, token: str) -> Suggestion:
    suggestion = store.find_by_token(session, fingerprint(token))
    if suggestion is None:
        raise NotFound("no receipt has this address")
    return suggestion


def _read(session: Session, ctx: Context, wish: SuggestionWish) -> Draft:
    """Return the wish read and placed.

    :raises Invalid: with every fault at once
    """
    if wish.channel in CAMPAIGN_CHANNELS and not is_open(session, ctx):
        raise Invalid([Fault("form", "closed")])
    if wish.support_site_id:
        return _read_voice(session, ctx, wish)
    words, faults = read_words(wish)
    pin, pin_faults = find_pin(session, ctx, wish.lat, wish.lon, words.place_text or "")
    known = {fault.field for fault in faults}
    faults += [fault for fault in pin_faults if fault.field not in known]
    if faults or pin is None:
        raise Invalid(faults)
    if _which_street(session, ctx, wish, words, pin):
        raise Invalid([Fault("road", "which_street")])
    return Draft(words, pin)


def _which_street(session: Session, ctx: Context, wish: SuggestionWish, words: Words, pin: Pin) -> bool:
    """Whether to ask which of several streets is meant: a person at the form can say; else the nearest is taken."""
    if wish.channel != Channel.FORM or words.kind != Kind.SPEED or wish.road == NOT_SURE:
        return False
    return bool(grouping.locate(session, ctx, pin.lon, pin.lat, wish.road, words.place_text).tie)


def _read_voice(session: Session, ctx: Context, wish: SuggestionWish) -> Draft:
    """Return a voice for a published site: its place and kind are the site's, whatever else was typed."""
    public = site_to_support(session, ctx, wish.support_site_id)
    words, faults = read_words(wish if public is None else replace(wish, kind=public.kind))
    site = session.get(Site, public.id) if public else None
    if site is None:
        faults.append(Fault("support", "unknown_site"))
    if faults or site is None:
        raise Invalid(faults)
    return Draft(words, Pin(site.lat, site.lon), site.id)


def _new(session: Session, ctx: Context, wish: SuggestionWish, draft: Draft) -> Suggestion:
    now, words = ctx.now(), draft.words
    if draft.site_id:  # a voice stands where the site does, also when a junction is near
        located = grouping.located_at(session, ctx, session.get_one(Site, draft.site_id))
    else:
        located = grouping.locate(session, ctx, draft.pin.lon, draft.pin.lat, wish.road, words.place_text)
    number = new_public_number()
    return Suggestion(
        public_number=number,
        founding_id=site_id_of(number),
        channel=Channel.SUPPORT if draft.site_id else wish.channel,
        kind=words.kind,
        state=State.LIVE,
        received_at=now,
        created_at=now,
        accepted_at=now,
        lat=draft.pin.lat,
        lon=draft.pin.lon,
        place_text=words.place_text,
        outside_note=draft.pin.outside,
        when_cells=" ".join(words.when),
        causes=" ".join(words.causes),
        text=words.text,
        email=words.email,
        follow=words.email is not None,
        reporter_key=standing_key(session, _key(ctx, located.scope, wish.reporter_secret)),
        language=wish.language or None,
        **located.columns(),
        salt=new_salt(),
        saw_site=wish.saw_site,
        campaign_id=answers_campaign(session, ctx, wish.campaign),
    )


def _key(ctx: Context, scope: str, secret: str) -> str:
    """Return the resident's key of this year; a program that keeps no cookie is a resident of its own."""
    if not secret:
        return random_key()
    return reporter_key(ctx.secret_key, ctx.now().astimezone(ctx.place.tz).year, scope, secret)


def _leave_stub(suggestion: Suggestion) -> None:
    """Forget everything that the sender wrote; number, kind, times and channel stay."""
    suggestion.state = State.ERASED
    suggestion.lat = suggestion.lon = suggestion.place_text = None
    suggestion.when_cells = suggestion.causes = ""
    suggestion.text = suggestion.email = suggestion.email_confirmed_at = suggestion.salt = None
    suggestion.follow = suggestion.saw_site = suggestion.outside_note = False
    suggestion.token_hash = suggestion.submission_key = None
    suggestion.reporter_key = random_key()
