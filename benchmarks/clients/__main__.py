"""Ask a real server with clients that are no Python packages, unmodified.

    python -m benchmarks.clients [--release DIR] [--tools DIR] [--required]

curl, roqet (Debian: rasqal-utils), Comunica and rdf-dereference (npm), rsparql (Apache Jena): each that is installed
asks for what the server holds, and its answer is compared with the server's own. A tool that is not there is named as
missing, and with `--required` that is a failure. npm's tools are looked for in `--tools`, all others in the path:

    npm install @comunica/query-sparql@4 rdf-dereference@4

Python's clients are in tests/clients.
"""

import argparse
import json
import os
import re
import select
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

HERE = Path(__file__).parent
SECONDS = 60
PREFIX = "PREFIX lh: <https://w3id.org/livelihood/ns#> "
SELECT = PREFIX + "SELECT ?region WHERE { ?region a lh:Region }"
IN_GRAPH = PREFIX + "SELECT DISTINCT ?region WHERE { GRAPH ?graph { ?region a lh:Region } }"
CONSTRUCT = PREFIX + "CONSTRUCT WHERE { ?region a lh:Region }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
NO_PART = 18
"""curl's word for an answer that ended early."""


@dataclass(frozen=True)
class Check:
    """One thing that a client does.

    Attributes:
        tool: program.
        what: in words.
        arguments: after the program; ENDPOINT and BASE stand for addresses.
        passes: whether status, output and the number of regions mean success.
    """

    tool: str
    what: str
    arguments: tuple[str, ...]
    passes: Callable[[int, str, int], bool]


def _counts(pattern: str) -> Callable[[int, str, int], bool]:
    """Success is status 0 and as many matches as there are regions."""
    return lambda status, output, regions: status == 0 and len(re.findall(pattern, output)) == regions


def _some(pattern: str) -> Callable[[int, str, int], bool]:
    """Success is status 0 and a match."""
    return lambda status, output, _: status == 0 and re.search(pattern, output) is not None


def _breaks(status: int, _: str, __: int) -> bool:
    """Success is that curl calls the transfer broken."""
    return status == NO_PART


REGION = r"/region/[a-z0-9-]+"
TYPED = f"{REGION}> <"
CLASS = "ASK { ?term a <http://www.w3.org/2002/07/owl#Class> }"
JSON_OUT = ("-t", "application/sparql-results+json")
GRAPH_OUT = ("-t", "application/n-triples")
CHECKS = (
    Check(
        "curl", "SELECT by form", ("-sS", "-HAccept: text/csv", f"-dquery={quote(SELECT)}", "ENDPOINT"), _counts(REGION)
    ),
    Check("curl", "a late failure", ("-sSo", os.devnull, f"ENDPOINT?timeout=1&query={quote(ENDLESS)}"), _breaks),
    Check("roqet", "SELECT", ("-q", "-r", "csv", "-p", "ENDPOINT", "-e", SELECT), _counts(REGION)),
    Check("roqet", "SELECT from a graph", ("-q", "-r", "tsv", "-p", "ENDPOINT", "-e", IN_GRAPH), _counts(REGION)),
    Check("comunica-sparql", "SELECT at the endpoint", ("sparql@ENDPOINT", SELECT, *JSON_OUT), _counts(REGION)),
    Check("comunica-sparql", "SELECT, finding the kind of source", ("ENDPOINT", SELECT, *JSON_OUT), _counts(REGION)),
    Check("comunica-sparql", "CONSTRUCT", ("sparql@ENDPOINT", CONSTRUCT, *GRAPH_OUT), _counts(TYPED)),
    Check("comunica-sparql", "the vocabulary as a graph", ("BASE/ns", CLASS), _some("true")),
    Check("rdf-dereference", "the vocabulary", ("BASE/ns",), _some("livelihood/ns#Region")),
    Check("rdf-dereference", "the service description", ("ENDPOINT",), _some("sparql-service-description#Service")),
    Check("rsparql", "SELECT", ("--service", "ENDPOINT", "--results", "csv", SELECT), _counts(REGION)),
)


def main(arguments: Sequence[str]) -> int:
    """Run all checks; 0 when none failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.clients", description="Ask with clients of others.")
    parser.add_argument("--release", type=Path, default=Path("build"), help="folder of releases (default build)")
    parser.add_argument("--tools", type=Path, default=Path("node_modules"), help="npm's folder node_modules")
    parser.add_argument("--required", action="store_true", help="a missing tool is a failure")
    parser.add_argument("--out", type=Path, default=HERE.parent / "results", help="folder for clients.json")
    options = parser.parse_args(arguments)
    command = [sys.executable, "-m", "kg_server", "--out", str(options.release), "--port", "0"]
    environ = {**os.environ, "KG_LOG": "error"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as server:
        try:
            base = _address(server)
            found = [_run(check, base, options.tools) for check in CHECKS]
        finally:
            server.terminate()
    for entry in found:
        print("{outcome:<8} {tool:<16} {what}".format(**entry))
    options.out.mkdir(exist_ok=True)
    (options.out / "clients.json").write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    bad = {"failed", "missing"} if options.required else {"failed"}
    return int(any(entry["outcome"] in bad for entry in found))


def _address(server: "subprocess.Popen[str]") -> str:
    """Where the server is, from what it prints."""
    assert server.stdout is not None  # noqa: S101  # it is a pipe
    ready, _, _ = select.select([server.stdout], [], [], SECONDS)
    match = re.search(r"http://\S+", server.stdout.readline() if ready else "")
    if match is None:
        sys.exit("the server did not start; is there a release? make build makes one")
    return match[0]


def _run(check: Check, base: str, tools: Path) -> dict[str, str]:
    """One check: what it was, how it came out, and the version of the tool."""
    local = tools / ".bin" / check.tool
    program = str(local) if local.exists() else shutil.which(check.tool)
    entry = {"tool": check.tool, "what": check.what, "version": "", "outcome": "missing"}
    if program is None:
        return entry
    addresses = {"ENDPOINT": f"{base}/sparql", "BASE": base}
    given = [re.sub("ENDPOINT|BASE", lambda match: addresses[match[0]], part) for part in check.arguments]
    done = subprocess.run([program, *given], capture_output=True, text=True, timeout=SECONDS, check=False)
    has_passed = check.passes(done.returncode, done.stdout, _regions(base))
    if not has_passed:
        print(f"{check.tool}: status {done.returncode}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}", file=sys.stderr)
    return {**entry, "version": _version(program), "outcome": "passed" if has_passed else "failed"}


def _regions(base: str) -> int:
    """How many regions the server has, by its own word."""
    query = quote(PREFIX + "SELECT (COUNT(?region) AS ?n) WHERE { ?region a lh:Region }")
    with urllib.request.urlopen(f"{base}/sparql?format=csv&query={query}", timeout=SECONDS) as reply:  # noqa: S310
        return int(reply.read().split()[1])


def _version(program: str) -> str:
    """What a program says of its version, in one line."""
    done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=SECONDS, check=False)
    match = re.search(r"\d+\.\d+(?:\.\d+)*", done.stdout)
    return match[0] if match else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
