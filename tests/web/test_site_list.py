"""The police's list: filters and their counts, filters with a name, reminders, and thousands of sites."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import event

from tests import many_sites
from tests.residents import OFFICER, ask_site, hold
from tests.staff import log_in, new_account, send, staff_client
from webapp.domain.score import NAMED_RISKS, Voice, fading, heard_of
from webapp.domain.suitability import Assessment
from webapp.storage.db import db
from webapp.storage.grouping import place_suggestion, verify
from webapp.storage.saved_filters import SavedFilter
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.storage.versions import versions_of
from webapp.usecases.checks import choose_site, decline_site, unchoose_site
from webapp.usecases.suitability import assess_site

ELSEWHERE = (60.02, 15.15)


@pytest.fixture
def police(app):
    return staff_client(app, "police")


def names(police, **query):
    return [site["name"] for site in police.get("/police/sites", query_string={"format": "json", **query}).json]


def options(page, name):
    """Return value and count of each option of a filter."""
    box = re.search(rf'<select id="f-{name}".*?</select>', page, re.S)[0]
    return dict(re.findall(r'<option value="([^"]*)"[^>]*>[^<]*\((\d+)\)</option>', box))


def test_each_filter_narrows_list_map_and_json_alike_and_says_what_it_would_leave(police, session, context, clock):
    clock.move(days=-40)
    west, east = ask_site(session, context), ask_site(session, context, ELSEWHERE, residents=5)
    clock.move(days=1)
    hold(session, context, clock, west.id, vehicles=100, over_limit=40)
    clock.move(days=39)
    assess_site(session, context, OFFICER, east.id, Assessment("conditional"))

    page = police.get("/police/sites").text
    assert options(page, "since") == {"never": "1", "under_4_weeks": "0", "4_to_12_weeks": "1", "over_12_weeks": "0"}
    assert options(page, "suitability") == {"suitable": "0", "conditional": "1", "unsuitable": "0", "none": "1"}
    for query in ({"since": "never"}, {"suitability": "conditional"}, {"status": "open"}, {"min_residents": "4"},
                  {"bbox": "15.1,60,15.2,60.1"}, {"min_days": "100"}, {"area": "ostra"}):  # fmt: skip
        assert names(police, **query) == [east.name], query
        narrowed = police.get("/police/sites", query_string=query).text
        assert narrowed.count("data-item") == narrowed.count('class="mk mk-speed"') == 1, query
    assert names(police, sort="residents") == [east.name, west.name]
    assert names(police, sort="share")[0] == west.name
    assert names(police, day="mon", from_hour="06") == []
    assert "40 av 100 körde för fort" in page


def test_list_and_site_say_what_would_lift_a_place_and_which_are_about_equal(police, session, context):
    below, above = ask_site(session, context), ask_site(session, context, ELSEWHERE, residents=6)

    listed, page = police.get("/police/sites?lang=en").text, police.get(f"/police/sites/{below.id}?lang=en").text
    first, swedish = police.get(f"/police/sites/{above.id}?lang=en").text, police.get("/police/sites?lang=sv").text

    lift = "2 more residents with a confirmed e-mail would lift it to rank 1."
    assert lift in listed
    assert lift in page
    assert re.search(r"(\d+) points = (\d+) for voices \+ (\d+) for time", page)
    assert "It stands first already." in first
    assert "2 invånare till med bekräftad e-post skulle lyfta den till plats 1." in swedish


def test_the_forms_of_the_list_overwrite_nobody_and_show_the_message_first(police, session, context):
    site = ask_site(session, context)
    form = re.search(r'<form method="post" action="[^"]*/decline".*?</form>', police.get("/police/sites").text, re.S)[0]
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)) | {"reason": "limit_kept"}
    address = f"/police/sites/{site.id}/decline"

    shown = police.post(address, data={**fields, "show_message": "declined"})
    assert 'id="message"' in shown.text
    choose_site(session, context, OFFICER, site.id)
    late = police.post(address, data=fields)
    session.expire_all()

    assert late.status_code == 409
    assert "Använd mitt ändå" in late.text
    assert session.get_one(Site, site.id).status == "open"


def test_versions_of_many_sites_are_those_of_each_after_every_kind_of_deed(session, context, clock):
    sites = [ask_site(session, context, (60.0, 15.03 + 0.015 * n)) for n in range(6)]
    ids = [site.id for site in sites]
    seen = [versions_of(session, ids)]
    for n, deed in enumerate((choose_site, choose_site, unchoose_site, assess_site, decline_site)):
        told = {assess_site: (Assessment("suitable"),), decline_site: ("other",)}.get(deed, ())
        deed(session, context, OFFICER, ids[0 if n == 2 else n], *told)
        clock.move(minutes=1)
        seen.append(versions_of(session, ids))

    changed = [[ids.index(one) for one in ids if before[one] != now[one]] for before, now in pairwise(seen)]
    assert changed == [[0], [1], [0], [3], [4]]
    assert {one: versions_of(session, [one])[one] for one in ids} == seen[-1]


def test_a_filter_gets_a_name_is_used_shown_with_its_count_renamed_and_deleted(app, police, session, context):
    ask_site(session, context)
    list_page = "/police/sites"
    saved = send(police, "/police/filters", {"name": "Öppna", "shown": "1", "query": "status=open&x=1"}, page=list_page)
    assert saved.location == "/police/sites?status=open&done=filter_saved"
    page = police.get(list_page).text
    assert re.search(r'href="/police/sites\?status=open">Öppna <strong>\(1\)', page)
    (mine,) = session.query(SavedFilter).all()

    colleague = app.test_client()
    log_in(app, colleague, new_account(app, "police"))
    assert "Öppna <strong>" not in colleague.get(list_page).text
    assert send(colleague, f"/police/filters/{mine.id}/delete", page=list_page).status_code == 404

    send(police, "/police/filters", {"name": "Nya", "query": "since=never"}, page=list_page)
    taken = send(police, f"/police/filters/{mine.id}", {"name": "Nya"}, page=list_page)
    assert taken.status_code == 422
    assert f'href="#filter-name-{mine.id}"' in taken.text
    assert send(police, f"/police/filters/{mine.id}", {"name": "Alla öppna"}, page=list_page).status_code == 303
    assert "Alla öppna</a>" in police.get(list_page).text
    assert send(police, f"/police/filters/{mine.id}/delete", page=list_page).status_code == 303
    assert "Alla öppna" not in police.get(list_page).text

    empty = send(police, "/police/filters", {"name": " ", "query": "status=open"}, page=list_page)
    assert empty.status_code == 422
    assert 'href="#filter-name"' in empty.text
    assert '<option value="open" selected>' in empty.text  # the filter is not lost


def test_choosing_and_declining_in_the_list_leads_back_to_the_same_place_in_it(police, session, context):
    site = ask_site(session, context).id
    here = {"list": "status=open&page=2&sort=name"}

    chosen = send(police, f"/police/sites/{site}/choose", here, page="/police/sites")
    declined = send(police, f"/police/sites/{site}/decline", {**here, "reason": "rebuilt"}, page="/police/sites")

    assert chosen.location == f"/police/sites?status=open&sort=name&page=2&done=chosen#p-{site}"
    assert declined.location.endswith(f"done=declined#p-{site}")
    evil = send(
        police, f"/police/sites/{site}/unchoose", {"list": "_external=1&_scheme=x&_host=evil"}, page="/police/sites"
    )
    assert evil.location == f"/police/sites?done=unchosen#p-{site}"


def test_a_reminder_and_a_hint_to_the_planner_stand_in_list_and_page_and_nothing_is_called_an_effect(
    app, session, context, clock
):
    clock.move(days=-120)
    site = ask_site(session, context).id
    for _ in range(3):
        clock.move(days=5)
        hold(session, context, clock, site, vehicles=100, over_limit=40)
    clock.move(days=100)
    police = staff_client(app, "police")

    assert names(police, suggested="revisit") == names(police, suggested="planner") != []
    page = police.get(f"/police/sites/{site}").text
    assert "40 av 100 körde för fort (34–46 med slumpen inräknad): 120 av 300 fordon vid 3 kontroller." in page
    assert "Dags för återbesök" in page
    assert "3 räknade kontroller, och vid den senaste uppmätta körde minst 30 av 100 för fort" in page
    assert "effekt" not in page.casefold()


def test_a_place_that_was_checked_without_numbers_is_said_to_be_not_measured(app, session, context, clock):
    clock.move(days=-1)
    site = ask_site(session, context).id
    clock.move(hours=2)
    hold(session, context, clock, site)

    assert "Inte uppmätt" in staff_client(app, "police").get(f"/police/sites/{site}").text


def test_a_site_keeps_what_the_rule_makes_of_its_voices_whatever_is_done_to_them(session, context, clock):
    clock.move(days=-30)
    site = ask_site(session, context)
    rows = session.query(Suggestion).filter_by(site_id=site.id).order_by(Suggestion.id).all()
    rows[0].causes, rows[1].causes = "school crossing", "school"
    rows[1].reporter_key = rows[0].reporter_key
    rows[1].email_confirmed_at = context.now()
    rows[2].created_at = clock() - timedelta(days=400)
    for row in rows:
        place_suggestion(session, context, row)
    session.commit()
    clock.move(days=30)
    now = context.now()

    voices = [
        Voice(
            r.reporter_key,
            (now - r.created_at).total_seconds() / 86_400,
            r.email_confirmed_at is not None,
            tuple(r.causes.split()),
        )
        for r in rows
    ]
    rule = heard_of(voices)
    assert rule.residents == site.residents == 2
    assert rule.named == tuple(site.risk_counts.get(risk, 0) for risk in NAMED_RISKS) == (1, 0, 1)
    assert site.voices * fading(now) == pytest.approx(rule.weight, rel=1e-9)
    assert verify(session, context) == []
    site.voices *= 1.001
    assert [line.split(" is ")[0] for line in verify(session, context)] == [f"site {site.id}: voices"]


def test_thousands_of_sites_take_as_many_queries_as_a_few_read_no_entity_and_fill_one_page(
    app, police, session, context
):
    many_sites.fill(session, context, 40)
    police.get("/police/sites")  # what is kept from one page to the next is made
    few, read = counted(police)
    session.query(Suggestion).update({"site_id": None})
    for table in reversed(db.metadata.sorted_tables):
        if table.name in {"check_verdict", "speed_check"}:
            session.execute(table.delete())
    session.query(Site).delete()
    session.query(Suggestion).delete()
    session.commit()
    many_sites.fill(session, context, 3000)

    police.get("/police/sites")
    many, read_many = counted(police)

    assert many == few
    assert read == read_many == 0
    page = police.get("/police/sites").text
    assert "3000 platser" in page
    assert page.count("data-item") == 20
    assert page.count('class="mk ') <= 80
    assert len(page) < 150_000
    assert len(police.get("/police/sites?format=json").json) == 3000


def counted(police):
    """Return how many queries the list asks, and how many sites and suggestions it makes objects of."""
    asked, made = [], []

    def ask(*_args):
        asked.append(1)

    def load(*_args):
        made.append(1)

    event.listen(db.engine, "before_cursor_execute", ask)
    for entity in (Site, Suggestion):
        event.listen(entity, "load", load)
    try:
        assert police.get("/police/sites").status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", ask)
        for entity in (Site, Suggestion):
            event.remove(entity, "load", load)
    return len(asked), len(made)
