"""The Atom feeds, read back by feedparser and by the rules of RFC 4287."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import feedparser
import pytest

from tests.public_world import NOON, add_check, add_site
from tests.residents import OFFICER, ask, ask_site, facts, hold
from webapp.domain.roles import OPERATOR
from webapp.usecases.checks import choose_site, decline_site, record_check, withdraw_check

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("/feeds/sites.atom", "/feeds/checks.atom", "/feeds/follow-ups.atom")
LOCAL_MIDNIGHT = "2026-05-12T00:00:00+02:00"


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    found = feedparser.parse(answer.data)
    assert not found.bozo, found.bozo_exception
    return found


def names(client, path):
    return [entry.title.split(",")[0].split(":")[0] for entry in read(client, path).entries]


@pytest.fixture
def slow_app(app):
    """The same place, which tells of a check two days after it was held."""
    place = replace(app.extensions["lofte_context"].place, check_delay_hours=48)
    app.extensions["lofte_context"] = replace(app.extensions["lofte_context"], place=place)
    return app


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_has_what_rfc_4287_asks_for_also_when_nothing_has_happened(client, path):
    answer = client.get(path)
    root = ElementTree.fromstring(answer.data)

    assert answer.mimetype == "application/atom+xml"
    assert root.tag == f"{ATOM}feed"
    assert [root.find(ATOM + name).text for name in ("id", "title", "updated")] != [None] * 3
    assert root.find(f"{ATOM}author/{ATOM}name").text == "Testviks kommun"
    own = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own == [f"http://localhost{path}"]
    assert root.findall(f"{ATOM}entry") == []


@pytest.mark.parametrize("path", FEEDS)
def test_a_reader_that_has_the_feed_already_gets_nothing_again(client, session, path):
    add_site(session)
    first = client.get(path)

    assert first.headers["ETag"]
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert "Set-Cookie" not in first.headers


def test_a_published_place_is_an_entry_with_its_position_and_the_day_only(client, session):
    site_id = add_site(session, lat=60.0, lon=15.05, published_at=datetime(2026, 5, 12, 13, 37, tzinfo=UTC))
    add_site(session, "Hemliga gatan", published=False)

    (entry,) = read(client, "/feeds/sites.atom").entries

    assert entry.id == f"tag:localhost,2026:testvik/sites/{site_id}"
    assert entry.link == f"http://localhost/sites/{site_id}"
    assert (entry.published, entry.updated) == (LOCAL_MIDNIGHT, LOCAL_MIDNIGHT)
    assert entry.where == {"type": "Point", "coordinates": (15.05, 60.0)}
    assert "Skolgatan" in entry.title


def test_a_place_is_news_again_when_it_gets_an_answer(client, session, context, clock):
    site = ask_site(session, context)
    ask_site(session, context, at=(60.01, 15.12))
    clock.move(days=3, hours=2)
    decline_site(session, context, OPERATOR, site.id, "no_safe_place", "Här kan ingen stanna.")

    first = read(client, "/feeds/sites.atom").entries[0]

    assert first.id.endswith(site.id)
    assert (first.published, first.updated) == (LOCAL_MIDNIGHT, "2026-05-15T00:00:00+02:00")
    assert "Här kan ingen stanna." in first.content[0].value


def test_a_held_check_is_an_entry_that_tells_no_hour(client, session, context, clock):
    site = ask_site(session, context)
    clock.move(hours=3, minutes=17)
    hold(session, context, clock, site.id, minutes=23, vehicles=84, over_limit=19)

    answer = client.get("/feeds/checks.atom?lang=en")
    (entry,) = feedparser.parse(answer.data).entries

    assert (entry.published, entry.updated) == (LOCAL_MIDNIGHT, LOCAL_MIDNIGHT)
    assert "It counts toward the pledge." in entry.content[0].value
    assert "84 vehicles measured, 19 were speeding." in entry.content[0].value
    assert f"/sites/{site.id}#check-" in entry.link
    for hour in ("15:17", "13:17", "15:40", "13:40", "15.17"):
        assert hour not in answer.text


def test_a_check_recorded_late_is_dated_by_the_day_it_became_public(client, session, context, clock):
    site = ask_site(session, context)
    held = facts(clock() + timedelta(hours=1), 30, site_id=site.id)
    clock.move(days=4)
    record_check(session, context, OFFICER, held)

    (entry,) = read(client, "/feeds/checks.atom").entries

    assert entry.published == "2026-05-16T00:00:00+02:00"


def test_a_check_that_is_taken_back_says_so_under_the_same_id(client, session, context, clock):
    site = ask_site(session, context)
    clock.move(hours=1)
    receipt = hold(session, context, clock, site.id)
    before = read(client, "/feeds/checks.atom").entries[0].id
    clock.move(days=2)
    withdraw_check(session, context, OFFICER, receipt.check_id, "wrong place")

    (entry,) = read(client, "/feeds/checks.atom?lang=en").entries

    assert entry.id == before
    assert entry.updated == "2026-05-14T00:00:00+02:00"
    assert "The check has been taken back." in entry.content[0].value


def test_a_check_at_a_place_that_is_not_public_tells_its_district_and_no_position(client, session, context, clock):
    ask(session, context)
    clock.move(hours=1)
    hold(session, context, clock, lat=60.01, lon=15.05)

    (entry,) = read(client, "/feeds/checks.atom?lang=en").entries

    assert "where" not in entry
    assert "fewer than 3 residents" in entry.content[0].value
    assert read(client, "/feeds/checks.atom?bbox=15,59.9,15.2,60.1").entries == []
    assert read(client, "/feeds/checks.atom?lat=60.01&lon=15.05&radius_m=5000").entries == []


def test_a_planned_check_changes_no_byte_of_any_feed(client, session, context, clock):
    site = ask_site(session, context)
    before = [client.get(path).data for path in FEEDS]
    clock.move(minutes=5)
    choose_site(session, context, OFFICER, site.id, planned_on=date(2026, 5, 13))

    assert [client.get(path).data for path in FEEDS] == before


@pytest.mark.parametrize("answered", [False, True])
def test_a_check_that_is_held_back_changes_no_byte_before_its_time(slow_app, session, clock, answered):
    client, context = slow_app.test_client(), slow_app.extensions["lofte_context"]
    site = ask_site(session, context)
    if answered:
        clock.move(hours=1)
        decline_site(session, context, OPERATOR, site.id, "no_safe_place", "Här kan ingen stanna.")
    paths = [*FEEDS, "/sites", f"/api/v1/sites.geojson?v={site.id}"]
    before = [client.get(path).data for path in paths]
    clock.move(hours=4)
    hold(session, context, clock, site.id)

    assert [client.get(path).data for path in paths] == before

    clock.move(hours=48)
    (entry,) = read(client, "/feeds/checks.atom").entries
    assert entry.published == "2026-05-14T00:00:00+02:00"


def test_kind_district_box_and_circle_are_filters(client, session):
    areas = {name: number for number, name in session.connection().exec_driver_sql("SELECT id, name FROM area")}
    session.rollback()
    add_check(session, add_site(session, "A", lat=60.0, lon=15.05, area_id=areas["Västra"]))
    add_site(session, "B", lat=60.0, lon=15.15, area_id=areas["Östra"], kind="unsafe_place")

    assert names(client, "/feeds/sites.atom?kind=speed") == ["A"]
    assert names(client, "/feeds/sites.atom?area=Östra") == ["B"]
    assert names(client, "/feeds/sites.atom?bbox=15.1,59.9,15.2,60.1") == ["B"]
    assert names(client, "/feeds/sites.atom?lat=60.0&lon=15.06&radius_m=600") == ["A"]
    assert names(client, "/feeds/sites.atom?lat=60.0&lon=15.06&radius_m=500") == []
    assert len(read(client, "/feeds/checks.atom?area=Västra").entries) == 1
    assert len(read(client, "/feeds/checks.atom?area=Östra").entries) == 0
    assert len(read(client, "/feeds/checks.atom?lat=60.0&lon=15.06&radius_m=600").entries) == 1
    assert len(read(client, "/feeds/checks.atom?kind=unsafe_place").entries) == 0


@pytest.mark.parametrize(
    "query",
    ["kind=fast", "area=Nowhere", "bbox=1,2,3", "lat=60&lon=15", "lat=nan&lon=15&radius_m=5", "lat=1&lon=2&radius_m=0"],
)
def test_a_filter_that_cannot_be_read_is_told_and_not_left_out(client, query):
    assert client.get(f"/feeds/sites.atom?{query}").status_code == 400


def test_ids_are_the_same_in_both_languages_and_the_words_are_not(client, session):
    add_check(session, add_site(session))

    for path in FEEDS[:2]:
        swedish, english = (read(client, f"{path}?lang={code}") for code in ("sv", "en"))
        assert [e.id for e in swedish.entries] == [e.id for e in english.entries]
        assert swedish.feed.id == english.feed.id
        assert swedish.feed.title != english.feed.title
        assert english.feed.language == "en"


def test_signs_that_xml_has_no_way_to_write_break_no_feed(client, session):
    add_site(session, 'Ä <b>& "gatan"\x0b\x00]]>')

    (entry,) = read(client, "/feeds/sites.atom").entries
    root = ElementTree.fromstring(client.get("/feeds/sites.atom").data)

    assert root.find(f"{ATOM}entry/{ATOM}title").text.startswith('Ä <b>& "gatan"]]>')
    assert entry.updated == NOON.strftime("%Y-%m-%dT00:00:00+02:00")


def test_pages_say_where_the_feeds_are(client, session):
    site_id = add_site(session)

    for path in ("/", "/sites", f"/sites/{site_id}", "/progress"):
        links = feedparser.parse(client.get(path).data)  # not a feed; only to be sure that it is read as none
        assert not links.entries
        page = client.get(path).text
        for feed in ("/feeds/sites.atom", "/feeds/checks.atom", "/feeds/follow-ups.atom"):
            assert f'type="application/atom+xml" href="{feed}"' in page.replace("&amp;", "&").replace("?lang=sv", "")
