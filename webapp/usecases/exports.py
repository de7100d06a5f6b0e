"""Files for planners, for everyone, and the operator's own copies."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid
from webapp.domain.privacy import PublicSite
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.suggestions import Kind
from webapp.formats.csv_tables import write_csv
from webapp.formats.geojson import feature, point, write_geojson
from webapp.formats.hotspot_files import Framing, hotspots_csv, hotspots_geojson, hotspots_html
from webapp.formats.site_files import INTERNAL_COLUMNS, PUBLIC_COLUMNS, site_columns, sites_csv, sites_geojson
from webapp.storage import exporting
from webapp.storage.audit import log
from webapp.storage.base_map import base_map
from webapp.storage.db import transaction
from webapp.storage.hotspots import hotspot_map
from webapp.storage.places import attribution
from webapp.storage.public import SiteFilter, count_published, published_sites

HOTSPOT_FORMATS = ("html", "geojson", "csv")
SITE_FORMATS = ("geojson", "csv")
SUGGESTION_FORMATS = ("geojson", "csv")


@dataclass(frozen=True)
class HotspotWish:
    """Which hotspots, as what. No kind means every kind; no dates mean all time; ``last`` is included."""

    format: str
    kind: str | None = None
    first: date | None = None
    last: date | None = None
    language: str | None = None
    excel: bool = False  # CSV as a Swedish Excel opens it


def export_hotspots(session: Session, ctx: Context, actor: Actor, wish: HotspotWish) -> bytes:
    """Return a file of hotspots; it says nothing of a place that one or two residents named.

    :raises NotAllowed: the actor may not export
    :raises Invalid: the format or kind is unknown, or the period ends before it begins
    :raises Refused: the place is too large
    """
    require(actor, Permission.EXPORT)
    _check(wish)
    kinds = (wish.kind,) if wish.kind else tuple(kind.value for kind in Kind)
    with transaction(session):
        found = hotspot_map(session, ctx, kinds, wish.first, wish.last)
        base = base_map(session) if wish.format == "html" else []
        place = replace(ctx.place, attribution=attribution(session, ctx))
        log(session, ctx, actor, "hotspots.exported", wish.format)
    framing = Framing(place, base, wish.language or ctx.place.languages[0], ctx.now())
    if wish.format == "html":
        return hotspots_html(found, framing)
    return hotspots_csv(found, wish.excel) if wish.format == "csv" else hotspots_geojson(found, framing)


SHOWN = 100  # sites in the planner's overview; the files hold all


@dataclass(frozen=True)
class PlanningOverview:
    """The published sites that most residents name, and how many there are in all."""

    sites: tuple[PublicSite, ...]
    total: int


def planning_overview(session: Session, ctx: Context, actor: Actor) -> PlanningOverview:
    """Return the published sites, most residents first.

    :raises NotAllowed: the actor does not plan
    """
    require(actor, Permission.SEE_PLANNING)
    every = SiteFilter()
    return PlanningOverview(
        tuple(published_sites(session, ctx, every, limit=SHOWN)), count_published(session, ctx, every)
    )


def export_sites(
    session: Session, ctx: Context, actor: Actor, format_: str, internal: bool = False, excel: bool = False
) -> bytes:
    """Return a file of sites: the published ones as the public may see them.

    :param internal: every site, with its members and old ids: the operator's own copy
    :raises NotAllowed: the actor may not export, or not the internal copy
    """
    require(actor, Permission.EXPORT_INTERNAL if internal else Permission.EXPORT)
    with transaction(session):
        if internal:
            sites = exporting.all_sites(session, ctx)
            more = [{name: getattr(one, name) for name in INTERNAL_COLUMNS} for one in sites]
            rows = [{**site_columns(one.site, ctx.base_url), **m} for one, m in zip(sites, more, strict=True)]
        else:
            rows = [site_columns(site, ctx.base_url) for site in exporting.public_sites(session, ctx)]
        named = attribution(session, ctx)
        log(session, ctx, actor, "sites.exported_internal" if internal else "sites.exported", format_)
    if format_ == "csv":
        return sites_csv((*PUBLIC_COLUMNS, *INTERNAL_COLUMNS) if internal else PUBLIC_COLUMNS, rows, excel)
    return sites_geojson(rows, made_at=ctx.now(), attribution=list(named))


def export_suggestions(session: Session, ctx: Context, actor: Actor, format_: str, excel: bool = False) -> bytes:
    """Return the operator's copy of every stored suggestion, moderated or not; erased ones have nothing to copy.

    :raises NotAllowed: the actor may not take such a copy
    """
    require(actor, Permission.EXPORT_INTERNAL)
    with transaction(session):
        rows = exporting.stored_suggestions(session)
        log(session, ctx, actor, "suggestions.exported", str(len(rows)))
    columns = exporting.SUGGESTION_COLUMNS
    if format_ == "csv":
        return write_csv(columns, rows, excel)
    features = []
    for row in rows:
        values = dict(zip(columns, row, strict=True))
        lat, lon = values.pop("lat"), values.pop("lon")
        features.append(feature(None if lat is None else point(lon, lat), values, values["number"]))
    return write_geojson(features, made_at=ctx.now())


def _check(wish: HotspotWish) -> None:
    faults = []
    if wish.format not in HOTSPOT_FORMATS:
        faults.append(Fault("format", "unknown"))
    if wish.kind and wish.kind not in set(Kind):
        faults.append(Fault("kind", "unknown"))
    if wish.first and wish.last and wish.last < wish.first:
        faults.append(Fault("to", "before_from"))
    if faults:
        raise Invalid(faults)
