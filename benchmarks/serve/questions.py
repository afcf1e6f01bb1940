"""The ten kinds of query, each with constants drawn from the graph, so that no two requests ask the same.

A query is a file of `queries/` in which `$name` stands for a constant. Before it stand the prefixes, of which one is
not used and holds the number of the request: no text is ever sent twice, however few the constants are.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from benchmarks.serve.graphs import Graph

NUMBER = "0" * 9
"""What stands for the number of a request, which has nine digits."""

NUMBERED = "PREFIX n: <urn:n:"
PROLOGUE = """>
PREFIX lh: <https://w3id.org/livelihood/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

LH, LEVEL = "https://w3id.org/livelihood/ns#", "https://w3id.org/livelihood/level/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
CHOSEN = {
    "figure": (TYPE, f"{LH}Measurement"),
    "program": (TYPE, f"{LH}Program"),
    "province": (f"{LH}level", f"{LEVEL}province"),
    "unit": (TYPE, f"{LH}Unit"),
    "theme": (TYPE, f"{LH}Theme"),
    "group": (TYPE, f"{LH}BeneficiaryGroup"),
}
"""Constants that are subjects with a property and an object."""

SEED = 20_240_101
_LINE = re.compile(r"(<[^>]*>) <([^>]*)> <([^>]*)> \.")


@dataclass(frozen=True)
class Kind:
    """A kind of query.

    Attributes:
        name: of its file.
        title: for people.
        is_graph: whether the answer is triples, not rows.
        is_ordered: whether rows have an order that counts.
        is_open: whether the query leaves open which rows it wants, so that only their number can be compared.
    """

    name: str
    title: str
    is_graph: bool = False
    is_ordered: bool = False
    is_open: bool = False

    @property
    def template(self) -> Template:
        """The query with its placeholders."""
        return Template((Path(__file__).parent / "queries" / f"{self.name}.rq").read_text("utf-8"))

    @property
    def accept(self) -> str:
        """Media type that peers are asked for."""
        return "application/n-triples" if self.is_graph else "application/sparql-results+json"


KINDS = (
    Kind("point", "point"),
    Kind("describe", "describe", is_graph=True),
    Kind("construct", "construct", is_graph=True),
    Kind("optional-union", "optional and union"),
    Kind("text", "text contains"),
    Kind("dates", "date range"),
    Kind("join", "program–region join"),
    Kind("top", "top ten", is_ordered=True),
    Kind("aggregate", "aggregate over the region path"),
    Kind("many", "10,000 rows", is_open=True),
)

Constants = Mapping[str, Sequence[str]]


def constants(graph: Graph) -> Constants:
    """What placeholders can stand for, each list sorted.

    Raises:
        ValueError: the graph has nothing of a kind.
    """
    wanted = {pair: name for name, pair in CHOSEN.items()}
    found: dict[str, list[str]] = {name: [] for name in CHOSEN}
    with graph.ntriples.open(encoding="utf-8") as lines:
        for line in lines:
            if (match := _LINE.match(line)) and (name := wanted.get((match[2], match[3]))):
                found[name].append(match[1])
    if missing := [name for name, subjects in found.items() if not subjects]:
        message = f"{graph.ntriples.name}: found nothing of the kinds {', '.join(missing)}"
        raise ValueError(message)
    return {name: sorted(subjects) for name, subjects in found.items()} | _values()


def _values() -> dict[str, list[str]]:
    """Constants that every generated graph knows."""
    few = [str(number) for number in range(11, 15)]
    months = [f"{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    return {
        "needle": [f'"{name}{first}{second}"' for name in ("", "area ") for first in few for second in ("", *few)],
        "from": [f'"{year}-{day}"^^xsd:date' for year in range(2010, 2014) for day in months],
        "to": [f'"{year}-{day}"^^xsd:date' for year in range(2014, 2026) for day in months],
        "year": [str(year) for year in range(2012, 2017)],
        "level": [f"<{LEVEL}{level}>" for level in ("nation", "province", "prefecture")],
    }


def draw(kind: Kind, known: Constants, amount: int, seed: int = SEED) -> list[str]:
    """Queries of a kind without what stands before them, the same for the same seed."""
    source = random.Random(f"{kind.name} {seed}")
    names = sorted(set(kind.template.get_identifiers()))
    template = kind.template
    return [template.substitute({name: source.choice(known[name]) for name in names}) for _ in range(amount)]


def whole(query: str, before: str = "") -> str:
    """A query with all that stands before it, and the number 0.

    Args:
        query: as drawn.
        before: what a peer needs to be told first.
    """
    return f"{before}{NUMBERED}{NUMBER}{PROLOGUE}{query}"
