"""What somebody may have meant by an address that has nothing: things of the same kind that are spelt alike."""

import difflib

from kg_server.errors import Problem
from kg_server.things.lists import CLASSES
from kg_server.things.reader import Reader

MOST = 20_000
NEAR = 5


def near_addresses(reader: Reader, path: str) -> list[str]:
    """Addresses of the things of that kind with the nearest names or codes; the list of the kind where none is near."""
    kind, _, name = path.partition("/")
    if kind not in CLASSES:
        return []
    begin = f"{reader.release.base}{kind}/"
    try:
        iris = reader.column(f"SELECT ?s WHERE {{ ?s a lh:{CLASSES[kind]} }} LIMIT {MOST}", MOST)
        codes = _codes(reader) if kind == "region" and name.isdigit() else {}
    except Problem:
        return []
    names = {iri.removeprefix(begin): iri for iri in iris if iri.startswith(begin)}
    found = [codes[code].removeprefix(begin) for code in difflib.get_close_matches(name, list(codes), NEAR, 0.8)]
    found += difflib.get_close_matches(name, list(names), NEAR, 0.5)
    return [f"/{kind}/{each}" for each in dict.fromkeys(found)][:NEAR] or [f"/{kind}"]


def _codes(reader: Reader) -> dict[str, str]:
    """Division code to region."""
    rows = reader.rows(f"SELECT ?code ?s WHERE {{ ?s lh:code ?code }} LIMIT {MOST}", MOST)
    return {row["code"]: row["s"] for row in rows}
