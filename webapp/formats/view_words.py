"""What the planner's further maps say in words, in the language of the file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ViewWords:
    """The texts of one language; braces are filled in."""

    titles: dict[str, str]
    meanings: dict[str, str]
    square: str
    squares: str
    none: str
    strength: str
    bands: tuple[str, ...]  # of the four levels
    residents_named: str
    few: str
    unknown: str
    district: str
    middle: str
    period: str
    suggestions: str
    squares_named: str
    inhabitants: str
    per_thousand: str
    several: str
    site: str
    checks: str
    status: str
    statuses: dict[str, str]
    statuses_unsafe: dict[str, str]
    slider: str
    earlier: str
    later: str
    play: str
    pause: str
    count: str
    count_meaning: str


WORDS = {
    "sv": ViewWords(
        titles={
            "heat": "Värmekarta över {place}",
            "clusters": "Publicerade platser i {place}, hopade",
            "time": "Förslag i {place}, period för period",
            "districts": "Förslag i {place}, kommundel för kommundel",
        },
        meanings={
            "heat": (
                "Rutor som minst tre invånare har pekat ut. Ju starkare färg, desto fler invånare. "
                "Kartan visar var invånare lämnar förslag, inte fara, och säger inte vad slumpen förklarar."
            ),
            "clusters": (
                "Platser som är publicerade, som alla ser dem. Märken som skulle täcka varandra är ett märke med ett "
                "antal; öppna det med musen eller med Tabb och Enter."
            ),
            "time": (
                "En period i taget, var för sig. En ruta visas när minst tre invånare har pekat ut den i just den "
                "perioden. Färre förslag är inte färre som kör för fort."
            ),
            "districts": (
                "Hur många förslag varje kommundel har fått, per tusen invånare där antalet invånare är känt. "
                "Fler förslag är inte mer fara: det kan vara fler som känner till webbplatsen."
            ),
        },
        square="Ruta",
        squares="Rutorna som text",
        none="Inget att visa: ingen ruta har tre eller fler invånare.",
        strength="{residents} invånare",
        bands=("3–5", "6–10", "11–20", "21 eller fler"),
        residents_named="Invånare",
        few="färre än tre invånare",
        unknown="inte känt",
        district="Kommundel",
        middle="Mittpunkt (lat, lon)",
        period="Period",
        suggestions="Förslag",
        squares_named="Rutor som visas",
        inhabitants="Folkmängd",
        per_thousand="Förslag per 1 000 invånare",
        several="{n} platser här: öppna",
        site="Plats",
        checks="Kontroller",
        status="Läge",
        statuses={
            "open": "Öppen",
            "checked": "Kontrollerad",
            "closed": "Stängd",
            "declined": "Avböjd",
        },
        statuses_unsafe={"open": "Öppen", "answered": "Besvarad", "closed": "Stängd", "declined": "Avböjd"},
        slider="Period som kartan visar",
        earlier="Tidigare",
        later="Senare",
        play="Spela upp",
        pause="Pausa",
        count="{n} förslag",
        count_meaning="Färgerna visar antal förslag, för folkmängden är inte känd i alla kommundelar.",
    ),
    "en": ViewWords(
        titles={
            "heat": "Heat map of {place}",
            "clusters": "Published places in {place}, clustered",
            "time": "Suggestions in {place}, period by period",
            "districts": "Suggestions in {place}, district by district",
        },
        meanings={
            "heat": (
                "Squares that at least three residents have named. The stronger the colour, the more residents. "
                "The map shows where residents make suggestions, not danger, and does not say what chance explains."
            ),
            "clusters": (
                "Places that are published, as everyone sees them. Marks that would cover each other are one mark "
                "with a number; open it with the mouse, or with Tab and Enter."
            ),
            "time": (
                "One period at a time, each by itself. A square is shown when at least three residents named it in "
                "that very period. Fewer suggestions is not fewer speeders."
            ),
            "districts": (
                "How many suggestions each district got, per thousand inhabitants where their number is known. "
                "More suggestions is not more danger: more people may know of the site."
            ),
        },
        square="Square",
        squares="The squares as text",
        none="Nothing to show: no square has three or more residents.",
        strength="{residents} residents",
        bands=("3–5", "6–10", "11–20", "21 or more"),
        residents_named="Residents",
        few="fewer than three residents",
        unknown="not known",
        district="District",
        middle="Middle (lat, lon)",
        period="Period",
        suggestions="Suggestions",
        squares_named="Squares shown",
        inhabitants="Inhabitants",
        per_thousand="Suggestions per 1,000 inhabitants",
        several="{n} places here: open",
        site="Place",
        checks="Checks",
        status="Status",
        statuses={"open": "Open", "checked": "Checked", "closed": "Closed", "declined": "Declined"},
        statuses_unsafe={"open": "Open", "answered": "Answered", "closed": "Closed", "declined": "Declined"},
        slider="Period that the map shows",
        earlier="Earlier",
        later="Later",
        play="Play",
        pause="Pause",
        count="{n} suggestions",
        count_meaning="The colours show the number of suggestions: not every district's population is known.",
    ),
}


def view_words(language: str) -> ViewWords:
    """Return the texts of a language, English when we have not written it."""
    return WORDS.get(language, WORDS["en"])
