"""A place folder read into records: place.toml is required, everything else may be absent."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from webapp.domain.errors import Refused
from webapp.domain.messages import QuietHours
from webapp.domain.open_data import CC0, OpenData
from webapp.domain.place_records import AreaRecord, MapRecord, NameRecord
from webapp.domain.places import Accessibility, Emergency, Place
from webapp.formats.gazetteer_csv import read_names
from webapp.formats.place_maps import read_areas, read_base_map, read_boundary

_ADDRESS = re.compile(r"https?://[^\s<>\"{}|^`\\]+")


def read_place(folder: Path) -> Place:
    """Read ``place.toml``.

    :raises Refused: there is no such file, or a value in it cannot be used; the message names it
    """
    path = folder / "place.toml"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refused(f"There is no place here: {path} is missing.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{path} cannot be read: {error}.") from None
    return _place(folder.resolve().name, raw, path)


def _place(slug: str, raw: dict[str, Any], path: Path) -> Place:
    bbox = _bbox(raw, path)
    timezone = str(raw.get("timezone", "Europe/Stockholm"))
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Refused(f"{path}: timezone {timezone} is unknown.") from None
    retention = raw.get("retention", {})
    emergency = raw.get("emergency", {})
    west, south, east, north = bbox
    lon, lat = raw.get("center", [(west + east) / 2, (south + north) / 2])
    return Place(
        slug=slug,
        name=str(raw.get("name", slug)),
        bbox=bbox,
        center=(float(lon), float(lat)),
        country=str(raw.get("country", "SE")),
        timezone=timezone,
        languages=tuple(raw.get("languages", ["sv", "en"])),
        crs=str(raw.get("crs", "EPSG:3006")),
        pin_tolerance_m=float(raw.get("pin_tolerance_m", 300)),
        publish_threshold=int(raw.get("publish_threshold", 3)),
        check_delay_hours=float(raw.get("check_delay_hours", 0)),
        revisit_weeks=_revisit_weeks(raw, path),
        quiet_hours=_quiet_hours(raw, path),
        authority=str(raw.get("authority", "")),
        police=str(raw.get("police", "")),
        partners=tuple(raw.get("partners", [])),
        contact_email=str(raw.get("contact_email", "")),
        contact_phone=str(raw.get("contact_phone", "")),
        privacy_email=str(raw.get("privacy_email", "")),
        emergency=Emergency(now=str(emergency.get("now", "112")), other=str(emergency.get("other", "114 14"))),
        retention_decision=str(retention.get("decision", "")),
        contact_months=int(retention.get("contact_months", 3)),
        text_months=int(retention.get("text_months", 12)),
        closed_between_campaigns=_closed_between(raw, path),
        processors=tuple(str(name) for name in raw.get("privacy", {}).get("processors", [])),
        accessibility=_accessibility(raw, path),
        open_data=_open_data(raw, path),
        attribution=tuple(raw.get("attribution", [])),
    )


def _accessibility(raw: dict[str, Any], path: Path) -> Accessibility:
    said = raw.get("accessibility", {})
    for name in ("assessed_on", "updated_on"):
        if said.get(name) is not None and type(said[name]) is not date:
            raise Refused(f"{path}: accessibility.{name} must be a date such as 2026-11-20, without quotes.")
    days = said.get("answer_days")
    return Accessibility(
        email=str(said.get("email", "")),
        phone=str(said.get("phone", "")),
        answer_days=None if days is None else int(days),
        assessed_on=said.get("assessed_on"),
        updated_on=said.get("updated_on"),
        flaws=tuple(str(flaw) for flaw in said.get("flaws", [])),
    )


def _open_data(raw: dict[str, Any], path: Path) -> OpenData:
    said = {name: str(raw.get("open_data", {}).get(name, "")) for name in ("licence", "areas_licence", "publisher")}
    for name, address in said.items():
        if address and not _ADDRESS.fullmatch(address):
            raise Refused(f"{path}: open_data.{name} must be an address that begins with http:// or https://.")
    return OpenData(said["licence"] or CC0, said["areas_licence"], said["publisher"])


def _closed_between(raw: dict[str, Any], path: Path) -> bool:
    between = raw.get("campaigns", {}).get("between", "open")
    if between not in {"open", "closed"}:
        raise Refused(f'{path}: campaigns.between must be "open" or "closed", not {between!r}.')
    return bool(between == "closed")


def _revisit_weeks(raw: dict[str, Any], path: Path) -> int:
    weeks = raw.get("revisit_weeks", 12)
    if type(weeks) is not int or not 1 <= weeks <= 104:
        raise Refused(f"{path}: revisit_weeks must be a whole number of weeks from 1 to 104, such as 12.")
    return weeks


def _quiet_hours(raw: dict[str, Any], path: Path) -> QuietHours:
    try:
        start, end = (int(hour) for hour in raw.get("quiet_hours", [21, 7]))
        return QuietHours(start, end)
    except (TypeError, ValueError):
        raise Refused(f"{path}: quiet_hours must be two whole hours from 0 to 23, such as [21, 7].") from None


def _bbox(raw: dict[str, Any], path: Path) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(v) for v in raw["bbox"])
    except (KeyError, TypeError, ValueError):
        raise Refused(f"{path}: bbox must be [west, south, east, north] in degrees.") from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Refused(f"{path}: bbox {[west, south, east, north]} is not west, south, east, north.")
    return west, south, east, north


@dataclass(frozen=True)
class PlaceFiles:
    """Everything in a place folder beside ``place.toml``; ``faults`` are sentences, empty when all is well."""

    boundary: tuple[MapRecord, ...]
    areas: tuple[AreaRecord, ...]
    base_map: tuple[MapRecord, ...]
    names: tuple[NameRecord, ...]
    faults: tuple[str, ...]


def read_place_files(folder: Path) -> PlaceFiles:
    """Read the borders, districts, base map and names of a place; an absent file gives nothing."""
    faults: list[str] = []
    boundary = read_boundary(folder / "boundary.geojson", faults)
    areas = read_areas(folder / "areas.geojson", faults)
    base_map = read_base_map(folder / "basemap.geojson", faults)
    names = read_names(folder / "gazetteer.csv", faults)
    return PlaceFiles(boundary, areas, base_map, names, tuple(faults))
