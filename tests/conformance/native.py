"""The native Oxigraph server on the store of a release, and what two answers to one request have in common."""

import csv
import io
import json
import re
import select
import socket
import subprocess
import sysconfig
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import pyoxigraph as ox
import pytest
from server.running import Reply, Server, expand

START_SECONDS = 20.0
_PREFIX = re.compile(r"(?<![\w<:?$@%/])([a-z]*):[A-Za-z]")
_PORT = re.compile(r"(?<=//127\.0\.0\.1):\d+")
_RDF = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/trig": ox.RdfFormat.TRIG,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}


def start_native(store: Path, log: Path) -> Server:
    """Start `oxigraph serve-read-only` on the store of a release; returns when it takes connections."""
    program = Path(sysconfig.get_path("scripts")) / "oxigraph"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with log.open("w") as errors:
        process = subprocess.Popen(
            [program, "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}", "--cors"],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            select.select([], [], [], 0.05)
        else:
            return Server(process, port, store)
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()
    pytest.fail(f"the native server did not start: {log.read_text('utf-8')}")


def ask_native(native: Server, case: Mapping[str, Any], prefixes: Mapping[str, str], ours: Reply) -> Reply:
    """The request of a case, with the prefixes declared that our server supplies by itself.

    The native server has no `format=`: it is asked by `Accept` for the type that ours gave.
    """
    headers = dict(case.get("headers", {}))
    if re.search(r"[?&](?:format|output)=\w", expand(case["path"])) and ours.status == 200:
        headers["Accept"] = essence(ours)
    address, mark, parameters = expand(case["path"]).partition("?")
    path = address.rstrip("/").replace("/sparql", "/query") + mark + _declared_in(parameters, prefixes)
    body = None
    if "body" in case:
        text = expand(case["body"])
        is_form = "urlencoded" in case.get("headers", {}).get("Content-Type", "").lower()
        text = _declared_in(text, prefixes) if is_form else declared(text, prefixes)
        body = text.encode()
    if "body_latin1" in case:
        body = case["body_latin1"].encode("latin-1")
    return native.ask(case["method"], path, headers, body)


def declared(query: str, prefixes: Mapping[str, str]) -> str:
    """A query with a declaration of each prefix that it uses and does not declare; blank queries as they are."""
    names = sorted({name for name in _PREFIX.findall(query) if name in prefixes})
    new = [name for name in names if not re.search(rf"PREFIX\s+{name}:", query, re.IGNORECASE)]
    return "".join(f"PREFIX {name}: <{prefixes[name]}> " for name in new) + query


def _declared_in(parameters: str, prefixes: Mapping[str, str]) -> str:
    """Parameters of a URL or form with the queries among them self-contained, if they are UTF-8."""
    members = []
    for member in parameters.split("&"):
        name, mark, value = member.partition("=")
        if name == "query":
            try:
                text = unquote_to_bytes(value.replace("+", " ")).decode()
            except UnicodeDecodeError:
                text = ""
            added = declared(text, prefixes).removesuffix(text)
            value = quote(added) + value
        members.append(name + mark + value)
    return "&".join(members)


def difference(ours: Reply, theirs: Reply) -> str:
    """What differs between two answers to one request: "" for nothing, else status, media type or content."""
    if ours.status != theirs.status:
        return f"status {ours.status}, native {theirs.status}"
    if ours.status != 200:
        return ""
    kinds = [essence(ours), essence(theirs)]
    if kinds[0] != kinds[1]:
        return f"type {kinds[0]}, native {kinds[1]}"
    if kinds[0] == "text/html":
        return ""
    if meaning(ours, kinds[0]) != meaning(theirs, kinds[0]):
        return "content"
    return ""


def essence(reply: Reply) -> str:
    """Type and subtype of an answer."""
    return reply.headers.get("content-type", "none").partition(";")[0]


def meaning(reply: Reply, kind: str) -> object:
    """The content of an answer without what two writers of one format may do differently."""
    if kind in _RDF:
        return {str(quad) for quad in ox.parse(reply.body, format=_RDF[kind], base_iri="http://localhost/")}
    if kind.endswith("json"):
        content = json.loads(reply.body) if reply.body else None
        return _PORT.sub("", json.dumps(content, sort_keys=True))
    if kind in {"text/csv", "text/tab-separated-values"}:
        return list(csv.reader(io.StringIO(reply.text, newline=""), delimiter="," if kind == "text/csv" else "\t"))
    return reply.body
