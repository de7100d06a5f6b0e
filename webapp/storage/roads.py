"""Roads and junctions, in metres of the place's CRS. A place may have none."""

from sqlalchemy import JSON, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.db import Base


class Road(Base):
    """One street: consecutive ways of one name joined, with a measure in metres from its start."""

    __tablename__ = "road"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(unique=True)  # stable over imports
    name: Mapped[str | None] = mapped_column(index=True)
    alt_names: Mapped[list[str]] = mapped_column(JSON, default=list)
    speed_limit_kmh: Mapped[int | None]
    oneway: Mapped[bool] = mapped_column(default=False)
    highway: Mapped[str | None]
    owner: Mapped[str | None]
    length_m: Mapped[float]
    west: Mapped[float]  # bounding box in metres, for the search of the nearest
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    geometry: Mapped[bytes] = mapped_column(LargeBinary)  # little-endian doubles e0 n0 e1 n1 …


class Junction(Base):
    """A node where three or more road ends meet."""

    __tablename__ = "junction"

    id: Mapped[int] = mapped_column(primary_key=True)
    easting: Mapped[float] = mapped_column(index=True)
    northing: Mapped[float]
    name: Mapped[str | None]
    road_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
