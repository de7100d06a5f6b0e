"""Words that point at a person: names after "heter" or "min granne", somebody's home, accounts, links.

Guesses, so they only warn a sender and propose a mask to a moderator. Every pattern looks a bounded way back and
ahead: a long text takes time in proportion to its length.
"""

import re
from collections.abc import Iterator

from webapp.language.personal_data import Finding, PersonalData, finding_of

MOST_NAMES = 20
"""How many names of a text are looked for again in the rest of it."""

_UPPER, _LOWER = "A-ZÅÄÖÉÈÜØÆÁÓŠŽČÇ", "a-zåäöéèüøæáóíñßšžčç"
_ONE = rf"[{_UPPER}](?:['’][{_UPPER}])?[{_LOWER}]{{1,24}}(?:-[{_UPPER}][{_LOWER}]{{1,24}})?"
_MORE = rf"(?:[ \t](?:(?:von|af|de|der|van|al|el|bin|zu)[ \t]){{0,2}}(?:{_ONE}|[{_UPPER}](?![\w]))){{0,3}}"
_NAME = rf"(?P<name>{_ONE}{_MORE})"

_PEOPLE = (
    "granne|grannen|grannes|grannfrun|mannen|kvinnan|killen|kille|tjejen|tjej|snubben|gubben|tanten|damen|herrn|pojken"
    "|flickan|föraren|förarn|chauffören|busschauffören|ägaren|bilägaren|polaren|kompisen|kompis|sonen|son|dottern"
    "|dotter|mamma|pappa|sambo|sambon|make|maka|fru|bror|brodern|syster|systern|mormor|farmor|morfar|farfar"
    "|ordföranden|chefen|läraren|rektorn|familjen|herr|polisen|neighbou?r|guy|man|woman|lady|driver|owner|boy|girl"
    "|husband|wife|daughter|brother|sister|friend|mr\\.?|mrs\\.?|ms\\.?"
)
_NAMING = (
    "heter|hette|vid namn|namnet är|namn är|namnet|föraren är|ägaren är|(?:son|sonen|dotter|dottern|bror|syster) till"
    "|is called|who is called|is named|name is|name was|son of|daughter of|driver is|owner is|a guy called"
    "|a man called|a woman called"
)
_SIGNING = "mvh|m\\.v\\.h\\.?|vänligen|hälsningar|hälsar|vänliga hälsningar|regards|best regards|yours|//"

_AFTER_CUE = re.compile(rf"(?<!\w)(?P<cue>(?i:{_NAMING}|{_PEOPLE}|{_SIGNING}))[,:]?[ \t]{{1,2}}{_NAME}(?![\w])")
_IT_IS = re.compile(rf"(?<!\w)(?P<cue>(?i:det är|det var|it is|it was))[ \t]{_NAME}[ \t](?:som|who)\b")
_NAMED_THING = re.compile(
    r"(?:\w*(?:skolan|gatan|vägen|stigen|torget|parken|affären|butiken|kiosken|krogen|området|kvarteret|stationen"
    r"|hållplatsen|bron|tunneln|föreningen|firman|bolaget|åkeriet|dagiset|gården|platsen|byn|orten|sjön|rondellen|spelet|appen"
    r"|sidan|gruppen|hunden|katten|bilen)|school|street|road|shop|company|area|place|station|park|dog|app|group|pub)"
    r"(?:[ \t]\w{1,12}){0,2}[ \t]{1,2}\Z",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(?:väg|vägen|gata|gatan|stig|stigen|gränd|gränden|backen|torg|torget|allén|bron|parken|skola|skolan|gården|viken"
    r"|stranden|kyrkan|rondellen|korset|street|road|lane|avenue|school|square)\Z",
    re.IGNORECASE,
)
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        """
    jag du han hon vi ni de dom det den dessa detta alla ingen någon man en ett som och men så när där här nu idag igår
    polisen kommunen trafikverket trafikkontoret regionen skolan brf hela varje fart tack hej mvh sedan dessutom ofta
    måndag tisdag onsdag torsdag fredag lördag söndag januari februari mars april maj juni juli augusti september
    oktober november december volvo saab bmw audi mercedes toyota tesla kia ford opel skoda volkswagen golf passat
    i he she we they you it the this that there police council please thanks from your best monday tuesday wednesday
    thursday friday saturday sunday faithfully sincerely truly
        """,
    )
)
"""Words with a capital that begin a sentence or name a body, a day or a car."""

_STREET = (
    rf"[{_UPPER}][\w-]{{1,30}}(?:väg(?:en)?|gata(?:n)?|stig(?:en)?|gränd(?:en)?|back(?:e|en)|plan|torg(?:et)?"
    rf"|allé(?:n)?|ring(?:en)?|slinga(?:n)?|led(?:en)?|liden|hagen)"
    rf"|[{_UPPER}][\w-]{{1,30}}[ \t](?:väg|gata|gränd|stig|plan|torg|allé|[Ss]treet|[Rr]oad|[Ll]ane|[Aa]venue)"
)
_HOME = re.compile(
    r"(?<!\w)(?P<cue>(?i:bor|bodde|bosatt|hemma|lives?|living|granne|grannen|neighbou?r|familjen|ägaren))(?!\w)"
    rf"[^.!?\n]{{0,28}}?(?<!\w)(?P<home>(?:{_STREET})[ \t]{{1,2}}[0-9]{{1,4}}(?:[ \t]?[A-Ha-h](?!\w))?)(?![\w])"
    r"(?![ \t]?[-–][ \t]?[0-9]|[ \t](?:och|and)[ \t][0-9])"
)
_HANDLE = re.compile(
    r"(?<![\w@./+-])(?:@(?=[\w.]{0,29}[A-Za-zÅÄÖåäö])[\w.]{3,30}(?<!\.)"
    r"|(?i:insta(?:gram)?|snap(?:chat)?|tiktok|twitter|facebook|fb|youtube|telegram|discord|kik)"
    r"[ \t]?[:=][ \t]?@?[\w.]{3,30}(?<!\.))"
)
_LINK = re.compile(
    r"(?<![\w@.-])(?:https?://[^\s<>\"]{3,300}|www\.[^\s<>\"]{3,300}"
    r"|[\w-]{1,63}(?:\.[\w-]{1,63}){0,2}\.(?:se|com|nu|net|org|io|be|info|eu|me|tv|app)/[^\s<>\"]{0,300})",
    re.IGNORECASE,
)


def find_links(text: str) -> Iterator[Finding]:
    """Yield addresses of pages and films."""
    for match in _LINK.finditer(text):
        yield finding_of(PersonalData.LINK, match)


def find_person_words(text: str) -> Iterator[Finding]:
    """Yield accounts, homes and names, the surest first; they may overlap."""
    for match in _HANDLE.finditer(text):
        yield finding_of(PersonalData.HANDLE, match)
    for match in _HOME.finditer(text):
        yield finding_of(PersonalData.HOME, match, "home", match["cue"].lower())
    names = [
        finding_of(PersonalData.NAME, match, "name", match["cue"].lower())
        for pattern in (_AFTER_CUE, _IT_IS)
        for match in pattern.finditer(text)
        if _is_name(text, match)
    ]
    yield from names
    yield from _again(text, names)


def _again(text: str, names: list[Finding]) -> Iterator[Finding]:
    """Yield the other places where a name that was found stands."""
    known = list(dict.fromkeys(finding.surface for finding in names))[:MOST_NAMES]
    if known:
        for match in re.finditer(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)", text):
            yield finding_of(PersonalData.NAME, match, reason="again")


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Whether what follows the cue is a person's name rather than a place's, or the name of a thing."""
    words = match["name"].split()
    if words[0].lower() in _NO_NAMES or _PLACE.search(words[0]):
        return False
    if match.re is _IT_IS:
        return len(words) > 1
    return not _NAMED_THING.search(text, max(0, match.start() - 60), match.start())
