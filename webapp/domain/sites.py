"""Sites: their statuses and the steps between them, their events, their ids."""

import base64
import hashlib
from enum import StrEnum

from webapp.domain.errors import WrongState


class SiteStatus(StrEnum):
    """What the public is told about a site. Choosing one for a check is no status."""

    OPEN = "open"
    CHECKED = "checked"
    CLOSED = "closed"
    DECLINED = "declined"


NEXT: dict[SiteStatus, frozenset[SiteStatus]] = {
    SiteStatus.OPEN: frozenset({SiteStatus.CHECKED, SiteStatus.CLOSED, SiteStatus.DECLINED}),
    SiteStatus.CHECKED: frozenset({SiteStatus.CHECKED, SiteStatus.CLOSED, SiteStatus.DECLINED}),
    SiteStatus.CLOSED: frozenset({SiteStatus.OPEN, SiteStatus.CHECKED}),
    SiteStatus.DECLINED: frozenset({SiteStatus.OPEN, SiteStatus.CHECKED}),
}

HANDED_OVER_FROM = frozenset({SiteStatus.OPEN, SiteStatus.CHECKED})
"""The statuses in which a site can lie with the planner; a no or a closing ends that."""

REASONS = ("no_safe_place", "limit_kept", "better_measure", "other_road_owner", "rebuilt", "answered", "other")


def move(current: SiteStatus, target: SiteStatus) -> SiteStatus:
    """Return ``target`` if a site may go there from ``current``; otherwise raise WrongState."""
    if target not in NEXT[current]:
        raise WrongState(f"a site cannot go from {current} to {target}")
    return target


class SiteEvent(StrEnum):
    """What can happen to a site; rows of these are never edited, the state is their fold."""

    EMERGED = "emerged"
    PINNED = "pinned"
    PINNED_PRIVATE = "pinned_private"
    MEMBER_ATTACHED = "member_attached"
    MOVED_MEMBER = "moved_member"
    LEFT = "left"  # its sender moved the pin: only a person takes a member from a pinned site
    MERGED = "merged"
    SPLIT = "split"
    REMEASURED = "remeasured"  # the road data changed under it; the site itself stays where it is
    CHECKED = "checked"
    CLOSED = "closed"
    DECLINED = "declined"
    REOPENED = "reopened"
    HANDED_OVER = "handed_over"  # to the municipality's planner; the status stays


STATUS_AFTER: dict[SiteEvent, SiteStatus] = {
    SiteEvent.CHECKED: SiteStatus.CHECKED,
    SiteEvent.CLOSED: SiteStatus.CLOSED,
    SiteEvent.DECLINED: SiteStatus.DECLINED,
    SiteEvent.REOPENED: SiteStatus.OPEN,
}


def district_to_add(name: str, district: str | None) -> str | None:
    """Return the district to name beside a site, or None where the site's own name ends with it."""
    return district if district and not name.casefold().endswith(district.casefold()) else None


def site_id_of(public_number: str) -> str:
    """Return the id of a site founded by the suggestion with this random public number.

    One-way, so that a site's address does not name the founder's receipt number; 50 bits, never reused.
    """
    digest = hashlib.sha256(b"site:" + public_number.encode()).digest()
    return base64.b32encode(digest)[:10].decode().lower()
