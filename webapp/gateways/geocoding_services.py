"""Nominatim and Photon by geopy, over connections that lead to one host and nowhere else. Loaded when first asked."""

import json
import logging
import socket
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any
from urllib.parse import SplitResult, urlsplit

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import GeocoderQueryError, GeocoderServiceError
from geopy.geocoders import Nominatim, Photon

from webapp.domain.places import Address, Place
from webapp.gateways.one_host import Checked, CheckedTLS, origin_of
from webapp.settings import Settings

LIMIT = 8
MAX_BYTES = 1_000_000
MAX_TEXT = 200


class GeopyService:
    """A service of geopy's, asked for the addresses within one place."""

    def __init__(self, find: Callable[[str], Any], hang_up: Callable[[], None]) -> None:
        self._find = find
        self.hang_up = hang_up

    def search(self, words: str) -> tuple[Address, ...]:
        """Return the addresses that words may mean; a question that the service does not understand has none."""
        try:
            found = self._find(words) or ()
        except GeocoderQueryError:
            return ()
        return tuple(Address(_tidy(one.address), one.latitude, one.longitude) for one in found if one.address)


def service_for(settings: Settings, place: Place, timeout_s: float) -> GeopyService:
    """Return the service that the settings name, bounded to the place."""
    logging.getLogger("geopy").setLevel(logging.WARNING)  # below that it writes down what residents typed
    url = urlsplit(settings.geocoder_url)
    adapter = OneHost(url)
    options = {
        "scheme": url.scheme,
        "domain": url.netloc + url.path.rstrip("/"),
        "timeout": timeout_s,
        "proxies": {},
        "user_agent": f"lofteskartan ({settings.base_url or place.contact_email or place.slug})",
        "adapter_factory": lambda **_: adapter,
    }
    west, south, east, north = place.bbox
    corners = [(south, west), (north, east)]
    if settings.geocoder == "photon":
        photon = Photon(**options)
        return GeopyService(lambda q: photon.geocode(q, exactly_one=False, limit=LIMIT, bbox=corners), adapter.hang_up)
    nominatim = Nominatim(**options)
    bounds = {"viewbox": corners, "bounded": True, "language": ",".join(place.languages)}
    return GeopyService(lambda q: nominatim.geocode(q, exactly_one=False, limit=LIMIT, **bounds), adapter.hang_up)


def _tidy(text: str) -> str:
    """Return an address on one line, each of its parts once: geopy names Photon's street twice."""
    parts = (" ".join(part.split()) for part in text.split(","))
    return ", ".join(dict.fromkeys(filter(None, parts)))[:MAX_TEXT]


class OneHost(BaseSyncAdapter):  # type: ignore[misc]  # geopy ships no types
    """Asks one scheme, host and port; follows no redirect, knows no proxy, reads no more than MAX_BYTES."""

    def __init__(self, url: SplitResult) -> None:
        super().__init__(proxies={}, ssl_context=None)
        self._origin = origin_of(url)
        self._line: socket.socket | None = None

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        """Return what the host answers, read as JSON."""
        return json.loads(self.get_text(url, timeout=timeout, headers=headers))

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:
        """Return what the host answers.

        :raises GeocoderServiceError: the address leads elsewhere, or the answer is too long
        :raises AdapterHTTPError: any answer but 200, a redirect among them
        """
        parts = urlsplit(url)
        if origin_of(parts) != self._origin:
            raise GeocoderServiceError("that is another host")
        scheme, host, port = self._origin
        connection = (CheckedTLS if scheme == "https" else Checked)(host, port, timeout=timeout)
        with closing(connection):
            connection.connect()
            self._line = connection.sock
            connection.request("GET", f"{parts.path}?{parts.query}", headers=headers)
            with connection.getresponse() as answer:
                body = answer.read(MAX_BYTES + 1)
        if answer.status != 200:
            raise AdapterHTTPError(f"status {answer.status}", status_code=answer.status, headers={}, text="")
        if len(body) > MAX_BYTES:
            raise GeocoderServiceError("the answer is too long")
        return body.decode()

    def hang_up(self) -> None:
        """Close the line under whoever still listens: a host that drips bytes would keep a thread for ever."""
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)
