"""Measured speeds from a file: all of it or nothing, and the same file a second time changes nothing."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.coordinates import fault_of
from webapp.domain.errors import Refused
from webapp.domain.roles import Actor, Permission, require
from webapp.formats.csv_rows import Faults
from webapp.formats.measurements_csv import MeasurementRow as Row
from webapp.formats.measurements_csv import read_measurements
from webapp.storage import measurements as store
from webapp.storage.audit import log
from webapp.storage.db import transaction
from webapp.storage.locating import locate_many
from webapp.storage.resolving import resolve_site

OUTSIDE_DEG = 0.01
"""A measurement to compare with may lie about a kilometre beyond the place's box."""


@dataclass(frozen=True)
class ImportReport:
    """What came of a file; ``at_sites`` of the ``added`` belong to a site, the others are places of their own."""

    rows: int
    added: int
    known: int
    at_sites: int


def import_measurements(session: Session, ctx: Context, actor: Actor, data: bytes) -> ImportReport:
    """Store the measurements of a CSV file.

    :raises NotAllowed: the actor may not import
    :raises Refused: a row cannot be read; every fault is named by its line, and nothing is stored
    """
    require(actor, Permission.IMPORT_SPEEDS)
    rows, faults = read_measurements(data, ctx.place.tz)
    with transaction(session):
        for row in rows:
            _judge(session, ctx, row, faults)
        if faults.lines:
            sentences = faults.sentences()
            raise Refused("\n".join([f"Nothing was stored: {len(sentences)} faults in the file.", *sentences]))
        known = store.stored_keys(session)
        new = [row for row in rows if row.fingerprint not in known]
        stored = [_store(session, ctx, actor, row) for row in new]
        if stored:
            log(session, ctx, actor, "measurements.imported", str(len(stored)))
        return ImportReport(len(rows), len(new), len(rows) - len(new), sum(row.site_id is not None for row in stored))


def _judge(session: Session, ctx: Context, row: Row, faults: Faults) -> None:
    if row.ended_at > ctx.now():
        faults.add(row.line, "it ends in the future.")
    if row.site_id is not None and resolve_site(session, row.site_id) is None:
        faults.add(row.line, f"there is no place with the id {row.site_id!r}.")
    if row.lat is None or row.lon is None:
        return
    west, south, east, north = ctx.place.bbox
    box = (west - OUTSIDE_DEG, south - OUTSIDE_DEG, east + OUTSIDE_DEG, north + OUTSIDE_DEG)
    if fault_of(row.lat, row.lon, box) == "swapped":
        faults.add(row.line, "lat and lon have changed places.")
    elif not (box[0] <= row.lon <= box[2] and box[1] <= row.lat <= box[3]):
        faults.add(row.line, f"{row.lat} {row.lon} lies outside {ctx.place.name}.")


def _store(session: Session, ctx: Context, actor: Actor, row: Row) -> store.MeasurementRow:
    site_id = row.site_id
    if site_id is None and row.lat is not None and row.lon is not None:
        where = locate_many(session, ctx, [row.lon], [row.lat])[0]
        site_id = store.nearest_site(session, where.easting, where.northing)
    kept = store.MeasurementRow(
        external_key=row.fingerprint,
        site_id=site_id,
        lat=row.lat,
        lon=row.lon,
        started_at=row.started_at,
        ended_at=row.ended_at,
        vehicles=row.vehicles,
        mean_kmh=row.mean_kmh,
        v85_kmh=row.v85_kmh,
        limit_kmh=row.limit_kmh,
        over_limit=row.over_limit,
        source=row.source,
        imported_at=ctx.now(),
        imported_by=actor.account_id,
    )
    session.add(kept)
    return kept
