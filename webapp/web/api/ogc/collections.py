"""The collections: what is public anyway, by box, days and properties, a page at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from webapp.domain.calendar import local_date, start_of_day
from webapp.domain.hotspots import Hotspot, HotspotMap, columns_of, identity_of
from webapp.domain.intervals import Days
from webapp.domain.measures import MeasureKind, MeasureStatus
from webapp.domain.privacy import PublicCheck, PublicMeasure, PublicSite
from webapp.domain.sites import SiteStatus
from webapp.domain.suggestions import Kind
from webapp.formats.geojson import point
from webapp.storage.hotspots_kept import kept_hotspots
from webapp.storage.measures import MeasureFilter, find_public_measure, public_measures
from webapp.storage.public import SiteFilter, areas, count_published, find_published, published_sites
from webapp.storage.public_checks import all_checks, find_public_check
from webapp.storage.sites import Site
from webapp.web.api.answers import Bbox, base_url
from webapp.web.api.hotspots import chosen
from webapp.web.api.v1 import measure_properties
from webapp.web.current import context, database


@dataclass(frozen=True)
class Wish:
    """Which features: all that every given value fits, some at a time."""

    bbox: Bbox | None = None
    days: Days = field(default_factory=Days)
    properties: dict[str, str] = field(default_factory=dict)
    limit: int = 100
    offset: int = 0


@dataclass(frozen=True)
class Feature:
    """One public thing; ``geometry`` is GeoJSON in degrees, None where the place is not public."""

    id: str
    geometry: dict[str, Any] | None
    properties: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """Some features, and how many fit in all."""

    features: tuple[Feature, ...]
    matched: int


@dataclass(frozen=True)
class Collection:
    """A named set of features, what each property that it can be asked by may be, and the two ways to read it."""

    name: str
    title: str
    about: str
    choices: dict[str, tuple[str, ...]]  # empty: any text
    page: Callable[[Wish], Page]
    find: Callable[[str], Feature | None]


def _sites(wish: Wish) -> Page:
    """Return published sites; their day is the one on which they became public."""
    asked, tz = wish.properties, context().place.tz
    wanted = SiteFilter(
        bbox=wish.bbox,
        kind=asked.get("kind"),
        area=asked.get("area"),
        status=asked.get("status"),
        since=start_of_day(wish.days.first, tz) if wish.days.first else None,
        before=start_of_day(wish.days.last + timedelta(days=1), tz) if wish.days.last else None,
    )
    found = published_sites(database(), context(), wanted, wish.limit, wish.offset)
    return Page(tuple(_site(one) for one in found), count_published(database(), context(), wanted))


def _find_site(site_id: str) -> Feature | None:
    found = find_published(database(), context(), site_id)
    return None if found is None else _site(found)


def _site(site: PublicSite) -> Feature:
    properties = {
        "name": site.name,
        "kind": site.kind,
        "area": site.area,
        "status": site.status,
        "reason": site.reason,
        "public_reply": site.reply,
        "residents": site.residents,
        "when": " ".join(site.when),
        "causes": " ".join(site.causes),
        "checks": site.checks,
        "last_check_on": _iso(site.last_check_on),
        "published_on": _iso(local_date(site.published_at, context().place.tz)),
        "url": f"{base_url()}/sites/{site.id}",
    }
    return Feature(site.id, point(site.lon, site.lat), properties)


def _checks(wish: Wish) -> Page:
    """Return held checks, the newest first; their day is the one on which they were held. A year has a few hundred."""
    told = [check for check in all_checks(database(), context()) if _fits(check, wish)]
    places = _places(told)
    if wish.bbox is not None:
        told = [check for check in told if _within(places.get(check.site or ""), wish.bbox)]
    shown = told[wish.offset : wish.offset + wish.limit]
    return Page(tuple(_check(check, places) for check in shown), len(told))


def _find_check(check_id: str) -> Feature | None:
    found = find_public_check(database(), context(), check_id)
    return None if found is None else _check(found, _places([found]))


def _fits(check: PublicCheck, wish: Wish) -> bool:
    area, counts = wish.properties.get("area"), wish.properties.get("counts")
    return (
        wish.days.hold(check.held_on)
        and (area is None or check.area == area)
        and (counts is None or check.counts == (counts == "true"))
    )


def _check(check: PublicCheck, places: dict[str, tuple[float, float]]) -> Feature:
    at = places.get(check.site or "")
    properties = {
        "held_on": check.held_on.isoformat(),
        "site": check.site,
        "site_name": check.site_name,
        "area": check.area,
        "counts": check.counts,
        "reason": check.reason,
        "number": check.number,
        "vehicles": check.vehicles,
        "over_limit": check.over_limit,
        "mean_kmh": check.mean_kmh,
        "v85_kmh": check.v85_kmh,
        "limit_kmh": check.limit_kmh,
        "note": check.note,
        "url": f"{base_url()}/sites/{check.site}" if check.site else None,
    }
    return Feature(check.id, point(*at) if at else None, properties)


def _places(checks: list[PublicCheck]) -> dict[str, tuple[float, float]]:
    """Return the public place of each site that a check names, longitude first."""
    named = {check.site for check in checks if check.site}
    columns = (Site.id, Site.public_lon, Site.public_lat)
    rows = database().execute(select(*columns).where(Site.id.in_(named), Site.published_at.is_not(None)))
    return {row.id: (row.public_lon, row.public_lat) for row in rows}


def _areas(wish: Wish) -> Page:
    """Return districts with their borders; they have no day, so none is left out by one."""
    asked = wish.properties.get("name")
    found = [
        area
        for area in areas(database())
        if (asked is None or asked in {area["name"], area["slug"]})
        and (wish.bbox is None or _touches(area["geometry"], wish.bbox))
    ]
    shown = found[wish.offset : wish.offset + wish.limit]
    return Page(tuple(_area(area) for area in shown), len(found))


def _find_area(slug: str) -> Feature | None:
    return next((_area(area) for area in areas(database()) if area["slug"] == slug), None)


def _area(area: dict[str, Any]) -> Feature:
    return Feature(area["slug"], area["geometry"], {name: area[name] for name in ("name", "population", "source")})


def _hotspots(wish: Wish) -> Page:
    """Return hotspots of all time, so that none is left out by a day."""
    found = kept_hotspots(database(), context())
    fit = chosen(found, wish.bbox, wish.properties.get("kind"))
    shown = fit[wish.offset : wish.offset + wish.limit]
    return Page(tuple(_hotspot(one, found) for one in shown), len(fit))


def _find_hotspot(hotspot_id: str) -> Feature | None:
    found = kept_hotspots(database(), context())
    return next((_hotspot(one, found) for one in found.hotspots if identity_of(one) == hotspot_id), None)


def _hotspot(one: Hotspot, found: HotspotMap) -> Feature:
    return Feature(identity_of(one), one.geometry, columns_of(one, found))


def _measures(wish: Wish) -> Page:
    """Return the municipality's measures; their day is the one of their last step."""
    asked = wish.properties
    wanted = MeasureFilter(wish.bbox, asked.get("kind"), asked.get("status"))
    found = [one for one in public_measures(database(), wanted) if _in_days(one, wish.days)]
    shown = found[wish.offset : wish.offset + wish.limit]
    return Page(tuple(_measure(one) for one in shown), len(found))


def _in_days(one: PublicMeasure, days: Days) -> bool:
    return days == Days() or (one.on is not None and days.hold(one.on))


def _find_measure(measure_id: str) -> Feature | None:
    found = find_public_measure(database(), measure_id)
    return None if found is None else _measure(found)


def _measure(one: PublicMeasure) -> Feature:
    return Feature(one.id, dict(one.geometry), {k: v for k, v in measure_properties(one).items() if k != "id"})


def _nothing(_wish: Wish) -> Page:
    return Page((), 0)


def _found_nothing(_id: str) -> Feature | None:
    return None


def _within(at: tuple[float, float] | None, bbox: Bbox) -> bool:
    west, south, east, north = bbox
    return at is not None and west <= at[0] <= east and south <= at[1] <= north


def _touches(geometry: dict[str, Any], bbox: Bbox) -> bool:
    west, south, east, north = bbox
    positions = list(_positions(geometry["coordinates"]))
    lons, lats = [lon for lon, _ in positions], [lat for _, lat in positions]
    return min(lons) <= east and west <= max(lons) and min(lats) <= north and south <= max(lats)


def _positions(coordinates: list[Any]) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
        return
    for part in coordinates:
        yield from _positions(part)


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None


_KIND, _STATUS = tuple(str(kind) for kind in Kind), tuple(str(status) for status in SiteStatus)
_MEASURE_KIND, _MEASURE_STATUS = tuple(str(k) for k in MeasureKind), tuple(str(s) for s in MeasureStatus)
COLLECTIONS: dict[str, Collection] = {
    one.name: one
    for one in (
        Collection(
            "sites", "Sites", "Published sites: where residents ask for checks or feel unsafe. Points.",
            {"kind": _KIND, "area": (), "status": _STATUS}, _sites, _find_site,
        ),
        Collection(
            "checks", "Checks", "Speed checks that were held, counted or not. Points, where the place is public.",
            {"area": (), "counts": ("true", "false")}, _checks, _find_check,
        ),
        Collection("areas", "Districts", "Districts with their borders.", {"name": ()}, _areas, _find_area),
        Collection(
            "hotspots", "Hotspots", "Where suggestions gather more than chance explains. Polygons.",
            {"kind": _KIND}, _hotspots, _find_hotspot,
        ),
        Collection(
            "measures", "Measures", "Speed-reducing measures of the municipality. Points and lines.",
            {"kind": _MEASURE_KIND, "status": _MEASURE_STATUS}, _measures, _find_measure,
        ),
    )
}  # fmt: skip
"""In the order in which they are listed."""
