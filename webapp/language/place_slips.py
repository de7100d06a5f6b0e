"""How near a name that nobody knows is to one that is known: a slip of the pen, or another name altogether."""

from dataclasses import dataclass
from itertools import groupby

from webapp.language.place_keys import key, road_parts

_FREE_STEM, _TWO_STEM = 6, 9
_SHORT, _FREE, _TWO = 5, 7, 10
_LOST, _OTHER = 4, 5  # letters that make a stem telling without its first letter, or with another one
_LONGER = 5  # letters that two slips and another form of the ending add at most


@dataclass(frozen=True)
class Spelt:
    """A name as it is compared: its key, and its letters without spaces; without house number."""

    key: str
    letters: str


def spelt(folded: str, name_key: str | None = None) -> Spelt:
    """Return a folded name as it is compared; its house number is left out where the key has one."""
    name_key = key(folded) if name_key is None else name_key
    name_key, _, house = name_key.partition(" ")
    return Spelt(name_key, folded.removesuffix(f" {house}").replace(" ", ""))


def closeness(asked: Spelt, name: Spelt) -> float | None:
    """Return how alike a name and a slip for it are, 1 when equal, or None when they are two names.

    Endings that roads have must agree: a gatan is no slip for a vägen. Where one of them is misspelt, the whole
    names are compared. A letter doubled or not is a slip in any name, two letters that change places in any stem.
    Otherwise a short name may have one slip, and its first letter only where enough others are left to tell it
    from Lundvägen and Sundvägen, Torgatan and Storgatan; a long one may have two.
    """
    if asked.key == name.key:
        return 1.0
    if abs(len(asked.letters) - len(name.letters)) > _LONGER:
        return None
    if len(name.key) >= _SHORT and _undoubled(asked.key) == _undoubled(name.key):
        return _score(asked.key, name.key, 1)
    (stem, ending), (other, other_ending) = road_parts(asked.key), road_parts(name.key)
    if ending and other_ending:
        return _stems(stem, other) if ending == other_ending else None
    return _wholes(asked.letters, name.letters)


def _stems(asked: str, name: str) -> float | None:
    length = min(len(asked), len(name))
    if len(asked) == len(name) <= 3:  # one letter for another makes another name: Sko, Sjö, Sol
        return _score(asked, name, 1) if sorted(asked) == sorted(name) else None
    if length < 3 or (length < _FREE_STEM and not _begin_alike(asked, name)):
        return None
    return _score(asked, name, 1 if len(name) < _TWO_STEM else 2)


def _wholes(asked: str, name: str) -> float | None:
    length = min(len(asked), len(name))
    if length < _SHORT or (length < _FREE and not _begin_alike(asked, name)):
        return None
    return _score(asked, name, 1 if length < _TWO else 2)


def _begin_alike(asked: str, name: str) -> bool:
    """Whether two short names begin as one name may, with its first letter lost, or another in its place."""
    if asked[0] == name[0] or asked[:2] == name[1::-1]:
        return True
    lost = asked[1:] == name or asked == name[1:]
    other = asked[1:] == name[1:]
    return (lost and min(len(asked), len(name)) >= _LOST) or (other and len(name) >= _OTHER)


def _undoubled(letters: str) -> str:
    return "".join(letter for letter, _ in groupby(letters))


def _score(asked: str, name: str, most: int) -> float | None:
    from rapidfuzz.distance import OSA

    distance = OSA.distance(asked, name, score_cutoff=most)
    return 1 - distance / max(len(asked), len(name)) if distance <= most else None
