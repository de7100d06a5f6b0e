"""Events of pledges from a file: all of them or none, and a second run changes nothing."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid
from webapp.domain.pledge_events import Channel, event_faults, may_report
from webapp.domain.pledges import Agreements
from webapp.domain.roles import Actor, Permission, require
from webapp.formats.pledge_events_csv import EventRecord, read_events
from webapp.storage.audit import log
from webapp.storage.db import transaction
from webapp.storage.pledge_events import event_row, known_keys, new_public_id
from webapp.storage.pledges import read_agreements


@dataclass(frozen=True)
class PledgeImport:
    """What became of a file: its rows, how many are new, how many were there already."""

    rows: int
    added: int
    known: int


def import_events(session: Session, ctx: Context, actor: Actor, data: bytes) -> PledgeImport:
    """Store the events of a CSV file.

    :raises NotAllowed: the actor reports on no pledge
    :raises Invalid: every fault of the file, with its ``line`` in the details
    """
    require(actor, Permission.REPORT_PLEDGE)
    records = read_events(data)
    today = local_date(ctx.now(), ctx.place.tz)
    with transaction(session):
        agreements = read_agreements(session)
        faults = [fault for record in records for fault in _faults(agreements, actor, record, today)]
        if faults:
            raise Invalid(faults)
        known = known_keys(session, "file:")
        new = [record for record in records if f"file:{record.key}" not in known]
        for record in new:
            row = event_row(ctx, actor, record.wish, new_public_id(), Channel.FILE)
            row.submission_key = f"file:{record.key}"
            session.add(row)
        if new:
            log(session, ctx, actor, "pledge_events.imported", str(len(new)))
        return PledgeImport(len(records), len(new), len(records) - len(new))


def _faults(agreements: Agreements, actor: Actor, record: EventRecord, today: date) -> list[Fault]:
    wish = record.wish
    pledge = agreements.pledge_named(wish.pledge, wish.on)
    faults = event_faults(wish, pledge, today)
    if pledge is not None and not may_report(actor, pledge):
        faults.append(Fault("pledge", "another_partys"))
    return [replace(f, details={"text": wish.pledge[:40], **f.details, "line": record.line}) for f in faults]
