"""Batches of recommended sites: what may be wished, why a site is in one, why it is skipped, and the sealed seed."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from webapp.domain.errors import Fault
from webapp.domain.suggestions import WHEN

RADIUS_M = 600.0
"""How far a check is taken to serve: along the roads, in a straight line where there are none."""
MAX_COUNT = 500
MAX_SEED = 100


class PickReason(StrEnum):
    """Why a site was recommended."""

    COVERAGE = "coverage"  # it adds the most
    FLOOR = "floor"  # its district's floor holds it here
    DRAW = "draw"  # by lot
    REPLACEMENT = "replacement"  # in place of one that an officer skipped


SKIP_REASONS = ("no_safe_place", "roadworks", "local_knowledge", "been_there", "wrong_time", "other")


@dataclass(frozen=True)
class BatchWish:
    """What an officer asks for. ``shift``: the windows of the week that can be served, none named: all.

    ``only_named``: leave out places where residents name no window of the shift.
    """

    count: int
    seed: str | None = None
    area: str = ""
    shift: tuple[str, ...] = ()
    year_so_far: bool = False
    only_named: bool = False


def wish_faults(wish: BatchWish, areas: Iterable[str]) -> list[Fault]:
    """Return what is wrong with a wish, in the order of the form."""
    faults = []
    if not 1 <= wish.count <= MAX_COUNT:
        faults.append(Fault("count", "not_between", {"min": 1, "max": MAX_COUNT}))
    if wish.area and wish.area not in areas:
        faults.append(Fault("area", "unknown_area"))
    if not set(wish.shift) <= set(WHEN):
        faults.append(Fault("shift", "unknown_window"))
    if wish.seed is not None and not 1 <= len(wish.seed) <= MAX_SEED:
        faults.append(Fault("seed", "too_long", {"max": MAX_SEED}))
    return faults


def kept_wish(wish: BatchWish) -> dict[str, Any]:
    """Return a wish as it is stored with its batch; the seed has a column of its own."""
    return {**asdict(wish), "shift": list(wish.shift), "seed": None}


def wish_kept(kept: Mapping[str, Any]) -> BatchWish:
    """Return the wish that a batch was made for; one made before a wish had a name lacks it."""
    return BatchWish(**{**kept, "shift": tuple(kept["shift"])})


def new_seed() -> str:
    """Return a seed that nobody can guess."""
    return secrets.token_hex(16)


def new_code() -> str:
    """Return the name of a batch in addresses: it reveals no count."""
    return secrets.token_urlsafe(9)


def seal(seed: str, salt: str) -> str:
    """Return what is kept before the draw: it binds the seed and does not tell it, however short the seed is.

    >>> seal("7", "a salt") == hashlib.sha256(b"a salt:7").hexdigest()
    True
    """
    return hashlib.sha256(f"{salt}:{seed}".encode()).hexdigest()
