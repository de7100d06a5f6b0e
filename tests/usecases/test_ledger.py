"""The ledger of a living site: what goes in and when, what is opened, and what erasing leaves behind."""

import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DatabaseError

from tests.residents import HOME, OFFICER, ask, ask_site, hold, site_of, suggestion_of
from tests.worlds import add_road, degrees, suggest_at
from webapp.domain.errors import NotAllowed
from webapp.domain.ledger import commitment, opening_text, read_ledger, report
from webapp.domain.moderation import Decision, Step
from webapp.domain.roles import OPERATOR, RESIDENT, Actor, Role
from webapp.storage.counting import verify_counts
from webapp.storage.db import transaction
from webapp.storage.ledger import LedgerLeaf, LedgerLine, commit, published_lines
from webapp.storage.progress import count
from webapp.usecases import moderation
from webapp.usecases.ledger import publish_ledger, publish_when_due
from webapp.usecases.receipts import Changes, edit
from webapp.usecases.suggestions import erase, withdraw

YEAR = 2026


def publish(session, context):
    return publish_ledger(session, context, OPERATOR).added


@pytest.fixture
def files(client):
    """Read both open files as they stand, prove them, and return the counted checks by id."""

    def read():
        ledger, checks = client.get("/api/v1/ledger.jsonl"), client.get(f"/api/v1/checks.json?year={YEAR}")
        assert ledger.mimetype == "application/x-ndjson"
        said = report(ledger.data, checks.data)
        found = {check["id"]: check["proof"] for check in checks.json if check["counts"]}
        assert f"{len(found)} checks count" in said
        return found

    return read


def test_each_closed_day_gets_one_line_and_a_second_time_adds_none(session, context, clock):
    ask_site(session, context)
    clock.move(days=1)
    ask(session, context)
    assert [(line.day, line.leaves) for line in publish(session, context)] == [("2026-05-12", 3)]
    assert publish(session, context) == ()

    clock.move(days=2)  # a day without suggestions has no line
    assert [(line.day, line.leaves) for line in publish(session, context)] == [("2026-05-13", 1)]
    clock.move(days=2)
    assert publish(session, context) == ()
    assert [line.day for line in published_lines(session)] == ["2026-05-12", "2026-05-13"]


def test_a_day_is_the_places_own(session, context, clock):
    clock.move(hours=11, minutes=30)  # 21:30 in UTC, 23:30 in Stockholm
    ask(session, context)
    clock.move(hours=1)

    assert [line.day for line in publish(session, context)] == ["2026-05-12"]


def test_what_comes_late_goes_into_the_next_line_and_no_read_line_changes(session, context, clock):
    late = ask(session, context)
    ask(session, context)
    number = suggestion_of(session, late).id
    leaf = session.execute(select(LedgerLeaf.leaf, LedgerLeaf.opening).where(LedgerLeaf.suggestion_id == number)).one()
    accepted_at = clock()
    with transaction(session):  # another process has not told of it yet when the day is closed
        session.execute(delete(LedgerLeaf).where(LedgerLeaf.suggestion_id == number))
        suggestion_of(session, late).accepted_at = None
    clock.move(days=1)
    (first,) = publish(session, context)
    with transaction(session):
        suggestion_of(session, late).accepted_at = accepted_at
        session.add(LedgerLeaf(suggestion_id=number, accepted_at=accepted_at, **leaf._asdict()))
    assert publish(session, context) == ()
    clock.move(days=1)

    (second,) = publish(session, context)
    assert (first.day, second.day, second.leaves) == ("2026-05-12", "2026-05-13", 1)
    assert published_lines(session) == [first, second]


def test_a_worker_looks_often_and_writes_once(session, context, clock):
    assert publish_when_due(session, context, OPERATOR) == 0
    ask(session, context)
    assert publish_when_due(session, context, OPERATOR) == 0
    clock.move(days=1)

    assert [publish_when_due(session, context, OPERATOR) for _ in range(2)] == [1, 0]


def test_only_the_operator_publishes(session, context):
    for actor in (RESIDENT, OFFICER, Actor(Role.ADMIN)):
        with pytest.raises(NotAllowed):
            publish_ledger(session, context, actor)


def test_the_database_refuses_to_change_a_line(session, context, clock):
    ask(session, context)
    clock.move(days=1)
    publish(session, context)

    for deed in ("UPDATE ledger_line SET leaves = 2", "DELETE FROM ledger_line"):
        with pytest.raises(DatabaseError, match="append-only"):
            session.execute(text(deed))
        session.rollback()
    assert session.scalar(select(LedgerLine.leaves)) == 1


def test_a_counted_check_is_proved_by_an_opening_that_says_no_more_than_it_must(session, context, clock, files):
    site = ask_site(session, context)
    clock.move(days=2)
    publish(session, context)
    held = hold(session, context, clock, site.id)

    (proof,) = files().values()
    assert (proof["state"], proof["same_day"], proof["day"]) == ("proved", False, "2026-05-12")
    assert proof["opening"] == {"kind": "speed", "place": proof["opening"]["place"], "hour": "2026-05-12T10Z"}
    assert re.fullmatch(r"square \d{3} \d{4}", proof["opening"]["place"])
    assert commitment(proof["salt"], opening_text(**proof["opening"])) == proof["leaf"]
    assert set(proof) == {"state", "leaf", "salt", "opening", "path", "day", "same_day"}
    assert list(files()) == [held.public_id]


def test_on_the_same_day_it_counts_and_is_labelled_and_before_its_line_it_is_pending(session, context, clock, files):
    site = ask_site(session, context)
    clock.move(hours=3)
    held = hold(session, context, clock, site.id)

    assert files()[held.public_id].keys() == {"state", "leaf"}
    assert files()[held.public_id]["state"] == "pending"
    clock.move(days=1)
    publish(session, context)

    assert files()[held.public_id]["state"] == "same_day"
    assert files()[held.public_id]["same_day"] is True
    assert count(session, context, YEAR)[0] == 1


def test_a_place_that_is_not_public_is_not_opened_before_it_is(session, context, clock, files):
    token = ask(session, context)
    clock.move(days=1)
    publish(session, context)
    held = hold(session, context, clock, site_of(session, token).id)

    before = files()[held.public_id]
    assert before.keys() == {"state", "leaf", "path", "day", "same_day"}
    assert before["state"] == "place_withheld"
    for _ in range(2):
        ask(session, context)

    after = files()[held.public_id]
    assert (after["state"], after["leaf"]) == ("proved", before["leaf"])


def test_when_the_opened_one_is_erased_another_is_and_at_last_none(session, context, clock, files):
    tokens = [ask(session, context) for _ in range(6)]
    site = site_of(session, tokens[0])
    clock.move(days=1)
    publish(session, context)
    held = hold(session, context, clock, site.id)
    lines, seen = published_lines(session), set()

    for token in tokens:
        proof = files()[held.public_id]
        assert proof["state"] == "proved"
        seen.add(proof["leaf"])
        erase(session, context, token)

    assert len(seen) == 6
    last = files()[held.public_id]
    assert (last["state"], last["erased"], last["leaf"] in seen) == ("erased", True, True)
    assert not {"salt", "opening"} & set(last)
    assert published_lines(session) == lines
    assert count(session, context, YEAR)[0] == 1
    assert verify_counts(session, context) == []


def test_one_that_stands_is_opened_before_one_that_was_taken_back(session, context, clock, files):
    tokens = [ask(session, context) for _ in range(4)]
    clock.move(days=1)
    publish(session, context)
    held = hold(session, context, clock, site_of(session, tokens[0]).id)
    withdraw(session, context, tokens[0])
    taken_back = suggestion_of(session, tokens[0]).salt

    proof = files()[held.public_id]
    assert proof["state"] == "proved"
    assert proof["salt"] != taken_back


def test_nothing_of_an_erased_suggestion_is_left_but_its_leaf(session, context, clock, data_dir):
    token = ask(session, context)
    suggestion = suggestion_of(session, token)
    salt, number = suggestion.salt, suggestion.id
    erase(session, context, token)

    row = session.execute(select(LedgerLeaf.leaf, LedgerLeaf.opening).where(LedgerLeaf.suggestion_id == number)).one()
    assert re.fullmatch("[0-9a-f]{64}", row.leaf)
    assert row.opening is None
    assert session.scalar(select(LedgerLeaf.id).where(LedgerLeaf.opening.contains(salt))) is None


def test_a_street_is_committed_to_by_its_name(session, context, clock, files):
    add_road(session, "Lång  gatan", [(0.0, 0.0), (900.0, 0.0)])
    session.commit()
    lon, lat = (float(v) for v in degrees(context, 300.0, 2.0))
    site = ask_site(session, context, (lat, lon))
    clock.move(days=1)
    publish(session, context)
    held = hold(session, context, clock, site.id)

    assert files()[held.public_id]["opening"]["place"] == "road Lång gatan"


def test_what_was_accepted_elsewhere_is_committed_to_when_the_day_is_closed(session, context, clock, files):
    rows = [suggest_at(session, context, 0.0, 0.0) for _ in range(3)]
    session.commit()
    clock.move(days=1)

    assert [line.leaves for line in publish(session, context)] == [3]
    assert all(session.get(type(row), row.id).salt for row in rows)


def test_held_back_checks_are_not_proved_either(session, context, clock, client, app):
    site = ask_site(session, context)
    clock.move(days=1)
    publish(session, context)
    app.extensions["lofte_context"] = replace(context, place=replace(context.place, check_delay_hours=48))
    held = hold(session, context, clock, site.id)

    assert client.get(f"/api/v1/checks.json?year={YEAR}").json == []
    assert client.get(f"/progress/checks/{held.public_id}").status_code == 404
    clock.move(days=3)
    assert client.get(f"/progress/checks/{held.public_id}").status_code == 200


def test_spam_leaves_its_leaf(session, context, clock):
    token = ask(session, context)
    edit(session, context, token, Changes("Skräp"))
    number = suggestion_of(session, token).public_number
    version = moderation.look_at(session, OPERATOR, number).version
    moderation.decide(session, context, OPERATOR, number, version, Decision(Step.SPAM))
    clock.move(days=1)

    assert [line.leaves for line in publish(session, context)] == [1]


def test_an_import_is_committed_to_at_once(session, context, clock, tmp_path, app):
    file = tmp_path / "reports.csv"
    rows = "".join(f"{n},2026-05-01T10:00:00Z,{HOME[0]},{HOME[1]},speed,\n" for n in range(5))
    file.write_text(f"id,created,lat,lon,category,comment\n{rows}")
    assert app.test_cli_runner().invoke(args=["suggestions", "import", str(file)]).exit_code == 0

    assert len(session.execute(select(LedgerLeaf.id)).all()) == 5
    assert commit(session) == 0


def test_the_commands_publish_and_prove(app, session, context, clock, client, tmp_path):
    site = ask_site(session, context)
    clock.move(days=1)
    runner = app.test_cli_runner()
    done = runner.invoke(args=["ledger", "publish"])
    hold(session, context, clock, site.id)
    ledger, checks = tmp_path / "ledger.jsonl", tmp_path / "checks.json"
    ledger.write_bytes(client.get("/api/v1/ledger.jsonl").data)
    checks.write_bytes(client.get(f"/api/v1/checks.json?year={YEAR}").data)

    assert done.exit_code == 0
    assert done.stdout.encode() == ledger.read_bytes()
    good = runner.invoke(args=["ledger", "verify", str(ledger), "--checks", str(checks)])
    assert (good.exit_code, "1 proved" in good.stdout) == (0, True)
    found = json.loads(checks.read_text())
    found[0]["proof"]["opening"]["hour"] = "2026-05-12T09Z"
    checks.write_text(json.dumps(found))
    bad = runner.invoke(args=["ledger", "verify", str(ledger), "--checks", str(checks)])
    assert (bad.exit_code, bad.stdout) == (1, "")
    assert "is not what was committed to" in bad.stderr
    ledger.write_bytes(ledger.read_bytes().replace(b"2026-05-12", b"2026-05-11"))
    assert runner.invoke(args=["ledger", "verify", str(ledger)]).exit_code == 1
    assert runner.invoke(args=["ledger", "verify", "nowhere"]).exit_code == 2


def test_an_unchanged_ledger_is_not_sent_twice(client, session, context, clock):
    ask(session, context)
    clock.move(days=1)
    publish(session, context)
    first = client.get("/api/v1/ledger.jsonl")

    again = client.get("/api/v1/ledger.jsonl", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert len(read_ledger(first.data)) == 1


def test_a_whole_year_survives_the_erasure_of_every_person(session, context, clock, files):
    tokens, places = [], [(60.01, 15.05), (59.98, 15.13), (60.02, 15.08)]
    for place in places:
        tokens += [ask(session, context, place) for _ in range(3)]
        clock.move(hours=30)
    for place in range(3):
        hold(session, context, clock, site_of(session, tokens[place * 3]).id)
        clock.move(days=1)
    publish(session, context)
    before, lines = files(), published_lines(session)
    assert {proof["state"] for proof in before.values()} == {"proved"}

    for token in tokens:
        erase(session, context, token)
    clock.move(days=2)
    publish(session, context)

    after = files()
    assert after.keys() == before.keys()
    assert {proof["state"] for proof in after.values()} == {"erased"}
    assert published_lines(session)[: len(lines)] == lines
