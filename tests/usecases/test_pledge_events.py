"""A party reports, corrects and takes back; a file is whole or not at all; the number is always counted anew."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.pledge_world import FIRE, PLANNER, POLICE, csv_of, nine_pledges, wish
from webapp.domain.errors import Invalid, NotAllowed, NotFound, Overtaken
from webapp.domain.roles import OPERATOR, RESIDENT, Actor, Role
from webapp.storage.pledge_events import PledgeEventRow
from webapp.storage.pledge_progress import pledges
from webapp.storage.progress import progress
from webapp.usecases.pledge_events import correct_event, find_event, own_pledges, report_event, withdraw_event
from webapp.usecases.pledge_import import import_events

TODAY = date(2026, 5, 12)  # a Tuesday


@pytest.fixture(autouse=True)
def agreement(session):
    nine_pledges(session)


def one(session, context, slug, year=2026):
    found = pledges(session, context, progress(session, context, year))
    return next(p for p in found if p.pledge.slug == slug)


def rows(session):
    return session.scalar(select(func.count(PledgeEventRow.id)))


def faults(error):
    return [(f.field, f.code) for f in error.value.faults]


def test_nothing_is_zero_before_anyone_has_reported(session, context):
    known = one(session, context, "tobacco-visits")

    assert (known.done, known.state) == (None, None)
    report_event(session, context, PLANNER, wish("tobacco-visits", "2026-03-02", count=3))
    assert (one(session, context, "tobacco-visits").done, one(session, context, "tobacco-visits", 2025).done) == (
        3,
        None,
    )


@pytest.mark.parametrize(
    ("actor", "slug"),
    [
        (POLICE, "foot-patrols"),
        (PLANNER, "serving-visits"),
        (FIRE, "home-visits"),
        (FIRE, "dialogues"),
        (POLICE, "dialogues"),
    ],
)
def test_a_party_reports_on_its_own_and_on_shared_pledges(session, context, actor, slug):
    assert report_event(session, context, actor, wish(slug, "2026-05-08", area="Vårby")).id
    assert slug in {pledge.slug for pledge in own_pledges(session, context, actor)}


@pytest.mark.parametrize(
    ("actor", "slug"),
    [
        (PLANNER, "foot-patrols"),
        (POLICE, "tobacco-visits"),
        (FIRE, "serving-visits"),
        (Actor(Role.POLICE), "dialogues"),
    ],
)
def test_nobody_reports_on_the_pledge_of_another_party(session, context, actor, slug):
    with pytest.raises(NotAllowed):
        report_event(session, context, actor, wish(slug, "2026-05-08"))

    assert slug not in {pledge.slug for pledge in own_pledges(session, context, actor)}
    assert rows(session) == 0


@pytest.mark.parametrize("actor", [RESIDENT, Actor(Role.MODERATOR, None, "police")])
def test_residents_and_moderators_report_nothing(session, context, actor):
    with pytest.raises(NotAllowed):
        report_event(session, context, actor, wish("foot-patrols", "2026-05-08"))


def test_an_administrator_reports_for_every_party(session, context):
    assert len(own_pledges(session, context, Actor(Role.ADMIN))) == 9


def test_an_event_on_a_wrong_weekday_is_stored_and_says_why_it_does_not_count(session, context):
    receipt = report_event(session, context, POLICE, wish("weekend-efforts", "2026-05-07"))

    assert (receipt.counts, receipt.reason, receipt.done) == (False, "wrong_weekday", 0)
    (line,) = one(session, context, "weekend-efforts").not_counted
    assert line.event.id == receipt.id


@pytest.mark.parametrize("area", ["vårby", "VÅRBY", "Varby", " Vårby "])
def test_a_district_is_known_in_any_case(session, context, area):
    assert report_event(session, context, POLICE, wish("foot-patrols", "2026-05-08", area=area)).counts


def test_a_district_is_known_by_its_alias(session, context):
    from webapp.storage.places import GazetteerName

    session.add(GazetteerName(name="Flemingsberg", spelling="Flempan", folded="flempan", kind="district"))
    session.commit()

    assert report_event(session, context, POLICE, wish("foot-patrols", "2026-05-08", area="Flempan")).counts
    assert one(session, context, "foot-patrols").parts[0].done == 1


def test_an_address_never_becomes_public_as_a_district(session, context):
    report_event(session, context, FIRE, wish("home-visits", "2026-05-08", area="Storgatan 11 A", note="Hos Karin"))

    (line,) = one(session, context, "home-visits").counted
    assert (line.event.area, line.event.note) == (None, None)


def test_a_note_is_public_only_when_its_writer_says_so_and_then_masked(session, context):
    words = "Vi mötte 40 boende. Ring Karin Svensson på 070-123 45 67."
    report_event(session, context, PLANNER, wish("dialogues", "2026-05-08", note=words, note_public=True))

    (line,) = one(session, context, "dialogues").counted
    assert "40 boende" in line.event.note
    assert "070" not in line.event.note


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"pledge": "nothing"}, ("pledge", "unknown")),
        ({"on": "2026-05-13"}, ("on", "in_the_future")),
        ({"on": "1888-05-13"}, ("on", "too_old")),
        ({"count": 0}, ("count", "too_small")),
        ({"kind": "party"}, ("kind", "unknown")),
        ({"evidence": "javascript:alert(1)"}, ("evidence", "not_a_link")),
        ({"evidence": "https://me:secret@example.org/"}, ("evidence", "not_a_link")),
        ({"note": "x" * 1001}, ("note", "too_long")),
        ({"number": -1}, ("number", "negative")),
        ({"pledge": "speed-checks"}, ("pledge", "counted_from_checks")),
        ({"pledge": "speed-checks", "kind": "asked"}, ("evidence", "missing")),
    ],
)
def test_what_cannot_be_is_refused(session, context, more, fault):
    sent = {"pledge": "dialogues", "on": "2026-05-08", **more}

    with pytest.raises(Invalid) as error:
        report_event(session, context, OPERATOR, wish(**sent))

    assert fault in faults(error)
    assert rows(session) == 0


def test_today_is_the_places_own_day(session, context, clock):
    clock.move(hours=12 + 1)  # 23:00 UTC: the 13th has begun in Stockholm

    assert report_event(session, context, PLANNER, wish("tobacco-visits", "2026-05-13")).counts


def test_two_presses_of_one_form_are_one_event_and_other_words_are_refused(session, context):
    first = report_event(session, context, PLANNER, wish("tobacco-visits", "2026-05-08"), key="k")
    second = report_event(session, context, PLANNER, wish("tobacco-visits", "2026-05-08"), key="k")

    assert (second.id, second.known, rows(session)) == (first.id, True, 1)
    with pytest.raises(Invalid):
        report_event(session, context, PLANNER, wish("tobacco-visits", "2026-05-09"), key="k")


def test_a_correction_is_a_new_row_and_the_old_one_stays_on_record(session, context):
    receipt = report_event(session, context, PLANNER, wish("tobacco-visits", "2026-05-08", count=3))
    (row,) = find_event(session, PLANNER, receipt.id)

    after = correct_event(
        session, context, PLANNER, receipt.id, row.id, wish("tobacco-visits", "2026-05-08"), "Fel antal"
    )

    assert (after.id, after.done) == (receipt.id, 1)
    assert [r.count for r in find_event(session, PLANNER, receipt.id)] == [3, 1]
    (line,) = one(session, context, "tobacco-visits").counted
    assert line.event.corrected


def test_of_two_who_correct_at_once_the_second_is_told(session, context):
    receipt = report_event(session, context, PLANNER, wish("tobacco-visits", "2026-05-08", count=3))
    (row,) = find_event(session, PLANNER, receipt.id)
    version = row.id
    correct_event(session, context, PLANNER, receipt.id, version, wish("tobacco-visits", "2026-05-08"), "Fel antal")

    with pytest.raises(Overtaken):
        withdraw_event(session, context, PLANNER, receipt.id, version, "Dubblett")


def test_what_is_taken_back_counts_no_more_and_the_pledge_stays_known(session, context):
    receipt = report_event(session, context, PLANNER, wish("tobacco-visits", "2026-05-08"))
    (row,) = find_event(session, PLANNER, receipt.id)

    withdraw_event(session, context, PLANNER, receipt.id, row.id, "Skriven två gånger")

    assert one(session, context, "tobacco-visits").done == 0
    with pytest.raises(Overtaken):
        withdraw_event(session, context, PLANNER, receipt.id, row.id, "En gång till")


def test_nothing_is_changed_without_a_reason_or_by_another_party(session, context):
    receipt = report_event(session, context, PLANNER, wish("tobacco-visits", "2026-05-08"))
    (row,) = find_event(session, PLANNER, receipt.id)
    version = row.id

    with pytest.raises(Invalid):
        withdraw_event(session, context, PLANNER, receipt.id, version, " ")
    with pytest.raises(NotAllowed):
        withdraw_event(session, context, POLICE, receipt.id, version, "Fel")
    with pytest.raises(NotAllowed):  # not even by a move to a pledge of one's own
        correct_event(session, context, POLICE, receipt.id, version, wish("foot-patrols", "2026-05-08"), "Fel")
    with pytest.raises(NotFound):
        find_event(session, POLICE, "nothing")
    assert one(session, context, "tobacco-visits").done == 1


FILE = csv_of(
    "home-visits,2026-03-02,1,,,Skogås,,",
    "home-visits,2026-03-02,1,,,Skogås,,",
    "weekend-efforts,2026-05-08,,,,,,",
    "weekend-efforts,2026-05-09,,,,,,",
    "weekend-efforts,2026-05-06,,,,,,en onsdag",
    "serving-visits,2026-04-02,5,1,,,police|Skatteverket,",
    "dialogues,2026-04-02,,,inspection,Vårby,,",
)


def test_equal_rows_of_a_file_are_events_of_their_own_and_a_second_run_changes_nothing(session, context):
    first = import_events(session, context, OPERATOR, FILE)
    second = import_events(session, context, OPERATOR, FILE)

    assert (first.rows, first.added, first.known) == (7, 7, 0)
    assert (second.added, second.known, rows(session)) == (0, 7, 7)
    assert one(session, context, "home-visits").done == 2
    assert one(session, context, "weekend-efforts").done == 1
    assert [part.done for part in one(session, context, "serving-visits").parts] == [5]


def test_the_order_of_rows_and_one_more_equal_row_only_add_what_is_new(session, context):
    import_events(session, context, OPERATOR, FILE)
    header, *lines = FILE.decode().splitlines()
    turned = "\n".join([header, *reversed(lines), lines[0]]).encode()

    report = import_events(session, context, OPERATOR, turned)

    assert (report.added, report.known) == (1, 7)


def test_a_row_that_was_corrected_here_does_not_come_back_with_the_file(session, context):
    import_events(session, context, OPERATOR, FILE)
    row = session.scalar(select(PledgeEventRow).where(PledgeEventRow.pledge == "dialogues"))
    public_id, version = row.public_id, row.id
    withdraw_event(session, context, OPERATOR, public_id, version, "Ställdes in")

    import_events(session, context, OPERATOR, FILE)

    assert one(session, context, "dialogues").done == 0


def test_one_fault_refuses_the_whole_file_and_every_fault_has_its_line(session, context):
    bad = csv_of("home-visits,2026-03-02,1,,,,,", "nothing,2026-03-02,,,,,,", "home-visits,2 mars,två,kanske,,,,")

    with pytest.raises(Invalid) as unreadable:
        import_events(session, context, OPERATOR, bad)
    with pytest.raises(Invalid) as unknown:
        import_events(session, context, PLANNER, csv_of("home-visits,2026-03-02,,,,,,", "nothing,2027-01-01,,,,,,"))

    assert {(f.details["line"], f.field) for f in unreadable.value.faults} == {(4, "on"), (4, "count"), (4, "joint")}
    assert [(f.details["line"], f.code) for f in unknown.value.faults] == [(2, "another_partys"), (3, "unknown")]
    assert rows(session) == 0


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"on\n2026-03-02\n", b"pledge,on,on\nx,2026-03-02,2026-03-02\n"])
def test_what_is_no_file_of_events_is_refused(session, context, data):
    with pytest.raises(Invalid):
        import_events(session, context, OPERATOR, data)


def test_events_of_an_earlier_year_count_in_that_year(session, context):
    on = date(2020, 1, 3)
    evenings = [on + timedelta(weeks=n, days=d) for n in range(30) for d in (0, 1)]
    import_events(session, context, OPERATOR, csv_of(*(f"weekend-efforts,{e},,,,,," for e in evenings)))

    assert (
        one(session, context, "weekend-efforts", 2020).done,
        one(session, context, "weekend-efforts", 2020).state,
    ) == (
        30,
        "kept",
    )
    assert one(session, context, "weekend-efforts").done is None  # they were at it six years ago


def test_a_year_that_nobody_reported_is_not_known_and_never_not_kept(session, context, clock, client):
    nine_pledges(session)
    import_events(session, context, OPERATOR, csv_of("weekend-efforts,2026-05-08,,,,,,"))

    def stands(year):
        rows = client.get(f"/api/v1/pledges.json?year={year}").get_json()
        return {row["slug"]: (row["done"], row["state"]) for row in rows}

    assert stands(2026)["weekend-efforts"][0] == 0
    assert stands(2025)["weekend-efforts"] == stands(2025)["speed-checks"] == (None, None)
    clock.at = clock.at.replace(year=2027)
    assert stands(2027)["weekend-efforts"][0] == 0  # they were at it last year
    clock.at = clock.at.replace(year=2029)
    assert stands(2027)["weekend-efforts"] == (None, None)
    assert stands(2026)["weekend-efforts"] == (0, "not_kept")
