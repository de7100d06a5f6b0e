"""Numbers and addresses that identify a person: plates, personal numbers, phones, e-mails.

Conservative on purpose: a resident who writes "E4 110 km/h" or "Skolgatan 12" is not warned. Names, homes and
accusations, which are only guessed at, are in ``person_words.py`` and ``accusations.py``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

MASK = "[…]"


class PersonalData(StrEnum):
    """What was found."""

    EMAIL = "email"
    PERSONAL_NUMBER = "personal_number"
    PHONE = "phone"
    PLATE = "plate"
    NAME = "name"
    HOME = "home"  # the address of somebody's home
    HANDLE = "handle"  # a name in a social network
    LINK = "link"
    ACCUSATION = "accusation"


@dataclass(frozen=True)
class Finding:
    """One stretch of a text that may point at a person; ``reason`` is the words that gave it away, if any."""

    kind: PersonalData
    start: int
    end: int
    surface: str
    reason: str = ""


_DOT = r"\s?[(\[{]?(?:punkt|dot)[)\]}]?\s?"
_HOST = r"[\w-]{1,63}(?:\s?\[?\.\]?[\w-]{1,63}){0,3}\s?\[?\.\]?[a-z][a-z0-9-]{1,23}(?![\w@])"
_HOST_IN_WORDS = rf"[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,2}}{_DOT}[a-z]{{2,10}}\b"
_AT = r"(?:\s?@\s?|\s?[(\[{](?:at|a|@|snabel[- ]?a)[)\]}]\s?|\s(?:snabel[- ]?a)\s)"
_EMAIL = re.compile(
    rf"(?<![\w.+'-])(?:[\w+'-]{{1,64}}\s(?:punkt|dot)\s){{0,2}}[\w.+'-]{{1,64}}(?:{_AT}(?:{_HOST}|{_HOST_IN_WORDS})|\sat\s{_HOST_IN_WORDS})",
    re.IGNORECASE,
)
_PERSONAL_NUMBER = re.compile(
    r"(?<![\w+-])(?:19|20)?[0-9]{2}(?:(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?:\s?[-–—+]\s?|\s)?"
    r"|(?P<apart>[- ])(?P<month_>[0-9]{2})(?P=apart)(?P<day_>[0-9]{2})\s?[-–—+]\s?)[0-9]{4}(?![\w-])",
    re.ASCII,
)
# A number begins with an area code; what follows never begins with 0, so hours ("08-09 15-18") are no phone.
_PHONE = re.compile(
    r"""(?:(?<![\w+.,/-])|(?<=[a-zåäö]\.))(?:                                        # also "tel.070-123 45 67"
        (?:\+|00)[1-9][0-9]{0,2}[ .-]?(?:\(0\)[ ]?)?[1-9](?:[ .-]?[0-9]){5,11}  # +46 70 123 45 67
      | \(?0(?:8|[1-9][0-9]{1,2})\)?(?:[ ]?[-/–—][ ]?|[ ])?[1-9](?:[ ]?[0-9]){4,7}  # 08-123 456 78, 0701234567
      | 07[0-9](?:[ ]?[-/–—.][ ]?|[ ])?[0-9](?:[ .–-]?[0-9]){6}                  # 070-123-45-67, 070.123.45.67
      | 0[ ]7(?:[ ][0-9]){8}                                                    # 0 7 0 1 2 3 4 5 6 7
      | 467[0-9][ ]?[0-9]{3}[ ]?[0-9]{2}[ ]?[0-9]{2}                            # 46701234567
    )(?![\w-]|[.,:][0-9])""",
    re.VERBOSE | re.ASCII,
)
_MOBILE = re.compile(r"07[0-9]{8}\Z")
# Swedish plates use neither I, Q, V, Å, Ä nor Ö; the last sign is a digit or a letter but O.
_PHONE_IS_NEAR = re.compile(
    r"\b(?:tel|tfn|telefon|mobil|mobilnr|phone|ring mig|ring mig på|ring på|call me|call me on|call me at)[.: ]{1,3}"
    r"(?P<number>[1-9](?:[ -]?[0-9]){5,8})(?![\w-])",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"(?<![\w-])(?P<letters>[A-HJ-PR-UW-Z]{3})[ \u00a0–-]{0,2}[0-9]{2}(?P<last>[0-9]|[A-HJ-NPR-UW-Z])"
    r"(?!(?!s\b)\w|-[0-9])",
    re.IGNORECASE,
)
_SPELT_PLATE = re.compile(  # "A B C 1 2 3", "ABC.123": only capitals are surely no words
    r"(?<![\w-])(?:[A-HJ-PR-UW-Z][ .-]){3}[0-9][ .-][0-9][ .-][0-9A-HJ-NPR-UW-Z](?!\w)"
    r"|(?<![\w-])[A-HJ-PR-UW-Z]{3}\.[0-9]{2}[0-9A-HJ-NPR-UW-Z](?!\w)"
)
_WHISPERED_PLATE = re.compile(  # the same in small letters, after a word that says so
    r"(?<![\w-])(?:[a-hj-pr-uw-z][ .-]){3}[0-9][ .-][0-9][ .-][0-9a-hj-npr-uw-z](?!\w)"
)
_PLATE_IS_NEAR = re.compile(
    r"\b(?:reg(?:\.|istrerings)?[ .-]?(?:nr|nummer|no|number)?|(?:nummer)?skylt(?:en)?"
    r"|(?:licen[cs]e|number) plate|plate)[ .:=(-]{1,3}(?:är |is |was |var )?\Z",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\s?(?:km|m\b|meter|met(?:er|re)s|mil\b|kr\b|kronor|st\b|bil(?:ar)?\b|fordon|gånger|hk\b|knyck|%|procent|h\b|tim"
    r"|min(?!\s+(?:granne|kollega|bror|syster|mamma|pappa|son|dotter|sambo|man|fru|vän|kompis|chef|hyresvärd|ex)\w*)"
    r"|år|dagar|kg|ton\b|mph|cars|times|people|personer|barn|hushåll|lägenheter|villor|[:.,][0-9])",
    re.IGNORECASE,
)


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SHORT_FORMS = _listed(
    """
    amg bmw brf cbr crf dnr eur gps gsr gsx ktm lag led lgh man max ncs per pga pkt ral rum sek sfs sms sos stn sth tel
    tfn usd xsr yzf
    """
)
"""What stands before a number without being a plate, also in capitals: "SOS 112", "RAL 123", "LGH 203"."""

_WORDS = _SHORT_FORMS | _listed(
    """
    all and apr are att aug bad bak bar bed ber bet bor bra bro bus but can car dag dec dem den det dom dra ens ett feb
    fel fem for fot ful gap gas ger ges get got gul han har has hej hel hem her het hon hos hur hus jag jan jul jun kan
    km kod kom lek mar mat med mer mon mot nat nej ner nog nor not now nrr nya och off old one ord ort oss our out par
    pro rad run sak sal sen sep ser set sex sju ska som son spa sum syd syn tag tak tal tar ten the tog tom ton too top
    tot tre tun tur two typ upp ut uta ute was way who yds you zon
    """
)
"""Short words that people write before a number: "ser 100 bilar"."""


def find(text: str) -> list[Finding]:
    """Return the numbers and addresses in a text, in its order; findings never overlap."""
    return without_overlaps(_all(text))


def mask(text: str) -> str:
    """Return the text with each number and address replaced by ``[…]``; all else is unchanged to the letter."""
    return masked(text, find(text))


def masked(text: str, findings: Iterable[Finding]) -> str:
    """Return the text with these findings, which do not overlap, replaced by ``[…]``."""
    pieces, at = [], 0
    for finding in sorted(findings, key=lambda finding: finding.start):
        pieces += [text[at : finding.start], MASK]
        at = finding.end
    return "".join([*pieces, text[at:]])


def without_overlaps(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings in the order of the text; of two that overlap the one given first stays."""
    taken: list[Finding] = []
    covered: set[int] = set()  # positions, so that a text full of findings takes no time squared
    for finding in findings:
        positions = range(finding.start, finding.end)
        if covered.isdisjoint(positions):
            covered.update(positions)
            taken.append(finding)
    return sorted(taken, key=lambda finding: finding.start)


def finding_of(kind: PersonalData, match: re.Match[str], group: int | str = 0, reason: str = "") -> Finding:
    """Return what a pattern found."""
    return Finding(kind, match.start(group), match.end(group), match[group], reason)


def _all(text: str) -> Iterator[Finding]:
    """Yield findings, the surest kind first: it wins where two overlap."""
    for match in _EMAIL.finditer(text):
        yield finding_of(PersonalData.EMAIL, match)
    for match in _PERSONAL_NUMBER.finditer(text):
        if _is_date(int(match["month"] or match["month_"]), int(match["day"] or match["day_"])) and not _MOBILE.match(
            match[0]
        ):
            yield finding_of(PersonalData.PERSONAL_NUMBER, match)
    for match in _PHONE.finditer(text):
        if sum(c.isdigit() for c in match[0]) >= 7:
            yield finding_of(PersonalData.PHONE, match)
    for match in _PHONE_IS_NEAR.finditer(text):
        yield finding_of(PersonalData.PHONE, match, "number")
    yield from _plates(text)


def _plates(text: str) -> Iterator[Finding]:
    """Yield plates, those that can be nothing else first."""
    for match in _SPELT_PLATE.finditer(text):
        yield finding_of(PersonalData.PLATE, match)
    for match in _WHISPERED_PLATE.finditer(text):
        if _PLATE_IS_NEAR.search(text, max(0, match.start() - 30), match.start()):
            yield finding_of(PersonalData.PLATE, match)
    shouted = not any(c.islower() for c in text)
    for match in _PLATE.finditer(text):
        if not _reads_as_words(text, match, shouted):
            yield finding_of(PersonalData.PLATE, match)


def _is_date(month: int, day: int) -> bool:
    """Whether the digits can be a birthday; a coordination number adds 60 to the day."""
    return 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)


def _reads_as_words(text: str, match: re.Match[str], shouted: bool) -> bool:
    """Whether three letters and a number are a word and an amount rather than a plate.

    :param shouted: the text is all in capitals, so capitals tell nothing
    """
    if _PLATE_IS_NEAR.search(text, max(0, match.start() - 30), match.start()):
        return False
    capitals = match["letters"].isupper() and not shouted
    if match["letters"].lower() in (_SHORT_FORMS if capitals else _WORDS):
        return True
    return match["last"].isdigit() and _UNIT.match(text, match.end()) is not None
