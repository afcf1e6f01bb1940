"""Whether an answer is empty, told from its bytes, and where to ask why."""

import json
from urllib.parse import quote

_LONGEST = 4096
_ADDRESS = 6000


def is_empty(body: bytes, form: str) -> bool:
    """Whether an answer in a format has no row, no triple, or says no."""
    if len(body) > _LONGEST:
        return False
    text = body.decode()
    if form == "json":
        content = json.loads(text)
        return bool(content.get("boolean") is False or content.get("results", {}).get("bindings") == [])
    if form in {"csv", "tsv"}:
        return text.count("\n") <= 1 and text.strip() != "true"
    if form == "xml":
        return "<result>" not in text and "<boolean>true" not in text
    if form == "jsonld":
        return text.strip() == "[]"
    if form == "rdf":
        return "<rdf:Description" not in text
    return all(not line.strip() or line.startswith("@prefix") for line in text.splitlines())


def help_link(query: str) -> str | None:
    """Value of the header Link to where an answer is explained (RFC 8288); None for a query too long for it."""
    encoded = quote(query, safe="")
    return f'</explain?query={encoded}>; rel="help"' if len(encoded) <= _ADDRESS else None
