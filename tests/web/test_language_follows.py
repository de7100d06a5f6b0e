"""A language chosen by hand follows a visitor everywhere, with no cookie for it: every link, form and redirect."""

import re
from html import unescape

import pytest

from tests.residents import ask, ask_site, hold
from tests.staff import staff_client, token_of
from webapp.domain.roles import OPERATOR
from webapp.storage.db import db
from webapp.usecases.checks import decline_site

SV = {"Accept-Language": "sv"}
SAME_IN_EVERY_LANGUAGE = re.compile(
    r"/(static|api|openapi\.json|basemap|embed/frame|sw\.js|suggest/(name|places|near)|share|c/)|.*\.(svg|png|pdf|atom|json|xml|txt|js|ics)(\?|$)"
)
OTHER_LANGUAGE = re.compile(r'<a class="lang"[^>]*>')


@pytest.fixture
def names(app, session, context, clock):
    site, declined = ask_site(session, context), ask_site(session, context, at=(60.01, 15.12))
    decline_site(session, context, OPERATOR, declined.id, "other", "Ett svar")
    token = ask(session, context, at=(59.98, 15.07))
    clock.move(hours=5)
    hold(session, context, clock, site.id, public_note="En anteckning")
    found = {"site": site.id, "declined": declined.id, "token": token}
    db.session.remove()
    return found


def strays(page):
    """Return the addresses on a page that would lose the language, and forms that would."""
    body = OTHER_LANGUAGE.sub("", page)
    links = [unescape(a) for a in re.findall(r'<(?:a|area)\b[^>]*?\shref="([^"]*)"', body)]
    lost = [a for a in links if a.startswith("/") and "lang=en" not in a and not SAME_IN_EVERY_LANGUAGE.match(a)]
    for form in re.findall(r"<form\b.*?</form>", body, re.S):
        opening = re.match(r"<form\b[^>]*>", form)[0]
        action = unescape((re.search(r'action="([^"]*)"', opening) or ["", ""])[1])
        carried = 'name="lang" value="en"' in form if 'method="get"' in opening else "lang=en" in action or action == ""
        if not carried and action != "/logout":
            lost.append(opening)
    return lost


def walk(client, start, limit):
    """Follow every link from these addresses on; return what would lose the language, page by page."""
    seen, left, lost = set(), list(start), {}
    while left and len(seen) < limit:
        path = left.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path, headers=SV, follow_redirects=True)
        if answer.mimetype != "text/html":
            continue
        assert '<html lang="en"' in answer.text, path
        found = strays(answer.text)
        if found:
            lost[path] = found
        body = OTHER_LANGUAGE.sub("", answer.text)
        links = (unescape(a).partition("#")[0] for a in re.findall(r'<a\b[^>]*?\shref="(/[^"]*)"', body))
        left += [a for a in links if "lang=en" in a and a not in seen]
    return lost, seen


def test_every_link_and_form_of_the_public_pages_keeps_the_language(client, names):
    start = ["/?lang=en", "/suggest?lang=en", f"/suggestions/{names['token']}?lang=en", "/no-such-page?lang=en"]

    lost, seen = walk(client, start, 80)

    assert lost == {}
    assert {f"/sites/{names['site']}?lang=en", f"/report?what=reply&id={names['declined']}&lang=en"} <= seen


@pytest.mark.parametrize("role", ["police", "planner", "communicator", "moderator", "admin"])
def test_every_link_and_form_of_the_staff_pages_keeps_the_language(app, names, role):
    area = "moderation" if role == "moderator" else role

    lost, _ = walk(staff_client(app, role), [f"/{area}/?lang=en"], 40)

    assert lost == {}


def test_what_is_sent_leads_on_in_the_language(client, names):
    token = token_of(client.get("/suggest?lang=en", headers=SV))
    sent = {
        "/suggest?lang=en": {"kind": "speed", "lat": "60.0", "lon": "15.05"},
        f"/sites/{names['site']}/support?lang=en": {},
        f"/suggestions/{names['token']}/edit?lang=en": {"text": "New words"},
        "/report?lang=en": {"what": "reply", "id": names["declined"], "reason": "other"},
    }

    for path, fields in sent.items():
        answer = client.post(path, data={"csrf_token": token, **fields}, headers=SV)
        assert answer.status_code == 303, (path, answer.status_code)
        assert "lang=en" in answer.location, path


def test_no_cookie_keeps_the_language(client):
    for path in ("/?lang=en", "/sites?lang=en", "/progress?lang=en"):
        assert "Set-Cookie" not in client.get(path, headers=SV).headers
