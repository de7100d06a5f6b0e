"""What only a person does to sites: joining two, and moving a member."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import WrongState
from webapp.domain.sites import SiteEvent
from webapp.storage.map_cells import change_cells
from webapp.storage.members import keep_members, read_members
from webapp.storage.pinning import earlier_pin, repoint
from webapp.storage.site_events import append_events, event
from webapp.storage.site_state import recount_members
from webapp.storage.sites import Site, SiteAlias
from webapp.storage.suggestions import Suggestion


def merge_sites(session: Session, ctx: Context, one: Site, other: Site, account_id: int | None) -> Site:
    """Join two pinned sites of one kind and return the survivor; the other's id leads to it for ever.

    What is public survives, then what was pinned first.

    :raises WrongState: they are one site already, one is not pinned, or their kinds differ
    """
    if one.id == other.id:
        raise WrongState(f"{one.id} is one site already")
    if one.pinned_at is None or other.pinned_at is None or one.kind != other.kind:
        raise WrongState(f"{one.id} and {other.id} cannot be joined")
    survivor, absorbed = earlier_pin(one, other)
    now = ctx.now()
    append_events(session, [event(survivor.id, SiteEvent.MERGED, now, None, account_id, {"absorbed": absorbed.id})])
    session.execute(update(SiteAlias).where(SiteAlias.site_id == absorbed.id).values(site_id=survivor.id))
    session.add(SiteAlias(id=absorbed.id, site_id=survivor.id, at=now))
    members = [m.id for m in read_members(session, Suggestion.site_id == absorbed.id)]
    update_squares(session, ctx, absorbed, survivor, members)
    keep_members(session, members, site_id=survivor.id)
    repoint(session, absorbed.id, survivor.id)
    session.flush()
    session.execute(delete(Site).where(Site.id == absorbed.id))
    survivor.person_edited = True
    recount_members(session, [survivor])
    return survivor


def move_member(
    session: Session, ctx: Context, suggestion: Suggestion, target: Site, account_id: int | None, reason: str = ""
) -> None:
    """Move a member of a pinned site to another pinned site of its kind.

    :param reason: a code, kept with the event; staff read it

    :raises WrongState: one of the two is not pinned, or the kinds differ
    """
    source = session.get(Site, suggestion.site_id) if suggestion.site_id else None
    if source is None or not suggestion.sticky or target.pinned_at is None or target.kind != suggestion.kind:
        raise WrongState(f"suggestion {suggestion.id} cannot be moved to {target.id}")
    if source.id == target.id:
        return
    data = {"from": source.id, **({"reason": reason} if reason else {})}
    append_events(session, [event(target.id, SiteEvent.MOVED_MEMBER, ctx.now(), suggestion.id, account_id, data)])
    update_squares(session, ctx, source, target, [suggestion.id])
    suggestion.site_id = target.id
    target.person_edited = True
    session.flush()
    recount_members(session, [source, target])


def update_squares(session: Session, ctx: Context, source: Site, target: Site, suggestion_ids: list[int]) -> None:
    """Take members in or out of the squares of the map when only one of the two sites is public."""
    change = (target.published_at is None) - (source.published_at is None)
    if change:
        members = read_members(session, Suggestion.id.in_(suggestion_ids))
        change_cells(session, ctx, target.kind, [(m.easting, m.northing, change) for m in members if m.live])


def aliases(session: Session) -> dict[str, str]:
    """Return every id that a merge retired, and where it leads."""
    return dict(session.execute(select(SiteAlias.id, SiteAlias.site_id)).all())
