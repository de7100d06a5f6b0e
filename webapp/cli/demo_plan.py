"""What happens in the year of a demo site: the same for the same seed, place and day. It decides, and does nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians
from random import Random

from webapp.cli.demo_words import TEXTS
from webapp.domain.places import Place
from webapp.domain.suggestions import CAUSES, WHEN_QUICK, Kind
from webapp.domain.wishes import SuggestionWish

SUGGESTIONS = 300
CHECKS = 26
PAST_SUGGESTIONS, PAST_CHECKS = 160, 80  # of an earlier year that is played whole
SPOTS = 44
APART_M = 300.0
SPREAD_M = 15.0  # how far residents' pins lie from the spot that they mean
M_PER_DEGREE = 111_195.0
SHORTEST = timedelta(days=60)  # in January a demo year begins in the old one

ODDITIES = ("too_short", "again", "elsewhere", "withdrawn")

Position = tuple[float, float]  # lat, lon


@dataclass(frozen=True)
class Spot:
    """Somewhere that residents have something to say about, and what they say."""

    lat: float
    lon: float
    kind: Kind
    when: str
    causes: tuple[str, ...]


@dataclass(frozen=True)
class Voice:
    """A resident sends in a suggestion; ``change`` is what becomes of it the day after: withdrawn or erased."""

    at: datetime
    wish: SuggestionWish
    change: str | None = None


@dataclass(frozen=True)
class Occasion:
    """Police hold a check; ``oddity`` makes it one that does not count."""

    at: datetime
    minutes: int
    oddity: str | None = None  # one of ODDITIES


@dataclass(frozen=True)
class Answer:
    """Police answer the site that fewest ask for: ``step`` is close, decline or reopen."""

    at: datetime
    step: str
    reason: str = ""


@dataclass(frozen=True)
class UnsafeStep:
    """Police, planner or moderator take a step with an unsafe place: publish, look, answer, close or decline."""

    at: datetime
    step: str
    activity: str = ""
    days_ahead: int = 0  # an announced activity lies after the day on which it is told


Act = Voice | Occasion | Answer | UnsafeStep


def choose_spots(rng: Random, positions: Sequence[Position]) -> list[Spot]:
    """Return up to SPOTS spots that lie apart, spread over the place; one in six is an unsafe place."""
    left, chosen = list(positions), list[Position]()
    while left and len(chosen) < SPOTS:
        few = rng.sample(left, min(5, len(left)))
        best = max(few, key=lambda position: _nearest_m(position, chosen))
        chosen.append(best)
        left = [position for position in left if metres(position, best) > APART_M]
    return [_spot(rng, position, number) for number, position in enumerate(chosen)]


def _nearest_m(position: Position, others: Sequence[Position]) -> float:
    return min((metres(position, other) for other in others), default=0.0)


def _spot(rng: Random, position: Position, number: int) -> Spot:
    kind = Kind.UNSAFE_PLACE if number % 6 == 4 else Kind.SPEED
    when = rng.choice(["weekday-mornings", "weekday-afternoons", "evenings", "nights", "weekends"])
    return Spot(*position, kind, when, tuple(rng.sample(CAUSES[kind], 3)))


@dataclass(frozen=True)
class Size:
    """How much happens in a year."""

    suggestions: int
    checks: int


def plan(rng: Random, place: Place, spots: Sequence[Spot], now: datetime, size: Size | None = None) -> list[Act]:
    """Return every act of the year so far, in order of time."""
    size = size or Size(SUGGESTIONS, CHECKS)
    start = min(datetime(now.astimezone(place.tz).year, 1, 2, 8, tzinfo=place.tz), now - SHORTEST)
    acts = [*_voices(rng, place, spots, start, now, size.suggestions), *_occasions(rng, start, now, size.checks)]
    acts += _answers(start, now)
    acts += _unsafe_steps(start, now)
    return sorted(acts, key=lambda act: act.at)


def _voices(rng: Random, place: Place, spots: Sequence[Spot], start: datetime, now: datetime, many: int) -> list[Act]:
    """Return suggestions: many about a few spots, few about most; a third of them when the police first ask."""
    weights = [1 / (rank + 3) for rank in range(len(spots))]
    acts: list[Act] = []
    for number in range(many):
        share = rng.betavariate(1, 5) * 0.2 if number % 3 == 0 else rng.random()
        at = _evening(rng, start + (now - start - timedelta(days=2)) * share)
        spot = rng.choices(spots, weights)[0]
        change = {60: "withdrawn", 140: "erased"}.get(number)
        acts.append(Voice(max(start, at), _wish(rng, place, spot, number), change))
    return acts


def _evening(rng: Random, at: datetime) -> datetime:
    """Move a moment to an hour when people write: mostly in the evening."""
    hour = rng.choices(range(24), [1, 0, 0, 0, 0, 1, 3, 5, 6, 5, 4, 4, 5, 4, 4, 5, 6, 7, 9, 11, 12, 11, 7, 3])[0]
    return at.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60), microsecond=0)


def _wish(rng: Random, place: Place, spot: Spot, number: int) -> SuggestionWish:
    far = number % 12 == 7  # now and then somebody means another spot nearby
    lat, lon = nudge(rng, (spot.lat, spot.lon), 250.0 if far else SPREAD_M)
    words = TEXTS.get(place.languages[0], TEXTS["en"])[spot.kind]
    when = [spot.when] if rng.random() < 0.6 else rng.sample(sorted(WHEN_QUICK), 1)
    return SuggestionWish(
        kind=spot.kind,
        lat=f"{lat:.6f}",
        lon=f"{lon:.6f}",
        when_quick=tuple(when),
        causes=tuple(sorted(rng.sample(spot.causes, rng.randrange(3)))),
        text=rng.choice(words) if rng.random() < 0.4 else "",
        submission_key=f"demo-{number:04d}-{rng.getrandbits(64):016x}",
        reporter_secret=f"demo resident {rng.getrandbits(64):016x}",
        saw_site=rng.random() < 0.2,
    )


def _occasions(rng: Random, start: datetime, now: datetime, many: int) -> list[Act]:
    """Return checks, evenly over the year; every sixth is one that does not count."""
    first, span = start + timedelta(days=14), now - start - timedelta(days=16)
    acts: list[Act] = []
    for number in range(many):
        day = first + span * ((number + rng.random() * 0.8) / many)
        at = day.replace(hour=rng.choice([7, 8, 13, 15, 16, 18, 20]), minute=rng.choice([0, 10, 30]), second=0)
        oddity = ODDITIES[number // 6 % 4] if number % 6 == 4 else None
        acts.append(Occasion(at, 8 if oddity == "too_short" else rng.choice([20, 25, 30, 45]), oddity))
    return acts


def _answers(start: datetime, now: datetime) -> list[Act]:
    steps = (
        (0.35, "decline", "no_safe_place"),
        (0.5, "close", "rebuilt"),
        (0.6, "decline", "limit_kept"),
        (0.7, "close", "answered"),
        (0.8, "reopen", ""),
    )
    return [Answer((start + (now - start) * share).replace(hour=10), step, reason) for share, step, reason in steps]


def _unsafe_steps(start: datetime, now: datetime) -> list[Act]:
    """Return what is done at unsafe places, so that some are left at each step."""
    steps = (
        (0.4, "publish", "", 0),
        (0.45, "look", "", 0),
        (0.5, "answer", "lighting", 0),
        (0.55, "close", "", 0),
        (0.6, "publish", "", 0),
        (0.62, "look", "", 0),
        (0.65, "answer", "safety_walk", 12),
        (0.7, "publish", "", 0),
        (0.75, "decline", "", 0),
        (0.8, "publish", "", 0),
        (0.85, "look", "", 0),
    )
    return [
        UnsafeStep((start + (now - start) * share).replace(hour=11), step, activity, days)
        for share, step, activity, days in steps
    ]


def nudge(rng: Random, position: Position, spread_m: float) -> Position:
    """Return a position near another; nine of ten within twice ``spread_m``."""
    lat, lon = position
    north, east = rng.gauss(0, spread_m), rng.gauss(0, spread_m)
    return lat + north / M_PER_DEGREE, lon + east / (M_PER_DEGREE * cos(radians(lat)))


def metres(one: Position, other: Position) -> float:
    """Return the distance on a sphere taken as flat."""
    width = (other[1] - one[1]) * cos(radians((one[0] + other[0]) / 2))
    return float(((other[0] - one[0]) ** 2 + width**2) ** 0.5 * M_PER_DEGREE)
