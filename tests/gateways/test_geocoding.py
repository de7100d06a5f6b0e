"""Another geocoder: what it answers, and that nothing it does or leaves undone troubles anyone."""

import logging
import socket
import threading
import time
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from tests.conftest import DATA, app_settings
from tests.web_server import Stub, say, saying
from webapp.domain.places import Address
from webapp.formats.place_folder import read_place
from webapp.gateways import geocoding
from webapp.gateways.geocoding import RemoteGeocoder, remote_geocoder

NOMINATIM = [
    {"lat": "60.002", "lon": "15.07", "display_name": "Storgatan, Västra, Testvik, Sverige", "type": "residential"},
    {"lat": "60.003", "lon": "15.16", "display_name": "Storgatan, Östra, Testvik, Sverige", "type": "residential"},
]


def feature(lon, lat, **properties):
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}


PHOTON = {
    "type": "FeatureCollection",
    "features": [
        feature(15.07, 60.002, name="Storgatan", city="Västra", country="Sverige"),
        feature(15.16, 60.003, housenumber="7", street="Storgatan", city="Östra", country="Sverige"),
    ],
}


class Clock:
    seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def stub():
    stub = Stub()
    yield stub
    stub.close()


@pytest.fixture
def other():
    stub = Stub()
    yield stub
    stub.close()


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    """No test waits for the pace that public services ask for."""
    monkeypatch.setattr(geocoding, "PAUSE_S", 0.0)
    monkeypatch.setattr(geocoding, "TIMEOUT_S", 0.5)


@pytest.fixture
def geocoder(stub, tmp_path):
    def geocoder(kind="nominatim", url=stub.url, **settings):
        more = {"LOFTE_GEOCODER": kind, "LOFTE_GEOCODER_URL": url, "LOFTE_BASE_URL": "https://loftet.example"}
        return remote_geocoder(app_settings(tmp_path, **{**more, **settings}), read_place(DATA / "testvik"))

    return geocoder


def test_nobody_is_asked_unless_the_operator_says_so(geocoder):
    assert geocoder("local") is None


def test_nominatim_is_asked_within_the_place_and_told_who_asks(stub, geocoder):
    stub.answer = saying(NOMINATIM)

    found = geocoder()("  Storgatan \n 5 ")

    assert found == (
        Address("Storgatan, Västra, Testvik, Sverige", 60.002, 15.07),
        Address("Storgatan, Östra, Testvik, Sverige", 60.003, 15.16),
    )
    path, headers = stub.asked[0]
    assert path.startswith("/search?")
    assert stub.query()["q"] == ["Storgatan 5"]
    assert stub.query()["viewbox"] == ["15.0,59.95,15.2,60.05"]
    assert stub.query()["bounded"] == ["1"]
    assert headers["User-Agent"] == "lofteskartan (https://loftet.example)"
    assert "Cookie" not in headers


def test_photon_is_asked_within_the_place_and_its_parts_make_an_address(stub, geocoder):
    stub.answer = saying(PHOTON)

    found = geocoder("photon")("Storgatan")

    assert found == (
        Address("Storgatan, Västra, Sverige", 60.002, 15.07),
        Address("7, Storgatan, Östra, Sverige", 60.003, 15.16),
    )
    assert stub.asked[0][0].startswith("/api?")
    assert stub.query()["bbox"] == ["15.0,59.95,15.2,60.05"]


def test_a_service_may_live_in_a_folder_of_its_host(stub, geocoder):
    stub.answer = saying(NOMINATIM)

    assert geocoder(url=f"{stub.url}/nominatim/")("Storgatan")
    assert stub.asked[0][0].startswith("/nominatim/search?")


def test_the_same_words_are_asked_once_an_hour_also_when_nobody_knew_them(stub, geocoder):
    ask = geocoder()
    ask._clock = clock = Clock()

    for words in ("Okändgatan", " okändgatan ", "OKÄNDGATAN"):
        assert ask(words) == ()
    assert len(stub.asked) == 1

    clock.seconds = geocoding.KEPT_S
    ask("Okändgatan")
    assert len(stub.asked) == 2


def test_what_is_remembered_has_an_end(stub, geocoder, monkeypatch):
    monkeypatch.setattr(geocoding, "KEPT", 2)
    ask = geocoder()

    for words in ("a", "b", "c", "b", "a"):
        ask(words)

    assert [stub.query(n)["q"][0] for n in range(len(stub.asked))] == ["a", "b", "c", "a"]


def test_questions_of_several_residents_are_a_second_apart(stub, geocoder, monkeypatch):
    monkeypatch.setattr(geocoding, "PAUSE_S", 0.2)
    monkeypatch.setattr(geocoding, "TURN_S", 5.0)
    moments = []
    stub.answer = lambda request: (moments.append(time.monotonic()), say(request, b"[]"))
    ask = geocoder()

    residents = [threading.Thread(target=ask, args=(f"gata {n}",)) for n in range(3)]
    for one in residents:
        one.start()
    for one in residents:
        one.join()

    assert len(moments) == 3
    assert min(b - a for a, b in pairwise(moments)) > 0.15


def hang(request):
    time.sleep(1.0)


def drip(request):
    request.send_response(200)
    request.end_headers()
    for _ in range(40):
        request.wfile.write(b" ")
        time.sleep(0.05)


FAILURES = {
    "broken": saying(b"", status=500),
    "too many": saying(b"", status=429),
    "not there": saying(b"", status=404),
    "garbage": saying(b"<html>\xff\x00 no"),
    "another shape": saying({"features": [{"geometry": None}], "lat": "x"}),
    "a word": saying(b'"Storgatan"'),
    "deep": saying(b"[" * 100_000),
    "no number": saying([{"lat": "north", "lon": "15", "display_name": "Storgatan"}]),
    "endless": saying(b"[]" + b" " * 1_000_001),
    "hangs": hang,
    "drips": drip,
    "says nothing": lambda request: request.connection.close(),
}


@pytest.mark.parametrize("kind", ["nominatim", "photon"])
@pytest.mark.parametrize("failure", FAILURES)
def test_a_failure_is_no_answer_and_the_host_is_left_alone_for_a_minute(failure, kind, stub, geocoder, caplog):
    caplog.set_level(logging.DEBUG)
    stub.answer = FAILURES[failure]
    ask = geocoder(kind)
    ask._clock = clock = Clock()

    started = time.monotonic()
    assert ask("Hemligatan 5") == ()
    assert time.monotonic() - started < 0.9
    stub.answer = saying(NOMINATIM if kind == "nominatim" else PHOTON)
    clock.seconds = geocoding.REST_S - 1
    assert ask("Storgatan") == ()
    assert len(stub.asked) == 1
    clock.seconds = geocoding.REST_S
    assert len(ask("Storgatan")) == 2

    assert "left alone" in caplog.text
    assert "Hemligatan" not in caplog.text


def test_no_thread_listens_on_to_a_host_that_never_ends(stub, geocoder):
    stub.answer = drip
    geocoder()("Storgatan")

    listening = [thread for thread in threading.enumerate() if thread.name == "geocoder"]
    for thread in listening:
        thread.join(0.4)

    assert not any(thread.is_alive() for thread in listening)


def test_a_question_that_is_not_understood_spoils_nothing_for_the_next_resident(stub, geocoder):
    stub.answer = saying(b"", status=400)
    ask = geocoder()
    assert ask("%%%") == ()

    stub.answer = saying(NOMINATIM)
    assert len(ask("Storgatan")) == 2


def test_a_host_that_nobody_answers_at_is_no_answer(geocoder):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert geocoder(url=f"http://127.0.0.1:{closed.getsockname()[1]}")("Storgatan") == ()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status, stub, other, geocoder):
    other.answer = saying(NOMINATIM)
    stub.answer = saying(b"", status=status, Location=f"{other.url}/search?q=x")

    assert geocoder()("Storgatan") == ()
    assert (len(stub.asked), other.asked) == (1, [])


def test_no_proxy_is_asked(stub, other, geocoder, monkeypatch):
    stub.answer = saying(NOMINATIM)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, other.url)

    assert len(geocoder()("Storgatan")) == 2
    assert other.asked == []


def test_a_look_up_of_the_host_that_hangs_is_not_waited_for(geocoder, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(1.0) or [])

    started = time.monotonic()
    assert geocoder(url="http://geo.example")("Storgatan") == ()
    assert time.monotonic() - started < 0.9


def resolve_to(monkeypatch, *addresses):
    """Let every name lead to some addresses, and return the list of those that are connected to."""
    connected = []

    def connect(address, *_):
        connected.append(address[0])
        raise OSError

    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)
    monkeypatch.setattr(socket, "create_connection", connect)
    return connected


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::", "fe80::1%2"])
def test_a_name_must_not_lead_into_this_machine(address, scheme, geocoder, monkeypatch):
    connected = resolve_to(monkeypatch, address)

    assert geocoder(url=f"{scheme}://geo.example")("Storgatan") == ()
    assert connected == []


@pytest.mark.parametrize("url", ["http://169.254.169.254", "http://[fe80::1]", "http://0.0.0.0", "http://[::]"])
def test_no_neighbour_on_the_link_is_asked_whoever_wrote_it(url, geocoder, monkeypatch):
    connected = resolve_to(monkeypatch, url.removeprefix("http://").strip("[]"))

    assert geocoder(url=url)("Storgatan") == ()
    assert connected == []


@pytest.mark.parametrize(("url", "address"), [("http://localhost:8080", "::1"), ("http://[::1]:8080", "::1")])
def test_a_geocoder_on_the_same_machine_can_be_named(url, address, geocoder, monkeypatch):
    connected = resolve_to(monkeypatch, address)

    geocoder(url=url)("Storgatan")

    assert connected == [address]


def test_each_address_of_a_host_is_tried(geocoder, monkeypatch):
    connected = resolve_to(monkeypatch, "192.0.2.1", "127.0.0.1", "2001:db8::1")

    geocoder(url="https://geo.example")("Storgatan")

    assert connected == ["192.0.2.1", "2001:db8::1"]


def test_an_address_on_another_host_is_not_asked(stub, other, tmp_path):
    from geopy.exc import GeocoderServiceError

    from webapp.gateways.geocoding_services import OneHost

    door = OneHost(urlsplit(stub.url))
    for url in (other.url, stub.url.replace("http", "https"), stub.url.replace("127.0.0.1", "localhost")):
        with pytest.raises(GeocoderServiceError):
            door.get_text(f"{url}/search?q=x", timeout=1, headers={})
    assert (stub.asked, other.asked) == ([], [])


def test_a_service_that_cannot_be_made_is_no_answer():
    def connect():
        raise RuntimeError("no geopy here")

    assert RemoteGeocoder(connect)("Storgatan") == ()


@pytest.mark.parametrize(
    "url",
    ["geo.example", "ftp://geo.example", "http://", "http://anna:hemligt@geo.example", "http://geo.example?key=hemligt",
     "http://geo.example:port", "http://[::1", "http://geo.example:0", "http://geo.example/#hemligt"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_at_the_start_without_repeating_it(url, geocoder):
    with pytest.raises(ValueError, match="LOFTE_GEOCODER_URL") as caught:
        geocoder(url=url)

    assert "hemligt" not in str(caught.value)


def test_the_public_service_of_the_name_is_asked_when_no_address_is_given(tmp_path):
    for kind, host in (("nominatim", "nominatim.openstreetmap.org"), ("photon", "photon.komoot.io"), ("local", "")):
        assert app_settings(tmp_path, LOFTE_GEOCODER=kind).geocoder_url.removeprefix("https://") == host
