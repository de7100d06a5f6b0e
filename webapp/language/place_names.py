"""What people write when they mean a place: a name, a house, a crossing, a stretch, a spot beside something.

Nothing here knows which names exist: ``readings`` gives each way to read a text, the likeliest first, and whoever
knows the names takes the first one that leads somewhere.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from webapp.language.place_keys import MAX_LENGTH, is_road, key, keys, plain, road_parts, split_house

__all__ = ["Asked", "Relation", "key", "keys", "plain", "readings", "road_parts", "split_house"]


class Relation(StrEnum):
    """How the names of a text say together where it is."""

    PLAIN = "plain"  # a name, perhaps with a house number
    CROSSING = "crossing"  # where two streets meet
    STRETCH = "stretch"  # a street, between two others
    BESIDE = "beside"  # a place beside another; without a name, something beside it
    NEXT = "next"  # two names with nothing but space or a comma between them


@dataclass(frozen=True)
class Asked:
    """One way to read a text. ``area`` is a district or a town that was named beside the place, as typed."""

    relation: Relation
    name: str
    others: tuple[str, ...] = ()
    house: str = ""
    area: str = ""


_AND = r"(?:\s*[/&+×]\s*|\s+(?:och|o|and|ja|x|-|–)\s+)"
_CUE = (
    r"(?:(?:in|on|at|i|vid|på|nära)\s+)?(?:the\s+)?"
    r"(?:korsningen|korsning|korsn\.?|vägkorsningen|gatukorsningen|hörnet|hörn|corner|crossing|junction|intersection|risteys)"
    r"(?:\s+(?:av|of|mellan|between|vid|at))?\s*:?\s+"
)
_NEAR = (
    r"vid|mot|nära|intill|utanför|framför|bakom|mittemot|mitt emot|bredvid|i närheten av|i höjd med"
    r"|strax före|strax efter|near|at|by|outside|opposite|next to|beside|behind|in front of"
)
_BETWEEN = r"(?:mellan|between)"

_CROSSING_CUE = re.compile(rf"^{_CUE}(?P<rest>.+)$", re.IGNORECASE)
_CROSSING_END = re.compile(
    r"^(?P<a>.+?)\s+(?:i\s+)?(?:korsningen|korsning|hörnet|hörn)\s+(?:av|med|vid)?\s*(?P<b>.+)$", re.IGNORECASE
)
_MEETS = re.compile(
    r"^(?:(?:där|dar|where)\s+)?(?P<a>.+?)\s+(?:möter|moter|korsar|skär|skar|meets|crosses|intersects)\s+(?P<b>.+)$",
    re.IGNORECASE,
)
_MEET = re.compile(
    rf"^(?:(?:där|dar|where)\s+)?(?P<a>.+?){_AND}(?P<b>.+?)\s+(?:möts|mots|korsas|meet|cross|intersect)$", re.IGNORECASE
)
_PAIR = re.compile(rf"^(?P<a>.+?){_AND}(?P<b>.+)$", re.IGNORECASE)
_PAIR_WITH = re.compile(r"^(?P<a>.+?)\s+(?:med|with)\s+(?P<b>.+)$", re.IGNORECASE)
_DASHED = re.compile(r"^(?P<a>[^-–]+)[-–](?P<b>[^-–]+)$")
_STRETCH = re.compile(rf"^(?:(?P<a>.+?)[\s,]+)?{_BETWEEN}\s+(?P<b>.+?){_AND}(?P<c>.+)$", re.IGNORECASE)
_STRETCH_ON = re.compile(
    rf"^{_BETWEEN}\s+(?P<b>.+?){_AND}(?P<c>.+?)\s+(?:på|längs|on|along)\s+(?P<a>.+)$", re.IGNORECASE
)
_FROM_TO = re.compile(r"^(?P<a>.+?)[\s,]+(?:från|from)\s+(?P<b>.+?)\s+(?:till|to|mot)\s+(?P<c>.+)$", re.IGNORECASE)
_BESIDE = re.compile(rf"^(?P<a>.+?)[\s,]+(?:{_NEAR})\s+(?P<b>.+)$", re.IGNORECASE)
_ONLY_BESIDE = re.compile(rf"^(?:precis\s+|just\s+)?(?:{_NEAR}|på|längs|on|along)\s+(?P<b>.+)$", re.IGNORECASE)
_IN_AREA = re.compile(r"^(?P<head>.*\S)\s+(?:i|in|på)\s+(?P<tail>\S+(?:\s+\S+){0,2})$", re.IGNORECASE)
_TO_HOUSE = re.compile(
    r"^(?P<name>.*[^\W\d_].*?)\s*\b\d{1,4} ?[a-z]?\s?[-–]\s?(?P<last>\d{1,4} ?[a-z]?)[\s.,;]*$", re.IGNORECASE
)
MOST_WORDS = 12  # of a text that is split at every space
MOST_PARTS = 3  # that are taken for district, town and country, after commas
MOST_READINGS = 24  # more are tried of no text


def readings(text: str, areas: Collection[str] = ()) -> tuple[Asked, ...]:
    """Return the ways to read a text, the likeliest first; none for a text without letters or digits.

    :param areas: district names that are known, so that one is seen at the end of a text also without a comma
    """
    text = (
        " ".join("".join(c if c.isprintable() else " " for c in text[:MAX_LENGTH]).split()).strip(" ,;!?").lstrip(".")
    )
    if not key(text):
        return ()
    found = [_plain(text)]
    if to := _TO_HOUSE.match(text):  # from one house to another: either may be the one that is known
        found.append(_plain(f"{to['name']} {to['last']}"))
    for head, area in _with_area(text, areas):
        found += [replace(one, area=area) for one in _relations(head)]
        if area:
            found.append(replace(_plain(head), area=area))
    for head, area in _with_area(text, areas):
        found += [replace(one, area=area) for one in _side_by_side(head)]
    return tuple(dict.fromkeys(found))[:MOST_READINGS]


def _plain(text: str) -> Asked:
    name, house = split_house(text)
    return Asked(Relation.PLAIN, name, house=house)


def _with_area(text: str, areas: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield a text and the district that its end may name, first without any."""
    yield text, ""
    parts = [part.strip() for part in text.split(",")]
    for i in range(len(parts) - 1, max(0, len(parts) - 1 - MOST_PARTS), -1):
        head, tail = ", ".join(parts[:i]), ", ".join(parts[i:])
        if key(head) and key(tail):
            yield head, tail
    if found := _IN_AREA.match(text):
        yield found["head"], found["tail"]
    words = text.split()
    known = {key(area) for area in areas}
    for i in range(max(1, len(words) - 3), len(words)):
        if key(" ".join(words[i:])) in known:
            yield " ".join(words[:i]), " ".join(words[i:])


def _relations(text: str) -> Iterator[Asked]:
    """Yield what a text says with words or signs that join names."""
    cued = _CROSSING_CUE.match(text)
    rest = cued["rest"] if cued else ""
    if cued:
        yield from _pairs(rest)
        if found := _PAIR_WITH.match(rest):
            yield _asked(Relation.CROSSING, found["a"], found["b"])
        yield from (replace(one, relation=Relation.CROSSING) for one in _split(rest, everywhere=True))
        return
    for pattern in (_STRETCH_ON, _STRETCH, _FROM_TO):
        found = pattern.match(text)
        if found and found["a"]:
            yield _asked(Relation.STRETCH, found["a"], found["b"], found["c"])
        elif found:
            yield _asked(Relation.CROSSING, found["b"], found["c"])
    if found := _CROSSING_END.match(text) or _MEETS.match(text) or _MEET.match(text):
        yield _asked(Relation.CROSSING, found["a"], found["b"])
    yield from _pairs(text)
    if found := _ONLY_BESIDE.match(text):
        yield _asked(Relation.BESIDE, "", found["b"])
    elif found := _BESIDE.match(text):
        yield _asked(Relation.BESIDE, found["a"], found["b"])


def _pairs(text: str) -> Iterator[Asked]:
    """Yield the two names that a text joins by "och", a slash and the like."""
    if found := _PAIR.match(text):
        yield _asked(Relation.CROSSING, found["a"], found["b"])
    found = _DASHED.match(text)
    if found and is_road(found["a"]) and is_road(found["b"]):
        yield _asked(Relation.CROSSING, found["a"], found["b"])


def _side_by_side(text: str) -> Iterator[Asked]:
    """Yield two names that stand side by side: "Skolgatan, Torget" or "Skolgatan Storgatan"."""
    head, comma, tail = text.partition(",")
    if comma and key(head) and key(tail):
        yield _asked(Relation.NEXT, head, tail)
    yield from _split(text, everywhere=False)


def _split(text: str, everywhere: bool) -> list[Asked]:
    """Return the ways to part a text in two at a space, first those where both parts end as roads do."""
    words = text.replace(",", " ").split()
    if len(words) > MOST_WORDS:
        return []
    parts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    roads = [is_road(a) + is_road(b) for a, b in parts]
    best: Callable[[int], int] = lambda i: -roads[i]  # noqa: E731
    order = sorted(range(len(parts)), key=best)
    return [_asked(Relation.NEXT, *parts[i]) for i in order if everywhere or roads[i] == 2]


def _asked(relation: Relation, name: str, *others: str) -> Asked:
    name, house = split_house(name.strip(" ,"))
    return Asked(relation, name, tuple(other.strip(" ,") for other in others), house)
