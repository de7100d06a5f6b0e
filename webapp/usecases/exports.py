"""Files for planners, for everyone, and the operator's own copies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid
from webapp.domain.hotspots import HotspotMap
from webapp.domain.map_squares import Drawing
from webapp.domain.privacy import PublicSite
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.suggestions import WHEN_QUICK, Kind
from webapp.formats.csv_tables import write_csv
from webapp.formats.field_lists import SITES, field_list
from webapp.formats.geojson import feature, point, write_geojson
from webapp.formats.gis_files import DEGREES
from webapp.formats.hotspot_files import Framing
from webapp.formats.hotspot_writers import FORMATS as HOTSPOT_FORMATS
from webapp.formats.hotspot_writers import PICTURES, write_hotspots
from webapp.formats.layers import LICENCE, About, Layer
from webapp.formats.measures_layer import measures_layer
from webapp.formats.open_tables import (
    FORMATS,
    METRES_TOO,
    areas_layer,
    checks_layer,
    formats_of,
    sites_layer,
    title,
    write_layer,
)
from webapp.formats.site_files import INTERNAL_COLUMNS, PUBLIC_COLUMNS, site_columns, sites_csv, sites_geojson
from webapp.formats.svg_map import View
from webapp.storage import exporting
from webapp.storage.audit import log
from webapp.storage.base_map import base_map, drawing_of, map_cut
from webapp.storage.db import transaction
from webapp.storage.hotspots import Only, hotspot_map
from webapp.storage.measures import MeasureFilter, public_measures
from webapp.storage.places import attribution
from webapp.storage.public import SiteFilter, areas, count_published, published_sites
from webapp.storage.public_checks import all_checks

SITE_FORMATS = FORMATS
SUGGESTION_FORMATS = ("geojson", "csv")
PICTURE_BYTES = 2_000_000
"""How much of the base map a picture in a file may hold."""
SYSTEMS = (DEGREES, "EPSG:3006", "EPSG:3011")
"""The systems of coordinates that a file may be asked for in, beside the place's own."""


@dataclass(frozen=True)
class HotspotWish:
    """Which hotspots, as what. No kind means every kind; no dates mean all time; ``last`` is included."""

    format: str
    kind: str | None = None
    first: date | None = None
    last: date | None = None
    language: str | None = None
    excel: bool = False  # CSV as a Swedish Excel opens it
    crs: str | None = None  # of the coordinates in metres; the place's own without it
    area: str | None = None  # hotspots of one district alone, by its name
    when: str | None = None  # suggestions about one time of the week alone, by its quick choice
    status: str | None = None  # suggestions whose site has this status alone


def export_hotspots(session: Session, ctx: Context, actor: Actor, wish: HotspotWish) -> bytes:
    """Return a file of hotspots; it says nothing of a place that one or two residents named.

    :raises NotAllowed: the actor may not export
    :raises Invalid: the format or kind is unknown, or the period ends before it begins
    :raises Refused: the place is too large
    """
    return export_hotspots_as(session, ctx, actor, wish, [wish.format])[wish.format]


def export_hotspots_as(
    session: Session, ctx: Context, actor: Actor, wish: HotspotWish, formats: Sequence[str] = HOTSPOT_FORMATS
) -> dict[str, bytes]:
    """Return the same hotspots in several formats, found once; see ``export_hotspots``."""
    require(actor, Permission.EXPORT)
    for format_ in formats:
        _check(ctx, replace(wish, format=format_))
    kinds = (wish.kind,) if wish.kind else tuple(kind.value for kind in Kind)
    with transaction(session):
        found = hotspot_map(session, ctx, kinds, wish.first, wish.last, Only(wish.when, wish.status))
        if wish.area:
            found = replace(found, hotspots=tuple(one for one in found.hotspots if one.area == wish.area))
        base = base_map(session) if "html" in formats else []
        picture = _picture(session, ctx, found) if PICTURES.intersection(formats) else None
        place = replace(ctx.place, attribution=attribution(session, ctx))
        for format_ in formats:
            log(session, ctx, actor, "hotspots.exported", format_)
    framing = Framing(place, base, wish.language or ctx.place.languages[0], ctx.now(), picture)
    return {one: write_hotspots(one, found, framing, wish.crs, wish.excel) for one in formats}


def _picture(session: Session, ctx: Context, found: HotspotMap) -> tuple[Drawing, View]:
    """Return the base map of where hotspots were found."""
    view = View.for_bbox(found.bbox or ctx.place.bbox)
    return drawing_of(session, map_cut(session, ctx), view.bbox, 1 / view.units(1), PICTURE_BYTES), view


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


@dataclass(frozen=True)
class TableWish:
    """Which table - sites, checks, areas, measures - as what."""

    table: str
    format: str
    language: str | None = None
    excel: bool = False
    crs: str | None = None


def export_table(session: Session, ctx: Context, actor: Actor, wish: TableWish) -> bytes:
    """Return a table of what is public anyway as a file.

    :raises NotAllowed: the actor may not export
    :raises Invalid: the table, the format or the system of coordinates is unknown
    """
    require(actor, Permission.EXPORT)
    if wish.table not in TABLES:
        raise Invalid([Fault("table", "unknown")])
    faults = [] if wish.format in formats_of(wish.table) else [Fault("format", "unknown")]
    faults += _faults_of_crs(ctx, wish.crs, wish.format, METRES_TOO)
    if faults:
        raise Invalid(faults)
    language = wish.language or ctx.place.languages[0]
    with transaction(session):
        layer = TABLES[wish.table](session, ctx, language)
        about = _about(session, ctx, layer, language)
        log(session, ctx, actor, f"{wish.table}.exported", wish.format)
    crs = wish.crs or (ctx.place.crs if wish.format == "gpkg" else DEGREES)
    return write_layer(wish.format, layer, about, crs, wish.excel)


def _sites(session: Session, ctx: Context, language: str) -> Layer:
    return sites_layer(exporting.public_sites(session, ctx), ctx.base_url, language)


def _checks(session: Session, ctx: Context, language: str) -> Layer:
    checks = all_checks(session, ctx)
    return checks_layer(checks, exporting.public_places(session, {c.site for c in checks if c.site}), language)


def _areas(session: Session, _ctx: Context, language: str) -> Layer:
    return areas_layer(areas(session), language)


def _measures(session: Session, _ctx: Context, language: str) -> Layer:
    return measures_layer(public_measures(session, MeasureFilter()), title("measures", language), language)


TABLES: dict[str, Callable[[Session, Context, str], Layer]] = {
    "sites": _sites,
    "checks": _checks,
    "areas": _areas,
    "measures": _measures,
}
"""What can be taken away as a table, and how it is read."""


def _about(session: Session, ctx: Context, layer: Layer, language: str) -> About:
    days = [value for row in layer.rows for value in row.values() if isinstance(value, date)]
    today = ctx.now().astimezone(ctx.place.tz).date()
    period = f"{min(days, default=today).isoformat()}/{today.isoformat()}"
    about = f"{layer.title} ({ctx.place.name})"
    return About(about, period, "", today, attribution(session, ctx), language)


def export_sites(
    session: Session, ctx: Context, actor: Actor, format_: str, internal: bool = False, excel: bool = False
) -> bytes:
    """Return a file of sites: the published ones as the public may see them.

    :param internal: every site, with its members and old ids: the operator's own copy, as geojson or csv
    :raises NotAllowed: the actor may not export, or not the internal copy
    """
    require(actor, Permission.EXPORT_INTERNAL if internal else Permission.EXPORT)
    if not internal and format_ != "geojson":
        return export_table(session, ctx, actor, TableWish("sites", format_, excel=excel))
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
        return sites_csv((*PUBLIC_COLUMNS, *INTERNAL_COLUMNS), rows, excel)
    language = ctx.place.languages[0]
    fields = [] if internal else field_list(SITES, language)
    return sites_geojson(
        rows,
        name=title("sites", language),
        made_at=ctx.now(),
        attribution=list(named),
        licence=LICENCE,
        fields=fields,
    )


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


def _check(ctx: Context, wish: HotspotWish) -> None:
    faults = []
    if wish.format not in HOTSPOT_FORMATS:
        faults.append(Fault("format", "unknown"))
    if wish.kind and wish.kind not in set(Kind):
        faults.append(Fault("kind", "unknown"))
    if wish.when and wish.when not in WHEN_QUICK:
        faults.append(Fault("when", "unknown"))
    if wish.first and wish.last and wish.last < wish.first:
        faults.append(Fault("to", "before_from"))
    faults += _faults_of_crs(ctx, wish.crs, wish.format, METRES_TOO | {"csv"})
    if faults:
        raise Invalid(faults)


def _faults_of_crs(ctx: Context, crs: str | None, format_: str, in_metres: frozenset[str]) -> list[Fault]:
    """Return a fault of a system that is unknown, or one that the format cannot hold: most hold degrees."""
    if crs is None or (crs == DEGREES and format_ != "csv"):
        return []
    if crs not in {*SYSTEMS, ctx.place.crs}:
        return [Fault("crs", "unknown")]
    return [] if format_ in in_metres else [Fault("crs", "only_degrees")]
