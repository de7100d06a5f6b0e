"""How a place is called in a language: a street and what it crosses, a landmark that it is near."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

HERE_M = 15.0  # this near to a crossing, a stretch is at it
LONG_M = 400.0  # a longer stretch between two streets has room for more than one place of 200 m
END_M = 40.0  # a crossing this near to an end of a street is its end
AT_M = 200.0  # beyond this, a crossing no longer says where on the street


@dataclass(frozen=True)
class PlaceWords:
    """Patterns of names; a language without a row in WORDS gets the same names without words."""

    between: str  # a stretch of a street, between two that cross it
    closest: str  # one end of a long such stretch
    at: str  # a stretch that only one street crosses
    beyond: str  # far out on it, or on one side of the only street that crosses
    sides: tuple[str, str, str, str]  # north, east, south, west of it
    carriageway: str  # of a street that has two, apart from each other
    carriageways: tuple[str, str, str, str]
    beside: str  # a street and what is beside it, as one says it
    crossing: str
    near: str


PLAIN = PlaceWords(
    between="{street}: {one} – {other}",
    closest="{street}: {one} – {other} ({closest})",
    at="{street}: {one}",
    beyond="{street}: {one} {side}",
    sides=("↑", "→", "↓", "←"),
    carriageway="{street} {side}",
    carriageways=("↑", "→", "↓", "←"),
    beside="{street}: {one}",
    crossing="{streets}",
    near="{landmark}",
)

WORDS = {
    "sv": PlaceWords(
        between="{street}, mellan {one} och {other}",
        closest="{street}, mellan {one} och {other}, närmast {closest}",
        at="{street}, vid {one}",
        beyond="{street}, {side} {one}",
        sides=("norr om", "öster om", "söder om", "väster om"),
        carriageway="{street} ({side})",
        carriageways=("norra sidan", "östra sidan", "södra sidan", "västra sidan"),
        beside="{street} vid {one}",
        crossing="Korsningen {streets}",
        near="Nära {landmark}",
    ),
    "en": PlaceWords(
        between="{street}, between {one} and {other}",
        closest="{street}, between {one} and {other}, nearest {closest}",
        at="{street}, at {one}",
        beyond="{street}, {side} {one}",
        sides=("north of", "east of", "south of", "west of"),
        carriageway="{street} ({side})",
        carriageways=("north side", "east side", "south side", "west side"),
        beside="{street} at {one}",
        crossing="Crossing {streets}",
        near="Near {landmark}",
    ),
}


def words_of(language: str) -> PlaceWords:
    """Return the patterns of a language, or those without words.

    Examples
    --------
    >>> words_of("sv").between.format(street="Storgatan", one="Skolgatan", other="Parkgatan")
    'Storgatan, mellan Skolgatan och Parkgatan'
    """
    return WORDS.get(language.split("-")[0].casefold(), PLAIN)


@dataclass(frozen=True)
class Stretch:
    """A stretch of a street: where its middle is, a measure along the street, and what says so.

    ``crossings`` are (measure, name) of the streets that cross it. ``side_of`` tells on which side of a crossing
    the stretch lies, by the measure of that crossing: 0 north, 1 east, 2 south, 3 west.
    """

    street: str
    at_m: float
    length_m: float  # of the whole street
    crossings: Sequence[tuple[float, str]]
    side_of: Callable[[float], int]
    landmark: str | None = None


def stretch_name(words: PlaceWords, place: Stretch) -> str | None:
    """Return the name of a stretch by the streets before and after it; None when nothing says where it is.

    A landmark names the far end of a long street, and a street that nothing crosses.

    Examples
    --------
    >>> lanes = [(100.0, "Mill Lane"), (300.0, "Back Lane")]
    >>> stretch_name(words_of("en"), Stretch("High Street", 250.0, 400.0, lanes, lambda at_m: 0))
    'High Street, between Mill Lane and Back Lane'
    >>> stretch_name(words_of("en"), Stretch("High Street", 350.0, 400.0, lanes, lambda at_m: 0))
    'High Street, at Back Lane'
    """
    street, at_m = place.street, place.at_m
    by_distance = sorted((abs(m - at_m), name, m) for m, name in place.crossings)
    if by_distance and by_distance[0][0] <= HERE_M:
        return words.at.format(street=street, one=by_distance[0][1])
    before, after = (_closest([c for c in by_distance if (c[2] > at_m) == later]) for later in (False, True))
    pair = next(((one, other) for one in before for other in after if one[1] != other[1]), None)
    if pair is not None:
        return _between(words, street, *pair)
    if by_distance and by_distance[0][0] <= AT_M and not _could_be_either_side(place):
        return words.at.format(street=street, one=by_distance[0][1])
    if place.landmark is not None:
        return words.at.format(street=street, one=place.landmark)
    if not by_distance:
        return None
    _, name, crossing_m = by_distance[0]
    return words.beyond.format(street=street, one=name, side=words.sides[place.side_of(crossing_m)])


def _could_be_either_side(place: Stretch) -> bool:
    """Whether only one spot of the street is crossed, and not at its end: "at" would name two stretches."""
    spots = {m for m, _ in place.crossings}
    return len(spots) == 1 and END_M < min(spots) < place.length_m - END_M


def _closest(by_distance: Sequence[tuple[float, str, float]]) -> list[tuple[float, str, float]]:
    """Return the crossings at the nearest measure: where several streets meet there are several."""
    return [c for c in by_distance if c[0] <= by_distance[0][0]]


def _between(words: PlaceWords, street: str, before: tuple[float, str, float], after: tuple[float, str, float]) -> str:
    """Return the name of a stretch between two streets; in a long one, which end it is at."""
    length_m = after[2] - before[2]
    near = min(before, after)
    closest = length_m > LONG_M and near[0] < length_m / 3
    pattern = words.closest if closest else words.between
    return pattern.format(street=street, one=before[1], other=after[1], closest=near[1])
