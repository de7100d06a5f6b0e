"""The description of everything under /api/v1, by hand: OpenAPI 3.1."""

from typing import Any

from webapp.domain.figures import FigureKind, Level
from webapp.domain.measures import MeasureKind, MeasureStatus
from webapp.domain.pledge_events import EventKind
from webapp.domain.privacy import BANDS, MANY
from webapp.domain.sites import SiteStatus
from webapp.domain.suggestions import WHEN, Kind
from webapp.formats.field_lists import HOTSPOTS
from webapp.formats.layers import INTEGER, NUMBER, YES_NO

Schema = dict[str, Any]

BAND: Schema = {
    "type": "string",
    "enum": ["0", *(name for _, name in BANDS), MANY],
    "description": "A span of residents",
}
KIND: Schema = {"type": "string", "enum": [str(kind) for kind in Kind]}
STATUS: Schema = {"type": "string", "enum": [str(status) for status in SiteStatus]}
DATE: Schema = {"type": "string", "format": "date", "description": "A day of the place's own calendar"}
MEASURE_KIND: Schema = {"type": "string", "enum": [str(kind) for kind in MeasureKind]}
MEASURE_STATUS: Schema = {"type": "string", "enum": [str(status) for status in MeasureStatus]}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
DEGREES: Schema = {"type": "number", "description": "Degrees, WGS 84"}


def description(place: str, base_url: str) -> Schema:
    """Return the whole description for one place."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Löfteskartan {place}",
            "version": "1",
            "description": "Suggestions that became sites, held speed checks, and the pledge. "
            "Coordinates are lon, lat in WGS 84. Nothing here tells of a planned check, a pin or a person.",
        },
        "servers": [{"url": base_url}],
        "paths": {path: {"get": operation} for path, operation in PATHS.items()} | POSTS,
        "components": {
            "schemas": SCHEMAS,
            "parameters": PARAMETERS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _query(name: str, schema: Schema, text: str) -> Schema:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": text}


PARAMETERS: dict[str, Schema] = {
    "bbox": _query(
        "bbox",
        {"type": "string", "pattern": r"^-?[0-9.]+(,-?[0-9.]+){3}$"},
        "West, south, east, north in degrees",
    ),
    "kind": _query("kind", KIND, "Only this kind"),
    "area": _query("area", {"type": "string"}, "A district, by slug or name"),
    "status": _query("status", STATUS, "Only this status"),
    "measure_kind": _query("kind", MEASURE_KIND, "Only this kind of measure"),
    "measure_status": _query("status", MEASURE_STATUS, "Only this status"),
    "zoom": _query("zoom", {"type": "integer", "minimum": 0, "maximum": 24, "default": 12}, "Zoom as web maps count"),
    "year": _query(
        "year", {"type": "integer", "minimum": 1900, "maximum": 2999}, "Calendar year; else the current one"
    ),
    "pledge": _query("pledge", {"type": "string"}, "Only this pledge, by slug"),
    "with": _query("with", {"type": "string", "enum": ["agreement"]}, "Add follow-ups and evaluation"),
}


def _operation(name: str, summary: str, schema: str, mimetype: str, parameters: tuple[str, ...] = ()) -> Schema:
    body = {mimetype: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    responses: Schema = {"200": {"description": summary, "content": body}, "304": {"description": "Unchanged"}}
    if parameters:
        responses["400"] = {"description": "A parameter cannot be read", "content": error}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [{"$ref": f"#/components/parameters/{parameter}"} for parameter in parameters],
        "responses": responses,
    }


GEOJSON, JSON, NDJSON = "application/geo+json", "application/json", "application/x-ndjson"

PATHS: dict[str, Schema] = {
    "/api/v1/sites.geojson": _operation(
        "sites", "Published sites as points", "Sites", GEOJSON, ("bbox", "kind", "area", "status")
    ),
    "/api/v1/map": _operation("map", "What the map draws in a box", "Map", JSON, ("bbox", "zoom", "kind")),
    "/api/v1/hotspots.geojson": _operation(
        "hotspots", "Where suggestions gather more than chance explains", "Hotspots", GEOJSON, ("bbox", "kind")
    ),
    "/api/v1/measures.geojson": _operation(
        "measures",
        "Speed-reducing measures of the municipality",
        "Measures",
        GEOJSON,
        ("bbox", "measure_kind", "measure_status"),
    ),
    "/api/v1/figures.json": _operation(
        "figures", "The municipality's own figures that are marked as public", "Figures", JSON
    ),
    "/api/v1/areas.geojson": _operation("areas", "Districts with their borders", "Areas", GEOJSON),
    "/api/v1/progress.json": _operation(
        "progress", "The pledge of speed checks in a year", "Progress", JSON, ("year",)
    ),
    "/api/v1/checks.json": _operation("checks", "Held checks, counted or not", "Checks", JSON, ("year",)),
    "/api/v1/ledger.jsonl": _operation(
        "ledger", "The ledger of suggestions: a line for each closed day, chained by hashes", "Ledger", NDJSON
    ),
    "/api/v1/pledges.json": _operation("pledges", "Every pledge of a year", "Pledges", JSON, ("year", "with")),
    "/api/v1/pledge-events.json": _operation(
        "pledgeEvents", "Events of pledges with their verdicts", "PledgeEvents", JSON, ("year", "pledge")
    ),
    "/api/v1/pledge-events.csv": _operation(
        "pledgeEventsTable", "The same events as a table", "Table", "text/csv", ("year", "pledge")
    ),
}


def _answer(text: str, schema: str) -> Schema:
    return {"description": text, "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


POSTS: dict[str, Schema] = {
    "/api/v1/pledge-events": {
        "post": {
            "operationId": "reportPledgeEvent",
            "summary": "A party's own system reports an event of its pledge",
            "security": [{"token": []}],
            "parameters": [
                {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "required": False,
                    "schema": {"type": "string", "maxLength": 100},
                    "description": "One key is one event, however often it is sent",
                }
            ],
            "requestBody": {
                "required": True,
                "content": {JSON: {"schema": {"$ref": "#/components/schemas/PledgeReport"}}},
            },
            "responses": {
                "201": _answer("Stored, counted or not", "PledgeReceipt"),
                "200": _answer("The same key has reported it before", "PledgeReceipt"),
                "400": _answer("The body is no JSON object", "Error"),
                "401": _answer("No token, or none that works", "Error"),
                "403": _answer("It is another party's pledge", "Error"),
                "422": _answer("Something in it cannot be; faults names each field", "Faulty"),
                "429": _answer("Too many in an hour", "Error"),
            },
        }
    }
}


def _object(properties: dict[str, Schema], required: tuple[str, ...] | None = None) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required or properties)}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _collection(properties: Schema, geometry: Schema) -> Schema:
    feature = _object(
        {"type": {"const": "Feature"}, "id": {"type": "string"}, "geometry": geometry, "properties": properties}
    )
    return _object({"type": {"const": "FeatureCollection"}, "features": _list(feature)})


_POINT = _object({"type": {"const": "Point"}, "coordinates": {"type": "array", "items": DEGREES, "minItems": 2}})
_BORDER = _object({"type": {"enum": ["Polygon", "MultiPolygon"]}, "coordinates": {"type": "array"}})
_SITE = {
    "id": {"type": "string"},
    "name": {"type": "string"},
    "kind": KIND,
    "area": MAYBE_TEXT,
    "status": STATUS,
    "reason": MAYBE_TEXT,
    "public_reply": MAYBE_TEXT,
    "residents": BAND,
    "when": _list({"type": "string", "enum": list(WHEN)}),
    "causes": _list({"type": "string"}),
    "checks": COUNT,
    "last_check_on": {"type": ["string", "null"], "format": "date"},
    "url": {"type": "string", "format": "uri"},
}
_MARKER = {name: _SITE[name] for name in ("id", "name", "kind", "status", "residents", "checks")}
_CELL = {"size_m": {"type": "integer", "minimum": 100}, "kind": KIND, "count": BAND, "strength": {"enum": [1, 2, 3]}}
_TYPES: dict[str, Schema] = {
    INTEGER: {"type": "integer"},
    NUMBER: {"type": ["number", "null"]},
    YES_NO: {"type": "boolean"},
}
_HOTSPOT = {one.name: _TYPES.get(one.type, MAYBE_TEXT) | {"description": one.en} for one in HOTSPOTS}
_SPOT = {"lon": DEGREES, "lat": DEGREES}
_NOT_COUNTED = _object({"id": {"type": "string"}, "held_on": DATE, "reason": {"type": "string"}})
_COUNTED = _object({"id": {"type": "string"}, "site": MAYBE_TEXT, "held_on": DATE})

_SAY = {name: {"type": "string"} for name in ("answers", "calmer", "same", "worse", "unknown")}
_CHECK = {
    "id": {"type": "string"},
    "held_on": DATE,
    "site": MAYBE_TEXT | {"description": "Null while too few residents have named the place for it to be public"},
    "site_name": MAYBE_TEXT,
    "area": MAYBE_TEXT,
    "counts": {"type": "boolean"},
    "reason": MAYBE_TEXT | {"description": "Why it does not count"},
    "number": {"type": ["integer", "null"], "description": "Which one of the year it is, when it counts"},
    "verified": {"type": "boolean"},
    "corrected": {"type": "boolean"},
    "vehicles": {"type": ["integer", "null"]},
    "over_limit": {"type": ["integer", "null"]},
    "mean_kmh": {"type": ["number", "null"]},
    "v85_kmh": {"type": ["number", "null"]},
    "limit_kmh": {"type": ["integer", "null"]},
    "note": MAYBE_TEXT,
    "residents_say": _object(_SAY) | {"type": ["object", "null"], "description": "Four weeks later, in spans"},
}

SCHEMAS: dict[str, Schema] = {
    "Sites": _collection(_object(_SITE), _POINT),
    "Hotspots": _collection(_object(_HOTSPOT), _BORDER),
    "Measures": _collection(
        _object(
            {
                "id": {"type": "string"},
                "kind": MEASURE_KIND,
                "status": MEASURE_STATUS,
                "on": {"type": ["string", "null"], "format": "date", "description": "The day of the status"},
                "street": {"type": "string"},
                "area": MAYBE_TEXT,
                "site": {**MAYBE_TEXT, "description": "The published site that it was made for"},
                "cost": {"type": ["integer", "null"]},
                "link": {"type": "string"},
                "note": {"type": "string"},
            }
        ),
        _object({"type": {"enum": ["Point", "LineString"]}, "coordinates": {"type": "array"}}),
    ),
    "Areas": _collection(
        _object(
            {
                "name": {"type": "string"},
                "slug": {"type": "string"},
                "population": {"type": ["integer", "null"]},
                "source": {"type": "string"},
            }
        ),
        _BORDER,
    ),
    "Figures": _object(
        {
            "figures": _list(
                _object(
                    {
                        "id": {"type": "integer"},
                        "title": {"type": "string"},
                        "kind": {"enum": [str(kind) for kind in FigureKind]},
                        "level": {"enum": [str(level) for level in Level]},
                        "period": {"type": ["string", "null"]},
                        "source": {"type": "string"},
                        "values": _list(_object({"unit": {"type": "string"}, "value": {"type": "number"}})),
                    }
                )
            )
        }
    ),
    "Map": _object(
        {
            "cells": _list(_object({**_SPOT, **_CELL})),
            "sites": _list(_object({**_SPOT, **_MARKER, "url": {"type": "string"}})),
            "groups": _list(_object({**_SPOT, "sites": COUNT})),
        }
    ),
    "Progress": _object(
        {
            "pledge": MAYBE_TEXT,
            "year": {"type": "integer"},
            "target": {"type": ["integer", "null"]},
            "counted": COUNT,
            "not_counted": _list(_NOT_COUNTED),
            "sites": COUNT,
            "areas": COUNT,
            "checks": _list(_COUNTED),
        }
    ),
    "Checks": _list(_object(_CHECK))
    | {"description": "proof: what the ledger proves of a counted one, see docs/ledger.md"},
    "Ledger": {
        "type": "string",
        "description": "One JSON object a line: day, leaves, root, previous, hash",
        "examples": ['{"day":"2026-05-12","leaves":3,"root":"…","previous":"…","hash":"…"}'],
    },
    "Pledges": _list(
        _object(
            {
                "slug": {"type": "string"},
                "title": {"type": "string"},
                "party": {"type": "string"},
                "year": {"type": "integer"},
                "target": {"type": ["integer", "null"]},
                "done": {"type": ["integer", "null"]},
                "parts": {"type": "array"},
                "state": MAYBE_TEXT,
            }
        )
    ),
    "PledgeEvents": _object(
        {
            "year": {"type": "integer"},
            "through": DATE,
            "pledges": _list(
                _object(
                    {
                        "slug": {"type": "string"},
                        "type": {"type": "string"},
                        "target": {"type": ["integer", "null"]},
                        "rule": {"type": "object"},
                        "done": {"type": ["integer", "null"]},
                        "parts": {"type": "array"},
                    }
                )
            ),
            "events": _list(
                _object(
                    {
                        "id": {"type": "string"},
                        "pledge": {"type": "string"},
                        "on": DATE,
                        "count": COUNT,
                        "joint": {"type": "boolean"},
                        "kind": {"type": "string"},
                        "area": MAYBE_TEXT,
                        "parties": _list({"type": "string"}),
                        "number": {"type": ["integer", "null"]},
                        "note": MAYBE_TEXT,
                        "evidence": MAYBE_TEXT,
                        "corrected": {"type": "boolean"},
                        "counts": {"type": "boolean"},
                        "reason": MAYBE_TEXT,
                    }
                )
            ),
        }
    ),
    "PledgeReport": _object(
        {
            "pledge": {"type": "string"},
            "on": DATE,
            "count": {"type": "integer", "minimum": 1, "default": 1},
            "joint": {"type": "boolean", "default": False},
            "kind": {"type": "string", "enum": [str(kind) for kind in EventKind]},
            "area": {"type": "string"},
            "parties": {"type": ["string", "array"]},
            "number": {"type": ["integer", "null"]},
            "note": {"type": "string"},
            "note_public": {"type": "boolean", "default": False},
            "evidence": {"type": "string", "format": "uri"},
            "idempotency_key": {"type": "string", "maxLength": 100},
        },
        ("pledge", "on"),
    ),
    "PledgeReceipt": _object(
        {
            "id": {"type": "string"},
            "pledge": {"type": "string"},
            "year": {"type": "integer"},
            "counts": {"type": "boolean"},
            "reason": MAYBE_TEXT,
            "done": COUNT,
        }
    ),
    "Table": {"type": "string", "description": "Comma-separated values in UTF-8; the first line names the columns"},
    "Error": _object({"status": {"type": "integer"}, "error": {"type": "string"}, "reference": {"type": "string"}}),
    "Faulty": _object(
        {
            "status": {"const": 422},
            "error": {"type": "string"},
            "reference": {"type": "string"},
            "faults": _list(_object({name: {"type": "string"} for name in ("field", "code", "error")})),
        }
    ),
}
