"""How urgent a check at a site is: four parts that add up, each with the reason that a person can read.

score = 0.45 demand + 0.25 waiting + 0.15 context + 0.15 speed; every part before its weight lies in [0, 1].
No part looks at any other site, so a new site never moves an old one. Not used: fines, demographics,
sentiment, crime data, or how often one person wrote.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log2, prod
from types import MappingProxyType

SCORE_VERSION = "1"
WEIGHTS: Mapping[str, float] = MappingProxyType({"demand": 0.45, "waiting": 0.25, "context": 0.15, "speed": 0.15})

FULL_DEMAND = 32.0  # residents, fresh and confirmed, at which demand is full
DEMAND_HALF_LIFE_D = 180.0
UNCONFIRMED = 0.5  # what a voice without a confirmed e-mail weighs
WAITING_HALF_LIFE_D = 60.0
FULL_EXCESS_KMH = 20.0
TRUSTED_VEHICLES = 100  # at so many measured vehicles the measurement and the prior weigh the same
PRIOR_SPEED = 0.25
"""What an unmeasured site is taken for: 5 km/h above the limit. One figure for all, and not the mean of the
measured sites: that would let a check at one site move the score of every other."""

RISKS: Mapping[str, float] = MappingProxyType({"school": 0.5, "no_pavement": 0.3, "limit_30": 0.2, "crossing": 0.2})
RISK_VOICES = 3
"""A risk that residents name holds once so many of them have named it: one person cannot add it alone."""


@dataclass(frozen=True)
class Voice:
    """One suggestion at a site. ``key`` tells residents apart; ``causes`` are the codes ticked."""

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


@dataclass(frozen=True)
class Score:
    """A score with its weighted parts, which add up to it, and what each rests on."""

    total: float
    parts: Mapping[str, float]
    residents: int
    waited_d: float
    ever_checked: bool
    risks: tuple[str, ...]
    measured: Measured | None


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
    heard = list(voices)
    risks = risks_of(heard, limit_kmh)
    plain = {
        "demand": demand_part(heard),
        "waiting": waiting_part(waited_d),
        "context": context_part(risks),
        "speed": speed_part(measured),
    }
    parts = {name: WEIGHTS[name] * value for name, value in plain.items()}
    return Score(
        total=sum(parts.values()),
        parts=MappingProxyType(parts),
        residents=len({voice.key for voice in heard}),
        waited_d=max(0.0, waited_d),
        ever_checked=ever_checked,
        risks=risks,
        measured=measured,
    )


def demand_part(voices: Iterable[Voice]) -> float:
    """Return how strongly residents ask, in [0, 1]: each resident once, by the latest suggestion, fading with age."""
    latest: dict[str, float] = {}
    confirmed: set[str] = set()
    for voice in voices:
        age_d = max(0.0, voice.age_d)
        latest[voice.key] = min(age_d, latest.get(voice.key, age_d))
        if voice.confirmed:
            confirmed.add(voice.key)
    total = sum(
        (1.0 if key in confirmed else UNCONFIRMED) * 2 ** (-age_d / DEMAND_HALF_LIFE_D)
        for key, age_d in sorted(latest.items())
    )
    return min(1.0, log2(1 + total) / log2(1 + FULL_DEMAND))


def waiting_part(waited_d: float) -> float:
    """Return how long nobody has been there, in [0, 1)."""
    return 1 - 2 ** (-max(0.0, waited_d) / WAITING_HALF_LIFE_D)


def risks_of(voices: Iterable[Voice], limit_kmh: float | None) -> tuple[str, ...]:
    """Return the risks that hold at a site: named by enough different residents, or known of the road."""
    named: dict[str, set[str]] = {risk: set() for risk in RISKS}
    for voice in voices:
        for cause in RISKS.keys() & set(voice.causes):
            named[cause].add(voice.key)
    low_limit = limit_kmh is not None and limit_kmh <= 30
    return tuple(r for r in RISKS if len(named[r]) >= RISK_VOICES or (r == "limit_30" and low_limit))


def context_part(risks: Iterable[str]) -> float:
    """Return how much is at stake, in [0, 1): each risk takes its share of what the others left."""
    return 1 - prod(1 - RISKS[risk] for risk in risks)


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
