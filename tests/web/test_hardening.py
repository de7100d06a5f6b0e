"""What an attacker tries at the edges: headers to the letter, files that are not pages, more fields than asked for."""

import re
from datetime import timedelta

import pytest

from tests.conftest import app_settings
from tests.staff import PASSWORD, log_in, new_account, send, staff_client
from webapp import create_app
from webapp.settings import ROOT
from webapp.storage.accounts import Account
from webapp.storage.db import db
from webapp.storage.suggestions import Suggestion

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PERMISSIONS = (
    "camera=(), microphone=(), payment=(), usb=(), browsing-topics=(), interest-cohort=(), display-capture=(), "
    "geolocation=(self)"
)
EXACT = {
    "Content-Security-Policy": POLICY,
    "Content-Type": "text/html; charset=utf-8",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
MOVING = {"Date", "Content-Length", "ETag", "Vary", "Content-Language", "Set-Cookie", "Location"}


@pytest.fixture
def https(data_dir, clock, template_code):
    app = create_app(app_settings(data_dir, LOFTE_BASE_URL="https://lofte.example"), clock)
    app.jinja_env.bytecode_cache = template_code
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_every_header_of_a_page_is_exactly_the_one_we_mean(https):
    client = https.test_client()
    for path, cache in (("/", "no-cache"), ("/login", "no-store"), ("/nothing", "no-store"), ("/admin/", "no-store")):
        answer = client.get(path, base_url="https://lofte.example")
        headers = {name: value for name, value in answer.headers if name not in MOVING}

        assert headers == EXACT | {"Cache-Control": cache}, path


def test_the_cookie_under_https_is_exactly_the_one_we_mean(https):
    cookie = https.test_client().get("/login", base_url="https://lofte.example").headers["Set-Cookie"]

    assert re.fullmatch(r"__Host-lofte=[\w.-]+; Secure; HttpOnly; Path=/; SameSite=Lax", cookie)


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config", "/.env", "/app.py", "/instance/lofte.sqlite3", "/instance/secret_key", "/requirements.txt",
        "/static/", "/static/css/", "/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py",
        "/static/etc/passwd", "/static/css/..%5c..%5capp.py", "/console", "/?__debugger__=yes",
    ],
)  # fmt: skip
def test_nothing_but_pages_and_static_files_is_served(client, path):
    answer = client.get(path, buffered=True)

    assert answer.status_code == (200 if path.startswith("/?") else 404)
    assert "create_app" not in answer.text
    assert "Werkzeug" not in answer.text


def test_methods_that_we_do_not_use_are_refused(client):
    for method in ("TRACE", "PUT", "DELETE", "PATCH", "CONNECT"):
        assert client.open("/", method=method).status_code in {400, 405}, method


def test_the_site_never_runs_in_debug(app):
    assert not app.debug
    assert not app.config["PROPAGATE_EXCEPTIONS"]


def test_who_watches_over_the_site_learns_no_version_and_no_path(client):
    assert not re.search(r"\d+\.\d+|sqlite|/", client.get("/healthz").text)


def test_only_forms_of_staff_take_a_file():
    staff = {"police", "pledge_desk", "comments", "figures"}
    templates = ROOT / "templates"
    taking = [p for p in templates.rglob("*.html") if re.search('type="file"|multipart', p.read_text(encoding="utf-8"))]

    assert {path.relative_to(templates).parts[0] for path in taking} <= staff
    for path in taking:  # and what is read is never kept as a file
        assert 'extends "base_staff.html"' in path.read_text(encoding="utf-8") or path.name.startswith("_")
    code = [path.read_text(encoding="utf-8") for path in (ROOT / "webapp").rglob("*.py")]
    assert not any(re.search(r"\.save\(.*(filename|path)", text) for text in code)


def test_a_file_to_take_away_has_a_name_of_ours_and_is_never_shown_as_a_page(app):
    answer = send(
        staff_client(app, "planner"), "/planner/exports", {"format": "csv", "filename": "x.html"}, "/planner/"
    )

    assert re.fullmatch(r"attachment; filename=hotspots-[a-z-]+-[\d-]+\.csv", answer.headers["Content-Disposition"])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_more_fields_than_a_form_has_change_nothing(app, client, session):
    admin = staff_client(app, "admin")
    more = {"password_hash": "x", "password": PASSWORD, "totp_secret": "A" * 32, "created_at": "1999", "id": "77"}
    send(admin, "/admin/accounts", {"email": "ny@polis.example", "role": "police", **more}, "/admin/")
    mass = {"accepted_at": "", "reporter_key": "mine", "channel": "import", "received_at": "1999", "state": "erased"}
    send(client, "/suggest", {"kind": "speed", "lat": "60.0", "lon": "15.05", **mass})

    account = session.scalars(db.select(Account).where(Account.email == "ny@polis.example")).one()
    suggestion = session.scalars(db.select(Suggestion)).one()
    assert (account.password_hash, account.totp_secret) == (None, None)
    assert account.id != 77
    assert suggestion.reporter_key != "mine"
    assert (suggestion.channel, suggestion.received_at.year, suggestion.accepted_at is not None) == ("form", 2026, True)


def test_a_new_site_has_no_account_at_all(session):
    assert session.scalar(db.select(db.func.count()).select_from(Account)) == 0


def test_a_password_may_be_pasted_and_comes_from_a_password_manager(app, client):
    field = re.search(r'<input[^>]*name="password"[^>]*>', client.get("/login").text)[0]
    new = staff_client(app, "police").get("/account/password").text

    assert 'autocomplete="current-password"' in field
    assert 'autocomplete="new-password"' in new
    assert not re.search(r"onpaste|autocomplete=\"off\"|maxlength=\"\d{1,2}\"", field + new)


def test_a_password_lasts_as_long_as_its_owner_wants(app, client, clock):
    email = new_account(app, "police")
    clock.at += timedelta(days=400)

    assert log_in(app, client, email).location == "/police/"


def test_no_address_of_a_staff_page_holds_a_login(app):
    client = staff_client(app, "police")
    kept = client.get_cookie("lofte").value

    assert kept not in client.get("/police/sites").text
    assert "session" not in client.get("/police/").location
