"""The words that tell how a comment means a name: cues, nouns that stand for a place, words that are also names.

All are folded: lower case, without å, ä and ö.
"""

import re


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


CUES = _listed(
    "vid utanfor pa mot bakom framfor nara intill forbi runt kring genom mellan langs nedanfor ovanfor fran till i "
    "hos over under bredvid mittemot infor efter hallplats hallplatsen busshallplats busshallplatsen stationen "
    "korsningen korsning near at by outside on behind around past along opposite towards from to"
)
"""Words before a name that make it a place."""

NEAR = _listed(
    "vid utanfor bakom framfor nara intill forbi runt kring nedanfor ovanfor bredvid mittemot mot for hos pa genom "
    "near at by outside behind around past opposite"
)
"""Those of them that say that something happens there, so that a noun may stand for a place: "utanför skolan"."""

BESIDE = NEAR - {"pa", "for", "hos"}
"""Those of them that a noun without a name needs: who "fetches at school" names no place."""

ARTICLES = _listed("en ett ingen inget nagon nagot min mitt din vart var er varje denna den a no any our")
INDEFINITE = _listed(
    "torg ek bruk kron skola lind kurva backe grind sag kulle mosse station kyrka park bro hamn strand"
)
"""Ordinary words that are no names without their ending."""

NO_SCHOOL = _listed(
    "forskolan hogskolan grundskolan gymnasieskolan musikskolan friskolan sarskolan folkhogskolan korskolan"
)

STOP = _listed("hallplats hallplatsen busshallplats busshallplatsen stopp stoppet stop")

ORDINARY = _listed(
    """
    eken bruket torget kronet skolan linden kurvan backen grinden sagen kullen mossen stationen kyrkan centrum parken
    bron hamnen stranden stugan garden kvarnen smedjan vagen gatan stigen grand allen planen platsen berget skogen
    angen dalen sjon an on udden viken sundet holmen asen lunden hagen akern kallan dammen brunnen masten tornet slottet
    herrgarden prastgarden affaren butiken macken banken posten apoteket biblioteket badet badhuset simhallen ishallen
    idrottsplatsen gymnasiet forskolan hogskolan universitetet sjukhuset lasarettet vardcentralen kommunhuset
    kommunalhuset brandstationen polisstationen tingsratten folkets hotellet krogen puben festplatsen dansbanan
    motionsspar elljussparet motet vandplatsen vandplan rondellen korset korsningen tunneln trappan trapporna
    terrassen fabriken verkstan verket depan terminalen lagret industrin industriomradet garaget parkeringen
    barnhemmet aldreboendet servicehuset villan huset tegelbruket pappersbruket glasbruket masugnen gruvan hyttan
    bjorken granen tallen alen asken ronnen lonnen almen aspen poppeln haggen syrenen rosen liljan tulpanen
    solen manen stjarnan himlen varen sommaren hosten vintern morgonen kvallen natten norr soder oster vaster norra
    sodra ostra vastra ovre nedre mellan inre yttre stora lilla nya gamla hornet svangen rakstrackan spetsen
    hunden katten raven haren algen bjornen vargen igelkotten orren tjadern falken ornen svanen traktorn bilen bussen
    taget banan flygplatsen hallen arenan stadion vallen kanalen slussen forsen fallet stenen hallet grottan leden
    volvo audi bmw toyota saab mercedes tesla ford opel kia mazda nissan fiat porsche ferrari
    """
)
"""Words that people write without meaning the stop or street of that name."""

ORDINARY_ROADS = _listed(
    """
    motorvagen landsvagen skogsvagen cykelvagen gangvagen genomfartsvagen infartsvagen utfartsvagen huvudvagen bilvagen
    grusvagen bakvagen omvagen smitvagen jarnvagen byvagen skolvagen huvudgatan villagatan tvargatan gagatan sidogatan
    bakgatan atervandsgatan enkelriktadegatan lokalgatan cykelgatan gangstigen skogsstigen cykelstigen
    uppfartsbacken pulkabacken genvagen halvvagen hemvagen riksvagen lansvagen stadsvagen bostadsgatan affarsgatan
    barnvagen lastvagen husvagen tillfartsvagen servicevagen mittemotgatan rattsvagen luftvagen vattenvagen
    likvagen kundvagen matvagen sidovagen tvarvagen bygatan snovagen bussgatan
    gangbacken skidbacken slalombacken asfaltsvagen betongvagen samlingsgatan matargatan privatvagen enskildavagen
    jobbvagen tomtgatan smagatan entregatan kvartersgatan gardsgatan motorleden cykelleden
    tunnelbaneleden vandringsleden gangleden genomfartsleden
    """
)
"""The same of roads: "på skogsvägen bakom huset"."""

GENERIC: dict[str, tuple[str, ...]] = {
    "skolan": ("skola", "skolan"),
    "kyrkan": ("kyrka", "kyrkan"),
    "sjukhuset": ("sjukhus",),
    "lasarettet": ("sjukhus", "lasarett"),
    "stationen": ("station",),
    "pendeln": ("station",),
    "biblioteket": ("bibliotek", "biblioteket"),
    "gymnasiet": ("gymnasium", "gymnasiet"),
    "hogskolan": ("hogskola",),
    "forskolan": ("forskola",),
    "dagiset": ("forskola",),
    "dagis": ("forskola",),
    "aldreboendet": ("aldreboende", "aldrecenter"),
    "vardcentralen": ("vardcentral",),
    "idrottsplatsen": ("idrottsplats",),
    "ishallen": ("ishall", "ishallen"),
    "simhallen": ("simhall", "simhallen"),
    "brandstationen": ("brandstation",),
    "tingsratten": ("tingsratt",),
    "kommunhuset": ("kommunalhus", "kommunhus"),
    "kommunalhuset": ("kommunalhus", "kommunhus"),
    "macken": ("mack", "fuel"),
    "bensinmacken": ("mack", "fuel"),
    "trafikplatsen": ("trafikplats",),
    "badet": ("badet",),
    "friskolan": ("friskola", "friskolan"),
}
"""Nouns that stand for a place by what it is: the ends of names, or kinds, that they may stand for."""

NOT_MEANT = {"skola": ("forskola", "forskolan", "hogskola", "hogskolan")}
"""Ends of names that a noun does not mean though the name ends so."""

TAILS = _listed(
    "handelsomrade handelsplats industriomrade koparea kopcentrum centrum villaomrade bostadsomrade omradet "
    "industriomradet handelsomradet"
)
"""What may follow a district and belong to it."""

HEADS = _listed("trafikplats trafikplatsen station stationen stn skola skolan kyrka kyrkan sjukhuset torg torget tpl")
"""Nouns that may come before the name that they belong to: "trafikplats Lindvreten", "stationen i Norrby"."""

DIRECTIONS = _listed("norra sodra ostra vastra ovre nedre stora lilla gamla nya inre yttre mellersta")
"""Words of a name that may be moved to its end, and that begin a name."""

BEGINNINGS = DIRECTIONS | {"s:t", "s:ta", "sankt", "sankta", "st"}
"""Words that begin a name and make it another than the rest of it."""

ROAD_FORMS = (
    "vagen", "vagn", "gatan", "gatn", "gtn", "stigen", "granden", "grand", "allen", "backen", "leden", "esplanaden",
    "slingan", "ringen", "kroken", "gangen", "plan", "torg", "torget",
)  # fmt: skip
"""Ends of a word that make it a road that we may not know."""

NO_STREET_END = _listed("ringen kroken gangen backen leden slingan plan torg torget")
"""Ends that many other words have: such a word is a street only with a capital and a cue."""

BRANDS = _listed("volvo audi bmw toyota saab mercedes tesla ford opel kia mazda nissan fiat porsche ferrari shell max")
"""Names of stops that are mostly said of cars and other things."""

SHOPS = _listed("ica coop hemkop lidl willys citygross preem okq8 circle statoil mcdonalds burger ikea")
"""Names of stops that are said of other places too, with or without a capital."""

ROAD_WORDS = _listed("vag gata grand alle stig backe torg led esplanad")
"""The last word of a street that is named after somebody: "Karl Johans väg"."""

ROAD_LIKE = re.compile(
    r"(?:v[ae]{1,2}g{0,2}[ae]?n?n?|vg[ae]?n|g[ae]{1,2}t{1,2}[ae]?n?|gtn|st[ie]g[ae]?n?|gr[ae]nd(?:en)?|al{1,2}e+n?"
    r"|bac?k{1,2}e?n|tor?ge?t?|le?de?n|skol[ae]n?|plats(?:en)?)s?\Z"
)
"""How a road ends, also misspelt."""

ELSEWHERE_CUES = _listed("i fran mot till in from to desde av")
NO_TOWN = _listed(
    "polisen polis kommunen kommun facebook sverige huset staden stan januari februari mars april maj juni juli "
    "augusti september oktober november december mandag tisdag onsdag torsdag fredag lordag sondag monday tuesday "
    "wednesday thursday friday saturday sunday januari trafikverket region trafiken"
)
"""What stands in capitals after such a word without being a town."""
