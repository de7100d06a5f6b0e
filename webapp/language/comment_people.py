"""Take out of a comment, before it is kept, what points at a person: numbers, addresses, accounts, links, names."""

from webapp.language.person_words import find_links, find_person_words
from webapp.language.personal_data import Finding, PersonalData, find, masked, without_overlaps

DROPPED = frozenset(PersonalData) - {PersonalData.ACCUSATION, PersonalData.HOME}
"""An accusation is for a person to judge; a home is named by its street, and that is what we look for."""
WINDOW = 20_000
"""A longer text is read in parts."""


def without_people(text: str) -> str:
    """Return a comment with what points at a person replaced by ``[…]``; all else is unchanged to the letter.

    Examples
    --------
    >>> without_people("ABC 123 kör för fort på Storgatan, ring 070-123 45 67")
    '[…] kör för fort på Storgatan, ring […]'
    """
    parts = [text[at : at + WINDOW] for at in range(0, len(text), WINDOW)]
    return "".join(masked(part, _found(part)) for part in parts)


def _found(text: str) -> list[Finding]:
    found = without_overlaps([*find_links(text), *find(text), *find_person_words(text)])
    return [finding for finding in found if finding.kind in DROPPED]
