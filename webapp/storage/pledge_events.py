"""Events of pledges as they were reported: rows are never edited, a correction is a new row with a reason."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from webapp.domain.context import Context
from webapp.domain.names import fold
from webapp.domain.pledge_events import Channel, EventWish
from webapp.domain.pledges import Agreements
from webapp.domain.roles import Actor
from webapp.storage.db import Base, Instant
from webapp.storage.gazetteer import DISTRICTS
from webapp.storage.places import Area, GazetteerName


class ApiToken(Base):
    """The key by which a party's own system reports; only its hash is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    party: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class PledgeEventRow(Base):
    """What a party reported. Append-only: the row that no other replaces is the one that holds."""

    __tablename__ = "pledge_event"
    __table_args__ = (Index("ix_pledge_event_pledge", "pledge", "on_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(index=True)  # the same for every row of one event
    pledge: Mapped[str]  # slug; the date decides of which agreement
    on_day: Mapped[date]  # local
    count: Mapped[int] = mapped_column(default=1)
    joint: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(default="")
    area: Mapped[str] = mapped_column(default="")  # as typed
    parties: Mapped[str] = mapped_column(default="")  # as typed
    number: Mapped[int | None]  # people who took part
    note: Mapped[str] = mapped_column(Text, default="")
    note_public: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[str] = mapped_column(Text, default="")
    channel: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    token_id: Mapped[int | None] = mapped_column(ForeignKey("api_token.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    submission_key: Mapped[str | None] = mapped_column(unique=True)  # two presses, or two runs of a file, are one event
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("pledge_event.id"), unique=True)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")  # why it was corrected or taken back


_Newer = aliased(PledgeEventRow)


def standing_rows() -> Any:
    """Return the select of the rows that hold: neither replaced nor taken back."""
    replaced = select(_Newer.id).where(_Newer.replaces_id == PledgeEventRow.id).exists()
    return select(PledgeEventRow).where(~replaced, PledgeEventRow.withdrawn.is_(False))


def events_between(session: Session, first: date, last: date) -> Sequence[PledgeEventRow]:
    """Return the standing events of the days from first to last, the latest first."""
    query = standing_rows().where(PledgeEventRow.on_day.between(first, last))
    return session.scalars(query.order_by(PledgeEventRow.on_day.desc(), PledgeEventRow.id.desc())).all()


def newest_events(session: Session, slugs: Collection[str], limit: int) -> Sequence[PledgeEventRow]:
    """Return the standing events of some pledges that were written last, the newest first."""
    query = standing_rows().where(PledgeEventRow.pledge.in_(sorted(slugs)))
    return session.scalars(query.order_by(PledgeEventRow.id.desc()).limit(limit)).all()


def taken_back() -> Any:
    """Return the select of the first row's number of every event that was taken back."""
    last = aliased(PledgeEventRow)
    back = select(last.id).where(last.public_id == PledgeEventRow.public_id, last.withdrawn.is_(True)).exists()
    return select(PledgeEventRow.id).where(PledgeEventRow.replaces_id.is_(None), back)


def newest_row(session: Session, public_id: str) -> PledgeEventRow | None:
    """Return the row of an event that no other replaces; it may be one that takes the event back."""
    query = select(PledgeEventRow).where(PledgeEventRow.public_id == public_id)
    return session.scalar(query.order_by(PledgeEventRow.id.desc()).limit(1))


def history(session: Session, public_id: str) -> Sequence[PledgeEventRow]:
    """Return every row of an event, the first one first."""
    query = select(PledgeEventRow).where(PledgeEventRow.public_id == public_id)
    return session.scalars(query.order_by(PledgeEventRow.id)).all()


def find_by_key(session: Session, key: str) -> PledgeEventRow | None:
    """Return the row that a submission key has made."""
    return session.scalar(select(PledgeEventRow).where(PledgeEventRow.submission_key == key))


def known_keys(session: Session, prefix: str) -> set[str]:
    """Return every submission key that begins so."""
    query = select(PledgeEventRow.submission_key).where(PledgeEventRow.submission_key.startswith(prefix))
    return {key for key in session.scalars(query) if key is not None}


def reported_between(session: Session, first: date, last: date) -> frozenset[str]:
    """Return the pledges of which anything was reported for a day of a span, taken back or not."""
    reported = select(PledgeEventRow.pledge).where(PledgeEventRow.on_day.between(first, last)).distinct()
    return frozenset(session.scalars(reported))


def district_names(session: Session) -> tuple[str, ...]:
    """Return the names of the districts of the place."""
    return tuple(session.scalars(select(Area.name).order_by(Area.name)))


def area_names(session: Session, agreements: Agreements) -> Mapping[str, str]:
    """Return folded name or alias -> district: those of the place, their aliases, and those that a pledge names."""
    named = [str(a) for one in agreements.agreements for p in one.pledges for a in p.rule.get("areas", ())]
    names = {fold(name): name for name in [*session.scalars(select(Area.name)), *named]}
    aliases = session.execute(
        select(GazetteerName.spelling, GazetteerName.name).where(GazetteerName.kind.in_(DISTRICTS))
    )
    also = {fold(spelling): names[fold(name)] for spelling, name in aliases if fold(name) in names}
    return {**also, **names}


def find_token(session: Session, token_hash: str) -> ApiToken | None:
    """Return the token with this hash unless it was revoked."""
    return session.scalar(select(ApiToken).where(ApiToken.token_hash == token_hash, ApiToken.revoked_at.is_(None)))


def token_named(session: Session, name: str) -> ApiToken | None:
    """Return the token of this name, revoked or not."""
    return session.scalar(select(ApiToken).where(ApiToken.name == name))


def all_tokens(session: Session) -> Sequence[ApiToken]:
    """Return every token by name."""
    return session.scalars(select(ApiToken).order_by(ApiToken.name)).all()


def new_public_id() -> str:
    """Return the random name of an event: letters and digits that no spreadsheet takes for anything else."""
    return "e" + secrets.token_hex(8)


def event_row(ctx: Context, actor: Actor, wish: EventWish, public_id: str, channel: Channel) -> PledgeEventRow:
    """Return the row of an event whose faults have been looked for; it is not stored yet."""
    return PledgeEventRow(
        public_id=public_id,
        pledge=wish.pledge,
        on_day=wish.on or date.min,  # checked: there is one
        count=wish.count,
        joint=wish.joint,
        kind=wish.kind,
        area=" ".join(wish.area.split()),
        parties=" ".join(wish.parties.split()),
        number=wish.number,
        note=wish.note.strip(),
        note_public=wish.note_public,
        evidence=wish.evidence.strip(),
        channel=channel,
        account_id=actor.account_id,
        recorded_at=ctx.now(),
        withdrawn=False,
        reason="",
    )


def wish_of(row: PledgeEventRow) -> EventWish:
    """Return what a row says, as it would be typed."""
    return EventWish(
        row.pledge, row.on_day, row.count, row.joint, row.kind, row.area, row.parties, row.number, row.note,
        row.note_public, row.evidence,
    )  # fmt: skip
