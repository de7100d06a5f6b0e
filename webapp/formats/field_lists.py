"""The one list of what each open file may hold, with what every field means: a column that is not here cannot leave."""

from webapp.formats.layers import DATE, INTEGER, NUMBER, TEXT, YES_NO, Field

KIND = Field("kind", TEXT, "speed: för hög fart; unsafe_place: otrygg plats", "speed: speeding; unsafe_place: unsafe")
AREA = Field("area", TEXT, "Kommundel", "District")
RESIDENTS = Field("residents", TEXT, "Antal invånare, som intervall", "Number of residents, as a span")
LAT = Field("lat", NUMBER, "Latitud i grader, WGS 84", "Latitude in degrees, WGS 84")
LON = Field("lon", NUMBER, "Longitud i grader, WGS 84", "Longitude in degrees, WGS 84")
URL = Field("url", TEXT, "Platsens sida", "The place's page")

HOTSPOTS = (
    Field("rank", INTEGER, "Ordning: säkra först, sedan flest förslag", "Order: significant first, then by weight"),
    KIND,
    Field("name", TEXT, "Vad platsen heter", "What the place is called"),
    AREA,
    Field(
        "class",
        TEXT,
        "unusually_many: ovanligt många; many: många; too_few: för få för att säga något",
        "unusually_many, many, or too_few to say",
    ),
    Field("significant", YES_NO, "Fler förslag än slumpen förklarar", "More suggestions than chance explains"),
    Field("q", NUMBER, "Andel falska fynd om gränsen dras här", "False discovery rate if the line is drawn here"),
    Field("q_district", NUMBER, "Samma, inom kommundelen för sig", "The same, within its district alone"),
    Field("p_family", NUMBER, "Så ofta blir slumpens hetaste plats lika het", "How often chance's hottest is as hot"),
    Field("weight", INTEGER, "Antal par av invånare och plats", "Pairs of one resident and one site"),
    RESIDENTS,
    Field("per_km2", NUMBER, "Förslag per km² där det är som tätast", "Suggestions per km² where they are densest"),
    LAT,
    LON,
    Field("easting", NUMBER, "Öst i meter, filens eller platsens system", "Easting in metres of the place's system"),
    Field("northing", NUMBER, "Nord i meter, filens eller platsens system", "Northing in metres of the place's system"),
    Field("period", TEXT, "Första och sista dag", "First and last day"),
    Field("method", TEXT, "Hur det är räknat", "How it was computed"),
)
SITES = (
    Field("id", TEXT, "Platsens nummer, för alltid", "The site's id, for ever"),
    Field("name", TEXT, "Platsens namn", "The site's name"),
    KIND,
    AREA,
    Field("status", TEXT, "open, checked, answered, closed, declined: så långt är den", "How far it has come"),
    Field("reason", TEXT, "Varför den är stängd eller avböjd, som kod", "Why it is closed or declined, as a code"),
    Field("reply", TEXT, "Svar till invånarna", "The words to residents"),
    RESIDENTS,
    Field("when", TEXT, "När i veckan: mon-06 är måndag 06-09", "When in the week: mon-06 is Monday 06-09"),
    Field("causes", TEXT, "Orsaker som koder", "Causes as codes"),
    Field("checks", INTEGER, "Antal hållna hastighetskontroller", "Number of speed checks held"),
    Field("last_check_on", DATE, "Dag för den senaste kontrollen", "Day of the latest check"),
    LAT,
    LON,
    URL,
)
CHECKS = (
    Field("id", TEXT, "Kontrollens nummer", "The check's id"),
    Field("held_on", DATE, "Dagen då den hölls", "The day on which it was held"),
    Field("site", TEXT, "Platsens nummer; tomt när platsen inte är offentlig", "The site's id; none if not public"),
    Field("site_name", TEXT, "Platsens namn", "The site's name"),
    AREA,
    Field("counts", YES_NO, "Räknas mot löftet", "Counts toward the pledge"),
    Field("reason", TEXT, "Varför den inte räknas, som kod", "Why it does not count, as a code"),
    Field("number", INTEGER, "Årets så mångte räknade", "Which counted one of the year it is"),
    Field("vehicles", INTEGER, "Mätta fordon", "Vehicles measured"),
    Field("over_limit", INTEGER, "Fordon över gränsen", "Vehicles over the limit"),
    Field("mean_kmh", NUMBER, "Medelhastighet, km/h", "Mean speed, km/h"),
    Field("v85_kmh", NUMBER, "85-percentilen, km/h", "85th percentile, km/h"),
    Field("limit_kmh", INTEGER, "Hastighetsgräns, km/h", "Speed limit, km/h"),
    Field("note", TEXT, "Polisens offentliga ord", "The police's public words"),
)
MEASURES = (
    Field("id", TEXT, "Åtgärdens nummer", "The measure's id"),
    Field("name", TEXT, "Gatan, eller vilket slag av åtgärd", "The street, or the kind of measure"),
    Field("kind", TEXT, "Slag av åtgärd, som kod", "Kind of measure, as a code"),
    Field("status", TEXT, "planned, decided, built, removed: hur långt", "planned, decided, built or removed"),
    Field("on", DATE, "Dagen för det steget", "The day of that step"),
    Field("street", TEXT, "Gata", "Street"),
    AREA,
    Field("site", TEXT, "Platsen som invånare har pekat ut", "The place that residents named"),
    Field("site_name", TEXT, "Vad den platsen heter", "What that place is called"),
    Field("cost", INTEGER, "Kostnad i hela kronor", "Cost in whole kronor"),
    Field("link", TEXT, "Länk till planen", "Link to the plan"),
    Field("note", TEXT, "Kommunens ord", "The municipality's words"),
    LAT,
    LON,
)
AREAS = (
    Field("slug", TEXT, "Kommundelens nyckel", "The district's key"),
    Field("name", TEXT, "Kommundelens namn", "The district's name"),
    Field("population", INTEGER, "Antal invånare", "Inhabitants"),
    Field("source", TEXT, "Varifrån gränsen kommer", "Where the border comes from"),
)


def field_list(fields: tuple[Field, ...], language: str) -> list[dict[str, str]]:
    """Return the fields with their types and meanings, for a file that can hold a list."""
    return [{"name": one.name, "type": one.type, "meaning": one.meaning(language)} for one in fields]
