"""What a device may keep of the form: an empty one, and the files it is made of; nothing of a person."""

import re

from webapp.settings import ROOT

WORKER = (ROOT / "static" / "js" / "sw.js").read_text(encoding="utf-8")


def test_the_empty_form_holds_no_token_no_key_and_sets_no_cookie(client):
    client.get("/suggest")  # a browser that has a cookie already
    answer = client.get("/suggest/offline")

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "csrf_token" not in answer.text
    assert re.search(r'name="submission_key"[^>]*value=""', answer.text)
    assert 'content="noindex' in answer.text
    assert "tel:112" in answer.text


def test_the_worker_comes_from_the_root_and_is_asked_for_anew(client):
    with client.get("/sw.js") as answer:
        assert answer.get_data(as_text=True) == WORKER

    assert answer.status_code == 200
    assert answer.mimetype in {"text/javascript", "application/javascript"}
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in answer.headers


def test_the_worker_keeps_only_files_that_there_are_and_all_that_the_form_needs(client):
    names = re.search(r"FILES = \[(.*?)\]", WORKER, re.DOTALL)[1]
    kept = {f"/static/{name}" for name in re.findall(r'"([^"]+)"', names)}

    assert all((ROOT / path.removeprefix("/")).is_file() for path in kept)
    needed = set(re.findall(r'(?:src|href)="(/static/[^"?]+)"', client.get("/suggest").text))
    assert needed <= kept


def test_the_worker_sends_nothing_by_itself():
    assert not re.search(r"sync|push|POST|periodic|notification", WORKER, re.IGNORECASE)


def test_reading_pages_know_nothing_of_drafts_or_workers(client):
    for path in ("/", "/sites", "/progress", "/privacy", "/how-we-choose"):
        page = client.get(path).text
        assert "drafts.js" not in page
        assert "receipt.js" not in page
