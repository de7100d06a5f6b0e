import pytest

from tests.conftest import app_settings
from tests.staff import token_of
from webapp import create_app
from webapp.storage.db import db


@pytest.fixture
def limited(data_dir, clock):
    """The same site with limits on."""
    app = create_app(app_settings(data_dir, LOFTE_RATELIMIT="on"), clock)
    app.testing = True
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def post(client, token):
    return client.post("/suggest", data={"csrf_token": token, "text": "mina ord"})


def test_one_session_may_send_sixty_forms_an_hour_and_another_is_not_shut_out(limited):
    eager, other = limited.test_client(), limited.test_client()
    token = token_of(eager.get("/suggest"))
    answers = [post(eager, token).status_code for _ in range(60)]

    refused = post(eager, token)

    assert set(answers) == {422}
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert eager.get("/").status_code == 200
    assert post(other, token_of(other.get("/suggest"))).status_code == 422


def test_an_address_has_a_high_limit_of_its_own(limited, monkeypatch):
    from limits import RateLimitItemPerHour

    monkeypatch.setattr("webapp.web.limits.PER_ADDRESS", RateLimitItemPerHour(3))
    clients = [limited.test_client() for _ in range(4)]

    answers = [post(client, token_of(client.get("/suggest"))).status_code for client in clients]

    assert answers == [422, 422, 422, 429]


def test_limits_can_be_turned_off(app, client):
    token = token_of(client.get("/suggest"))

    assert {post(client, token).status_code for _ in range(62)} == {422}
