"""What everyone may read of how people joined and parted public sites."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.privacy import PublicEdit, public_edit
from webapp.domain.sites import SiteEvent
from webapp.storage.resolving import resolve_site
from webapp.storage.sites import SiteEventRow

_EDITS = [SiteEvent.MERGED.value, SiteEvent.SPLIT.value]


def edits_in_public(session: Session, ctx: Context, site_id: str) -> list[PublicEdit]:
    """Return the merges and splits of a published site by its canonical id, the oldest first.

    What is not public itself is not told of: a half below the threshold, a private neighbour.
    """
    rows = session.execute(
        select(SiteEventRow.type, SiteEventRow.at, SiteEventRow.data)
        .where(SiteEventRow.site_id == site_id, SiteEventRow.type.in_(_EDITS))
        .order_by(SiteEventRow.id)
    )
    return [edit for row in rows if (edit := _told(session, ctx, site_id, row)) is not None]


def _told(session: Session, ctx: Context, site_id: str, row: Any) -> PublicEdit | None:
    data = row.data
    other_id = data.get("absorbed") or data.get("split_from") or data.get("split_into")
    if "absorbed" in data:
        was_public = select(SiteEventRow.id).where(
            SiteEventRow.site_id == other_id, SiteEventRow.type == SiteEvent.PINNED.value
        )
        return public_edit(row, ctx.place.tz, None) if session.scalar(was_public.limit(1)) is not None else None
    other = resolve_site(session, other_id)
    if other is None or other.published_at is None:
        return None
    return public_edit(row, ctx.place.tz, (other.id, other.name) if other.id != site_id else None)
