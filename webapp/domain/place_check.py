"""What a place has and lacks, and what the product does without it: facts in, one table out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

PAGES_IN = ("sv", "en")
"""The languages that the pages are written in."""
FEW_NAMED = 0.5
"""Below this share of named kilometres the streets of a place are hard to find by name."""
OLD_YEARS = 5
"""A border older than this is worth a look: municipalities and districts are drawn anew."""


@dataclass(frozen=True)
class StoredFacts:
    """What the database holds of a place; see ``PlaceFacts``."""

    borders_since: str | None = None  # when the loaded borders last changed
    districts: Mapping[str, int | None] = field(default_factory=dict)  # name -> population
    districts_from: str | None = None  # the file of ``import-areas``; None: the folder's
    roads: int = 0
    junctions: int = 0
    road_km: float = 0.0
    named_km: float = 0.0
    limited_km: float = 0.0
    roads_on: str | None = None  # when the last import changed anything
    suggestions: Mapping[str, int] = field(default_factory=dict)  # those that stand, by road, junction or free
    names: Mapping[str, int] = field(default_factory=dict)  # by where they came from
    layers: Mapping[str, int] = field(default_factory=dict)  # what the map draws


@dataclass(frozen=True)
class PlaceFacts:
    """What the folder of a place holds, and the database if there is one (``stored``)."""

    border_parts: int
    border_km2: float | None
    border_source: str | None
    border_on: str | None  # the date that the file states, YYYY-MM-DD or less of it
    border_file_on: date | None
    districts: Mapping[str, int | None]
    districts_cover: float | None  # share of the place, 0..1
    names: int
    unplaced: int
    layers: Mapping[str, int]
    pledges: int
    counting_pledges: int
    has_sources: bool
    crs: str
    crs_name: str | None
    crs_odd: str | None  # what is odd about it, as a sentence without its end
    languages: tuple[str, ...]
    unwritten: tuple[str, ...]  # languages that the pages are not written in
    contacts: Mapping[str, str]  # by field of place.toml
    country: str
    other_number: str  # to call when it is no emergency
    stored: StoredFacts | None = None


@dataclass(frozen=True)
class Row:
    """One line of the table. ``lacks`` is empty when nothing is missing; ``without`` says what then happens."""

    what: str
    has: str
    lacks: str = ""
    without: str = ""


def table(facts: PlaceFacts, today: date) -> list[Row]:
    """Return the table: one row a subject, more where several things are missing."""
    return [
        *_border(facts, today),
        *_districts(facts),
        *_roads(facts.stored),
        *_suggestions(facts.stored),
        *_names(facts),
        *_map(facts),
        *_pledges(facts),
        *_system(facts),
        *_contacts(facts),
    ]


def _border(facts: PlaceFacts, today: date) -> Iterator[Row]:
    if not facts.border_parts:
        yield Row(
            "border", "the bbox of place.toml", "boundary.geojson is missing",
            "the bbox is the border: pins in a neighbouring municipality inside it are taken",
        )  # fmt: skip
        return
    size = "" if facts.border_km2 is None else f", {facts.border_km2:.0f} km²"
    age = f"of {facts.border_on}" if facts.border_on else f"file of {facts.border_file_on}"
    since = facts.stored.borders_since if facts.stored else None
    loaded = f", in the database since {since[:10]}" if since else ""
    has = f"{_number(facts.border_parts, 'part')}{size}, {age}{loaded}"
    if not facts.border_on:
        yield Row(
            "border", has, "boundary.geojson states no date",
            "nobody sees how old it is: put date = YYYY-MM-DD among its properties",
        )  # fmt: skip
    elif today.year - int(facts.border_on[:4]) > OLD_YEARS:
        yield Row(
            "border", has, f"it is more than {OLD_YEARS} years old", "a pin near a moved border is judged wrongly"
        )
    else:
        yield Row("border", has)


def _districts(facts: PlaceFacts) -> Iterator[Row]:
    stored = facts.stored
    imported = stored is not None and stored.districts_from is not None
    districts = stored.districts if stored is not None and imported else facts.districts
    origin = f" from {stored.districts_from}" if stored is not None and imported else ""
    if not districts:
        yield Row(
            "districts", "none", "areas.geojson is missing, and none were imported",
            "sites name no district, two streets of one name cannot be told apart, and no district is owed checks",
        )  # fmt: skip
        return
    unknown = [name for name, population in districts.items() if population is None]
    has = f"{len(districts)}{origin}, population known of {len(districts) - len(unknown)}"
    if unknown:
        yield Row(
            "districts", has, f"the population of {_some(unknown)} is unknown",
            "checks are owed to every district alike, whatever its size",
        )  # fmt: skip
    if facts.districts_cover is not None and facts.districts_cover < 0.98 and not imported:
        yield Row(
            "districts", has, f"they cover only {facts.districts_cover:.0%} of the place",
            "what lies between them is in no district",
        )  # fmt: skip
    elif not unknown:
        yield Row("districts", has)


def _roads(stored: StoredFacts | None) -> Iterator[Row]:
    if stored is None:
        yield Row("roads", "not known: the database does not hold this place yet (place load)")
        return
    if not stored.roads:
        yield Row(
            "roads", "none", "no streets were imported (geodata import-osm)",
            "suggestions are grouped by distance alone, sites are called by what is near, and no limit is known",
        )  # fmt: skip
        return
    named, limited = (km / stored.road_km if stored.road_km else 0.0 for km in (stored.named_km, stored.limited_km))
    has = (
        f"{stored.roads}, {stored.road_km:.0f} km, {stored.junctions} junctions; {named:.0%} of the length has a name, "
        f"{limited:.0%} a speed limit" + (f"; imported {stored.roads_on[:10]}" if stored.roads_on else "")
    )
    lacks = []
    if named < FEW_NAMED:
        lacks.append(("most streets have no name", "sites there are called by what is near"))
    if limited == 0:
        lacks.append(("no speed limit is known", "the police enter it at each check"))
    yield from (Row("roads", has, *lack) for lack in lacks or [("", "")])


def _suggestions(stored: StoredFacts | None) -> Iterator[Row]:
    if stored is None:
        return
    total = sum(stored.suggestions.values())
    if not total:
        yield Row("suggestions", "none yet")
        return
    shares = {unit: stored.suggestions.get(unit, 0) / total for unit in ("road", "junction", "free")}
    has = (
        f"{total}: {shares['road']:.0%} on a street, {shares['junction']:.0%} at a junction, "
        f"{shares['free']:.0%} on neither"
    )
    if stored.roads and shares["free"] > 0.25:
        yield Row(
            "suggestions", has, "many are near no street that cars use",
            "those are grouped by distance, and no check on a street reaches them: are streets missing?",
        )  # fmt: skip
    else:
        yield Row("suggestions", has)


def _names(facts: PlaceFacts) -> Iterator[Row]:
    names = dict(facts.stored.names) if facts.stored and facts.stored.names else {"folder": facts.names}
    total = sum(names.values())
    if not total:
        yield Row(
            "names", "none", "gazetteer.csv is missing, and no names were imported",
            "a place cannot be searched for by name: residents point at the map",
        )  # fmt: skip
        return
    has = f"{total}: " + ", ".join(f"{number} from {source}" for source, number in sorted(names.items()))
    if facts.unplaced:
        yield Row(
            "names", has, f"{_number(facts.unplaced, 'name')} of gazetteer.csv without a position",
            "a resident who types one is asked to point at the map",
        )  # fmt: skip
    else:
        yield Row("names", has)


def _map(facts: PlaceFacts) -> Iterator[Row]:
    layers = facts.stored.layers if facts.stored else facts.layers
    has = ", ".join(f"{number} {layer}" for layer, number in sorted(layers.items())) or "none"
    missing = [layer for layer in ("water", "green") if not layers.get(layer)]
    if facts.stored is not None and not facts.stored.roads:
        missing.append("streets")
    if missing:
        yield Row(
            "map", has, f"no {' or '.join(missing)}",
            "residents find their way by the border and names alone (basemap.geojson or import-osm)",
        )  # fmt: skip
    else:
        yield Row("map", has)


def _pledges(facts: PlaceFacts) -> Iterator[Row]:
    has = _number(facts.pledges, "pledge") if facts.pledges else "none"
    if not facts.pledges:
        yield Row("pledges", has, "pledges.toml is missing", "nothing is promised, and no check counts")
    elif not facts.counting_pledges:
        yield Row("pledges", has, "none is of type checks", "no check counts toward anything")
    else:
        yield Row("pledges", has)
    if not facts.has_sources:
        yield Row("sources", "none", "SOURCES.md is missing", "nobody can see where the data come from")


def _system(facts: PlaceFacts) -> Iterator[Row]:
    has = facts.crs + (f" ({facts.crs_name})" if facts.crs_name else "")
    if facts.crs_odd:
        yield Row("coordinates", has, facts.crs_odd, "distances in metres are wrong")
    else:
        yield Row("coordinates", has)
    has = ", ".join(facts.languages) or "none"
    if facts.unwritten:
        yield Row(
            "languages", has, f"no page is written in {_some(facts.unwritten)}",
            "visitors get the next language of the list, else English",
        )  # fmt: skip
    else:
        yield Row("languages", has)


CONTACTS = {
    "authority": "pages cannot say who is responsible",
    "contact_email": "residents see no address to write to",
    "privacy_email": "residents see no address for questions about their data",
    "retention.decision": "expired texts are listed but kept",
}
"""What a municipality fills in, and what happens until it has."""
SWEDISH_NUMBER = "114 14"


def _contacts(facts: PlaceFacts) -> Iterator[Row]:
    for name, without in CONTACTS.items():
        value = facts.contacts.get(name, "")
        if not value:
            yield Row(name, "", f"place.toml: {name} is empty", without)
        elif value.endswith((".example", ".invalid")):
            yield Row(name, value, "only an example", f"{without}: put in the real one")
        else:
            yield Row(name, value)
    if facts.country != "SE" and facts.other_number == SWEDISH_NUMBER:
        yield Row("emergency.other", facts.other_number, f"{SWEDISH_NUMBER} is Sweden's", "residents call in vain")


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _some(names: "tuple[str, ...] | list[str]", most: int = 4) -> str:
    """Return a few names as words, and how many more there are."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
