"""The form: with a pin or with words, without scripts, in both languages, and nothing typed is ever lost."""

import html
import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from tests.residents import ask_site
from tests.staff import staff_client
from webapp.domain.suggestions import CAUSES, WHEN, WHEN_QUICK
from webapp.formats.svg_map import View
from webapp.storage.suggestions import Suggestion

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><svg onload=alert(1)>",
    "{{7*7}} ${7*7} <%= 7*7 %> %(x)s %s {0}",
    "'; DROP TABLE suggestion; --",
    '=HYPERLINK("http://x")',
    "Räksmörgås 中文 עברית 🚗 e\u0301 \u202e omvänt",
    "&lt;b&gt; &amp; &#39; \\n \\u0000",
    "rad 1\nrad 2\n\n\trad 4",
    "../../etc/passwd file:///etc/passwd http://evil.example",
]


@pytest.fixture
def form(client):
    """Open the form as a browser does, and return what it would send unchanged."""
    answer = client.get("/suggest?lang=en")
    return {name: hidden(answer, name) for name in ("csrf_token", "submission_key")}


@pytest.fixture
def post(client, form):
    def post(path="/suggest?lang=en", **fields):
        return client.post(path, data={**form, **{name.replace("__", "."): value for name, value in fields.items()}})

    return post


def hidden(answer, name):
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', answer.text)[0]
    return html.unescape(re.search(r'value="([^"]*)"', tag)[1])


def value_of(answer, name):
    return hidden(answer, name)


def ticked(answer, name):
    return re.findall(rf'name="{name}" value="([^"]+)"[^>]* checked', answer.text)


def textarea(answer):
    return html.unescape(re.search(r"<textarea[^>]*>\r?\n?(.*?)</textarea>", answer.text, re.DOTALL)[1])


def summary(answer):
    box = re.search(r'<div class="error-summary" role="alert".*?</ul>', answer.text, re.DOTALL)
    return dict(re.findall(r'<a href="#([^"]+)">(.*?)</a>', box[0])) if box else {}


def number(session):
    return session.scalar(select(func.count(Suggestion.id)))


def test_the_form_shows_where_to_call_before_its_first_field(client):
    page = client.get("/suggest").text

    first_field = re.search(r'<input type="text"', page).start()
    for href in ('href="tel:112"', 'href="tel:11414"'):
        assert page.index(href) < first_field
    assert "allmän handling" in page
    assert "inga namn, registreringsnummer eller anklagelser" in page
    assert page.index("allmän handling") < page.index("Skicka förslaget")


def test_every_code_is_a_control_that_works_without_scripts(client):
    page = client.get("/suggest").text

    assert set(re.findall(r'type="checkbox" name="when" value="([^"]+)"', page)) == set(WHEN)
    assert set(re.findall(r'type="checkbox" name="when_quick" value="([^"]+)"', page)) == set(WHEN_QUICK)
    causes = set(re.findall(r'type="checkbox" name="causes" value="([^"]+)"', page))
    assert causes == {cause for codes in CAUSES.values() for cause in codes}
    assert set(re.findall(r'type="radio" name="kind" value="([^"]+)"', page)) == {"speed", "unsafe_place"}
    assert '<input type="image"' in page
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]*src)", page)


def test_the_form_is_kept_nowhere_and_may_set_the_one_cookie(client):
    answer = client.get("/suggest")

    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.headers.getlist("Set-Cookie")) == 1


def test_both_languages_speak_all_through(client, post):
    swedish = client.get("/suggest", headers={"Accept-Language": "sv"}).text
    english = client.get("/suggest", headers={"Accept-Language": "en"}).text

    assert "<h1>Föreslå en plats</h1>" in swedish
    assert "<h1>Suggest a place</h1>" in english
    assert "Fel: " in post("/suggest?lang=sv").text.split("</title>")[0]


def test_sending_leads_to_the_receipt_and_keeps_the_language(client, post, session):
    answer = post(kind="speed", place_text="Skolgatan")

    assert answer.status_code == 303
    assert answer.location.startswith("/suggestions/")
    assert "lang=en" in answer.location
    assert client.get(answer.location).status_code == 200
    assert number(session) == 1


def test_an_empty_time_or_cause_is_none_at_all(post, session):
    assert post(kind="speed", place_text="Skolgatan", when="", when_quick="", causes="").status_code == 303
    assert session.scalars(select(Suggestion)).one().when_cells == ""


def test_sending_the_same_form_again_leads_to_the_same_receipt(post, session):
    addresses = {post(kind="speed", place_text="Skolgatan").location for _ in range(3)}

    assert len(addresses) == 1
    assert number(session) == 1


def test_two_forms_of_one_browser_are_two_suggestions_of_one_resident(client, post, session):
    post(kind="speed", place_text="Skolgatan")
    second = client.get("/suggest")
    fields = {name: hidden(second, name) for name in ("csrf_token", "submission_key")}

    client.post("/suggest", data={**fields, "kind": "speed", "place_text": "Skolgatan"})

    keys = session.scalars(select(Suggestion.reporter_key)).all()
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_a_faulty_form_comes_back_with_every_word(post, session):
    typed = {
        "kind": "unsafe_place",
        "place_text": "Ingenstansgränd 99",
        "when": ["mon-06", "sun-21"],
        "when_quick": ["evenings"],
        "causes": ["dark", "tunnel"],
        "text": "å" * 1001,
        "email": "anna.exempel.se",
    }

    answer = post(**typed)

    assert answer.status_code == 422
    assert set(summary(answer)) == {"place_text", "text", "email"}
    assert answer.text.split("<title>")[1].startswith("Error: ")
    assert textarea(answer) == typed["text"]
    assert value_of(answer, "place_text") == typed["place_text"]
    assert value_of(answer, "email") == typed["email"]
    assert ticked(answer, "kind") == ["unsafe_place"]
    assert ticked(answer, "when") == typed["when"]
    assert ticked(answer, "when_quick") == ["evenings"]
    assert ticked(answer, "causes") == typed["causes"]
    assert number(session) == 0
    ids = set(re.findall(r'id="([^"]+)"', answer.text))
    assert set(summary(answer)) <= ids
    for control in ("place_text", "text", "email"):
        assert f'aria-describedby="{control}-hint {control}-err"' in answer.text


def test_an_empty_form_names_the_two_things_that_are_needed(post):
    assert set(summary(post())) == {"kind", "place_text"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_come_back_unchanged_and_harmless(text, client, post, session):
    faulty = post(text=text, place_text=text.replace("\n", " "), email=text)
    assert faulty.status_code == 422
    assert textarea(faulty) == text
    assert value_of(faulty, "place_text") == text.replace("\n", " ")

    sent = post(kind="speed", lat="60.01", lon="15.05", text=text, place_text=text.replace("\n", " "))

    receipt = client.get(sent.location)
    assert session.scalars(select(Suggestion.text)).one() == text
    assert textarea(receipt) == text
    for page in (faulty, receipt):
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "<svg onload" not in page.text
        assert "49" not in re.findall(r"<textarea[^>]*>(.*?)</textarea>", page.text, re.DOTALL)[0].split("7*7")[0]


@pytest.mark.parametrize(
    ("lat", "lon", "field"),
    [
        ("nan", "15.05", "lat"),
        ("60.01", "inf", "lon"),
        ("٦٠.٠١", "15.05", "lat"),
        ("15.05", "60.01", "lat"),
        ("48.85", "2.35", "lat"),
        ("6653000", "534000", "lat"),
        ("6" * 20000, "15.05", "lat"),
        ("<b>60</b>", "15.05", "lat"),
    ],
)
def test_a_bad_pin_is_shown_again_where_it_can_be_put_right(lat, lon, field, post, session):
    answer = post(kind="speed", lat=lat, lon=lon, text="kept")

    assert answer.status_code == 422
    assert set(summary(answer)) == {field}
    assert value_of(answer, "lat") == lat
    assert value_of(answer, "lon") == lon
    assert textarea(answer) == "kept"
    assert number(session) == 0


def test_swapped_numbers_are_called_swapped(post):
    assert "swapped" in summary(post(kind="speed", lat="15.05", lon="60.01"))["lat"]


def test_several_places_are_offered_and_the_chosen_one_is_taken(post, session):
    offered = post(kind="speed", place_text="Ringvägen", text="kept")
    assert offered.status_code == 422
    places = re.findall(r'name="candidate" value="([^"]+)"', offered.text)
    assert places == ["59.99000 15.06000", "59.99000 15.14000"]
    assert "Östra" in offered.text

    sent = post(kind="speed", place_text="Ringvägen", found_for=value_of(offered, "found_for"), candidate=places[1])

    assert sent.status_code == 303
    assert session.scalars(select(Suggestion.lon)).one() == 15.14


def test_search_fills_in_the_one_place_and_changed_words_are_searched_again(post, session):
    found = post(place_text="Skolgatan", find="1")
    assert found.status_code == 200
    assert (value_of(found, "lat"), value_of(found, "lon")) == ("60.00000", "15.05000")
    assert number(session) == 0

    carried = {name: value_of(found, name) for name in ("lat", "lon", "found_for")}
    post(kind="speed", **carried, place_text="Östra torget")

    assert session.scalars(select(Suggestion.lon)).one() == 15.15


def test_search_without_a_hit_says_what_to_do(post):
    answer = post(place_text="Qwxzjkvägen", find="1")

    assert answer.status_code == 422
    assert "place_text" in summary(answer)


def test_a_click_on_the_picture_chooses_the_place_and_keeps_the_words(post, context, session):
    x, y = View.for_bbox(context.place.bbox).to_xy(15.05, 60.01)

    answer = post(map__x=str(round(x)), map__y=str(round(y)), text="kept", place_text="Ringvägen")

    assert answer.status_code == 200
    assert abs(float(value_of(answer, "lat")) - 60.01) < 0.0005
    assert abs(float(value_of(answer, "lon")) - 15.05) < 0.0005
    assert textarea(answer) == "kept"
    assert value_of(answer, "place_text") == "Ringvägen"
    assert number(session) == 0


def test_a_second_click_is_read_in_the_enlarged_picture(post):
    answer = post(lat="60.01000", lon="15.05000", map__x="500", map__y="400")

    assert (value_of(answer, "lat"), value_of(answer, "lon")) == ("60.01000", "15.05000")


def test_a_press_leads_back_from_the_enlarged_picture_to_the_whole_map_and_keeps_the_words(post, session):
    zoomed = post(map__x="300", map__y="500", text="Fort", email="anna@exempel.se", place_text="by the school")
    assert "Show the whole map again" in zoomed.text
    assert re.search(r'src="/basemap\.svg[^"]*lat=', zoomed.text)
    lat, lon = value_of(zoomed, "lat"), value_of(zoomed, "lon")

    answer = post(whole_map="1", lat=lat, lon=lon, text="Fort", email="anna@exempel.se", place_text="by the school")

    assert answer.status_code == 200
    assert (value_of(answer, "lat"), value_of(answer, "lon")) == ("", "")
    assert not re.search(r'src="/basemap\.svg[^"]*lat=', answer.text)
    assert textarea(answer) == "Fort"
    assert (value_of(answer, "email"), value_of(answer, "place_text")) == ("anna@exempel.se", "by the school")
    assert "Show the whole map again" not in answer.text
    assert summary(answer) == {}
    assert number(session) == 0


def test_enter_on_the_picture_is_no_choice_of_its_corner(post, session):
    answer = post(kind="speed", map__x="0", map__y="0")
    assert answer.status_code == 422
    assert "place_text" in summary(answer)

    assert post(kind="speed", place_text="Skolgatan", map__x="0", map__y="0").status_code == 303
    assert number(session) == 1


@pytest.mark.parametrize("click", [("x", "y"), ("", ""), ("9" * 50, "1"), ("-5", "3"), ("nan", "1")])
def test_a_broken_click_breaks_nothing(click, post):
    assert post(map__x=click[0], map__y=click[1]).status_code in (200, 422)


def test_a_summary_shows_what_would_be_sent_and_stores_nothing(post, session):
    answer = post(
        kind="speed", place_text="Skolgatan", when_quick="weekday-mornings", when="fri-18", causes="school", preview="1"
    )

    assert answer.status_code == 200
    box = re.search(r'<div class="preview">.*?</dl>', answer.text, re.DOTALL)[0]
    for words in ("Skolgatan", "Weekdays 06–09, Friday 18–21", "Near a school or preschool", "100\xa0m"):
        assert words in box
    assert number(session) == 0


def test_a_number_plate_is_warned_of_but_never_blocks(post, session):
    assert "Does the text point at a person?" in post(kind="speed", text="Bilen ABC 123", preview="1").text

    assert post(kind="speed", place_text="Skolgatan", text="Bilen ABC 123").status_code == 303
    assert number(session) == 1


def test_a_cause_of_the_other_kind_is_named(post):
    answer = post(kind="speed", place_text="Skolgatan", causes="dark")

    assert "Dark" in summary(answer)["causes"]
    assert ticked(answer, "causes") == ["dark"]


def test_a_site_nearby_is_shown_and_one_press_adds_the_voice(post, session, context):
    site = ask_site(session, context, at=(60.01, 15.05))
    near = post(kind="speed", lat="60.0101", lon="15.0501", preview="1")
    assert site.name in near.text
    assert "3–5" in near.text
    assert f'name="support" value="{site.id}"' in near.text

    sent = post(support=site.id, text="Jag med", when_quick="evenings", saw_site="1", lat="60.0101", lon="15.0501")

    assert sent.status_code == 303
    voice = session.scalars(select(Suggestion).where(Suggestion.channel == "support")).one()
    assert (voice.site_id, voice.text, voice.saw_site) == (site.id, "Jag med", True)


def test_a_link_can_fill_in_place_and_kind_and_nothing_private(client, session, context):
    site = ask_site(session, context)
    page = client.get("/suggest?lat=60.0&lon=15.05&kind=speed&text=planted&email=a@b.se&submission_key=known&lang=en")

    assert (value_of(page, "lat"), value_of(page, "lon")) == ("60.0", "15.05")
    assert ticked(page, "kind") == ["speed"]
    assert "planted" not in page.text.split("<main")[1]
    assert value_of(page, "submission_key") != "known"
    assert site.name in client.get(f"/suggest?support={site.id}").text


@pytest.mark.parametrize("query", ["lat=nan&lon=inf", "lat=60", "kind=x&support=x", "lat=91&lon=181", "when_quick=x"])
def test_a_strange_link_still_opens_the_form(query, client):
    assert client.get(f"/suggest?{query}").status_code == 200


def test_a_lost_token_gives_the_words_back_under_a_new_key(client, form, session):
    data = {"kind": "speed", "place_text": "Skolgatan", "text": "kept", "submission_key": form["submission_key"]}

    answer = client.post("/suggest?lang=en", data={**data, "csrf_token": "stale"})

    assert answer.status_code == 400
    assert textarea(answer) == "kept"
    assert value_of(answer, "submission_key") != form["submission_key"]
    assert number(session) == 0
    again = {name: value_of(answer, name) for name in ("csrf_token", "submission_key")}
    assert client.post("/suggest", data={**data, **again}).status_code == 303


def test_staff_are_told_that_they_cannot_suggest(app, session):
    officer = staff_client(app, "police")
    page = officer.get("/suggest?lang=en")
    assert "You are logged in as staff" in page.text

    refused = officer.post("/suggest", data={"csrf_token": hidden(page, "csrf_token"), "kind": "speed"})

    assert refused.status_code == 403
    assert number(session) == 0


def test_a_position_has_a_name(client):
    near = client.get("/suggest/name?lat=60.0&lon=15.05")

    assert (near.status_code, near.text, near.mimetype) == (200, "Nära Skolgatan, Västra", "text/plain")
    for query in ("", "lat=nan&lon=1", "lat=0&lon=0", "lat=x"):
        assert client.get(f"/suggest/name?{query}").text == ""
    assert "Set-Cookie" not in near.headers


def test_the_swedish_address_leads_to_the_form(client):
    assert urlsplit(client.get("/foresla").location).path == "/suggest"
