"""The map in somebody else's page: framed by anyone, and it leaves no trace."""

import re

import pytest

from tests.public_world import add_check, add_site


@pytest.fixture
def page(client, session):
    site_id = add_site(session, lat=60.0, lon=15.05)
    add_check(session, site_id)
    add_site(session, "Hemliga gatan", published=False)
    return client.get("/embed?lang=sv")


def test_any_page_may_frame_it_and_no_other_page_may_be_framed(client, page):
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in page.headers
    assert page.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    for path in ("/", "/suggest", "/embed/", "/login", "/embed?x=1&y=/suggest"):
        answer = client.get(path)
        if path.startswith("/embed?"):
            continue
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_it_can_do_nothing_but_show(page):
    policy = page.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "form-action 'none'" in policy
    assert "<script" not in page.text
    assert "<form" not in page.text
    assert "Set-Cookie" not in page.headers


def test_it_shows_the_count_and_the_public_places_and_every_link_opens_the_site(page):
    assert "<b>1</b>" in page.text
    assert "Skolgatan" in page.text
    assert "Hemliga" not in page.text
    links = page.text.split("<a ")[1:]
    assert len(links) == 5  # the mark is there twice, for narrow frames and for wide ones
    assert all('target="_blank"' in link and 'rel="noopener"' in link for link in links)


def test_language_and_filters_are_the_address(client, session, page):
    english = client.get("/embed?lang=en", headers={"Accept-Language": "sv"})

    assert '<html lang="en"' in english.text
    assert 'href="/suggest?lang=en"' in english.text
    assert "Skolgatan" not in client.get("/embed?kind=unsafe_place").text


def test_a_mark_has_no_number_and_places_that_would_cover_each_other_are_one_mark(client, session):
    for n in range(2):
        add_site(session, f"Gata {n}", lat=60.0 + n / 10_000, lon=15.05)
    add_site(session, "Bortvägen", lat=59.97, lon=15.15)

    page = client.get("/embed?lang=sv").text

    narrow, wide = page.split('class="embed-wide"')
    assert "Gata 0" in wide
    marks = re.findall(r'<a class="mk mk-(\w+)" href="([^"]+)".*?aria-label="([^"]+)".*?</a>', narrow)
    # Which of the two is named is the order of their random ids.
    assert [(kind, words.partition(",")[0].rstrip(" 01")) for kind, _, words in marks] == [
        ("many", "2 platser: Gata"),
        ("speed", "Bortvägen"),
    ]
    assert marks[0][1].startswith("/sites")
    assert marks[1][1].startswith("/sites/")
    assert re.findall(r'<text y="13" aria-hidden="true">(\d+)</text>', narrow) == ["2"]
