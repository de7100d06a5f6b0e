"""The place as loaded from its folder: districts, the base map, names, pledges, and small facts."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.db import Base


class Area(Base):
    """A district with its border in degrees."""

    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    population: Mapped[int | None]
    source: Mapped[str] = mapped_column(default="")
    lat: Mapped[float]  # where its name is drawn
    lon: Mapped[float]
    geometry: Mapped[dict[str, Any]] = mapped_column(JSON)  # GeoJSON Polygon or MultiPolygon


class BaseMapFeature(Base):
    """Something drawn under everything else: boundary, neighbour, water, green, railway, road, label."""

    __tablename__ = "base_map"

    id: Mapped[int] = mapped_column(primary_key=True)
    layer: Mapped[str] = mapped_column(index=True)
    name: Mapped[str | None]
    geometry: Mapped[dict[str, Any]] = mapped_column(JSON)


class GazetteerName(Base):
    """A name that people use for a place; one row a name or alias."""

    __tablename__ = "gazetteer"
    __table_args__ = (Index("ix_gazetteer_folded", "folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # canonical
    spelling: Mapped[str]  # the name itself or one of its aliases
    folded: Mapped[str]  # lower case, no å ä ö, for comparing
    kind: Mapped[str]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    area: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="")


class PledgeRow(Base):
    """A promise of an agreement with its target, period and rule; what pledges.toml says."""

    __tablename__ = "pledge"

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement: Mapped[str] = mapped_column(index=True)
    slug: Mapped[str]
    position: Mapped[int]
    party: Mapped[str]
    type: Mapped[str]
    target: Mapped[int | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    continues: Mapped[bool] = mapped_column(default=False)
    title_sv: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    rule: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Texts beside the title: agreement, section and text as [sv, en], and parties as {slug: name}.
    words: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Fact(Base):
    """A small fact about this database: which place it holds, whether it is a demo, the map's version."""

    __tablename__ = "fact"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)
