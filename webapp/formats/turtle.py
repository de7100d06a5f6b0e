"""Turtle (RDF 1.1), written: things with their properties, nothing that a reader of it could misread.

Blank things are written where they are used. Texts and addresses are escaped, so a hostile name stays a name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

MIMETYPE = "text/turtle"


@dataclass(frozen=True)
class Iri:
    """An address that names a thing; whole, not shortened."""

    address: str


@dataclass(frozen=True)
class Text:
    """Words in a language; without one they are a plain string, with ``datatype`` (shortened) a value."""

    words: str
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True)
class Node:
    """A thing without a name of its own, of a class (shortened, ``vcard:Organization``)."""

    type: str
    properties: "Properties"


Term: TypeAlias = Iri | Text | Node
Properties: TypeAlias = Mapping[str, Sequence[Term]]


def write_turtle(prefixes: Mapping[str, str], things: Mapping[Iri, Node]) -> bytes:
    r"""Return a document in UTF-8: each named thing with its class and its properties, in the order given.

    >>> Thing = Node("foaf:Agent", {"foaf:name": [Text('A "B"', "sv")]})
    >>> print(write_turtle({"foaf": "http://xmlns.com/foaf/0.1/"}, {Iri("https://a.example/#p"): Thing}).decode())
    @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    <BLANKLINE>
    <https://a.example/#p> a foaf:Agent ;
        foaf:name "A \"B\""@sv .
    <BLANKLINE>
    """
    head = "".join(f"@prefix {name}: <{address}> .\n" for name, address in prefixes.items())
    body = "".join(f"\n{_iri(name)} {_inside(node, 1)} .\n" for name, node in things.items())
    return (head + body).encode()


def _inside(node: Node, depth: int) -> str:
    lines = [f"a {node.type}"]
    for name, terms in node.properties.items():
        if terms:
            lines.append(f"{name} " + ", ".join(_term(term, depth) for term in terms))
    return f" ;\n{'    ' * depth}".join(lines)


def _term(term: Term, depth: int) -> str:
    if isinstance(term, Iri):
        return _iri(term)
    if isinstance(term, Node):
        return f"[ {_inside(term, depth + 1)} ]"
    tail = f"^^{term.datatype}" if term.datatype else f"@{term.language}" if term.language else ""
    return f'"{_escaped(term.words)}"{tail}'


def _iri(iri: Iri) -> str:
    return "<" + re.sub(r"[\x00-\x20<>\"{}|^`\\]", lambda found: f"%{ord(found[0]):02X}", iri.address) + ">"


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _escaped(words: str) -> str:
    """Return words as they may stand between quotation marks; control characters by their number."""
    safe = words.encode("utf-8", "replace").decode()
    return re.sub(r'["\\\x00-\x1f\x7f]', lambda found: _ESCAPES.get(found[0], f"\\u{ord(found[0]):04X}"), safe)
