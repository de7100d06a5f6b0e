"""The names of a place, ready to be looked up in comments: by key, despite a slip, by the noun they end with."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import cos, hypot, radians

from webapp.language.comment_tokens import Token, folded, keys_of_span, tokens_of
from webapp.language.comment_words import GENERIC, NOT_MEANT
from webapp.language.place_keys import road_parts, split_house

SAME_M = 150.0  # one name standing twice within this is one place
M_PER_DEGREE = 111_195.0
LEAST_SLIP, LEAST_TWO_SLIPS = 8, 14  # letters of a name that may have one slip in it, or two
LEAST_TELLING = 10  # letters of another name in which another letter may be a slip
SHORTEST_STEM = 4  # letters of a street's stem that may have lost one, or gained one
LEAST_STEM, SURE_STEM = 6, 7  # letters of a street's stem in which another letter may be a slip, and surely is
MOST_WORDS = 5  # of a name in a comment
SHORTEST_FIRST = 5  # letters of a first word that people may say for two

STREETS = frozenset({"street", "street_name", "road"})
DISTRICTS = frozenset({"area", "district", "locality", "municipality", "suburb", "neighbourhood", "village"})
DOOR = "address"
SQUARE_ENDINGS = frozenset({"torg", "plats", "plan", "aukio", "tori"})
DESCRIBING_WORDS = ("bakom", "utanfor", "nara", "inne", "mellan", "framfor")
DESCRIBING = (*DESCRIBING_WORDS, "vid", "mot", "tunnel mot")
WITHIN = frozenset({"vid", "till", "mot", "i", "pa", *DESCRIBING_WORDS})
"""Words by which a name says where it is beside something else."""
_RANK = ("district", "locality", "street", "street_name", "school", "square", "station")

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PlaceName:
    """One spelling of a place; ``lat`` and ``lon`` in degrees, None when only the name is known."""

    name: str
    spelling: str
    kind: str
    lat: float | None
    lon: float | None
    area: str | None

    @property
    def is_street(self) -> bool:
        """Whether it names a street, rather than a square or something beside a street."""
        ending = road_parts(key_of(self.name))[1]
        return self.kind in STREETS or (bool(ending) and ending not in SQUARE_ENDINGS and self.kind in _UNSURE_KINDS)

    @property
    def is_district(self) -> bool:
        """Whether it names a part of the place, within which streets lie."""
        return self.kind in DISTRICTS

    @property
    def spot(self) -> Spot | None:
        """Where it is, latitude and longitude."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


_UNSURE_KINDS = frozenset({"name", "stop", "stop_or_place", "place"})


@dataclass
class NameIndex:
    """Every name of a place by what comments may call it."""

    by_key: dict[str, list[PlaceName]] = field(default_factory=lambda: defaultdict(list))
    houses: dict[tuple[str, str], Spot] = field(default_factory=dict)
    generic: dict[str, list[PlaceName]] = field(default_factory=dict)
    crossings: dict[frozenset[str], Spot] = field(default_factory=dict)
    beginnings: set[str] = field(default_factory=set)
    whole: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()  # municipalities around it, folded
    shortened: dict[str, PlaceName] = field(default_factory=dict)  # by the first of two words: "Heron" City
    _letters: dict[tuple[int, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    _of_letters: dict[str, PlaceName] = field(default_factory=dict)
    _slips: dict[str, tuple[PlaceName, int] | None] = field(default_factory=dict)

    def named(self, words: Sequence[Token], dotted: bool) -> list[PlaceName]:
        """Return the places that some words name, those of the first reading that names any.

        :param dotted: whether the last word may end in an abbreviation
        """
        for key in keys_of_span(tuple(word.folded for word in words), dotted):
            if found := self.by_key.get(key):
                return found
        return []

    def house(self, street: str, number: str) -> Spot | None:
        """Return where a house of a street is, if that is known."""
        return self.houses.get((key_of(street), number))

    def crossing(self, one: str, other: str) -> Spot | None:
        """Return where two streets meet, if the list of names says so itself."""
        return self.crossings.get(frozenset({key_of(one), key_of(other)}))

    def all_of(self, place: PlaceName) -> list[PlaceName]:
        """Return the places that the spelling of one means, the likeliest first."""
        return self.by_key.get(key_of(place.spelling), [place])

    def slip(self, letters: str) -> tuple[PlaceName, int] | None:
        """Return the one place whose name is a slip away from some letters, and how many slips, if there is one."""
        if letters not in self._slips:
            if len(self._slips) > 50_000:
                self._slips.clear()
            self._slips[letters] = self._slip(letters)
        return self._slips[letters]

    def _slip(self, letters: str) -> tuple[PlaceName, int] | None:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        most = 0 if len(letters) < LEAST_SLIP - 2 else 1 if len(letters) < LEAST_TWO_SLIPS else 2
        if not most:
            return None
        near: list[tuple[int, str]] = []
        for length in range(len(letters) - most, len(letters) + most + 1):
            choices = [other for first in {*letters[:2]} for other in self._letters.get((length, first), ())]
            found = extract(letters, choices, scorer=OSA.distance, processor=None, score_cutoff=most, limit=4)
            near += [(int(distance), other) for other, distance, _ in found if _is_slip(letters, other, int(distance))]
        near.sort()
        best = [other for distance, other in near if distance == near[0][0]]
        places = [self.all_of(self._of_letters[other])[0] for other in best]
        names = {place.name: place for place in places}
        return (next(iter(names.values())), near[0][0]) if len(names) == 1 else None

    def add(self, place: PlaceName) -> None:
        """Take up one spelling; one that describes where something is, rather than names it, is left out."""
        base, house = split_house(place.spelling)
        plain = folded(base)
        if "," in base or "/" in base or any(plain.startswith(f"{word} ") for word in DESCRIBING):
            return
        words = tokens_of(base)
        keys = keys_of_span(tuple(word.folded for word in words), base.endswith(".")) if words else ()
        if not keys or len(words) > MOST_WORDS:
            return
        if house and (place.kind == DOOR or road_parts(keys[0])[1]):
            if place.spot:
                self.houses.setdefault((keys[0], house), place.spot)
            return
        if house:  # a number that is a part of the name, as of a road
            keys = keys_of_span(tuple(word.folded for word in tokens_of(place.spelling)), False)
        if place.kind == DOOR:
            return
        for key in keys:
            self.by_key[key].append(place)
            self.beginnings.add(key[:3])
        letters = "".join(word.folded for word in words)
        if len(letters) >= LEAST_SLIP - 1 and letters not in self._of_letters:
            self._of_letters[letters] = place
            self._letters[len(letters), letters[0]].append(letters)


def index_of(names: Iterable[PlaceName], whole: Iterable[str] = (), beside: Iterable[str] = ()) -> NameIndex:
    """Return the index of some names.

    :param whole: what the whole place is called: said alone it tells nothing of where in it something is
    :param beside: what the municipalities around it are called
    """
    index = NameIndex(whole=frozenset(map(folded, whole)), beside=frozenset(map(folded, beside)))
    everything = [place for place in names if folded(place.spelling) not in index.whole]
    for place in everything:
        index.add(place)
    for place in everything:
        _add_crossing(index, place)
    for key, places in index.by_key.items():
        index.by_key[key] = _likeliest(places)
    index.generic = _by_noun(everything)
    index.shortened = _shortened(everything, index.by_key.keys())
    return index


def _shortened(places: Iterable[PlaceName], known: Container[str]) -> dict[str, PlaceName]:
    """Return the places of two words by the first one, where that is no name of its own and begins no other name."""
    firsts: dict[str, dict[str, PlaceName]] = defaultdict(dict)
    for place in places:
        words = folded(place.name).split()
        firsts[words[0] if words else ""][place.name] = place
    return {
        word: place
        for word, named in firsts.items()
        for place in list(named.values())[:1]
        if len(named) == 1 and len(place.name.split()) == 2 and len(word) >= SHORTEST_FIRST and word.isalpha()
        if place.kind not in _NEVER_SHORT and key_of(word) not in known and word not in DESCRIBING_WORDS
    }


_NEVER_SHORT = STREETS | DISTRICTS | {"square", "school", "junction", DOOR}


def _add_crossing(index: NameIndex, place: PlaceName) -> None:
    """Take up a name that is two streets, and the streets that are named nowhere else: "Storgatan/Skolgatan"."""
    found = _TWO_STREETS.match(place.spelling)
    parts = [part.strip() for part in found.groups()] if found else []
    keys = [key_of(part) for part in parts]
    if len(set(keys)) < 2 or not all(road_parts(key)[1] and not any(c.isdigit() for c in key) for key in keys):
        return
    if place.spot:
        index.crossings.setdefault(frozenset(keys), place.spot)
    for part, key in zip(parts, keys, strict=True):
        if key not in index.by_key:
            index.add(PlaceName(part, part, "street", None, None, place.area))


_TWO_STREETS = re.compile(r"(?:korsningen )?([^/,]+?)(?:/| vid | x | - )([^/,]+)\Z", re.IGNORECASE)


def metres(one: Spot, other: Spot) -> float:
    """Return the distance on a sphere taken as flat: good to a metre in a kilometre."""
    width = (other[1] - one[1]) * cos(radians((one[0] + other[0]) / 2))
    return hypot(width, other[0] - one[0]) * M_PER_DEGREE


@lru_cache(maxsize=65_536)
def key_of(text: str) -> str:
    """Return the key of a name as it is written."""
    words = tuple(word.folded for word in tokens_of(text))
    return (keys_of_span(words, False) or ("",))[0] if words else ""


def _likeliest(places: list[PlaceName]) -> list[PlaceName]:
    """Return the places that a spelling means: by their own names before aliases, each once, the known spot first."""
    own = [p for p in places if folded(p.spelling) == folded(p.name)]
    ranked = sorted(own or places, key=lambda p: (p.lat is None, _rank(p.kind)))
    names = {p.name for p in ranked}
    if len(names) > 1:  # spelt alike by the rules: the one with most to say
        ranked = [p for p in ranked if folded(p.name) == folded(ranked[0].name)]
    kept: list[PlaceName] = []
    for place in ranked:
        same = [k for k in kept if k.spot is None or place.spot is None or metres(k.spot, place.spot) <= SAME_M]
        if not same:
            kept.append(place)
    return kept


def _rank(kind: str) -> int:
    return _RANK.index(kind) if kind in _RANK else len(_RANK)


def _by_noun(places: Iterable[PlaceName]) -> dict[str, list[PlaceName]]:
    """Return the places that each noun may stand for: of such a kind, or with a name that ends so."""
    found: dict[str, dict[str, PlaceName]] = {noun: {} for noun in GENERIC}
    for place in places:
        whole = folded(place.name)
        letters = whole.replace(" ", "")
        if place.kind == DOOR or "," in whole or "/" in whole or WITHIN & {*whole.split()}:
            continue
        if not letters.endswith(_EVERY_END) and place.kind not in _EVERY_END:
            continue
        for noun, ends in GENERIC.items():
            other = letters.endswith(NOT_MEANT.get(ends[0], ()))
            if (letters.endswith(ends) and not other) or place.kind in ends:
                found[noun].setdefault(whole, place)
    return {noun: list(named.values()) for noun, named in found.items()}


_EVERY_END = tuple({end for ends in GENERIC.values() for end in ends})


def _is_slip(asked: str, known: str, distance: int) -> bool:
    """Whether two spellings, so far apart, are one name: never two short names that differ in a letter."""
    (stem, ending), (other, other_ending) = road_parts(_joined_key(asked)), road_parts(_joined_key(known))
    if other_ending and not ending and asked.startswith(other) and distance == 1:
        return True  # the slip is in the ending
    if (asked[0] != known[0] and asked[:2] != known[1::-1]) or (ending and other_ending and ending != other_ending):
        return False
    if not other_ending:
        lost_or_swapped = len(asked) != len(known) or sorted(asked) == sorted(known)
        return distance == 1 and len(known) >= (LEAST_SLIP - 1 if lost_or_swapped else LEAST_TELLING)
    if len(asked) < LEAST_SLIP:
        return _undoubled(asked) == _undoubled(known)
    if len(asked) == len(known) and ending and sorted(stem) != sorted(other):
        return len(other) >= LEAST_STEM and distance <= (1 if len(other) < SURE_STEM + 3 else 2)
    return len(other) >= SHORTEST_STEM


def _joined_key(letters: str) -> str:
    return (keys_of_span((letters,), False) or (letters,))[0]


def _undoubled(letters: str) -> str:
    return "".join(c for i, c in enumerate(letters) if i == 0 or letters[i - 1] != c)
