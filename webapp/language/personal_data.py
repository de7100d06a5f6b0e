"""Personal data in free text: number plates, personal numbers, phones and e-mails.

Conservative on purpose: a resident who writes "E4 110 km/h" or "Skolgatan 12" is not warned.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MASK = "[…]"


class PersonalData(StrEnum):
    """What was found."""

    EMAIL = "email"
    PERSONAL_NUMBER = "personal_number"
    PHONE = "phone"
    PLATE = "plate"


@dataclass(frozen=True)
class Finding:
    """One stretch of a text that may point at a person."""

    kind: PersonalData
    start: int
    end: int
    surface: str


_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:@|\s?[\[(](?:at|a|snabel-?a)[\])]\s?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.IGNORECASE
)
_PERSONAL_NUMBER = re.compile(
    r"(?<![\w+-])(?:19|20)?[0-9]{2}(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?:\s?[-–+]\s?|\s)?[0-9]{4}(?![\w-])", re.ASCII
)
# A number begins with an area code; what follows never begins with 0, so hours ("08-09 15-18") are no phone.
_PHONE = re.compile(
    r"""(?<![\w+.,/-])(?:
        (?:\+|00)[1-9][0-9]{0,2}[ -]?(?:\(0\)[ ]?)?[1-9](?:[ -]?[0-9]){5,11}   # +46 70 123 45 67
      | \(?0(?:8|[1-9][0-9]{1,2})\)?(?:[ ]?[-/–][ ]?|[ ])?[1-9](?:[ ]?[0-9]){4,7}  # 08-123 456 78, 0701234567
      | 07[0-9](?:[ -]?[0-9]){7}                                                # 070-123-45-67
    )(?![\w-]|[.,:][0-9])""",
    re.VERBOSE | re.ASCII,
)
_MOBILE = re.compile(r"07[0-9]{8}\Z")
# Swedish plates use neither I, Q, V, Å, Ä nor Ö; the last sign is a digit or a letter but O.
_PLATE = re.compile(
    r"(?<![\w-])(?P<letters>[A-HJ-PR-UW-Z]{3})[ -]?[0-9]{2}(?P<last>[0-9]|[A-HJ-NPR-UW-Z])(?![\w]|-[0-9])",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\s?(?:km|m\b|meter|met(?:er|re)s|mil\b|kr\b|kronor|st\b|bil(?:ar)?\b|fordon|gånger|hk\b|knyck|%|procent|h\b|tim|min"
    r"|år|dagar|kg|ton\b|mph|cars|times|people|personer|barn|hushåll|[:.,][0-9])",
    re.IGNORECASE,
)
_WORDS = frozenset(
    re.findall(
        r"[a-z]+",
        """
        all amg and apr are aug bar bmw bor bra bro bus but can car dag dec dem den det dom dra ett feb for gap get got
        gps han har has hej hem her hon hos hus jag jan jul jun kan kod kom led lgh man mar max med mer mon mot nat nej
        ner nog nor not now nrr nya och off old one our out pga pro rad rum run sal sen sep sex sju sms son sos spa stn
        sth sum syd tag tar tel ten the tog tom ton too top tot tre two typ upp uta was way who you zon
        """,
    )
)
"""Short words that stand before a number without being a plate: "max 110", "lgh 12B", "SOS 112"."""


def find(text: str) -> list[Finding]:
    """Return what may point at a person, in the order of the text; findings never overlap."""
    taken: list[Finding] = []
    for finding in _all(text):
        if all(finding.end <= other.start or finding.start >= other.end for other in taken):
            taken.append(finding)
    return sorted(taken, key=lambda finding: finding.start)


def mask(text: str) -> str:
    """Return the text with each finding replaced by ``[…]``; all else is unchanged to the letter."""
    for finding in reversed(find(text)):
        text = text[: finding.start] + MASK + text[finding.end :]
    return text


def _all(text: str) -> Iterator[Finding]:
    """Yield findings, the surest kind first: it wins where two overlap."""
    for match in _EMAIL.finditer(text):
        yield _finding(PersonalData.EMAIL, match)
    for match in _PERSONAL_NUMBER.finditer(text):
        if _is_date(int(match["month"]), int(match["day"])) and not _MOBILE.match(match[0]):
            yield _finding(PersonalData.PERSONAL_NUMBER, match)
    for match in _PHONE.finditer(text):
        if sum(c.isdigit() for c in match[0]) >= 7:
            yield _finding(PersonalData.PHONE, match)
    for match in _PLATE.finditer(text):
        if not _reads_as_words(text, match):
            yield _finding(PersonalData.PLATE, match)


def _finding(kind: PersonalData, match: re.Match[str]) -> Finding:
    return Finding(kind, match.start(), match.end(), match[0])


def _is_date(month: int, day: int) -> bool:
    """Whether the digits can be a birthday; a coordination number adds 60 to the day."""
    return 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)


def _reads_as_words(text: str, match: re.Match[str]) -> bool:
    """Whether three letters and a number are a word and an amount rather than a plate."""
    if match["letters"].lower() in _WORDS:
        return True
    return match["last"].isdigit() and _UNIT.match(text, match.end()) is not None
