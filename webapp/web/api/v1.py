"""Open data for programs: published sites, what the map draws, districts."""

from math import cos, radians
from typing import Any

from flask import Blueprint, Response

from webapp.domain.measures import MeasureKind, MeasureStatus
from webapp.domain.privacy import PublicCell, PublicMeasure, PublicSite
from webapp.domain.sites import SiteStatus
from webapp.domain.suggestions import Kind
from webapp.storage import public
from webapp.storage.cells import cells_in
from webapp.storage.measures import MeasureFilter, public_measures
from webapp.storage.public import SiteFilter, area_names, published_sites
from webapp.storage.site_groups import groups_of_sites, more_sites_than
from webapp.usecases.figures import figures_in_public
from webapp.web.api.answers import (
    GEOJSON,
    Bbox,
    answer,
    base_url,
    bbox_argument,
    choice_argument,
    kind_argument,
    whole_number_argument,
)
from webapp.web.api.openapi import description
from webapp.web.current import context, database

bp = Blueprint("api_v1", __name__)

MOST_BYTES = 30_000
STEPS = ((60, 150), (30, 90), (0, 60))
"""How many sites one by one, and squares a kind, a body of the map may hold; the next step when it gets too big."""
GROUPS_ACROSS = 8
CELL_PIXELS = 12
MOST_MEASURES = 1_000
WORLD_PIXEL_M = 156_543.03
"""Metres a pixel at zoom 0 on the equator, as web maps count."""


@bp.get("/api/v1/sites.geojson")
def sites() -> Response:
    """Answer published sites, each a point at its public place."""
    slugs = [text for pair in area_names(database()) for text in pair]
    wanted = SiteFilter(
        bbox=bbox_argument(),
        kind=kind_argument(),
        area=choice_argument("area", slugs),
        status=choice_argument("status", [str(status) for status in SiteStatus]),
    )
    features = [_feature(site) for site in published_sites(database(), context(), wanted)]
    return answer({"type": "FeatureCollection", "features": features}, GEOJSON)


@bp.get("/api/v1/map")
def map_view() -> Response:
    """Answer what the map draws in a box: squares of new suggestions and published sites, never over 30 kB."""
    bbox = bbox_argument() or context().place.bbox
    kind, zoom = kind_argument(), whole_number_argument("zoom", 0, 24, 12)
    for most_sites, most_cells in STEPS:
        response = answer(_map(bbox, zoom, kind, most_sites, most_cells))
        if len(response.get_data()) <= MOST_BYTES:
            break
    return response


@bp.get("/api/v1/areas.geojson")
def areas() -> Response:
    """Answer the districts with their borders."""
    features = [
        {
            "type": "Feature",
            "id": area["slug"],
            "geometry": area["geometry"],
            "properties": {name: area[name] for name in ("name", "slug", "population", "source")},
        }
        for area in public.areas(database())
    ]
    return answer({"type": "FeatureCollection", "features": features}, GEOJSON)


@bp.get("/api/v1/measures.geojson")
def measures() -> Response:
    """Answer the municipality's speed-reducing measures, each a point or a line."""
    wanted = MeasureFilter(
        bbox=bbox_argument(),
        kind=choice_argument("kind", [str(kind) for kind in MeasureKind]),
        status=choice_argument("status", [str(status) for status in MeasureStatus]),
    )
    features = [
        {"type": "Feature", "id": one.id, "geometry": one.geometry, "properties": measure_properties(one)}
        for one in public_measures(database(), wanted, MOST_MEASURES)
    ]
    return answer({"type": "FeatureCollection", "features": features}, GEOJSON)


@bp.get("/api/v1/figures.json")
def figures() -> Response:
    """Answer the municipality's own figures that are marked as public."""
    return answer({"figures": figures_in_public(database())})


@bp.get("/openapi.json")
def openapi() -> Response:
    """Answer what every address under /api/v1 takes and gives."""
    return answer(description(context().place.name, base_url()))


def measure_properties(one: PublicMeasure) -> dict[str, Any]:
    """Return what every answer tells of a measure."""
    return {
        "id": one.id,
        "kind": one.kind,
        "status": one.status,
        "on": one.on.isoformat() if one.on else None,
        "street": one.street,
        "area": one.area,
        "site": one.site,
        "cost": one.cost,
        "link": one.link,
        "note": one.note,
    }


def _feature(site: PublicSite) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": site.id,
        "geometry": {"type": "Point", "coordinates": [site.lon, site.lat]},
        "properties": {
            "id": site.id,
            "name": site.name,
            "kind": site.kind,
            "area": site.area,
            "status": site.status,
            "reason": site.reason,
            "public_reply": site.reply,
            "residents": site.residents,
            "when": list(site.when),
            "causes": list(site.causes),
            "checks": site.checks,
            "last_check_on": site.last_check_on.isoformat() if site.last_check_on else None,
            "url": f"{base_url()}/sites/{site.id}",
        },
    }


def _map(bbox: Bbox, zoom: int, kind: str | None, most_sites: int, most_cells: int) -> dict[str, Any]:
    middle = radians((bbox[1] + bbox[3]) / 2)
    size_m = CELL_PIXELS * WORLD_PIXEL_M * max(cos(middle), 0.01) / 2**zoom
    kinds = [kind] if kind else [str(k) for k in Kind]
    cells = [cell for k in kinds for cell in cells_in(database(), bbox, k, size_m, most_cells)]
    many = not most_sites or more_sites_than(database(), bbox, kind, most_sites)
    few = [] if many else published_sites(database(), context(), SiteFilter(bbox=bbox, kind=kind))
    groups = groups_of_sites(database(), bbox, kind, GROUPS_ACROSS) if many else []
    return {
        "cells": [_cell(cell) for cell in cells],
        "sites": [_marker(site) for site in few],
        "groups": [{"lon": g.lon, "lat": g.lat, "sites": g.sites} for g in groups],
    }


def _cell(cell: PublicCell) -> dict[str, Any]:
    return {
        "lon": cell.lon,
        "lat": cell.lat,
        "size_m": cell.size_m,
        "kind": cell.kind,
        "count": cell.count,
        "strength": cell.strength,
    }


def _marker(site: PublicSite) -> dict[str, Any]:
    return {
        "id": site.id,
        "lon": site.lon,
        "lat": site.lat,
        "name": site.name[:120],
        "kind": site.kind,
        "status": site.status,
        "residents": site.residents,
        "checks": site.checks,
        "url": f"/sites/{site.id}",
    }
