"""Writes src/kg_builder/terms.py from the Turtle files beside this script; `--check` compares instead.

One class per prefix, one constant per term, so that a misspelt term fails the type check. The class is named
after the prefix: in capitals for a vocabulary (`LH.subsetOf`), with a capital for a closed list
(`Comparator.more_than`). Names are spelt as in the Turtle, except that a hyphen becomes an underscore, and that
a borrowed term that is a Python keyword gets an underscore at its end (`VOID.class_`); a term of ours that is a
keyword, or that has no definition, stops the script. Deprecated terms are left out.

Imports pyoxigraph only, never the package: if `terms.py` is broken, the tool that mends it must still start.
"""

import argparse
import keyword
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

FOLDER = Path(__file__).resolve().parent
TARGET = FOLDER.parent / "src" / "kg_builder" / "terms.py"
OURS = ("livelihood.ttl", "schemes.ttl")
BORROWED = "borrowed.ttl"
BASE = "https://w3id.org/livelihood/"

HEADER = '''"""Generated from ontology/*.ttl by `make terms`; do not edit."""

from typing import Final

from pyoxigraph import NamedNode
'''

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
LABEL = ox.NamedNode(f"{_RDFS}label")
DEFINITION = ox.NamedNode("http://www.w3.org/2004/02/skos/core#definition")
DEPRECATED = ox.NamedNode("http://www.w3.org/2002/07/owl#deprecated")


@dataclass(frozen=True, order=True)
class Term:
    """A constant of the generated module: class, name, IRI and docstring."""

    group: str
    name: str
    iri: str
    text: str


def class_name(prefix: str, namespace: str) -> str:
    """`DCT` for a vocabulary, `Comparator` for a closed list: under our base, ending in a slash."""
    return prefix.capitalize() if namespace.startswith(BASE) and namespace.endswith("/") else prefix.upper()


def python_name(local: str, *, is_ours: bool) -> str:
    """The local name as Python spells it.

    Raises:
        SystemExit: it is no name, or is a keyword and ours to change.
    """
    name = local.replace("-", "_")
    if keyword.iskeyword(name) and not is_ours:
        name += "_"
    if not name.isidentifier() or keyword.iskeyword(name):
        sys.exit(f"make_terms: {local!r} cannot be a Python name; rename the term")
    return name


def split(iri: str, prefixes: Mapping[str, str]) -> tuple[str, str] | None:
    """Prefix and local name of an IRI by the longest namespace that fits; None when nothing follows it."""
    fitting = [(len(namespace), prefix) for prefix, namespace in prefixes.items() if iri.startswith(namespace)]
    length, prefix = max(fitting, default=(len(iri), ""))
    return (prefix, iri[length:]) if iri[length:] else None


def terms_of(path: Path, *, is_ours: bool) -> Iterable[Term]:
    """The terms that a Turtle file describes, deprecated ones left out.

    Raises:
        SystemExit: a term has no definition (ours) or no label (borrowed), or cannot be a Python name.
    """
    parser = ox.parse(path=path, format=ox.RdfFormat.TURTLE)
    triples = [quad.triple for quad in parser]
    plain = {
        (t.subject, t.predicate): t.object.value
        for t in triples
        if isinstance(t.object, ox.Literal) and t.object.language is None
    }
    subjects = {t.subject for t in triples} - {t.subject for t in triples if t.predicate == DEPRECATED}
    for subject in subjects:
        parts = split(subject.value, parser.prefixes) if isinstance(subject, ox.NamedNode) else None
        if parts is None or not isinstance(subject, ox.NamedNode):
            continue
        prefix, local = parts
        text = plain.get((subject, DEFINITION if is_ours else LABEL))
        if text is None:
            sys.exit(f"make_terms: {path.name}: {prefix}:{local} has no {'definition' if is_ours else 'label'}")
        name = python_name(local, is_ours=is_ours)
        yield Term(class_name(prefix, parser.prefixes[prefix]), name, subject.value, text)


def render(terms: Iterable[Term]) -> str:
    """The text of the module: classes and constants sorted by name.

    Raises:
        SystemExit: two terms have one name.
    """
    groups: dict[str, dict[str, Term]] = {}
    for term in sorted(terms):
        group = groups.setdefault(term.group, {})
        if term.name in group:
            sys.exit(f"make_terms: {term.iri} and {group[term.name].iri} are both {term.group}.{term.name}")
        group[term.name] = term
    return HEADER + "".join(_class(group, members.values()) for group, members in groups.items())


def _class(group: str, terms: Iterable[Term]) -> str:
    """The text of one class, whose docstring is the namespace of its terms."""
    members = list(terms)
    namespace = members[0].iri[: max(members[0].iri.rfind("#"), members[0].iri.rfind("/")) + 1]
    body = "".join(f'\n    {t.name}: Final = NamedNode("{t.iri}")\n    """{_escaped(t.text)}"""\n' for t in members)
    return f'\n\nclass {group}:\n    """{namespace}"""\n{body}'


def _escaped(text: str) -> str:
    """The text as it may stand between triple quotes on one line."""
    return " ".join(text.replace("\\", "\\\\").replace('"', '\\"').split())


def generated() -> str:
    """The text that `terms.py` should have."""
    ours = [term for name in OURS for term in terms_of(FOLDER / name, is_ours=True)]
    return render([*ours, *terms_of(FOLDER / BORROWED, is_ours=False)])


def main() -> None:
    """Write the module, or compare it and exit with 1 and a word on what to run."""
    parser = argparse.ArgumentParser(description="Write src/kg_builder/terms.py from ontology/*.ttl.")
    parser.add_argument("--check", action="store_true", help="compare only; exit with 1 when it is out of step")
    text = generated()
    if not parser.parse_args().check:
        TARGET.write_text(text, encoding="utf-8")
    elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        sys.exit("src/kg_builder/terms.py is out of step with ontology/*.ttl: run `make terms`")


if __name__ == "__main__":
    main()
