"""What proxies leave out of their logs as we set them up: queries, and every address that is a key."""

import re

import pytest

from webapp.settings import ROOT

NGINX = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
CADDY = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
KEY = "tv9aRandomKey"


def nginx(address):
    """Return what an nginx that is set up so writes of an address."""
    uri = address.partition("?")[0]
    pattern, written = re.search(r"^ +~(\S+) +(\S+);$", NGINX, re.M).groups()
    path = re.match(pattern, uri)
    logged = written.replace("$1", path[1]) if path else uri
    log_format = re.search(r"log_format lofte '(.*)';", NGINX)[1]
    assert set(re.findall(r"\$(\w+)", log_format)).isdisjoint({"request", "request_uri", "args", "http_referer", "uri"})
    return log_format.replace("$logged_path", logged)


def caddy(address):
    """Return what a Caddy that is set up so writes of an address."""
    pattern, written = re.search(r'request>uri regexp "(.*)" "(.*)"', CADDY).groups()
    return re.sub(pattern, written, address)


@pytest.mark.parametrize("logged", [nginx, caddy])
def test_no_key_of_a_page_comes_into_the_log(app, logged):
    keyed = [rule.rule for rule in app.url_map.iter_rules() if "<token>" in rule.rule]
    assert len(keyed) > 10
    assert [rule for rule in keyed if KEY in logged(rule.replace("<token>", KEY) + "?lang=sv")] == []


@pytest.mark.parametrize("logged", [nginx, caddy])
@pytest.mark.parametrize("address", ["/suggest/places?q=Storgatan%207", "/suggest/name?lat=60.01&lon=15.05"])
def test_neither_words_nor_positions_come_into_the_log(logged, address):
    line = logged(address)
    assert "/suggest/" in line
    assert not re.search(r"Storgatan|60\.01|15\.05", line)
