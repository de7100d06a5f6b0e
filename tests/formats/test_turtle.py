"""Whatever text and address is put in comes back from a reader of Turtle, and nothing beside it."""

import rdflib
from hypothesis import given
from hypothesis import strategies as st

from webapp.formats.turtle import Iri, Node, Text, write_turtle

PREFIXES = {"ex": "https://example.org/"}
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(words=WORDS, tail=WORDS)
def test_hostile_words_and_addresses_stay_words_and_addresses(words, tail):
    node = Node(
        "ex:Thing", {"ex:says": [Text(words, "sv")], "ex:near": [Iri("https://example.org/" + tail)], "ex:no": []}
    )

    written = write_turtle(PREFIXES, {Iri("https://example.org/a"): node})
    graph = rdflib.Graph().parse(data=written, format="turtle")

    assert len(graph) == 3
    assert [str(one) for one in graph.objects(None, rdflib.URIRef("https://example.org/says"))] == [words]
    (near,) = graph.objects(None, rdflib.URIRef("https://example.org/near"))
    assert not set(near) & set(' <>"{}|^`\\\n')
