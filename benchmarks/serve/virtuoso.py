"""Virtuoso as Debian packages it, with a database of its own below the scratch folder."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmarks.serve.endpoint import START_SECONDS, Endpoint
from benchmarks.serve.graphs import Graph
from benchmarks.serve.processes import free_port, start, stop

GRAPH = "urn:livelihood"

SETTINGS = """\
[Database]
DatabaseFile = {work}/virtuoso.db
ErrorLogFile = {work}/virtuoso.log
LockFile = {work}/virtuoso.lck
TransactionFile = {work}/virtuoso.trx
xa_persistent_file = {work}/virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {work}/temporary.db
TransactionFile = {work}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {data}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
ServerThreads = 100
MaxQueryMem = 2G
ThreadsPerQuery = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 50
MaxKeepAlives = 50
KeepAliveTimeout = 15
[SPARQL]
DefaultGraph = {graph}
ResultSetMaxRows = 1000000
"""
"""Buffers as its manual advises for 2 GB of memory; a thread for each query, as more clients than cores ask."""


@dataclass(frozen=True)
class Virtuoso:
    """The quad store of OpenLink.

    Attributes:
        most_triples: largest graph that it is given here.
    """

    name: str = "virtuoso"
    title: str = "Virtuoso"
    most_triples: int = 10**9

    def missing(self) -> str:
        """Server and SQL client."""
        if shutil.which("virtuoso-t") and shutil.which("isql-vt"):
            return ""
        return "virtuoso-t is not installed: run `apt-get install virtuoso-opensource`"

    def versions(self) -> dict[str, str]:
        """Of the server."""
        told = subprocess.run(["virtuoso-t", "-?"], capture_output=True, text=True, check=False)
        match = re.search(r"Version (\S+)", told.stdout + told.stderr)
        return {"virtuoso": match[1] if match else "unknown"}

    def start(self, graph: Graph, work: Path) -> Endpoint:
        """Serve the graph, which is loaded the first time.

        DESCRIBE is left open by the standard: it is told to answer as the other peers do.
        """
        folder, sql, port = (work / self.name).resolve(), free_port(), free_port()
        folder.mkdir(parents=True, exist_ok=True)
        data = graph.ntriples.resolve().parent
        text = SETTINGS.format(work=folder, sql=sql, http=port, data=data, graph=GRAPH)
        (folder / "virtuoso.ini").write_text(text, "utf-8")
        log = work / f"{self.name}.log"
        process = start(["virtuoso-t", "+foreground", "+configfile", str(folder / "virtuoso.ini")], log)
        before = 'define sql:describe-mode "CBD"\n'
        endpoint = Endpoint(process, port, "/sparql?query=", before).wait(log)
        if not (folder / "loaded").is_file():
            self._load(data, sql, endpoint)
            (folder / "loaded").touch()
        return endpoint

    @staticmethod
    def _load(data: Path, sql: int, endpoint: Endpoint) -> None:
        """Load the graph and write it to disk."""
        steps = f"ld_dir('{data}', 'livelihood.nt', '{GRAPH}'); rdf_loader_run(); checkpoint;"
        command = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"EXEC={steps}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=START_SECONDS, check=False)
        if done.returncode:
            stop(endpoint.process)
            message = f"Virtuoso did not load the graph: {(done.stdout + done.stderr)[-500:].strip()}"
            raise RuntimeError(message)
