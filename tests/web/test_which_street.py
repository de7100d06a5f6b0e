"""A pin between two streets: the form asks which one is meant, and the answer is honoured."""

import html
import re

import pytest
from sqlalchemy import func, select

from tests.worlds import add_junction, add_road, degrees
from webapp.storage.roads import Road
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

BETWEEN = (2400, 8)  # eight metres from both
ON_SKOLSTIGEN = (2400, 15)


@pytest.fixture
def streets(session):
    """Two streets side by side, 16 m apart, for 800 m, and one that crosses both."""
    ids = {
        "Allmogevägen": add_road(session, "Allmogevägen", [(2000, 0), (2800, 0)]),
        "Skolstigen": add_road(session, "Skolstigen", [(2000, 16), (2800, 16)]),
        "Tvärgatan": add_road(session, "Tvärgatan", [(2700, -200), (2700, 200)]),
    }
    session.get(Road, ids["Skolstigen"]).alt_names = ["Läroverksgatan"]
    for name, north in (("Allmogevägen", 0), ("Skolstigen", 16)):
        add_junction(session, 2700, north, sorted([ids[name], ids["Tvärgatan"]]))
    session.commit()
    return ids


@pytest.fixture
def form(client):
    """Open the form as a browser without scripts does, and return what it would send unchanged."""
    answer = client.get("/suggest?lang=en")
    return {name: hidden(answer, name) for name in ("csrf_token", "submission_key")}


@pytest.fixture
def send(client, form, context):
    def send(spot, **fields):
        lon, lat = (float(v) for v in degrees(context, *spot))
        pin = {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"}
        return client.post("/suggest?lang=en", data={**form, "kind": "speed", **pin, **fields})

    return send


def hidden(answer, name):
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', answer.text)[0]
    return html.unescape(re.search(r'value="([^"]*)"', tag)[1])


def offered(answer):
    return [
        html.unescape(value) for value in re.findall(r'<input type="radio" name="road" value="([^"]+)"', answer.text)
    ]


def stored(session):
    session.expire_all()
    return session.scalars(select(Suggestion)).all()


def test_a_pin_near_two_streets_makes_the_form_ask_and_stores_nothing(send, session, streets):
    answer = send(BETWEEN, text="Mina egna ord")

    assert answer.status_code == 422
    assert offered(answer) == ["Allmogevägen", "Skolstigen", "unsure"]
    assert "The pin fits more than one street. Choose below which one you mean." in answer.text
    assert re.search(r'<div class="error-summary" role="alert".*?<a href="#road">', answer.text, re.DOTALL)
    assert "Mina egna ord" in answer.text
    assert stored(session) == []


@pytest.mark.parametrize("street", ["Allmogevägen", "Skolstigen"])
def test_the_answer_decides_which_street_the_suggestion_is_on(send, session, streets, street):
    answer = send(BETWEEN, road=street)

    assert answer.status_code == 303
    (suggestion,) = stored(session)
    assert suggestion.road_id == streets[street]
    assert session.scalars(select(Site.name)).one() == f"{street}, väster om Tvärgatan"


def test_who_is_not_sure_gets_the_nearest_street(send, session, streets):
    assert send((2400, 9), road="unsure").status_code == 303
    assert stored(session)[0].road_id == streets["Skolstigen"]


def test_an_answer_for_another_pin_is_asked_again(send, session, streets):
    answer = send(BETWEEN, road="Storgatan")

    assert answer.status_code == 422
    assert offered(answer) == ["Allmogevägen", "Skolstigen", "unsure"]


@pytest.mark.parametrize(
    ("words", "street"),
    [
        ("Allmogevägen", "Allmogevägen"),
        ("skolstigen, utanför nr 5", "Skolstigen"),
        ("Skolstigen vid Allmogevagen", "Skolstigen"),
        ("gamla läroverksgatan", "Skolstigen"),
    ],
)
def test_who_has_named_the_street_is_not_asked(send, session, streets, words, street):
    assert send(BETWEEN, place_text=words).status_code == 303
    assert stored(session)[0].road_id == streets[street]


@pytest.mark.parametrize("words", ["Skolstigens förskola", "vid Tvärgatan", "Stigen", "vägen hem"])
def test_words_that_name_neither_street_leave_the_question(send, session, streets, words):
    assert send(BETWEEN, place_text=words).status_code == 422
    assert stored(session) == []


def test_a_name_in_the_words_moves_no_pin_to_a_street_that_is_further_away(send, session, streets):
    far = add_road(session, "Fjärrgatan", [(2300, 40), (2500, 40)])
    session.commit()
    send(ON_SKOLSTIGEN, place_text="Fjärrgatan", road="unsure")

    assert stored(session)[0].road_id != far


@pytest.mark.parametrize("press", ["find", "preview"])
def test_the_question_comes_as_soon_as_the_form_is_looked_at_again(send, session, streets, press):
    answer = send(BETWEEN, **{press: "1"})

    assert offered(answer) == ["Allmogevägen", "Skolstigen", "unsure"]
    assert stored(session) == []


def test_the_answer_is_kept_when_something_else_is_wrong(send, session, streets):
    answer = send(BETWEEN, road="Skolstigen", email="no address")

    assert answer.status_code == 422
    assert 'name="road" value="Skolstigen" checked' in answer.text


def test_nobody_is_asked_at_a_crossing_on_one_street_or_about_an_unsafe_place(send, session, streets):
    assert send((2695, 4)).status_code == 303
    assert send((2690, 150), submission_key="a key of its own 1").status_code == 303
    assert send(BETWEEN, kind="unsafe_place", submission_key="a key of its own 2").status_code == 303
    assert session.scalar(select(func.count()).select_from(Suggestion)) == 3


def test_two_carriageways_of_one_street_are_no_question(send, session, streets):
    session.get(Road, streets["Skolstigen"]).name = "Allmogevägen"
    session.commit()

    assert send(BETWEEN).status_code == 303


def test_a_repeated_press_after_the_answer_leads_to_the_same_receipt(send, session, streets):
    send(BETWEEN)
    first, second = send(BETWEEN, road="Skolstigen"), send(BETWEEN, road="Skolstigen")

    assert first.location == second.location
    assert len(stored(session)) == 1
