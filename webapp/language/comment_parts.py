"""A comment on its way through the passes, and the names found in it so far."""

from dataclasses import dataclass
from enum import StrEnum

from webapp.language.comment_names import PlaceName
from webapp.language.comment_tokens import Token
from webapp.language.comment_words import BEGINNINGS


class Why(StrEnum):
    """What a mention was known by."""

    NAME = "name"  # as it is called, or by the rules of the language
    ALIAS = "alias"
    SLIP = "slip"
    UNKNOWN = "unknown"
    NOUN = "noun"  # "the school", and only one can be meant
    SHORTENED = "shortened"  # the first word of a longer name
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
    def spot(self) -> tuple[float, float] | None:
        """Where the name is, latitude and longitude, when only one place can be meant."""
        return self.choices[0].spot if len(self.choices) == 1 else None

    @property
    def is_street(self) -> bool:
        """Whether a street is meant."""
        return (not self.choices and self.kind == "street") or bool(self.choices and self.choices[0].is_street)


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

    def is_longer(self, first: int) -> bool:
        """Whether the word before a street belongs to its name, which is then another one: "S:t Olofs gata"."""
        if not first or not self.tokens[first].joins or self.taken[first - 1]:
            return False
        return self.capital(self.tokens[first - 1]) and self.tokens[first - 1].folded in BEGINNINGS

    def capital(self, token: Token) -> bool:
        """Whether a word is written as a name."""
        return token.capital and not self.shouted


AROUND = 12  # names before and after a word that may tell what it means
LEAST_LETTERS = 4  # of a name that is not written exactly as known

SHORT_ENDINGS = {"v": "vagen", "vg": "vagen", "g": "gatan", "gr": "grand"}
