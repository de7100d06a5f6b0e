"""One resident over several devices: once an e-mail is confirmed, the device's key leads to the e-mail's."""

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.calendar import local_year
from webapp.domain.context import Context
from webapp.domain.messages import plain_address
from webapp.domain.reporters import reporter_key
from webapp.storage.db import Base
from webapp.storage.locating import locate_position
from webapp.storage.movements import Movement, movements_of
from webapp.storage.opinions import opinions_follow
from webapp.storage.suggestions import Suggestion


class ReporterAlias(Base):
    """A device's key within one scope and year, and the key of the e-mail that was confirmed on it."""

    __tablename__ = "reporter_alias"

    key: Mapped[str] = mapped_column(primary_key=True)
    leads_to: Mapped[str] = mapped_column(index=True)


def standing_key(session: Session, key: str) -> str:
    """Return the key that a device's voice counts under: the e-mail's, when one was confirmed on it here."""
    return session.scalar(select(ReporterAlias.leads_to).where(ReporterAlias.key == key)) or key


def count_by_address(session: Session, ctx: Context, suggestion: Suggestion) -> list[Suggestion]:
    """Let a suggestion, and what the same device sent here without another confirmed e-mail, count as the address's.

    So too where its pin was before it was moved, for checks held then. Returns every suggestion whose key changed
    anywhere; the caller brings their sites in line.

    :param suggestion: its address has just been confirmed
    """
    own = plain_address(suggestion.email or "")
    changed = _follow(session, ctx, suggestion.reporter_key, _key_of(ctx, suggestion, scope_of(suggestion)), own)
    for before in movements_of(session, suggestion.id):
        if before.reporter_key != suggestion.reporter_key:
            scope = locate_position(session, before.easting, before.northing, before.street).scope
            changed += _follow(session, ctx, before.reporter_key, _key_of(ctx, suggestion, scope), own)
    return list(dict.fromkeys(changed))


def _follow(session: Session, ctx: Context, old: str, new: str, own: str) -> list[Suggestion]:
    """Give what counts under a device's key, and under no other confirmed address, the key of an address."""
    if old == new:
        return []
    was_there = exists().where(Movement.suggestion_id == Suggestion.id, Movement.reporter_key == old)
    same_device = session.scalars(
        select(Suggestion)
        .where(or_(Suggestion.reporter_key == old, was_there))
        .where(or_(Suggestion.email_confirmed_at.is_(None), Suggestion.email.is_not(None)))
    ).all()
    mine = [s for s in same_device if s.email_confirmed_at is None or plain_address(s.email or "") == own]
    numbers = [s.id for s in mine]
    for table, number in ((Suggestion, Suggestion.id), (Movement, Movement.suggestion_id)):
        session.execute(update(table).where(number.in_(numbers), table.reporter_key == old).values(reporter_key=new))
    if not _speaks(session, old):  # nobody else from this device here: what it sends later is this resident's too
        session.execute(update(ReporterAlias).where(ReporterAlias.leads_to == old).values(leads_to=new))
        session.merge(ReporterAlias(key=old, leads_to=new))
    opinions_follow(session, ctx, [s.site_id for s in mine if s.site_id], old, new)
    session.flush()
    return list(mine)


def _speaks(session: Session, key: str) -> bool:
    """Whether anything counts under a key, now or where a pin was before."""
    return any(
        session.scalar(select(table.id).where(table.reporter_key == key).limit(1)) is not None
        for table in (Suggestion, Movement)
    )


def forget_alias(session: Session, key: str, but: int) -> None:
    """Forget which devices led to a key, unless a suggestion other than ``but`` counts under it."""
    others = select(Suggestion.id).where(Suggestion.reporter_key == key, Suggestion.id != but)
    if session.scalar(others.limit(1)) is None:
        session.execute(delete(ReporterAlias).where(ReporterAlias.leads_to == key))


def scope_of(suggestion: Suggestion) -> str:
    """Return the scope of a suggestion's key: what was kept when it came in, else the place where it is now."""
    if suggestion.scope:
        return suggestion.scope
    if suggestion.unit == "free":
        return f"square:{int(suggestion.easting // 1000)}:{int(suggestion.northing // 1000)}"
    return f"{suggestion.unit}:{suggestion.road_id or suggestion.junction_id}"


def _key_of(ctx: Context, suggestion: Suggestion, scope: str) -> str:
    year = local_year(suggestion.received_at, ctx.place.tz)
    return reporter_key(ctx.secret_key, year, scope, plain_address(suggestion.email or ""))
