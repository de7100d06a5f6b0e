"""What a password may be: long and not obvious. No rule on which characters, no forced change."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from webapp.domain.errors import Fault
from webapp.domain.places import Place

MIN_LENGTH = 12
MAX_LENGTH = 256  # above any password manager's; a longer one only costs time to hash
MIN_DIFFERENT = 5
_COMMON = Path(__file__).with_name("common_passwords.txt")
_LEET = tuple(str.maketrans("013457@$", f"o{one}eastas") for one in "li")  # a 1 may stand for either
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiopå", "asdfghjklöä", "zxcvbnm,.-")


def password_fault(password: str, own_words: Iterable[str] = ()) -> str | None:
    """Return why this password is refused, as a stable code, or None when it may be used.

    :param own_words: words that a guesser would try here: the place, the authority, the person's address
    """
    if len(password) < MIN_LENGTH:
        return "too_short"
    if len(password) > MAX_LENGTH:
        return "too_long"
    folded = _fold(password)
    if len(set(folded)) < MIN_DIFFERENT or _runs_along_the_keys(folded):
        return "too_simple"
    if folded in _common() or _only_words(folded, own_words):
        return "too_common"
    return None


def password_faults(place: Place, email: str, password: str) -> list[Fault]:
    """Return what is wrong with a new password of somebody who works at this place, as faults of the field."""
    own = (place.name, place.slug, place.authority, place.police, *place.partners, email)
    code = password_fault(password, own)
    return [Fault("password", code)] if code else []


def _fold(text: str) -> str:
    """Return lower case without accents: å and ä are a, as a guesser would try."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


def _runs_along_the_keys(folded: str) -> bool:
    """Whether three of four steps follow a row of keys, the alphabet or the digits, either way."""
    pairs = {a + b for row in _ROWS for a, b in pairwise(_fold(row))}
    steps = [a + b for a, b in pairwise(folded)]
    return sum(s in pairs or s[::-1] in pairs for s in steps) >= 0.75 * len(steps)


def _only_words(folded: str, own_words: Iterable[str]) -> bool:
    """Whether nothing is left but digits and signs once one common word and every local word is taken out."""
    own = sorted({_letters(_fold(w)) for text in own_words for w in re.split(r"[\W_\d]+", text)} - {""}, key=len)
    for spelling in (folded, *(folded.translate(table) for table in _LEET)):
        left = _letters(spelling)
        for word in reversed(own):
            left = left.replace(word, "") if len(word) >= 3 else left
        if not left or _is_one_word(left):
            return True
    return False


def _is_one_word(letters: str) -> bool:
    """Whether this is a common word, once or over again."""
    for length in range(1, len(letters) + 1):
        if len(letters) % length == 0 and letters == letters[:length] * (len(letters) // length):
            return len(letters[:length]) < 4 or letters[:length] in _common()
    return False


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalpha())


@cache
def _common() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("# "))
