"""The catalogue of open data holds the rules of DCAT-AP-SE, and everything in it is where it says."""

import re
import warnings
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest
import rdflib

from tests.conftest import DATA
from tests.public_world import add_site
from webapp.domain.open_data import CC0

SHAPES = DATA / "dcat_ap_se_shapes.ttl"
DCAT, DCTERMS = rdflib.Namespace("http://www.w3.org/ns/dcat#"), rdflib.Namespace("http://purl.org/dc/terms/")


@pytest.fixture
def graph(client, session):
    add_site(session, published_at=datetime(2026, 5, 3, 21, 59, tzinfo=UTC))
    response = client.get("/catalog.ttl")
    assert response.headers["Content-Type"] == "text/turtle; charset=utf-8"
    return rdflib.Graph().parse(data=response.data, format="turtle")


def broken(graph):
    """Return which of the shapes something in the catalogue breaks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyshacl uses names of rdflib that are to go
        import pyshacl

        holds, _, words = pyshacl.validate(graph, shacl_graph=str(SHAPES), shacl_graph_format="turtle")
    return "" if holds else words


def test_the_mandatory_properties_of_dcat_ap_se_are_all_there(graph):
    assert broken(graph) == ""
    assert len(list(graph.subjects(rdflib.RDF.type, DCAT.Dataset))) >= 4
    assert len(list(graph.subjects(rdflib.RDF.type, DCAT.DataService))) == 3


@pytest.mark.parametrize("property_", [DCTERMS.publisher, DCAT.contactPoint, DCTERMS.license, DCAT.accessURL])
def test_the_shapes_notice_when_something_is_missing(graph, property_):
    graph.remove((None, property_, None))

    assert broken(graph) != ""


def test_every_file_and_description_that_it_names_is_there_with_its_media_type(client, graph):
    for file in graph.subjects(rdflib.RDF.type, DCAT.Distribution):
        parts = urlsplit(str(graph.value(file, DCAT.downloadURL)))
        response = client.get(parts.path)
        assert response.status_code == 200, parts.path
        assert response.mimetype == str(graph.value(file, DCTERMS["format"]))
    for address in graph.objects(None, DCAT.endpointDescription):
        assert client.get(urlsplit(str(address)).path).status_code == 200


def test_each_set_says_where_since_when_how_often_and_under_which_licence(graph):
    sites = rdflib.URIRef("http://localhost/catalog.ttl#dataset-sites")
    (period,) = graph.objects(sites, DCTERMS.temporal)

    assert graph.value(period, DCAT.startDate).toPython() == date(2026, 5, 3)
    assert str(graph.value(graph.value(sites, DCTERMS.spatial), DCAT.bbox)).startswith("POLYGON((15.0 59.95, ")
    assert {str(one) for one in graph.objects(None, DCTERMS.license)} == {CC0}
    assert {one.language for one in graph.objects(sites, DCTERMS.title)} == {"sv", "en"}


def test_the_page_says_the_same_in_words_and_every_link_leads_somewhere(client):
    page = client.get("/open-data?lang=en").text

    for address in set(re.findall(r'<a href="(/[^"#]*)"', page)):
        assert client.get(address.replace("&amp;", "&")).status_code in {200, 303}, address
    assert "CC0 1.0" in page
    assert 'href="/open-data"' in client.get("/").text
