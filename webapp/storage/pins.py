"""Where a suggestion is: from a pin in degrees, or from words that the gazetteer knows."""

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.coordinates import Unreadable, fault_of, read_degrees
from webapp.domain.errors import Fault
from webapp.domain.names import fold
from webapp.domain.wishes import MAX_PLACE_TEXT
from webapp.language import personal_data
from webapp.storage.place_search import Candidate, known_without_position, search_places
from webapp.storage.places import distance_outside_m

SEVERAL = "several_places"
ELSEWHERE = "elsewhere"  # the kind of what another geocoder answered
_BESIDE = re.compile(
    r"\s+(?:vid|nära|intill|utanför|framför|bakom|mot|mellan|korsningen|i höjd med|near|at|by|outside|opposite)\s",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Pin:
    """A position in degrees that lies in the place, or so near outside that it is taken with a note."""

    lat: float
    lon: float
    outside: bool = False


def find_pin(session: Session, ctx: Context, lat: str, lon: str, place_text: str) -> tuple[Pin | None, list[Fault]]:
    """Return where it is, or what to put right. A pin wins over words; without one the words must mean one place."""
    if lat.strip() or lon.strip():
        return _from_degrees(session, ctx, lat, lon)
    if not place_text.strip():
        return None, [Fault("place_text", "missing")]
    found = places_meant(session, ctx, place_text)
    if not found:
        code = "without_position" if known_without_position(session, place_text) else "unknown_place"
        return None, [Fault("place_text", code)]
    if not _settled(found, place_text):
        return None, [Fault("place_text", SEVERAL, {"count": len(found)})]
    return _inside(session, ctx, found[0].lat, found[0].lon, "place_text")


def places_meant(session: Session, ctx: Context, place_text: str) -> list[Candidate]:
    """Return the places that words may mean.

    Another geocoder is asked, where the site has one, for what the gazetteer knows no place for.
    """
    found = search_places(session, ctx, place_text)
    return found or _elsewhere(session, ctx, _BESIDE.split(place_text, maxsplit=1)[0])


def _elsewhere(session: Session, ctx: Context, words: str) -> list[Candidate]:
    """Return what another geocoder knows in the place; words that may point at a person stay here."""
    if ctx.geocode is None or not words.strip() or len(words) > MAX_PLACE_TEXT or personal_data.find(words):
        return []
    found: dict[str, Candidate] = {}  # by its text: nobody could tell two of one text apart
    for one in ctx.geocode(words):
        if _inside(session, ctx, one.lat, one.lon, "place_text")[0]:
            found.setdefault(one.text, Candidate(one.text, ELSEWHERE, one.lat, one.lon, None, exact=False))
    return list(found.values())


def _settled(found: list[Candidate], place_text: str) -> bool:
    """Whether the words mean the one place that was found: a slip of the pen, or another's answer, is asked about."""
    if len(found) != 1 or found[0].kind == ELSEWHERE:
        return False
    typed, name = fold(place_text), fold(found[0].name)
    return found[0].exact or name in typed or typed in name


def _from_degrees(session: Session, ctx: Context, lat: str, lon: str) -> tuple[Pin | None, list[Fault]]:
    values: list[float] = []
    faults: list[Fault] = []
    for name, text in (("lat", lat), ("lon", lon)):
        try:
            degrees = read_degrees(text)
        except Unreadable as error:
            faults.append(Fault(name, error.args[0]))
            continue
        if degrees is None:
            faults.append(Fault(name, "missing"))
        else:
            values.append(degrees)
    if faults:
        return None, faults
    code = fault_of(values[0], values[1], ctx.place.bbox)
    if code:
        return None, [Fault("lat", code)]
    return _inside(session, ctx, values[0], values[1], "lat")


def _inside(session: Session, ctx: Context, lat: float, lon: float, field: str) -> tuple[Pin | None, list[Fault]]:
    """Return the pin if it lies in the place or within the tolerance outside it."""
    if _far_from(ctx.place.bbox, lat, lon):
        return None, [Fault(field, "outside", {"place": ctx.place.name})]
    outside_m = distance_outside_m(session, ctx, lon, lat)
    if outside_m > ctx.place.pin_tolerance_m:
        return None, [Fault(field, "outside", {"place": ctx.place.name})]
    return Pin(lat, lon, outside=outside_m > 0), []


def _far_from(bbox: tuple[float, float, float, float], lat: float, lon: float, degrees: float = 1.0) -> bool:
    """Whether a position is so far off that a projection made for the place should not be asked."""
    west, south, east, north = bbox
    return not (west - degrees <= lon <= east + degrees and south - degrees <= lat <= north + degrees)
