"""Signs that voices may not be many people's: a burst at one site, and many things from one sender.

A sign is for a person to look at. Nothing is removed, weighed down or held back because of it.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

BURST_KEYS = 5
BURST_WINDOW = timedelta(hours=1)
BURST_HISTORY = timedelta(days=30)
BURST_P = 0.001
ONE_SENDER = 5
ONE_SENDER_WINDOW = timedelta(hours=24)
SAME_WORDS_SENDERS = 3
SAME_WORDS_LENGTH = 20  # shorter words are the same by chance: "för fort"


class SignalKind(StrEnum):
    """What a person should look at."""

    BURST = "burst"  # many new voices at one site within an hour
    ONE_SENDER = "one_sender"  # one voice that sends again and again
    SAME_WORDS = "same_words"  # the same words from several voices


@dataclass(frozen=True)
class Voice:
    """One suggestion as far as a sign needs it: when, whose key, which words."""

    at: datetime
    key: str
    text: str = ""


@dataclass(frozen=True)
class Signal:
    """A sign: how many voices or suggestions, between which instants; ``expected`` and ``p`` of a burst."""

    kind: SignalKind
    count: int
    first_at: datetime
    last_at: datetime
    expected: float | None = None
    p: float | None = None


def poisson_tail(count: int, mean: float) -> float:
    """Return P(X >= count) of a Poisson variable, summed from the top so that a small tail keeps its digits."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if count <= mean:  # the tail is large: one minus the other side is exact enough
        return 1.0 - math.fsum(math.exp(_log_term(k, mean)) for k in range(count))
    term = total = math.exp(_log_term(count, mean))
    k = count
    while term > total * 1e-17 and term > 0.0:
        k += 1
        term *= mean / k
        total += term
    return min(total, 1.0)


def newest_burst(voices: Iterable[Voice], since: datetime) -> Signal | None:
    """Return the newest hour since ``since`` in which a site got at least five new keys, against chance.

    A key is new at its first suggestion to the site. The rate is that of new keys in the thirty days before
    the hour. A burst that lasts longer is told of as its fullest hour.
    """
    first: dict[str, datetime] = {}
    for voice in sorted(voices, key=lambda v: v.at):
        first.setdefault(voice.key, voice.at)
    times = sorted(first.values())
    best: Signal | None = None
    begin = 0
    for end, at in enumerate(times):
        while at - times[begin] >= BURST_WINDOW:
            begin += 1
        if at < since or end - begin + 1 < BURST_KEYS:
            continue
        found = _against_history(times, begin, end)
        if found is not None and (best is None or found.first_at > best.last_at or found.count >= best.count):
            best = found
    return best


def one_sender(voices: Iterable[Voice], since: datetime) -> list[tuple[str, Signal]]:
    """Return the keys that sent at least five suggestions within a day since ``since``, the newest day of each."""
    by_key: dict[str, list[datetime]] = {}
    for voice in voices:
        by_key.setdefault(voice.key, []).append(voice.at)
    found = []
    for key, unsorted in by_key.items():
        times = sorted(unsorted)
        signal = None
        begin = 0
        for end, at in enumerate(times):
            while at - times[begin] >= ONE_SENDER_WINDOW:
                begin += 1
            if at >= since and end - begin + 1 >= ONE_SENDER:
                signal = Signal(SignalKind.ONE_SENDER, end - begin + 1, times[begin], at)
        if signal is not None:
            found.append((key, signal))
    return sorted(found, key=lambda pair: pair[1].last_at, reverse=True)


def same_words(voices: Iterable[Voice], since: datetime) -> list[Signal]:
    """Return each text of some length that at least three keys sent to one site, the last one since ``since``."""
    by_words: dict[str, list[Voice]] = {}
    for voice in voices:
        words = " ".join(voice.text.casefold().split())
        if len(words) >= SAME_WORDS_LENGTH:
            by_words.setdefault(words, []).append(voice)
    found = []
    for alike in by_words.values():
        keys, times = {v.key for v in alike}, [v.at for v in alike]
        if len(keys) >= SAME_WORDS_SENDERS and max(times) >= since:
            found.append(Signal(SignalKind.SAME_WORDS, len(keys), min(times), max(times)))
    return sorted(found, key=lambda signal: signal.last_at, reverse=True)


def letters(keys: Iterable[str]) -> dict[str, str]:
    """Return a letter for each sender in a list, A for who sent most: the keys themselves stay where they are."""
    ranked = [key for key, _ in Counter(keys).most_common()]
    return {key: _letter(number) for number, key in enumerate(ranked)}


def _letter(number: int) -> str:
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _against_history(times: Sequence[datetime], begin: int, end: int) -> Signal | None:
    """Return the burst of these new keys, unless the thirty days before make it likely."""
    start = times[begin]
    before = sum(start - BURST_HISTORY <= at < start for at in times[:begin])
    expected = before * (BURST_WINDOW / BURST_HISTORY)
    count = end - begin + 1
    p = poisson_tail(count, expected)
    return Signal(SignalKind.BURST, count, start, times[end], expected, p) if p < BURST_P else None


def _log_term(k: int, mean: float) -> float:
    return k * math.log(mean) - mean - math.lgamma(k + 1)
