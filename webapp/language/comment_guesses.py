"""Names that are not written as they are known: slips of the pen, streets in no list, nouns that stand for one."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace

from webapp.language.comment_houses import extended
from webapp.language.comment_names import NameIndex, PlaceName
from webapp.language.comment_parts import AROUND, LEAST_LETTERS, SHORT_ENDINGS, Comment, Mention, Why
from webapp.language.comment_tokens import Token
from webapp.language.comment_words import (
    BEGINNINGS,
    BESIDE,
    CUES,
    GENERIC,
    NEAR,
    NO_SCHOOL,
    NO_STREET_END,
    ORDINARY,
    ORDINARY_ROADS,
    ROAD_FORMS,
    ROAD_LIKE,
    ROAD_WORDS,
)

TELLING = 10
"""Letters of a name that no other word is a slip away from, however it is written."""


def slips(comment: Comment, index: NameIndex) -> None:
    """Take the names that are misspelt: long ones only, that are written as a name or end as a road does."""
    for first in range(len(comment.tokens)):
        for count in (3, 2, 1):
            words = comment.free(first, count)
            if not words or not _may_be_slip(comment, words):
                continue
            letters = "".join(word.folded for word in words)
            found = next(filter(None, map(index.slip, _written_out(letters, words[-1].dotted))), None)
            if found is None or (found[0].is_street and comment.is_longer(first)):
                continue
            mention = slip_mention(words, found, index)
            if words[-1].dotted and words[-1].folded.endswith(tuple(SHORT_ENDINGS)):
                mention = replace(mention, end=mention.end + 1)
            comment.take(first, count, extended(comment, first + count, mention))
            break


def slip_mention(words: list[Token], found: tuple[PlaceName, int], index: NameIndex) -> Mention:
    """Return the mention that misspelt words are."""
    place, count = found
    sure = len(words) > 1 or words[0].folded not in ORDINARY_ROADS
    score = 0.8 if count == 1 else 0.65
    choices = tuple(index.all_of(place))
    return Mention(choices[0].name, words[0].start, words[-1].end, choices[0].kind, choices, score, Why.SLIP, sure=sure)


def _written_out(letters: str, dotted: bool) -> Iterator[str]:
    """Yield what letters may be short for; only a dot makes "drottning" Drottninggatan."""
    yield letters
    for short, full in SHORT_ENDINGS.items():
        if letters.endswith(short) and len(letters) > 6 and (dotted or short == "v"):
            yield letters.removesuffix(short) + full
    if letters.endswith("s"):
        yield letters[:-1]


def _may_be_slip(comment: Comment, words: list[Token]) -> bool:
    last = words[-1].folded
    if any(word.folded.isdigit() for word in words) or words[0].folded in CUES:
        return False
    if len(words) == 1 and (last in ORDINARY or last in ORDINARY_ROADS):
        return False
    if ROAD_LIKE.search(last) or sum(len(word.folded) for word in words) >= TELLING:
        return True
    return comment.capital(words[0]) and (len(words) > 1 or not words[0].opens or _is_short_road(words[0]))


def _is_short_road(word: Token) -> bool:
    return word.folded.endswith("v") and len(word.folded) > 5


def unknown(comment: Comment) -> None:
    """Take the streets that are in no list: a person has to say where they are, or that they are not here."""
    for at, token in enumerate(comment.tokens):
        if comment.taken[at]:
            continue
        if token.folded in ROAD_WORDS and (first := _begins_at(comment, at)) < at:
            _take_unknown(comment, first, at, sure=True)
        elif token.folded.endswith("skolan") and len(token.folded) > 10 and token.folded not in NO_SCHOOL:
            if comment.capital(token):
                _take_unknown(comment, at, at, sure=True, kind="school")
        elif _is_short_road(token) and comment.capital(token) and comment.before(at) in {"pa", "langs", "korsningen"}:
            _take_unknown(comment, at, at, sure=True)
        elif token.folded.endswith(ROAD_FORMS) and len(token.folded) >= LEAST_LETTERS + 3:
            sure = _is_unknown_street(comment, at)
            if sure is not None:
                _take_unknown(comment, _begins_at(comment, at, BEGINNINGS), at, sure)


def _is_unknown_street(comment: Comment, at: int) -> bool | None:
    """Return whether a word surely is a street that nobody knows; None when it is none."""
    token = comment.tokens[at]
    if token.folded in ORDINARY:
        return None
    vague = token.folded in ORDINARY_ROADS or token.folded.endswith(tuple(NO_STREET_END))
    led = comment.before(at) in BEGINNINGS and comment.tokens[at - 1].capital
    if led:
        return True
    if comment.capital(token):
        if not vague:
            return True
        if token.folded in ORDINARY_ROADS:
            return None if token.opens else True
        return True if stands_alone(comment, at) or comment.before(at) in NEAR else None
    return None if vague else False


def _begins_at(comment: Comment, at: int, only: frozenset[str] | None = None) -> int:
    """Return where a name begins that ends at a word: "Karl Johans väg", "Nya Industrivägen"."""
    first = at
    while first > max(0, at - 2) and comment.tokens[first].joins and not comment.taken[first - 1]:
        word = comment.tokens[first - 1]
        if not comment.capital(word) or word.folded in CUES or (only is not None and word.folded not in only):
            break
        if only is None and first == at and word.folded[-1] not in "sxz":  # the road of somebody
            break
        first -= 1
    return first


def _take_unknown(comment: Comment, first: int, last: int, sure: bool, kind: str = "street") -> None:
    start, end = comment.tokens[first].start, comment.tokens[last].end
    name = comment.text[start:end]
    name = name[:1].upper() + name[1:]
    if name.endswith("s") and not name.endswith("ss"):
        name = name[:-1]
    if comment.tokens[last].folded.endswith("v"):
        name += "ägen"
    mention = Mention(name, start, end, kind, (), 0.5 if sure else 0.3, Why.UNKNOWN, sure=sure)
    comment.take(first, last - first + 1, extended(comment, last + 1, mention))


def nouns(comment: Comment, index: NameIndex) -> None:
    """Take nouns that stand for a place, where what else the comment says leaves one: "Skolgatan, vid skolan"."""
    named = sorted(comment.found, key=lambda mention: mention.start)
    starts = [mention.start for mention in named]
    for at, token in enumerate(comment.tokens):
        if comment.taken[at] or token.folded not in GENERIC or not _is_beside(comment, at):
            continue
        here = bisect(starts, token.start)
        place = _only_one(index.generic[token.folded], named[max(0, here - AROUND) : here + AROUND])
        if place is not None and (comment.topical or named):
            mention = Mention(place.name, token.start, token.end, place.kind, (place,), 0.65, Why.NOUN)
            comment.take(at, 1, mention)


def _is_beside(comment: Comment, at: int) -> bool:
    """Whether the words before a noun say that something happens beside it: "utanför skolan", "mitt för skolan"."""
    before = comment.before(at)
    return before in BESIDE or (before == "for" and comment.before(at - 1) in {"mitt", "strax", "rakt"})


def _only_one(places: Sequence[PlaceName], mentions: Sequence[Mention]) -> PlaceName | None:
    """Return the place of several that the other names leave: of one stem, of the district, or the one near."""
    if len(places) < 2:
        return next(iter(places), None)
    from webapp.language.comment_context import nearest_only, same_district, same_stem

    for choose in (same_stem, nearest_only, same_district):
        left = choose(places, mentions)
        if len(left) == 1:
            return left[0]
    return None


def shortened(comment: Comment, index: NameIndex) -> None:
    """Take what may be the first word of a longer name, for a person to judge: "utanför Heron"."""
    for at, token in enumerate(comment.tokens):
        place = index.shortened.get(token.folded)
        if place is None or comment.taken[at] or not comment.capital(token) or comment.before(at) not in NEAR:
            continue
        mention = Mention(place.name, token.start, token.end, place.kind, (place,), 0.4, Why.SHORTENED, sure=False)
        comment.take(at, 1, mention)


def stands_alone(comment: Comment, at: int) -> bool:
    """Whether a word is all of its sentence, or of the part of it before a comma."""
    after = comment.text[comment.tokens[at].end :].lstrip(" \t")
    return not after or after[0] in ",.;:!?\n–-/(" or after.startswith(("i ", "mot ", "kl"))
