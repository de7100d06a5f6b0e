import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.residents import HOME, ask, ask_site, site_of
from tests.staff import send, staff_client, token_of
from webapp.storage.checks import Check, Choice
from webapp.storage.db import db
from webapp.storage.sites import Site

ELSEWHERE = (60.02, 15.15)


@pytest.fixture
def police(app):
    return staff_client(app, "police")


@pytest.fixture
def site(session, context, clock):
    """A published site, asked for a day ago."""
    clock.move(days=-1)
    made = ask_site(session, context)
    clock.move(days=1)
    return made.id


def times(started="2026-05-12T11:00", ended="2026-05-12T11:30", **more):
    return {"started_at": started, "ended_at": ended, **more}


def record(police, site_id, **fields):
    page = f"/police/sites/{site_id}"
    return send(police, f"{page}/checks", times(**fields), page=page)


def summary(response):
    box = re.search(r'<div class="error-summary" role="alert".*?</div>', response.text, re.S)
    return box and box[0]


def listed(police, **query):
    return police.get("/police/sites", query_string={"format": "json", **query}).json


def test_the_index_leads_to_the_list(police):
    assert police.get("/police/").location == "/police/sites"


def test_the_list_ranks_published_and_unpublished_sites_with_parts_that_add_up(police, session, context, clock):
    clock.move(days=-3)
    many = ask_site(session, context, residents=4).id
    one = site_of(session, ask(session, context, ELSEWHERE)).id
    clock.move(days=3)

    sites = listed(police)

    assert [s["id"] for s in sites] == [many, one]
    assert [s["residents"] for s in sites] == [4, 1]
    assert [s["published"] for s in sites] == [True, False]
    assert [s["eligible"] for s in sites] == [True, False]
    assert all(s["score"] == pytest.approx(sum(s["parts"].values()), abs=1e-9) for s in sites)
    assert {"id", "name", "lat", "lon", "status", "score", "parts", "residents"} <= set(sites[0])
    assert abs(sites[0]["lat"] - HOME[0]) < 0.001


def test_one_more_site_leaves_every_other_score_as_it_was(police, site, session, context):
    before = listed(police)[0]

    ask_site(session, context, ELSEWHERE, residents=5)

    assert next(s for s in listed(police) if s["id"] == site) | {"rank": 0} == before | {"rank": 0}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, True),
        ({"kind": "all"}, True),
        ({"kind": "unsafe_place"}, False),
        ({"status": "open"}, True),
        ({"status": "closed"}, False),
        ({"text": "no such street"}, False),
        ({"min_score": "99"}, False),
        ({"min_score": "not a number"}, True),
        ({"chosen": "1"}, False),
        ({"area": "nowhere"}, False),
        ({"page": "999999"}, True),
    ],
)
def test_the_list_is_narrowed_by_its_filters(police, site, query, found):
    assert (site in [s["id"] for s in listed(police, **query)]) is found
    page = police.get("/police/sites", query_string=query)
    assert page.status_code == 200
    assert (f"/police/sites/{site}" in page.text) is found


def test_the_page_of_a_site_says_why_and_holds_every_form(police, site):
    page = police.get(f"/police/sites/{site}").text

    assert "Varför här" in page
    assert "3 invånare ber om det." in page
    for step in ("choose", "checks", "decline", "close"):
        assert f"/police/sites/{site}/{step}" in page
    assert page.count('name="csrf_token"') >= 4
    assert 'action="/logout"' in page


def test_a_site_that_is_not_public_has_a_page_for_police(police, session, context):
    made = site_of(session, ask(session, context))

    assert "Inte offentlig än" in police.get(f"/police/sites/{made.id}").text


def test_an_unknown_site_is_not_found(police):
    assert police.get("/police/sites/nosuchsite").status_code == 404
    assert send(police, "/police/sites/nosuchsite/choose", page="/police/checks/new").status_code == 404


def test_what_residents_wrote_is_masked_and_escaped(police, session, context):
    from tests.residents import suggestion_of

    token = ask(session, context)
    suggestion = suggestion_of(session, token)
    suggestion.text = "ABC 123 kör <script>alert(1)</script> varje dag"
    session.commit()

    page = police.get(f"/police/sites/{suggestion.site_id}").text

    assert "ABC 123" not in page
    assert "&lt;script&gt;" in page


def test_choosing_is_private_and_can_be_taken_back(police, app, site, session):
    page = f"/police/sites/{site}"
    public = app.test_client()

    def seen():
        bodies = [public.get(path).text for path in ("/", f"/sites/{site}", "/api/v1/sites.geojson", "/progress")]
        return [re.sub(r'name="(csrf_token|submission_key)" value="[^"]*"', "", body) for body in bodies]

    before = seen()

    chosen = send(police, f"{page}/choose", {"planned_on": "2026-05-20"}, page=page)

    assert chosen.status_code == 303
    assert "20 maj 2026" in police.get(page).text
    assert "Platsen är vald" in police.get(chosen.location).text
    assert listed(police, chosen="1")[0]["planned_on"] == "2026-05-20"
    assert before == seen()
    assert send(police, f"{page}/unchoose", page=page).status_code == 303
    assert listed(police, chosen="1") == []
    assert [c.ended_at is None for c in session.scalars(db.select(Choice))] == [False]


@pytest.mark.parametrize("day", ["yesterday", "2026-05-11", "2027-06-01", "2026-02-30"])
def test_a_day_that_cannot_be_planned_is_shown_again_as_typed(police, site, day):
    page = f"/police/sites/{site}"

    faulty = send(police, f"{page}/choose", {"planned_on": day}, page=page)

    assert faulty.status_code == 422
    assert f'value="{day}"' in faulty.text
    assert 'href="#planned_on"' in summary(faulty)


def test_a_recorded_check_says_that_it_counts_and_as_which_number(police, site):
    done = record(police, site, vehicles="96", over_limit="21", mean_kmh="38,5", v85_kmh="46", limit_kmh="40")

    assert done.status_code == 303
    page = police.get(done.location).text
    assert "räknas, som nummer 1 för året" in page
    assert "Kontrollerad" in page
    assert listed(police)[0]["checks"] == 1
    assert listed(police)[0]["parts"]["waiting"] < 0.01


def test_a_check_that_does_not_count_says_the_first_reason(police, site):
    short = record(police, site, ended="2026-05-12T11:05")

    page = police.get(short.location).text

    assert "räknas inte mot löftet" in page
    assert "kortare än löftet kräver" in page


def test_the_same_form_sent_twice_is_one_check(police, site, session):
    page = f"/police/sites/{site}"
    form = police.get(page).text
    key = re.search(r'name="submission_key" value="([^"]+)"', form)[1]
    data = times(csrf_token=token_of(police.get(page)), submission_key=key)

    answers = [police.post(f"{page}/checks", data=data) for _ in range(8)]

    assert {a.status_code for a in answers} == {303}
    assert len({a.location for a in answers}) == 1
    assert session.scalar(db.select(db.func.count()).select_from(Check)) == 1


def test_two_forms_are_two_checks(police, site, session):
    record(police, site, submission_key="one")
    record(police, site, submission_key="two")

    assert session.scalar(db.select(db.func.count()).select_from(Check)) == 2


def test_the_button_would_it_count_writes_nothing(police, site, session):
    seen = record(police, site, preview="1", vehicles="12")

    assert seen.status_code == 200
    assert "blir nummer 1 för året" in seen.text
    assert 'value="12"' in seen.text
    assert session.scalar(db.select(db.func.count()).select_from(Check)) == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"ended": "2026-05-12T10:30"}, "ended_at"),
        ({"started": ""}, "started_at"),
        ({"started": "i går kväll"}, "started_at"),
        ({"started": "2026-02-30T10:00"}, "started_at"),
        ({"started": "2026-05-13T10:00", "ended": "2026-05-13T10:30"}, "started_at"),
        ({"started": "2026-03-29T02:30", "ended": "2026-03-29T03:30"}, "started_at"),
        ({"vehicles": "många"}, "vehicles"),
        ({"vehicles": "-1"}, "vehicles"),
        ({"vehicles": "12,5"}, "vehicles"),
        ({"vehicles": "10", "over_limit": "11"}, "over_limit"),
        ({"mean_kmh": "nan"}, "mean_kmh"),
        ({"v85_kmh": "1e9"}, "v85_kmh"),
        ({"limit_kmh": "٤٠"}, "limit_kmh"),
        ({"public_note": "x" * 1001}, "public_note"),
    ],
)
def test_a_faulty_check_keeps_every_typed_word_and_names_the_field(police, site, session, fields, field):
    typed = {"public_note": "lugnt & <fint>", "mean_kmh": "38,5", **fields}

    faulty = record(police, site, **typed)

    assert faulty.status_code == 422
    assert f'href="#{field}"' in summary(faulty)
    assert f'id="{field}-err"' in faulty.text
    assert faulty.text.count("<title>Fel: ") == 1
    if field != "public_note":
        assert "lugnt &amp; &lt;fint&gt;" in faulty.text
    for value in fields.values():
        assert f'value="{value}"' in faulty.text or value in faulty.text
    assert session.scalar(db.select(db.func.count()).select_from(Check)) == 0


def test_a_time_that_the_clock_never_shows_says_so(police, site):
    faulty = record(police, site, started="2026-03-29T02:30", ended="2026-03-29T03:30")

    assert "finns inte" in summary(faulty)


def test_a_time_that_the_clock_shows_twice_is_the_first(police, site, session, clock):
    clock.at = datetime(2026, 10, 26, 12, tzinfo=UTC)
    police = staff_client(police.application, "police")

    record(police, site, started="2026-10-25T02:10", ended="2026-10-25T02:40")

    check = session.scalars(db.select(Check)).one()
    assert check.started_at == datetime(2026, 10, 25, 0, 10, tzinfo=UTC)
    assert check.ended_at - check.started_at == timedelta(minutes=30)


def test_declining_needs_a_reason_from_the_list_and_can_be_undone(police, app, site, session):
    page = f"/police/sites/{site}"

    without = send(police, f"{page}/decline", {"reason": "", "public_reply": "mina ord"}, page=page)
    made_up = send(police, f"{page}/decline", {"reason": "because"}, page=page)
    done = send(police, f"{page}/decline", {"reason": "limit_kept", "public_reply": "28 av 30."}, page=page)

    assert without.status_code == made_up.status_code == 422
    assert "mina ord" in without.text
    assert 'href="#reason"' in summary(without)
    assert done.status_code == 303
    assert session.get(Site, site).status == "declined"
    assert "28 av 30." in police.get(page).text
    assert send(police, f"{page}/reopen", page=page).status_code == 303
    assert session.get(Site, site).status == "open"


def test_a_second_answer_is_told_and_changes_nothing(police, site, session):
    page = f"/police/sites/{site}"
    token = token_of(police.get(page))
    answers = [
        police.post(f"{page}/close", data={"csrf_token": token, "reason": reason}) for reason in ("rebuilt", "answered")
    ]

    assert [a.status_code for a in answers] == [303, 409]
    assert "sedan du öppnade sidan" in answers[1].text
    assert session.get(Site, site).status_reason == "rebuilt"


def test_a_check_at_a_closed_site_opens_it_again_as_checked(police, site, session):
    page = f"/police/sites/{site}"
    send(police, f"{page}/close", {"reason": "rebuilt"}, page=page)

    record(police, site)

    assert session.get(Site, site).status == "checked"


def test_a_check_held_anywhere_finds_the_site_it_answers(police, site):
    here = {"lat": f"{HOME[0]:.5f}", "lon": f"{HOME[1]:.5f}"}

    done = send(police, "/police/checks", times(**here), page="/police/checks/new")

    page = police.get(done.location).text
    assert "räknas, som nummer 1 för året" in page
    assert f"/police/sites/{site}" in page


def test_a_check_held_where_nobody_asked_says_why_it_does_not_count(police, site):
    there = {"lat": str(ELSEWHERE[0]), "lon": str(ELSEWHERE[1])}

    done = send(police, "/police/checks", times(**there), page="/police/checks/new")

    assert "Ingen invånare hade föreslagit platsen" in police.get(done.location).text


@pytest.mark.parametrize(
    ("where", "field"),
    [
        ({}, "place_text"),
        ({"place_text": "Ingenstans alls"}, "place_text"),
        ({"lat": "sextio", "lon": "15,1"}, "lat"),
        ({"lat": "60.01"}, "lon"),
        ({"lat": "15.05", "lon": "60.01"}, "lat"),
        ({"lat": "41.2", "lon": "2.1"}, "lat"),
        ({"lat": "nan", "lon": "inf"}, "lat"),
    ],
)
def test_a_check_without_a_readable_place_is_shown_again(police, where, field):
    faulty = send(police, "/police/checks", times(vehicles="7", **where), page="/police/checks/new")

    assert faulty.status_code == 422
    assert f'href="#{field}"' in summary(faulty)
    assert 'value="7"' in faulty.text
    for value in where.values():
        assert f'value="{value}"' in faulty.text


def test_a_check_taken_back_counts_no_more_and_stays_on_record(police, site):
    done = record(police, site)
    public_id = re.search(r"recorded=(\w+)", done.location)[1]
    page = f"/police/checks/{public_id}"

    without = send(police, f"{page}/withdraw", {"correction_reason": " "}, page=page)
    taken = send(police, f"{page}/withdraw", {"correction_reason": "fel dag"}, page=page)

    assert without.status_code == 422
    assert taken.status_code == 303
    assert "Kontrollen har tagits tillbaka." in police.get(taken.location).text


def test_staff_pages_never_leave_the_browser_or_a_search_engine(police, site):
    for path in ("/police/sites", f"/police/sites/{site}", "/police/checks/new"):
        page = police.get(path)
        assert "no-store" in page.headers["Cache-Control"]
        assert '<meta name="robots" content="noindex">' in page.text


def test_a_planner_may_not_record_a_check(app, site):
    planner = staff_client(app, "planner")

    refused = planner.post(f"/police/sites/{site}/checks", data=times())

    assert refused.status_code == 403


def test_the_pages_read_in_english_too(police, site):
    page = police.get(f"/police/sites/{site}?lang=en").text

    assert "Why here" in page
    assert "3 residents ask for it." in page
