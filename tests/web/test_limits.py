import pytest

from tests.conftest import app_settings
from tests.staff import token_of
from webapp import create_app
from webapp.domain.roles import OPERATOR
from webapp.storage.db import db
from webapp.usecases.open311 import create_key


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


def test_a_key_of_open311_has_a_limit_of_its_own_and_shuts_no_other_program_out(limited, monkeypatch):
    from limits import RateLimitItemPerHour

    monkeypatch.setattr("webapp.web.limits.PER_KEY", RateLimitItemPerHour(2))
    context = limited.extensions["lofte_context"]
    eager, other = (create_key(db.session(), context, OPERATOR, name) for name in ("Appen", "En annan"))
    client = limited.test_client()

    def send(key):
        return client.post("/open311/v2/requests.json", data={"api_key": key, "service_code": "speed"})

    answers = [send(eager) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert answers[-1].json[0]["code"] == 429
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600
    assert send(other).status_code == 400
    assert send("no-such-key").status_code == 403  # and counts toward nobody's
