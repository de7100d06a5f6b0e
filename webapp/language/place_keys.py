"""Keys that make the spellings of one name equal: definite forms, genitives, abbreviations, compounds written apart.

Two names mean the same when their keys are equal: ``Häradsvägen``, ``häradsv.``, ``Härads väg`` and ``Haradsvagens``
all have the key ``haradsvag``. A house number ends a key after a space and is never a part of anything else.
"""

import re
import unicodedata

RULES = "1"
"""What the rules below are called; change it with them, so that stored keys are made anew."""

ROADS = {
    "vag": ("vagen", "vagn", "vag", "vg"),
    "gat": ("gatan", "gata", "gtn", "gatn"),
    "stig": ("stigen", "stig"),
    "grand": ("granden", "grand"),
    "alle": ("allen", "alle"),
    "backe": ("backen", "backe"),
    "gang": ("gangen", "gang"),
    "led": ("leden", "led"),
    "esplanad": ("esplanaden", "esplanad"),
    "torg": ("torget", "torg"),
    "plats": ("platsen", "plats"),
    "plan": ("planen", "plan"),
    "kaj": ("kajen", "kaj"),
    "slinga": ("slingan", "slinga"),
    "passage": ("passagen", "passage"),
    "rondell": ("rondellen", "rondell"),
    "katu": ("katu", "kadun", "kadulla", "kadulle"),
    "tie": ("tie", "tien", "tiella"),
    "kuja": ("kuja", "kujan", "kujalla"),
    "aukio": ("aukio", "aukion", "aukiolla"),
    "tori": ("tori", "torin", "torilla"),
    "polku": ("polku", "polun", "polulla"),
}
"""Endings that make a word the name of a road or square: what each becomes in a key, and its forms (folded)."""

PLACES = {
    "skola": ("skolan", "skola"),
    "park": ("parken", "park"),
    "bro": ("bron", "bro"),
    "strand": ("stranden", "strand"),
    "ring": ("ringen", "ring"),
    "krok": ("kroken", "krok"),
    "tunnel": ("tunneln", "tunnel"),
    "trappa": ("trappan", "trappa", "trapporna", "trappor"),
    "gard": ("garden", "gard"),
    "station": ("stationen", "station", "stn"),
    "kyrka": ("kyrkan", "kyrka"),
    "terrass": ("terrassen", "terrass"),
    "ranta": ("ranta", "rannan", "rannalla"),
    "puisto": ("puisto", "puiston", "puistossa"),
    "silta": ("silta", "sillan", "sillalla"),
}
"""Endings of other names."""

ABBREVIATED = (
    (r"\b(?:s[:.]t|st[:.]t|st)\b[.:]? ?(?=\w)", "sankt "),
    (r"\bs[:.]ta\b", "sankta "),
    (r"\b(?:g:la|gml\b\.?|gla\b\.)", "gamla "),
    (r"\bn:a\b", "norra "),
    (r"\bs:a\b", "sodra "),
    (r"\bv:a\b", "vastra "),
    (r"\bo:a\b", "ostra "),
    (r"\bst:a\b", "stora "),
    (r"\bl:a\b", "lilla "),
    (r"\b(?:kv|kvarteret)\b\.? ", " "),
)
"""What is written short, as patterns over folded text."""

SHORT_ENDINGS = (("vag", "v"), ("vag", "vg"), ("gat", "g"), ("grand", "gr"), ("plan", "pl"), ("stig", "st"))
"""Endings that are written short with a dot, or as a word of their own: ``Häradsv.``, ``Härads v``."""

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "đ": "d", "ł": "l"})
_SHORT = tuple((re.compile(pattern), full) for pattern, full in ABBREVIATED)
_FORMS = {form: ending for table in (ROADS, PLACES) for ending, forms in table.items() for form in forms}
_ENDING = re.compile(f"^(.*?)({'|'.join(sorted(_FORMS, key=len, reverse=True))})s?$")
_ROAD = re.compile(f"^(.+?)({'|'.join(sorted(ROADS, key=len, reverse=True))})$")
_HOUSE = re.compile(
    r"^(?P<name>.+?)(?:[\s,]+|(?<=\.)|(?<=[^\W\d_]{3}))(?:(?:nr|no|nummer)\b\.?\s*)?"
    r"(?P<number>\d{1,4}) ?(?P<letter>[a-z]?)(?:\s?[-–/]\s?\d{1,4} ?[a-z]?)?[\s.,;]*$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W_]+")
_APART = {short: ending for ending, short in SHORT_ENDINGS if len(short) < 3}
MAX_LENGTH = 200
"""No name is longer; the rest of a longer text is not read."""


def plain(text: str) -> str:
    """Return a text in lower case, without accents and control characters, its punctuation kept."""
    apart = unicodedata.normalize("NFKD", text[:MAX_LENGTH].casefold().translate(_LETTERS))
    return " ".join("".join(" " if c < " " else c for c in apart if not unicodedata.combining(c)).split())


def key(text: str) -> str:
    """Return what the spellings of one name have in common, with its house number after a space."""
    return keys(text)[0]


def keys(text: str) -> tuple[str, ...]:
    """Return the key of a name, and then what it may be short for: ``Storg.`` is ``storg`` or ``storgat``."""
    name, house = split_house(text)
    name = _written_out(plain(name))
    found = keys_of_words(_WORD.findall(name), name.endswith("."))
    return tuple(f"{one} {house}" if house and one else one for one in found)


def keys_of_words(words: list[str], dotted: bool) -> tuple[str, ...]:
    """Return the keys of a name whose words are folded already; ``dotted`` when a dot follows the last one."""
    found = [_joined(words)]
    if words and (short := _short_ending(words, dotted)):
        found.append(short)
    return tuple(dict.fromkeys(found))


def split_house(text: str) -> tuple[str, str]:
    """Return a name and its house number: ``Storgatan 12 A`` -> ``("Storgatan", "12a")``."""
    text = " ".join(text[:MAX_LENGTH].split())
    found = _HOUSE.match(text)
    if found is None or not _LETTER.search(found["name"]):
        return text.rstrip(" ,;"), ""
    return found["name"].rstrip(" ,;"), (found["number"].lstrip("0") or "0") + found["letter"].lower()


def road_parts(text: str) -> tuple[str, str]:
    """Return the stem and the ending of a road's key, the ending empty where it is no road's."""
    name = text.partition(" ")[0]
    found = _ROAD.match(name)
    return (found[1], found[2]) if found else (name, "")


def is_road(text: str) -> bool:
    """Whether a name ends as a road or a square does."""
    return bool(road_parts(key(text))[1])


def _written_out(text: str) -> str:
    for pattern, full in _SHORT:
        text = pattern.sub(full, text)
    return text


def _joined(words: list[str]) -> str:
    """Return the words as one, with the ending and the genitive of the last made alike."""
    whole = "".join(words)
    found = _ENDING.match(whole)
    if found:
        return found[1] + _FORMS[found[2]]
    return whole[:-1] if whole.endswith("s") and len(whole) > 4 else whole


def _short_ending(words: list[str], dotted: bool) -> str | None:
    """Return the key of a name whose last word is, or ends in, an ending written short."""
    *before, last = words
    if before and last in _APART:
        return "".join(before) + _APART[last]
    if dotted:
        for ending, short in sorted(SHORT_ENDINGS, key=lambda pair: -len(pair[1])):
            if last.endswith(short) and len(last) > len(short) + 1:
                return "".join(before) + last.removesuffix(short) + ending
    return None
