import re

import pytest

from tests.residents import HOME, ask_site, hold, reword, suggestion_of
from tests.staff import send, staff_client, token_of
from webapp.domain.roles import OPERATOR, RESIDENT
from webapp.storage.db import db
from webapp.usecases.checks import decline_site
from webapp.usecases.suggestions import SuggestionWish, suggest

WORDS = "Min granne Kenta i ABC 123 <b>kör</b> för fort här"
MASKED = "Min granne […] i […] &lt;b&gt;kör&lt;/b&gt; för fort här"


@pytest.fixture
def moderator(app):
    return staff_client(app, "moderator")


@pytest.fixture
def site(session, context):
    return ask_site(session, context).id


@pytest.fixture
def token(session, context, site):
    return write(session, context)


def write(session, context, words=WORDS):
    wish = SuggestionWish(kind="speed", lat=str(HOME[0]), lon=str(HOME[1]), text=words)
    return suggest(session, context, RESIDENT, wish).token


def path_of(session, token):
    number = suggestion_of(session, token).public_number
    db.session.remove()
    return f"/moderation/texts/{number}"


def field(page, name):
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return found and found[1]


def decide(moderator, path, step, **fields):
    page = moderator.get(path)
    data = {"csrf_token": token_of(page), "version": field(page.text, "version"), "step": step, **fields}
    return moderator.post(path, data=data)


def test_the_index_of_a_moderator_is_the_queue_with_what_was_found_marked(moderator, session, token):
    page = moderator.get("/moderation/")

    assert page.status_code == 200
    assert "1 kvar" in page.text
    assert '<mark>Kenta<span class="vh"> (namn)</span></mark>' in page.text
    assert '<mark>ABC 123<span class="vh"> (registreringsnummer)</span></mark>' in page.text
    assert "<b>kör" not in page.text


@pytest.mark.parametrize(
    "path",
    ["/moderation/", "/moderation/texts", "/moderation/texts/x", "/moderation/texts/next", "/moderation/decided",
     "/moderation/reports", "/moderation/signals", "/moderation/sites/x"],
)  # fmt: skip
def test_the_area_opens_for_moderators_and_administrators_only(app, client, path):
    assert client.get(path).status_code == 302
    for role in ("police", "planner", "communicator"):
        assert staff_client(app, role).get(path).status_code == 403
    assert staff_client(app, "admin").get(path).status_code in {200, 303, 404}


def test_a_masked_text_is_read_on_the_places_page_once_a_person_has_clicked(moderator, client, session, site, token):
    path = path_of(session, token)
    assert "granne" not in client.get(f"/sites/{site}").text

    shown = re.search(r"<textarea[^>]*>\s?(.*?)</textarea>", moderator.get(path).text, re.S)[1]
    assert shown.strip() == MASKED
    answer = decide(moderator, path, "edited", words="Min granne […] i […] <b>kör</b> för fort här")

    assert answer.status_code == 303
    page = client.get(f"/sites/{site}").text
    assert MASKED in page
    assert '<time datetime="2026-05">maj 2026</time>' in page
    assert "Kenta" not in page
    assert "ABC 123" not in page


def test_a_decision_leads_to_the_next_text_and_can_be_taken_back_there(moderator, session, context, clock, token):
    clock.move(minutes=1)
    second = write(session, context, "Text nummer två")
    path, next_path = path_of(session, token), path_of(session, second)

    answer = decide(moderator, path, "as_written")
    page = moderator.get(answer.location, follow_redirects=True)

    assert page.request.path == next_path
    assert "Texten visas som den skrevs." in page.text
    version = re.search(rf'action="{path}/undo">.*?name="version" value="(\w+)"', page.text, re.S)[1]
    undone = moderator.post(f"{path}/undo", data={"csrf_token": token_of(page), "version": version})
    assert undone.status_code == 303
    assert "2 kvar" in moderator.get("/moderation/").text


def test_of_two_moderators_the_second_gets_both_versions(app, moderator, session, token):
    path = path_of(session, token)
    other = staff_client(app, "moderator")
    page = other.get(path)
    decide(moderator, path, "edited", words="Den första versionen")

    late = {
        "csrf_token": token_of(page),
        "version": field(page.text, "version"),
        "step": "edited",
        "words": "Den andra",
    }
    answer = other.post(path, data=late)

    assert answer.status_code == 409
    assert "Någon hann före" in answer.text
    assert "Den första versionen" in answer.text
    assert ">Den andra</textarea>" in answer.text.replace("\r", "").replace(">\n", ">")
    again = {**late, "version": field(answer.text, "version")}
    assert other.post(path, data=again).status_code == 303


def test_words_that_the_sender_changed_meanwhile_are_not_shown_unseen(moderator, client, session, context, site, token):
    path = path_of(session, token)
    page = moderator.get(path)
    reword(session, context, token, "Nya ord med 070-123 45 67")
    db.session.remove()

    data = {"csrf_token": token_of(page), "version": field(page.text, "version"), "step": "as_written"}

    assert moderator.post(path, data=data).status_code == 409
    assert "070-123" not in client.get(f"/sites/{site}").text


def test_a_rejection_tells_the_sender_why(moderator, client, session, token):
    path = path_of(session, token)
    faulty = decide(moderator, path, "rejected", words="mina ord")
    assert faulty.status_code == 422
    assert 'role="alert"' in faulty.text
    assert "mina ord" in faulty.text

    assert decide(moderator, path, "rejected", reason="accusation").status_code == 303

    receipt = client.get(f"/suggestions/{token}").text
    assert "Din text visas inte för andra." in receipt
    assert "Den anklagar någon för brott." in receipt


def test_the_sender_reads_what_everyone_reads(moderator, client, session, token):
    assert "Ingen annan ser din text" in client.get(f"/suggestions/{token}").text

    decide(moderator, path_of(session, token), "edited", words="Det här läser alla")

    receipt = client.get(f"/suggestions/{token}").text
    assert "dolt delar av den" in receipt
    assert "Det här läser alla" in receipt


def test_the_sender_of_spam_reads_that_it_does_not_count(moderator, client, session, token):
    decide(moderator, path_of(session, token), "spam")

    receipt = client.get(f"/suggestions/{token}").text

    assert "Räknas inte" in receipt
    assert "Tillbakadraget" not in receipt


def test_an_unknown_step_is_a_fault(moderator, session, token):
    assert decide(moderator, path_of(session, token), "publish").status_code == 422


def test_decisions_are_listed_and_the_log_puts_them_in_words(app, moderator, session, token):
    path = path_of(session, token)
    decide(moderator, path, "spam")

    assert "Skräp, räknas inte" in moderator.get("/moderation/decided").text
    assert "märkte ett förslag som skräp" in staff_client(app, "admin").get("/admin/log").text


def test_no_public_body_holds_an_unmoderated_text(client, session, context, site, token):
    for path in (f"/sites/{site}", "/sites", "/", "/api/v1/sites.geojson", "/api/v1/map", "/progress"):
        assert "granne" not in client.get(path).text


# Reports.


@pytest.fixture
def answered(session, context, clock, site):
    clock.move(hours=5)
    hold(session, context, clock, site, public_note="Anteckning om Kalle")
    decline_site(session, context, OPERATOR, site, "other", "Svar om Kalle")
    db.session.remove()
    return site


def links(client, site):
    return re.findall(r'href="(/report\?[^"]+)"', client.get(f"/sites/{site}").text.replace("&amp;", "&"))


def test_every_public_text_of_a_place_has_a_link_to_report_it(answered, moderator, client, session, context):
    token = write(session, context, "Bra ord")
    decide(moderator, path_of(session, token), "as_written")

    found = links(client, answered)

    assert sorted(re.search(r"what=(\w+)", link)[1] for link in found) == ["note", "reply", "text"]
    assert [client.get(link).status_code for link in found] == [200, 200, 200]


def test_a_report_needs_no_account_and_lands_with_the_moderators(answered, moderator, client):
    (link,) = [one for one in links(client, answered) if "reply" in one]

    answer = send(client, "/report", {"what": "reply", "id": answered, "reason": "person", "words": "Mitt namn"}, link)

    assert (answer.status_code, answer.location) == (303, "/report/received")
    assert client.get("/report/received").status_code == 200
    page = moderator.get("/moderation/reports").text
    assert "Svar om Kalle" in page
    assert "Mitt namn" in page


@pytest.mark.parametrize("what", ["reply", "note"])
def test_a_hidden_text_leaves_every_page_file_and_feed_and_comes_back(answered, moderator, client, what):
    said = {"reply": "Svar om Kalle", "note": "Anteckning om Kalle"}[what]
    (link,) = [one for one in links(client, answered) if f"what={what}" in one]
    public = [f"/sites/{answered}", "/api/v1/sites.geojson", "/api/v1/checks.json", "/progress",
              "/feeds/sites.atom", "/feeds/checks.atom"]  # fmt: skip

    def readers():
        return [path for path in public if said in client.get(path).get_data(as_text=True).replace("\\u00e5", "å")]

    assert f"/sites/{answered}" in readers()
    target = re.search(r"id=([\w-]+)", link)[1]
    send(client, "/report", {"what": what, "id": target, "reason": "person"}, link)
    page = moderator.get("/moderation/reports")
    action = re.search(r'action="(/moderation/reports/\d+)"', page.text)[1]

    moderator.post(action, data={"csrf_token": token_of(page), "state": "hidden"})
    assert readers() == []

    moderator.post(action, data={"csrf_token": token_of(page), "state": "open"})
    assert f"/sites/{answered}" in readers()


def test_a_faulty_report_keeps_every_word(client, answered):
    link = f"/report?what=reply&id={answered}"

    answer = send(client, "/report", {"what": "reply", "id": answered, "words": "mina ord"}, link)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "mina ord" in answer.text


def test_a_report_without_our_token_is_refused_with_the_words_kept(client, answered):
    answer = client.post("/report", data={"what": "reply", "id": answered, "reason": "person", "words": "mina ord"})

    assert answer.status_code == 400
    assert "mina ord" in answer.text


@pytest.mark.parametrize("query", ["?what=reply&id=nowhere", "?what=x&id=y", "?what=text&id=a"])
def test_what_nobody_can_read_has_no_form(client, query):
    assert client.get(f"/report{query}").status_code == 404


def test_a_report_of_nothing_leads_to_the_places(client):
    assert client.get("/report").location == "/sites"


def test_an_unknown_answer_to_a_report_is_a_fault(answered, moderator, client):
    page = moderator.get("/moderation/reports")

    assert moderator.post("/moderation/reports/1", data={"csrf_token": token_of(page), "state": "x"}).status_code == 422
    assert (
        moderator.post("/moderation/reports/99", data={"csrf_token": token_of(page), "state": "kept"}).status_code
        == 404
    )


def test_signs_lead_to_the_suggestions_and_each_to_its_text(moderator, client, session, context):
    for _ in range(5):
        write(session, context, "Samma ord från alla i föreningen")
    db.session.remove()

    page = moderator.get("/moderation/signals").text
    assert "Många nya röster på en gång" in page
    assert "Samma ord från flera avsändare" in page
    assert "En avsändare känns igen bara på en och samma väg" in page  # what a sign cannot see, said where one looks
    assert "A sender is known again only on one road" in moderator.get("/moderation/signals?lang=en").text
    site_page = moderator.get(re.search(r'href="(/moderation/sites/\w+)"', page)[1]).text
    assert len(re.findall(r'href="(/moderation/texts/[^"]+)"', site_page)) == 5
