import pytest

from tests.staff import send, staff_client, token_of

FORM = {"email": "anna@polis.example", "password": "fyra gröna ekorrar"}


def post(client, token, **headers):
    return client.post("/login", data={**FORM, "csrf_token": token}, headers=headers)


def test_a_form_of_ours_passes(client):
    assert send(client, "/login", FORM).status_code == 422


@pytest.mark.parametrize("token", [None, "", "x" * 32, "å"])
def test_a_missing_or_made_up_token_is_refused_and_the_words_are_kept(client, token):
    client.get("/login")
    data = FORM if token is None else {**FORM, "csrf_token": token}

    refused = client.post("/login", data=data)

    assert refused.status_code == 400
    assert "anna@polis.example" in refused.text
    assert "ekorrar" not in refused.text


def test_a_token_without_its_cookie_is_refused(app, client):
    token = token_of(client.get("/login"))

    assert post(app.test_client(), token).status_code == 400


def test_another_persons_token_is_refused(app, client):
    token = token_of(app.test_client().get("/login"))
    client.get("/login")

    assert post(client, token).status_code == 400


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://localhost.evil.example", "http://localhost:8080", "null", "http://evil@localhost"],
)
def test_a_form_from_another_site_is_refused_even_with_the_token(client, origin):
    token = token_of(client.get("/login"))

    assert post(client, token, Origin=origin).status_code == 400


@pytest.mark.parametrize(
    "origin", ["http://localhost", "https://localhost", "https://localhost:443", "HTTP://LOCALHOST"]
)
def test_our_own_host_passes_whatever_the_scheme(client, origin):
    token = token_of(client.get("/login"))

    assert post(client, token, Origin=origin).status_code == 422


def test_a_staff_form_is_guarded_too(app):
    client = staff_client(app, "police")

    assert client.post("/police/checks", data={"public_note": "kvar"}).status_code == 400
    assert "kvar" in client.post("/police/checks", data={"public_note": "kvar"}).text
    foreign = client.post(
        "/police/checks",
        data={"csrf_token": token_of(client.get("/police/checks/new"))},
        headers={"Origin": "https://evil.example"},
    )
    assert foreign.status_code == 400


@pytest.mark.parametrize("path", ["/login", "/invitation/unknown", "/login/code"])
def test_a_page_that_holds_a_form_is_not_kept_by_anyone(client, path):
    assert "no-store" in client.get(path).headers["Cache-Control"]
