"""Unsafe places: read and answered by police and municipality together, told once, coarse, and never counted."""

from datetime import date, timedelta
from math import floor

import pytest
from sqlalchemy import func, select

from tests.mail import follower, mail_server, send_mail, text_of
from tests.residents import HOME, OFFICER, ask, ask_site, hold, reword, site_of
from tests.staff import send, staff_client
from webapp.domain.errors import NotAllowed, WrongState
from webapp.domain.moderation import ReportState
from webapp.domain.roles import OPERATOR, Actor, Role
from webapp.domain.sites import STATUS_AFTER, UNSAFE_NEXT, SiteStatus
from webapp.domain.unsafe_places import ANNOUNCED, NEXT_STEPS, Activity, Step, step_of
from webapp.storage.audit import AuditEntry
from webapp.storage.grouping import merge_sites, pin_privately
from webapp.storage.outbox import Message
from webapp.storage.sites import Site, SiteEventRow
from webapp.storage.unsafe_places import UnsafeActivity, activities_of, standing_of
from webapp.usecases import unsafe_places as deeds
from webapp.usecases.publishing import proposals, publish
from webapp.usecases.sites import rebuild_sites, verify_sites
from webapp.usecases.text_reports import answer_report, report, reported

PLANNER, MODERATOR = Actor(Role.PLANNER), Actor(Role.MODERATOR)
TODAY = "2026-05-12"
WALK = {"activity": "safety_walk", "on": TODAY, "public_reply": "Vi gick runt med boende och klippte häcken."}


@pytest.fixture
def place(session, context, clock):
    """An unsafe place that three residents named yesterday; nobody has published it."""
    clock.move(days=-1)
    made = ask_site(session, context, kind="unsafe_place")
    clock.move(days=1)
    return made.id


@pytest.fixture
def public_place(session, context, place):
    publish(session, context, MODERATOR, place)
    return place


@pytest.fixture
def police(app):
    return staff_client(app, "police")


@pytest.fixture
def planner(app):
    return staff_client(app, "planner")


def do(client, area, site, deed, fields=None):
    page = f"/{area}/unsafe/{site}"
    return send(client, f"{page}/{deed}", fields, page=page)


def status(session, site):
    session.expire_all()
    return session.get_one(Site, site).status


def test_police_and_municipality_take_the_same_steps_at_the_same_place(police, planner, session, context, place):
    assert do(police, "police", place, "look").location == f"/police/unsafe/{place}?done=looked"
    assert do(planner, "planner", place, "owner", {"owner": "municipality"}).status_code == 303
    assert do(planner, "planner", place, "publish").status_code == 303
    assert do(planner, "planner", place, "answer", WALK).location == f"/planner/unsafe/{place}?done=answered"
    assert status(session, place) == "answered"
    assert do(police, "police", place, "answer", {"activity": "foot-patrol", "on": TODAY}).status_code == 303
    assert do(police, "police", place, "close", {"public_reply": "Lampan lyser."}).status_code == 303
    assert status(session, place) == "closed"
    assert do(planner, "planner", place, "reopen").status_code == 303
    assert status(session, place) == "open"
    assert do(planner, "planner", place, "decline", {"reason": "other_road_owner"}).status_code == 303

    page = police.get(f"/police/unsafe/{place}").text
    assert "Kommunen" in page
    assert "Någon annan sköter platsen" in page
    assert verify_sites(session, context, OPERATOR) == []
    rebuild_sites(session, context, OPERATOR)
    assert status(session, place) == "declined"
    done = session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("unsafe."))).all()
    assert done == [
        *("unsafe.looked_at", "unsafe.owned_by_municipality", "unsafe.published", "unsafe.answered"),
        *("unsafe.answered", "unsafe.closed", "unsafe.reopened", "unsafe.declined"),
    ]


def test_the_table_of_steps_agrees_with_the_table_of_public_statuses():
    for step, events in NEXT_STEPS.items():
        public = SiteStatus.OPEN if step in {Step.RECEIVED, Step.LOOKED_AT} else SiteStatus(step)
        assert {STATUS_AFTER[event] for event in events & STATUS_AFTER.keys()} == UNSAFE_NEXT[public]
    assert SiteStatus.CHECKED not in set().union(*UNSAFE_NEXT.values())
    assert [step_of("open", looked) for looked in (False, True)] == [Step.RECEIVED, Step.LOOKED_AT]


@pytest.mark.parametrize("first", ["close", "decline"])
def test_a_step_that_is_not_in_the_table_says_so_and_changes_nothing(police, session, place, first):
    do(police, "police", place, first, {"reason": "rebuilt"})
    before = session.scalar(select(func.count(SiteEventRow.id)))

    for deed, fields in (("answer", WALK), ("close", {}), ("decline", {"reason": "rebuilt"}), ("look", {})):
        answer = do(police, "police", place, deed, fields)
        assert (answer.status_code, "Någon har svarat här" in answer.text) == (409, True)
    assert session.scalar(select(func.count(SiteEventRow.id))) == before


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"activity": "", "on": TODAY}, "activity"),
        ({"activity": "arrest", "on": TODAY}, "activity"),
        ({"activity": "lighting", "on": ""}, "on"),
        ({"activity": "lighting", "on": "i tisdags"}, "on"),
        ({"activity": "lighting", "on": "2028-01-01"}, "on"),
        ({"activity": "foot_patrol", "on": "2026-05-13"}, "on"),
        ({"activity": "lighting", "on": TODAY, "public_reply": "ord " * 300}, "public_reply"),
    ],
)
def test_a_faulty_answer_keeps_every_typed_word_and_names_the_field(police, session, place, fields, faulty):
    answer = do(police, "police", place, "answer", {"public_reply": "Behåll mig.", **fields})

    assert answer.status_code == 422
    assert f'href="#{faulty}"' in answer.text
    assert fields.get("public_reply", "Behåll mig.")[:11] in answer.text
    assert session.scalar(select(func.count(UnsafeActivity.id))) == 0


def test_only_what_needs_no_police_can_be_told_of_beforehand(session, context, place):
    tomorrow = date.fromisoformat(TODAY) + timedelta(days=1)
    for activity in Activity:
        if activity in ANNOUNCED:
            deeds.answer(session, context, OFFICER, place, activity, tomorrow)
        else:
            with pytest.raises(Exception, match="not_held_yet"):
                deeds.answer(session, context, OFFICER, place, activity, tomorrow)


def test_closing_needs_words_when_the_reason_says_nothing(police, session, place):
    assert do(police, "police", place, "close", {"reason": "other"}).status_code == 422
    assert do(police, "police", place, "decline").status_code == 422
    assert status(session, place) == "open"


def test_one_form_pressed_twice_is_one_activity(police, session, place):
    fields = {**WALK, "submission_key": "one form"}

    assert [do(police, "police", place, "answer", fields).status_code for _ in range(2)] == [303, 303]
    assert session.scalar(select(func.count(UnsafeActivity.id))) == 1


def test_words_that_point_at_a_person_are_shown_once_more_before_they_are_told(police, session, place):
    named = {"look_first": "1", **WALK, "public_reply": "Vi talade med Anna Svensson, 070-123 45 67."}

    answer = do(police, "police", place, "answer", named)
    again = do(police, "police", place, "answer", {k: v for k, v in named.items() if k != "look_first"})

    assert (answer.status_code, again.status_code) == (422, 303)
    assert "ser ut som ett telefonnummer" in answer.text
    assert (
        do(police, "police", place, "close", {"look_first": "1", "public_reply": "Ring 070-123 45 67"}).status_code
        == 422
    )


def test_the_list_is_narrowed_by_district_step_owner_time_cause_and_activity(police, session, context, place):
    other = ask_site(session, context, at=(60.01, 15.15), kind="unsafe_place").id  # in Östra
    deeds.look(session, context, OFFICER, place)
    deeds.give_to(session, context, OFFICER, place, "police")
    deeds.answer(session, context, OFFICER, place, "lighting", date(2026, 5, 1))
    for row, cells, causes in ((place, 15, {"dark": 2}), (other, 8, {"groups": 1})):
        site = session.get_one(Site, row)
        site.when_counts = [2 if cell == (6 if row == place else cells) else 0 for cell in range(56)]
        site.cause_counts = causes
    session.commit()

    def listed(query):
        page = police.get(f"/police/unsafe{query}").text
        return {site for site in (place, other) if f"/police/unsafe/{site}" in page}

    assert listed("") == {place, other}
    for query, found in {
        "?area=vastra": place, "?status=answered": place, "?status=open": other, "?status=received": other,
        "?owner=police": place, "?owner=none": other, "?when=evenings": place, "?when=nights": other,
        "?cause=dark": place, "?cause=groups": other, "?activity=lighting": place,
    }.items():  # fmt: skip
        assert listed(query) == {found}, query
    assert listed("?activity=visit") == set()


def test_enough_residents_make_a_proposal_and_only_a_click_publishes(app, police, session, context, place):
    moderator = staff_client(app, "moderator")
    public = app.test_client()
    small = ask_site(session, context, at=(60.01, 15.15), residents=2, kind="unsafe_place").id

    assert public.get(f"/sites/{place}").status_code == 404
    assert [one.id for one in proposals(session, context, MODERATOR)] == [place]
    assert do(police, "police", place, "publish").status_code == 403
    with pytest.raises(WrongState):
        publish(session, context, PLANNER, small)
    answer = send(moderator, f"/moderation/unsafe/{place}/publish", page="/moderation/unsafe")

    assert (answer.status_code, answer.location) == (303, "/moderation/unsafe?published=1")
    assert public.get(f"/sites/{place}").status_code == 200
    assert proposals(session, context, MODERATOR) == []
    with pytest.raises(WrongState):
        publish(session, context, MODERATOR, place)


def test_a_proposal_warns_of_what_in_text_or_place_could_point_at_someone(app, session, context):
    token = ask(session, context, kind="unsafe_place")
    ask_site(session, context, kind="unsafe_place", residents=2)
    assert proposals(session, context, MODERATOR)[0].warnings == ("one_spot",)

    reword(session, context, token, "Ring 070-123 45 67, han i nummer 3.")
    site_of(session, token).cause_counts = {"groups": 1}
    session.commit()

    assert proposals(session, context, MODERATOR)[0].warnings == ("text", "one_spot", "people")
    page = staff_client(app, "moderator").get("/moderation/unsafe").text
    assert "verkar peka ut en person" in page
    assert "Det kan vara någons hem" in page


def test_a_place_that_got_a_no_is_no_proposal(session, context, place):
    deeds.decline(session, context, OFFICER, place, "other", "Den ligger på en privat gård.")

    assert proposals(session, context, MODERATOR) == []
    with pytest.raises(WrongState):
        publish(session, context, MODERATOR, place)


def test_who_may_do_what(session, context, place):
    for actor in (MODERATOR, Actor(Role.COMMUNICATOR), Actor(Role.RESIDENT)):
        with pytest.raises(NotAllowed):
            deeds.look(session, context, actor, place)
        with pytest.raises(NotAllowed):
            deeds.answer(session, context, actor, place, "lighting", date(2026, 5, 12))
    for actor in (OFFICER, Actor(Role.COMMUNICATOR)):
        with pytest.raises(NotAllowed):
            publish(session, context, actor, place)


def test_everyone_who_asked_is_told_once_of_each_event_in_their_language(session, context, clock):
    with mail_server() as box:
        token = follower(session, context, box, "anna@exempel.se", language="sv", kind="unsafe_place")
        follower(session, context, box, "bo@exempel.se", language="en", kind="unsafe_place")
        ask(session, context, kind="unsafe_place")
        site = site_of(session, token).id
        publish(session, context, MODERATOR, site)
        box.taken.clear()

        deeds.look(session, context, OFFICER, site)
        deeds.answer(session, context, OFFICER, site, "safety_walk", date(2026, 5, 12), "Häcken är klippt.")
        clock.move(minutes=1)
        deeds.close(session, context, PLANNER, site, "answered", "Tack.")
        clock.move(minutes=5)
        send_mail(session, context, box)
        first = sorted(text_of(mail) for mail in box.taken)
        box.taken.clear()
        deeds.reopen(session, context, PLANNER, site)
        clock.move(minutes=5)
        send_mail(session, context, box)
        again = sorted(text_of(mail) for mail in box.taken)
        box.taken.clear()
        deeds.decline(session, context, OFFICER, site, "other_road_owner")
        clock.move(minutes=5)
        send_mail(session, context, box)
        last = sorted(text_of(mail) for mail in box.taken)

    assert [len(letters) for letters in (first, again, last)] == [4, 2, 2]
    whole = " ".join(" ".join([*first, *again, *last]).split())
    for words in (
        "Trygghetsvandring, 12 maj 2026", "Safety walk, 12 May 2026", "> Häcken är klippt.", "> Tack.",
        "Nu är den öppen igen", "Now it is open again", "går inte vidare", "do not take it further",
        "Någon annan sköter platsen", "Somebody else looks after the place",
    ):  # fmt: skip
        assert words in whole, words
    for wrong in ("check", "kontroll", "hastighet", "speed"):
        assert wrong not in whole.lower().replace("löfteskartan", ""), wrong
    assert session.scalar(select(func.count(Message.id)).where(Message.state == "queued")) == 0


def test_its_page_list_receipt_and_feed_tell_its_own_steps_and_never_of_checks(app, session, context, public_place):
    token = ask(session, context, kind="unsafe_place")
    deeds.answer(session, context, OFFICER, public_place, "safety_walk", date(2026, 5, 12), WALK["public_reply"])
    public = app.test_client()

    page = public.get(f"/sites/{public_place}").text
    for shown in (page, public.get(f"/suggestions/{token}").text):
        assert "Trygghetsvandring" in shown
        assert '<time datetime="2026-05-12">12 maj 2026</time>' in shown
        assert WALK["public_reply"] in shown
    assert "Besvarad: trygghetsvandring" in page
    assert "Besvarad: trygghetsvandring" in public.get("/sites").text
    assert "Besvarad: trygghetsvandring" in public.get("/").text
    assert "trygghetsvandring" in public.get("/feeds/sites.atom").text
    assert "Answered: safety walk" in public.get(f"/sites/{public_place}?lang=en").text
    feature = public.get("/api/v1/sites.geojson?status=answered").json["features"][0]["properties"]
    assert (feature["status"], feature["reason"], feature["checks"]) == ("answered", "safety_walk", 0)

    deeds.close(session, context, OFFICER, public_place, "answered", "Tack för alla svar.")
    for path in (f"/sites/{public_place}", f"/suggestions/{token}"):
        shown = public.get(path).text
        assert "Tack för alla svar." in shown
        assert "Trygghetsvandring" in shown
        assert "Ingen kontroll här" not in shown


def test_the_receipt_says_that_somebody_has_read_it(app, session, context, place):
    token = ask(session, context, kind="unsafe_place")
    path, client = f"/suggestions/{token}", app.test_client()
    before = client.get(path).text

    deeds.look(session, context, OFFICER, place)

    assert ["har läst det, den 12 maj 2026" in page for page in (before, client.get(path).text)] == [False, True]


def test_what_is_announced_is_told_as_coming_and_has_not_happened_yet(session, context, clock, public_place, client):
    deeds.answer(session, context, PLANNER, public_place, "safety_walk", date(2026, 5, 20), "Alla är välkomna.")

    before = client.get(f"/sites/{public_place}").text
    clock.move(days=8)
    after = client.get(f"/sites/{public_place}").text

    assert ("Kommande" in before, "Kommande" in after) == (True, False)
    assert ["<p>Trygghetsvandring</p>" in page for page in (before, after)] == [False, True]


def test_a_check_held_there_counts_nothing_and_is_no_step_of_it(session, context, clock, public_place, client):
    receipt = hold(session, context, clock, site_id=public_place)

    assert (receipt.counts, receipt.reason) == (False, "wrong_kind")
    assert status(session, public_place) == "open"
    feature = client.get("/api/v1/sites.geojson").json["features"][0]["properties"]
    assert (feature["status"], feature["checks"], feature["last_check_on"]) == ("open", 0, None)
    assert client.get("/api/v1/progress.json").json["counted"] == 0
    deeds.answer(session, context, OFFICER, public_place, "foot_patrol", date(2026, 5, 12))
    assert client.get("/api/v1/progress.json").json["counted"] == 0


def bodies(app):
    """Yield every public address without a parameter, and what it answers."""
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        area = rule.rule.split("/")[1]
        if "GET" in rule.methods and not rule.arguments and area not in {"police", "planner", "moderation", "admin"}:
            with client.get(rule.rule) as answer:
                yield rule.rule, answer.get_data()
    for path in ("/api/v1/map?zoom=18", "/share/home.png", "/?lang=en", "/sites?kind=unsafe_place"):
        yield path, client.get(path).get_data()


def test_no_public_body_knows_an_unpublished_place_or_any_point_finer_than_its_square(app, session, context, place):
    site = session.get_one(Site, place)
    anchor = [f"{value:.4f}" for value in (site.lat, site.lon)]  # the pins lie there
    walked = 0

    for path, body in bodies(app):
        walked += 1
        assert place.encode() not in body, path
        assert not all(value.encode() in body for value in anchor), path

    publish(session, context, MODERATOR, place)
    deeds.answer(session, context, OFFICER, place, "lighting", date(2026, 5, 12))
    client = app.test_client()
    for path, body in [
        *bodies(app),
        *((path, client.get(path).get_data()) for path in (f"/sites/{place}", f"/sites/{place}?lang=en")),
        (
            "near",
            client.get(f"/feeds/sites.atom?lat={HOME[0]}&lon={HOME[1]}&radius_m=3000").get_data().split(b"<entry>")[-1],
        ),
    ]:
        assert not all(value.encode() in body for value in anchor), path
    assert walked > 25


def test_an_unpublished_place_has_no_address_of_its_own(app, place):
    client, found = app.test_client(), []
    for rule in app.url_map.iter_rules():
        staff = rule.rule.split("/")[1] in {"police", "planner", "moderation", "admin"}
        if "GET" in rule.methods and rule.arguments == {"site_id"} and not staff:
            found.append(rule.rule)
            assert client.get(rule.rule.replace("<site_id>", place)).status_code == 404, rule.rule
    assert len(found) >= 3
    assert client.get(f"/report?what=reply&id={place}").status_code == 404


def test_what_is_published_is_the_middle_of_a_square_of_250_metres(session, context, public_place, client):
    from webapp.analysis.projection import to_metres

    feature = client.get("/api/v1/sites.geojson").json["features"][0]
    lon, lat = feature["geometry"]["coordinates"]
    easting, northing = (float(v) for v in to_metres(context.place.crs, lon, lat))
    for metres in (easting, northing):
        assert abs(metres - (floor(metres / 250) + 0.5) * 250) < 1.5
    marker = next(m for m in client.get("/api/v1/map?zoom=18").json["sites"] if m["id"] == public_place)
    assert [marker["lon"], marker["lat"]] == [lon, lat]


def test_hidden_words_of_an_activity_leave_every_page_and_letter(app, session, context, public_place):
    deeds.answer(session, context, OFFICER, public_place, "safety_walk", date(2026, 5, 12), "Fel ord.")
    client = app.test_client()

    report(session, context, "reply", public_place, "person", "")
    answer_report(session, context, MODERATOR, reported(session, MODERATOR, ReportState.OPEN)[0].id, ReportState.HIDDEN)

    for path in (f"/sites/{public_place}", "/api/v1/sites.geojson", "/feeds/sites.atom"):
        assert "Fel ord." not in client.get(path).text


def test_a_merge_brings_along_what_was_done_and_who_owns_it(session, context, place):
    other = ask_site(session, context, at=(60.012, 15.05), kind="unsafe_place")
    deeds.answer(session, context, OFFICER, other.id, "lighting", date(2026, 5, 1))
    deeds.give_to(session, context, OFFICER, other.id, "police")
    one, absorbed = session.get_one(Site, place), other.id
    pin_privately(session, context, one, None)
    publish(session, context, MODERATOR, place)
    merge_sites(session, context, one, session.get_one(Site, absorbed), None)
    session.commit()

    assert [row.activity for row in activities_of(session, place)] == ["lighting"]
    assert standing_of(session, place).owner == "police"
    assert deeds.unsafe_place(session, context, OFFICER, absorbed).line.id == place


def test_the_police_page_of_a_site_leads_to_its_own_page(police, place):
    assert police.get(f"/police/sites/{place}").location == f"/police/unsafe/{place}"
    assert police.get("/police/unsafe/nowhere").status_code == 404
