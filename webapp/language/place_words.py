"""How a place is called in a language: a street and what it crosses, a landmark that it is near."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PlaceWords:
    """Patterns of names; a language without a row in WORDS gets the same names without words."""

    between: str  # a stretch of a street, between two that cross it
    closest: str  # one end of a long such stretch
    at: str  # a stretch that only one street crosses
    beyond: str  # the outer part of a long such stretch
    beside: str  # a street and what is beside it, as one says it
    crossing: str
    near: str


PLAIN = PlaceWords(
    between="{street}: {one} – {other}",
    closest="{street}: {one} – {other} ({one})",
    at="{street}: {one}",
    beyond="{street}: {one} –",
    beside="{street}: {one}",
    crossing="{streets}",
    near="{landmark}",
)

WORDS = {
    "sv": PlaceWords(
        between="{street}, mellan {one} och {other}",
        closest="{street}, mellan {one} och {other}, närmast {one}",
        at="{street}, vid {one}",
        beyond="{street}, bortom {one}",
        beside="{street} vid {one}",
        crossing="Korsningen {streets}",
        near="Nära {landmark}",
    ),
    "en": PlaceWords(
        between="{street}, between {one} and {other}",
        closest="{street}, between {one} and {other}, nearest {one}",
        at="{street}, at {one}",
        beyond="{street}, beyond {one}",
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
