"""What residents who had asked say four weeks after a check: one answer a person and check, kept without the person."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.context import Context
from webapp.domain.messages import Opinion, opinion_key
from webapp.domain.privacy import PublicOpinions, public_opinions
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.db import Base, Instant


class CheckOpinion(Base):
    """One answer. The key tells that somebody answered twice, and nothing else."""

    __tablename__ = "check_opinion"

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("speed_check.id"), index=True)  # the first row of a check
    person_key: Mapped[str] = mapped_column(unique=True)
    opinion: Mapped[str]
    answered_at: Mapped[datetime] = mapped_column(Instant)


def say(session: Session, ctx: Context, check: Check, reporter_key: str, opinion: Opinion) -> None:
    """Keep an answer; a later one of the same person takes its place.

    :param check: the first row of the check
    """
    key = opinion_key(ctx.secret_key, check.public_id, reporter_key)
    row = session.scalar(select(CheckOpinion).where(CheckOpinion.person_key == key))
    if row is None:
        row = CheckOpinion(check_id=check.id, person_key=key)
        session.add(row)
    row.opinion, row.answered_at = opinion.value, ctx.now()
    session.flush()


def said(session: Session, ctx: Context, check: Check, reporter_key: str) -> Opinion | None:
    """Return what a person answered about a check."""
    key = opinion_key(ctx.secret_key, check.public_id, reporter_key)
    found = session.scalar(select(CheckOpinion.opinion).where(CheckOpinion.person_key == key))
    return Opinion(found) if found else None


def answers_of(session: Session, ctx: Context, keys: Iterable[str], since: datetime) -> list[tuple[str, CheckOpinion]]:
    """Return what one person answered about checks that began after an instant, each with the check's public id.

    An answer holds no person, so the keys are tried on every check that has answers: places merge and pins move.

    :param keys: the person's key, and those of where the pin was before
    """
    answered = select(Check.public_id).where(Check.id.in_(select(CheckOpinion.check_id)), Check.started_at > since)
    own = list(dict.fromkeys(keys))
    found: list[tuple[str, CheckOpinion]] = []
    for public_id in session.scalars(answered.order_by(Check.started_at, Check.id)):
        mine = [opinion_key(ctx.secret_key, public_id, key) for key in own]
        rows = session.scalars(select(CheckOpinion).where(CheckOpinion.person_key.in_(mine)))
        found += [(public_id, row) for row in rows]
    return found


def opinions_of(session: Session, public_ids: Iterable[str]) -> dict[str, PublicOpinions]:
    """Return what the public may see of the answers about checks, by the checks' public ids."""
    counts: dict[str, dict[str, int]] = {}
    rows = session.execute(
        select(Check.public_id, CheckOpinion.opinion, func.count())
        .join(CheckOpinion, CheckOpinion.check_id == Check.id)
        .where(Check.public_id.in_(list(public_ids)))
        .group_by(Check.public_id, CheckOpinion.opinion)
    )
    for public_id, opinion, number in rows:
        counts.setdefault(public_id, {})[opinion] = number
    shown = {public_id: public_opinions(found) for public_id, found in counts.items()}
    return {public_id: one for public_id, one in shown.items() if one is not None}


def opinions_follow(session: Session, ctx: Context, site_ids: Sequence[str], old_key: str, new_key: str) -> None:
    """Keep "one answer a person and check" when a person's key changes; of two answers the later one stays."""
    rows = session.execute(
        select(func.coalesce(Check.origin_id, Check.id))
        .join(CheckVerdict, CheckVerdict.check_id == Check.id)
        .where(CheckVerdict.site_id.in_(site_ids))
    )
    for (origin_id,) in rows:
        public_id = session.get_one(Check, origin_id).public_id
        old, new = (opinion_key(ctx.secret_key, public_id, key) for key in (old_key, new_key))
        both = select(CheckOpinion).where(CheckOpinion.person_key.in_((old, new)))
        answers = sorted(session.scalars(both), key=lambda a: a.answered_at)
        for earlier in answers[:-1]:
            session.delete(earlier)
        session.flush()
        for last in answers[-1:]:
            last.person_key = new
