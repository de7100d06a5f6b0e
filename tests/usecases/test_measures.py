"""The municipality's measures: steps, history, who is told, files."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from tests.mail import follower, mail_server, send_mail, text_of
from tests.residents import ask_site, site_of, suggestion_of
from webapp.domain.errors import Invalid, NotAllowed, Refused, WrongState
from webapp.domain.measures import MeasureFacts, kind_of
from webapp.domain.roles import OPERATOR, Actor, Role
from webapp.storage.measures import MeasureFilter, built_between, find_measure, public_measures, steps_of
from webapp.storage.outbox import Message
from webapp.usecases.measures import correct_measure, import_measures, move_measure, register_measure

PLANNER = Actor(Role.PLANNER)
HERE = {"type": "Point", "coordinates": [15.05, 60.0]}
CSV = (
    "id,kind,planned_on,built_on,lat,lon,street,cost,link,note\n"
    "M1,Platågupp,2026-01-10,2026-04-02,60.0,15.05,Skolgatan,120000,https://plan.example/1,Två gupp\n"
    "M2,avsmalning,2026-03-01,,60.001,15.06,Ringvägen,,,\n"
)


def facts(**changes):
    return MeasureFacts(**{"kind": "narrowing", "status": "planned", "geometry": HERE, **changes})


def test_a_term_of_the_planners_is_the_code_of_its_kind():
    assert kind_of(" Vägkudde ") == "speed_cushion"
    assert kind_of("narrowing") == "narrowing"


def test_a_measure_goes_its_steps_and_every_one_is_kept(session, context):
    one = register_measure(session, context, PLANNER, facts())
    move_measure(session, context, PLANNER, one, "decided", None)
    move_measure(session, context, PLANNER, one, "built", date(2026, 5, 2))

    (told,) = public_measures(session, MeasureFilter())
    assert (told.status, told.on) == ("built", date(2026, 5, 2))
    assert [s.status for s in steps_of(session, find_measure(session, one))] == ["built", "decided", "planned"]
    (built,) = built_between(session, date(2026, 1, 1), date(2026, 12, 31))
    assert built == (date(2026, 5, 2), told)
    assert built_between(session, date(2025, 1, 1), date(2025, 12, 31)) == []


def test_what_is_built_is_not_unbuilt_by_a_plan(session, context):
    one = register_measure(session, context, PLANNER, facts(status="built", on=date(2026, 5, 1)))

    with pytest.raises(WrongState):
        move_measure(session, context, PLANNER, one, "planned", None)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"kind": "wall"}, ("kind", "unknown")),
        ({"geometry": None}, ("place_text", "missing")),
        ({"geometry": {"type": "Point", "coordinates": [0.0, 0.0]}}, ("place_text", "outside")),
        ({"status": "built"}, ("on", "missing")),
        ({"status": "built", "on": date(2027, 1, 1)}, ("on", "in_the_future")),
        ({"link": "javascript:alert(1)"}, ("link", "not_a_link")),
        ({"site_id": "nowhere"}, ("site", "unknown_site")),
        ({"cost": -1}, ("cost", "too_large")),
    ],
)
def test_what_cannot_be_true_is_refused_by_its_field(session, context, changes, fault):
    with pytest.raises(Invalid) as refused:
        register_measure(session, context, PLANNER, facts(**changes))

    assert [(f.field, f.code) for f in refused.value.faults] == [fault]
    assert public_measures(session, MeasureFilter()) == []


def test_only_who_plans_registers(session, context):
    with pytest.raises(NotAllowed):
        register_measure(session, context, Actor(Role.POLICE), facts())


def test_a_correction_needs_a_reason_and_tells_nobody(session, context):
    site = ask_site(session, context, (60.0, 15.05)).id
    one = register_measure(session, context, PLANNER, facts(site_id=site))
    with pytest.raises(Invalid):
        correct_measure(session, context, PLANNER, one, facts(site_id=site, cost=5), " ")

    correct_measure(session, context, PLANNER, one, facts(site_id=site, cost=5), "Wrong sum")

    assert public_measures(session, MeasureFilter(site_id=site))[0].cost == 5
    assert steps_of(session, find_measure(session, one))[0].reason == "Wrong sum"
    assert session.scalars(select(Message).where(Message.topic == "measure")).all() == []


def test_who_asked_for_the_place_is_told_once_of_what_is_built(session, context):
    with mail_server() as box:
        token = follower(session, context, box, "anna@exempel.se", language="en", resident="anna")
        site = site_of(session, token)
        one = register_measure(session, context, PLANNER, facts(site_id=site.id))
        send_mail(session, context, box)
        before = len(box.taken)

        move_measure(session, context, PLANNER, one, "built", date(2026, 5, 2))
        send_mail(session, context, box)
        send_mail(session, context, box)

        assert len(box.taken) == before + 1
        text = text_of(box.taken[-1])
    assert "Narrowing: built on 2 May 2026." in text
    assert suggestion_of(session, token) is not None


def test_a_file_goes_in_whole_and_a_second_time_changes_nothing(session, context):
    first = import_measures(session, context, OPERATOR, CSV.encode(), "measures.csv")
    again = import_measures(session, context, OPERATOR, CSV.encode(), "measures.csv")

    assert (first.added, first.changed, first.known) == (2, 0, 0)
    assert (again.added, again.changed, again.known) == (0, 0, 2)
    built = public_measures(session, MeasureFilter(status="built"))
    assert [(m.kind, m.street, m.cost, m.on) for m in built] == [
        ("raised_platform", "Skolgatan", 120_000, date(2026, 4, 2))
    ]


def test_a_known_id_that_tells_more_is_a_step(session, context):
    import_measures(session, context, OPERATOR, CSV.encode(), "measures.csv")
    more = CSV.replace("2026-03-01,,60.001", "2026-03-01,2026-05-01,60.001")

    done = import_measures(session, context, OPERATOR, more.encode(), "measures.csv")

    assert (done.added, done.changed, done.known) == (0, 1, 1)
    assert len(public_measures(session, MeasureFilter(status="built"))) == 2


def test_geojson_brings_lines_too(session, context):
    line = {"type": "LineString", "coordinates": [[15.05, 60.0], [15.051, 60.0], [15.052, 60.001]]}
    properties = {"id": 7, "kind": "chikan", "status": "decided"}
    file = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": line, "properties": properties}]}

    import_measures(session, context, OPERATOR, json.dumps(file).encode(), "measures.geojson")

    (one,) = public_measures(session, MeasureFilter())
    assert one.geometry == line
    assert (one.lon, one.lat) == (15.051, 60.0)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (CSV.replace("Platågupp", "mur"), "Line 2"),
        (CSV.replace("60.001,15.06", "6o,15.06"), "Line 3"),
        (CSV.replace("2026-03-01", "i mars"), "Line 3"),
        (CSV.replace("M2", "M1"), "Line 3"),
        (CSV.replace("https://plan", "ftp://plan"), "Line 2"),
        ("id,kind\nM1,gupp\n", "Line 1"),
    ],
)
def test_a_faulty_file_is_refused_whole_by_its_line(session, context, text, line):
    with pytest.raises(Refused, match=line):
        import_measures(session, context, OPERATOR, text.encode(), "measures.csv")

    assert public_measures(session, MeasureFilter()) == []


@pytest.mark.parametrize(
    "data", [b"{", b"[]", b'{"features": [1]}', b'{"features": [{"properties": {"id": 1}}]}', b"\xff"]
)
def test_what_is_no_geojson_is_refused_in_one_sentence(session, context, data):
    with pytest.raises(Refused):
        import_measures(session, context, OPERATOR, data, "measures.geojson")
