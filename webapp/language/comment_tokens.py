"""A comment cut into words that know where they stand, and the ways each of them may be read."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from webapp.language.place_keys import keys_of_words

LONGEST_WORD = 60  # letters; a longer run is no name
MOST_ALTERNATIVES = 6  # readings of one span of words
CROSSING, LEAST_OF_A_CROSSING = "korsningen", 4  # the letters that have to stand before it

_LETTER = r"(?:[^\W_]|[\u0300-\u036f])"
_WORD = re.compile(rf"{_LETTER}+(?:(?<=\b\w)[:]{_LETTER}{{1,2}}(?!\w)|(?<=\b\w\w):{_LETTER}{{1,2}}(?!\w))?")
_WITHIN = re.compile(r"(?:\.?[ \t\u00a0]+|[-\u2011])\Z")
_SENTENCE_END = re.compile(r"[.!?;:\n\r…]")
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "đ": "d", "ł": "l"})

WRITTEN_SHORT = {
    "s:t": ("sankt",), "st": ("sankt", "stora"), "s:ta": ("sankta",),
    "g:la": ("gamla",), "gml": ("gamla",), "gla": ("gamla",), "g": ("gamla",), "ny": ("nya",),
    "n:a": ("norra",), "s:a": ("sodra",), "v:a": ("vastra",), "o:a": ("ostra",), "st:a": ("stora",), "l:a": ("lilla",),
    "n": ("norra",), "s": ("sodra",), "v": ("vastra",), "o": ("ostra",), "l": ("lilla",),
    "dr": ("drottning", "doktor"), "kg": ("kung",), "c": ("centrum",), "ip": ("idrottsplats",),
    "tpl": ("trafikplats",), "trpl": ("trafikplats",), "stn": ("station",), "gymn": ("gymnasium",),
    "gymnasiet": ("gymnasium",), "fsk": ("forskola",), "forskolan": ("forskola",), "idrottsplatsen": ("idrottsplats",),
    "bibliotek": ("biblioteket",), "vc": ("vardcentral",), "vardcentralen": ("vardcentral",),
    "aldreboendet": ("aldreboende",), "trafikplatsen": ("trafikplats",), "sjukhuset": ("sjukhus",),
    "riksvag": ("vag",), "riksvagen": ("vag",), "lansvag": ("vag",), "rv": ("vag",), "lv": ("vag",),
    "pendeltagsstation": ("station",), "tagstation": ("station",), "tunnelbanestation": ("station",),
}  # fmt: skip
"""What a word may be short for, or another form of (folded)."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word; ``start`` and ``end`` are code points of the comment as it was written."""

    text: str
    start: int
    end: int
    folded: str
    dotted: bool  # a dot follows
    capital: bool
    opens: bool  # the first word of a sentence
    joins: bool  # nothing but space, a dot or a hyphen since the word before


def tokens_of(text: str) -> list[Token]:
    """Return the words and numbers of a text."""
    found: list[Token] = []
    at = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        if end - start > LONGEST_WORD:
            at = end
            continue
        gap = text[at:start]
        abbreviated = bool(found) and gap.startswith(".") and found[-1].folded in WRITTEN_SHORT
        opens = not found or (_SENTENCE_END.search(gap) is not None and not abbreviated)
        word = match[0]
        joins = bool(found) and _WITHIN.match(gap) is not None
        found.append(
            Token(word, start, end, folded(word), text[end : end + 1] == ".", word[:1].isupper(), opens, joins)
        )
        at = end
    return found


@lru_cache(maxsize=32_768)
def folded(word: str) -> str:
    """Return a word in lower case without accents."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold().translate(_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c))


@lru_cache(maxsize=65_536)
def keys_of_span(words: tuple[str, ...], dotted: bool) -> tuple[str, ...]:
    """Return the keys that folded words may have together, the words as written first."""
    ways: list[list[str]] = [[]]
    if words[-1].endswith("vgn"):
        words = (*words[:-1], words[-1].removesuffix("vgn") + "vagen")
    last = words[-1]
    for word in words:
        forms = (word, *WRITTEN_SHORT.get(word, ()))
        ways = [[*way, form] for form in forms for way in ways][:MOST_ALTERNATIVES]
    if last.endswith(CROSSING) and len(last) > len(CROSSING) + LEAST_OF_A_CROSSING:  # "Storgatanskorsningen"
        ways = [*ways, [*words[:-1], last.removesuffix(CROSSING)]]
    found = [key for way in ways for key in keys_of_words([w.replace(":", "") for w in way], dotted)]
    return tuple(dict.fromkeys(key for key in found if key))
