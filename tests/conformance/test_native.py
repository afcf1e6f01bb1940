"""Every golden pair is asked of the native Oxigraph server too: it agrees, or the difference is listed with its reason.

A case that expects what no other server does is either right for a reason that can be said, or wrong.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from server.running import expand, load_cases

from conformance.conftest import Pair
from conformance.native import ask_native, difference

LISTED = json.loads((Path(__file__).parent / "differences.json").read_text("utf-8"))
"""Case to what differs, and why."""


def _as_request(case: dict[str, Any]) -> dict[str, Any]:
    """A case of negotiation as a request."""
    path = f"/sparql?query={quote(case['query'])}"
    if "format" in case:
        path += f"&format={quote(case['format'])}"
    headers = {"Accept": case["accept"]} if "accept" in case else {}
    return {"name": case["name"], "method": "GET", "path": path, "headers": headers}


CASES = [*load_cases("protocol.json", 100), *map(_as_request, load_cases("negotiation.json", 80))]


def test_what_is_listed_is_a_case_and_is_not_much() -> None:
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names)
    assert set(LISTED) <= set(names)
    assert len(LISTED) == DIFFERENCES
    assert all(entry["differs"] and len(entry["why"]) > 10 for entry in LISTED.values())


DIFFERENCES = 71
"""So many pairs differ; whoever adds one changes this too."""


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_the_native_server_agrees_or_is_known_to_differ(pair: Pair, case: dict[str, Any]) -> None:
    body = expand(case["body"]).encode() if "body" in case else None
    if "body_latin1" in case:
        body = case["body_latin1"].encode("latin-1")
    ours = pair.ours.ask(case["method"], expand(case["path"]), case.get("headers"), body)
    theirs = ask_native(pair.native, case, pair.prefixes, ours)
    listed = LISTED.get(case["name"], {"differs": ""})
    assert difference(ours, theirs) == listed["differs"], theirs.text[:300]
