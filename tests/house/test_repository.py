"""What no file of the repository may hold: a sentence of a source, a path of a machine, an address in a lock."""

import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from datapackages import ROOT

SOURCES = ROOT.parent / "shared" / "sources"
RUN = 8
"""Words of a source in a row that are a quotation."""

MACHINE = re.compile(r"(?<![\w.~/-])/(?:work|root|home/[a-z]+|Users/[A-Za-z]+|tmp)/[\w.]")
TESTS_MAY = re.compile(r"^(tests|benchmarks)/")
BINARY = {".otf", ".png", ".ico", ".woff2", ".parquet", ".gz", ".zst", ".xlsx", ".pdf"}


def files(*options: str) -> list[str]:
    """Names of files that git knows, or would take in."""
    listed = subprocess.run(["git", "ls-files", "-z", *options], cwd=ROOT, capture_output=True, check=True).stdout
    return sorted({name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()})


TRACKED = files()
EVERY = sorted({*TRACKED, *files("--others", "--exclude-standard")})


def text_of(name: str) -> str:
    """A file as text; what is no UTF-8 is shown as such."""
    return (ROOT / name).read_bytes().decode("utf-8", "replace")


def test_there_are_files() -> None:
    assert len(EVERY) >= 300


def words(text: str) -> list[str]:
    """Words in lower case, without anything between them; a Chinese character is a word."""
    return re.findall(r"[a-z0-9]+|[\u3400-\u9fff]", text.lower())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of words."""
    found = words(text)
    return (tuple(found[start : start + RUN]) for start in range(len(found) - RUN + 1))


def test_runs_of_words() -> None:
    assert list(runs("One two, THREE four-five six seven eight.")) == [
        ("one", "two", "three", "four", "five", "six", "seven", "eight")
    ]
    assert len(list(runs("一二三四五六七八九"))) == 2
    assert list(runs("too short")) == []


@pytest.mark.skipif(
    not SOURCES.is_dir(), reason="the source texts are private: they are where the curators work, and in CI"
)
def test_no_words_of_a_source() -> None:
    texts = sorted(SOURCES.glob("*.txt"))
    assert len(texts) >= 5
    said = {run for path in texts for run in runs(path.read_text("utf-8"))}
    assert len(said) >= 3_500
    quoted = {
        name: " ".join(run)
        for name in EVERY
        if Path(name).suffix not in BINARY
        for run in runs(text_of(name))
        if run in said
    }
    assert quoted == {}


def test_no_path_of_a_machine() -> None:
    found = {
        f"{name}:{n}": line.strip()[:100]
        for name in EVERY
        if not TESTS_MAY.match(name) and Path(name).suffix not in BINARY
        for n, line in enumerate(text_of(name).split("\n"), 1)
        if MACHINE.search(line)
    }
    assert found == {}


@pytest.mark.parametrize(
    ("line", "is_path"),
    [
        ("see /root/main/x", True),
        ("open('/tmp/x')", True),
        ("/home/anna/x", True),
        ("https://example.org/root/x", False),
        ("a/tmp/b", False),
        ("/var/lib/kg", False),
    ],
)
def test_what_a_path_of_a_machine_is(line: str, *, is_path: bool) -> None:
    assert bool(MACHINE.search(line)) == is_path


def test_locks_name_no_address() -> None:
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    assert len(locks) >= 2
    for path in locks:
        text = path.read_text("utf-8")
        assert "://" not in text, path.name
        assert text.count("--hash=sha256:") >= 50, path.name
        assert re.findall(r"^(?!#|    --hash|    # )[^\s].*$", text, re.MULTILINE), path.name
        pins = re.findall(r"^([a-z0-9._-]+)(\S*)", text, re.MULTILINE)
        assert all(version.startswith("==") for _, version in pins), path.name


def test_locks_are_sorted() -> None:
    for path in sorted((ROOT / "requirements").glob("*.lock")):
        names = re.findall(r"^([a-z0-9._-]+)==", path.read_text("utf-8"), re.MULTILINE)
        assert len(names) >= 15
        assert all(first <= second for first, second in pairwise(names)), path.name


def test_text_files_end_in_a_line_feed_and_have_no_carriage_return() -> None:
    spoiled = []
    for name in EVERY:
        if Path(name).suffix in BINARY or name.startswith("tests/"):
            continue
        content = (ROOT / name).read_bytes()
        if content and (not content.endswith(b"\n") or b"\r" in content):
            spoiled.append(name)
    assert spoiled == []


def test_no_folder_of_tests_is_left_out(request: pytest.FixtureRequest) -> None:
    assert request.config.getini("norecursedirs") == [".*"], "the default leaves out folders named build"
