"""Reports of public texts; and what a person hid because of one, which no page, file, feed or mail shows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, Text, case, func, null, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.moderation import Reported, ReportState
from webapp.storage.db import Base, Instant


class TextReport(Base):
    """Somebody reported a public text. Nothing tells who."""

    __tablename__ = "text_report"
    __table_args__ = (Index("ix_text_report_target", "what", "target", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]  # of Reported
    target: Mapped[str]  # the text's own id, the site's, or the public one of the check, the event or the measure
    said: Mapped[str] = mapped_column(Text, default="")  # the words of staff; new words are not hidden with them
    reason: Mapped[str]
    words: Mapped[str | None] = mapped_column(Text)  # of the one who reported; never public
    reported_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(default=ReportState.OPEN.value, index=True)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


def unless_hidden(what: Reported, target: Any, said: Any, name: str) -> ColumnElement[Any]:
    """Return a column of the words of the police that is empty where a person has hidden them.

    :param target: the column of the site's id, or of the check's public one
    :param said: the column of the words
    """
    hidden = (
        select(TextReport.id)
        .where(
            TextReport.what == what.value,
            TextReport.target == target,
            TextReport.said == said,
            TextReport.state == ReportState.HIDDEN.value,
        )
        .exists()
    )
    return case((said.is_(None), null()), (hidden, null()), else_=said).label(name)


def is_hidden(session: Session, what: Reported, target: str, said: str | None) -> bool:
    """Whether a person has hidden these words of the police."""
    hidden = select(TextReport.id).where(
        TextReport.what == what.value,
        TextReport.target == target,
        TextReport.said == said,
        TextReport.state == ReportState.HIDDEN.value,
    )
    return said is not None and session.scalar(hidden.limit(1)) is not None


def hidden_words(session: Session, what: Reported) -> frozenset[tuple[str, str]]:
    """Return the target and the words of every text of a kind that a person has hidden."""
    query = select(TextReport.target, TextReport.said).where(
        TextReport.what == what.value, TextReport.state == ReportState.HIDDEN.value
    )
    return frozenset((target, said) for target, said in session.execute(query))


def count_open(session: Session) -> int:
    """Return how many reports wait for a person."""
    return session.scalar(select(func.count(TextReport.id)).where(TextReport.state == ReportState.OPEN.value)) or 0


def reports(session: Session, state: ReportState, limit: int) -> Sequence[TextReport]:
    """Return reports in a state: open ones the oldest first, decided ones the newest first."""
    order = TextReport.reported_at if state is ReportState.OPEN else TextReport.decided_at.desc()
    return session.scalars(select(TextReport).where(TextReport.state == state.value).order_by(order).limit(limit)).all()


def about_the_same(session: Session, report: TextReport) -> Sequence[TextReport]:
    """Return all reports of the words that one report is about, itself included."""
    same = (TextReport.what == report.what, TextReport.target == report.target, TextReport.said == report.said)
    return session.scalars(select(TextReport).where(*same)).all()
