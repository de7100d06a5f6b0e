"""What a sender does on the receipt: other times and causes, another place, everything as a file, a code to print."""

import json
import re

import pytest
from sqlalchemy import select

from tests.residents import OFFICER, ask, ask_site, hold, site_of, suggestion_of
from tests.staff import token_of
from tests.web.test_suggest import hidden, summary
from webapp.domain.roles import OPERATOR
from webapp.storage.movements import movements_of
from webapp.storage.places import Area
from webapp.storage.sites import Site
from webapp.usecases.checks import choose_site
from webapp.usecases.sites import verify_sites

FAR = {"lat": "60.01", "lon": "15.15"}


@pytest.fixture
def token(session, context):
    return ask(session, context)


@pytest.fixture
def post(client, token):
    def post(step, csrf=True, **fields):
        page = client.get(f"/suggestions/{token}?confirm=erase")
        data = {"csrf_token": token_of(page)} if csrf else {}
        named = {name.replace("__", "."): value for name, value in fields.items()}
        return client.post(f"/suggestions/{token}/{step}?lang=en", data={**data, **named})

    return post


def ticked(page, name):
    return re.findall(rf'name="{name}" value="([^"]+)"[^>]* checked', page.text)


# Words, times, causes


def test_times_and_causes_can_be_changed_and_the_site_counts_them_anew(client, post, token, session, context):
    sent = post("edit", text="Ord", details="1", when=["mon-06"], when_quick="evenings", causes=["school", "heavy"])

    assert sent.status_code == 303
    row = suggestion_of(session, token)
    assert row.when_cells.split()[0] == "mon-06"
    assert len(row.when_cells.split()) == 15
    assert row.causes == "school heavy"
    assert site_of(session, token).cause_counts == {"heavy": 1, "school": 1}
    assert verify_sites(session, context, OPERATOR) == []
    page = client.get(f"/suggestions/{token}?lang=en")
    assert len(ticked(page, "when")) == 15
    assert ticked(page, "causes") == ["school", "heavy"]
    post("edit", text="Ord", details="1")

    assert (suggestion_of(session, token).when_cells, suggestion_of(session, token).causes) == ("", "")
    assert verify_sites(session, context, OPERATOR) == []


def test_a_program_that_sends_the_text_alone_changes_the_text_alone(post, token, session):
    post("edit", text="", details="1", when=["mon-06"])

    post("edit", text="Nya ord")

    assert (suggestion_of(session, token).text, suggestion_of(session, token).when_cells) == ("Nya ord", "mon-06")


def test_a_faulty_time_or_cause_comes_back_with_every_word_and_changes_nothing(post, token, session):
    answer = post("edit", text="Mina ord", details="1", when=["mon-07"], causes=["dark"])

    assert answer.status_code == 422
    assert set(summary(answer)) == {"when", "causes"}
    assert "Mina ord" in answer.text
    assert suggestion_of(session, token).text is None


# The pin


def test_the_pin_is_moved_and_the_receipt_tells_when(client, post, token, session):
    page = client.get(f"/suggestions/{token}/move?lang=en")
    assert 'data-lat="60.01" data-lon="15.05"' in page.text
    assert hidden(page, "lat") == ""  # else words alone would not move it
    for words in ("noindex", "tel:112", '<input type="image"'):
        assert words in page.text
    assert page.headers["Cache-Control"] == "no-store"

    answer = post("move", **FAR)

    assert answer.status_code == 303
    done = client.get(answer.location)
    assert "The pin is moved" in done.text
    assert '<time datetime="2026-05-12">12 May 2026</time>. You moved the pin.' in done.text
    assert session.get(Area, suggestion_of(session, token).area_id).name == "Östra"


def test_words_move_it_and_several_places_are_asked_about(post, token, session):
    asked = post("move", place_text="Ringvägen")
    assert asked.status_code == 422
    places = re.findall(r'name="candidate" value="([^"]+)"', asked.text)
    assert len(places) == 2

    sent = post("move", place_text="Ringvägen", found_for=hidden(asked, "found_for"), candidate=places[1])

    assert sent.status_code == 303
    assert suggestion_of(session, token).lon == 15.14


def test_a_click_on_the_picture_chooses_and_moves_nothing_yet(post, token, session):
    shown = post("move", map__x="500", map__y="400")
    assert (hidden(shown, "lat"), hidden(shown, "lon")) == ("60.01000", "15.05000")  # the picture is drawn around it

    shown = post("move", map__x="900", map__y="400")

    assert shown.status_code == 200
    assert 15.05 < float(hidden(shown, "lon")) < 15.1
    assert movements_of(session, suggestion_of(session, token).id) == []


@pytest.mark.parametrize(
    ("lat", "lon", "field"), [("48.85", "2.35", "lat"), ("x", "15", "lat"), ("", "", "place_text")]
)
def test_a_place_that_cannot_be_is_named_and_moves_nothing(lat, lon, field, post, token, session):
    answer = post("move", lat=lat, lon=lon)

    assert answer.status_code == 422
    assert set(summary(answer)) == {field}
    assert suggestion_of(session, token).lat == 60.01


def test_without_a_form_token_nothing_moves_and_the_choice_is_kept(post, token, session):
    answer = post("move", csrf=False, **FAR)

    assert answer.status_code == 400
    assert hidden(answer, "lon") == FAR["lon"]
    assert suggestion_of(session, token).lon == 15.05


def test_what_is_taken_back_cannot_be_moved_and_a_wrong_address_is_not_found(client, post, token):
    csrf = token_of(client.get(f"/suggestions/{token}"))
    assert client.get("/suggestions/nonsense/move").status_code == 404
    assert client.post("/suggestions/nonsense/move", data={"csrf_token": csrf, **FAR}).status_code == 404
    post("withdraw")

    assert client.get(f"/suggestions/{token}/move").status_code == 409
    assert post("move", **FAR).status_code == 409
    assert "/move" not in client.get(f"/suggestions/{token}").text


def test_the_same_browser_is_one_voice_where_it_moves_to(client, session):
    for place in ("Skolgatan", "Björkskolan"):
        page = client.get("/suggest")
        fields = {name: hidden(page, name) for name in ("csrf_token", "submission_key")}
        sent = client.post("/suggest", data={**fields, "kind": "speed", "place_text": place})
    token = sent.location.split("/")[-1].split("?")[0]
    csrf = token_of(client.get(f"/suggestions/{token}"))

    client.post(f"/suggestions/{token}/move", data={"csrf_token": csrf, "lat": "60.0", "lon": "15.05"})

    assert site_of(session, token).members == 2
    assert site_of(session, token).residents == 1


def test_checks_are_told_for_as_long_as_the_pin_was_there(client, post, token, session, context, clock):
    clock.move(days=1)
    hold(session, context, clock, site_of(session, token).id)  # 13 May, at its first place
    other = ask_site(session, context, (60.01, 15.15))
    clock.move(days=1)
    hold(session, context, clock, other.id)  # 14 May, before it came there
    clock.move(days=1)
    post("move", **FAR)
    clock.move(days=1)
    hold(session, context, clock, other.id)  # 16 May

    life = re.search(r'<ol class="life">.*?</ol>', client.get(f"/suggestions/{token}?lang=en").text, re.DOTALL)[0]

    days = re.findall(r'datetime="([^"]+)">[^<]*</time>: a check', life)
    assert days == ["2026-05-13", "2026-05-16"]


# One's own data, a code to print


def data_of(client, token):
    answer = client.get(f"/suggestions/{token}/data.json")
    assert answer.status_code == 200
    return answer, answer.json


def test_everything_that_is_stored_can_be_taken_away_as_a_file(client, post, token, session):
    post("edit", text="Mina ord", details="1", when=["mon-06"], causes=["school"])
    post("follow", email="anna@exempel.se")
    post("move", **FAR)

    answer, told = data_of(client, token)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    own = told["suggestion"]
    assert (own["text"], own["email"], own["when_cells"], own["causes"]) == (
        "Mina ord",
        "anna@exempel.se",
        ["mon-06"],
        ["school"],
    )
    assert (own["lat"], own["lon"], own["area"], own["received_at"]) == (60.01, 15.15, "Östra", "2026-05-12T10:00:00Z")
    (before,) = told["earlier_places"]
    assert (before["lat"], before["lon"], before["area"]) == (60.01, 15.05, "Västra")
    row = suggestion_of(session, token)
    for name in ("public_number", "channel", "kind", "state", "reporter_key", "salt", "token_hash"):
        assert own[name] == getattr(row, name)


def test_the_file_names_the_site_only_once_it_is_public_and_never_tells_of_a_choice(client, token, session, context):
    site = site_of(session, token)
    _, before = data_of(client, token)
    choose_site(session, context, OFFICER, site.id)
    _, chosen = data_of(client, token)
    assert chosen == before
    assert before["suggestion"]["site"] is None
    assert site.id not in json.dumps(before)

    ask_site(session, context, residents=2)

    assert data_of(client, token)[1]["suggestion"]["site"] == session.scalars(select(Site.id)).one()


def test_a_wrong_or_erased_receipt_gives_no_file_and_no_code(client, post, token):
    for name in ("data.json", "qr.svg"):
        assert client.get(f"/suggestions/nonsense/{name}").status_code == 404
    post("erase")
    for name in ("data.json", "qr.svg", "move"):
        assert client.get(f"/suggestions/{token}/{name}").status_code == 404


def test_a_code_to_print_holds_the_receipts_address(client, token):
    code = client.get(f"/suggestions/{token}/qr.svg")

    assert code.mimetype == "image/svg+xml"
    assert code.headers["Cache-Control"] == "no-store"
    assert "noindex" in code.headers["X-Robots-Tag"]
    assert f"/suggestions/{token}/qr.svg" in client.get(f"/suggestions/{token}").text
