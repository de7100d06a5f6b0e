"""Answers of Open311 GeoReport v2 in its two forms: JSON, and XML with an element for each name."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

JSON, XML = "application/json", "text/xml"

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ONE_OF = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
"""How one thing in each list is called."""


def write_json(body: Any) -> str:
    """Return the JSON form."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def write_xml(root: str, body: Any) -> bytes:
    """Return the XML form: a document whose root has that name.

    >>> write_xml("errors", [{"code": 404, "description": "a < b"}]).splitlines()[1]
    b'<errors><error><code>404</code><description>a &lt; b</description></error></errors>'
    """
    node = Element(root)
    _fill(node, body)
    document: bytes = tostring(node, encoding="utf-8", xml_declaration=True)
    return document.replace(b"<?xml version='1.0' encoding='utf-8'?>", b'<?xml version="1.0" encoding="UTF-8"?>', 1)


def _fill(node: Element, value: Any) -> None:
    if isinstance(value, Mapping):
        for name, one in value.items():
            _fill(SubElement(node, name), one)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for one in value:
            _fill(SubElement(node, ONE_OF[node.tag]), one)
    elif isinstance(value, bool):
        node.text = "true" if value else "false"
    elif value is not None:
        node.text = _NOT_XML.sub("", str(value))
