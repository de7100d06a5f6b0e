"""Follow-ups and evaluations: versions with frozen rows, and who has approved which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.reports import ReportKind, Texts, texts_from
from webapp.domain.roles import Role
from webapp.storage.accounts import Account
from webapp.storage.db import Base, Instant


class Report(Base):
    """A follow-up or an evaluation; its slug is its address for ever."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    year: Mapped[int] = mapped_column(index=True)
    number: Mapped[int]  # of the year
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ReportVersion(Base):
    """One version. Once a party has approved it nothing of it changes: a change is the next version."""

    __tablename__ = "report_version"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    number: Mapped[int]  # from 1
    through: Mapped[date]  # the local day that the numbers are frozen at
    rows: Mapped[dict[str, Any]] = mapped_column(JSON)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    words: Mapped[dict[str, str]] = mapped_column(JSON)
    fingerprint: Mapped[str]
    frozen_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    published_on: Mapped[date | None]  # local

    @property
    def texts(self) -> Texts:
        """The words."""
        return texts_from(self.words)


class ReportApproval(Base):
    """A party's yes to one version."""

    __tablename__ = "report_approval"
    __table_args__ = (UniqueConstraint("version_id", "party"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("report_version.id"))
    party: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True)
class Published:
    """A version that is public, with the report that it is of and all its public versions, the first one first."""

    report: Report
    version: ReportVersion
    versions: tuple[ReportVersion, ...]

    @property
    def number(self) -> int:
        """Which public version it is, from 1: versions that nobody saw do not count."""
        return self.versions.index(self.version) + 1


def find_report(session: Session, slug: str) -> Report | None:
    """Return a report, published or not."""
    return session.scalar(select(Report).where(Report.slug == slug))


def reports(session: Session) -> Sequence[Report]:
    """Return every report, the latest first."""
    return session.scalars(select(Report).order_by(Report.year.desc(), Report.id.desc())).all()


def versions(session: Session, report: Report) -> Sequence[ReportVersion]:
    """Return every version of a report, the newest first."""
    query = select(ReportVersion).where(ReportVersion.report_id == report.id)
    return session.scalars(query.order_by(ReportVersion.number.desc())).all()


def approvals(session: Session, version: ReportVersion) -> dict[str, ReportApproval]:
    """Return the approvals of a version by party."""
    query = select(ReportApproval).where(ReportApproval.version_id == version.id)
    return {row.party: row for row in session.scalars(query.order_by(ReportApproval.at))}


def published(session: Session, slug: str, number: int | None = None) -> Published | None:
    """Return the newest public version of a report, or the one of a number; None when there is none."""
    report = find_report(session, slug)
    if report is None:
        return None
    public = tuple(v for v in reversed(versions(session, report)) if v.published_at is not None)
    if not public or (number is not None and not 1 <= number <= len(public)):
        return None
    return Published(report, public[-1 if number is None else number - 1], public)


def all_published(session: Session, kind: ReportKind, year: int | None = None) -> list[Published]:
    """Return the newest public version of each report of a kind, the latest first."""
    query = select(Report.slug).where(Report.kind == kind.value)
    if year is not None:
        query = query.where(Report.year == year)
    found = [published(session, slug) for slug in session.scalars(query)]
    return sorted((p for p in found if p), key=lambda p: (p.version.through, p.report.id), reverse=True)


def how_many_published(session: Session, kind: ReportKind, year: int) -> int:
    """Return how many reports of a kind are public in a year."""
    found = (
        select(func.count(Report.id.distinct()))
        .join(ReportVersion, ReportVersion.report_id == Report.id)
        .where(Report.kind == kind.value, Report.year == year, ReportVersion.published_at.is_not(None))
    )
    return session.scalar(found) or 0


def next_number(session: Session, kind: ReportKind, year: int) -> int:
    """Return the number of the next report of a kind in a year."""
    found = session.scalar(select(func.max(Report.number)).where(Report.kind == kind.value, Report.year == year))
    return (found or 0) + 1


def parties_with_a_communicator(session: Session) -> set[str]:
    """Return the parties with an open account that opens the communicator's pages: each approves for itself."""
    query = select(Account.party).where(
        Account.role == Role.COMMUNICATOR.value, Account.disabled_at.is_(None), Account.party.is_not(None)
    )
    return {party for party in session.scalars(query) if party}
