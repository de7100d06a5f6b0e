"""Connections that lead to one host of the settings and nowhere else: no redirect, no proxy, no neighbour."""

import ipaddress
import socket
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

MAX_BYTES = 1_000_000


class Unreachable(OSError):
    """The host cannot be asked, or gave no answer that can be used."""


def fetch(base: str, url: str, *, timeout_s: float, body: bytes | None = None, headers: dict[str, str]) -> bytes:
    """Return what a host answers; with a body it is posted.

    :param base: the address of the settings; ``url`` must be of the same scheme, host and port
    :raises Unreachable: the address leads elsewhere, or any answer but 200, a redirect among them
    """
    parts = urlsplit(url)
    if origin_of(parts) != origin_of(urlsplit(base)):
        raise Unreachable("that is another host")
    scheme, host, port = origin_of(parts)
    connection = (CheckedTLS if scheme == "https" else Checked)(host, port, timeout=timeout_s)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    with closing(connection):
        try:
            connection.request("GET" if body is None else "POST", path, body=body, headers=headers)
            with connection.getresponse() as answer:
                found = answer.read(MAX_BYTES + 1)
        except HTTPException as error:
            raise Unreachable("that is no answer") from error
    if answer.status != 200 or len(found) > MAX_BYTES:
        raise Unreachable(f"status {answer.status}, {len(found)} bytes")
    return found


def origin_of(url: SplitResult) -> tuple[str, str, int]:
    """Return scheme, host and port: what an address must share with another to be of the same host."""
    return url.scheme, url.hostname or "", url.port or (443 if url.scheme == "https" else 80)


class Checked(HTTPConnection):
    """Connects to the very address that was checked, so that a name cannot lead elsewhere in between."""

    def connect(self) -> None:
        """Open the line.

        :raises Unreachable: the name leads to no address that may be asked
        """
        resolved = [str(row[4][0]) for row in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)]
        error: OSError | None = None
        for address in (one for one in resolved if may_ask(self.host, one)):
            try:
                self.sock = socket.create_connection((address, self.port), self.timeout)
                return
            except OSError as failed:
                error = failed
        raise Unreachable("no address that may be asked") from error


class CheckedTLS(HTTPSConnection, Checked):
    """The same with TLS: HTTPSConnection wraps the line that ``Checked`` opened."""


def may_ask(host: str, address: str) -> bool:
    """Whether a host may be asked at an address: a name must not lead into this machine or to its neighbours' link.

    A loopback address is asked only when the operator wrote just that: a service on the same machine.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        return False
    return not ip.is_loopback or host in {"localhost", address}
