"""Joining what is there already: shown in a step of its own, along the street and by kind, never as one's own pin."""

import re

import pytest
from sqlalchemy import select

from tests.residents import ask_site
from tests.web.test_suggest import form, hidden, number, post, textarea, ticked  # noqa: F401  fixtures and readers
from tests.worlds import add_road, degrees
from webapp.domain.roles import OPERATOR
from webapp.storage.db import transaction
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.usecases.sites import verify_sites

HOME = (60.01, 15.05)
NEAR = {"lat": "60.0101", "lon": "15.0501", "kind": "speed"}


def offered(answer):
    return re.findall(r'name="support" value="([^"]+)"', answer.text)


def at(context, x, y):
    lon, lat = degrees(context, x, y)
    return float(lat), float(lon)


@pytest.fixture
def near(client):
    def near(lat, lon, kind="speed"):
        return client.get("/suggest/near", query_string={"lat": lat, "lon": lon, "kind": kind, "lang": "en"})

    return near


@pytest.fixture
def streets(session):
    with transaction(session):
        return [add_road(session, f"Gata {n}", [(1000, 500 + 60 * n), (2000, 500 + 60 * n)]) for n in range(2)]


def test_place_and_kind_together_show_the_step_with_all_that_is_needed_to_decide(post, session, context):  # noqa: F811
    site = ask_site(session, context, HOME)

    page = post(**NEAR, find="1").text

    step = re.search(r'<section class="form-step near".*?</section>', page, re.DOTALL)[0]
    for words in ("Is it this place?", site.name, "3–5 residents", "basemap.svg?lat=", "Nobody has said when"):
        assert words in step
    assert not re.search(r"\b3 residents", step)
    assert page.index('name="kind"') < page.index('id="near"') < page.index('name="when_quick"')


def test_without_a_kind_nothing_is_shown_and_another_kind_is_not_offered(post, session, context):  # noqa: F811
    ask_site(session, context, HOME)

    assert offered(post(lat=NEAR["lat"], lon=NEAR["lon"], find="1")) == []
    assert offered(post(lat=NEAR["lat"], lon=NEAR["lon"], kind="unsafe_place", find="1")) == []


def test_the_script_gets_the_same_step_and_no_cookie(near, session, context):
    site = ask_site(session, context, HOME)

    answer = near(60.0101, 15.0501)

    assert offered(answer) == [site.id]
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    for strange in (("x", "y", "speed"), ("", "", ""), ("nan", "inf", "speed"), (60.01, 15.05, "x"), (0, 0, "speed")):
        assert offered(near(*strange)) == []


def test_on_a_street_what_is_along_it_is_offered_and_the_street_beside_is_not(near, session, context, streets):
    along = ask_site(session, context, at(context, 1300, 500))
    beside = ask_site(session, context, at(context, 1500, 560))
    assert (along.road_id, beside.road_id) == tuple(streets)

    answer = near(*at(context, 1540, 503))

    assert offered(answer) == [along.id]  # 240 m along; the other is 70 m away, on another street
    assert "240\xa0m" in answer.text


def test_further_along_than_300_metres_is_another_place(near, session, context, streets):
    ask_site(session, context, at(context, 1300, 500))

    assert offered(near(*at(context, 1610, 503))) == []


def test_an_unpublished_place_is_never_offered(near, session, context):
    ask_site(session, context, HOME, residents=2)

    assert offered(near(*HOME)) == []


def test_a_voice_keeps_its_own_times_and_words(post, session, context):  # noqa: F811
    site = ask_site(session, context, HOME)

    sent = post(**NEAR, support=site.id, saw_site="1", text="Jag med", when=["mon-06"], causes="school", email="")

    assert sent.status_code == 303
    voice = session.scalars(select(Suggestion).where(Suggestion.channel == "support")).one()
    assert (voice.site_id, voice.text, voice.when_cells, voice.causes) == (site.id, "Jag med", "mon-06", "school")
    assert voice.saw_site
    assert verify_sites(session, context, OPERATOR) == []


def test_one_person_is_one_voice_at_a_site_however_often(client, session, context):
    site_id = ask_site(session, context, HOME).id
    for _ in range(3):
        page = client.get(f"/suggest?support={site_id}")
        fields = {name: hidden(page, name) for name in ("csrf_token", "submission_key")}
        assert client.post("/suggest", data={**fields, "support": site_id}).status_code == 303

    assert number(session) == 6
    assert session.get(Site, site_id).residents == 4


def test_a_faulty_voice_comes_back_with_every_word(post, session, context):  # noqa: F811
    site = ask_site(session, context, HOME)

    answer = post(support=site.id, text="Mina ord", when=["mon-06"], email="nope")

    assert answer.status_code == 422
    assert textarea(answer) == "Mina ord"
    assert ticked(answer, "when") == ["mon-06"]
    assert site.name in answer.text


def test_the_preview_says_what_everyone_will_see(post, session, context):  # noqa: F811
    before = post(**NEAR, preview="1", text="Ring 070-123 45 67, jag heter Anna Svensson").text
    assert "A square of 100\xa0m that holds the place" in before
    assert "Then it may read:" in before
    shown = re.search(r'masked-text">(.*?)</span>', before, re.DOTALL)[1]
    assert "070" not in shown
    assert "Svensson" not in shown
    assert "[…]" in shown

    site = ask_site(session, context, HOME)
    joined = post(**NEAR, preview="1").text

    assert f"One more voice for {site.name}" in joined
    assert "A square of" not in joined
    sent = post(**NEAR)
    assert sent.status_code == 303
    assert session.get(Site, site.id).residents == 4  # as the preview said


def test_the_preview_of_an_unsafe_place_tells_its_larger_square(post):  # noqa: F811
    assert "A square of 250\xa0m" in post(lat="60.01", lon="15.05", kind="unsafe_place", preview="1").text


def test_the_preview_tells_nothing_of_a_place_that_is_only_chosen(post, session, context):  # noqa: F811
    from tests.residents import OFFICER
    from webapp.usecases.checks import choose_site

    site = ask_site(session, context, HOME, residents=2)
    before = post(**NEAR, preview="1").text

    choose_site(session, context, OFFICER, site.id)

    strip = re.compile(r'name="csrf_token" value="[^"]+"')
    assert strip.sub("", post(**NEAR, preview="1").text) == strip.sub("", before)
