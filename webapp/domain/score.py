"""How urgent a check at a site is: four parts that add up, each with the reason that a person can read.

score = 0.45 demand + 0.25 waiting + 0.15 context + 0.15 speed; every part before its weight lies in [0, 1].
No part looks at any other site, so a new site never moves an old one. Not used: fines, demographics,
sentiment, crime data, or how often one person wrote.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import inf, log2, prod
from types import MappingProxyType
from typing import NamedTuple


class WeightVersion(NamedTuple):
    """What each part of the score weighs from a day on."""

    version: str
    since: date
    weights: Mapping[str, float]


WEIGHT_VERSIONS = (
    WeightVersion(
        "1",
        date(2026, 11, 22),
        MappingProxyType({"demand": 0.45, "waiting": 0.25, "context": 0.15, "speed": 0.15}),
    ),
)
"""Every version there was, the newest last; `/how-we-choose` shows them all. Add one here, and never change one."""
SCORE_VERSION = WEIGHT_VERSIONS[-1].version
WEIGHTS: Mapping[str, float] = WEIGHT_VERSIONS[-1].weights
_WEIGHTS = tuple(WEIGHTS[part] for part in ("demand", "waiting", "context", "speed"))

FULL_DEMAND = 32.0  # residents, fresh and confirmed, at which demand is full
DEMAND_HALF_LIFE_D = 180.0
VOICES_SINCE = datetime(2020, 1, 1, tzinfo=UTC)
"""From when a kept weight of voices is reckoned. All voices fade alike, so their sum is kept and fades as one."""
_FULL = log2(1 + FULL_DEMAND)
UNCONFIRMED = 0.5  # what a voice without a confirmed e-mail weighs
WAITING_HALF_LIFE_D = 60.0
FULL_EXCESS_KMH = 20.0
TRUSTED_VEHICLES = 100  # at so many measured vehicles the measurement and the prior weigh the same
PRIOR_SPEED = 0.25
"""What an unmeasured site is taken for: 5 km/h above the limit. One figure for all, and not the mean of the
measured sites: that would let a check at one site move the score of every other."""

RISKS: Mapping[str, float] = MappingProxyType({"school": 0.5, "no_pavement": 0.3, "limit_30": 0.2, "crossing": 0.2})
NAMED_RISKS = tuple(risk for risk in RISKS if risk != "limit_30")  # causes that residents tick; the limit is the road's
RISK_VOICES = 3
"""A risk that residents name holds once so many of them have named it: one person cannot add it alone."""


class Voice(NamedTuple):
    """One suggestion at a site: a tuple, as a list of sites reads tens of thousands.

    ``key`` tells residents apart; ``causes`` are the codes ticked.
    """

    key: str
    age_d: float
    confirmed: bool = False
    causes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measured:
    """The latest measured speeds at a site."""

    vehicles: int
    v85_kmh: float
    limit_kmh: float


class Score(NamedTuple):
    """A score as its four weighted parts, and what each rests on."""

    demand: float
    waiting: float
    context: float
    speed: float
    residents: int
    waited_d: float
    ever_checked: bool
    risks: tuple[str, ...]
    measured: Measured | None

    @property
    def total(self) -> float:
        """The score, in [0, 1]."""
        return self.demand + self.waiting + self.context + self.speed

    @property
    def parts(self) -> Mapping[str, float]:
        """The parts by name; they add up to the total."""
        return MappingProxyType({name: getattr(self, name) for name in WEIGHTS})


class Heard(NamedTuple):
    """What the voices of a site come to: residents, their weight, and how many named each of NAMED_RISKS."""

    residents: int
    weight: float
    named: tuple[int, ...]


def score_site(
    voices: Iterable[Voice],
    waited_d: float,
    *,
    ever_checked: bool = False,
    limit_kmh: float | None = None,
    measured: Measured | None = None,
) -> Score:
    """Score one site.

    :param waited_d: days since the last counted check, or since the site came to be
    :param limit_kmh: the speed limit of the road, where it is known
    """
    heard = heard_of(voices)
    return score_heard(heard, waited_d, ever_checked=ever_checked, limit_kmh=limit_kmh, measured=measured)


def score_heard(
    heard: Heard,
    waited_d: float,
    *,
    ever_checked: bool = False,
    limit_kmh: float | None = None,
    measured: Measured | None = None,
) -> Score:
    """Score one site whose voices are summed up already; see ``score_site``."""
    risks = risks_held(heard.named, limit_kmh)
    demand, waiting, context, speed = _WEIGHTS
    return Score(
        demand * fullness(heard.weight),
        waiting * waiting_part(waited_d),
        context * context_part(risks),
        speed * speed_part(measured),
        heard.residents,
        max(0.0, waited_d),
        ever_checked,
        risks,
        measured,
    )


def heard_of(voices: Iterable[Voice]) -> Heard:
    """Sum up the voices of a site: each resident once, by the latest suggestion, fading with age.

    A site keeps the same in its columns from write to write: see ``voice_strength``.
    """
    latest: dict[str, float] = {}
    confirmed: set[str] = set()
    named: dict[str, set[str]] = {risk: set() for risk in NAMED_RISKS}
    for voice in voices:
        latest[voice.key] = min(max(0.0, voice.age_d), latest.get(voice.key, inf))
        if voice.confirmed:
            confirmed.add(voice.key)
        for cause in named.keys() & set(voice.causes):
            named[cause].add(voice.key)
    weight = sum(
        (1.0 if key in confirmed else UNCONFIRMED) * 2 ** (-age_d / DEMAND_HALF_LIFE_D)
        for key, age_d in sorted(latest.items())
    )
    return Heard(len(latest), weight, tuple(len(keys) for keys in named.values()))


def voice_strength(at: datetime, *, confirmed: bool) -> float:
    """Return what a resident whose latest suggestion is of ``at`` adds to the kept weight of a site."""
    half_lives = (at - VOICES_SINCE).total_seconds() / (86_400 * DEMAND_HALF_LIFE_D)
    return (1.0 if confirmed else UNCONFIRMED) * 2**half_lives


def fading(now: datetime) -> float:
    """Return what turns a kept weight into the weight of now."""
    return 1 / voice_strength(now, confirmed=True)


def demand_part(voices: Iterable[Voice]) -> float:
    """Return how strongly residents ask, in [0, 1]."""
    return fullness(heard_of(voices).weight)


def fullness(weight: float) -> float:
    """Return how full demand is, in [0, 1], when so many fresh and confirmed residents ask."""
    return min(1.0, log2(1 + weight) / _FULL)


def waiting_part(waited_d: float) -> float:
    """Return how long nobody has been there, in [0, 1)."""
    return 1 - 2 ** (-max(0.0, waited_d) / WAITING_HALF_LIFE_D)


def risks_held(named: tuple[int, ...], limit_kmh: float | None) -> tuple[str, ...]:
    """Return the risks that hold at a site: named by enough different residents, or known of the road."""
    if (limit_kmh is None or limit_kmh > 30) and max(named, default=0) < RISK_VOICES:
        return ()
    held = {risk for risk, voices in zip(NAMED_RISKS, named, strict=False) if voices >= RISK_VOICES}
    if limit_kmh is not None and limit_kmh <= 30:
        held.add("limit_30")
    return tuple(risk for risk in RISKS if risk in held)


def context_part(risks: Collection[str]) -> float:
    """Return how much is at stake, in [0, 1): each risk takes its share of what the others left."""
    return 1 - prod([1 - RISKS[risk] for risk in risks]) if risks else 0.0


def speed_part(measured: Measured | None) -> float:
    """Return how fast people drive there, in [0, 1]: the measurement, drawn toward the prior while it is small."""
    if measured is None:
        return PRIOR_SPEED
    trust = measured.vehicles / (measured.vehicles + TRUSTED_VEHICLES)
    excess = min(1.0, max(0.0, (measured.v85_kmh - measured.limit_kmh) / FULL_EXCESS_KMH))
    return trust * excess + (1 - trust) * PRIOR_SPEED


def points(parts: Mapping[str, float]) -> dict[str, int]:
    """Return the parts as whole points of a hundred that add up to the rounded score: largest remainders first."""
    exact = {name: 100 * value for name, value in parts.items()}
    whole = {name: int(value) for name, value in exact.items()}
    missing = round(sum(exact.values())) - sum(whole.values())
    by_remainder = sorted(exact, key=lambda name: (whole[name] - exact[name], name))
    for name in by_remainder[: max(0, missing)]:
        whole[name] += 1
    return whole
