import re
from datetime import date, timedelta

import pytest

from tests.public_world import NOON, add_check, add_site, when_counts
from tests.staff import token_of
from webapp.domain.context import Context
from webapp.storage.db import transaction
from webapp.storage.sites import Site, SiteAlias
from webapp.storage.suggestions import Suggestion


def change(session, site_id, **values):
    with transaction(session):
        site = session.get(Site, site_id)
        for name, value in values.items():
            setattr(site, name, value)


def test_the_list_holds_what_the_map_holds(client, session):
    add_site(session, "Skolgatan", residents=9)
    add_site(session, "Hemliga gatan", published=False)

    page = client.get("/sites").text

    assert "1. Skolgatan" in page
    assert "Hemliga gatan" not in page


def test_a_site_says_in_one_paragraph_what_residents_say_and_what_was_done(client, session):
    site_id = add_site(session, residents=14, when_counts=when_counts(mon_06=2), cause_counts={"school": 3})
    add_check(session, site_id)

    page = client.get(f"/sites/{site_id}").text

    lead = re.search(r'<p class="lead">([^<]+)', page)[1]
    assert "11–20 invånare" in lead
    assert "06–09" in lead
    assert "Polisen har kontrollerat platsen en gång." in lead


def test_an_unpublished_site_is_not_there(client, session):
    assert client.get(f"/sites/{add_site(session, published=False)}").status_code == 404


def test_a_retired_id_leads_to_the_site_for_ever(client, session):
    site_id = add_site(session)
    with transaction(session):
        session.add(SiteAlias(id="retired123", site_id=site_id, at=NOON))

    answer = client.get("/sites/retired123")

    assert (answer.status_code, answer.location) == (301, f"/sites/{site_id}")


def test_checks_are_listed_with_numbers_and_whether_they_count(client, session):
    site_id = add_site(session)
    add_check(session, site_id, date(2026, 5, 1), vehicles=142, over_limit=38, mean_kmh=33.4)
    add_check(session, site_id, date(2026, 5, 2), counts=False, reason="too_short")

    page = client.get(f"/sites/{site_id}").text

    assert "38 (27\xa0%)" in page
    assert "33,4 km/h" in page
    assert "Ja, nummer 1" in page
    assert "Nej. " in page
    assert '<time datetime="2026-05-01">' in page


def test_no_hour_of_a_check_is_anywhere(client, session):
    site_id = add_site(session)
    add_check(session, site_id, vehicles=10)

    page = client.get(f"/sites/{site_id}").text

    assert not re.search(r"0?[79][:.](17|58)", page)


def test_neither_anchor_nor_pin_is_anywhere(client, session):
    site_id = add_site(session, lat=60.0, lon=15.05)

    page = client.get(f"/sites/{site_id}").text

    assert "0.000123" not in page
    assert "60.0001" not in page
    assert "60.0007" not in page


@pytest.mark.parametrize("status", ["closed", "declined"])
def test_a_no_is_shown_with_its_reason_and_reply(client, session, status):
    site_id = add_site(session)
    change(
        session,
        site_id,
        status=status,
        status_reason="no_safe_place",
        status_reply="Ingen ficka <b>här</b>",
        status_at=NOON,
    )

    page = client.get(f"/sites/{site_id}").text

    assert "Varför inte?" in page
    assert "Ingen ficka &lt;b&gt;här&lt;/b&gt;" in page
    assert "12 maj 2026" in page


def test_the_page_is_never_stored_because_it_holds_a_form(client, session):
    assert client.get(f"/sites/{add_site(session)}").headers["Cache-Control"] == "no-store"


def test_a_voice_is_a_suggestion_at_the_site_and_leads_to_a_receipt(client, session):
    site_id = add_site(session)
    token = token_of(client.get(f"/sites/{site_id}"))

    answer = client.post(
        f"/sites/{site_id}/support",
        data={"csrf_token": token, "when_quick": "evenings", "text": "Sent på kvällen", "submission_key": "k" * 20},
    )

    assert answer.status_code == 303
    assert answer.location.startswith("/suggestions/")
    voice = session.query(Suggestion).filter_by(channel="support").one()
    assert (voice.text, voice.site_id) == ("Sent på kvällen", site_id)
    assert "fri-21" in voice.when_cells


def test_a_double_press_is_one_voice(client, session):
    site_id = add_site(session)
    data = {"csrf_token": token_of(client.get(f"/sites/{site_id}")), "submission_key": "k" * 20}

    answers = {client.post(f"/sites/{site_id}/support", data=data).location for _ in range(8)}

    assert len(answers) == 1
    assert session.query(Suggestion).filter_by(channel="support").count() == 1


def test_a_faulty_voice_comes_back_with_every_word(client, session):
    site_id = add_site(session)
    token = token_of(client.get(f"/sites/{site_id}"))

    answer = client.post(
        f"/sites/{site_id}/support",
        data={"csrf_token": token, "when_quick": "evenings", "text": "Mina ord <&>", "email": "anna.exempel.se"},
    )

    assert answer.status_code == 422
    assert 'class="error-summary" role="alert"' in answer.text
    assert 'href="#email"' in answer.text
    assert "Mina ord &lt;&amp;&gt;" in answer.text
    assert 'value="anna.exempel.se"' in answer.text
    assert 'value="evenings" checked' in answer.text
    assert "<title>Fel: " in answer.text


def test_an_unknown_time_is_a_fault(client, session):
    site_id = add_site(session)
    token = token_of(client.get(f"/sites/{site_id}"))

    answer = client.post(f"/sites/{site_id}/support", data={"csrf_token": token, "when": "someday-99"})

    assert answer.status_code == 422


def test_a_voice_without_our_token_is_400_with_the_words_kept(client, session):
    answer = client.post(f"/sites/{add_site(session)}/support", data={"text": "Mina ord"})

    assert answer.status_code == 400
    assert "Mina ord" in answer.text


def test_no_voice_is_taken_for_an_unpublished_site(client, session):
    hidden, shown = add_site(session, published=False), add_site(session)
    token = token_of(client.get(f"/sites/{shown}"))

    assert client.post(f"/sites/{hidden}/support", data={"csrf_token": token}).status_code == 404


def test_the_code_to_scan_is_a_picture_of_our_own(client, session):
    answer = client.get(f"/sites/{add_site(session)}/qr.svg")

    assert answer.mimetype == "image/svg+xml"
    assert answer.text.count("M") > 50
    assert client.get(f"/sites/{add_site(session, published=False)}/qr.svg").status_code == 404


def test_with_a_delay_a_fresh_check_changes_nothing_until_it_has_passed(app, client, session, clock):
    place = app.extensions["lofte_context"].place
    context = app.extensions["lofte_context"]
    delayed = Context(
        type(place)(**{**vars(place), "check_delay_hours": 48.0}), context.now, context.secret_key, context.base_url
    )
    app.extensions["lofte_context"] = delayed
    site_id = add_site(session)
    before = client.get(f"/sites/{site_id}").text, client.get("/api/v1/sites.geojson").text
    add_check(session, site_id, held_on=(NOON - timedelta(hours=2)).date(), started_at=NOON - timedelta(hours=2),
              ended_at=NOON - timedelta(hours=1))  # fmt: skip

    assert client.get("/api/v1/sites.geojson").text == before[1]
    page = client.get(f"/sites/{site_id}").text
    assert "Inte kontrollerad än" in page
    assert "Ingen kontroll är gjord här än" in page
    assert "Ingen kontroll är gjord än" in client.get("/").text

    clock.move(hours=48)

    assert '"checks":1' in client.get("/api/v1/sites.geojson").text
    assert "1 kontroll gjord" in client.get(f"/sites/{site_id}").text
