"""The catalogue of the open data for other catalogues: DCAT-AP-SE 3 in Turtle, and the list that the page shows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app
from flask_babel import force_locale

from webapp.domain.open_data import DATA_SETS, SERVICES, DataSet, Since
from webapp.formats.turtle import MIMETYPE, Iri, Node, Term, Text, write_turtle
from webapp.storage.pledges import read_agreements
from webapp.storage.public import first_published_on
from webapp.web.api.answers import base_url
from webapp.web.current import context, database
from webapp.web.language import languages
from webapp.web.words.open_data import CATALOG, DATA_SET, SERVICE

bp = Blueprint("catalog", __name__)

EU = "http://publications.europa.eu/resource/authority/"
IANA = "http://www.iana.org/assignments/media-types/"
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcatap": "http://data.europa.eu/r5r/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "locn": "http://www.w3.org/ns/locn#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
EU_LANGUAGE = {"sv": "SWE", "en": "ENG"}


@dataclass(frozen=True)
class Offer:
    """A data set as this site has it: only addresses that it answers at."""

    data: DataSet
    licence: str
    since: date | None


@bp.get("/catalog.ttl")
def turtle() -> Response:
    """Answer the catalogue."""
    return Response(write_turtle(PREFIXES, _things(offers())), content_type=f"{MIMETYPE}; charset=utf-8")


def offers() -> list[Offer]:
    """Return what this site has: a data set without a file of its own is none."""
    known = {rule.rule for rule in current_app.url_map.iter_rules()}
    has = [(data, tuple(file for file in data.files if _answers(file[0], known))) for data in DATA_SETS]
    own = context().place.open_data
    since = _since()
    return [
        Offer(
            replace(data, files=files),
            (own.areas_licence if data.slug == "areas" else "") or own.licence,
            since[data.since],
        )
        for data, files in has
        if any(address.startswith("/api/") for address, _ in files)
    ]


def _answers(address: str, known: set[str]) -> bool:
    return address in known or address.startswith("/ogc/")


def _since() -> dict[Since, date | None]:
    agreements = read_agreements(database()).agreements
    return {
        Since.PUBLICATION: first_published_on(database(), context()),
        Since.AGREEMENT: min((one.starts_on for one in agreements), default=None),
        Since.NOTHING: None,
    }


def _things(offered: Sequence[Offer]) -> dict[Iri, Node]:
    place = context().place
    common = _common()
    sets = {_name(f"dataset-{offer.data.slug}"): _data_set(offer, common) for offer in offered}
    files = {
        _name(f"file-{offer.data.slug}-{number}"): _file(address, mimetype, offer)
        for offer in offered
        for number, (address, mimetype) in enumerate(offer.data.files, start=1)
    }
    services = {_name(f"service-{one.slug}"): _service(one.slug, offered, common) for one in SERVICES}
    catalog: dict[str, Sequence[Term]] = {
        **common,
        "dcterms:title": _plain(f"Löfteskartan {place.name}"),
        "dcterms:description": _in_each(lambda: CATALOG),
        "dcterms:license": [Iri(place.open_data.licence)],
        "dcterms:language": [Iri(f"{EU}language/{EU_LANGUAGE[code]}") for code in languages(place)],
        "foaf:homepage": [Iri(f"{base_url()}/open-data")],
        "dcat:themeTaxonomy": [Iri(f"{EU}data-theme")],
        "dcat:dataset": list(sets),
        "dcat:service": list(services),
    }
    publisher = {_publisher(): Node("foaf:Agent", {"foaf:name": _plain(place.authority or place.name)})}
    return {_name("catalog"): Node("dcat:Catalog", catalog), **publisher, **sets, **files, **services}


def _common() -> dict[str, Sequence[Term]]:
    """Return what the catalogue and everything in it say: who publishes it, whom to ask, that all may read it."""
    place = context().place
    west, south, east, north = place.bbox
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    box = f"POLYGON(({', '.join(f'{lon} {lat}' for lon, lat in corners)}))"
    reach: dict[str, Sequence[Term]] = {
        "vcard:hasEmail": [Iri(f"mailto:{place.contact_email}")] if place.contact_email else []
    }
    asked = {
        "vcard:fn": _plain(place.authority or place.name),
        **reach,
        "vcard:hasURL": [Iri(f"{base_url()}/accessibility")],
    }
    return {
        "dcterms:publisher": [_publisher()],
        "dcat:contactPoint": [Node("vcard:Organization", asked)],
        "dcterms:spatial": [Node("dcterms:Location", {"dcat:bbox": [Text(box, datatype="geo:wktLiteral")]})],
    }


def _data_set(offer: Offer, common: dict[str, Sequence[Term]]) -> Node:
    data, place = offer.data, context().place
    keywords = {code: n for n, code in enumerate(("sv", "en")) if code in languages(place)}
    first = [Text(offer.since.isoformat(), datatype="xsd:date")] if offer.since else []
    rights = [Node("dcterms:RightsStatement", {"dcterms:description": _plain("; ".join(place.attribution))})]
    return Node(
        "dcat:Dataset",
        {
            "dcterms:identifier": _plain(_name(f"dataset-{data.slug}").address),
            "dcterms:title": _in_each(lambda: DATA_SET[data.slug][0]),
            "dcterms:description": _in_each(lambda: DATA_SET[data.slug][1]),
            **common,
            "dcterms:temporal": [Node("dcterms:PeriodOfTime", {"dcat:startDate": first})] if first else [],
            "dcterms:accrualPeriodicity": [Iri(f"{EU}frequency/{data.frequency}")],
            "dcterms:accessRights": [Iri(f"{EU}access-right/PUBLIC")],
            "dcterms:language": [Iri(f"{EU}language/{EU_LANGUAGE[code]}") for code in languages(place)],
            "dcterms:rights": rights if place.attribution else [],
            "dcat:theme": [Iri(f"{EU}data-theme/{data.theme}")],
            "dcat:keyword": [Text(pair[n], code) for pair in data.keywords for code, n in keywords.items()],
            "dcat:landingPage": [Iri(f"{base_url()}/open-data")],
            "dcat:distribution": [_name(f"file-{data.slug}-{n}") for n in range(1, len(data.files) + 1)],
        },
    )


def _file(address: str, mimetype: str, offer: Offer) -> Node:
    service = "ogc" if address.startswith("/ogc/") else "open311" if address.startswith("/open311/") else "api"
    given_by = [] if address.startswith("/feeds/") else [_name(f"service-{service}")]
    where = [Iri(base_url() + address)]
    return Node(
        "dcat:Distribution",
        {
            "dcterms:title": _in_each(lambda: f"{DATA_SET[offer.data.slug][0]} ({format_name(address, mimetype)})"),
            "dcat:accessURL": where,
            "dcat:downloadURL": where,
            "dcterms:license": [Iri(offer.licence)],
            "dcterms:format": _plain(mimetype),
            "dcat:mediaType": [Iri(IANA + mimetype)],
            "dcatap:availability": [Iri(f"{EU}planned-availability/STABLE")],
            "dcat:accessService": given_by,
        },
    )


def _service(slug: str, offered: Sequence[Offer], common: dict[str, Sequence[Term]]) -> Node:
    service = next(one for one in SERVICES if one.slug == slug)
    return Node(
        "dcat:DataService",
        {
            "dcterms:title": _in_each(lambda: SERVICE[slug][0]),
            "dcterms:description": _in_each(lambda: SERVICE[slug][1]),
            **common,
            "dcterms:license": [Iri(context().place.open_data.licence)],
            "dcterms:accessRights": [Iri(f"{EU}access-right/PUBLIC")],
            "dcterms:conformsTo": [Iri(service.keeps_to)],
            "dcat:endpointURL": [Iri(base_url() + service.address)],
            "dcat:endpointDescription": [Iri(base_url() + service.described_at)],
            "dcat:landingPage": [Iri(f"{base_url()}/open-data")],
            "dcat:servesDataset": [_name(f"dataset-{one.data.slug}") for one in offered if slug in one.data.services],
        },
    )


FORMATS = {
    "application/geo+json": "GeoJSON",
    "application/json": "JSON",
    "application/atom+xml": "Atom",
    "text/csv": "CSV",
    "application/x-ndjson": "JSON Lines",
}


def format_name(address: str, mimetype: str) -> str:
    """Return what people call a file: its format, and the standard that it is read by."""
    by = "OGC API" if address.startswith("/ogc/") else "Open311" if address.startswith("/open311/") else ""
    return f"{by}, {FORMATS[mimetype]}" if by else FORMATS[mimetype]


def _publisher() -> Iri:
    return Iri(context().place.open_data.publisher) if context().place.open_data.publisher else _name("publisher")


def _name(thing: str) -> Iri:
    return Iri(f"{base_url()}/catalog.ttl#{thing}")


def _plain(words: str) -> list[Term]:
    return [Text(words)]


def _in_each(words: Any) -> list[Term]:
    """Return words in each language of the place."""
    found: list[Term] = []
    for code in languages(context().place):
        with force_locale(code):
            found.append(Text(str(words()), code))
    return found
