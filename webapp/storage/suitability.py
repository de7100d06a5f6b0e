"""Judgements of whether a site suits a check. Police only; a new judgement is a new row, and the newest stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.suitability import POINTS, Suitability
from webapp.storage.accounts import Account
from webapp.storage.db import Base, Instant
from webapp.storage.sites import SiteAlias


class SiteAssessment(Base):
    """One judgement. Never edited, so the history is the table itself."""

    __tablename__ = "site_assessment"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[str] = mapped_column(index=True)  # as it was named then: an alias leads on, as for events
    at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    room_to_stop: Mapped[str]
    sight_line: Mapped[str]
    limit_change: Mapped[str]
    power_safety: Mapped[str]
    verdict: Mapped[str]
    reason: Mapped[str | None]  # of an unsuitable site, as residents read it
    note: Mapped[str] = mapped_column(Text, default="")  # police only


@dataclass(frozen=True)
class AssessmentRow:
    """A judgement as police see it; ``answers`` in the order of POINTS."""

    at: datetime
    by: str | None
    verdict: str
    reason: str | None
    answers: tuple[tuple[str, str], ...]
    note: str


_CANONICAL = func.coalesce(SiteAlias.site_id, SiteAssessment.site_id)


def verdicts(session: Session) -> dict[str, str]:
    """Return the verdict that stands for each judged site, by its canonical id."""
    query = _joined(select(_CANONICAL, SiteAssessment.verdict))
    return dict(session.execute(query).all())


def unsuitable_sites(session: Session) -> set[str]:
    """Return the sites where no check can be held."""
    return {site_id for site_id, verdict in verdicts(session).items() if verdict == Suitability.UNSUITABLE}


def assessments_at(session: Session, site_id: str) -> list[AssessmentRow]:
    """Return the judgements of a site by its canonical id, the newest first."""
    return [row for _, row in _rows(session, site_id)][::-1]


def standing_assessments(session: Session) -> dict[str, AssessmentRow]:
    """Return the judgement that stands for each judged site, by its canonical id."""
    return dict(_rows(session))


def _rows(session: Session, site_id: str | None = None) -> Iterable[tuple[str, AssessmentRow]]:
    columns = (_CANONICAL, SiteAssessment.at, Account.email, SiteAssessment.verdict, SiteAssessment.reason)
    points = (getattr(SiteAssessment, point) for point in POINTS)
    query = _joined(select(*columns, SiteAssessment.note, *points))
    query = query.outerjoin(Account, Account.id == SiteAssessment.account_id)
    if site_id is not None:
        query = query.where(site_id == _CANONICAL)
    for named, at, by, verdict, reason, note, *answers in session.execute(query):
        yield named, AssessmentRow(at, by, verdict, reason, tuple(zip(POINTS, answers, strict=True)), note)


def _joined(query: Any) -> Any:
    """Join the ids that merges retired; the oldest first, so that in a dict the newest stands."""
    return (
        query.select_from(SiteAssessment)
        .outerjoin(SiteAlias, SiteAlias.id == SiteAssessment.site_id)
        .order_by(SiteAssessment.id)
    )
