"""The planner's further maps: heat, clusters, periods and districts, each one HTML file that needs no network."""

from dataclasses import replace

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid
from webapp.domain.planner_views import View, ViewData
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.suggestions import Kind
from webapp.formats.hotspot_files import Framing
from webapp.formats.planner_views import view_html
from webapp.storage import planner_views as store
from webapp.storage.audit import log
from webapp.storage.base_map import base_map
from webapp.storage.db import transaction
from webapp.storage.places import attribution
from webapp.storage.public import SiteFilter, published_sites
from webapp.usecases.exports import HotspotWish


def export_view(session: Session, ctx: Context, actor: Actor, view: str, wish: HotspotWish) -> bytes:
    """Return one of the maps of ``View`` but that of hotspots; it says nothing of a place of one or two residents.

    :raises NotAllowed: the actor may not export
    :raises Invalid: the view or kind is unknown, it is no HTML, or the period ends before it begins
    :raises Refused: the place is too large
    """
    require(actor, Permission.EXPORT)
    _check(view, wish)
    kinds = (wish.kind,) if wish.kind else tuple(kind.value for kind in Kind)
    with transaction(session):
        data = _data(session, ctx, View(view), kinds, wish)
        place = replace(ctx.place, attribution=attribution(session, ctx))
        framing = Framing(place, base_map(session), wish.language or ctx.place.languages[0], ctx.now())
        log(session, ctx, actor, "hotspots.exported", f"html {view}")
    return view_html(data, framing)


def _data(session: Session, ctx: Context, view: View, kinds: tuple[str, ...], wish: HotspotWish) -> ViewData:
    if view is View.CLUSTERS:
        sites = published_sites(session, ctx, SiteFilter(kind=wish.kind))
        return ViewData(view, kinds, None, None, sites=tuple(sites))
    if view is View.TIME:
        slices, first, last = store.slices_of(session, ctx, kinds, wish.first, wish.last)
        return ViewData(view, kinds, wish.first or first, wish.last or last, slices=slices)
    if view is View.DISTRICTS:
        districts, first, last = store.districts_of_place(session, ctx, kinds, wish.first, wish.last)
        return ViewData(view, kinds, wish.first or first, wish.last or last, districts=districts)
    squares, first, last = store.squares_of(session, ctx, kinds, wish.first, wish.last)
    return ViewData(view, kinds, wish.first or first, wish.last or last, squares=squares)


def _check(view: str, wish: HotspotWish) -> None:
    faults = []
    if view not in set(View) - {View.HOTSPOTS}:
        faults.append(Fault("view", "unknown"))
    if wish.format != "html":
        faults.append(Fault("format", "unknown"))
    if wish.kind and wish.kind not in set(Kind):
        faults.append(Fault("kind", "unknown"))
    if wish.first and wish.last and wish.last < wish.first:
        faults.append(Fault("to", "before_from"))
    if faults:
        raise Invalid(faults)
