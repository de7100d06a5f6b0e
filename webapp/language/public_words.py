"""A text before everyone reads it: all that may point at a person, and the masked version to propose."""

from dataclasses import dataclass

from webapp.language.accusations import find_accusations
from webapp.language.person_words import find_links, find_person_words
from webapp.language.personal_data import Finding, PersonalData, find, masked, without_overlaps


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; ``kind`` is None where nothing was found."""

    text: str
    kind: PersonalData | None = None


def find_all(text: str) -> list[Finding]:
    """Return numbers, addresses, names, homes, accounts, links and accusations, in the order of the text."""
    found = without_overlaps([*find_links(text), *find(text), *find_person_words(text)])
    return without_overlaps([*found, *find_accusations(text, found)])


def mask_for_public(text: str) -> str:
    """Return the text without whatever points at a person; an accusation is for a moderator to judge."""
    return masked(text, (f for f in find_all(text) if f.kind is not PersonalData.ACCUSATION))


def pieces(text: str) -> list[Piece]:
    """Return the whole text cut where something was found, for a page that marks it."""
    cut, at = [], 0
    for finding in find_all(text):
        cut += [Piece(text[at : finding.start]), Piece(finding.surface, finding.kind)]
        at = finding.end
    return [piece for piece in [*cut, Piece(text[at:])] if piece.text]
