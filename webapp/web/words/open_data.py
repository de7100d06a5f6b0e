"""The words of the open data: what each set holds, what each service is for."""

from flask_babel import lazy_gettext as _l

CATALOG = _l(
    "What residents suggest, what the police do about it and how the pledges go: as open data, without a person in it."
)

DATA_SET = {
    "sites": (
        _l("Places"),
        _l(
            "Places where residents ask for speed checks or feel unsafe, once enough of them have named the place: "
            "where, how many residents as a span, at what times, and what came of it."
        ),
    ),
    "checks": (
        _l("Speed checks"),
        _l(
            "Speed checks that were held, by the day: counted toward the pledge or not, why not, and what was measured."
        ),
    ),
    "pledges": (
        _l("The pledges"),
        _l("What the police and the municipality have promised for the year, and how far each pledge has come."),
    ),
    "hotspots": (
        _l("Where suggestions gather"),
        _l("Parts of the map where suggestions gather more than chance explains; never of one or two residents."),
    ),
    "measures": (
        _l("Speed-reducing measures"),
        _l("Measures on the streets against speeding: planned, decided, built or removed."),
    ),
    "areas": (_l("Districts"), _l("The districts of the municipality with their borders, inhabitants and source.")),
    "ledger": (
        _l("The ledger"),
        _l(
            "A sealed line for every day with suggestions: whoever keeps a copy can see that nothing was changed later."
        ),
    ),
}

SERVICE = {
    "ogc": (
        "OGC API - Features",
        _l(
            "Opens in QGIS and other map programs by its address: add a layer of WFS / OGC API - Features. "
            "In degrees or in SWEREF 99 TM, by box, by day, a page at a time."
        ),
    ),
    "api": (
        _l("Data for programs"),
        _l("GeoJSON and JSON at fixed addresses, described in OpenAPI."),
    ),
    "open311": (
        "Open311 GeoReport v2",
        _l("Other apps read the places as requests, and with a key send suggestions in."),
    ),
}
