"""Forms of answers, and the parameters of a query. Imports errors."""

from kg_client.errors import BadArgument

RESULTS = "application/sparql-results+json"
TSV = "text/tab-separated-values"
FILES = {
    "csv": "text/csv",
    "tsv": TSV,
    "json": RESULTS,
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
"""Forms of files, and what they are asked for by."""


def asked(text: str, seconds: float | None) -> dict[str, str]:
    """The parameters of a query."""
    return {"query": text} if seconds is None else {"query": text, "timeout": f"{seconds:g}"}


def media_type(name: str) -> str:
    """The media type of a form.

    Raises:
        BadArgument: there is no such form.
    """
    if name not in FILES:
        message = f"found the form {name[:40]!r}, expected one of {', '.join(FILES)}"
        raise BadArgument(message)
    return FILES[name]
