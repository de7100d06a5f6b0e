"""Names of places in a comment: known, a slip away from known, streets that nobody knows, nouns that stand for one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from webapp.language.comment_names import MOST_WORDS, NameIndex, PlaceName
from webapp.language.comment_tokens import WRITTEN_SHORT, Token
from webapp.language.comment_words import (
    BESIDE,
    BRANDS,
    CUES,
    DIRECTIONS,
    GENERIC,
    HEADS,
    NEAR,
    NO_STREET_END,
    ORDINARY,
    ORDINARY_ROADS,
    ROAD_FORMS,
    ROAD_LIKE,
    ROAD_WORDS,
    STOP,
    TAILS,
)

LEAST_LETTERS = 4  # of a name that is not written exactly as known
SHORT_ENDINGS = {"v": "vagen", "vg": "vagen", "g": "gatan", "gr": "grand"}


class Why(StrEnum):
    """What a mention was known by."""

    NAME = "name"  # as it is called, or by the rules of the language
    ALIAS = "alias"
    SLIP = "slip"
    UNKNOWN_STREET = "unknown_street"
    NOUN = "noun"  # "the school", and only one can be meant
    ORDINARY_WORD = "ordinary_word"  # it may mean the place, or nothing at all


@dataclass(frozen=True)
class Mention:
    """A name in a comment; ``start`` and ``end`` are code points of the comment as it was written.

    ``choices`` are the places that may be meant: one, several of one name, or none for a street that nobody knows.
    """

    place: str
    start: int
    end: int
    kind: str
    choices: tuple[PlaceName, ...]
    score: float
    why: Why
    house: str = ""
    sure: bool = True  # whether it surely is a place; which one is another question

    @property
    def is_street(self) -> bool:
        """Whether a street is meant."""
        return self.why == Why.UNKNOWN_STREET or bool(self.choices and self.choices[0].is_street)


@dataclass
class Comment:
    """A comment on its way through the passes: what is read of it so far."""

    text: str
    tokens: list[Token]
    topical: bool  # it speaks of traffic or of an unsafe place
    shouted: bool = False  # all in capitals, so that capitals tell nothing

    def __post_init__(self) -> None:
        """Begin with nothing taken."""
        self.taken = [False] * len(self.tokens)
        self.found: list[Mention] = []

    def free(self, first: int, count: int) -> list[Token]:
        """Return so many words from one on, if they stand together and none is taken; else nothing."""
        words = self.tokens[first : first + count]
        apart = len(words) < count or not all(word.joins for word in words[1:])
        return [] if apart or any(self.taken[first : first + count]) else words

    def take(self, first: int, count: int, mention: Mention) -> None:
        """Keep a mention; its words are read."""
        self.taken[first : first + count] = [True] * count
        self.found.append(mention)

    def before(self, at: int) -> str:
        """Return the word before one, folded, in the same sentence."""
        return "" if at == 0 or self.tokens[at].opens else self.tokens[at - 1].folded

    def capital(self, token: Token) -> bool:
        """Whether a word is written as a name."""
        return token.capital and not self.shouted


def find_mentions(comment: Comment, index: NameIndex) -> list[Mention]:
    """Return the names in a comment in its order; none overlaps another."""
    _known(comment, index)
    _slips(comment, index)
    _unknown(comment)
    _nouns(comment, index)
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
            end = mention.end + dot
            comment.take(first, count, _extended(comment, first + count, replace(mention, end=end)))
            break


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
    short = last.folded.endswith(tuple(SHORT_ENDINGS)) and sum(len(word.folded) for word in words) > LEAST_LETTERS
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
    if word in ORDINARY or word in ORDINARY_ROADS or word in BRANDS:
        return True
    return len(word) <= 6 and word.endswith(("en", "et", "an")) and not place.is_district and not place.is_street


def _in_context(comment: Comment, at: int, place: PlaceName) -> tuple[float, bool] | None:
    """Return the score of an ordinary word, and whether it surely is the place; None when it surely is not."""
    token, before = comment.tokens[at], comment.before(at)
    if before in STOP:
        return 0.85, True
    if token.folded in BRANDS:
        return (0.8, True) if comment.capital(token) and before in NEAR else None
    if comment.capital(token):
        if not token.opens:
            return (0.85, True) if before in CUES or place.is_street else (0.7, True)
        return (0.75, True) if _stands_alone(comment, at) else (0.4, False)
    topical = comment.topical or any(mention.sure for mention in comment.found)
    small = place.kind in {"stop", "stop_or_place"} or place.is_street
    if token.opens and topical and not small and _stands_alone(comment, at):
        return 0.7, True
    if before not in CUES:
        return None
    if small:
        return (0.4, False) if before in NEAR else None
    return (0.7, True) if topical and before in NEAR | {"i"} else (0.4, False)


def _stands_alone(comment: Comment, at: int) -> bool:
    """Whether a word is all of its sentence, or of the part of it before a comma."""
    after = comment.text[comment.tokens[at].end :].lstrip(" \t")
    return not after or after[0] in ",.;:!?\n–-/(" or after.startswith(("i ", "mot ", "kl"))


_HOUSE = re.compile(
    r"\.?\s?(?:nr\.? ?)?(?P<number>\d{1,3})(?P<letter> ?[A-Za-z]\b)?(?P<to>\s?[-–]\s?\d{1,3}[a-zA-Z]?)?(?![\w])"
    r"(?![.:,]\d|[-–]\w|\s?(?:km|knyck|mph|%|st\b|år|m\b|meter|bilar|cars|gånger|kl\b|o \d|och \d|till \d|zon|väg))"
)
_ROAD_NUMBER = re.compile(r"\s?\((?:[Vv]äg |[Rr]v |[Ll]v )?\d{2,4}\)")


def _extended(comment: Comment, after: int, mention: Mention) -> Mention:
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


def _slips(comment: Comment, index: NameIndex) -> None:
    """Take the names that are misspelt: long ones only, that are written as a name or end as a road does."""
    for first in range(len(comment.tokens)):
        for count in (3, 2, 1):
            words = comment.free(first, count)
            if not words or not _may_be_slip(comment, words):
                continue
            letters = "".join(word.folded for word in words)
            found = next(filter(None, map(index.slip, _written_out(letters))), None)
            if found is None:
                continue
            place, slips = found
            sure_name = count > 1 or words[0].folded not in ORDINARY_ROADS
            mention = Mention(
                place.name, words[0].start, words[-1].end, place.kind, tuple(index.all_of(place)),
                0.8 if slips == 1 else 0.65, Why.SLIP, sure=sure_name,
            )  # fmt: skip
            if words[-1].dotted and words[-1].folded.endswith(tuple(SHORT_ENDINGS)):
                mention = replace(mention, end=mention.end + 1)
            comment.take(first, count, _extended(comment, first + count, mention))
            break


def _written_out(letters: str) -> Iterator[str]:
    yield letters
    for short, full in SHORT_ENDINGS.items():
        if letters.endswith(short) and len(letters) > 6:
            yield letters.removesuffix(short) + full
    if letters.endswith("s"):
        yield letters[:-1]


def _may_be_slip(comment: Comment, words: list[Token]) -> bool:
    last = words[-1].folded
    if any(word.folded.isdigit() for word in words) or words[0].folded in CUES:
        return False
    if len(words) == 1 and (last in ORDINARY or last in ORDINARY_ROADS):
        return False
    if ROAD_LIKE.search(last):
        return True
    return comment.capital(words[0]) and (len(words) > 1 or not words[0].opens or _is_short_road(words[0]))


def _is_short_road(word: Token) -> bool:
    return word.dotted and word.folded.endswith(("v", "g", "vg"))


def _unknown(comment: Comment) -> None:
    """Take the streets that are in no list: a person has to say where they are, or that they are not here."""
    for at, token in enumerate(comment.tokens):
        if comment.taken[at]:
            continue
        if token.folded in ROAD_WORDS and (first := _begins_at(comment, at)) < at:
            _take_unknown(comment, first, at, sure=True)
        elif token.folded.endswith(ROAD_FORMS) and len(token.folded) >= LEAST_LETTERS + 3:
            sure = _is_unknown_street(comment, at)
            if sure is not None:
                _take_unknown(comment, _begins_at(comment, at, DIRECTIONS), at, sure)


def _is_unknown_street(comment: Comment, at: int) -> bool | None:
    """Return whether a word surely is a street that nobody knows; None when it is none."""
    token = comment.tokens[at]
    if token.folded in ORDINARY:
        return None
    vague = token.folded in ORDINARY_ROADS or token.folded.endswith(tuple(NO_STREET_END))
    led = comment.before(at) in DIRECTIONS and comment.tokens[at - 1].capital
    if led:
        return True
    if comment.capital(token):
        if not vague:
            return True
        if token.folded in ORDINARY_ROADS:
            return None if token.opens else True
        return True if _stands_alone(comment, at) or comment.before(at) in NEAR else None
    return False if not vague and comment.before(at) in CUES else None


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


def _take_unknown(comment: Comment, first: int, last: int, sure: bool) -> None:
    start, end = comment.tokens[first].start, comment.tokens[last].end
    name = comment.text[start:end]
    name = name[:1].upper() + name[1:]
    if name.endswith("s") and not name.endswith("ss"):
        name = name[:-1]
    mention = Mention(name, start, end, "street", (), 0.5 if sure else 0.3, Why.UNKNOWN_STREET, sure=sure)
    comment.take(first, last - first + 1, _extended(comment, last + 1, mention))


def _nouns(comment: Comment, index: NameIndex) -> None:
    """Take nouns that stand for a place, where what else the comment says leaves one: "Skolgatan, vid skolan"."""
    for at, token in enumerate(comment.tokens):
        if comment.taken[at] or token.folded not in GENERIC or comment.before(at) not in BESIDE:
            continue
        places = index.generic[token.folded]
        place = _only_one(places, comment.found)
        if place is not None and (comment.topical or comment.found):
            comment.take(
                at, 1, Mention(place.name, token.start, token.end, place.kind, (place,), 0.65, Why.NOUN)
            )  # fmt: skip


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
