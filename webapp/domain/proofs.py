"""What is opened of the ledger for a counted check: one suggestion that qualified it, and how far that proves it.

An opening says of what kind a suggestion was, at which street, crossing or square kilometre, and in which hour we
received it. Never who, what was written, or where exactly; and nothing of a place that is not public.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import floor
from typing import Any

from webapp.domain.ledger import opening_text

SQUARE_M = 1000


class ProofState(StrEnum):
    """How far a counted check can be proved from outside, the best first."""

    PROVED = "proved"
    SAME_DAY = "same_day"
    PLACE_WITHHELD = "place_withheld"
    PENDING = "pending"
    NOT_PROVABLE = "not_provable"
    ERASED = "erased"


class Why(StrEnum):
    """Why a suggestion proves nothing to others, though it counts."""

    COMMENT = "comment"  # its time is a post's own, which we did not receive
    MOVED = "moved"  # its place or kind was put right after it was committed to
    LATE = "late"  # it came into the ledger after the day of the check
    UNCOMMITTED = "uncommitted"  # accepted before there was a ledger


@dataclass(frozen=True)
class Ground:
    """A suggestion that qualified a check, as the ledger knows it. ``salt`` is None once it is erased."""

    received_on: date  # local
    leaf: str | None
    salt: str | None
    opening: str | None
    day: date | None  # of the line that it stands in; None: in none yet
    live: bool
    by_post: bool = False  # it came after the check began: only the time of its post says that it was before


@dataclass(frozen=True)
class Proof:
    """What is told of a counted check."""

    state: ProofState
    ground: Ground | None = None
    why: Why | None = None
    same_day: bool = False

    @property
    def day(self) -> date | None:
        """The day of the line that its commitment stands in, when that is told."""
        in_a_line = self.state not in {ProofState.PENDING, ProofState.NOT_PROVABLE}
        return self.ground.day if self.ground and in_a_line else None


def places_of(unit: str, names: Iterable[str], easting: float, northing: float) -> tuple[str, ...]:
    """Return in which words a place may be committed to; the first are those that are.

    :param names: of its street with other names after the first, or of the streets that meet there; none is known
    """
    called = [" ".join(name.split()) for name in names]
    if unit == "road" and called:
        return tuple(f"road {name}" for name in called)
    if unit == "junction" and called:
        return (f"junction {' / '.join(sorted(called))}", *(f"road {name}" for name in called))
    return (f"square {floor(easting / SQUARE_M)} {floor(northing / SQUARE_M)}",)


def opening_of(kind: str, place: str, received_at: datetime) -> str:
    """Return what is committed to: the hour in UTC is all that is kept of the time."""
    return opening_text(kind, place, f"{received_at:%Y-%m-%dT%HZ}")


def prove(grounds: Iterable[Ground], held_on: date, kind: str, places: tuple[str, ...] | None) -> Proof:
    """Return the best proof that the suggestions give, those still standing before those taken back.

    :param grounds: every suggestion that qualified the check, in the order received
    :param places: the words for the site today; None while it is not public
    """
    found = [(_prove(ground, held_on, kind, places), ground) for ground in grounds]
    order = list(ProofState)
    best = min(found, key=lambda one: (order.index(one[0].state), one[0].same_day, not one[1].live), default=None)
    return best[0] if best else Proof(ProofState.NOT_PROVABLE, why=Why.UNCOMMITTED)


def _prove(ground: Ground, held_on: date, kind: str, places: tuple[str, ...] | None) -> Proof:
    late = ground.day is not None and ground.day > held_on
    if ground.salt is None or ground.opening is None:
        if ground.leaf is None and ground.salt is not None:
            return Proof(ProofState.NOT_PROVABLE, ground, Why.UNCOMMITTED)
        return Proof(ProofState.ERASED, ground, Why.LATE if late else None, ground.day == held_on)
    why = _why_not(ground, kind, places) or (Why.LATE if late else None)
    if why:
        return Proof(ProofState.NOT_PROVABLE, ground, why)
    if ground.day is None:
        return Proof(ProofState.PENDING, ground)
    same_day = ground.day == held_on
    if places is None:
        return Proof(ProofState.PLACE_WITHHELD, ground, same_day=same_day)
    return Proof(ProofState.SAME_DAY if same_day else ProofState.PROVED, ground, same_day=same_day)


def _why_not(ground: Ground, kind: str, places: tuple[str, ...] | None) -> Why | None:
    if ground.by_post:
        return Why.COMMENT
    committed_kind, place, _ = (ground.opening or "").split("\n")
    if committed_kind != kind or (places is not None and place not in places):
        return Why.MOVED
    return None


def public_proof(proof: Proof, path: list[dict[str, str]] | None) -> dict[str, Any]:
    """Return what everyone may read of a proof.

    :param path: from its commitment to the root of its day
    """
    ground, shown = proof.ground, {"state": str(proof.state)}
    if proof.state == ProofState.NOT_PROVABLE or ground is None:
        return shown | {"why": str(proof.why)}
    shown |= {"leaf": ground.leaf}  # type: ignore[dict-item]
    if proof.state == ProofState.PENDING:
        return shown
    told = proof.day is not None and path is not None and proof.why is None
    day = {
        "path": path if told else None,
        "day": proof.day.isoformat() if proof.day and told else None,
        "same_day": proof.same_day if told else None,
    }
    if proof.state == ProofState.ERASED:
        return {**shown, **day, "erased": True}
    if proof.state == ProofState.PLACE_WITHHELD:
        return {**shown, **day}
    kind, place, hour = (ground.opening or "").split("\n")
    return {**shown, **day, "salt": ground.salt, "opening": {"kind": kind, "place": place, "hour": hour}}
