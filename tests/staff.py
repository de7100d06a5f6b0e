"""Someone who works here, logged in through the real pages."""

import re
from functools import cache
from itertools import count
from unittest.mock import patch

from pyotp import TOTP

from webapp.domain.roles import OPERATOR
from webapp.storage.credentials import hash_password
from webapp.storage.db import db
from webapp.usecases.accounts import create_account

PASSWORD = "fyra gröna ekorrar i maj"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_numbers = count(1)
_hash_once = cache(hash_password)  # slow on purpose, and the same password each time


def token_of(response):
    """Return the form token of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', response.text)
    assert found, f"no form on the page: {response.status} {response.text[:300]}"
    return found[1]


def send(client, path, data=None, page=None):
    """Post a form with the token of the page that it stands on (the same address unless told)."""
    token = token_of(client.get(page or path))
    return client.post(path, data={"csrf_token": token, **(data or {})})


def new_account(app, role, email=None, secret=SECRET, party=None):
    """Make an account that can log in with PASSWORD, and with a code of ``secret`` unless None; return its e-mail."""
    email = email or f"{role}{next(_numbers)}@polis.example"
    context = app.extensions["lofte_context"]
    with app.app_context(), patch("webapp.usecases.accounts.hash_password", _hash_once):
        create_account(db.session(), context, OPERATOR, email, role, party=party, password=PASSWORD, totp_secret=secret)
    return email


def code_now(app, secret=SECRET, steps=0):
    """Return the code that an app shows at the site's clock, ``steps`` half minutes from now."""
    return TOTP(secret).at(int(app.extensions["lofte_context"].now().timestamp()) + 30 * steps)


def log_in(app, client, email):
    """Log in with password and code; return the last answer."""
    send(client, "/login", {"email": email, "password": PASSWORD})
    return send(client, "/login/code", {"code": code_now(app)})


def staff_client(app, role):
    """Return a client that is logged in as a new account of this role."""
    client = app.test_client()
    answer = log_in(app, client, new_account(app, role))
    assert answer.status_code == 303, answer.text
    return client
