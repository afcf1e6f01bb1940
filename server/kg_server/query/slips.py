"""What people mean when a query is not SPARQL: the slips that are made most, each with how to mend it.

The engine says which tokens it could have read at a place, which names the cause only by luck.
"""

import re
from types import MappingProxyType

_AGGREGATE = r"(?:COUNT|SUM|AVG|MIN|MAX|SAMPLE|GROUP_CONCAT)"

SLIPS = MappingProxyType(
    {
        rf"\bSELECT\b(?:\s+DISTINCT\b)?(?:\s+[?$]\w+)*\s+{_AGGREGATE}\s*\([^()]*\)?": (
            "an aggregate stands in brackets with a name for it: (COUNT(?x) AS ?n)"
        ),
        r"\bFILTER\s+(?:[?$]|[0-9\"'<])": "a FILTER needs brackets: FILTER(?value > 5)",
        r"\b(?:NOT\s+)?EXISTS\s+[^\s{]": "EXISTS needs braces: FILTER NOT EXISTS { ?x a lh:Program }",
        r"\bLIMIT\s*(?:$|[^\s0-9])": "LIMIT needs a whole number that is not negative: LIMIT 10",
        r"\bOFFSET\s*(?:$|[^\s0-9])": "OFFSET needs a whole number that is not negative: OFFSET 10",
        r"\bORDER\s+BY\s*(?:$|LIMIT|OFFSET|\})": "ORDER BY needs what to order by: ORDER BY DESC(?value)",
    }
)
"""Pattern of a slip to what mends it."""

_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), words) for pattern, words in SLIPS.items())
_PREDICATE = re.compile(r"([A-Za-z][\w-]*:[\w-]+|\ba)\s+\S")
_NEVER = re.compile(r"\b(?:LATERAL|SERVICE)\b(?:, | or )?")


def mending(text: str, offset: int) -> str | None:
    """How to mend the slip that stands at or before a place, in words; None where none is known.

    Linear in the text up to the end of the line of the place.

    Args:
        text: the query.
        offset: where the engine stopped, in code points.
    """
    end = text.find("\n", offset)
    read = text if end < 0 else text[:end]
    found = [
        (match.start(), words)
        for pattern, words in _COMPILED
        for match in pattern.finditer(read)
        if match.start() <= offset <= match.end() + 1
    ]
    if found:
        return max(found)[1]
    predicate = _PREDICATE.match(text, offset)
    if predicate is not None and text[:offset].rstrip()[-1:] not in {"{", ";", ".", "", ","}:
        return f"before {predicate[1]} a ; (same subject) or a . (next statement) may be missing"
    return None


def without_refused(expected: str) -> str:
    """A list of what the engine expected, without what this endpoint refuses."""
    return _NEVER.sub("", expected)
