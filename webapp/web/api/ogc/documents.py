"""The documents of OGC API - Features around the features: links, collections, conformance, the description."""

from typing import Any
from urllib.parse import urlencode

from webapp.analysis.reference_systems import CRS84, offered
from webapp.domain.places import Place
from webapp.web.api.ogc.collections import COLLECTIONS, Collection

JSON, GEOJSON = "application/json", "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)

Document = dict[str, Any]


def link(href: str, rel: str, mimetype: str, title: str = "") -> Document:
    """Return a link as OGC writes it."""
    one = {"href": href, "rel": rel, "type": mimetype}
    return {**one, "title": title} if title else one


def landing(root: str, place: Place) -> Document:
    """Return the landing page."""
    return {
        "title": f"Löfteskartan {place.name}",
        "description": "Sites that residents asked about, held speed checks, districts, hotspots and measures.",
        "attribution": "; ".join(place.attribution),
        "links": [
            link(f"{root}/", "self", JSON, "This page"),
            link(f"{root}/api", "service-desc", OPENAPI, "What can be asked"),
            link(f"{root}/conformance", "conformance", JSON, "What is conformed to"),
            link(f"{root}/collections", "data", JSON, "The collections"),
        ],
    }


def collections(root: str, place: Place) -> Document:
    """Return every collection."""
    return {
        "links": [link(f"{root}/collections", "self", JSON)],
        "crs": list(offered(place.crs)),
        "collections": [collection(root, place, one) for one in COLLECTIONS.values()],
    }


def collection(root: str, place: Place, one: Collection) -> Document:
    """Return one collection: where it lies, in which systems, and where its features are."""
    here = f"{root}/collections/{one.name}"
    return {
        "id": one.name,
        "title": one.title,
        "description": one.about,
        "itemType": "feature",
        "extent": {
            "spatial": {"bbox": [list(place.bbox)], "crs": CRS84},
            "temporal": {"interval": [[None, None]]},
        },
        "crs": list(offered(place.crs)),
        "storageCrs": CRS84,
        "links": [
            link(here, "self", JSON, one.title),
            link(f"{here}/items", "items", GEOJSON, one.title),
        ],
    }


def paging(here: str, query: dict[str, str], limit: int, offset: int, matched: int) -> list[Document]:
    """Return the links of a page of features: itself, the next one and the one before."""

    def at(start: int) -> str:
        asked = {**query, "limit": str(limit), "offset": str(start)}
        return f"{here}?{urlencode(asked)}"

    links = [link(f"{here}?{urlencode(query)}" if query else here, "self", GEOJSON)]
    if offset + limit < matched:
        links.append(link(at(offset + limit), "next", GEOJSON))
    if offset > 0:
        links.append(link(at(max(0, offset - limit)), "prev", GEOJSON))
    return links


def description(root: str, place: Place) -> Document:
    """Return what can be asked, as OpenAPI 3.0."""
    paths: Document = {
        "/": _get("landing", "The landing page"),
        "/conformance": _get("conformance", "What is conformed to"),
        "/collections": _get("collections", "The collections"),
    }
    for one in COLLECTIONS.values():
        here = f"/collections/{one.name}"
        own = [
            _parameter(name, {"type": "string", **({"enum": list(c)} if c else {})}) for name, c in one.choices.items()
        ]
        paths[here] = _get(f"{one.name}.collection", one.title)
        paths[f"{here}/items"] = _get(f"{one.name}.items", one.about, [*_ITEMS, *own], GEOJSON)
        identified = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        paths[f"{here}/items/{{id}}"] = _get(f"{one.name}.item", "One of them", [identified, _CRS], GEOJSON)
    return {
        "openapi": "3.0.3",
        "info": {"title": f"Löfteskartan {place.name}", "version": "1"},
        "servers": [{"url": root}],
        "paths": paths,
    }


def _text(choices: tuple[str, ...]) -> Document:
    return {"type": "string", "enum": list(choices)} if choices else {"type": "string"}


def _parameter(name: str, schema: Document) -> Document:
    style = {"style": "form", "explode": False}
    return {"name": name, "in": "query", "required": False, "schema": schema, **style}


_NUMBERS = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
_CRS = _parameter("crs", {"type": "string", "format": "uri"})
_ITEMS = (
    _parameter("limit", {"type": "integer", "minimum": 1, "maximum": 400, "default": 100}),
    _parameter("offset", {"type": "integer", "minimum": 0, "default": 0}),
    _parameter("bbox", _NUMBERS),
    _parameter("bbox-crs", {"type": "string", "format": "uri"}),
    _parameter("datetime", {"type": "string"}),
    _CRS,
)


def _get(name: str, summary: str, parameters: list[Document] | None = None, mimetype: str = JSON) -> Document:
    answers = {"200": {"description": summary, "content": {mimetype: {"schema": {"type": "object"}}}}}
    if parameters:
        answers["400"] = {"description": "A parameter cannot be read"}
    return {"get": {"operationId": name, "summary": summary, "parameters": parameters or [], "responses": answers}}
