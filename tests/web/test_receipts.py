"""The receipt: the sender's own page, opened by its address alone."""

import html
import re

import pytest
from sqlalchemy import select

from tests.residents import OFFICER, ask, ask_site, hold, site_of, suggestion_of
from tests.staff import token_of
from webapp.storage.suggestions import Suggestion
from webapp.usecases.checks import choose_site, decline_site


@pytest.fixture
def token(session, context):
    return ask(session, context)


@pytest.fixture
def post(client, token):
    """Send a form of the receipt as a browser does."""

    def post(step, **fields):
        csrf = token_of(client.get(f"/suggestions/{token}?confirm=erase"))
        return client.post(f"/suggestions/{token}/{step}?lang=en", data={"csrf_token": csrf, **fields})

    return post


def page_of(client, token, query="lang=en"):
    return client.get(f"/suggestions/{token}?{query}")


def days(page):
    return re.findall(r'<time datetime="([^"]+)">', page.text)


def test_it_opens_for_a_stranger_to_the_browser_and_stays_out_of_every_index(app, token, session):
    answer = page_of(app.test_client(), token)

    assert answer.status_code == 200
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert suggestion_of(session, token).public_number in answer.text
    for number in ("tel:112", "tel:11414"):
        assert number in answer.text


def test_it_says_how_few_have_named_the_place_and_links_the_site_once_enough_have(client, token, session, context):
    assert "fewer than 3 residents have named" in page_of(client, token).text

    ask(session, context)
    ask(session, context)

    assert f"/sites/{site_of(session, token).id}" in page_of(client, token).text


def test_a_choice_changes_not_one_letter_of_it(client, token, session, context):
    before = page_of(client, token).text

    choose_site(session, context, OFFICER, site_of(session, token).id)

    strip = re.compile(r'name="csrf_token" value="[^"]+"')
    assert strip.sub("", page_of(client, token).text) == strip.sub("", before)


def test_it_tells_the_day_of_a_check_and_its_number(client, token, session, context, clock):
    clock.move(days=1)
    hold(session, context, clock, site_of(session, token).id)

    page = page_of(client, token)

    assert "2026-05-13" in days(page)
    assert "number 1 of the year" in html.unescape(page.text)
    assert not re.search(r"\d\d:\d\d", re.search(r'<ol class="life">.*?</ol>', page.text, re.DOTALL)[0])


def test_a_check_that_does_not_count_is_told_as_such(client, token, session, context, clock):
    clock.move(days=1)
    hold(session, context, clock, site_of(session, token).id, minutes=5)

    page = page_of(client, token)

    assert "2026-05-13" in days(page)
    assert "It does not count toward the pledge" in page.text


def test_an_answer_is_told_with_its_reason_and_reply(client, session, context):
    site = ask_site(session, context)
    token = ask(session, context)

    decline_site(session, context, OFFICER, site.id, "no_safe_place", "Vi kan inte <b>stanna</b> här.")

    page = page_of(client, token).text
    assert "There is no safe place for the police to stand." in page
    assert "Vi kan inte &lt;b&gt;stanna&lt;/b&gt; här." in page


def test_the_text_can_be_changed_and_a_faulty_one_comes_back(client, post, token, session):
    assert post("edit", text="Nya ord").status_code == 303
    assert suggestion_of(session, token).text == "Nya ord"

    faulty = post("edit", text="å" * 1001)

    assert faulty.status_code == 422
    assert "å" * 1001 in faulty.text
    assert 'href="#text"' in faulty.text
    session.expire_all()
    assert suggestion_of(session, token).text == "Nya ord"


def test_an_address_is_shown_masked_and_can_be_removed(client, post, token, session):
    assert post("follow", email="nope").status_code == 422
    assert post("follow", email="anna@exempel.se").status_code == 303
    page = page_of(client, token).text
    assert "a…@exempel.se" in page
    assert "anna@exempel.se" not in page

    assert post("follow", stop="1").status_code == 303

    session.expire_all()
    assert suggestion_of(session, token).email is None


@pytest.mark.parametrize("step", ["withdraw", "erase"])
def test_a_page_asks_once_more_and_changes_nothing(step, client, token, session):
    page = page_of(client, token, f"confirm={step}")

    assert page.status_code == 200
    assert f'action="/suggestions/{token}/{step}' in page.text
    assert suggestion_of(session, token).state == "live"


def test_taking_back_is_told_and_leaves_the_receipt(client, post, token, session):
    answer = post("withdraw")

    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Taken back" in page
    assert f"/suggestions/{token}/edit" not in page
    assert "confirm=erase" in page
    session.expire_all()
    assert suggestion_of(session, token).state == "withdrawn"
    assert post("edit", text="x").status_code == 409


def test_erasing_is_done_at_once_and_the_address_leads_nowhere(client, post, token, session):
    post("edit", text="Hemliga ord")

    answer = post("erase")

    assert answer.status_code == 303
    done = client.get(answer.location)
    assert done.status_code == 200
    assert "Your data is erased" in done.text
    assert page_of(client, token).status_code == 404
    session.expire_all()
    assert session.scalars(select(Suggestion.text)).all() == [None]


@pytest.mark.parametrize("step", ["edit", "follow", "withdraw", "erase"])
def test_a_wrong_address_is_not_found(step, client, token):
    csrf = token_of(page_of(client, token))

    assert client.get("/suggestions/nonsense").status_code == 404
    assert client.post(f"/suggestions/nonsense/{step}", data={"csrf_token": csrf}).status_code == 404


@pytest.mark.parametrize(
    ("step", "state"), [("edit", "live"), ("follow", "live"), ("withdraw", "live"), ("erase", "live")]
)
def test_without_a_token_nothing_changes_and_the_words_are_kept(step, state, client, token, session):
    answer = client.post(f"/suggestions/{token}/{step}", data={"text": "Mina ord", "email": "b@exempel.se"})

    assert answer.status_code == 400
    assert "Mina ord" in answer.text or "b@exempel.se" in answer.text
    assert (suggestion_of(session, token).state, suggestion_of(session, token).text) == (state, None)


def test_a_plate_in_the_text_is_pointed_out_to_its_sender(client, post, token):
    post("edit", text="Bilen ABC 123")

    assert "Does the text point at a person?" in page_of(client, token).text


def test_it_speaks_swedish(client, token):
    page = page_of(client, token, "lang=sv").text

    assert "Tack! Så här går det med ditt förslag" in page
    assert "Här är du nu" in page
