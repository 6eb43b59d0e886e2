"""Reads the data that a page holds for machines, and judges it."""

import json
import re
from pathlib import Path
from typing import Any, Final

from pyshacl import validate
from rdflib import RDF, Graph
from rdflib.namespace import SDO

SHAPES: Final = Path(__file__).with_name("shapes.ttl")
VOCABULARY: Final = "https://schema.org/"
_SCRIPT: Final = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def data_of(page: str) -> dict[str, dict[str, Any]]:
    """The things of a page by type; a page holds at most one of each."""
    things = [thing for text in _SCRIPT.findall(page) for thing in json.loads(text)["@graph"]]
    found = {thing["@type"]: thing for thing in things}
    assert len(found) == len(things)
    return found


def judge(page: str) -> list[str]:
    """What is wrong with a page's data: terms that schema.org does not have, broken shapes."""
    graph = Graph()
    for text in _SCRIPT.findall(page):
        data = json.loads(text)
        assert data["@context"] == VOCABULARY.rstrip("/")
        graph.parse(data=json.dumps(data | {"@context": {"@vocab": VOCABULARY}}), format="json-ld")
    terms = {str(term) for term in graph.predicates()} | set(
        map(str, graph.objects(None, RDF.type))
    )
    unknown = [
        f"{term} is not in schema.org"
        for term in sorted(terms - {str(RDF.type)})
        if term not in SDO
    ]
    holds, _report, text = validate(graph, shacl_graph=str(SHAPES), shacl_graph_format="turtle")
    return unknown if holds else [*unknown, text]
