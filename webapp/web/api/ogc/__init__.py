"""OGC API - Features: part 1 core with GeoJSON, part 2 for EPSG:3006. QGIS and GDAL read it by its address."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from webapp.analysis.reference_systems import positions_in
from webapp.storage.grouping import resolve_site
from webapp.web.api.answers import answer, base_url
from webapp.web.api.ogc import documents
from webapp.web.api.ogc.collections import COLLECTIONS, Collection, Feature
from webapp.web.api.ogc.documents import GEOJSON, OPENAPI, link
from webapp.web.api.ogc.parameters import COMMON, OF_ITEM, crs_argument, refuse_unknown, wish_of
from webapp.web.current import context, database

bp = Blueprint("ogc", __name__, url_prefix="/ogc")


@bp.get("/")
def landing() -> Response:
    """Say where everything is."""
    refuse_unknown(COMMON)
    return answer(documents.landing(_root(), context().place))


@bp.get("/api")
def description() -> Response:
    """Say what can be asked, as OpenAPI 3.0."""
    response = answer(documents.description(_root(), context().place))
    response.headers["Content-Type"] = OPENAPI
    return response


@bp.get("/conformance")
def conformance() -> Response:
    """Say what is conformed to."""
    refuse_unknown(COMMON)
    return answer({"conformsTo": list(documents.CONFORMANCE)})


@bp.get("/collections")
def collections() -> Response:
    """List the collections."""
    refuse_unknown(COMMON)
    return answer(documents.collections(_root(), context().place))


@bp.get("/collections/<name>")
def collection(name: str) -> Response:
    """Describe one collection."""
    one = _collection(name)
    refuse_unknown(COMMON)
    return answer(documents.collection(_root(), context().place, one))


@bp.get("/collections/<name>/items")
def items(name: str) -> Response:
    """Answer the features that fit, a page at a time."""
    one = _collection(name)
    wish, crs = wish_of(one), crs_argument()
    page = one.page(wish)
    here = f"{_root()}/collections/{name}/items"
    body = {
        "type": "FeatureCollection",
        "numberMatched": page.matched,
        "numberReturned": len(page.features),
        "links": [
            *documents.paging(here, request.args.to_dict(), wish.limit, wish.offset, page.matched),
            link(f"{_root()}/collections/{name}", "collection", documents.JSON),
        ],
        "features": [_written(feature, crs) for feature in page.features],
    }
    return _in_crs(body, crs)


@bp.get("/collections/<name>/items/<item_id>")
def item(name: str, item_id: str) -> ResponseReturnValue:
    """Answer one feature; a site's retired id leads to the one that stands."""
    one = _collection(name)
    refuse_unknown(OF_ITEM)
    crs, found = crs_argument(), one.find(item_id)
    here = f"{_root()}/collections/{name}"
    if found is None and name == "sites":
        standing = resolve_site(database(), item_id)
        if standing is not None and standing.id != item_id and one.find(standing.id) is not None:
            return redirect(f"{here}/items/{standing.id}", code=301)
    if found is None:
        abort(404)
    links = [link(f"{here}/items/{found.id}", "self", GEOJSON), link(here, "collection", documents.JSON)]
    return _in_crs({**_written(found, crs), "links": links}, crs)


def _collection(name: str) -> Collection:
    return COLLECTIONS.get(name) or abort(404)


def _written(feature: Feature, crs: str) -> dict[str, Any]:
    geometry = positions_in(crs, feature.geometry)
    return {"type": "Feature", "id": feature.id, "geometry": geometry, "properties": feature.properties}


def _in_crs(body: dict[str, Any], crs: str) -> Response:
    response = answer(body, GEOJSON)
    response.headers["Content-Crs"] = f"<{crs}>"
    return response


def _root() -> str:
    return f"{base_url()}/ogc"
