"""What the names of a comment say together: where streets meet, a stretch of one, a street beside something."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from webapp.language.comment_names import NameIndex, Spot
from webapp.language.comment_parts import Mention

FAR = 60  # characters between two names that may still belong together


class Geometry(Protocol):
    """Where streets run; a place without roads knows no answer."""

    def crossing(self, one: str, other: str) -> list[Spot]:
        """Return where two streets meet."""

    def beside(self, street: str, spot: Spot) -> Spot | None:
        """Return the point of a street nearest to a position, if it is near at all."""

    def between(self, street: str, one: str, other: str) -> Spot | None:
        """Return the middle of a street between two that cross it."""


class NoRoads:
    """A place without roads."""

    def crossing(self, one: str, other: str) -> list[Spot]:
        """Return nothing."""
        return []

    def beside(self, street: str, spot: Spot) -> Spot | None:
        """Return nothing."""
        return None

    def between(self, street: str, one: str, other: str) -> Spot | None:
        """Return nothing."""
        return None


class Located(StrEnum):
    """What makes a comment point at a spot rather than at a whole street."""

    CROSSING = "crossing"
    STRETCH = "stretch"
    BESIDE = "beside"
    HOUSE = "house"
    LANDMARK = "landmark"


@dataclass(frozen=True)
class Point:
    """A spot that a comment points at, by the mentions (their numbers) that say so; no spot when roads are missing."""

    how: Located
    of: tuple[int, ...]
    spot: Spot | None


_JOIN = re.compile(
    r"\s*\.?\s*(?:/|\\|&|\+|×|\bx\b|\boch\b|\bo\b|\band\b|-|–|\bkorsar\b|\bmöter\b|\bmoter\b|\bskär\b|"
    r"\bmed\b|\bi korsningen\b"
    r"|\bmeets\b|\bcrosses\b|\bvid korsningen\b|\bvid\b|\bmot\b|\bi höjd med\b|,)?\s*\Z",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"korsning|korsn\b|hörn|\bhorn|corner|junction|intersection|crossing of|möts|mots\b|meet|/|×|\bx\b", re.IGNORECASE
)
_AND = re.compile(r"\s*\.?\s*(?:/|&|\+|och|o|and|-|–)\s*\Z", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:mellan|between)\s+(?:korsningen\s+)?\Z", re.IGNORECASE)
_FROM = re.compile(r"(?:från|fran|from)\s+\Z", re.IGNORECASE)
_TO = re.compile(r"\s*(?:till|to|mot|ner till|upp till|fram till)\s+\Z", re.IGNORECASE)
_STOPS = re.compile(r"[.!?;\n](?:\s|\Z)")


def points_of(text: str, mentions: Sequence[Mention], geometry: Geometry, index: NameIndex) -> list[Point]:
    """Return the spots that a comment points at; a street with nothing beside it gives none."""
    found: list[Point] = []
    used: set[int] = set()
    for search in (_stretches, _crossings, _beside):
        for point in search(text, mentions, geometry, index):
            if not used & set(point.of):
                found.append(point)
                used |= set(point.of)
    for number, mention in enumerate(mentions):
        if number not in used and (point_ := _alone(number, mention, index)):
            found.append(point_)
    return sorted(found, key=lambda point: point.of)


def _stretches(text: str, mentions: Sequence[Mention], geometry: Geometry, _: NameIndex) -> Iterator[Point]:
    """Yield "A mellan B och C", "mellan B och C på A", "A från B till C"."""
    for n in range(len(mentions) - 1):
        one, other = mentions[n], mentions[n + 1]
        before, gap = text[max(0, one.start - 30) : one.start], text[one.end : other.start]
        if not ((_BETWEEN.search(before) and _AND.match(gap)) or (_FROM.search(before) and _TO.match(gap))):
            continue
        for street in (n - 1, n + 2):
            if not 0 <= street < len(mentions) or not mentions[street].is_street:
                continue
            named = (mentions[street], one, other)
            if _apart(text, named[0], named[1]) or len({m.place for m in named}) < 3:
                continue
            spot = geometry.between(*(m.place for m in named)) or _between_landmarks(named, geometry)
            if spot:
                yield Point(Located.STRETCH, tuple(sorted((street, n, n + 1))), spot)
                break


def _between_landmarks(named: tuple[Mention, Mention, Mention], geometry: Geometry) -> Spot | None:
    """Return the middle of a street between two landmarks beside it."""
    ends = [mention.spot for mention in named[1:]]
    if any(end is None or mention.is_street for end, mention in zip(ends, named[1:], strict=True)):
        return None
    found = [geometry.beside(named[0].place, end) for end in ends if end]
    spots = [spot for spot in found if spot]
    if len(spots) < 2:
        return None
    middle = (spots[0][0] + spots[1][0]) / 2, (spots[0][1] + spots[1][1]) / 2
    return geometry.beside(named[0].place, middle)


def _crossings(text: str, mentions: Sequence[Mention], geometry: Geometry, index: NameIndex) -> Iterator[Point]:
    """Yield two streets, one after the other, that meet; where roads are missing, those that are said to."""
    for n in range(len(mentions) - 1):
        one, other = mentions[n], mentions[n + 1]
        gap = text[one.end : other.start]
        if not (one.is_street and other.is_street) or one.place == other.place:
            continue
        around = text[max(0, one.start - 25) : one.start] + gap + text[other.end : other.end + 8]
        said = bool(_SAID.search(around))
        if not ((gap.strip(" ,.") and _JOIN.match(gap)) or (said and len(gap) <= 25)):
            continue  # a list of streets is no crossing, though some of them meet
        spots = geometry.crossing(one.place, other.place)
        spot = spots[0] if len(spots) == 1 else index.crossing(one.place, other.place)
        if spot:
            yield Point(Located.CROSSING, (n, n + 1), spot)
        elif said:
            yield Point(Located.CROSSING, (n, n + 1), None)


def _beside(text: str, mentions: Sequence[Mention], geometry: Geometry, _: NameIndex) -> Iterator[Point]:
    """Yield a street and the landmark beside it that is named right before or after it."""
    for n in range(len(mentions) - 1):
        one, other = mentions[n], mentions[n + 1]
        if one.is_street == other.is_street or _apart(text, one, other):
            continue
        street, landmark = (one, other) if one.is_street else (other, one)
        if not landmark.choices or landmark.choices[0].is_district or not landmark.sure:
            continue
        spot = landmark.spot
        found = geometry.beside(street.place, spot) if spot else None
        if found:
            yield Point(Located.BESIDE, (n, n + 1), found)


def _alone(number: int, mention: Mention, index: NameIndex) -> Point | None:
    """Return a house on a street, or a landmark: names that are a spot by themselves."""
    if mention.is_street:
        house = index.house(mention.place, mention.house) if mention.house else None
        return Point(Located.HOUSE, (number,), house) if house else None
    spot = mention.spot
    if spot is None or mention.choices[0].is_district or not mention.sure:
        return None
    return Point(Located.LANDMARK, (number,), spot)


def _apart(text: str, one: Mention, other: Mention) -> bool:
    """Whether two names are in different sentences, or far from each other."""
    first, last = sorted((one, other), key=lambda mention: mention.start)
    gap = text[first.end : last.start]
    return len(gap) > FAR or _STOPS.search(gap) is not None
