"""What a person decides about a comment: which place is meant, by which of the choices or by hand, and of what kind."""

from dataclasses import dataclass

NONE, HAND = "none", "hand"
"""Answers to "which place is meant": no place, or the one that is pointed out or written; else a choice's number."""


@dataclass(frozen=True)
class Picks:
    """A decision as sent: an answer for each place that the comment speaks of, and what was pointed out by hand."""

    answers: tuple[str, ...] = ()
    lat: str = ""
    lon: str = ""
    place_text: str = ""
    candidate: str = ""  # "lat lon" of one of the places that the words may mean
    name_used: str = ""  # what the comment calls the place that was pointed out: remembered
    kind: str = ""
    when_cells: tuple[str, ...] = ()

    @property
    def by_hand(self) -> bool:
        """Whether a place was pointed out or written."""
        return bool(self.lat.strip() or self.lon.strip() or self.place_text.strip())
