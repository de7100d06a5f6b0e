"""What belongs to a name after it: a house number, the number of a road, "industrial area"."""

import re
from dataclasses import replace

from webapp.language.comment_parts import Comment, Mention
from webapp.language.comment_words import (
    TAILS,
)

_HOUSE = re.compile(
    r"\.?\s?(?:nr\.? ?)?(?P<number>\d{1,3})(?P<letter>[A-Ha-h]\b| [A-H]\b)?(?P<to>\s?[-–]\s?\d{1,3}[a-zA-Z]?)?(?![\w])"
    r"(?![.:,]\d|[-–]\w|\s?(?:km|knyck|mph|%|st\b|år|m\b|meter|bilar|cars|gånger|"
    r"kl\b|o \d|och \d|till \d|zon|väg|gäller|är|blir))"
)

_ROAD_NUMBER = re.compile(r"\s?\((?:[Vv]äg |[Rr]v |[Ll]v )?\d{2,4}\)")


def extended(comment: Comment, after: int, mention: Mention) -> Mention:
    """Return a mention with the house number, the road's number or the noun that belongs to it."""
    rest = comment.text[mention.end : mention.end + 20]
    if mention.is_street:
        if found := _ROAD_NUMBER.match(rest):
            return replace(mention, end=mention.end + found.end())
        found = _HOUSE.match(rest)
        if found and not _is_time(found):
            return _with_house(comment, after, mention, found)
    follows = comment.free(after, 1)
    if follows and follows[0].joins and follows[0].folded in TAILS and mention.choices and not mention.is_street:
        comment.taken[after] = True
        return replace(mention, end=follows[0].end)
    return mention


def _with_house(comment: Comment, after: int, mention: Mention, found: re.Match[str]) -> Mention:
    end = mention.end + found.end()
    for at in range(after, min(after + 3, len(comment.tokens))):
        comment.taken[at] = comment.taken[at] or comment.tokens[at].end <= end
    house = found["number"].lstrip("0") + (found["letter"] or "").strip().lower()
    return replace(mention, end=end, house=house)


def _is_time(found: re.Match[str]) -> bool:
    """Whether what looks like houses is hours: "Storgatan 16-18"."""
    if not found["to"] or found["letter"]:
        return False
    start, stop = int(found["number"]), int(re.sub(r"\D", "", found["to"]))
    return start <= 24 and stop <= 24
