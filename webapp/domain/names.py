"""Names as people type them, made comparable."""

import re
import unicodedata

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "đ": "d", "ł": "l"})
_HOUSE = re.compile(r"\b(\d+) ?([a-z])\b")
_NUMBER = re.compile(r"\b\d+[a-z]?\b")


def fold(text: str) -> str:
    """Return ``text`` in lower case, without accents (å ä ö é -> a a o e), single spaces for all else.

    A house letter joins its number: ``Storgatan 11 A`` and ``storgatan 11a`` fold alike.
    """
    # Taken apart before and after: 𝔄 is a capital only once it is A.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in letters).split()
    return _HOUSE.sub(r"\1\2", " ".join(words))


def slug_of(name: str) -> str:
    """Return a name as a part of an address: ``Sjödalen-Fullersta`` -> ``sjodalen-fullersta``."""
    return "-".join(fold(name).split()) or "area"


def house_numbers(folded: str) -> tuple[str, ...]:
    """Return the numbers of a folded name; they must agree exactly for two names to mean one house."""
    return tuple(_NUMBER.findall(folded))
