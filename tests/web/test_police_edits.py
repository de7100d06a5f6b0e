"""The pages on which police part, join and move; two officers at once; the message before it is sent."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from tests.mail import follower, mail_server, send_mail, text_of
from tests.residents import HOME, OFFICER, ask, ask_site, site_of, suggestion_of
from tests.staff import send, staff_client
from tests.worlds import suggest_at
from webapp.domain.standard_texts import BY_CODE
from webapp.storage.checks import Choice
from webapp.storage.db import transaction
from webapp.storage.grouping import place_many
from webapp.storage.sites import Site, SiteEventRow
from webapp.storage.suggestions import Suggestion
from webapp.usecases.editing import site_version

BESIDE = (HOME[0], HOME[1] + 0.0009)  # some 50 m east of HOME
NORTH = (HOME[0] + 0.0018, HOME[1])  # some 200 m from HOME


@pytest.fixture
def police(app):
    return staff_client(app, "police")


@pytest.fixture
def site(session, context, clock):
    """A public site: three residents at HOME, three 50 m beside, asked for an hour ago."""
    clock.move(hours=-1)
    found = ask_site(session, context)
    for _ in range(3):
        ask(session, context, BESIDE)
    clock.move(hours=1)
    return found.id


def ids_at(session, site_id):
    session.expire_all()
    return list(session.scalars(select(Suggestion.id).where(Suggestion.site_id == site_id).order_by(Suggestion.id)))


def hidden(page):
    """Return the hidden fields of the last form that has any."""
    form = re.findall(r"<form.*?</form>", page.text, re.S)[-1]
    return {unescape(k): unescape(v) for k, v in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)}


def ticked(page):
    return [int(n) for n in re.findall(r'name="members" value="(\d+)"[^>]* checked', page.text)]


# Parting, joining, moving


def test_a_press_in_the_picture_ticks_what_lies_beyond_and_two_more_part_the_site(police, session, site):
    edit = f"/police/sites/{site}/edit"
    beside = ids_at(session, site)[3:]

    cut = send(police, f"/police/sites/{site}/split", {"strip.x": "200", "strip.y": "20"}, edit)
    assert (cut.status_code, ticked(cut)) == (200, beside)
    asked = send(police, f"/police/sites/{site}/split", {"members": beside}, edit)
    assert asked.status_code == 200
    assert ids_at(session, site) == sorted([*ids_at(session, site)])[:6]
    done = send(
        police, f"/police/sites/{site}/split", {"members": beside, "confirm": "1"}, f"/police/sites/{site}/edit"
    )

    new = done.location.rpartition("/")[2].partition("?")[0]
    assert done.status_code == 303
    assert ids_at(session, new) == beside


@pytest.mark.parametrize(("cut_m", "count"), [("20", 3), ("12,5 m", 3), ("0", 3)])
def test_a_cut_can_be_written_as_metres(police, session, site, cut_m, count):
    cut = send(police, f"/police/sites/{site}/split", {"cut_m": cut_m, "use_cut": "1"}, f"/police/sites/{site}/edit")

    assert len(ticked(cut)) == count


@pytest.mark.parametrize("fields", [{}, {"use_cut": "1"}, {"use_cut": "1", "cut_m": "långt"}, {"members": "everyone"}])
def test_a_cut_that_says_nothing_is_shown_again_with_what_is_wrong(police, session, site, fields):
    if fields.get("members") == "everyone":
        fields = {"members": ids_at(session, site)}
    page = send(police, f"/police/sites/{site}/split", fields, f"/police/sites/{site}/edit")

    assert page.status_code == 422
    assert 'class="error-summary"' in page.text
    assert "långt" in page.text or "cut_m" not in fields


def test_two_sites_are_shown_side_by_side_and_joined_once_that_is_confirmed(police, session, context, site):
    other = ask_site(session, context, NORTH).id
    edit = f"/police/sites/{site}/edit"

    asked = send(police, f"/police/sites/{site}/merge", {"other": f"http://localhost/sites/{other}"}, edit)
    assert asked.status_code == 200
    assert session.get(Site, other) is not None
    done = police.post(f"/police/sites/{site}/merge", data=hidden(asked))

    assert done.location == f"/police/sites/{site}?done=merged"
    assert police.get(f"/sites/{other}").status_code == 301
    assert police.get(f"/police/sites/{other}/edit").status_code == 301


@pytest.mark.parametrize("other", ["", "nosuchsite"])
def test_a_merge_with_nothing_is_shown_again(police, site, other):
    page = send(police, f"/police/sites/{site}/merge", {"other": other}, f"/police/sites/{site}/edit")

    assert page.status_code == 422


def test_neighbours_are_proposed_and_one_press_leaves_them_two(police, session, context):
    with transaction(session):
        spots = [(x, f"{x}-{n}") for x in (0, 75) for n in range(3)]
        place_many(session, context, [suggest_at(session, context, x, 0, key) for x, key in spots])
    page = police.get("/police/merges")
    kept = hidden(page)
    address = re.findall(r'action="([^"]+keep-apart)"', page.text)[0]

    done = police.post(address, data=kept)

    assert done.location == "/police/merges?done=kept_apart"
    assert "keep-apart" not in police.get(done.location).text


def test_a_voice_is_moved_with_a_reason_and_moved_back(police, session, context, site):
    other, member = ask_site(session, context, NORTH).id, ids_at(session, site)[0]
    fields = {"member": member, "target": other}
    edit = f"/police/sites/{site}/edit"
    assert send(police, f"/police/sites/{site}/move", fields, edit).status_code == 422

    done = send(police, f"/police/sites/{site}/move", {**fields, "reason": "wrong_place"}, edit)
    assert done.location == f"/police/sites/{other}?done=moved"
    assert member in ids_at(session, other)
    back = {"member": member, "target": site, "reason": "moved_by_mistake"}
    send(police, f"/police/sites/{other}/move", back, f"/police/sites/{other}/edit")

    assert member in ids_at(session, site)


def test_a_place_that_nobody_has_pinned_has_nothing_to_edit(police, session, context):
    loose = site_of(session, ask(session, context)).id

    page = police.get(f"/police/sites/{loose}/edit")

    assert (page.status_code, "<select" in page.text) == (200, False)


def test_the_picture_of_the_cut_is_an_image_of_the_voices(police, session, site):
    picture = police.get(f"/police/sites/{site}/strip.svg")

    assert picture.mimetype == "image/svg+xml"
    assert picture.text.count("<circle") == 6


# What everyone may read of it


def test_the_public_page_tells_of_a_split_and_a_merge_of_public_places_only(police, session, context, site, clock):
    beside = ids_at(session, site)[3:]
    parted = send(
        police, f"/police/sites/{site}/split", {"members": beside, "confirm": "1"}, f"/police/sites/{site}/edit"
    )
    new = parted.location.rpartition("/")[2].partition("?")[0]
    assert f"/sites/{new}" in police.get(f"/sites/{site}?lang=en").text
    assert "part of" in police.get(f"/sites/{new}?lang=en").text
    clock.move(minutes=1)

    send(police, f"/police/sites/{site}/merge", {"other": new, "confirm": "1"}, f"/police/sites/{site}/edit")

    page = police.get(f"/sites/{site}?lang=en").text
    assert "joined" in page


def test_the_public_page_says_nothing_of_a_half_that_is_not_public(police, session, site):
    before = police.get(f"/sites/{site}?lang=en").text
    send(
        police, f"/police/sites/{site}/split", {"members": ids_at(session, site)[4:], "confirm": "1"},
        f"/police/sites/{site}/edit",
    )  # fmt: skip

    after = police.get(f"/sites/{site}?lang=en").text
    events = re.compile(r'<ol class="events">.*?</ol>', re.S)
    assert events.search(after)[0] == events.search(before)[0]


# Two officers at once


def version_on(page):
    return re.search(r'name="version" value="([^"]*)"', page.text)[1]


def test_two_officers_who_answer_at_once_do_not_overwrite_each_other(app, police, session, site):
    address = f"/police/sites/{site}"
    seen = version_on(police.get(address))
    other = staff_client(app, "police")
    first = {"reason": "rebuilt", "public_reply": "Det är ombyggt.", "version": seen}
    assert send(other, f"{address}/close", first, address).status_code == 303

    mine = {"reason": "no_safe_place", "public_reply": "Ingen plats att stå.", "version": seen}
    page = send(police, f"{address}/decline", mine, address)

    assert page.status_code == 409
    assert "Det är ombyggt." in page.text
    assert "Ingen plats att stå." in page.text
    session.expire_all()
    assert session.get_one(Site, site).status == "closed"
    anyway = police.post(f"{address}/decline", data=hidden(page))
    assert anyway.status_code == 303
    session.expire_all()
    now = session.get_one(Site, site)
    assert (now.status, now.status_reply) == ("declined", "Ingen plats att stå.")


def test_of_two_who_choose_at_once_the_second_sees_the_first(app, police, session, site):
    address = f"/police/sites/{site}"
    seen = version_on(police.get(address))
    send(staff_client(app, "police"), f"{address}/choose", {"planned_on": "2026-05-20", "version": seen}, address)

    page = send(police, f"{address}/choose", {"planned_on": "2026-05-21", "version": seen}, address)

    assert page.status_code == 409
    assert "2026-05-21" in page.text
    assert police.post(f"{address}/choose", data=hidden(page)).status_code == 303
    stands = session.scalars(select(Choice).where(Choice.ended_at.is_(None))).one()
    assert str(stands.planned_on) == "2026-05-21"


@pytest.mark.parametrize("deed", ["unchoose", "reopen", "hand-over", "split", "merge", "move", "assess"])
def test_every_form_about_a_site_says_what_its_sender_saw(police, session, context, site, deed):
    other = ask_site(session, context, NORTH).id
    numbers = ids_at(session, site)
    fields = {
        "other": other,
        "members": numbers[3:],
        "confirm": "1",
        "member": numbers[0],
        "target": other,
        "verdict": "suitable",
    }
    said = {"verdict": "suitable", "reason": "wrong_place", "version": "9-9-9"}
    events = session.scalars(select(SiteEventRow.id)).all()

    page = send(
        police, f"/police/sites/{site}/{deed}", {**fields, **said},
        f"/police/sites/{site}",
    )  # fmt: skip

    assert page.status_code == 409
    assert session.scalars(select(SiteEventRow.id)).all() == events


def test_a_program_that_sends_no_version_is_not_held_up(police, session, site):
    address = f"/police/sites/{site}"
    send(police, f"{address}/choose", {"planned_on": "2026-05-20"}, address)

    assert send(police, f"{address}/close", {"reason": "rebuilt"}, address).status_code == 303


def test_a_form_shown_again_keeps_the_version_that_was_seen_first(police, session, site):
    address = f"/police/sites/{site}"
    seen = version_on(police.get(address))
    send(police, f"{address}/choose", {}, address)

    again = send(police, f"{address}/close", {"reason": "", "version": seen}, address)

    assert again.status_code == 422
    assert version_on(again) == seen != site_version(session, OFFICER, site)


# The message before it is sent


def shown(page, language):
    body = re.search(rf'<div lang="{language}"><p><strong>(.*?)</strong></p><p[^>]*>(.*?)</p>', page.text, re.S)
    return unescape(body[1]), unescape(body[2])


@pytest.mark.parametrize(("language", "deed"), [("sv", "decline"), ("en", "close"), ("en", "hand-over")])
def test_the_message_that_is_shown_is_the_message_that_is_sent(police, session, context, site, clock, language, deed):
    with mail_server() as box:
        follower(session, context, box, "anna@exempel.se", language=language, site=site)
        address, name = f"/police/sites/{site}", {"decline": "declined", "close": "closed"}.get(deed, "handed_over")
        said = {"reason": "rebuilt", "public_reply": "Nu är det\nombyggt."}

        page = send(police, f"{address}/{deed}", {**said, "show_message": name}, address)
        assert page.status_code == 200
        assert "1 person" in page.text
        assert "anna@" not in page.text
        send_mail(session, context, box)
        before = len(box.taken)
        send(police, f"{address}/{deed}", said, address)
        send_mail(session, context, box)

        (mail,) = box.taken[before:]
        subject, body = shown(page, language)
        assert mail["Subject"] == subject
        personal = re.compile(r"(/suggestions/|/mail/stop/)[^?\n]+")
        base = re.compile(r"https?://[^/\s]+")
        plain = [base.sub("", personal.sub(r"\1…", text)).strip() for text in (text_of(mail), body)]
        assert plain[0] == plain[1]


def test_looking_at_the_message_changes_nothing(police, session, context, site):
    address = f"/police/sites/{site}"
    before = session.scalars(select(SiteEventRow.id)).all()

    page = send(police, f"{address}/decline", {"reason": "rebuilt", "show_message": "declined"}, address)

    assert page.status_code == 200
    assert session.scalars(select(SiteEventRow.id)).all() == before
    assert 'value="rebuilt" checked' in page.text.replace(' id="reason"', "")


def test_a_standard_text_fills_the_box_and_its_reason_without_scripts(police, site):
    address = f"/police/sites/{site}"

    page = send(police, f"{address}/decline?lang=en", {"standard_text": "limit_kept", "fill": "1"}, address)

    assert page.status_code == 200
    assert BY_CODE["limit_kept"].en in unescape(page.text)
    assert re.search(r'value="limit_kept"[^>]* checked', page.text)


def test_a_standard_text_reaches_each_resident_in_their_own_language(police, session, context, site):
    address = f"/police/sites/{site}"
    with mail_server() as box:
        follower(session, context, box, "anna@exempel.se", language="en", site=site)
        send(police, f"{address}/decline", {"reason": "rebuilt", "public_reply": BY_CODE["rebuilt"].sv}, address)
        send_mail(session, context, box)

        told = " ".join(text_of(box.taken[-1]).replace(">", " ").split())
        assert BY_CODE["rebuilt"].en in told


def test_an_answer_to_a_place_is_not_told_to_one_who_was_moved_off_it(police, session, context, site):
    other, address = ask_site(session, context, NORTH).id, f"/police/sites/{site}"
    with mail_server() as box:
        token = follower(session, context, box, "anna@exempel.se", language="en", site=site)
        send(police, f"{address}/decline", {"reason": "rebuilt"}, address)
        member = suggestion_of(session, token).id
        send(police, f"{address}/move", {"member": member, "target": other, "reason": "wrong_place"}, address)
        before = len(box.taken)
        send_mail(session, context, box)

        assert box.taken[before:] == []
