"""Sites out of suggestions, kept current on every write. Call these inside a transaction.

Three layers: ``analysis.sites`` says which suggestions belong together, given the pins; events say what is
pinned and who is a member for good; the rows of sites, the members' ``site_id`` and the squares of the map
are kept state that ``rebuild`` makes again from those two and ``verify`` compares with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import floor
from typing import Any

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.sites import STATUS_AFTER, SiteEvent, SiteStatus, move
from webapp.domain.suggestions import Kind, State
from webapp.storage.as_of import sites_as_of
from webapp.storage.locating import Located, cell_of, locate, locate_many
from webapp.storage.members import Spot, member_of, spot_of, stands
from webapp.storage.merging import merge_sites, move_member
from webapp.storage.rebuilding import rebuild, verify
from webapp.storage.resolving import resolve_site
from webapp.storage.settling import Work, freeze, hold, nearest_pin, pins_in_reach, publish_with_neighbours, settle
from webapp.storage.site_events import append_events, event, membership
from webapp.storage.site_state import recount_members
from webapp.storage.sites import Site
from webapp.storage.splitting import split_site
from webapp.storage.suggestions import Suggestion

__all__ = [
    "CoarsePosition",
    "Located",
    "coarse_position",
    "locate",
    "locate_many",
    "located_at",
    "merge_sites",
    "move_member",
    "pin_privately",
    "place_many",
    "place_suggestion",
    "publish_site",
    "rebuild",
    "record_site_event",
    "remove_suggestion",
    "resolve_site",
    "sites_as_of",
    "split_site",
    "verify",
]

STUB_MEASURE_M = 10.0
STUB_SQUARE_M = 50.0


@dataclass(frozen=True)
class CoarsePosition:
    """What an erased stub keeps of its position: the road with a measure to 10 m, or the 50 m square."""

    easting: float
    northing: float
    measure_m: float | None
    cell_col: int
    cell_row: int


def place_suggestion(session: Session, ctx: Context, suggestion: Suggestion) -> Site:
    """Give a stored, accepted suggestion its site; publish the site at the threshold.

    Call it again when something that is counted changed: the key, the times, the causes, or when a
    suggestion that was taken for spam stands again.

    :raises ValueError: the suggestion does not stand
    """
    session.flush()
    if not stands(suggestion):
        raise ValueError(f"suggestion {suggestion.id} does not stand, so it belongs to no site")
    work = Work(session, ctx, suggestion.kind)
    if suggestion.site_id is not None or suggestion.sticky:
        _place_again(work, suggestion)
    else:
        work.newcomer = suggestion
        spot = spot_of(suggestion)
        pin = nearest_pin(pins_in_reach(session, suggestion.kind, spot), member_of(suggestion))
        if pin is None:
            settle(work, spot)
        else:
            hold(work, pin, suggestion)
    work.done()
    return session.get_one(Site, suggestion.site_id)


def place_many(session: Session, ctx: Context, suggestions: Sequence[object]) -> None:
    """Give many stored, accepted suggestions their sites at once: grouped first, then published.

    Whatever no pin holds is grouped with them, so the cost is that of a rebuild.
    """
    if suggestions:
        rebuild(session, ctx)


def remove_suggestion(session: Session, ctx: Context, suggestion: Suggestion) -> None:
    """Take out a suggestion that became withdrawn, spam or erased.

    Withdrawn and spam leave their site's counts, and their group when no pin holds them. An erased one stays
    as a stub; its position is made coarse here, so the caller leaves it as it is. A removal publishes nothing.
    """
    session.flush()
    site = session.get(Site, suggestion.site_id) if suggestion.site_id else None
    spots = [spot_of(suggestion)]
    work = Work(session, ctx, suggestion.kind, publish=False)
    if site is not None and site.published_at is None:
        work.squares.append((suggestion.easting, suggestion.northing, -1))
    if not stands(suggestion):
        suggestion.site_id = None
    if suggestion.state == State.ERASED:
        _make_coarse(suggestion, site)
        spots.append(spot_of(suggestion))
    session.flush()
    if site is None:
        return
    if suggestion.sticky:
        recount_members(session, [site])
    else:
        work.dirty.add(site.id)
        spot = Spot(spots[0].unit, spots[0].place, tuple(p for s in spots for p in s.positions))
        settle(work, spot, pins_in_reach(session, suggestion.kind, spots[-1]) if stands(suggestion) else ())
    work.done()


def coarse_position(suggestion: Suggestion) -> CoarsePosition:
    """Return what a stub that no pin holds keeps of its position; changes nothing."""
    measure_m = suggestion.measure_m
    if measure_m is not None:
        measure_m = round(measure_m / STUB_MEASURE_M) * STUB_MEASURE_M
    easting, northing = (
        (floor(metres / STUB_SQUARE_M) + 0.5) * STUB_SQUARE_M for metres in (suggestion.easting, suggestion.northing)
    )
    return CoarsePosition(easting, northing, measure_m, *cell_of(easting, northing))


def pin_privately(session: Session, ctx: Context, site: Site, account_id: int | None) -> None:
    """Freeze a site's id and anchor without telling anyone: it was chosen, answered or checked."""
    session.flush()
    if site.pinned_at is None:
        work = Work(session, ctx, site.kind, publish=False)
        freeze(work, site, account_id)
        work.done()


def publish_site(session: Session, ctx: Context, site: Site, account_id: int | None) -> None:
    """Make a site public because a person said so: the only way for an unsafe place."""
    session.flush()
    if site.published_at is None:
        work = Work(session, ctx, site.kind)
        publish_with_neighbours(work, site, account_id)
        work.done()


def record_site_event(
    session: Session,
    ctx: Context,
    site: Site,
    kind: SiteEvent,
    account_id: int | None = None,
    at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Append what happened to a site and take the step it means; a site that people act on keeps its id.

    :param data: ``reason`` and ``reply`` of an answer are shown with the status
    :raises WrongState: the step is not in the table of steps
    """
    at = at or ctx.now()
    status = move(SiteStatus(site.status), STATUS_AFTER[kind], site.kind) if kind in STATUS_AFTER else None
    pin_privately(session, ctx, site, account_id)
    append_events(session, [event(site.id, kind, at, None, account_id, data)])
    if status is not None:
        site.status, site.status_at = status.value, at
        site.status_reason, site.status_reply = (data or {}).get("reason"), (data or {}).get("reply")
    session.flush()


def located_at(session: Session, ctx: Context, site: Site) -> Located:
    """Return where a voice for a site is: at its anchor, on its own road or junction, whatever else is near."""
    here = locate(session, ctx, site.lon, site.lat)
    own = {
        "road": f"road:{site.road_id}",
        "junction": f"junction:{site.junction_id}",
        "free": f"square:{floor(site.easting / 1000)}:{floor(site.northing / 1000)}",
    }
    return Located(
        site.easting,
        site.northing,
        site.unit,
        site.road_id,
        site.measure_m,
        site.junction_id,
        *cell_of(site.easting, site.northing),
        here.area_id,
        own[site.unit],
    )


def _place_again(work: Work, suggestion: Suggestion) -> None:
    session = work.session
    if suggestion.site_id is None:  # it was held by a pin before it was taken out
        suggestion.site_id = membership(session, suggestion.id)
        session.flush()
        site = session.get_one(Site, suggestion.site_id)
        if site.published_at is None and suggestion.state == State.LIVE:
            work.squares.append((suggestion.easting, suggestion.northing, 1))
    site = session.get_one(Site, suggestion.site_id)
    recount_members(session, [site])
    enough = site.residents >= work.ctx.place.publish_threshold
    if site.published_at is None and site.kind == Kind.SPEED and enough:
        publish_with_neighbours(work, site)


def _make_coarse(suggestion: Suggestion, site: Site | None) -> None:
    """Blur a stub's position; one that a pin holds keeps nothing of its own, only the site's."""
    rough = coarse_position(suggestion)
    if suggestion.sticky and site is not None:
        suggestion.easting, suggestion.northing = site.easting, site.northing
        suggestion.measure_m = site.measure_m
        suggestion.cell_col, suggestion.cell_row = cell_of(site.easting, site.northing)
        return
    suggestion.easting, suggestion.northing, suggestion.measure_m = rough.easting, rough.northing, rough.measure_m
    suggestion.cell_col, suggestion.cell_row = rough.cell_col, rough.cell_row
