"""Residents' reports from a file: all of it or nothing, and the same file a second time changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_year
from webapp.domain.context import Context
from webapp.domain.coordinates import fault_of
from webapp.domain.errors import Refused
from webapp.domain.reporters import random_key, reporter_key
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.sites import site_id_of
from webapp.domain.suggestions import Channel, State, new_public_number, new_salt
from webapp.formats.reports_csv import Reading, Report, read_reports
from webapp.storage import imported
from webapp.storage.audit import log
from webapp.storage.db import transaction
from webapp.storage.grouping import place_many
from webapp.storage.ledger import commit
from webapp.storage.locating import Located, locate_many
from webapp.storage.places import distances_outside_m

FAR_DEGREES = 1.0  # further off than this no map projection of the place need be asked


@dataclass(frozen=True)
class SetAside:
    """A row that lies far outside the place; ``distance_m`` is None when it is too far to say."""

    line: int
    lat: float
    lon: float
    distance_m: float | None
    swapped: bool


@dataclass(frozen=True)
class ImportReport:
    """What came of a file. On a dry run nothing was stored."""

    rows: int
    stored: int
    known: int
    set_aside: tuple[SetAside, ...]


def import_suggestions(
    session: Session, ctx: Context, actor: Actor, data: bytes, how: Reading, dry_run: bool = False
) -> ImportReport:
    """Store the reports of a CSV file, each accepted now and placed in its site.

    Rows whose id is stored already are passed over, rows far outside the place are set aside. Each row
    counts as a resident of its own unless the file names reporters.

    :raises NotAllowed: the actor may not import
    :raises Refused: a row cannot be read; every fault is named by its line, and nothing is stored
    """
    require(actor, Permission.IMPORT)
    reports, faults = read_reports(data, how)
    if faults:
        raise Refused("\n".join([f"Nothing was stored: {len(faults)} faults in the file.", *faults]))
    with transaction(session):
        distances = _distances(session, ctx, reports)
        tolerance_m = ctx.place.pin_tolerance_m
        far = [_aside(ctx, r, d) for r, d in zip(reports, distances, strict=True) if d is None or d > tolerance_m]
        near = [(r, d > 0) for r, d in zip(reports, distances, strict=True) if d is not None and d <= tolerance_m]
        known = imported.stored_ids(session)
        new = sorted((pair for pair in near if pair[0].id not in known), key=lambda pair: pair[0].id)
        if new and not dry_run:
            _store(session, ctx, new)
            log(session, ctx, actor, "suggestions.imported", str(len(new)))
    return ImportReport(len(reports), len(new), len(near) - len(new), tuple(far))


def _distances(session: Session, ctx: Context, reports: Sequence[Report]) -> list[float | None]:
    """Return how many metres outside the place each report lies; None when it is nowhere near."""
    west, south, east, north = ctx.place.bbox
    distances: list[float | None] = [None] * len(reports)
    near = [
        i
        for i, r in enumerate(reports)
        if west - FAR_DEGREES <= r.lon <= east + FAR_DEGREES and south - FAR_DEGREES <= r.lat <= north + FAR_DEGREES
    ]
    outside = distances_outside_m(session, ctx, [reports[i].lon for i in near], [reports[i].lat for i in near])
    for i, distance_m in zip(near, outside, strict=True):
        distances[i] = distance_m
    return distances


def _aside(ctx: Context, report: Report, distance_m: float | None) -> SetAside:
    swapped = fault_of(report.lat, report.lon, ctx.place.bbox) == "swapped"
    return SetAside(report.line, report.lat, report.lon, distance_m, swapped)


def _store(session: Session, ctx: Context, new: Sequence[tuple[Report, bool]]) -> None:
    """Add the rows in the order of their ids, so that the order of the file's rows means nothing; group once."""
    located = locate_many(session, ctx, [r.lon for r, _ in new], [r.lat for r, _ in new])
    now = ctx.now()  # one for all: of rows received at the same time the file's own id tells who was first
    rows = [_row(ctx, report, outside, at, now) for (report, outside), at in zip(new, located, strict=True)]
    imported.add_rows(session, rows)
    commit(session)
    place_many(session, ctx, rows)


def _row(ctx: Context, report: Report, outside: bool, at: Located, now: datetime) -> dict[str, Any]:
    number = new_public_number()
    return {
        "public_number": number,
        "founding_id": site_id_of(number),
        "channel": Channel.IMPORT,
        "external_id": report.id,
        "kind": report.kind,
        "state": State.LIVE,
        "received_at": now,
        "created_at": report.created_at,
        "accepted_at": now,
        "lat": report.lat,
        "lon": report.lon,
        "easting": at.easting,
        "northing": at.northing,
        "unit": at.unit,
        "road_id": at.road_id,
        "measure_m": at.measure_m,
        "junction_id": at.junction_id,
        "cell_col": at.cell_col,
        "cell_row": at.cell_row,
        "area_id": at.area_id,
        "outside_note": outside,
        "text": report.text,
        "reporter_key": _key(ctx, report, at.scope, now),
        "salt": new_salt(),
    }


def _key(ctx: Context, report: Report, scope: str, now: datetime) -> str:
    """Return the reporter's key: the file's own reporter at this scope, or a resident of its own."""
    if report.reporter is None:
        return random_key()
    return reporter_key(ctx.secret_key, local_year(now, ctx.place.tz), scope, f"import:{report.reporter}")
