"""Which district a suggestion or a site lay in before borders moved, by name: the district itself may be gone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.context import Context
from webapp.storage.db import Base, Instant
from webapp.storage.places import Area
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

Stamps = Mapping[tuple[type[Any], Any], str | None]
"""The name of the district of each suggestion and site, by table and id."""


class DistrictMove(Base):
    """A suggestion or a site that got another district because the borders moved. Append-only."""

    __tablename__ = "district_move"
    __table_args__ = (CheckConstraint("(suggestion_id IS NULL) <> (site_id IS NULL)", name="one_thing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion.id"), index=True)
    site_id: Mapped[str | None] = mapped_column(index=True)  # as it was named then; its row may be gone
    before: Mapped[str | None]  # the name of the district; None: in no district
    after: Mapped[str | None]


def read_stamps(session: Session) -> Stamps:
    """Return the district that every suggestion and every site is stamped with now."""
    called = dict(session.execute(select(Area.id, Area.name)).all())
    return {
        (table, row.id): called.get(row.area_id)
        for table in (Suggestion, Site)
        for row in session.execute(select(table.id, table.area_id))
    }


def write_moves(session: Session, ctx: Context, before: Stamps) -> int:
    """Note everything whose district has another name than before; how many that are."""
    now = ctx.now()
    rows = [
        {
            "at": now,
            "suggestion_id": i if table is Suggestion else None,
            "site_id": i if table is Site else None,
            "before": before[table, i],
            "after": name,
        }
        for (table, i), name in read_stamps(session).items()
        if (table, i) in before and before[table, i] != name
    ]
    if rows:
        session.connection().execute(insert(DistrictMove), rows)
    return len(rows)
