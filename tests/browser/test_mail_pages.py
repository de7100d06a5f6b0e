"""The pages behind the links of mail and the alert form: for everyone, at any width, with and without scripts."""

import pytest

from tests.browser.axe import SIZES, faults_of, look
from tests.browser.still import press
from tests.mail import ask_by_mail, follower, link_in, mail_server, send_mail
from tests.residents import OFFICER, ask, hold, site_of
from tests.staff import send
from webapp.storage.alerts import Alert
from webapp.storage.db import db
from webapp.usecases.checks import close_site
from webapp.usecases.outbox import ask_questions

pytestmark = pytest.mark.browser

PAGES = [
    *("/alerts", "/alerts?where=near&lat=60.0&lon=15.05&place_text=Skolgatan", "/alerts/sent", "/alerts/ended"),
    *("{confirm}", "{stop}", "{question}", "{alert_confirm}", "{alert}", "/mail/receipts", "/mail/receipts/sent"),
    *("/mail/stopped", "/mail/confirm/old", "/sites/{site}"),
]


@pytest.fixture
def names(app, session, context, clock, client):
    """Someone who confirmed, was told and asked; another who has not; an alert on its way and one that runs."""
    with mail_server() as box:
        token = follower(session, context, box, "anna@exempel.se")
        for _ in range(2):
            ask(session, context)  # with these two the place is public
        site = site_of(session, token).id
        clock.move(hours=1)
        hold(session, context, clock, site)
        clock.move(days=28)
        ask_questions(session, context)
        close_site(session, context, OFFICER, site, "rebuilt")
        ask_by_mail(session, context, "bo@exempel.se")
        for _ in range(2):
            data = {"where": "everywhere", "pace": "weekly", "email": "eva@exempel.se"}
            send(client, "/alerts", data | {"kinds": "speed" if _ else "unsafe_place"})
        send_mail(session, context, box)
        by_topic = {m["Subject"]: m for m in box.taken}
        alerts = [link_in(m, "/alerts/confirm/") for m in box.to("eva@exempel.se")]
        found = {
            "site": site,
            "confirm": link_in(box.to("bo@exempel.se")[0], "/mail/confirm/"),
            "question": next(link_in(m, "/mail/question/") for s, m in by_topic.items() if s.startswith("Hur är det")),
            "stop": link_in(box.to("anna@exempel.se")[-1], "/mail/stop/"),
            "alert_confirm": alerts[0],
            "alert": send(client, alerts[1]).location.partition("?")[0],
        }
    db.session.remove()
    return found


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_of_mail_can_be_used_by_everyone(open_page, names, width, height):
    assert look(open_page("/", width, height), PAGES, names) == {}


def test_a_form_with_faults_says_them_first(open_page):
    page = open_page("/alerts", 360, 780, locale="en-GB")
    page.locator("form[data-alerts] button.btn-primary.btn-big").click()
    page.wait_for_selector("[role=alert]")

    assert page.title().startswith("Error: ")
    assert faults_of(page) == []


def test_an_address_is_confirmed_by_the_button_without_scripts(open_page, names):
    page = open_page(names["confirm"], 320, 640, script=False)
    press(page.locator("main form button"))

    assert "Adressen är bekräftad" in page.text_content("h1")


def test_an_area_is_drawn_with_the_keyboard_alone(app, open_page, session):
    page = open_page("/alerts", 360, 780)
    page.locator("input[name=where][value=drawn]").focus()
    page.keyboard.press("Space")
    for key in ("ArrowLeft", "ArrowUp", "ArrowRight"):
        page.locator("svg[role=application]").focus()
        for _ in range(3):
            page.keyboard.press(key)
        page.locator("[data-corner]").focus()
        page.keyboard.press("Enter")
    assert "Hörn: 3." in page.text_content("[data-corners]")
    assert len(page.get_attribute("polygon.m-drawn", "points").split()) == 3
    page.locator("input[name=email]").fill("eva@exempel.se")
    page.keyboard.press("Enter")
    page.wait_for_url("**/alerts/sent**")

    session.expire_all()
    corners = session.query(Alert).one().corners
    west, south, east, north = app.extensions["lofte_context"].place.bbox
    assert len(corners) == 3
    assert all(west < lon < east and south < lat < north for lon, lat in corners)


def test_without_scripts_a_place_and_a_distance_are_enough(open_page, session):
    page = open_page("/alerts", 360, 780, script=False)
    assert page.locator("input[value=drawn]").is_hidden()
    page.locator("input[name=where][value=near]").check()
    page.locator("input[type=image]").click(position={"x": 150, "y": 120})
    page.locator("input[name=email]").fill("eva@exempel.se")
    page.keyboard.press("Enter")

    page.wait_for_url("**/alerts/sent**")
    assert session.query(Alert).one().radius_m == 1000
