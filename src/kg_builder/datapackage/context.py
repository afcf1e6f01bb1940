"""What the mapping of a package is read against: the terms that exist, the prefixes, the base of its IRIs."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg_builder.datapackage.ontology import Vocabulary, check_property
from kg_builder.errors import SchemaError

COLUMN = re.compile(r"\{[^{}]+\}")
"""A column in an IRI template."""


@dataclass(frozen=True)
class Context:
    """What a mapping is read against.

    Attributes:
        file: schema file, for messages.
        vocabulary: the terms that exist.
        base: base IRI of the package's entities.
        prefixes: prefix to namespace.
    """

    file: str
    vocabulary: Vocabulary
    base: str
    prefixes: Mapping[str, str]

    def iri(self, name: object, where: str) -> str:
        """A prefixed name in full.

        Raises:
            SchemaError: no such prefix.
        """
        prefix, colon, local = name.partition(":") if isinstance(name, str) else ("", "", "")
        if not colon or prefix not in self.prefixes:
            raise SchemaError(self.file, where, f"found {name!r}, expected a prefixed name with a known prefix")
        return self.prefixes[prefix] + local

    def term(self, name: object, where: str) -> str:
        """A class or property in full.

        Raises:
            SchemaError: the vocabulary has no such term; suggests the nearest.
        """
        iri = self.iri(name, where)
        if iri not in self.vocabulary.terms:
            near = difflib.get_close_matches(iri, self.vocabulary.terms, n=1)
            hint = f", did you mean {self.shorten(near[0])}?" if near else ""
            raise SchemaError(self.file, where, f"found {name!r}, expected a term of the vocabulary{hint}")
        return iri

    def property(self, name: object, where: str) -> str:
        """A property in full.

        Raises:
            SchemaError: the vocabulary has no such term, or RDF/XML cannot write it.
        """
        iri = self.term(name, where)
        check_property(iri, self.file, where)
        return iri

    def shorten(self, iri: str) -> str:
        """An IRI as a prefixed name where a prefix fits."""
        fits = [(ns, prefix) for prefix, ns in self.prefixes.items() if iri.startswith(ns)]
        if not fits:
            return f"<{iri}>"
        namespace, prefix = max(fits)
        return f"{prefix}:{iri.removeprefix(namespace)}"

    def pattern(self, template: str, where: str) -> str:
        """A template of object IRIs with one `{}`, made absolute.

        Raises:
            SchemaError: it has no such place, or it makes no IRI.
        """
        if template.count("{") != 1 or "{}" not in template:
            raise SchemaError(self.file, where, f"found {template!r}, expected an IRI template such as region/{{}}")
        return self._absolute(template, template, where)

    def row_iri(self, template: object, where: str) -> str:
        """A template of row IRIs over columns, made absolute.

        Raises:
            SchemaError: it names no column, or it makes no IRI.
        """
        if not isinstance(template, str) or "{" not in template:
            raise SchemaError(self.file, where, f"found {template!r}, expected an IRI template such as region/{{id}}")
        return self._absolute(template, COLUMN.sub("{}", template), where)

    def graph(self, template: str, where: str) -> str:
        """A template of a graph's local name over columns.

        Raises:
            SchemaError: it makes no IRI.
        """
        self._absolute(f"graph/{template}", COLUMN.sub("{}", f"graph/{template}"), where)
        return template

    def _absolute(self, template: str, anonymous: str, where: str) -> str:
        """A template made absolute, once its form with `{}` for each place is known to make IRIs."""
        base = "" if template.startswith(("http://", "https://", "{}")) else self.base
        example = (base + anonymous).replace("{}", "urn:x", 1) if template.startswith("{}") else base + anonymous
        try:
            ox.NamedNode(example.replace("{}", "x"))
        except ValueError as error:
            raise SchemaError(self.file, where, f"found {template!r}, which makes no IRI: {error}") from error
        return base + template
