"""Pictures to share: real counts, drawn on the server, and nothing that is not public."""

import struct
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from tests.conftest import app_settings
from tests.public_world import NOON, add_check, add_site
from tests.residents import OFFICER, ask_site
from webapp import create_app
from webapp.domain.suggestions import WHEN
from webapp.formats import png
from webapp.formats.svg_text import fit, width_of, wrap
from webapp.gateways.clock import SetClock
from webapp.storage.db import db, transaction
from webapp.storage.places import Area
from webapp.usecases.checks import choose_site
from webapp.web import share


def size_of(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", data[16:24])


@pytest.fixture
def drawn(monkeypatch):
    """What was drawn, as SVG; the pictures come out all the same."""
    svgs = []
    real = png.svg_to_png
    monkeypatch.setattr(share, "svg_to_png", lambda svg: svgs.append(svg) or real(svg))
    return svgs


def words(svg):
    return " ".join(
        " ".join("".join(t.itertext()).split()) for t in ElementTree.fromstring(svg).iter() if "text" in t.tag
    )


def test_the_picture_of_the_count_is_as_large_as_networks_want_it_and_has_the_real_count(client, session, drawn):
    site_id = add_site(session)
    for day in (1, 2, 3):
        add_check(session, site_id, date(2026, 5, day))
    add_check(session, site_id, date(2026, 5, 4), counts=False, reason="too_short")

    answer = client.get("/share.png?lang=sv")

    assert answer.mimetype == "image/png"
    assert size_of(answer.data) == (1200, 630)
    assert "3av 5 hastighetskontroller i Testvik" in words(drawn[0])
    assert "hastighetskontroller i Testvik" in words(drawn[0])
    assert drawn[0].count('fill="#1d6a3c"') == 3
    assert "Set-Cookie" not in answer.headers


def test_letters_are_really_drawn_without_any_font_of_the_machine(client, session):
    with_words = client.get("/share.png?lang=sv").data
    blank = png.svg_to_png('<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630"/>')

    assert len(with_words) > 4 * len(blank)
    one, other = (
        png.svg_to_png(f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><text y="50">{t}</text></svg>')
        for t in ("Å", "A")
    )
    assert one != other


def test_the_picture_of_a_site_tells_what_its_page_tells(client, session, drawn):
    site_id = add_site(session, "Skolgatan & <Storgatan>", residents=14)
    add_check(session, site_id)

    answer = client.get(f"/sites/{site_id}/share.png?lang=en")

    assert size_of(answer.data) == (1200, 630)
    assert "Skolgatan &" in words(drawn[0])
    assert "11–20 residents" in words(drawn[0])
    assert "1 check done" in words(drawn[0])


LONG = "Gång- och cykelvägen utmed Gamla Häradsvägen vid Mellansjö skolas stora parkering och fotbollsplan, Segeltorp"


@pytest.mark.parametrize("name", ["Nära Mariatorget, Segeltorp", "Stockholmsvägen vid Huddinge idrottsplats", LONG])
def test_nothing_of_a_long_name_is_drawn_on_our_mark_and_a_district_is_said_once(client, session, drawn, name):
    with transaction(session):
        session.add(area := Area(name="Segeltorp", slug="segeltorp", lat=60.0, lon=15.05, geometry={}))
    site_id = add_site(session, name, area_id=area.id, residents=14, when_counts=[2] * len(WHEN))
    add_check(session, site_id)
    client.get(f"/sites/{site_id}/share.png?lang=sv")

    texts = [
        t for t in ElementTree.fromstring(drawn[0]).iter() if t.tag.endswith("}text") and t.get("x") in ("70", "72")
    ]
    lines = [(float(t.get("y")), float(t.get("font-size"))) for t in texts]
    assert max(y for y, _ in lines) <= 500
    assert all(later - size >= earlier - 2 for (earlier, _), (later, size) in pairwise(lines))
    assert words(drawn[0]).count("Segeltorp") == 1
    assert ("…" in words(drawn[0])) == (name == LONG)
    assert "11–20 invånare" in words(drawn[0])


def test_a_site_that_is_not_public_has_no_picture_and_is_in_none(client, session, drawn):
    hidden = add_site(session, "Hemliga gatan", published=False, lat=60.02, lon=15.12)
    add_site(session, lat=60.0, lon=15.05)

    assert client.get(f"/sites/{hidden}/share.png").status_code == 404
    client.get("/share.png")
    assert drawn[0].count("<circle") == 1


def test_a_planned_check_changes_no_pixel(client, session, context, clock):
    site = ask_site(session, context)
    paths = ("/share.png?lang=sv", f"/sites/{site.id}/share.png?lang=sv")
    before = [client.get(path).data for path in paths]
    choose_site(session, context, OFFICER, site.id, planned_on=date(2026, 5, 13))

    assert [client.get(path).data for path in paths] == before


def test_a_picture_is_drawn_once_for_each_content(client, session, drawn):
    site_id = add_site(session)
    first = client.get("/share.png?lang=sv")
    client.get("/share.png?lang=sv&fbclid=whatever")
    assert len(drawn) == 1
    assert client.get("/share.png?lang=sv", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304

    add_check(session, site_id)

    assert client.get("/share.png?lang=sv").data != first.data
    assert len(drawn) == 2


def test_only_so_many_pictures_are_kept():
    kept = share.Kept()
    for n in range(share.KEPT + 5):
        kept.draw(str(n), f'<svg xmlns="http://www.w3.org/2000/svg" width="{n + 1}" height="1"/>')

    assert kept.find("0") is None
    assert kept.find(str(share.KEPT + 4)) is not None
    assert len(kept._pictures) == share.KEPT


def test_one_address_has_only_so_many_new_pictures_drawn_a_minute(data_dir, monkeypatch):
    monkeypatch.setattr(share, "svg_to_png", lambda svg: b"picture")
    app = create_app(app_settings(data_dir, LOFTE_RATELIMIT="on"), SetClock(NOON))
    with app.app_context():
        sites = [add_site(db.session(), f"Gata {n}") for n in range(32)]
        client = app.test_client()
        answers = [client.get(f"/sites/{site_id}/share.png").status_code for site_id in sites]
        again = client.get(f"/sites/{sites[0]}/share.png").status_code
        db.session.remove()
        db.engine.dispose()

    assert answers == [200] * 30 + [429] * 2
    assert again == 200


def test_pages_name_their_picture_by_its_full_address(data_dir, clock):
    app = create_app(app_settings(data_dir, LOFTE_BASE_URL="https://loftes.example"), clock)
    with app.app_context():
        site_id = add_site(db.session())
        client = app.test_client()
        home, page = client.get("/?lang=en").text, client.get(f"/sites/{site_id}?lang=en").text
        db.session.remove()
        db.engine.dispose()

    assert '<meta property="og:image" content="https://loftes.example/share.png?lang=en">' in home
    assert f'content="https://loftes.example/sites/{site_id}/share.png?lang=en">' in page
    for text in (home, page):
        assert 'property="og:image:alt" content="' in text
        assert '<meta name="twitter:card" content="summary_large_image">' in text


@pytest.mark.parametrize("text", ["Var kör man för fort?", "x" * 200, "a " * 90, "Å" * 3, ""])
def test_lines_fit_their_width_and_lose_no_word_before_the_ellipsis(text):
    found = fit(text, 560, 3, (72.0, 42.0))

    assert len(found.lines) <= 3
    assert all(width_of(line, found.size) <= 560 + found.size for line in found.lines)
    assert "".join(wrap(text, 560, 42)).replace(" ", "") == text.replace(" ", "")
