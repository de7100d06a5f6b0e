"""Sites (kept state), their events (the truth), and the old ids that still lead to them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.db import Base, Instant


class Site(Base):
    """What police choose. Every column can be rebuilt from suggestions, site events and checks."""

    __tablename__ = "site"
    __table_args__ = (
        Index("ix_site_place", "public_lat", "public_lon", "published_at", "kind"),  # a map asks by a box of degrees
        Index("ix_site_anchor", "kind", "unit", "easting"),  # grouping asks for the pins around a suggestion
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    founder_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"))
    name: Mapped[str]
    unit: Mapped[str]
    road_id: Mapped[int | None] = mapped_column(ForeignKey("road.id"), index=True)
    junction_id: Mapped[int | None] = mapped_column(ForeignKey("junction.id"), index=True)
    measure_m: Mapped[float | None]  # of the anchor, along the road
    length_m: Mapped[float]  # of the extent
    # The exact anchor, never public off a road: domain/privacy.py decides what leaves.
    easting: Mapped[float]
    northing: Mapped[float]
    lat: Mapped[float] = mapped_column(index=True)
    lon: Mapped[float]
    # What the public may see as its place: the anchor on a road, else the centre of the 50 m square
    # (250 m for an unsafe place). Kept, so that reading needs no projection.
    public_lat: Mapped[float]
    public_lon: Mapped[float]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id", ondelete="SET NULL"), index=True)

    pinned_at: Mapped[datetime | None] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    status: Mapped[str] = mapped_column(default="open")
    status_reason: Mapped[str | None]
    status_reply: Mapped[str | None]
    status_at: Mapped[datetime | None] = mapped_column(Instant)

    residents: Mapped[int] = mapped_column(default=0)  # distinct keys of live members and stubs
    confirmed: Mapped[int] = mapped_column(default=0)  # those with a confirmed e-mail
    members: Mapped[int] = mapped_column(default=0)
    when_counts: Mapped[list[int]] = mapped_column(JSON, default=list)  # 56 counts in the order of WHEN
    cause_counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    # What the score and the police's list ask of the members: kept, as reading them all takes long.
    voices: Mapped[float] = mapped_column(default=0.0)  # domain.score.voice_strength of every resident, together
    risk_counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # distinct residents who named each risk
    channels: Mapped[str] = mapped_column(default="")  # that members came by: "comment form"
    campaigns: Mapped[str] = mapped_column(default="")  # the numbers of the questions that members answer: "3 7"
    first_received_at: Mapped[datetime] = mapped_column(Instant)
    last_received_at: Mapped[datetime] = mapped_column(Instant)
    checks: Mapped[int] = mapped_column(default=0)  # held and not withdrawn, counted or not
    last_check_on: Mapped[date | None]
    person_edited: Mapped[bool] = mapped_column(default=False)


class SiteEventRow(Base):
    """Something that happened to a site. Append-only."""

    __tablename__ = "site_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[str] = mapped_column(index=True)
    type: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class SiteAlias(Base):
    """An id that a merge retired; it leads to ``site_id`` for ever."""

    __tablename__ = "site_alias"

    id: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(Instant)


class MapCell(Base):
    """How many live suggestions that are part of no published site lie in one square.

    ``size_m`` is 100, 200, 400 … for speed and 250, 500, 1000 … for unsafe places.
    """

    __tablename__ = "map_cell"
    __table_args__ = (Index("ix_map_cell_place", "kind", "size_m", "lat", "lon", "suggestions"),)  # a map asks by a box

    kind: Mapped[str] = mapped_column(primary_key=True)
    size_m: Mapped[int] = mapped_column(primary_key=True)
    col: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    lat: Mapped[float]  # of the centre
    lon: Mapped[float]
    suggestions: Mapped[int]
