"""The document of the interface: valid, true, and what an outside tool makes of it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openapi_spec_validator
import pytest
from server.running import Server

FUZZED = (
    r"^/q/(counts-surely-reached|figures-within-dates|figures-of-year|region-names)\.(json|csv|tsv|ttl|meta\.json)$"
)
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.fixture(scope="module")
def document(server: Server) -> dict[str, Any]:
    """The document."""
    content: dict[str, Any] = json.loads(server.ask("GET", "/openapi.json").text)
    return content


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    openapi_spec_validator.validate(document)
    assert document["openapi"].startswith("3.1")
    assert len(document["paths"]) >= 1_000


def test_every_address_is_there_and_names_are_unique(document: dict[str, Any], server: Server) -> None:
    names = [operation["get"]["operationId"] for operation in document["paths"].values()]
    assert len(set(names)) == len(names)
    tried = [path for path in document["paths"] if path.endswith((".meta.json", ".rq"))]
    assert len(tried) >= 140
    for path in tried:
        assert server.ask("GET", path).status == 200, path


def test_records_are_what_the_document_says(document: dict[str, Any], server: Server) -> None:
    for path in ("/q/facilities-by-kind.json", "/q/series-points.json", "/q/figure-counts-by-year.json"):
        schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for record in json.loads(server.ask("GET", path).text):
            assert set(record) == set(schema["items"]["required"])


def test_a_fuzzer_finds_no_fault(document: dict[str, Any], server: Server, tmp_path: Path) -> None:
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document), "utf-8")
    program = shutil.which("schemathesis", path=str(Path(sys.executable).parent)) or shutil.which("schemathesis")
    assert program
    command = [program, "run", str(path), "--url", f"http://127.0.0.1:{server.port}", "--seed", "1"]
    command += ["--phases", "coverage,fuzzing", "--max-examples", "10", "--checks", CHECKS, "--no-color"]
    command += ["--generation-database", "none", "--include-path-regex", FUZZED, "--continue-on-failure"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=240, cwd=tmp_path)
    assert run.returncode == 0, run.stdout[-3000:]
    assert "Tested: 20" in run.stdout
