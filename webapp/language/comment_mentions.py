"""Names of places in a comment: first those that are known as they are written, then what may be guessed."""

from collections.abc import Iterator
from dataclasses import replace

from webapp.language.comment_guesses import nouns, shortened, slip_mention, slips, stands_alone, unknown
from webapp.language.comment_houses import extended
from webapp.language.comment_names import MOST_WORDS, NameIndex, PlaceName
from webapp.language.comment_parts import LEAST_LETTERS, SHORT_ENDINGS, Comment, Mention, Why
from webapp.language.comment_tokens import WRITTEN_SHORT, Token, folded
from webapp.language.comment_words import (
    ARTICLES,
    BRANDS,
    CUES,
    DIRECTIONS,
    HEADS,
    INDEFINITE,
    NEAR,
    ORDINARY,
    ORDINARY_ROADS,
    SHOPS,
    STOP,
)


def find_mentions(comment: Comment, index: NameIndex) -> list[Mention]:
    """Return the names in a comment in its order; none overlaps another."""
    _known(comment, index)
    slips(comment, index)
    unknown(comment)
    shortened(comment, index)
    nouns(comment, index)
    return sorted(comment.found, key=lambda mention: mention.start)


def _known(comment: Comment, index: NameIndex) -> None:
    """Take the names that are known, the longest first."""
    for first in range(len(comment.tokens)):
        if not _may_begin(comment, first, index):
            continue
        for count in range(MOST_WORDS, 0, -1):
            words = comment.free(first, count)
            places, dot = _named(words, index) if words else ([], False)
            if not places or not (mention := _accepted(comment, first, words, places)):
                continue
            mention = replace(mention, end=mention.end + dot)
            if not mention.is_street and (longer := _longer_slip(comment, index, first, count)):
                mention, count = longer, count + 1
            comment.take(first, count, extended(comment, first + count, mention))
            break


def _longer_slip(comment: Comment, index: NameIndex, first: int, count: int) -> Mention | None:
    """Return a longer name that begins as a known one and is misspelt: "Norrby cetrum"."""
    words = comment.free(first, count + 1)
    if not words or len(words[-1].folded) < LEAST_LETTERS or words[-1].folded in CUES:
        return None
    found = index.slip("".join(word.folded for word in words))
    begins = "".join(word.folded for word in words[:-1])
    if found is None or not folded(found[0].spelling).replace(" ", "").startswith(begins):
        return None
    return slip_mention(words, found, index)


def _may_begin(comment: Comment, at: int, index: NameIndex) -> bool:
    """Whether a name may begin with a word: most words are left at once."""
    word = comment.tokens[at].folded
    if word[:3] in index.beginnings or word in WRITTEN_SHORT or word in HEADS:
        return True
    return at + 1 < len(comment.tokens) and comment.tokens[at + 1].folded in DIRECTIONS


def _named(words: list[Token], index: NameIndex) -> tuple[list[PlaceName], bool]:
    """Return the places of some words, and whether the dot after them belongs to the name."""
    last = words[-1]
    if found := index.named(words, dotted=False):
        return found, False
    least = LEAST_LETTERS + (not words[0].capital)
    short = last.folded.endswith(tuple(SHORT_ENDINGS)) and sum(len(word.folded) for word in words) >= least
    if short and (found := index.named(words, dotted=True)):
        return found, last.dotted
    for other in _reordered(words):
        if found := index.named(other, dotted=False):
            return found, False
    return [], False


def _reordered(words: list[Token]) -> Iterator[list[Token]]:
    """Yield the words as the name has them: "trafikplats Lindvreten", "stationen i Norrby", "Ringgatan östra"."""
    first, last = words[0], words[-1]
    if len(words) == 2 and last.folded in DIRECTIONS:
        yield [last, first]
    if first.folded in HEADS and len(words) > 1:
        name = words[2:] if words[1].folded in {"i", "pa"} else words[1:]
        if name:
            yield [*name, first]
            yield [*name[:-1], replace(name[-1], folded=f"{name[-1].folded}s"), first]


def _accepted(comment: Comment, first: int, words: list[Token], places: list[PlaceName]) -> Mention | None:
    """Return the mention that some words are, or None where they are words like any others."""
    place, token = places[0], words[0]
    alias = all(p.spelling != p.name for p in places)
    why = Why.ALIAS if alias else Why.NAME
    score = 0.95 if any(comment.capital(word) for word in words) else 0.85
    sure = True
    if token.start and comment.text[token.start - 1] == "@":
        return None
    if len(words) == 1 and not comment.capital(token) and comment.before(first) in ARTICLES:
        return None
    if place.is_street and comment.is_longer(first):
        return None
    if len(words) == 2 and token.folded in CUES and " " not in place.spelling:  # "mellan vägen och ån", no Mellanvägen
        return None
    if len(words) == 1:
        if len(token.folded) < LEAST_LETTERS and not (token.text.isupper() or comment.capital(token)):
            return None
        if len(token.folded) < LEAST_LETTERS and token.text not in {p.spelling for p in places}:
            return None
        if _is_ordinary(token, place):
            found = _in_context(comment, first, place)
            if found is None:
                return None
            score, sure = found
            why = why if sure else Why.ORDINARY_WORD
    end = words[-1].end
    return Mention(place.name, token.start, end, place.kind, tuple(places), score, why, sure=sure)


def _is_ordinary(token: Token, place: PlaceName) -> bool:
    """Whether a name is also a word like any other, as the short ones in the definite form mostly are."""
    word = token.folded
    if folded(place.spelling) in ORDINARY or word in ORDINARY or word in ORDINARY_ROADS or word in BRANDS | SHOPS:
        return True
    return len(word) <= 6 and word.endswith(("en", "et", "an")) and not place.is_district and not place.is_street


def _in_context(comment: Comment, at: int, place: PlaceName) -> tuple[float, bool] | None:
    """Return the score of an ordinary word, and whether it surely is the place; None when it surely is not."""
    token, before = comment.tokens[at], comment.before(at)
    if token.folded in INDEFINITE:
        return None
    if before in STOP:
        return 0.85, True
    if token.folded in SHOPS and before in NEAR:
        return 0.8, True
    if token.folded in BRANDS:
        return (0.8, True) if comment.capital(token) and before in NEAR else None
    if comment.capital(token):
        return _as_name(comment, at, place)
    topical = comment.topical or any(mention.sure for mention in comment.found)
    small = place.kind in {"stop", "stop_or_place"} or place.is_street
    if token.opens and topical and not small and stands_alone(comment, at):
        return 0.7, True
    if before not in CUES:
        return None
    if small:
        return (0.4, False) if before in NEAR else None
    return (0.7, True) if topical and before in NEAR | {"i"} else (0.4, False)


def _as_name(comment: Comment, at: int, place: PlaceName) -> tuple[float, bool]:
    """Return the same of an ordinary word that is written as a name."""
    token, cued = comment.tokens[at], comment.before(at) in CUES
    if token.opens:
        return (0.75, True) if stands_alone(comment, at) else (0.4, False)
    if cued or place.is_street:
        return 0.85, True
    surname = token.joins and comment.capital(comment.tokens[at - 1])  # "Anna Eken"
    return (0.4, False) if surname else (0.7, True)
