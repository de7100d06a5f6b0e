"""What a hotspot file says in words. A file leaves the site, so it carries its language with it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HotspotWords:
    """The texts of one language; braces are filled in."""

    title: str
    period: str
    all_time: str
    made: str
    method: str
    meaning: str
    legend: str
    shade: str
    list: str
    none: str
    map: str
    zoom_in: str
    zoom_out: str
    sources: str
    rank: str
    place: str
    position: str
    kind: str
    class_: str
    residents: str
    weight: str
    q: str
    to_list: str
    left_out: str
    kinds: dict[str, str]
    classes: dict[str, str]


WORDS: dict[str, HotspotWords] = {
    "sv": HotspotWords(
        title="Hotspots i {place}",
        period="Förslag från {first} till {last}.",
        all_time="Förslag från hela tiden.",
        made="Gjord {date}.",
        method="Metod: {method}.",
        meaning=(
            "Kartan visar var invånare lämnar förslag oftare än slumpen förklarar. Den visar inte fara. "
            "Platser med en eller två invånare visas inte."
        ),
        legend="Teckenförklaring",
        shade="Minst {per_km2} förslag per km² ({kind})",
        list="Platserna som text",
        none="Ingen plats har tre eller fler invånare under perioden.",
        map="Karta över platserna. Samma uppgifter står i tabellen.",
        zoom_in="Zooma in",
        zoom_out="Zooma ut",
        sources="Källor: {sources}.",
        rank="Nr",
        place="Plats",
        position="Mittpunkt (lat, lon)",
        kind="Typ",
        class_="Bedömning",
        residents="Invånare",
        weight="Förslag",
        q="q-värde",
        to_list="Hoppa till tabellen",
        left_out="De {shown} första visas; filerna för kartprogram har alla.",
        kinds={"speed": "För hög fart", "unsafe_place": "Otrygg plats"},
        classes={
            "unusually_many": "Ovanligt många förslag",
            "many": "Många förslag",
            "too_few": "För få för att säga något",
        },
    ),
    "en": HotspotWords(
        title="Hotspots in {place}",
        period="Suggestions from {first} to {last}.",
        all_time="Suggestions from all time.",
        made="Made on {date}.",
        method="Method: {method}.",
        meaning=(
            "The map shows where residents make suggestions more often than chance explains. It does not show danger. "
            "Places of one or two residents are not shown."
        ),
        legend="Legend",
        shade="At least {per_km2} suggestions per km² ({kind})",
        list="The places as text",
        none="No place has three or more residents in this period.",
        map="Map of the places. The table holds the same facts.",
        zoom_in="Zoom in",
        zoom_out="Zoom out",
        sources="Sources: {sources}.",
        rank="No.",
        place="Place",
        position="Middle (lat, lon)",
        kind="Kind",
        class_="Assessment",
        residents="Residents",
        weight="Suggestions",
        q="q-value",
        to_list="Skip to the table",
        left_out="The first {shown} are shown; the files for map programs hold all.",
        kinds={"speed": "Speeding", "unsafe_place": "Unsafe place"},
        classes={
            "unusually_many": "Unusually many suggestions",
            "many": "Many suggestions",
            "too_few": "Too few to say",
        },
    ),
}


def words_in(language: str) -> HotspotWords:
    """Return the texts of a language, English when we have not written it."""
    return WORDS.get(language, WORDS["en"])
