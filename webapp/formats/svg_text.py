"""Text in a picture: SVG breaks no lines, so they are broken here, by how wide letters are on the whole."""

from collections.abc import Sequence
from dataclasses import dataclass

NARROW, WIDE = frozenset("fijlrtI.,:;'!|()[] "), frozenset("mwMWÅÄÖOQGÆØ@%")
EM = {"narrow": 0.34, "wide": 0.86, "digit": 0.56, "capital": 0.68, "other": 0.54}
"""How wide a letter is, as a share of the size: a little wider than in most bold fonts, so that lines end in time."""


@dataclass(frozen=True)
class Lines:
    """Lines of one size, that fit."""

    size: float
    lines: tuple[str, ...]


def width_of(text: str, size: float) -> float:
    """Return about how wide a line is."""
    return size * sum(EM[_class(letter)] for letter in text)


def wrap(text: str, width: float, size: float) -> list[str]:
    """Return the lines of a text; a word that is wider than a line is cut."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, size) <= width:
            lines[-1] = joined
        else:
            lines += _pieces(word, width, size)
    return lines


def fit(text: str, width: float, most_lines: int, sizes: Sequence[float]) -> Lines:
    """Return a text in the largest size whose lines are few enough; the smallest one is cut short with an ellipsis."""
    for size in sizes:
        lines = wrap(text, width, size)
        if len(lines) <= most_lines:
            return Lines(size, tuple(lines))
    last = lines[most_lines - 1]
    while last and width_of(last + "…", size) > width:
        last = last[:-1]
    return Lines(size, (*lines[: most_lines - 1], last.rstrip() + "…"))


def _pieces(word: str, width: float, size: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _class(letter: str) -> str:
    if letter in NARROW:
        return "narrow"
    if letter in WIDE:
        return "wide"
    return "digit" if letter.isdigit() else "capital" if letter.isupper() else "other"
