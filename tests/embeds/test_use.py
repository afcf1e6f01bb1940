"""The snippets of a page, run as they stand there; a workbook in a spreadsheet program; an outside client."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from server.running import Server

BROWSER = {"Accept": "text/html"}
PAGE = "/q/people-served-in-region?region=region:shanxi-yangquan"


def snippets(server: Server) -> dict[str, str]:
    """The snippets of a page by name."""
    page = server.ask("GET", PAGE, BROWSER).text
    found = re.findall(r'id="snippet-(\w+)">.*?<code>(.*?)</code>', page, re.DOTALL)
    return {name: unescape(code) for name, code in found}


def expected(server: Server) -> list[dict[str, str]]:
    """The rows."""
    text = server.ask("GET", PAGE.replace("?", ".csv?")).text
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_there_is_a_snippet_for_every_tool(server: Server) -> None:
    assert set(snippets(server)) >= {
        *("curl", "python", "pandas", "polars", "r", "javascript", "sheets", "excel"),
        *("component", "iframe", "markdown", "image"),
    }


def test_curl(server: Server) -> None:
    assert shutil.which("curl")
    found = subprocess.run(["sh", "-c", snippets(server)["curl"]], capture_output=True, check=True, timeout=30).stdout
    assert list(csv.DictReader(io.StringIO(found.decode(), newline=""))) == expected(server)


@pytest.mark.parametrize("name", ["python", "pandas", "polars"])
def test_python(name: str, server: Server) -> None:
    ends = {
        "python": "print(json.dumps([str(row['figure']) for row in rows]))",
        "pandas": "import json; print(json.dumps(list(frame['figure'])))",
        "polars": "import json; print(json.dumps(frame['figure'].to_list()))",
    }
    code = f"{snippets(server)[name]}\n{ends[name]}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert json.loads(run.stdout) == [row["figure"] for row in expected(server)]


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r(server: Server) -> None:
    code = f"{snippets(server)['r']}\ncat(nrow(frame), class(frame$people), frame$figure[1])"
    run = subprocess.run(["Rscript", "-e", code], capture_output=True, check=True, timeout=60, text=True)
    rows = expected(server)
    count, kind, first = run.stdout.split()
    assert (int(count), first) == (len(rows), rows[0]["figure"])
    assert kind in {"integer", "numeric"}


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_javascript(server: Server) -> None:
    code = f"{snippets(server)['javascript']}\nconsole.log(JSON.stringify(rows.map((row) => row.figure)));"
    run = subprocess.run(["node", "--input-type=module", "-e", code], capture_output=True, check=True, timeout=60)
    assert json.loads(run.stdout) == [row["figure"] for row in expected(server)]


@pytest.mark.parametrize("name", ["sheets", "excel"])
def test_spreadsheets_get_csv(name: str, server: Server) -> None:
    address = re.search(r"http://[^/]+(/[^\"]+)", snippets(server)[name])
    assert address is not None
    reply = server.ask("GET", address[1], {"Accept": "*/*", "User-Agent": "Mozilla/5.0 (compatible; GoogleDocs)"})
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.body.startswith(b"\xef\xbb\xbf") == (name == "excel")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["facilities-by-kind", "figures-of-year", "region-points"])
def test_a_workbook_opens_in_libreoffice(name: str, server: Server, tmp_path: Path) -> None:
    book = tmp_path / f"{name}.xlsx"
    book.write_bytes(server.ask("GET", f"/q/{name}.xlsx").body)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    command += ["csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false", "--outdir", str(tmp_path), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = pd.read_csv(tmp_path / f"{name}.csv")
    approved = pd.read_csv(io.StringIO(server.ask("GET", f"/q/{name}.csv?raw=1").text))
    assert len(found) == len(approved)
    for at, column in enumerate(approved.columns):
        if pd.api.types.is_numeric_dtype(approved[column]):
            shown = found.iloc[:, at].fillna(-1).astype(str).str.replace(",", "").astype(float)
            assert list(shown) == list(approved[column].fillna(-1)), column
        else:
            assert list(found.iloc[:, at].fillna("").astype(str)) == list(approved[column].fillna("").astype(str)), (
                column
            )
