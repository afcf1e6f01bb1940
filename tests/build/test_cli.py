"""The command `kg` as a user meets it: help that teaches, exit codes for scripts, streams, and no traceback."""

import fcntl
import gzip
import hashlib
import io
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from building import environment, kg
from datapackages import ROOT, apply_edit, copy_tiny, read_rows

from kg_builder.cli import main, run
from kg_builder.releases.release import DUMPS, Release, read_release

STAGES = ["check", "derive", "quads", "load", "validate", "search", "dump", "publish"]
CONTEXT = click.Context(main)
COMMANDS = {name: found for name in main.list_commands(CONTEXT) if (found := main.get_command(CONTEXT, name))}
SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ROWS = "SELECT ?program WHERE { ?program a lh:Program } ORDER BY ?program"


@pytest.fixture
def out(tiny_release: Release) -> str:
    """The folder of the tiny release, as `KG_OUT` has it."""
    return str(tiny_release.path.parents[1])


Answer = tuple[int, str, str]
"""Exit code, standard output and standard error."""

Ask = Callable[..., Answer]


@pytest.fixture
def ask(out: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Ask:
    """Runs `kg query` on the tiny release in the test's own process; the evaluation has one of its own."""

    def asked(query: str, *arguments: str, given: str = "") -> Answer:
        """Exit code and both streams of one query, with some text on standard input."""
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        code = run(["query", query, *arguments], {"KG_OUT": out})
        told = capfd.readouterr()
        return code, told.out, told.err

    return asked


def test_every_command_is_there() -> None:
    assert {"build", "check", "dump", "numerals", "query", "serve", "verify"} <= set(COMMANDS)
    assert len(COMMANDS) >= 11


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches(command: str) -> None:
    context = click.Context(COMMANDS[command], info_name=f"kg {command}", terminal_width=10_000)
    told = COMMANDS[command].get_help(context)
    about = told.partition("Options:")[0].partition("\n")[2]
    sentences = re.findall(r"[A-Z][^.]{15,}[.]", about)
    assert sentences, "one sentence at least says what it does"
    assert re.search("Exit code: 0 .+, 1 .+, 2 .+", told), "scripts must know what the exit codes mean"
    for option in COMMANDS[command].params:
        if isinstance(option, click.Option):
            assert option.help, f"{option.opts[0]} does not say what it is for"
            assert option.help.endswith("."), option.help


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_printed(command: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"], {}) == 0
    told = capfd.readouterr()
    assert told.out.startswith(f"Usage: kg {command} ")
    assert told.err == ""


def test_the_program_alone_lists_its_commands() -> None:
    done = kg()
    assert done.returncode == 2
    told = done.stderr.decode()
    assert all(f"\n  {command} " in told for command in COMMANDS)
    assert "\n  kg build  " in told, "the examples keep their lines"
    assert "Exit codes: 0 done" in " ".join(told.split())


@pytest.mark.parametrize("arguments", [["frobnicate"], ["check", "--frob"], ["query"], ["dump", "--format", "xls"]])
def test_wrong_usage_is_2(arguments: list[str]) -> None:
    done = kg(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(b"Usage: kg")
    assert done.stdout == b""


def test_an_unknown_setting_is_refused_with_the_nearest() -> None:
    done = kg("check", env={"KG_DATTA": "x"})
    assert done.returncode == 1
    assert done.stderr.decode() == "kg: KG_DATTA: unknown setting; did you mean KG_DATA?\n"


def test_a_base_that_is_no_iri_is_refused() -> None:
    done = kg("check", env={"KG_BASE_IRI": "example.org"})
    assert done.returncode == 1
    assert done.stderr.decode().startswith("kg: KG_BASE_IRI: found 'example.org', expected")


def test_check_is_silent_on_errors_when_there_are_none() -> None:
    done = kg("check")
    assert (done.returncode, done.stderr) == (0, b"")
    assert re.fullmatch(rb"[0-9,]+ rows in [0-9]+ tables: nothing to say against them\n", done.stdout)


def test_check_tells_every_violation_and_their_number(tmp_path: Path) -> None:
    data = copy_tiny(tmp_path / "tiny")
    apply_edit(data, {"table": "regions", "row": 1, "set": {"level": "provinz", "label": ""}})
    apply_edit(data, {"table": "figures", "row": 0, "set": {"value": "many"}})
    done = kg("check", "--data", data)
    lines = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout) == (1, b"")
    assert lines[:-1] == [
        next(line for line in lines if line.startswith("figures.csv:2:value: type: found 'many', expected a number")),
        "regions.csv:3:label: required: found nothing, expected a value",
        next(line for line in lines if line.startswith("regions.csv:3:level: e")),
    ]
    assert "did you mean province?" in lines[2]
    assert lines[-1] == "3 problems; nothing was written"


def test_check_of_a_folder_without_package() -> None:
    done = kg("check", "--data", "nowhere")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == "kg: datapackage.json:/: no such file, expected a JSON file\n"


def test_a_build_of_bad_data_leaves_nothing(tmp_path: Path) -> None:
    data = copy_tiny(tmp_path / "tiny")
    apply_edit(data, {"table": "figures", "row": 0, "set": {"value": "many"}})
    done = kg("build", "--data", data, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert b"figures.csv:2:value: type" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_stored_query_that_cannot_be_read_is_bad_input(
    tmp_path: Path, command: str, capfd: pytest.CaptureFixture[str]
) -> None:
    data = copy_tiny(tmp_path / "tiny")
    (data / "queries" / "odd.rq").write_text("SELECT * WHERE { ?s ?p ?o }", "utf-8")
    assert run([command, "--data", str(data)], {"KG_OUT": str(tmp_path / "out")}) == 1
    assert capfd.readouterr().err.splitlines()[-1].startswith("kg: queries:/: odd.rq: found no title, expected")
    assert not (tmp_path / "out").exists()


def test_build_tells_stages_as_json_lines(tmp_path: Path) -> None:
    done = kg("build", env={"KG_DATA": str(copy_tiny(tmp_path / "tiny")), "KG_OUT": str(tmp_path / "out")})
    assert done.returncode == 0
    stages = [json.loads(line) for line in done.stderr.splitlines()]
    assert [stage["stage"] for stage in stages] == STAGES
    assert all(stage["seconds"] >= 0 for stage in stages)
    assert stages[0]["rows"] >= 50
    assert stages[2]["triples"] >= 1_000
    assert stages[3]["quads"] == stages[2]["quads"] + stages[2]["triples"]
    assert stages[4]["errors"] == 0
    assert stages[4]["engine"] == "pyshacl"
    release = read_release((tmp_path / "out" / "current").resolve())
    assert stages[-1]["release"] == release.version
    told = f"{release.title} {release.version}: {release.triples:,} triples\n"
    assert done.stdout.decode() == told


def test_build_with_another_base(tmp_path: Path) -> None:
    base = "https://data.example.org/graph/"
    done = kg(
        "build", "--data", copy_tiny(tmp_path / "tiny"), env={"KG_OUT": str(tmp_path / "out"), "KG_BASE_IRI": base}
    )
    assert done.returncode == 0, done.stderr
    release = read_release((tmp_path / "out" / "current").resolve())
    assert release.base == base
    lines = (release.path / "livelihood.nt").read_text("utf-8")
    assert f"<{base}figure/report-2020-00050> <https://w3id.org/livelihood/ns#value> " in lines


def on_terminal(*arguments: str, **settings: str) -> tuple[int, str]:
    """Exit code and everything that a terminal of 80 columns gets."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    command = [sys.executable, "-m", "kg_builder", *arguments]
    process = subprocess.Popen(
        command, stdin=follower, stdout=follower, stderr=follower, env=environment(**settings), close_fds=True
    )
    os.close(follower)
    seen = b""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if select.select([leader], [], [], 0.1)[0]:
            try:
                seen += os.read(leader, 65_536)
            except OSError:
                break
    os.close(leader)
    return process.wait(10), seen.decode()


def test_build_on_a_terminal_shows_a_line_that_moves(tmp_path: Path) -> None:
    code, seen = on_terminal("build", "--data", str(copy_tiny(tmp_path / "tiny")), "--out", str(tmp_path / "out"))
    assert code == 0
    assert "{" not in seen
    for stage in STAGES:
        assert re.search(rf"  {stage} +…(\r  {stage} +█+ +[0-9]+%)*\r\x1b\[K  {stage} +[0-9.]+ s  ", seen), stage
    assert max(len(line) for line in re.sub(r".*\x1b\[K", "", seen).splitlines()) <= 80


def test_a_failed_stage_on_a_terminal_ends_its_line(tmp_path: Path) -> None:
    data = copy_tiny(tmp_path / "tiny")
    apply_edit(data, {"table": "figures", "row": 0, "set": {"value": "many"}})
    code, seen = on_terminal("build", "--data", str(data), "--out", str(tmp_path / "out"))
    assert code == 1
    assert re.match(r"  check +…\r\nfigures.csv:2:value: type", seen)


@pytest.mark.parametrize("form", sorted(DUMPS))
def test_dump_is_the_file_of_the_release(
    tiny_release: Release, out: str, form: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["dump", "--format", form], {"KG_OUT": out}) == 0
    assert capfdbinary.readouterr().out == (tiny_release.path / DUMPS[form]).read_bytes()


def test_exit_codes_of_a_process(tiny_release: Release, out: str) -> None:
    dumped = kg("dump", "--format", "nt", env={"KG_OUT": out})
    assert (dumped.returncode, dumped.stderr) == (0, b"")
    assert dumped.stdout == (tiny_release.path / "livelihood.nt").read_bytes()
    expected = {ROWS: 0, "SELECT ?x WHERE { ?x a lh:Nothing }": 3, "SELECT ?x WHERE {": 2}
    for query, code in expected.items():
        done = kg("query", "-", env={"KG_OUT": out}, given=query.encode())
        assert done.returncode == code
        assert bool(done.stdout) == (code != 2)
        assert bool(done.stderr) == (code == 2)
    slow = kg("query", "-", "--seconds", "0.5", env={"KG_OUT": out}, given=SLOW.encode())
    assert (slow.returncode, slow.stdout) == (4, b"")


def test_dump_to_a_file(tiny_release: Release, out: str, tmp_path: Path) -> None:
    done = kg("dump", "--format", "nq.gz", "-o", tmp_path / "graph.gz", "--out", out)
    assert (done.returncode, done.stdout) == (0, b"")
    assert gzip.decompress((tmp_path / "graph.gz").read_bytes()) == (tiny_release.path / "graph.nq").read_bytes()


def test_dump_to_a_place_that_cannot_be_written(out: str, tmp_path: Path) -> None:
    done = kg("dump", "-o", tmp_path / "nowhere" / "x.ttl", "--out", out)
    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: Could not open file")


@pytest.mark.parametrize("command", [["dump"], ["query", "people-treated"]])
def test_without_a_release(tmp_path: Path, command: list[str]) -> None:
    done = kg(*command, env={"KG_OUT": str(tmp_path / "empty")})
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == "kg: no release under empty/: run `kg build` first\n"


def test_query_by_name(ask: Ask) -> None:
    code, told, errors = ask("people-treated")
    program = "https://w3id.org/livelihood/program/arvenia-clinics"
    assert (code, errors) == (0, "")
    assert told.splitlines() == ["program,year,people", f"{program},2015,1200000", f"{program},2020,2400000"]


def test_query_with_a_parameter(ask: Ask) -> None:
    for value in ("program:arvenia-clinics", "https://w3id.org/livelihood/program/arvenia-clinics"):
        assert ask("people-treated", "--param", f"program={value}")[0] == 0
    code, told, errors = ask("people-treated", "-p", "program=program:lake-clinic")
    assert (code, told.splitlines(), errors) == (3, ["program,year,people"], "")


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ("progam=x", "people-treated: found parameter 'progam', expected one of program"),
        (
            "program=no iri",
            "parameter program: found 'no iri', expected an IRI or a name such as program:arvenia-clinics",
        ),
        ("program", "parameter program: found '', expected an IRI or a name such as program:arvenia-clinics"),
    ],
)
def test_query_with_a_bad_parameter(ask: Ask, pair: str, message: str) -> None:
    assert ask("people-treated", "-p", pair) == (2, "", f"kg: {message}\n")


def test_query_from_a_file_and_from_standard_input(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "programs.rq").write_text(ROWS, "utf-8")
    from_file = ask(str(tmp_path / "programs.rq"))
    assert from_file == ask("-", given=ROWS)
    assert from_file[0] == 0
    assert len(from_file[1].splitlines()) == 3


@pytest.mark.parametrize(
    ("query", "form", "begins"),
    [
        (ROWS, "csv", "program"),
        (ROWS, "tsv", "?program"),
        (ROWS, "json", '{"head":{"vars":["program"]}'),
        (ROWS, "xml", "<?xml"),
        ("ASK { ?p a lh:Program }", "csv", "true"),
        ("ASK { ?p a lh:Nothing }", "json", '{"head":{},"boolean":false}'),
        ("DESCRIBE program:lake-clinic", "ttl", "@prefix"),
        ("CONSTRUCT WHERE { program:lake-clinic ?p ?o }", "nt", "<https://w3id.org/livelihood/program/lake-clinic>"),
        ("CONSTRUCT WHERE { program:lake-clinic ?p ?o }", "rdf", "<?xml"),
        ("CONSTRUCT WHERE { program:lake-clinic ?p ?o }", "jsonld", "[{"),
    ],
)
def test_query_formats(ask: Ask, query: str, form: str, begins: str) -> None:
    code, told, errors = ask("-", "--format", form, given=query)
    assert (code, errors) == (0, "")
    assert told.startswith(begins)
    assert len(told) >= len(begins) > 0


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
@pytest.mark.parametrize("values", ['"[]"', '"\\"bindings\\":[]"', '"<result>"', '"two\\nlines"', "UNDEF"])
def test_a_row_is_never_taken_for_none(ask: Ask, form: str, values: str) -> None:
    assert ask("-", "-f", form, given=f"SELECT ?x WHERE {{ VALUES ?x {{ {values} }} }}")[0] == 0


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_no_rows_is_3(ask: Ask, form: str) -> None:
    assert ask("-", "-f", form, given="SELECT ?result WHERE { ?result a lh:Nothing }")[0] == 3


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf", "jsonld"])
def test_no_triples_is_3(ask: Ask, form: str) -> None:
    assert ask("-", "-f", form, given="DESCRIBE program:nothing")[0] == 3


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?p WHERE { ?p a lh:Program", "no SPARQL query: error at 1:"),
        ("", "no SPARQL query"),
        ("SELECT ?p WHERE { ?p a nope:Program }", "no SPARQL query"),
        ("INSERT DATA { <http://a/> <http://b/> 1 }", "no SPARQL query"),
        ("\u200b", "no SPARQL query"),
    ],
)
def test_a_bad_query_is_2(ask: Ask, query: str, message: str) -> None:
    code, told, errors = ask("-", given=query)
    assert (code, told) == (2, "")
    assert errors.startswith(f"kg: {message}")


def test_a_format_that_does_not_fit_is_2(ask: Ask) -> None:
    rows = ask("-", "-f", "ttl", given=ROWS)
    assert rows == (2, "", "kg: found format ttl for rows, expected one of csv, json, tsv, xml\n")
    graph = ask("-", "-f", "csv", given="DESCRIBE program:lake-clinic")
    assert graph == (2, "", "kg: found format csv for a graph, expected one of jsonld, nt, rdf, ttl\n")


@pytest.mark.parametrize(
    "name", ["people-treatd", "SELECT ?p WHERE { ?p a lh:Program }", "x" * 5_000, "nowhere/q.rq", "\n"]
)
def test_a_query_that_is_nowhere_is_2(ask: Ask, name: str) -> None:
    code, told, errors = ask(name)
    assert (code, told) == (2, "")
    assert re.match(
        "kg: found no file and no stored query '.+', expected a file, - or one of: people-treated\n$", errors
    )


def test_a_query_that_is_no_utf8_is_2(ask: Ask, out: str, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_bytes(b"SELECT \xff")
    assert ask(str(tmp_path / "q.rq")) == (2, "", "kg: q.rq: cannot be read as UTF-8 text\n")
    done = kg("query", "-", env={"KG_OUT": out, "LC_ALL": "C"}, given=b"SELECT \xff")
    assert (done.returncode, done.stderr) == (2, b"kg: standard input: cannot be read as UTF-8 text\n")


def test_a_query_in_chinese_under_any_locale(out: str) -> None:
    query = 'SELECT ?name WHERE { ?name rdfs:label ?x FILTER(CONTAINS(?x, "北")) } LIMIT 0'
    for locale in ("C", "C.UTF-8"):
        assert kg("query", "-", env={"KG_OUT": out, "LC_ALL": locale}, given=query.encode()).returncode == 3


def test_the_time_limit_is_4(ask: Ask) -> None:
    began = time.monotonic()
    code, told, errors = ask("-", "--seconds", "0.5", given=SLOW)
    assert (code, told) == (4, "")
    assert errors == "kg: stopped after 0.5 seconds; narrow the query or give --seconds\n"
    assert time.monotonic() - began < 20


def test_starting_up_does_not_count_for_the_time_limit(ask: Ask) -> None:
    assert ask("people-treated", "--seconds", "0.1")[0] == 0


def test_a_query_that_takes_its_process_down_is_told(ask: Ask) -> None:
    code, told, errors = ask("-", given=f"SELECT * WHERE {'{' * 6_000}{'}' * 6_000}")
    assert code in {1, 2}
    assert told == ""
    assert errors.startswith("kg: ")


@pytest.mark.parametrize(
    "arguments",
    [["dump", "--format", "nt"], ["query", "-"], ["query", "people-treated"], ["check"], ["--help"]],
    ids=lambda arguments: arguments[0],
)
def test_a_reader_that_goes_away_is_no_fault(out: str, arguments: list[str]) -> None:
    command = [sys.executable, "-m", "kg_builder", *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(KG_OUT=out)
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(b"SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } LIMIT 50000")
        process.stdin.close()
        told = process.stderr.read()
    assert (process.returncode, told) == (0, b"")


TEXT = "In 2020, 12 clinics treated 1.2 million people; nearly half were children. Call 555-0100.\n"


def test_numerals_of_a_text(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(TEXT, "utf-8")
    done = kg("numerals", tmp_path / "text.txt")
    header, *lines = done.stdout.decode().splitlines()
    assert (done.returncode, done.stderr) == (0, b"")
    assert header.split("\t")[:5] == ["start", "end", "kind", "value", "precision"]
    told = {line.split("\t")[3]: line.split("\t") for line in lines}
    assert {"2020", "12", "1200000"} <= set(told)
    start, end = (int(each) for each in told["1200000"][:2])
    assert TEXT[start:end] == "1.2 million"


def test_numerals_of_what_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_bytes(b"12 \xff")
    done = kg("numerals", tmp_path / "text.txt")
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert kg("numerals", tmp_path / "gone.txt").returncode == 2


def test_verify_needs_texts() -> None:
    done = kg("verify")
    assert done.returncode == 2
    assert b"give --sources DIR or set KG_SOURCES" in done.stderr


def test_output_has_no_path_of_the_machine(tmp_path: Path, out: str) -> None:
    data = copy_tiny(tmp_path / "tiny")
    (data / "units.csv").unlink()
    for arguments in (["check", "--data", str(data)], ["build", "--data", str(data), "--out", out]):
        done = kg(*arguments)
        assert done.returncode == 1
        assert str(tmp_path).encode() not in done.stderr
        assert str(ROOT).encode() not in done.stderr


def invented_text(data: Path) -> str:
    """A text in which every place of the tiny package has what stands there, with letters between."""
    places: dict[int, str] = {20: "2020", 400: "42"}
    for row in read_rows(data / "mentions.csv")[1]:
        places[int(row["start"])] = row["exact"]
    for row in read_rows(data / "figures.csv")[1]:
        places[int(row["cite_start"])] = row["token"]
        for further in filter(None, row["more_citations"].split(";")):
            span, _, token = further.partition(":")
            places[int(span.partition("-")[0])] = token
    text = ""
    for start, token in sorted(places.items()):
        gap = start - len(text)
        text += (" la" * gap)[: max(gap - 1, 0)] + " " * (gap > 0) + token
    return text + " la.\n"


@pytest.fixture
def cited(tmp_path: Path) -> Path:
    """The tiny package with an invented source text in the folder `sources`, and its digest."""
    data = copy_tiny(tmp_path / "tiny")
    text = invented_text(data).encode()
    (data / "sources").mkdir()
    (data / "sources" / "report.txt").write_bytes(text)
    apply_edit(data, {"table": "sources", "row": 0, "set": {"sha256": hashlib.sha256(text).hexdigest()}})
    return data


def verify(data: Path, capfd: pytest.CaptureFixture[str], *arguments: str) -> Answer:
    """`kg verify` on a package with its texts."""
    code = run(["verify", "--data", str(data), "--sources", str(data / "sources"), *arguments], {})
    told = capfd.readouterr()
    return code, told.out, told.err


def test_verify_on_an_invented_text(cited: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, told, errors = verify(cited, capfd)
    assert (code, told) == (1, "")
    assert set(re.findall(r"^[a-z]+\.csv:[0-9]+:[a-z_]+: ([a-z-]+)", errors, re.MULTILINE)) == {"fingerprint-differs"}
    code, told, errors = verify(cited, capfd, "--write-fingerprints")
    assert (code, errors) == (0, "")
    assert re.match(
        "1[0-9] fingerprints written\nreport-2020: 1[0-9] numerals: 1[0-9] cited by figures, 2 excluded", told
    )
    assert told.endswith("0 left over\n")
    assert verify(cited, capfd) == (0, told.partition("\n")[2], "")
    assert run(["check", "--data", str(cited)], {}) == 0


def test_verify_finds_what_was_changed(cited: Path, capfd: pytest.CaptureFixture[str]) -> None:
    verify(cited, capfd, "--write-fingerprints")
    path = cited / "sources" / "report.txt"
    text = path.read_text("utf-8").replace("2.4 million", "2.5 million").replace("350,000 la", "350,000 la 7")
    path.write_text(text, "utf-8")
    code, told, errors = verify(cited, capfd)
    assert (code, told) == (1, "")
    assert "sources.csv:2:sha256: " in errors
    digest = hashlib.sha256(text.encode()).hexdigest()
    apply_edit(cited, {"table": "sources", "row": 0, "set": {"sha256": digest}})
    code, told, errors = verify(cited, capfd)
    assert code == 1
    assert "figures.csv:3:token: " in errors
    assert str(cited) not in errors
