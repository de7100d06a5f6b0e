"""Atom feeds (RFC 4287) with positions by GeoRSS Simple, written by the standard library's own XML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

ATOM, GEORSS = "http://www.w3.org/2005/Atom", "http://www.georss.org/georss"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MIMETYPE = "application/atom+xml"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""

register_namespace("", ATOM)
register_namespace("georss", GEORSS)


@dataclass(frozen=True)
class Entry:
    """One piece of news. ``id`` never changes; ``point`` is lat, lon."""

    id: str
    title: str
    link: str
    published: datetime
    updated: datetime
    text: str
    category: tuple[str, str] | None = None  # term and label
    point: tuple[float, float] | None = None


@dataclass(frozen=True)
class Feed:
    """A feed: what it is, who writes it, where it is found, and its news, the newest first."""

    id: str
    title: str
    subtitle: str
    author: str
    language: str
    self_link: str
    page_link: str
    updated: datetime
    entries: Sequence[Entry]


def write_atom(feed: Feed) -> bytes:
    """Return a feed as a document in UTF-8."""
    root = Element(f"{{{ATOM}}}feed", {LANG: feed.language})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", feed.updated.isoformat())
    _text(SubElement(root, f"{{{ATOM}}}author"), "name", feed.author)
    _link(root, "self", feed.self_link, MIMETYPE)
    _link(root, "alternate", feed.page_link, "text/html")
    for entry in feed.entries:
        _entry(root, entry)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _entry(root: Element, entry: Entry) -> None:
    node = SubElement(root, f"{{{ATOM}}}entry")
    _text(node, "id", entry.id)
    _text(node, "title", entry.title)
    _text(node, "updated", entry.updated.isoformat())
    _text(node, "published", entry.published.isoformat())
    _link(node, "alternate", entry.link, "text/html")
    if entry.category:
        term, label = entry.category
        SubElement(node, f"{{{ATOM}}}category", {"term": term, "label": label})
    _text(node, "content", entry.text).set("type", "text")
    if entry.point:
        lat, lon = entry.point
        SubElement(node, f"{{{GEORSS}}}point").text = f"{lat} {lon}"


def _text(parent: Element, name: str, text: str) -> Element:
    node = SubElement(parent, f"{{{ATOM}}}{name}")
    node.text = _NOT_XML.sub("", text)
    return node


def _link(parent: Element, relation: str, address: str, mimetype: str) -> None:
    SubElement(parent, f"{{{ATOM}}}link", {"rel": relation, "type": mimetype, "href": address})
