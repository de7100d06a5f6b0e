"""The pages of comments and of the desk, without any script."""

import io
import re

import pytest

from tests.comments import NICKNAME, SCHOOL, SQUARE, STREET, comments, suggestions, take_in
from tests.residents import ask_site
from tests.staff import send, staff_client, token_of
from webapp.storage.db import db


@pytest.fixture
def reader(app):
    return staff_client(app, "moderator")


@pytest.fixture
def waiting(session, context):
    """A batch of four that waits; the ids of its comments."""
    take_in(session, context, "\n".join([SCHOOL, STREET, NICKNAME, SQUARE]))
    ids = [comment.id for comment in comments(session)]
    db.session.remove()
    return ids


def decide(client, comment_id, **fields):
    path = f"/moderation/comments/{comment_id}"
    return send(client, path, {"kind": "speed", "step": "accept", **fields})


def test_pasted_comments_lead_to_their_batch(reader, session):
    answer = send(reader, "/moderation/comments", {"comments": f"{SCHOOL}\n{SQUARE}", "source": "facebook"})

    assert answer.status_code == 303
    page = reader.get(answer.location)
    assert SCHOOL in page.text
    assert [c.state for c in comments(session)] == ["waiting", "waiting"]
    again = send(reader, "/moderation/comments", {"comments": SCHOOL, "source": "facebook"})
    assert "doubles=1" in again.location
    assert reader.get(again.location).status_code == 200


def test_a_file_comes_in_and_a_faulty_one_is_refused_by_line(reader, session):
    def upload(data, name):
        token = token_of(reader.get("/moderation/comments"))
        sent = {"csrf_token": token, "source": "other", "file": (io.BytesIO(data), name)}
        return reader.post("/moderation/comments", data=sent, content_type="multipart/form-data")

    faulty = upload(b'{"text": "a"}\n{"nothing": 1}\n', "x.jsonl")
    assert faulty.status_code == 422
    assert "Rad 2" in faulty.text
    assert comments(session) == []
    assert upload(b'id,text\n1,"Fort vid\nBj\xc3\xb6rkskolan, ""n\xc3\xa4stan"" 90"\n', "x.csv").status_code == 303
    assert [c.text for c in comments(session)] == ['Fort vid\nBjörkskolan, "nästan" 90']


def test_typed_words_are_kept_when_something_is_wrong(reader):
    answer = send(reader, "/moderation/comments", {"comments": SCHOOL, "source": "moon", "post_url": "no link"})

    assert answer.status_code == 422
    assert SCHOOL in answer.text
    assert 'value="no link"' in answer.text


def test_a_comment_is_shown_with_its_marks_and_nothing_of_it_is_markup(reader, session, context):
    take_in(session, context, "<script>alert(1)</script> ABC 123 gasar vid Björkskolan varje morgon vid halv åtta")
    db.session.remove()
    page = reader.get("/moderation/comments/1").text

    assert "<script>alert(1)" not in page
    assert re.search(r"<mark>Björkskolan<sup>", page)
    assert '<mark class="mt">varje morgon vid halv åtta' in page
    assert '<span class="masked">' in page
    assert "ABC 123" not in page


def test_accepting_leads_to_the_next_and_to_the_batch_at_the_end(reader, session, waiting):
    first = decide(reader, waiting[0], **{"place-0": "0", "use_when": "1"})
    assert first.location.startswith(f"/moderation/comments/{waiting[1]}?")
    decide(reader, waiting[1], **{"place-0": "0"})
    decide(reader, waiting[2], **{"place-0": "hand", "place_text": "Björkskolan", "name_used": "Kråkhörnan"})
    last = decide(reader, waiting[3], **{"place-0": "0", "kind": "unsafe_place"})

    assert last.location.startswith("/moderation/comments/batches/1?")
    made = suggestions(session)
    assert [s.kind for s in made] == ["speed", "speed", "unsafe_place"]
    assert made[0].when_cells.startswith("mon-06")
    assert "Kråkhörnan" in reader.get("/moderation/comments/names").text


def test_without_a_place_or_a_reason_the_form_comes_back_with_its_words(reader, session, waiting):
    no_place = decide(reader, waiting[2], **{"place-0": "hand", "place_text": "Ingenstans", "name_used": "Kråkis"})
    no_reason = decide(reader, waiting[2], step="reject")

    assert (no_place.status_code, no_reason.status_code) == (422, 422)
    assert "Ingenstans" in no_place.text
    assert "Kråkis" in no_place.text
    assert suggestions(session) == []


def test_several_places_of_a_name_are_offered_to_choose_from(reader, session, waiting):
    several = decide(reader, waiting[2], **{"place-0": "hand", "place_text": "Ringvägen"})
    assert several.status_code == 422
    assert several.text.count('name="candidate"') == 2
    chosen = {"place-0": "hand", "place_text": "Ringvägen", "candidate": "59.99000 15.14000"}
    assert decide(reader, waiting[2], **chosen).status_code == 303
    assert [c.streets for c in comments(session)][2] == ["Ringvägen"]


def test_a_click_on_the_picture_of_the_map_shows_the_place_without_scripts(reader, session, waiting):
    clicked = decide(reader, waiting[2], **{"place-0": "hand", "map.x": "500", "map.y": "400"})
    assert clicked.status_code == 200
    lat, lon = (re.search(rf'name="{name}" value="([^"]+)"', clicked.text)[1] for name in ("lat", "lon"))
    assert decide(reader, waiting[2], **{"place-0": "hand", "lat": lat, "lon": lon}).status_code == 303
    assert [round(s.lat, 1) for s in suggestions(session)] == [60.0]


def test_who_comes_second_is_told_and_loses_no_word(app, reader, session, waiting):
    other = staff_client(app, "moderator")
    send(reader, "/moderation/comments/next", {"batch": "1"}, page="/moderation/comments")
    assert "har den öppen" in other.get(f"/moderation/comments/{waiting[0]}").text
    token = token_of(other.get("/moderation/comments"))
    late = other.post(
        f"/moderation/comments/{waiting[0]}",
        data={"csrf_token": token, "step": "accept", "place-0": "0", "kind": "speed"},
    )

    assert late.status_code == 409
    assert suggestions(session) == []
    taken = send(other, "/moderation/comments/next", {"batch": "1"}, page="/moderation/comments")
    assert taken.location.startswith(f"/moderation/comments/{waiting[1]}")


def test_a_batch_is_undone_after_a_question(reader, session, waiting):
    decide(reader, waiting[0], **{"place-0": "0"})
    answer = send(reader, "/moderation/comments/batches/1/undo", {})

    assert answer.status_code == 303
    assert {c.state for c in comments(session)} == {"undone"}
    assert [s.state for s in suggestions(session)] == ["withdrawn"]
    assert reader.get(answer.location).status_code == 200


def test_the_answer_to_post_back_has_the_numbers_in_both_languages(reader, app, waiting):
    decide(reader, waiting[0], **{"place-0": "0"})
    communicator = staff_client(app, "communicator")
    page = communicator.get("/communicator/comments/1").text

    assert "Tack! Kommentarer: 4, förslag: 1, platser: 1. Här är kartan:" in page
    assert "Thank you! Comments: 4, suggestions: 1, sites: 1. Here is the map:" in page
    assert "3 är inte lästa än. Det blev 1 förslag." in page
    assert SCHOOL not in page
    assert communicator.get("/moderation/comments").status_code == 403


def test_a_communicator_brings_comments_in_and_reads_none(app, session):
    communicator = staff_client(app, "communicator")
    answer = send(communicator, "/communicator/comments", {"comments": SCHOOL, "source": "facebook"})

    assert answer.status_code == 303
    assert len(comments(session, "waiting")) == 1
    assert communicator.get(answer.location).status_code == 200


def test_words_of_comments_are_on_no_public_page(client, reader, session, waiting):
    for _ in range(1):
        decide(reader, waiting[0], **{"place-0": "0"})
    for path in (
        "/",
        "/sites",
        "/api/v1/sites.geojson",
        "/api/v1/map?bbox=15,59.95,15.2,60.05&zoom=12",
        "/feeds/sites.atom",
    ):
        assert "halv åtta" not in client.get(path).text


def test_the_desk_takes_down_what_somebody_told(reader, session):
    answer = send(
        reader,
        "/moderation/desk",
        {"via": "phone", "kind": "unsafe_place", "place_text": "Östra torget", "text": "Mörkt", "when_quick": "nights"},
    )
    again = send(reader, "/moderation/desk", {"via": "letter", "kind": "speed", "place_text": "Björkskolan"})

    assert (answer.status_code, again.status_code) == (303, 303)
    one, other = suggestions(session)
    assert (one.channel, one.via, one.kind, one.text, one.text_state) == (
        "desk",
        "phone",
        "unsafe_place",
        "Mörkt",
        "waiting",
    )
    assert one.reporter_key != other.reporter_key
    assert one.public_number in reader.get(answer.location).text


def test_the_desk_says_what_is_missing_and_keeps_the_words(reader, session):
    answer = send(reader, "/moderation/desk", {"via": "pigeon", "text": "Mörkt vid tunneln"})

    assert answer.status_code == 422
    assert "Mörkt vid tunneln" in answer.text
    assert suggestions(session) == []


def test_the_pins_of_a_meeting_are_saved_all_or_none(reader, session):
    rows = {
        "kind": ["speed", "unsafe_place", "speed"],
        "place_text": ["Björkskolan", "Ingenstans alls", ""],
        "lat": ["", "", "60.01"],
        "lon": ["", "", "15.05"],
        "text": ["", "", ""],
    }
    faulty = send(reader, "/moderation/desk/meeting", rows)
    assert faulty.status_code == 422
    assert 'id="place_text-1-err"' in faulty.text
    assert suggestions(session) == []
    rows["place_text"][1] = "Östra torget"
    assert send(reader, "/moderation/desk/meeting", rows).status_code == 303
    assert [(s.via, s.kind) for s in suggestions(session)] == [
        ("meeting", "speed"), ("meeting", "unsafe_place"), ("meeting", "speed"),
    ]  # fmt: skip


def test_a_click_without_scripts_fills_the_next_row_and_more_rows_come(reader):
    clicked = send(
        reader, "/moderation/desk/meeting", {"place_text": ["Björkskolan", ""], "map.x": "500", "map.y": "400"}
    )
    more = send(reader, "/moderation/desk/meeting", {"place_text": ["Björkskolan"], "step": "more"})

    assert re.findall(r'name="lat" value="([^"]*)"', clicked.text)[0] == ""
    assert re.findall(r'name="lat" value="([^"]*)"', clicked.text)[1].startswith("60.0")
    assert more.text.count("data-row") == 11


def test_a_choice_says_which_published_site_it_would_add_to(reader, session, context, waiting):
    name = ask_site(session, context, at=(60.001, 15.052)).id
    db.session.remove()
    page = reader.get(f"/moderation/comments/{waiting[0]}").text

    assert name
    assert "Läggs till" in page
    assert "3–5 invånare" in page
