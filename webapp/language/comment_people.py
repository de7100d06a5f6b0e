"""Take out of a comment, before it is kept, what points at a person: numbers, addresses, accounts, links, names.

A name is found by the words before it ("min granne …"), by a given name that many have, or by how a family name ends.
What is the name of a place here is left as it is: streets and squares are called after people.
"""

import re
from collections.abc import Iterable, Iterator

from webapp.language.given_names import FAMILY_ENDINGS, FAMILY_ENDINGS_AFTER_A_NAME, GIVEN, OPENERS, WORDS_TOO
from webapp.language.person_words import find_links, find_person_words
from webapp.language.personal_data import Finding, PersonalData, find, finding_of, masked, without_overlaps

DROPPED = frozenset(PersonalData) - {PersonalData.ACCUSATION, PersonalData.HOME}
"""An accusation is for a person to judge; a home is named by its street, and that is what we look for."""
WINDOW = 20_000
"""A longer text is read in parts."""

_UPPER, _LOWER = "A-ZÅÄÖÉÈÜØÆÁÓŠŽČÇ", "a-zåäöéèüøæáóíñßšžčçć"
_CAPITAL = rf"[{_UPPER}][{_LOWER}'’]{{1,24}}(?:-[{_UPPER}][{_LOWER}]{{1,24}})?"
_RUN = re.compile(
    rf"(?<![\w@#]){_CAPITAL}(?:[ \t](?:(?:von|af|de|al|el|bin)[ \t])?(?:{_CAPITAL}|[{_UPPER}]\b\.?)){{0,3}}"
)
_SMALL = re.compile(rf"(?<![\w@#])(?P<given>[{_LOWER}]{{3,25}})[ \t][{_LOWER}]{{2,20}}sson\b")
_THING = re.compile(
    r"[ \t]*(?:\w*(?:väg|gat|gränd|stig|torg|allé|plan|park|back|skol|gård|kyrk|plats|hus|bro|led|kiosk|krog|pizz|grill"
    r"|bar|café|salong|bageri|buti|livs|blomm|bil|lund|dag|minne)\w*|street|road|lane|square|school|park)",
    re.IGNORECASE,
)
_MARK = re.compile(r"[-’']")


def without_people(text: str, places: Iterable[tuple[int, int]] = ()) -> str:
    """Return a comment with what points at a person replaced by ``[…]``; all else is unchanged to the letter.

    :param places: the spans of the names of places in it

    Examples
    --------
    >>> without_people("ABC 123 kör för fort på Storgatan, ring 070-123 45 67")
    '[…] kör för fort på Storgatan, ring […]'
    >>> without_people("Anna Svensson kör för fort på Karin Boyes torg, fråga Erik", [(30, 46)])
    '[…] kör för fort på Karin Boyes torg, fråga […]'
    """
    taken = sorted(places)
    parts = []
    for at in range(0, len(text), WINDOW):
        part = text[at : at + WINDOW]
        here = [(start - at, end - at) for start, end in taken if start < at + WINDOW and end > at]
        parts.append(masked(part, _found(part, here)))
    return "".join(parts)


def _found(text: str, places: list[tuple[int, int]]) -> list[Finding]:
    found = without_overlaps([*find_links(text), *find(text), *find_person_words(text), *_names(text, places)])
    return [finding for finding in found if finding.kind in DROPPED]


def _names(text: str, places: list[tuple[int, int]]) -> Iterator[Finding]:
    """Yield names that nothing before them points out, but those of places."""
    for match in _RUN.finditer(text):
        span = _name_in(match)
        if span is None or _is_thing(text, span[1]):
            continue
        start, end = span
        if any(a <= start < b for a, b in places):
            continue
        end = min([end, *(a for a, b in places if start < a < end)])  # "Anna Svensson Storgatan"
        name = text[start:end].rstrip()
        yield Finding(PersonalData.NAME, start, start + len(name), name, "given")
    for match in _SMALL.finditer(text):
        if match["given"].capitalize() in GIVEN:
            yield finding_of(PersonalData.NAME, match, reason="family")


def _name_in(match: re.Match[str]) -> tuple[int, int] | None:
    """Return where a name stands in a run of words with capitals: from a given name on, or a family name alone."""
    words = [(m.start() + match.start(), m.end() + match.start(), m[0]) for m in re.finditer(r"\S+", match[0])]
    for number, (start, end, word) in enumerate(words):
        given = _MARK.split(word)[0] in GIVEN
        more = number + 1 < len(words)
        if given and more:
            return start, match.end()
        if (given and word not in WORDS_TOO) or _ends_as(word, FAMILY_ENDINGS):
            return start, end
        if more and word not in OPENERS and _ends_as(words[number + 1][2], FAMILY_ENDINGS_AFTER_A_NAME):
            return start, match.end()
    return None


def _ends_as(word: str, endings: tuple[str, ...]) -> bool:
    bare = word.removesuffix("s") if not word.endswith("ss") else word
    return len(bare) > 6 and bare.endswith(endings)


def _is_thing(text: str, end: int) -> bool:
    """Whether what follows says that the name is a street's or a shop's."""
    return _THING.match(text, end, end + 40) is not None
