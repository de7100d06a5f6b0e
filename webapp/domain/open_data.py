"""The open data of a site: what there is, how often it changes, and at which addresses; under which licence."""

from dataclasses import dataclass
from enum import StrEnum

CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"
"""What the Swedish agency for digital government asks authorities to use for open data."""


@dataclass(frozen=True)
class OpenData:
    """What a place says of its open data: the licence of what the site makes, that of its districts, its publisher."""

    licence: str = CC0
    areas_licence: str = ""  # empty: the same
    publisher: str = ""  # the address that names the authority in the national catalogue, where it has one


class Since(StrEnum):
    """From when on a data set tells."""

    PUBLICATION = "publication"  # the day on which the first site became public
    AGREEMENT = "agreement"  # the first day of the first agreement
    NOTHING = "nothing"


@dataclass(frozen=True)
class DataSet:
    """One set of data and the addresses where it can be taken from; ``service`` also has it."""

    slug: str
    theme: str  # of the EU's data themes
    frequency: str  # of the EU's frequencies
    since: Since
    files: tuple[tuple[str, str], ...]  # address and media type
    services: tuple[str, ...] = ()
    keywords: tuple[tuple[str, str], ...] = ()  # Swedish and English


@dataclass(frozen=True)
class DataService:
    """An address that answers questions: what it keeps to, and where that is described."""

    slug: str
    address: str
    described_at: str
    keeps_to: str


GEOJSON, JSON, ATOM, CSV = "application/geo+json", "application/json", "application/atom+xml", "text/csv"

SERVICES = (
    DataService("ogc", "/ogc/", "/ogc/api", "http://www.opengis.net/doc/IS/ogcapi-features-1/1.0"),
    DataService("api", "/api/v1", "/openapi.json", "https://spec.openapis.org/oas/v3.1.0"),
    DataService("open311", "/open311/v2/", "/open311/v2/discovery.json", "http://wiki.open311.org/GeoReport_v2"),
)

DATA_SETS = (
    DataSet(
        "sites", "TRAN", "CONT", Since.PUBLICATION,
        (("/api/v1/sites.geojson", GEOJSON), ("/ogc/collections/sites/items", GEOJSON),
         ("/open311/v2/requests.json", JSON), ("/feeds/sites.atom", ATOM)),
        ("ogc", "api", "open311"), (("trafiksäkerhet", "road safety"), ("trygghet", "safety")),
    ),
    DataSet(
        "checks", "JUST", "CONT", Since.AGREEMENT,
        (("/api/v1/checks.json", JSON), ("/ogc/collections/checks/items", GEOJSON), ("/feeds/checks.atom", ATOM)),
        ("ogc", "api"), (("hastighetskontroll", "speed check"), ("polis", "police")),
    ),
    DataSet(
        "pledges", "GOVE", "CONT", Since.AGREEMENT,
        (("/api/v1/pledges.json", JSON), ("/api/v1/progress.json", JSON), ("/api/v1/pledge-events.json", JSON),
         ("/api/v1/pledge-events.csv", CSV)),
        ("api",), (("medborgarlöfte", "citizens' pledge"),),
    ),
    DataSet(
        "hotspots", "TRAN", "CONT", Since.PUBLICATION,
        (("/api/v1/hotspots.geojson", GEOJSON), ("/ogc/collections/hotspots/items", GEOJSON)),
        ("ogc", "api"), (("trafiksäkerhet", "road safety"),),
    ),
    DataSet(
        "measures", "TRAN", "IRREG", Since.NOTHING,
        (("/api/v1/measures.geojson", GEOJSON), ("/ogc/collections/measures/items", GEOJSON)),
        ("ogc", "api"), (("hastighetsdämpande åtgärd", "speed-reducing measure"),),
    ),
    DataSet(
        "areas", "REGI", "IRREG", Since.NOTHING,
        (("/api/v1/areas.geojson", GEOJSON), ("/ogc/collections/areas/items", GEOJSON)),
        ("ogc", "api"), (("kommundel", "district"),),
    ),
    DataSet(
        "ledger", "GOVE", "DAILY", Since.NOTHING,
        (("/api/v1/ledger.jsonl", "application/x-ndjson"),),
        ("api",), (("insyn", "transparency"),),
    ),
)  # fmt: skip
"""In the order in which they are listed. One of which the site has no file of its own is left out."""
