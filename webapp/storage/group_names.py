"""Which site of today, or of then, a group was that no pin held at a moment: told by where its members went."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from webapp.storage.members import Member
from webapp.storage.movements import Movement
from webapp.storage.site_events import canonical_id, membership, membership_event


def site_today(
    session: Session, moved: Mapping[int, Movement], members: Sequence[Member], first: Mapping[int, str]
) -> str | None:
    """Return the site that holds most of these today; of equals the one that holds the earliest.

    :param moved: those whose sender moved the pin since: they are where they were, at their site of then
    :param first: where those were first held that a person took to another site since, or split off: so no later
        edit gives a check to another site
    """
    return _most(
        canonical_id(session, first[m.id])
        if m.id in first
        else m.site_id or (None if m.id in moved else membership(session, m.id))
        for m in sorted(members, key=lambda m: m.order)
    )


def named_then(
    session: Session, moved: Mapping[int, Movement], members: Sequence[Member], first: Mapping[int, str]
) -> str | None:
    """Return what ``site_today`` would say had no merge retired an id since."""
    return _most(
        moved[m.id].site_id if m.id in moved else first.get(m.id) or membership_event(session, m.id) or m.site_id
        for m in sorted(members, key=lambda m: m.order)
    )


def _most(site_ids: Iterable[str | None]) -> str | None:
    found = Counter(site_id for site_id in site_ids if site_id)
    return max(found, key=lambda site_id: found[site_id]) if found else None
