"""Alerts by e-mail, and the journal of public news that they are filled from: what is told is told once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, cast, delete, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from webapp.domain.alerts import TOLD_WITHIN, Ground, Pace, next_digest
from webapp.domain.context import Context
from webapp.domain.messages import MessageState, Topic
from webapp.domain.sites import SiteEvent
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.db import Base, Instant
from webapp.storage.holdback import public_before
from webapp.storage.mail_links import MailLink, forget_links
from webapp.storage.outbox import Message, To, cancel, queue
from webapp.storage.places import Area
from webapp.storage.reports import Report, ReportVersion
from webapp.storage.resolving import resolve_site
from webapp.storage.sites import Site, SiteEventRow

MOST_IN_A_MESSAGE = 40


class Alert(Base):
    """What somebody wants to hear of. The row is all there is, and goes when they have had enough."""

    __tablename__ = "alert"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]
    language: Mapped[str]
    pace: Mapped[str]
    kinds: Mapped[str]  # "speed unsafe_place"
    area: Mapped[str | None]  # slug of a district
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    radius_m: Mapped[int | None]
    place_name: Mapped[str | None]  # what the middle of the circle is called
    corners: Mapped[list[list[float]]] = mapped_column(JSON, default=list)  # lon, lat
    created_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    told_to: Mapped[int] = mapped_column(default=0)  # the last piece of news that was looked at
    due_at: Mapped[datetime | None] = mapped_column(Instant, index=True)  # of the next message, once confirmed

    @property
    def ground(self) -> Ground:
        """Where news are wanted from."""
        corners = tuple((lon, lat) for lon, lat in self.corners)
        return Ground(self.area, self.lat, self.lon, self.radius_m, corners)


class News(Base):
    """Something that became public, in the order in which we noticed; holds nothing of its own."""

    __tablename__ = "news"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    site_id: Mapped[str | None] = mapped_column(index=True)
    check_id: Mapped[str | None]  # its public id
    report: Mapped[str | None]  # the slug of a follow-up or an evaluation, which is about no site
    happened_at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True)
class _Piece:
    key: str
    site_id: str | None
    happened_at: datetime
    check_id: str | None = None
    report: str | None = None


def collect_news(session: Session, ctx: Context) -> int:
    """Write down what has become public since the last time; return how much. Call it inside a transaction."""
    found = [*_new_sites(session), *_new_checks(session, ctx), *_new_answers(session), *_new_reports(session)]
    found.sort(key=lambda piece: (piece.happened_at, piece.key))
    for piece in found:
        session.add(News(**asdict(piece)))
        session.flush()  # one by one: their numbers are their order
    return len(found)


def last_news(session: Session) -> int:
    """Return the number of the newest piece of news."""
    return session.scalar(select(func.max(News.id))) or 0


def queue_alerts(session: Session, ctx: Context) -> int:
    """Queue a message for each alert that is due and has news; return how many. Call it inside a transaction."""
    now, newest, queued = ctx.now(), last_news(session), 0
    due = select(Alert).where(Alert.confirmed_at.is_not(None), Alert.due_at <= now)
    for alert in session.scalars(due.order_by(Alert.id)).all():
        wanted = _fitting(session, ctx, alert) if alert.told_to < newest else []
        if wanted:
            to = To(alert.address, alert.language, alert_id=alert.id)
            facts = {"news": wanted[-MOST_IN_A_MESSAGE:], "more": max(0, len(wanted) - MOST_IN_A_MESSAGE)}
            queued += queue(session, ctx, Topic.ALERT, to, "news", facts, f"news:{alert.id}:{newest}") is not None
        alert.told_to = newest
        if alert.pace != Pace.AT_ONCE:
            alert.due_at = next_digest(Pace(alert.pace), now, ctx.place.tz)
    session.flush()
    return queued


def remove_alert(session: Session, ctx: Context, alert: Alert) -> None:
    """Let go of an alert and its address; what had not left yet is cancelled. Call it inside a transaction."""
    forget_links(session, alert_id=alert.id)
    for message in session.scalars(select(Message).where(Message.alert_id == alert.id)):
        if message.state == MessageState.QUEUED:
            cancel(message, ctx.now(), "unsubscribed")
        message.alert_id = message.address_key = None
    session.flush()
    session.execute(delete(Alert).where(Alert.id == alert.id))


def alert_of_link(session: Session, link: MailLink | None) -> Alert | None:
    """Return the alert that a link is about."""
    return session.get(Alert, link.alert_id) if link is not None and link.alert_id is not None else None


def forget_unconfirmed_alerts(session: Session, ctx: Context, before: datetime) -> int:
    """Remove alerts that nobody confirmed in time; return how many. Call it inside a transaction."""
    waiting = select(Alert).where(Alert.confirmed_at.is_(None), Alert.created_at < before)
    old = session.scalars(waiting).all()
    for alert in old:
        remove_alert(session, ctx, alert)
    return len(old)


def _fitting(session: Session, ctx: Context, alert: Alert) -> list[int]:
    """Return the numbers of the news that an alert wants and has not been told."""
    kinds, ground, since = alert.kinds.split(), alert.ground, ctx.now() - TOLD_WITHIN
    rows = select(News).where(News.id > alert.told_to, News.happened_at >= since).order_by(News.id)
    wanted = []
    for piece in session.scalars(rows):
        if piece.report is not None:  # a follow-up is told to everyone, whatever they asked for
            wanted.append(piece.id)
            continue
        site = resolve_site(session, piece.site_id or "")
        if site is None or site.published_at is None or site.kind not in kinds:
            continue
        if ground.holds(site.public_lat, site.public_lon, _slug(session, site.area_id)):
            wanted.append(piece.id)
    return wanted


def _slug(session: Session, area_id: int | None) -> str | None:
    area = session.get(Area, area_id) if area_id is not None else None
    return area.slug if area else None


def _new_sites(session: Session) -> list[_Piece]:
    known = select(News.key).where(News.key == "site:" + Site.id)
    rows = session.execute(select(Site.id, Site.published_at).where(Site.published_at.is_not(None), ~known.exists()))
    return [_Piece(f"site:{site_id}", site_id, at) for site_id, at in rows if at is not None]


def _new_checks(session: Session, ctx: Context) -> list[_Piece]:
    """Return the held checks of published sites that may be told of; a correction is no new check."""
    origin = aliased(Check)
    public_id = func.coalesce(origin.public_id, Check.public_id)
    rows: Sequence[Any] = session.execute(
        select(public_id.label("public_id"), CheckVerdict.site_id, Check.ended_at)
        .select_from(CheckVerdict)
        .join(Check, Check.id == CheckVerdict.check_id)
        .outerjoin(origin, origin.id == Check.origin_id)
        .join(Site, Site.id == CheckVerdict.site_id)
        .where(Site.published_at.is_not(None), Check.withdrawn.is_(False), Check.ended_at <= public_before(ctx))
        .where(~select(News.id).where(News.key == "check:" + public_id).exists())
    ).all()
    return [_Piece(f"check:{row.public_id}", row.site_id, row.ended_at, row.public_id) for row in rows]


def _new_answers(session: Session) -> list[_Piece]:
    """Return the public answers: an activity, a closing, a no, a reopening."""
    told = [str(e) for e in (SiteEvent.ANSWERED, SiteEvent.CLOSED, SiteEvent.DECLINED, SiteEvent.REOPENED)]
    known = select(News.id).where(News.key == "answer:" + cast(SiteEventRow.id, String))
    steps = select(SiteEventRow.id, SiteEventRow.site_id, SiteEventRow.at)
    pieces = []
    for row in session.execute(steps.where(SiteEventRow.type.in_(told), ~known.exists())):
        site = resolve_site(session, row.site_id)
        if site is not None and site.published_at is not None:
            pieces.append(_Piece(f"answer:{row.id}", row.site_id, row.at))
    return pieces


def _new_reports(session: Session) -> list[_Piece]:
    """Return the follow-ups and evaluations that became public; a correction of one is no new one."""
    first_at = func.min(ReportVersion.published_at)
    rows = session.execute(
        select(Report.slug, first_at)
        .join(ReportVersion, ReportVersion.report_id == Report.id)
        .where(ReportVersion.published_at.is_not(None))
        .where(~select(News.id).where(News.key == "report:" + Report.slug).exists())
        .group_by(Report.slug)
    ).all()
    return [_Piece(f"report:{slug}", None, at, report=slug) for slug, at in rows if at is not None]
