"""The pages behind the links of mail: opening changes nothing, a button does it, and one click needs no cookie."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.mail import ask_by_mail, follower, link_in, mail_server, send_mail, text_of
from tests.residents import OFFICER, ask_site, hold, site_of, suggestion_of
from tests.staff import send, token_of
from webapp.storage.alerts import Alert
from webapp.storage.movements import movements_of
from webapp.storage.opinions import CheckOpinion
from webapp.storage.suggestions import Suggestion
from webapp.usecases.checks import close_site, decline_site, withdraw_check
from webapp.usecases.outbox import ask_questions, queue_news


@pytest.fixture
def box():
    with mail_server() as box:
        yield box


@pytest.fixture
def post_mail(session, context, box):
    """Send what is due; return the mails that went out now."""

    def post_mail():
        before = len(box.taken)
        send_mail(session, context, box)
        return box.taken[before:]

    return post_mail


@pytest.fixture
def anna(session, context, box):
    return follower(session, context, box, "anna@exempel.se", language="en")


def cookies(answer):
    return answer.headers.getlist("Set-Cookie")


# Confirming


def test_a_scanner_that_opens_the_link_confirms_nothing_and_a_press_does(client, session, context, post_mail):
    token = ask_by_mail(session, context, "anna@exempel.se", language="en")
    path = link_in(post_mail()[0], "/mail/confirm/")
    for _ in range(3):
        page = client.get(path, headers={"User-Agent": "scanner"})
        assert page.status_code == 200
        client.head(path)
    session.expire_all()
    assert suggestion_of(session, token).email_confirmed_at is None

    answer = send(client, path)

    session.expire_all()
    assert answer.status_code == 303
    assert suggestion_of(session, token).email_confirmed_at is not None
    done = client.get(answer.location + "?lang=en")
    assert "The address is confirmed" in done.text
    assert done.headers["Cache-Control"] == "no-store"
    assert "noindex" in done.headers["X-Robots-Tag"]
    assert "anna@" not in done.text
    receipt = client.get(done.text.partition('href="/suggestions/')[2].partition('"')[0].join(["/suggestions/", ""]))
    assert suggestion_of(session, token).public_number in receipt.text


def test_the_mail_is_in_the_language_that_the_form_was_read_in(client, context, session, post_mail):
    for lang, subject in (("sv", "Vill du höra"), ("en", "Do you want")):
        form = client.get(f"/suggest?lang={lang}")
        data = {"kind": "speed", "lat": "60.01", "lon": "15.05", "email": f"{lang}@exempel.se"}
        data |= {"submission_key": f"key of {lang}", "csrf_token": token_of(form)}
        assert client.post(f"/suggest?lang={lang}", data=data).status_code == 303
        mail = post_mail()[0]
        assert mail["Subject"].startswith(subject)
        assert mail["Content-Language"] == lang
        assert f"?lang={lang}" in text_of(mail)


@pytest.mark.parametrize("path", ["/mail/confirm/x", "/mail/question/x", "/alerts/x", "/alerts/confirm/x"])
def test_a_wrong_or_old_link_is_a_calm_page(client, path):
    answer = client.get(f"{path}?lang=en")

    assert answer.status_code == 404
    assert "The link no longer works" in answer.text


# No more mail


def test_a_mail_program_ends_the_mail_with_one_click_without_cookie_or_token(app, session, context, anna, post_mail):
    close_site(session, context, OFFICER, site_of(session, anna).id, "rebuilt")
    mail = post_mail()[0]
    path = mail["List-Unsubscribe"].strip("<>").removeprefix("https://loftet.example")

    answer = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})

    session.expire_all()
    assert (answer.status_code, cookies(answer)) == (200, [])
    assert suggestion_of(session, anna).email is None


def test_opening_the_stop_link_ends_nothing_and_the_button_does(client, session, context, anna, post_mail):
    close_site(session, context, OFFICER, site_of(session, anna).id, "rebuilt")
    path = link_in(post_mail()[0], "/mail/stop/")
    client.get(path)
    session.expire_all()
    assert suggestion_of(session, anna).email == "anna@exempel.se"

    answer = send(client, path)

    session.expire_all()
    assert answer.status_code == 303
    assert suggestion_of(session, anna).email is None
    assert client.get(path).status_code == 200  # used up, and no different


def test_all_mail_ends_when_everything_is_asked_for(client, session, context, box, anna, post_mail):
    follower(session, context, box, "anna@exempel.se", at=(60.01, 15.12), language="en")
    close_site(session, context, OFFICER, site_of(session, anna).id, "rebuilt")
    path = link_in(post_mail()[0], "/mail/stop/")

    send(client, path, {"everything": "1"})

    session.expire_all()
    assert session.scalars(select(Suggestion.email).where(Suggestion.email.is_not(None))).all() == []


# Lost links


def test_the_answer_is_the_same_whether_an_address_is_known(client, anna, post_mail):
    known = send(client, "/mail/receipts", {"email": "anna@exempel.se"})
    unknown = send(client, "/mail/receipts", {"email": "nobody@exempel.se"})

    assert (
        (known.status_code, known.location) == (unknown.status_code, unknown.location) == (303, "/mail/receipts/sent")
    )
    assert [m["To"].addresses[0].addr_spec for m in post_mail()] == ["anna@exempel.se"]


def test_a_faulty_address_is_kept_and_explained(client):
    answer = send(client, "/mail/receipts", {"email": "anna at exempel"})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "anna at exempel" in answer.text


# Four weeks after


@pytest.fixture
def asked(session, context, clock, anna, post_mail):
    """Return the address of the question to Anna, four weeks after a check."""
    clock.move(hours=1)
    hold(session, context, clock, site_of(session, anna).id)
    post_mail()
    clock.move(days=27)
    assert ask_questions(session, context) == 0
    clock.move(days=1)
    assert ask_questions(session, context) == 1
    assert ask_questions(session, context) == 0
    return link_in(post_mail()[0], "/mail/question/")


def test_four_weeks_after_a_check_one_question_is_asked_and_one_answer_kept(client, session, asked):
    client.get(asked)
    assert session.scalars(select(CheckOpinion)).all() == []

    assert send(client, asked, {"answer": "calmer"}).status_code == 303
    send(client, asked, {"answer": "worse"})

    session.expire_all()
    assert [o.opinion for o in session.scalars(select(CheckOpinion))] == ["worse"]
    assert "Worse" in client.get(asked + "?lang=en").text


def test_an_answer_on_the_receipt_is_the_same_persons(client, session, anna, asked):
    check_id = session.scalars(select(CheckOpinion.check_id)).first()
    assert check_id is None
    send(client, asked, {"answer": "calmer"})
    from webapp.storage.checks import Check

    public_id = session.scalars(select(Check.public_id)).one()
    csrf = token_of(client.get(f"/suggestions/{anna}"))
    data = {"csrf_token": csrf, "check": public_id, "answer": "same"}

    assert client.post(f"/suggestions/{anna}/opinion", data=data).status_code == 303
    session.expire_all()
    assert [o.opinion for o in session.scalars(select(CheckOpinion))] == ["same"]
    assert client.post(f"/suggestions/{anna}/opinion", data={**data, "answer": "fine"}).status_code == 422
    assert client.post(f"/suggestions/{anna}/opinion", data={**data, "check": "no such"}).status_code == 404


def test_ones_own_answer_is_in_ones_own_file_until_all_is_erased(client, session, context, anna, asked):
    from webapp.storage.checks import Check
    from webapp.storage.opinions import answers_of

    send(client, asked, {"answer": "worse"})
    other = ask_by_mail(session, context, "bo@exempel.se", language="en")
    row = suggestion_of(session, anna)
    key, since = row.reporter_key, row.received_at
    said = {
        "check": session.scalars(select(Check.public_id)).one(),
        "answer": "worse",
        "answered_at": context.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
    }

    assert client.get(f"/suggestions/{anna}/data.json").json["answers"] == [said]
    assert client.get(f"/suggestions/{other}/data.json").json["answers"] == []

    csrf = token_of(client.get(f"/suggestions/{anna}"))
    number = row.id
    move = {"csrf_token": csrf, "lat": "60.01", "lon": "15.15"}
    assert client.post(f"/suggestions/{anna}/move", data=move).status_code == 303
    session.expire_all()
    assert session.get(Suggestion, number).reporter_key != key
    assert client.get(f"/suggestions/{anna}/data.json").json["answers"] == [said]

    assert client.post(f"/suggestions/{anna}/erase", data={"csrf_token": csrf, "sure": "1"}).status_code == 303
    session.expire_all()
    left = session.get(Suggestion, number)
    keys = [left.reporter_key, *(before.reporter_key for before in movements_of(session, number))]
    assert answers_of(session, context, keys, since) == []
    assert [o.opinion for o in session.scalars(select(CheckOpinion))] == ["worse"]  # counts on, and is nobody's


# Alerts


@pytest.fixture
def alert(client, session, post_mail):
    """Ask for an alert and press the button; return the address of its own page."""

    def alert(**fields):
        data = {"where": "everywhere", "pace": "at_once", "email": "eva@exempel.se", "kinds": ["speed"]} | fields
        assert send(client, "/alerts?lang=en", data).status_code == 303
        path = link_in(post_mail()[-1], "/alerts/confirm/")
        return send(client, path + "?lang=en").location.partition("?")[0]

    return alert


def test_an_alert_starts_with_a_button_and_tells_only_what_came_later(
    client, session, context, clock, alert, post_mail
):
    ask_site(session, context)
    alert()
    clock.move(minutes=1)
    new = ask_site(session, context, at=(60.01, 15.12))
    queue_news(session, context)
    told = post_mail()
    queue_news(session, context)

    assert len(told) == 1
    assert post_mail() == []
    assert text_of(told[0]).count("is a new place on the map") == 1
    assert f"/sites/{new.id}" in text_of(told[0])


def test_each_piece_of_news_is_told_once_and_a_check_taken_back_not_at_all(session, context, clock, alert, post_mail):
    alert()
    first = ask_site(session, context).id
    queue_news(session, context)
    told = [post_mail()]
    clock.move(hours=1)
    held = hold(session, context, clock, first)
    wrong = hold(session, context, clock, first)
    queue_news(session, context)
    withdraw_check(session, context, OFFICER, wrong.check_id, "wrong day")
    told.append(post_mail())
    decline_site(session, context, OFFICER, first, "no_safe_place")
    queue_news(session, context)
    told.append(post_mail())

    words = [[text_of(m) for m in mails] for mails in told]
    assert [len(mails) for mails in words] == [1, 1, 1]
    assert "is a new place on the map" in words[0][0]
    assert words[1][0].count("a speed check was held") == 1
    assert "new place" not in words[1][0] + words[2][0]
    assert "no check there" in words[2][0]
    assert held.public_id not in "".join(words[1])


def test_a_digest_gathers_a_week_and_comes_on_monday_morning(session, context, clock, alert, post_mail):
    alert(pace="weekly")
    for at in ((60.01, 15.05), (60.01, 15.12)):
        clock.move(days=1)
        ask_site(session, context, at=at)
        queue_news(session, context)
        assert post_mail() == []
    clock.at = datetime(2026, 5, 18, 6, 0, tzinfo=UTC)  # Monday 08:00
    queue_news(session, context)

    told = post_mail()

    assert len(told) == 1
    assert text_of(told[0]).count("is a new place on the map") == 2


def test_opening_the_link_of_an_alert_starts_nothing(client, session, post_mail):
    data = {"where": "everywhere", "pace": "daily", "email": "eva@exempel.se"}
    send(client, "/alerts", data)
    client.get(link_in(post_mail()[0], "/alerts/confirm/"))

    session.expire_all()
    assert session.scalars(select(Alert)).one().confirmed_at is None


@pytest.mark.parametrize(
    ("fields", "inside"),
    [
        ({"where": "near", "lat": "60.01", "lon": "15.05", "radius_m": "1000"}, [True, False]),
        ({"where": "near", "lat": "60.01", "lon": "15.05", "radius_m": "5000"}, [True, True]),
        ({"where": "drawn", "drawn": "15.1,60.0 15.14,60.0 15.14,60.02 15.1,60.02"}, [False, True]),
        ({"where": "everywhere", "kinds": ["unsafe_place"]}, [False, False]),
    ],
)
def test_an_alert_tells_of_its_own_ground_and_kinds(session, context, clock, alert, post_mail, fields, inside):
    alert(**fields)
    clock.move(minutes=1)
    sites = [ask_site(session, context).id, ask_site(session, context, at=(60.01, 15.12)).id]
    queue_news(session, context)

    body = "".join(text_of(m) for m in post_mail())

    assert [f"/sites/{site}" in body for site in sites] == inside


def test_a_district_is_chosen_by_its_slug(session, context, clock, alert, post_mail):
    from webapp.storage.public import area_names

    slug, name = next(pair for pair in area_names(session) if pair[1] == "Västra")
    alert(where="area", area=slug)
    clock.move(minutes=1)
    ask_site(session, context)
    queue_news(session, context)

    assert name in text_of(post_mail()[0])


def test_an_alert_is_changed_and_ended_on_its_own_page_and_nothing_of_it_is_left(
    client, session, context, alert, data_dir
):
    own = alert(place_text="")
    assert client.get(own).status_code == 200
    assert "eva@" not in client.get(own).text
    assert send(client, own + "/change", {"kinds": "speed", "pace": "weekly"}, page=own).status_code == 303
    assert send(client, own + "/change", {"kinds": "speed", "pace": "hourly"}, page=own).status_code == 422

    send(client, own + "/end", page=own)

    session.expire_all()
    assert session.scalars(select(Alert)).all() == []
    assert client.get(own).status_code == 404


def test_a_faulty_alert_keeps_every_word(client):
    data = {"where": "near", "place_text": "Nowhere Street 7", "radius_m": "1", "pace": "often", "email": "eva"}
    answer = send(client, "/alerts?lang=en", data)

    assert answer.status_code == 422
    for words in ('role="alert"', "Nowhere Street 7", 'value="eva"', "Choose how often"):
        assert words in answer.text


def test_words_typed_after_a_point_was_found_mean_another_place(client, session, post_mail):
    data = {"where": "near", "lat": "60.01", "lon": "15.05", "found_for": "", "place_text": "Västra", "radius_m": "500"}
    answer = send(client, "/alerts", data | {"pace": "daily", "email": "eva@exempel.se"})

    found = session.scalars(select(Alert)).all()
    assert answer.status_code == 422 or [a.lat for a in found] != [60.01]


# The receipt


def test_a_receipt_says_whether_the_address_is_confirmed_and_sends_the_mail_again(client, session, context, post_mail):
    token = ask_by_mail(session, context, "anna@exempel.se", language="en")
    first = post_mail()
    page = f"/suggestions/{token}"
    assert "Until then we send nothing else" in client.get(f"{page}?lang=en").text

    again = send(client, f"{page}/confirm?lang=en", page=page)
    assert "Look in your mail" in client.get(again.location).text
    second = post_mail()
    assert link_in(second[0], "/mail/confirm/") == link_in(first[0], "/mail/confirm/")
    assert second[0]["Message-ID"] != first[0]["Message-ID"]

    send(client, link_in(first[0], "/mail/confirm/"))
    assert "We write to a…@exempel.se" in client.get(f"{page}?lang=en").text


def test_a_receipt_asks_four_weeks_after_a_check(client, anna, asked):
    page = client.get(f"/suggestions/{anna}?lang=en").text

    assert "How is it after the check?" in page
    assert page.count('name="answer"') == 4


@pytest.mark.parametrize(("page", "status"), [("/suggestions/nosuchtoken", 404), ("/alerts", 200), ("/privacy", 200)])
def test_who_lost_a_receipt_finds_the_way_to_a_new_link_by_mail(client, session, context, anna, box, page, status):
    shown = client.get(f"{page}?lang=en")
    assert shown.status_code == status
    assert "Have you lost the link to your suggestion?" in shown.text
    assert 'href="/mail/receipts' in shown.text
    if page != "/alerts":
        assert cookies(shown) == []

    assert send(client, "/mail/receipts", {"email": "anna@exempel.se"}).status_code == 303
    send_mail(session, context, box)

    assert client.get(link_in(box.to("anna@exempel.se")[-1], "/suggestions/")).status_code == 200


def test_another_missing_page_says_nothing_of_receipts(client):
    assert "/mail/receipts" not in client.get("/nothing/here").text
