import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import NOON
from webapp.domain.errors import NotAllowed, Refused
from webapp.domain.roles import OPERATOR, RESIDENT, Actor, Role
from webapp.domain.suggestions import Kind
from webapp.formats.reports_csv import Reading
from webapp.storage.grouping import verify
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.usecases.imports import import_suggestions

COLUMNS = ("id", "created", "lat", "lon", "category", "comment", "reporter")


def as_csv(rows):
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue().encode()


def row(number, lat=60.0, lon=15.05, category="speed", comment="", reporter="", created="2026-03-01T12:00:00Z"):
    return (number, created, lat, lon, category, comment, reporter)


def read(session, context, rows, dry_run=False, actor=OPERATOR):
    how = Reading(context.place.tz, {}, {"people speed": Kind.SPEED})
    return import_suggestions(session, context, actor, as_csv(rows), how, dry_run)


def everything(session):
    session.rollback()
    return session.query(Suggestion).order_by(Suggestion.external_id).all()


def test_a_row_is_live_at_once_and_keeps_its_own_time_apart_from_ours(session, context):
    read(session, context, [row("a1", category="people speed", comment="För fort")])

    (one,) = everything(session)
    assert (one.channel, one.external_id, one.kind, one.state) == ("import", "a1", "speed", "live")
    assert one.received_at == one.accepted_at == NOON
    assert one.created_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert (one.text, one.text_state) == ("För fort", "waiting")
    assert one.site_id is not None


def test_three_rows_at_one_place_are_three_residents_and_make_a_published_site(session, context):
    read(session, context, [row(n) for n in range(3)])

    (site,) = session.query(Site).all()
    assert site.residents == 3
    assert site.published_at == NOON
    assert verify(session, context) == []


def test_rows_of_one_reporter_are_one_resident(session, context):
    read(session, context, [row(n, reporter="anna") for n in range(3)] + [row(9, reporter="bo")])

    (site,) = session.query(Site).all()
    assert site.residents == 2
    assert site.published_at is None
    assert not any("anna" in (s.reporter_key + (s.text or "")) for s in everything(session))


def test_one_bad_row_stores_nothing_and_every_fault_is_named(session, context):
    rows = [row(n) for n in range(20)]
    rows[6] = row(6, lat="north")
    rows[11] = row(11, created="")

    with pytest.raises(Refused) as refusal:
        read(session, context, rows)

    assert "Line 8: lat 'north'" in str(refusal.value)
    assert "Line 13: created" in str(refusal.value)
    assert everything(session) == []


def test_a_failure_after_the_rows_were_added_leaves_nothing(session, context, monkeypatch):
    def fail(*_args):
        raise RuntimeError("the power went")

    monkeypatch.setattr("webapp.usecases.imports.place_many", fail)
    with pytest.raises(RuntimeError):
        read(session, context, [row(1)])

    assert everything(session) == []


def test_rows_far_outside_are_set_aside_by_line_and_the_rest_is_stored(session, context):
    rows = [row("in"), row("far", lat=42.0, lon=-71.0), row("swapped", lat=15.05, lon=60.0), row("km", lat=60.052)]

    report = read(session, context, rows)

    assert [(a.line, a.swapped) for a in report.set_aside] == [(3, False), (4, True), (5, False)]
    assert report.set_aside[2].distance_m == pytest.approx(1340, abs=30)
    assert [s.external_id for s in everything(session)] == ["in"]


def test_a_pin_just_outside_the_border_is_taken_with_a_note(session, context):
    read(session, context, [row("beside", lat=60.042), row("inside")])

    assert {s.external_id: s.outside_note for s in everything(session)} == {"beside": True, "inside": False}


def test_a_second_run_changes_nothing_and_a_longer_file_adds_only_what_is_new(session, context, clock):
    rows = [row(n, lon=15.05 + n / 100) for n in range(3)]
    read(session, context, rows)
    before = [(s.id, s.public_number, s.received_at, s.site_id) for s in everything(session)]
    clock.move(days=1)

    again = read(session, context, rows)
    longer = read(session, context, [*rows, row(3)])

    assert (again.stored, again.known) == (0, 3)
    assert (longer.stored, longer.known) == (1, 3)
    assert [(s.id, s.public_number, s.received_at, s.site_id) for s in everything(session)][:3] == before


def test_the_order_of_rows_means_nothing(session, context):
    rows = [row(f"{n:02}", lat=60 + (n % 4) / 5000, lon=15.05 + (n % 3) / 3000) for n in range(12)]

    read(session, context, rows[::-1])

    assert [s.external_id for s in sorted(everything(session), key=lambda s: s.id)] == [f"{n:02}" for n in range(12)]


def test_a_dry_run_tells_and_stores_nothing(session, context):
    report = read(session, context, [row(1), row(2, lat=10)], dry_run=True)

    assert (report.rows, report.stored, len(report.set_aside)) == (2, 1, 1)
    assert everything(session) == []


def test_what_a_resident_had_erased_does_not_come_back(session, context):
    from webapp.domain.suggestions import State
    from webapp.storage.db import transaction

    read(session, context, [row(1, comment="mitt namn")])
    with transaction(session):
        one = session.query(Suggestion).one()
        one.state, one.text, one.erased_at = State.ERASED, None, context.now()

    report = read(session, context, [row(1, comment="mitt namn")])

    assert report.stored == 0
    assert everything(session)[0].text is None


@pytest.mark.parametrize("actor", [RESIDENT, Actor(Role.PLANNER, 1), Actor(Role.POLICE, 1)])
def test_only_an_operator_imports(session, context, actor):
    with pytest.raises(NotAllowed):
        read(session, context, [row(1)], actor=actor)


def test_every_row_of_a_file_is_received_at_one_instant_however_long_the_import_takes(session, context, clock):
    def ticking():
        clock.at -= timedelta(seconds=1)  # a clock that is put right meanwhile
        return clock.at

    read(session, replace(context, now=ticking), [row("b"), row("a"), row("c")])

    found = everything(session)
    assert len({s.received_at for s in found}) == 1
    assert {s.site_id for s in found} == {found[0].founding_id}
