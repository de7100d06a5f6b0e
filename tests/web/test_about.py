"""What the site says of itself: complete in both languages, from settings and constants, and honest about gaps."""

import re
import shutil

import pytest

from tests.conftest import DATA, app_settings
from webapp import create_app
from webapp.domain import score
from webapp.domain.errors import Refused
from webapp.domain.lot import seals, year_secret
from webapp.formats.place_folder import read_place

FILLED_IN = """
[accessibility]
email = "tillganglighet@testvik.example"
phone = "0123-456 78"
answer_days = 2
assessed_on = 2026-03-01
updated_on = 2026-04-02
flaws = ["Filmen på startsidan saknar text."]

[privacy]
processors = ["Driftbolaget AB: servern"]

[retention]
decision = "KS 2026/17"
contact_months = 4
text_months = 18
"""


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).replace("\xa0", " ").split())


@pytest.fixture
def place_file(tmp_path):
    folder = tmp_path / "filled"
    shutil.copytree(DATA / "testvik", folder)
    return folder / "place.toml"


@pytest.fixture
def filled_in(data_dir, place_file, clock):
    place_file.write_text(place_file.read_text() + FILLED_IN)
    app = create_app(app_settings(data_dir, place_file.parent), clock)
    with app.app_context():
        yield app.test_client()


def test_the_statement_has_the_eleven_items_that_digg_asks_for(filled_in):
    page = words(filled_in.get("/accessibility?lang=sv"))
    html = filled_in.get("/accessibility?lang=sv").text

    assert "Testviks kommun står bakom" in page  # 1 the body
    assert "Tillgänglighet för Löfteskartan Testvik" in page  # 2 the service
    assert "delvis förenlig" in page  # 3 how far it conforms
    assert "Brister mot lagkraven" in page  # 4 the flaws, the place's own among them
    assert "Filmen på startsidan saknar text." in page
    assert len(re.findall(r"Skäl: ", page)) >= 3  # 5 each with its reason
    assert "Oskäligt betungande" in page  # 6 the burden that is claimed
    assert "inte omfattas" in page  # 7 what the law does not cover
    assert "med bara tangentbord" in page  # 8 how it was assessed
    assert "1 mars 2026" in page  # 9 when
    assert "2 april 2026" in page  # 10 when the statement was updated
    assert 'href="mailto:tillganglighet@testvik.example"' in html  # 11 how to report, and to whom to complain
    assert 'href="tel:' in html
    assert "inom 2 arbetsdagar" in page
    assert 'href="https://www.digg.se/tdosanmalan"' in html


def test_what_is_not_known_is_said_and_nothing_is_made_up(data_dir, clock):
    bare = create_app(app_settings(data_dir, DATA / "barvik"), clock)
    with bare.app_context():
        client = bare.test_client()
        statement, privacy = (words(client.get(f"/{page}?lang=en")) for page in ("accessibility", "privacy"))

    assert "Who is behind this website is not filled in yet." in statement
    assert "An address to write to is not filled in yet." in statement
    assert "How fast we answer is not decided yet." in statement
    assert "by the municipality itself, with screen readers and with people, is not made yet." in statement
    assert "The data controller is not filled in yet." in privacy
    assert "data protection officer is not filled in yet" in privacy
    assert "There is no such decision yet, so nothing is removed by itself." in privacy


def test_times_of_keeping_are_those_of_the_settings(filled_in):
    page = words(filled_in.get("/privacy?lang=en"))

    assert "18 months" in page
    assert "4 months after the matter is closed" in page
    assert "KS 2026/17" in page
    assert "Driftbolaget AB: servern" in page


def test_those_who_wrote_or_told_it_elsewhere_read_what_is_kept_of_them(client, filled_in):
    page, swedish = (words(client.get(f"/privacy?lang={language}")) for language in ("en", "sv"))

    assert "The writer's name and profile are dropped at the door" in page.replace("&#39;", "'")
    assert "The words of a comment are never published here." in page
    assert "on the phone, in a letter, in an e-mail or at a meeting" in page
    assert "There is no field for your name" in page
    assert "Skribentens namn och profil släpps vid dörren" in swedish
    assert "They go after the same time" not in page  # nothing is removed without a decision
    assert "They go after the same time as your text" in words(filled_in.get("/privacy?lang=en"))


def test_whoever_else_is_asked_is_named(data_dir, clock):
    app = create_app(
        app_settings(
            data_dir,
            LOFTE_GEOCODER="photon",
            LOFTE_GEOCODER_URL="http://names.example",
            LOFTE_MAIL_URL="smtp://mail.example",
        ),
        clock,
    )
    with app.app_context():
        page = words(app.test_client().get("/privacy?lang=en"))
    assert "sent to names.example" in page
    assert "mail server mail.example" in page
    assert "asks nobody but this website" not in page


def test_nobody_else_is_asked_by_default(client):
    assert "asks nobody but this website" in words(client.get("/privacy?lang=en"))


@pytest.mark.parametrize(
    "right", ["erase", "copy as a file", "corrected", "object", "complain", "take back", "public record"]
)
def test_every_right_is_named(client, right):
    assert right in words(client.get("/privacy?lang=en"))


def test_weights_are_those_that_the_police_list_uses(client, monkeypatch):
    shown = words(client.get("/how-we-choose?lang=en"))
    assert "The weights, version 1" in shown
    assert re.findall(r"(Voices|Time|Surroundings|Measured speed): (\d+)%", shown) == [
        ("Voices", "45"), ("Time", "25"), ("Surroundings", "15"), ("Measured speed", "15"),
    ]  # fmt: skip

    monkeypatch.setattr(score, "WEIGHTS", {"demand": 0.4, "waiting": 0.3, "context": 0.2, "speed": 0.1})
    monkeypatch.setattr(score, "SCORE_VERSION", "2")
    monkeypatch.setattr(score, "DEMAND_HALF_LIFE_D", 91.0)
    changed = words(client.get("/how-we-choose?lang=en"))
    assert "version 2" in changed
    assert "Voices: 40%" in changed
    assert "half in 91 days" in changed


@pytest.mark.parametrize("path", ["/how-we-choose", "/accessibility", "/privacy"])
def test_both_languages_say_as_much(client, path):
    swedish, english = (client.get(f"{path}?lang={code}").text for code in ("sv", "en"))

    for tag in ("<h2", "<h3", "<p", "<li", "<tr"):
        assert swedish.count(tag) == english.count(tag)
    assert words(client.get(f"{path}?lang=sv")) != words(client.get(f"{path}?lang=en"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('[accessibility]\nassessed_on = "i mars"', "accessibility.assessed_on must be a date"),
        ('[campaigns]\nbetween = "sometimes"', 'campaigns.between must be "open" or "closed"'),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(place_file, line, said):
    place_file.write_text(place_file.read_text() + line)

    with pytest.raises(Refused, match=said):
        read_place(place_file.parent)


def test_a_place_says_whether_it_closes_between_questions(place_file):
    assert read_place(place_file.parent).closed_between_campaigns is False
    place_file.write_text(place_file.read_text() + '[campaigns]\nbetween = "closed"')

    assert read_place(place_file.parent).closed_between_campaigns is True
    assert read_place(place_file.parent).accessibility.assessed_on is None


def test_the_weights_stand_with_their_versions_and_since_when_in_both_languages(app):
    client = app.test_client()

    swedish, english = (words(client.get(f"/how-we-choose?lang={code}")) for code in ("sv", "en"))

    assert "Version 1 Gäller sedan 22 november 2026 Röster 45 % Tid sedan kontroll 25 %" in swedish
    assert "Version 1 In force since 22 November 2026 Voices 45% Time since a check 25%" in english


def test_the_seal_of_the_year_stands_in_public_and_its_secret_is_opened_in_march_of_the_next(app, clock, context):
    client = app.test_client()
    this, last = seals(context.secret_key, clock().date())

    may = client.get("/how-we-choose").text
    clock.move(days=-100)  # in February
    february = client.get("/how-we-choose").text

    assert all(one.seal in page for one in (this, last) for page in (may, february))
    assert last.secret in may
    assert last.secret not in february
    assert year_secret(context.secret_key, this.year) not in may


def test_the_newest_version_of_the_weights_is_the_one_in_force():
    versions = score.WEIGHT_VERSIONS

    assert (versions[-1].version, versions[-1].weights) == (score.SCORE_VERSION, score.WEIGHTS)
    assert [one.since for one in versions] == sorted(one.since for one in versions)
    assert all(abs(sum(one.weights.values()) - 1) < 1e-9 for one in versions)
