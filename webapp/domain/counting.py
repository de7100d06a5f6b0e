"""The counting rule: which held check counts toward the promise, and the first reason why not."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Asked:
    """A suggestion that stood, accepted and live, at a moment: it can qualify a check that starts then."""

    suggestion_id: int
    asked_at: datetime  # when we received it; alone decides
    reporter_key: str


@dataclass(frozen=True)
class SiteAsOf:
    """A site as it stood at a moment, near a position, nearest first. ``site_id`` is its canonical id today."""

    site_id: str
    published: bool
    distance_m: float
    same_unit: bool  # same road or junction as the position; True where the place has no roads
    area_id: int | None
    asked: tuple[Asked, ...]
