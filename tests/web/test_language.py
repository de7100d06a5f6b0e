import re
from datetime import UTC, date, datetime

import pytest

from tests.conftest import app_settings
from tests.public_world import add_site
from webapp import create_app
from webapp.storage.db import db
from webapp.web.language import local_date, local_datetime, number, percent

SV, EN = {"Accept-Language": "sv"}, {"Accept-Language": "en-GB,en;q=0.9,sv;q=0.3"}


def heading(answer):
    return re.search(r"<h1>([^<]+)", answer.text)[1]


@pytest.mark.parametrize(
    ("query", "accepts", "expected"),
    [
        ("", "sv", "sv"),
        ("", "sv-SE", "sv"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "en-GB,sv;q=0.5", "en"),
        ("", "de,EN-us;q=0.8,sv;q=0.7", "en"),
        ("", "en;q=0,sv;q=0.1", "sv"),
        ("", "*,en;q=0.5", "en"),
        ("", "ar", "sv"),
        ("", "", "sv"),
        ("?lang=en", "sv", "en"),
        ("?lang=sv", "en", "sv"),
        ("?lang=xx", "en", "en"),
        ("?lang=../../etc", "sv", "sv"),
        ("?lang=", "en", "en"),
    ],
)
def test_the_language_is_the_asked_for_else_the_browsers_else_the_places_first(client, query, accepts, expected):
    answer = client.get(f"/{query}", headers={"Accept-Language": accepts})

    assert f'<html lang="{expected}"' in answer.text
    assert answer.headers["Content-Language"] == expected
    assert heading(answer) == {"sv": "Var kör folk för fort?", "en": "Where do people drive too fast?"}[expected]


def test_pages_vary_with_the_language_of_the_browser(client):
    for path in ("/", "/sites", "/no-such-page"):
        assert "Accept-Language" in client.get(path).headers["Vary"]


def test_a_language_chosen_by_hand_follows_every_link_and_form(client, session):
    add_site(session)

    page = client.get("/?lang=en", headers=SV).text

    inside = [a for a in re.findall(r'href="(/[^"]*)"', page) if not a.startswith(("/static", "/api", "/openapi"))]
    own = [a for a in inside if "lang=en" not in a]
    assert own == ["/"]  # the way back to Swedish
    assert '<input type="hidden" name="lang" value="en">' in page


def test_what_the_browser_asks_for_anyway_is_not_written_into_links(client):
    page = client.get("/?lang=en", headers=EN).text

    assert re.findall(r'href="[^"]*lang=[^"]*"', page) == ['href="/?lang=sv"']


def test_the_other_language_is_one_link_away_and_keeps_the_query(client):
    page = client.get("/?kind=speed&page=1", headers=SV).text

    assert '<a class="lang" href="/?kind=speed&amp;page=1&amp;lang=en" lang="en" hreflang="en">English</a>' in page


@pytest.mark.parametrize(
    ("swedish", "english"),
    [
        ("/tillganglighet", "/accessibility"),
        ("/integritet", "/privacy"),
        ("/foresla", "/suggest"),
        ("/platser", "/sites"),
        ("/platser/", "/sites"),
        ("/foresla?kind=speed&lang=en", "/suggest?kind=speed&lang=en"),
    ],
)
def test_swedish_addresses_lead_to_the_english_ones_for_good(client, swedish, english):
    answer = client.get(swedish)

    assert (answer.status_code, answer.location) == (301, english)


def test_dates_and_numbers_are_written_as_the_language_does(app):
    instant = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)

    with app.test_request_context("/?lang=sv"):
        assert local_date(date(2026, 9, 14)) == "14 september 2026"
        assert local_datetime(instant) == "14 september 2026 kl. 08.12"
        assert number(1204.5, 1) == "1\xa0204,5"
        assert percent(38, 142) == "27\xa0%"
        assert percent(1, 1000) == "<1\xa0%"  # few is not none
        assert percent(999, 1000) == ">99\xa0%"
        assert (percent(0, 142), percent(142, 142), percent(0, 0)) == ("0\xa0%", "100\xa0%", "0\xa0%")
    with app.test_request_context("/?lang=en"):
        db.session.remove()
        from flask_babel import refresh

        refresh()
        assert local_date(date(2026, 9, 14)) == "14 September 2026"
        assert local_datetime(instant) == "14 September 2026 at 08:12"
        assert number(1204.5, 1) == "1,204.5"


def test_a_day_is_the_places_own(app):
    with app.test_request_context("/?lang=sv"):
        assert local_date(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "1 januari 2027"


def place_in(tmp_path, languages):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "place.toml").write_text(
        f'name = "Elsewhere"\nbbox = [15.0, 59.9, 15.2, 60.1]\nlanguages = {languages}\n'
    )
    return folder


@pytest.mark.parametrize(
    ("languages", "accepts", "expected"),
    [(["en"], "sv", "en"), (["en", "sv"], "fi", "en"), (["fi"], "sv", "en"), (["fi", "sv"], "fi", "sv")],
)
def test_a_place_without_a_language_gets_its_first_that_is_written(tmp_path, data_dir, languages, accepts, expected):
    app = create_app(app_settings(data_dir, place=place_in(tmp_path, languages)))

    answer = app.test_client().get(
        "/no-such-page?lang=sv" if "sv" not in languages else "/x", headers={"Accept-Language": accepts}
    )

    assert f'<html lang="{expected}"' in answer.text
