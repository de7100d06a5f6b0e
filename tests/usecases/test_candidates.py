"""Candidates for measures: who is on the list, what is known of each place, and what is not."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import delete

from tests.public_world import add_check, add_site
from tests.staff import send, staff_client
from webapp.domain.candidates import HANDED_OVER, NO, SAID, STILL_FAST, UNSUITABLE, YES
from webapp.domain.errors import NotAllowed
from webapp.domain.measures import MeasureFacts
from webapp.domain.roles import OPERATOR, Actor, Role
from webapp.domain.suitability import Assessment
from webapp.storage.db import transaction
from webapp.storage.places import GazetteerName
from webapp.usecases.candidates import candidates
from webapp.usecases.handing_over import hand_over
from webapp.usecases.measurements import import_measurements
from webapp.usecases.measures import register_measure
from webapp.usecases.suitability import assess_site

PLANNER = Actor(Role.PLANNER)
HERE = {"type": "Point", "coordinates": [15.05, 60.0]}
FAST = {"vehicles": 100, "over_limit": 60, "mean_kmh": 41.0, "v85_kmh": 52.0, "limit_kmh": 40}


def listed(session, context):
    return {one.site.id: one for one in candidates(session, context, PLANNER)}


def test_a_place_is_a_candidate_when_handed_over_unsuitable_or_checked_often_and_still_fast(session, context):
    handed = add_site(session, lat=60.0)
    judged = add_site(session, lat=60.01)
    fast = add_site(session, lat=60.02)
    calm = add_site(session, lat=60.03)
    twice = add_site(session, lat=60.035)
    hidden = add_site(session, lat=60.04, published=False)
    hand_over(session, context, OPERATOR, handed, "Kan den byggas om?")
    for site in (judged, hidden):
        assess_site(session, context, OPERATOR, site, Assessment("unsuitable", reason="no_safe_place"))
    for day in (1, 2, 3):
        add_check(session, fast, date(2026, 5, day), **FAST)
        add_check(session, calm, date(2026, 5, day), **{**FAST, "over_limit": 5})
        if day < 3:
            add_check(session, twice, date(2026, 5, day), **FAST)

    found = listed(session, context)

    assert {site: one.why for site, one in found.items()} == {
        handed: (HANDED_OVER,),
        judged: (HANDED_OVER, UNSUITABLE),
        fast: (STILL_FAST,),
    }
    assert next(iter(found)) == judged  # most reasons first
    assert found[handed].handed_on == date(2026, 5, 12)


def test_what_nobody_knows_is_not_known_and_never_no(session, context):
    site = add_site(session, lat=60.0)
    hand_over(session, context, OPERATOR, site, "")
    with transaction(session):
        session.execute(delete(GazetteerName).where(GazetteerName.kind == "school"))

    one = listed(session, context)[site]

    assert (one.speeds, one.limit_kmh, one.road_owner, one.school, one.no_pavement, one.measure) == (None,) * 6


def test_the_criteria_come_from_measurements_residents_and_the_places_schools(session, context):
    site = add_site(session, lat=60.0, lon=15.05, cause_counts={"no_pavement": 2, "through": 1})
    far = add_site(session, lat=60.02, lon=15.05)
    for one in (site, far):
        hand_over(session, context, OPERATOR, one, "")
    add_check(session, site, date(2026, 5, 1), **FAST)
    header = "site,started_at,ended_at,n,mean_kmh,v85_kmh,limit_kmh,over_limit"
    row = f"{site},2026-04-01T07:00,2026-04-02T07:00,900,38.5,47,30,700"
    import_measurements(session, context, OPERATOR, f"{header}\n{row}\n".encode())
    with transaction(session):
        session.add(GazetteerName(**school(60.002, 15.05)))
    number = register_measure(session, context, PLANNER, MeasureFacts("narrowing", "planned", HERE, site_id=site))

    found = listed(session, context)
    one = found[site]

    assert (one.speeds.on, one.speeds.during_check, one.speeds.vehicles) == (date(2026, 4, 1), False, 900)
    assert one.limit_kmh == 30  # as measured by itself: a check is seen by those who pass
    assert round(one.speeds.share_over, 2) == 0.78
    assert (one.no_pavement, one.through_traffic, one.school) == (SAID, SAID, YES)
    assert one.measure == (number, "planned")
    assert found[far].school == NO


def school(lat, lon):
    return {"name": "Norra skolan", "spelling": "Norra skolan", "folded": "norra skolan", "kind": "school",
            "lat": lat, "lon": lon, "source": "test"}  # fmt: skip


def test_only_who_plans_reads_the_list(session, context):
    with pytest.raises(NotAllowed):
        candidates(session, context, Actor(Role.POLICE))


def test_the_page_and_the_file_say_the_same(app, session, context):
    site = add_site(session, name="=cmd|' /C calc'!A0", lat=60.0)
    hand_over(session, context, OPERATOR, site, "")
    planner = staff_client(app, "planner")

    page = planner.get("/planner/candidates?lang=sv").text
    data = (
        send(planner, "/planner/candidates/exports", {"format": "csv"}, page="/planner/candidates").get_data().decode()
    )

    assert "inte känt" in page
    (row,) = csv.DictReader(io.StringIO(data))
    assert (row["site"], row["why"], row["v85_kmh"]) == (site, "handed_over", "")
    assert row["name"].startswith("'=")
    excel = send(planner, "/planner/candidates/exports", {"format": "excel"}, page="/planner/candidates")
    assert ";" in excel.get_data().decode("utf-8-sig").splitlines()[0]


def test_no_candidate_is_a_sentence(app):
    assert "Ingen offentlig plats" in staff_client(app, "planner").get("/planner/candidates?lang=sv").text
