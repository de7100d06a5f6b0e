"""The municipality's own figures: taken in whole, beside suggestions, in no score, public only when marked."""

import io
import json

import pytest

from tests.residents import ask_site
from tests.staff import send, staff_client, token_of
from tests.usecases.test_imports import read, row
from webapp.domain.errors import Invalid, NotAllowed
from webapp.domain.figures import SetWish
from webapp.domain.roles import OPERATOR, Actor, Role
from webapp.storage.db import db, transaction
from webapp.storage.ranking import ranked_sites
from webapp.storage.roads import Road
from webapp.usecases.figures import add_figures, figures_in_public, one_set, publish_figures, remove_figures

PLANNER = Actor(Role.PLANNER)
DISTRICTS = "kommundel;antal\nVästra;12\nÖstra;1 250\n".encode()


def wish(**changes):
    told = {"title": "Folkmängd", "kind": "population", "level": "district", "period": "2025", "source": "SCB"}
    return SetWish(**{**told, **changes})


def faults_of(session, context, data, **changes):
    with pytest.raises(Invalid) as refused:
        add_figures(session, context, PLANNER, data, wish(**changes))
    return [(fault.field, fault.code, fault.details.get("line")) for fault in refused.value.faults]


def test_figures_stand_beside_the_suggestions_of_their_districts(session, context):
    read(session, context, [row(f"a{n}", 60.0, 15.05) for n in range(4)] + [row("b", 60.0, 15.15)])

    number = add_figures(session, context, PLANNER, DISTRICTS, wish())
    one, beside = one_set(session, PLANNER, number)

    assert (one.title, one.public, one.figures) == ("Folkmängd", False, 2)
    assert [(b.unit, b.value, b.suggestions) for b in beside] == [("Västra", 12.0, 4), ("Östra", 1250.0, None)]


def test_figures_by_road_are_of_roads_that_the_place_has(session, context):
    with transaction(session):
        session.add(
            Road(source_id="w1", name="Skolgatan", length_m=1.0, west=0.0, south=0.0, east=1.0, north=1.0, geometry=b"")
        )

    number = add_figures(
        session, context, PLANNER, b"road,value\nskolgatan,310.5\n", wish(level="road", kind="traffic")
    )

    assert [(b.unit, b.value) for b in one_set(session, PLANNER, number)[1]] == [("Skolgatan", 310.5)]
    assert faults_of(session, context, b"road,value\nBygatan,1\n", level="road") == [("unit", "no_road", 2)]


def test_one_to_four_accidents_are_refused_and_nothing_of_the_file_is_stored(session, context):
    data = "district,value\nVästra,4\nÖstra,5\n".encode()

    assert faults_of(session, context, data, kind="accidents") == [("value", "too_few", 2)]
    assert figures_in_public(session) == []
    assert add_figures(session, context, PLANNER, "unit,value\nVästra,0\nÖstra,5\n".encode(), wish(kind="accidents"))


def test_every_fault_of_a_file_is_named_by_its_line(session, context):
    data = "district,value\nVästra,x\nNorra,1\nÖstra,-1\nöstra,2.5\n".encode()

    assert faults_of(session, context, data, title="", source="", level="planet") == [
        ("level", "unknown", None), ("title", "missing", None), ("source", "missing", None), ("file", "unread", 2),
        ("value", "out_of_range", 4), ("value", "not_whole", 5), ("unit", "twice", 5),
    ]  # fmt: skip
    assert ("unit", "no_district", 3) in faults_of(session, context, data)
    assert faults_of(session, context, b"") == [("file", "unread", 1)]


def test_figures_are_never_public_unless_marked_and_change_no_score(session, context, client):
    ask_site(session, context)
    before = [(site.id, site.score) for site in ranked_sites(session, context)]

    number = add_figures(session, context, PLANNER, DISTRICTS, wish())
    assert client.get("/api/v1/figures.json").json == {"figures": []}
    assert "Folkmängd" not in client.get("/open-data").text

    publish_figures(session, context, PLANNER, number, True)
    (told,) = client.get("/api/v1/figures.json").json["figures"]
    assert told["values"] == [{"unit": "Västra", "value": 12.0}, {"unit": "Östra", "value": 1250.0}]
    assert set(told) == {"id", "title", "kind", "level", "period", "source", "values"}
    assert [(site.id, site.score) for site in ranked_sites(session, context)] == before

    publish_figures(session, context, PLANNER, number, False)
    assert figures_in_public(session) == []
    remove_figures(session, context, PLANNER, number)
    assert client.get("/api/v1/figures.json").json == {"figures": []}


@pytest.mark.parametrize("role", [Role.POLICE, Role.COMMUNICATOR, Role.MODERATOR, Role.RESIDENT])
def test_only_who_plans_keeps_figures(session, context, role):
    with pytest.raises(NotAllowed):
        add_figures(session, context, Actor(role), DISTRICTS, wish())


def upload(planner, path, data, **form):
    token = token_of(planner.get("/planner/figures"))
    body = {"csrf_token": token, "file": (io.BytesIO(data), "file.csv"), **form}
    return planner.post(path, data=body, content_type="multipart/form-data")


def test_the_pages_take_figures_and_speeds_keep_what_was_typed_and_show_hostile_words_as_words(app, session, context):
    planner, hostile = staff_client(app, "planner"), "<img src=x onerror=alert(1)>"
    told = {"title": hostile, "kind": "accidents", "level": "district", "source": "Polisen"}

    refused = upload(planner, "/planner/figures", "unit,value\nVästra,3\n".encode(), **told)
    assert refused.status_code == 422
    assert "en enda persons" in refused.text
    assert hostile not in refused.text
    assert "&lt;img src=x" in refused.text  # what was typed is kept

    taken = upload(planner, "/planner/figures", "unit,value\nVästra,30\n".encode(), **told)
    page = planner.get(taken.location)
    assert (taken.status_code, page.status_code) == (303, 200)
    assert hostile not in page.text
    assert "30" in page.text

    where = taken.location.split("?")[0]
    assert send(planner, f"{where}/public", {"public": "1"}, page=where).status_code == 303
    assert app.test_client().get("/api/v1/figures.json").json["figures"][0]["title"] == hostile
    assert send(planner, f"{where}/remove", {}, page=where).status_code == 303
    assert planner.get(where).status_code == 404

    site = ask_site(session, context).id
    speeds = "site,started_at,ended_at,n,mean_kmh\n{},2026-05-01T07:00,2026-05-01T09:00,200,{}\n"
    added = upload(planner, "/planner/figures/measurements", speeds.format(site, 41).encode())
    assert "added=1" in added.location
    assert upload(planner, "/planner/figures/measurements", speeds.format(site, "x").encode()).status_code == 422


def test_the_command_takes_figures_and_names_every_fault(app, session, context, tmp_path):
    file = tmp_path / "figures.csv"
    told = ["--title", "Olyckor", "--kind", "accidents", "--level", "district", "--source", "Polisen", "--public"]
    runner = app.test_cli_runner()

    file.write_text("unit,value\nVästra,3\nNorr,9\n", encoding="utf-8")
    refused = runner.invoke(args=["figures", "import", str(file), *told])
    file.write_text("unit,value\nVästra,30\n", encoding="utf-8")
    taken = runner.invoke(args=["figures", "import", str(file), *told])

    assert refused.exit_code == 1
    assert "Line 2:" in refused.stderr
    assert "Line 3: there is no district 'Norr' here." in refused.stderr
    assert taken.exit_code == 0
    db.session.rollback()
    assert json.dumps(figures_in_public(session)).count('"unit"') == 1
    assert one_set(session, OPERATOR, 1)[0].public
