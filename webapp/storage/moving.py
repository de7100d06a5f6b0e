"""A sender moves the pin: the suggestion leaves its site, also a pinned one, and joins what is where it stands now.

It is as if it came today but for ``received_at``, which stays; where it was is kept, for checks held by then.
Call these inside a transaction.
"""

from dataclasses import dataclass
from math import floor

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.sites import SiteEvent, site_id_of
from webapp.domain.suggestions import new_public_number
from webapp.storage.counting import first_check_at, recount
from webapp.storage.grouping import STUB_MEASURE_M, STUB_SQUARE_M, Located, place_suggestion, resolve_site
from webapp.storage.locating import locate_position
from webapp.storage.members import spot_of
from webapp.storage.movements import Movement, movements_of
from webapp.storage.pins import Pin
from webapp.storage.roads import Road, positions_on_roads
from webapp.storage.settling import Work, settle
from webapp.storage.site_events import append_events, event, membership_event
from webapp.storage.site_state import recount_members
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion


@dataclass(frozen=True)
class Voice:
    """A resident's key, and the scope within which it counts once."""

    key: str
    scope: str


def move_pin(
    session: Session,
    ctx: Context,
    suggestion: Suggestion,
    pin: Pin,
    located: Located,
    place_text: str | None,
    voice: Voice,
) -> Site:
    """Move a live suggestion to another position, and return the site that it belongs to from now on.

    :param voice: the sender's there, or the one it has when who sent it cannot be told
    """
    session.flush()
    checked_from = first_check_at(session, [suggestion.site_id])
    session.add(_as_it_is(session, ctx, suggestion))
    _release(session, ctx, suggestion)
    suggestion.founding_id = site_id_of(new_public_number())  # the id of a site stays where the site is
    suggestion.lat, suggestion.lon, suggestion.outside_note = pin.lat, pin.lon, pin.outside
    suggestion.place_text, suggestion.reporter_key, suggestion.scope = place_text, voice.key, voice.scope
    _stand_at(suggestion, located)
    site = place_suggestion(session, ctx, suggestion)
    if checked_from is not None:
        recount(session, ctx, since=checked_from)
    return site


def forget_movements(session: Session, suggestion: Suggestion) -> None:
    """Make coarse, as a stub is, where an erased suggestion was before; its words there are gone."""
    for before in movements_of(session, suggestion.id):
        before.lat = before.lon = before.place_text = None
        before.reporter_key = suggestion.reporter_key
        before.easting, before.northing = _coarse(session, before)
    session.flush()


def _as_it_is(session: Session, ctx: Context, suggestion: Suggestion) -> Movement:
    street = session.scalar(select(Road.name).where(Road.id == suggestion.road_id)) if suggestion.road_id else None
    return Movement(
        suggestion_id=suggestion.id,
        at=ctx.now(),
        lat=suggestion.lat,
        lon=suggestion.lon,
        easting=suggestion.easting,
        northing=suggestion.northing,
        street=street,
        area_id=suggestion.area_id,
        place_text=suggestion.place_text,
        site_id=membership_event(session, suggestion.id) or suggestion.site_id,
        founding_id=suggestion.founding_id,
        reporter_key=suggestion.reporter_key,
    )


def _release(session: Session, ctx: Context, suggestion: Suggestion) -> None:
    """Take a suggestion out of its site, and group again what it leaves behind. Publishes nothing."""
    site = session.get_one(Site, suggestion.site_id)
    work = Work(session, ctx, suggestion.kind, publish=False)
    if site.published_at is None:
        work.squares.append((suggestion.easting, suggestion.northing, -1))
    held, spot = suggestion.sticky, spot_of(suggestion)
    if held:
        append_events(session, [event(site.id, SiteEvent.LEFT, ctx.now(), suggestion.id)])
    suggestion.site_id, suggestion.sticky = None, False
    session.flush()
    if held:
        recount_members(session, [site])
    else:
        work.dirty.add(site.id)
        settle(work, spot)
    work.done()


def _stand_at(suggestion: Suggestion, located: Located) -> None:
    for name in (
        "easting", "northing", "unit", "road_id", "measure_m", "junction_id", "cell_col", "cell_row", "area_id",
    ):  # fmt: skip
        setattr(suggestion, name, getattr(located, name))


def _coarse(session: Session, before: Movement) -> tuple[float, float]:
    """Return what is kept of an earlier position: its pinned site's, ten metres along its street, or a 50 m square."""
    site = resolve_site(session, before.site_id) if before.site_id else None
    if site is not None and site.pinned_at is not None and site.pinned_at <= before.at:
        return site.easting, site.northing
    was = locate_position(session, before.easting, before.northing, before.street)
    if was.road_id is not None and was.measure_m is not None:
        measure_m = round(was.measure_m / STUB_MEASURE_M) * STUB_MEASURE_M
        return positions_on_roads(session, [(was.road_id, measure_m)])[0]
    return tuple((floor(m / STUB_SQUARE_M) + 0.5) * STUB_SQUARE_M for m in (before.easting, before.northing))  # type: ignore[return-value]
