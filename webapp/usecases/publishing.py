"""A person makes an unsafe place public: enough residents make a proposal, and only a click publishes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import NotFound, WrongState
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.suggestions import Kind
from webapp.language.public_words import Piece, find_all, pieces
from webapp.storage import unsafe_places as store
from webapp.storage.audit import log
from webapp.storage.db import transaction
from webapp.storage.grouping import publish_site, resolve_site
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

HOME_M = 25.0
"""Suggestions that all lie within this of each other, away from any road, may mean somebody's home."""
SHOWN_TEXTS = 20


@dataclass(frozen=True)
class Proposal:
    """An unsafe place that enough residents have named, as it would be shown, and what in it may point at someone."""

    id: str
    name: str
    area: str | None
    lat: float
    lon: float
    residents: int
    causes: tuple[str, ...]
    texts: tuple[tuple[Piece, ...], ...]  # of residents, what points at a person marked; never shown by publishing
    warnings: tuple[str, ...]  # codes: text, name, one_spot, people


def proposals(session: Session, ctx: Context, actor: Actor) -> list[Proposal]:
    """Return what waits for a click, most residents first.

    :raises NotAllowed: the actor publishes no unsafe places
    """
    require(actor, Permission.PUBLISH_UNSAFE_PLACE)
    return [_proposal(session, site) for site in store.proposed(session, ctx.place.publish_threshold)]


def proposal(session: Session, ctx: Context, actor: Actor, site_id: str) -> Proposal | None:
    """Return one proposal, or None where nothing waits for a click.

    :raises NotAllowed: the actor publishes no unsafe places
    """
    require(actor, Permission.PUBLISH_UNSAFE_PLACE)
    site = resolve_site(session, site_id)
    waiting = {one.id for one in store.proposed(session, ctx.place.publish_threshold)}
    return _proposal(session, site) if site is not None and site.id in waiting else None


def publish(session: Session, ctx: Context, actor: Actor, site_id: str) -> None:
    """Make an unsafe place public, as the middle of its square. What residents wrote stays with the moderators.

    :raises NotFound: there is no such unsafe place
    :raises WrongState: it is public or answered already, or too few residents have named it
    """
    require(actor, Permission.PUBLISH_UNSAFE_PLACE)
    with transaction(session):
        site = resolve_site(session, site_id)
        if site is None or site.kind != Kind.UNSAFE_PLACE:
            raise NotFound(f"unsafe place {site_id}")
        if site.id not in {one.id for one in store.proposed(session, ctx.place.publish_threshold)}:
            raise WrongState(f"unsafe place {site.id} is no proposal")
        publish_site(session, ctx, site, actor.account_id)
        log(session, ctx, actor, "unsafe.published", site.id)


def _proposal(session: Session, site: Site) -> Proposal:
    members = store.live_members(session, site.id)
    texts = [one.text for one in members if one.text]
    area, _ = store.area_of(session, site)
    return Proposal(
        id=site.id,
        name=site.name,
        area=area,
        lat=site.public_lat,
        lon=site.public_lon,
        residents=site.residents,
        causes=tuple(sorted((c for c, n in site.cause_counts.items() if n > 0), key=lambda c: -site.cause_counts[c])),
        texts=tuple(tuple(pieces(text)) for text in texts[:SHOWN_TEXTS]),
        warnings=_warnings(site, members, texts),
    )


def _warnings(site: Site, members: Sequence[Suggestion], texts: list[str]) -> tuple[str, ...]:
    found = {
        "text": any(find_all(text) for text in texts),
        "name": bool(find_all(site.name)),
        "one_spot": site.unit == "free" and len(members) > 1 and _spread_m(members) <= HOME_M,
        "people": bool({"groups", "disorder"}.intersection(c for c, n in site.cause_counts.items() if n > 0)),
    }
    return tuple(code for code, holds in found.items() if holds)


def _spread_m(members: Sequence[Suggestion]) -> float:
    """Return the diagonal of the box that holds the suggestions, in metres."""
    across = [[getattr(one, axis) for one in members] for axis in ("easting", "northing")]
    return hypot(*(max(axis) - min(axis) for axis in across))
