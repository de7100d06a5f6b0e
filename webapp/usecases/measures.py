"""The municipality's speed-reducing measures: registered, moved on, put right, imported; those who asked are told."""

import secrets
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotFound, Refused
from webapp.domain.measures import MeasureFacts, MeasureStatus, day_faults, measure_faults, move
from webapp.domain.privacy import PublicMeasure
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.suggestions import MAX_TEXT
from webapp.formats.measures_files import MeasureRow, read_measures
from webapp.storage import measures as store
from webapp.storage.audit import log
from webapp.storage.db import transaction
from webapp.storage.measures import Measure, MeasureEvent, MeasureFilter, Step
from webapp.storage.notices import notify_of_measure
from webapp.storage.places import areas_at, distances_outside_m
from webapp.storage.resolving import resolve_site

TOLD = frozenset({MeasureStatus.DECIDED, MeasureStatus.BUILT})
"""Steps that those who asked for the place hear of; a plan is no promise yet."""
SHOWN = 500


@dataclass(frozen=True)
class MeasureImport:
    """What came of a file: how many are new, moved on or put right, and known as they are."""

    rows: int
    added: int
    changed: int
    known: int


def register_measure(session: Session, ctx: Context, actor: Actor, facts: MeasureFacts) -> str:
    """Take a measure into the register and return its public id.

    :raises NotAllowed: the actor does not plan
    :raises Invalid: what was told cannot be true
    """
    require(actor, Permission.REGISTER_MEASURE)
    with transaction(session):
        _refuse([*measure_faults(facts, _today(ctx)), *_place_faults(session, ctx, facts)])
        measure = _add(session, ctx, actor, facts, None)
        log(session, ctx, actor, "measure.registered", measure.public_id)
        return measure.public_id


def move_measure(
    session: Session, ctx: Context, actor: Actor, public_id: str, status: str, on: date | None, note: str | None = None
) -> None:
    """Move a measure on to another status.

    :param note: new words for everyone; None leaves them
    :raises NotAllowed: the actor does not plan
    :raises NotFound: there is no such measure
    :raises Invalid: the status or its day cannot be true
    :raises WrongState: the step is not in the table
    """
    require(actor, Permission.REGISTER_MEASURE)
    faults = [] if status in set(MeasureStatus) else [Fault("status", "unknown" if status else "missing")]
    if note is not None and len(note) > MAX_TEXT:
        faults.append(Fault("note", "too_long", {"max": MAX_TEXT}))
    _refuse([*faults, *day_faults(status, on, _today(ctx))])
    with transaction(session):
        measure = _found(session, public_id)
        move(MeasureStatus(measure.status), MeasureStatus(status))
        measure.status, measure.status_on = status, on
        measure.note = measure.note if note is None else note.strip()
        _happened(session, ctx, actor, measure)
        log(session, ctx, actor, f"measure.{status}", measure.public_id)


def correct_measure(
    session: Session, ctx: Context, actor: Actor, public_id: str, facts: MeasureFacts, reason: str
) -> None:
    """Put right what is told of a measure; what stood before stays in its history.

    :raises NotAllowed: the actor does not plan
    :raises NotFound: there is no such measure
    :raises Invalid: what was told cannot be true, or no reason is given
    """
    require(actor, Permission.REGISTER_MEASURE)
    with transaction(session):
        measure = _found(session, public_id)
        faults = [*measure_faults(facts, _today(ctx)), *_place_faults(session, ctx, facts)]
        _refuse([*faults, *([] if reason.strip() else [Fault("reason", "missing")])])
        _fill(session, measure, facts)
        _happened(session, ctx, actor, measure, reason.strip()[:MAX_TEXT], tell=False)
        log(session, ctx, actor, "measure.corrected", measure.public_id)


def import_measures(session: Session, ctx: Context, actor: Actor, data: bytes, name: str) -> MeasureImport:
    """Take the measures of a file into the register: all of them or none; a second run changes nothing.

    A row whose ``id`` is known and that tells something else is a step, or a correction.

    :raises NotAllowed: the actor may not import
    :raises Refused: every fault of the file, by its line or feature
    """
    require(actor, Permission.IMPORT)
    rows, faults = read_measures(data, name)
    with transaction(session):
        for row in rows:
            told = [*measure_faults(row.facts, _today(ctx)), *_place_faults(session, ctx, row.facts)]
            for fault in told:
                faults.add(row.line, f"{fault.field}: {FAULTS.get(fault.code, fault.code)}")
        if faults.lines:
            sentences = faults.sentences()
            raise Refused("\n".join([f"Nothing was stored: {len(sentences)} faults in the file.", *sentences]))
        done = [_take(session, ctx, actor, row) for row in rows]
        if set(done) - {"known"}:
            log(session, ctx, actor, "measures.imported", str(len(done) - done.count("known")))
        return MeasureImport(len(rows), done.count("added"), done.count("changed"), done.count("known"))


FAULTS = {
    "unknown": "is not one of the codes or terms",
    "missing": "is missing",
    "too_large": "is too large",
    "too_long": "is too long",
    "not_a_link": "is no http or https address",
    "in_the_future": "lies in the future",
    "outside": "lies outside the place",
    "unknown_site": "there is no place with this id",
}


def register(session: Session, actor: Actor, wanted: MeasureFilter) -> list[PublicMeasure]:
    """Return the measures that fit, the newest step first.

    :raises NotAllowed: the actor does not plan
    """
    require(actor, Permission.SEE_PLANNING)
    return store.public_measures(session, wanted, SHOWN)


def measure_with_history(session: Session, actor: Actor, public_id: str) -> tuple[PublicMeasure, list[Step]]:
    """Return one measure and everything that was told of it.

    :raises NotAllowed: the actor does not plan
    :raises NotFound: there is no such measure
    """
    require(actor, Permission.SEE_PLANNING)
    found, measure = store.find_public_measure(session, public_id), store.find_measure(session, public_id)
    if found is None or measure is None:
        raise NotFound(f"measure {public_id}")
    return found, store.steps_of(session, measure)


def _take(session: Session, ctx: Context, actor: Actor, row: MeasureRow) -> str:
    known = store.find_imported(session, row.key)
    if known is None:
        _add(session, ctx, actor, row.facts, row.key)
        return "added"
    if _facts_of(known) == row.facts:
        return "known"
    moved = known.status != row.facts.status
    _fill(session, known, row.facts)
    _happened(session, ctx, actor, known, tell=moved)
    return "changed"


def _add(session: Session, ctx: Context, actor: Actor, facts: MeasureFacts, key: str | None) -> Measure:
    measure = Measure(public_id=secrets.token_hex(6), external_key=key)
    _fill(session, measure, facts)
    session.add(measure)
    session.flush()
    _happened(session, ctx, actor, measure)
    return measure


def _fill(session: Session, measure: Measure, facts: MeasureFacts) -> None:
    lon, lat = _middle(facts.geometry or {})
    measure.kind, measure.status, measure.status_on = facts.kind, facts.status, facts.on
    measure.geometry, measure.lat, measure.lon = dict(facts.geometry or {}), lat, lon
    measure.area_id = areas_at(session, [lon], [lat])[0]
    measure.street, measure.cost = facts.street.strip(), facts.cost
    measure.link, measure.note, measure.site_id = facts.link.strip(), facts.note.strip(), facts.site_id


def _facts_of(measure: Measure) -> MeasureFacts:
    return MeasureFacts(
        kind=measure.kind,
        status=measure.status,
        geometry=measure.geometry,
        street=measure.street,
        on=measure.status_on,
        cost=measure.cost,
        link=measure.link,
        note=measure.note,
        site_id=measure.site_id,
    )


def _happened(
    session: Session, ctx: Context, actor: Actor, measure: Measure, reason: str = "", tell: bool = True
) -> None:
    """Write a step down, and tell those who asked for its site when it is one they should hear of."""
    facts: dict[str, Any] = {**asdict(_facts_of(measure)), "on": None}
    event = MeasureEvent(
        measure_id=measure.id,
        at=ctx.now(),
        account_id=actor.account_id,
        status=measure.status,
        on=measure.status_on,
        reason=reason,
        facts=facts,
    )
    session.add(event)
    session.flush()
    site = resolve_site(session, measure.site_id) if measure.site_id else None
    if tell and site is not None and measure.status in TOLD:
        notify_of_measure(session, ctx, site, event.id)


def _middle(geometry: Any) -> tuple[float, float]:
    """Return a position on a measure: the point itself, or the middle one of a line, longitude first."""
    coordinates = geometry["coordinates"]
    lon, lat = coordinates[:2] if geometry["type"] == "Point" else coordinates[len(coordinates) // 2][:2]
    return float(lon), float(lat)


def _place_faults(session: Session, ctx: Context, facts: MeasureFacts) -> list[Fault]:
    faults = []
    if facts.site_id and resolve_site(session, facts.site_id) is None:
        faults.append(Fault("site", "unknown_site"))
    if facts.geometry is not None:
        west, south, east, north = ctx.place.bbox
        lon, lat = _middle(facts.geometry)
        near = west - 1 <= lon <= east + 1 and south - 1 <= lat <= north + 1
        if not near or distances_outside_m(session, ctx, [lon], [lat])[0] > ctx.place.pin_tolerance_m:
            faults.append(Fault("place_text", "outside"))
    return faults


def _found(session: Session, public_id: str) -> Measure:
    measure = store.find_measure(session, public_id)
    if measure is None:
        raise NotFound(f"measure {public_id}")
    return measure


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise Invalid(faults)


def _today(ctx: Context) -> date:
    return local_date(ctx.now(), ctx.place.tz)
