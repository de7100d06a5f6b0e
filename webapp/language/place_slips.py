"""How near a name that nobody knows is to one that is known: a slip of the pen, or another name altogether."""

from webapp.language.place_keys import key, road_parts

_FREE_STEM, _TWO_STEM = 6, 9
_SHORT, _FREE, _TWO = 5, 7, 10


def closeness(asked: str, name: str) -> float | None:
    """Return how alike a name and a slip for it are, 1 when equal, or None when they are two names.

    Endings that roads have must agree: a gatan is no slip for a vägen. Where one of them is misspelt, the whole
    names are compared. A short name may have one slip, and begins as it should; a long one may have two.

    :param asked: what was typed, folded, without house number
    :param name: what is known, folded, without house number
    """
    asked_key, name_key = key(asked), key(name)
    if asked_key == name_key:
        return 1.0
    (stem, ending), (other, other_ending) = road_parts(asked_key), road_parts(name_key)
    if ending and other_ending:
        return _stems(stem, other) if ending == other_ending else None
    return _wholes(asked.replace(" ", ""), name.replace(" ", ""))


def _stems(asked: str, name: str) -> float | None:
    length = min(len(asked), len(name))
    if length < 3 or (length < _FREE_STEM and not _begin_alike(asked, name)):
        return None
    if length == 3 and len(asked) == len(name):  # one letter for another makes another name: Sko, Sjö, Sol
        return None
    return _score(asked, name, 1 if len(name) < _TWO_STEM else 2)


def _wholes(asked: str, name: str) -> float | None:
    length = min(len(asked), len(name))
    if length < _SHORT or (length < _FREE and not _begin_alike(asked, name)):
        return None
    return _score(asked, name, 1 if length < _TWO else 2)


def _begin_alike(asked: str, name: str) -> bool:
    return asked[0] == name[0] or asked[:2] == name[1::-1]


def _score(asked: str, name: str, most: int) -> float | None:
    from rapidfuzz.distance import OSA

    distance = OSA.distance(asked, name, score_cutoff=most)
    return 1 - distance / max(len(asked), len(name)) if distance <= most else None
