"""Sites: their statuses and the steps between them, their events, their ids."""

import base64
import hashlib
from enum import StrEnum

from webapp.domain.errors import WrongState
from webapp.domain.suggestions import Kind


class SiteStatus(StrEnum):
    """What the public is told about a site. Choosing one for a check is no status."""

    OPEN = "open"
    CHECKED = "checked"  # speed sites only
    ANSWERED = "answered"  # unsafe places only: something has been done, or will be
    CLOSED = "closed"
    DECLINED = "declined"


NEXT: dict[SiteStatus, frozenset[SiteStatus]] = {
    SiteStatus.OPEN: frozenset({SiteStatus.CHECKED, SiteStatus.CLOSED, SiteStatus.DECLINED}),
    SiteStatus.CHECKED: frozenset({SiteStatus.CHECKED, SiteStatus.CLOSED, SiteStatus.DECLINED}),
    SiteStatus.CLOSED: frozenset({SiteStatus.OPEN, SiteStatus.CHECKED}),
    SiteStatus.DECLINED: frozenset({SiteStatus.OPEN, SiteStatus.CHECKED}),
}

UNSAFE_NEXT: dict[SiteStatus, frozenset[SiteStatus]] = {
    SiteStatus.OPEN: frozenset({SiteStatus.ANSWERED, SiteStatus.CLOSED, SiteStatus.DECLINED}),
    SiteStatus.ANSWERED: frozenset({SiteStatus.ANSWERED, SiteStatus.CLOSED, SiteStatus.DECLINED}),
    SiteStatus.CLOSED: frozenset({SiteStatus.OPEN}),
    SiteStatus.DECLINED: frozenset({SiteStatus.OPEN}),
}
"""The same for an unsafe place. A speed check is no step of it."""

HANDED_OVER_FROM = frozenset({SiteStatus.OPEN, SiteStatus.CHECKED})
"""The statuses in which a site can lie with the planner; a no or a closing ends that."""

REASONS = ("no_safe_place", "limit_kept", "better_measure", "other_road_owner", "rebuilt", "answered", "other")


def statuses_of(kind: str) -> dict[SiteStatus, frozenset[SiteStatus]]:
    """Return the table of a kind of site: its statuses, and where each may go."""
    return UNSAFE_NEXT if kind == Kind.UNSAFE_PLACE else NEXT


def move(current: SiteStatus, target: SiteStatus, kind: str = Kind.SPEED) -> SiteStatus:
    """Return ``target`` if a site of a kind may go there from ``current``; otherwise raise WrongState."""
    if target not in statuses_of(kind)[current]:
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
    KEPT_APART = "kept_apart"  # a person looked at two neighbours and left them two
    REMEASURED = "remeasured"  # the road data changed under it; the site itself stays where it is
    CHECKED = "checked"
    CLOSED = "closed"
    DECLINED = "declined"
    REOPENED = "reopened"
    LOOKED_AT = "looked_at"  # an unsafe place: somebody at the police or the municipality has read it
    OWNED = "owned"  # an unsafe place: the police or the municipality take care of it
    ANSWERED = "answered"  # an unsafe place: by an activity
    HANDED_OVER = "handed_over"  # to the municipality's planner; the status stays


STATUS_AFTER: dict[SiteEvent, SiteStatus] = {
    SiteEvent.CHECKED: SiteStatus.CHECKED,
    SiteEvent.ANSWERED: SiteStatus.ANSWERED,
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
