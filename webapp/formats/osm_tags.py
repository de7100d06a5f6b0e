"""What OpenStreetMap's tags mean to us: one table each for roads, speeds, names and what is drawn."""

import re
from collections.abc import Mapping
from functools import lru_cache

Tags = Mapping[str, str]

MAIN = ("motorway", "trunk", "primary", "secondary", "tertiary")
ROADS = frozenset(
    {*MAIN, *(f"{road}_link" for road in MAIN), "unclassified", "residential", "living_street", "road", "service"}
)
"""Where cars drive, so that a speed check can be held. Not ``track``: a way through a field or forest."""

DRAWN_ROADS = frozenset(MAIN) | {"motorway_link", "trunk_link"}
RAILWAYS = frozenset({"rail", "light_rail", "subway", "tram", "narrow_gauge"})

KMH_A_MPH = 1.609344
NAMED_KMH = {
    "se:urban": 50, "se:rural": 70, "se:trunk": 90, "se:motorway": 110, "se:living_street": 7, "se:walk": 7,
    "fi:urban": 50, "fi:rural": 80, "fi:trunk": 100, "fi:motorway": 120, "fi:living_street": 20,
    "no:urban": 50, "no:rural": 80, "dk:urban": 50, "dk:rural": 80, "dk:motorway": 130, "walk": 7,
}  # fmt: skip
"""Limits that are tagged by their rule; walking pace is counted as 7 km/h."""

_PLAIN = re.compile(r"(\d{1,3})(?:\s*(km/h|kmh|kph|mph))?\Z")
_ZONE = re.compile(r"[a-z]{2}:(?:zone:?)?(\d{1,3})\Z")

_HOUSE = re.compile(r"\d{1,4} ?[A-Za-z]?", re.ASCII)
_RANGE = re.compile(r"(\d{1,4} ?[A-Za-z]?) ?[-–] ?(\d{1,4} ?[A-Za-z]?)", re.ASCII)
MOST_IN_RANGE = 40
"""From the first number of a range to its last, at most, for those between them to be taken for houses."""

BY_RULE = ("maxspeed:type", "source:maxspeed", "zone:maxspeed")
"""Where the rule behind a limit is tagged; it stands for the limit where no ``maxspeed`` does."""

ALTERNATIVE = (
    "alt_name", "name:sv", "name:fi", "old_name", "official_name", "short_name", "loc_name", "name:en",
    "name:se", "name:sma", "name:smj", "name:fit",
)  # fmt: skip
"""Other names of a thing, of a street that is signed in Sami or Meänkieli too; each may be a list."""
LANGUAGES = ("name:sv", "name:fi", "name:se", "name:sma", "name:smj", "name:fit", "name:en")
"""What a thing is called that is named in one language only."""
OWNER = ("maintenance", "operator", "owner", "ownership")

KINDS = {
    ("railway", "station"): "station",
    ("railway", "halt"): "station",
    ("public_transport", "station"): "station",
    ("amenity", "bus_station"): "station",
    ("place", "square"): "square",
    ("amenity", "school"): "school",
    ("amenity", "kindergarten"): "preschool",
    ("amenity", "university"): "school",
    ("amenity", "college"): "school",
    ("amenity", "library"): "public",
    ("amenity", "townhall"): "public",
    ("amenity", "hospital"): "public",
    ("amenity", "community_centre"): "public",
    ("amenity", "place_of_worship"): "public",
    ("shop", "mall"): "public",
    ("leisure", "sports_centre"): "public",
    ("leisure", "park"): "park",
    ("place", "suburb"): "suburb",
    ("place", "quarter"): "suburb",
    ("place", "neighbourhood"): "suburb",
    ("place", "village"): "locality",
    ("place", "town"): "locality",
    ("place", "hamlet"): "locality",
    ("highway", "bus_stop"): "stop",
    ("railway", "tram_stop"): "stop",
    ("public_transport", "platform"): "stop",
}
"""What a thing with a name is to a resident, by tag; the first that fits."""

LAYERS = {
    ("natural", "water"): "water",
    ("waterway", "riverbank"): "water",
    ("landuse", "reservoir"): "water",
    ("leisure", "park"): "green",
    ("leisure", "nature_reserve"): "green",
    ("landuse", "forest"): "green",
    ("landuse", "grass"): "green",
    ("landuse", "recreation_ground"): "green",
    ("natural", "wood"): "green",
}
"""Which surfaces are drawn on the base map, and as what."""

KEYS = ("highway", "railway", *dict.fromkeys(key for key, _ in (*KINDS, *LAYERS)), "addr:housenumber")
"""A thing without any of these keys says nothing to us."""

_KEPT = frozenset(
    {
        "name", "ref", "maxspeed", "maxspeed:forward", "maxspeed:backward", "oneway", "junction", "tunnel", "bridge",
        "addr:street", "addr:place", "service", "area", "type", *KEYS, *ALTERNATIVE, *OWNER, *BY_RULE,
    }
)  # fmt: skip


def kept_tags(tags: Tags) -> dict[str, str]:
    """Return the tags that anything here reads."""
    return {key: value for key, value in tags.items() if key in _KEPT}


@lru_cache(maxsize=1024)
def plain_kmh(value: str | None) -> int | None:
    """Return a limit that is a number in km/h or mph, in km/h; None for anything else.

    Examples
    --------
    >>> plain_kmh("30 mph"), plain_kmh("50"), plain_kmh("SE:urban")
    (48, 50, None)
    """
    found = _PLAIN.match((value or "").strip().lower())
    if not found:
        return None
    number = int(found[1])
    return round(number * KMH_A_MPH) if found[2] == "mph" else number


@lru_cache(maxsize=1024)
def limit_kmh(value: str | None) -> int | None:
    """Return a speed limit in km/h, also one that is tagged by its rule; None when there is none or it varies."""
    plain = plain_kmh(value)
    if plain is not None:
        return plain
    word = (value or "").strip().lower()
    zone = _ZONE.match(word)
    return int(zone[1]) if zone else NAMED_KMH.get(word)


def limits_kmh(tags: Tags) -> tuple[int | None, int | None]:
    """Return the limit along the way and against it. What holds at times only, or for some vehicles, is left out."""
    both = limit_kmh(tags.get("maxspeed"))
    if "maxspeed" not in tags:
        both = next((kmh for key in BY_RULE if (kmh := limit_kmh(tags.get(key))) is not None), None)
    forward, back = limit_kmh(tags.get("maxspeed:forward")), limit_kmh(tags.get("maxspeed:backward"))
    return (both if forward is None else forward), (both if back is None else back)


def oneway(tags: Tags) -> int:
    """Return 1 when one may only drive along the way, -1 only against it, 0 both ways."""
    stated = tags.get("oneway")
    if stated in {"yes", "true", "1"}:
        return 1
    if stated in {"-1", "reverse"}:
        return -1
    implied = tags.get("junction") in {"roundabout", "circular"} or tags.get("highway") == "motorway"
    return 1 if implied and stated is None else 0


def is_set(tags: Tags, key: str) -> bool:
    """Whether a tag such as ``tunnel`` or ``bridge`` says yes in any of its ways."""
    return tags.get(key, "no") != "no"


def in_tunnel(tags: Tags) -> bool:
    """Whether a way runs below the ground; a passage through a building is a street like any other."""
    return tags.get("tunnel", "no") not in {"no", "building_passage"}


def is_road(tags: Tags) -> bool:
    """Whether a suggestion can belong to this way: cars drive there, and a service road has a name."""
    highway = tags.get("highway")
    if highway == "service":
        return own_name(tags) is not None
    return highway in ROADS and tags.get("area") != "yes"


def own_name(tags: Tags) -> str | None:
    """Return the name of a thing, else the one that it has in a language."""
    return next((name for key in ("name", *LANGUAGES) if (name := tags.get(key, "").strip())), None)


def road_name(tags: Tags) -> str | None:
    """Return what a way is called: its name, else its number."""
    return own_name(tags) or tags.get("ref", "").strip() or None


def other_names(tags: Tags) -> tuple[str, ...]:
    """Return the other names of a thing, each once, without its first name."""
    found = [part.strip() for key in ALTERNATIVE for part in tags.get(key, "").split(";")]
    own = own_name(tags)
    if own and "ref" in tags and tags.get("highway") in ROADS:
        found.append(tags["ref"].strip())
    return tuple(name for name in dict.fromkeys(found) if name and name != own)


def owner(tags: Tags) -> str | None:
    """Return who keeps a road, when that is tagged."""
    return next((tags[key] for key in OWNER if tags.get(key)), None)


def kind_of(tags: Tags) -> str | None:
    """Return what a thing is to a resident, or None when it is nothing that one would name."""
    return next((kind for (key, value), kind in KINDS.items() if tags.get(key) == value), None)


def layer_of(tags: Tags) -> str | None:
    """Return the layer that a surface is drawn on, or None."""
    return next((layer for (key, value), layer in LAYERS.items() if tags.get(key) == value), None)


def addresses(tags: Tags) -> tuple[str, ...]:
    """Return the addresses of a thing, "Storgatan 11"; one with several numbers, or a range of them, has several.

    What follows a comma and is no number, as a floor, belongs to the number before; the house is found without it too.
    """
    street = (tags.get("addr:street") or tags.get("addr:place") or "").strip()
    parts: list[str] = []
    for whole in tags.get("addr:housenumber", "").split(";"):
        some = [part.strip() for part in whole.split(",") if part.strip()]
        plain = all(_HOUSE.fullmatch(part) or _RANGE.fullmatch(part) for part in some)
        parts += some if plain else [whole.strip(), some[0]]
    numbers = [number for part in parts for number in (part, *_range(part))]
    return tuple(f"{street} {number}" for number in dict.fromkeys(numbers) if street)


def _range(number: str) -> list[str]:
    """Return the house numbers of a range on one side of a street: 12-16 is 12, 14 and 16; of others the two ends."""
    found = _RANGE.fullmatch(number)
    if not found:
        return []
    first, last = found.groups()
    if first.isdecimal() and last.isdecimal() and 0 < int(last) - int(first) <= MOST_IN_RANGE:
        side = 2 if (int(last) - int(first)) % 2 == 0 else 1
        return [str(n) for n in range(int(first), int(last) + 1, side)]
    return [first, last]
