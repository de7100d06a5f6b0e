"""Read a comment: which places it names, when, what it is about, and whether a person has to look.

Nothing here stores or publishes anything: a reading is a proposal to a moderator. A name alone gives a street, not a
point; ``points`` holds what the comment says more precisely.
"""

import re
from dataclasses import dataclass, replace

from webapp.language.comment_category import Category, category_of, is_topical, scores_of
from webapp.language.comment_context import nearest_only, same_district
from webapp.language.comment_mentions import find_mentions
from webapp.language.comment_names import NameIndex, Spot
from webapp.language.comment_parts import AROUND, Comment, Mention, Why
from webapp.language.comment_relations import Geometry, NoRoads, Point, points_of
from webapp.language.comment_times import Time, cells_of, times_of
from webapp.language.comment_tokens import Token, tokens_of
from webapp.language.comment_words import ELSEWHERE_CUES, NO_TOWN
from webapp.language.personal_data import Finding, find

SURE = 0.65  # a mention below this is for a person to judge
WISHES = (Category.SPEED_CHECK, Category.UNSAFE_PLACE, Category.OTHER_TRAFFIC)


@dataclass(frozen=True)
class Reading:
    """What was read of one comment. ``maybe`` are words that may be a place, for a person only."""

    category: Category
    mentions: tuple[Mention, ...]
    maybe: tuple[Mention, ...]
    points: tuple[Point, ...]
    times: tuple[Time, ...]
    when: tuple[str, ...]
    personal: tuple[Finding, ...]
    elsewhere: tuple[str, ...]
    needs_human: bool

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the places, in the order of the comment, each once."""
        return tuple(dict.fromkeys(mention.place for mention in self.mentions))

    def spots(self) -> list[tuple[Spot | None, Point | None]]:
        """Return where each mention is, and the point that says so more precisely than its name, if one does."""
        said = {n: p for p in self.points if p.spot for n in p.of if self.mentions[n].is_street or len(p.of) == 1}
        return [(said[n].spot if n in said else m.spot, said.get(n)) for n, m in enumerate(self.mentions)]


def read_comment(text: str, index: NameIndex, geometry: Geometry | None = None) -> Reading:
    """Return what a comment says.

    :param geometry: where streets run, for crossings; without it a crossing has no spot
    """
    tokens = tokens_of(text)
    scores = scores_of(text)
    comment = Comment(text, tokens, is_topical(scores), shouted=_is_shouted(text))
    everything = find_mentions(comment, index)
    elsewhere = _elsewhere(text, comment, index)
    everything = _here(text, everything, elsewhere)
    mentions = tuple(_told_apart(n, everything) for n, m in enumerate(everything) if m.sure)
    maybe = tuple(m for m in everything if not m.sure)
    spans = [(m.start, m.end) for m in everything]
    times = tuple(times_of(text, spans))
    points = tuple(points_of(text, mentions, geometry or NoRoads(), index))
    category = category_of(scores, bool(mentions))
    return Reading(
        category=category,
        mentions=mentions,
        maybe=maybe,
        points=points,
        times=times,
        when=cells_of(times),
        personal=tuple(find(text)),
        elsewhere=tuple(name for name, _ in elsewhere),
        needs_human=_needs_human(category, mentions, maybe, points),
    )


def _is_shouted(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    return letters > 12 and text == text.upper() and text != text.lower()


def _told_apart(number: int, mentions: list[Mention]) -> Mention:
    """Return a mention with the one place that it means, where streets of one name can be told apart."""
    mention = mentions[number]
    if len(mention.choices) < 2:
        return mention
    rest = mentions[max(0, number - AROUND) : number] + mentions[number + 1 : number + 1 + AROUND]
    for choose in (same_district, nearest_only):
        left = choose(mention.choices, rest)
        if len(left) == 1:
            return replace(mention, choices=tuple(left))
    return mention


def _needs_human(
    category: Category, mentions: tuple[Mention, ...], maybe: tuple[Mention, ...], points: tuple[Point, ...]
) -> bool:
    """Whether a comment says something of a place that only a person can settle."""
    if category not in WISHES:
        return False
    settled = {n for point in points if point.spot for n in point.of}
    open_ones = any(m.score <= SURE or (len(m.choices) != 1 and n not in settled) for n, m in enumerate(mentions))
    return bool(open_ones or maybe or any(point.spot is None for point in points))


def _elsewhere(text: str, comment: Comment, index: NameIndex) -> list[tuple[str, Token]]:
    """Return names after "i" and "från" that are no place here: other towns, other countries.

    A municipality that lies beside this one is known by its name, with a capital or without.
    """
    found = []
    for at, token in enumerate(comment.tokens):
        cue = comment.before(at)
        name = comment.capital(token) and not token.opens and len(token.folded) > 3 and not comment.taken[at]
        named = name and token.folded not in NO_TOWN | index.whole and token.text[1:].islower()
        beside = token.folded in index.beside and not comment.taken[at]
        if cue in ELSEWHERE_CUES and (named or beside):
            found.append((text[token.start : token.end], token))
    return found


_IN = re.compile(r"[ ,]*(?:i|in)\s+")


def _here(text: str, mentions: list[Mention], elsewhere: list[tuple[str, Token]]) -> list[Mention]:
    """Return the mentions without the unknown streets that the comment places in another town."""
    towns = {token.start for _, token in elsewhere}
    all_there = bool(towns) and not any(mention.choices for mention in mentions)

    def is_there(mention: Mention) -> bool:
        follows = _IN.match(text, mention.end)
        return all_there or (follows is not None and follows.end() in towns)

    return [m for m in mentions if m.why != Why.UNKNOWN or not is_there(m)]
