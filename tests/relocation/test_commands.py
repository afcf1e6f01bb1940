"""`kg locate`, `kg rebase` and `kg review` on an invented package, as people call them."""

import gzip
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from datapackages import read_rows, write_rows
from relocation.packages import with_text

from kg_builder.cli import run

SOURCE = "report-2020"
FIGURE = "report-2020-00090"
Kg = Callable[..., tuple[int, str, str]]


@pytest.fixture
def texts(tiny: Path, tmp_path: Path) -> Path:
    with_text(tiny, tmp_path / "texts")
    return tmp_path / "texts"


@pytest.fixture
def kg(tiny: Path, texts: Path, capsys: pytest.CaptureFixture[str]) -> Kg:
    def call(*arguments: str | Path) -> tuple[int, str, str]:
        environ = {"KG_DATA": str(tiny), "KG_SOURCES": str(texts), "KG_OUT": str(tiny.parent / "out")}
        code = run([str(argument) for argument in arguments], environ)
        return code, *capsys.readouterr()

    return call


def revised(texts: Path, name: str, *edits: tuple[str, str], before: str = "") -> Path:
    """A new text beside the old one."""
    text = (texts / "report.txt").read_text("utf-8")
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (texts / name).write_bytes((before + text).encode())
    return texts / name


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def figures(tiny: Path) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in read_rows(tiny / "figures.csv")[1]}


def test_the_invented_package_is_right(kg: Kg) -> None:
    assert kg("check")[0] == 0
    code, out, err = kg("verify")
    assert (code, err) == (0, "")
    assert "0 left over" in out


def test_locate_finds_every_place_of_a_figure(kg: Kg, texts: Path) -> None:
    new = revised(texts, "new.txt", before="Heading\n\n")
    code, out, _ = kg("locate", new, "report-2020-00170")
    assert code == 0
    assert out.splitlines() == [
        "start\tend\ttoken\thow\tplace",
        "179\t191\t26.5 million\tby fingerprint\t3:171",
        "199\t211\t3.93 million\tby fingerprint\t3:191",
    ]


def test_locate_says_when_it_is_not_sure(kg: Kg, texts: Path) -> None:
    changed = revised(texts, "changed.txt", ("350,000", "351,000"))
    code, out, _ = kg("locate", changed, FIGURE)
    assert code == 1
    assert out.splitlines()[1] == "-\t-\t350,000\tchanged\t1:91 (90-97)"
    code, out, err = kg("locate", changed, "report-2020-99999")
    assert code == 1
    assert "found no figure 'report-2020-99999'" in err


def test_rebase_moves_what_stands_as_before(kg: Kg, tiny: Path, texts: Path) -> None:
    before, old = figures(tiny), contents(tiny)
    new = revised(texts, "new.txt", (" 98 ", "\u00a098\u2009"), before="Corrected on Monday\n\n")
    code, out, err = kg("rebase", SOURCE, new)
    assert (code, err) == (0, "")
    assert "report-2020-r2: a revision of report-2020" in out
    assert "figures: 10 moved, 0 still cite report-2020" in out
    assert "nothing left for a person" in out
    after = figures(tiny)
    assert list(after) == list(before)
    for name, row in after.items():
        moved = int(before[name]["cite_start"]) + 21
        assert (row["source"], row["cite_start"], row["token"]) == ("report-2020-r2", str(moved), before[name]["token"])
    assert after["report-2020-00170"]["more_citations"] == "211-223:3.93 million"
    assert kg("check")[0] == 0
    assert kg("verify")[0] == 0
    untouched = {"regions.csv", "programs.csv", "datapackage.json"}
    assert all(contents(tiny)[name] == old[name] for name in untouched)
    assert not [name for name in contents(tiny) if name.startswith(".")]


def test_the_old_source_stays_known(kg: Kg, tiny: Path, texts: Path) -> None:
    old = (tiny / "sources.csv").read_text("utf-8").splitlines()
    new = revised(texts, "new.txt", before="Corrected\n")
    assert kg("rebase", SOURCE, new, "--as", "report-2020-corrected", "--issued", "2021-01-31")[0] == 0
    lines = (tiny / "sources.csv").read_text("utf-8").splitlines()
    assert lines[:2] == old[:2]
    row = read_rows(tiny / "sources.csv")[1][1]
    assert (row["id"], row["issued"], row["revision_of"]) == ("report-2020-corrected", "2021-01-31", SOURCE)
    assert kg("build")[0] == 0
    quads = gzip.decompress(next((tiny.parent / "out").glob("current/graph.nq.gz")).read_bytes()).decode()
    assert (
        "source/report-2020-corrected> <http://www.w3.org/ns/prov#wasRevisionOf>"
        " <https://w3id.org/livelihood/source/report-2020>" in quads
    )
    (texts / "report.txt").unlink()
    assert kg("verify")[0] == 0, "nothing cites the old text any more"


@pytest.mark.parametrize(
    ("edits", "state"),
    [
        ([("350,000", "351,000")], "changed"),
        ([("350,000", "3.50,000")], ""),
        ([("350,000", "")], "vanished"),
        ([("350,000", "-350,000")], "changed"),
        ([("350,000", "2.4 thousand")], "changed"),
    ],
)
def test_a_figure_that_changed_stays_and_is_listed(
    edits: list[tuple[str, str]], state: str, kg: Kg, tiny: Path, texts: Path
) -> None:
    code, out, _ = kg("rebase", SOURCE, revised(texts, "new.txt", *edits))
    assert code == 1
    assert f"figures.csv:4: {FIGURE} {state}" in out
    assert figures(tiny)[FIGURE]["source"] == SOURCE
    assert figures(tiny)["report-2020-00110"]["source"] == "report-2020-r2"
    assert kg("check")[0] == 0
    left = kg("verify")[2].splitlines()
    assert all("numeral-left-over" in line for line in left[:-1])


def test_two_numbers_that_changed_places_stay_both(kg: Kg, tiny: Path, texts: Path) -> None:
    new = revised(texts, "new.txt", ("14.6", "@"), (" 80 ", " 14.6 "), ("@", "80"))
    code, out, _ = kg("rebase", SOURCE, new)
    assert code == 1
    for name in ("report-2020-00110", "report-2020-00150"):
        assert figures(tiny)[name]["source"] == SOURCE
        assert f"{name} changed" in out
    assert out.count("numeral-left-over") == 2


def test_a_copied_passage_is_ambiguous(kg: Kg, tiny: Path, texts: Path) -> None:
    text = (texts / "report.txt").read_text("utf-8")
    (texts / "new.txt").write_text(text + text[60:130], "utf-8")
    code, out, _ = kg("rebase", SOURCE, texts / "new.txt")
    assert code == 1
    assert f"{FIGURE} ambiguous" in out
    assert figures(tiny)[FIGURE]["source"] == SOURCE


def test_a_figure_moves_with_all_its_places_or_not_at_all(kg: Kg, tiny: Path, texts: Path) -> None:
    code, out, _ = kg("rebase", SOURCE, revised(texts, "new.txt", ("3.93 million", "3.94 million")))
    assert code == 1
    assert figures(tiny)["report-2020-00170"]["source"] == SOURCE
    assert "190-202" in out
    assert kg("check")[0] == 0


def test_a_changed_word_beside_a_number_is_for_a_look(kg: Kg, tiny: Path, texts: Path) -> None:
    text = (texts / "report.txt").read_text("utf-8")
    word = text[220:230].split()[0]
    code, out, _ = kg("rebase", SOURCE, revised(texts, "new.txt", (f"3 million {word}", "3 million other")))
    assert code == 1
    assert "report-2020-00210 look: 210-219 -> 210-219: found by order" in out
    assert figures(tiny)["report-2020-00210"]["source"] == "report-2020-r2"


def test_a_dry_run_writes_nothing(kg: Kg, tiny: Path, texts: Path) -> None:
    before = contents(tiny)
    code, out, _ = kg("rebase", SOURCE, revised(texts, "new.txt", before="New\n"), "--dry-run")
    assert code == 0
    assert "nothing was written" in out
    assert contents(tiny) == before


def test_the_same_bytes_need_nothing(kg: Kg, tiny: Path, texts: Path) -> None:
    before = contents(tiny)
    assert kg("rebase", SOURCE, texts / "report.txt")[:2] == (0, "report-2020: the same bytes; nothing to do\n")
    assert contents(tiny) == before


def test_what_cannot_be_rebased_is_refused_and_nothing_written(kg: Kg, tiny: Path, texts: Path, tmp_path: Path) -> None:
    new, before = revised(texts, "new.txt", before="New\n"), contents(tiny)
    (tmp_path / "report.txt").write_bytes(b"Another text.\n")
    refusals = [
        (kg("rebase", "no-such", new), "found no source 'no-such'"),
        (kg("rebase", SOURCE, tmp_path / "report.txt"), "expected a new name"),
        (kg("rebase", SOURCE, new, "--issued", "2019-01-01"), "end-after-source"),
        (kg("rebase", SOURCE, new, "--issued", "soon"), "found 'soon', expected a date"),
        (kg("rebase", SOURCE, new, "--as", "Not An Id"), "pattern"),
        (kg("rebase", SOURCE, new, "--as", SOURCE), "not-unique"),
    ]
    for (code, _, err), words in refusals:
        assert code == 1
        assert words in err
    assert contents(tiny) == before
    (texts / "report.txt").write_bytes(b"tampered")
    assert kg("rebase", SOURCE, new)[0] == 1
    assert contents(tiny) == before


def test_a_disk_that_refuses_leaves_all_tables(kg: Kg, tiny: Path, texts: Path) -> None:
    new, before = revised(texts, "new.txt", before="New\n"), contents(tiny)
    (tiny / ".mentions.csv.new").mkdir()
    code, _, err = kg("rebase", SOURCE, new)
    assert code == 1
    assert "they are as they were" in err
    assert contents(tiny) == before


def test_a_revision_can_be_revised_but_the_old_one_not_again(kg: Kg, tiny: Path, texts: Path) -> None:
    assert kg("rebase", SOURCE, revised(texts, "new.txt", before="New\n"))[0] == 0
    assert kg("rebase", SOURCE, revised(texts, "newer.txt", before="Newer\n"))[0] == 1
    assert kg("rebase", "report-2020-r2", texts / "newer.txt")[0] == 0
    assert {row["source"] for row in figures(tiny).values()} == {"report-2020-r3"}
    assert kg("verify")[0] == 0


def test_without_the_old_text_exclusions_stay(kg: Kg, tiny: Path, texts: Path) -> None:
    new = revised(texts, "new.txt", before="New\n")
    (texts / "report.txt").unlink()
    code, out, _ = kg("rebase", SOURCE, new)
    assert code == 1
    assert "the old text is not at hand" in out
    assert out.count("numeral-left-over") == 2
    assert {row["source"] for row in read_rows(tiny / "exclusions.csv")[1]} == {SOURCE}


def test_review_shows_cells_passage_and_checks(kg: Kg, tiny: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    subprocess.run(["cp", "-r", str(tiny), str(old)], check=True)
    header, rows = read_rows(tiny / "figures.csv")
    rows[2]["note"] = "<script>alert(1)</script> | [x](http://evil) *b* @all \u202e"
    rows[1]["value"] = "2500000"
    write_rows(tiny / "figures.csv", header, rows)
    code, out, _ = kg("review", old, tiny)
    assert code == 1
    assert "0 figures added, 2 changed, 0 removed." in out
    assert "do not commit it" in out
    assert r"| value | 2400000 | 2500000 |" in out
    assert "<b>350,000</b>" in out
    assert r"report\-2020, characters 90 to 97, line 1:" in out
    assert r"token\-value" in out
    for live in ("<script", "http://", "@all", "[x](", "\u202e"):
        assert live not in out


def test_review_recomputes(kg: Kg, tiny: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    subprocess.run(["cp", "-r", str(tiny), str(old)], check=True)
    header, rows = read_rows(tiny / "figures.csv")
    rows[3]["note"] = "Rounded by the source."
    write_rows(tiny / "figures.csv", header, rows)
    output = tmp_path / "review.md"
    assert kg("review", old, tiny, "-o", output)[0] == 0
    assert "Recomputed: 14.5833, agrees." in output.read_text("utf-8")
    write_rows(tiny / "figures.csv", header, [row for row in rows if row["id"] != "report-2020-00160"])
    assert kg("review", old, tiny, "-o", output)[0] == 1, "the numeral that nothing cites any more is told"
    written = output.read_text("utf-8")
    assert r"## Removed: report\-2020\-00160" in written
    assert "<b>one</b>" in written


def test_review_between_revisions(kg: Kg, tiny: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=tiny.parent, check=True, capture_output=True)

    git("init", "-q")
    git("add", "tiny")
    git("commit", "-q", "-m", "one")
    header, rows = read_rows(tiny / "figures.csv")
    rows[0]["note"] = "Looked at again."
    write_rows(tiny / "figures.csv", header, rows)
    assert "1 changed" in kg("review", "HEAD..")[1]
    assert "0 changed" in kg("review", "HEAD..HEAD")[1]
    git("commit", "-q", "-a", "-m", "two")
    assert "1 changed" in kg("review", "HEAD~1..HEAD")[1]
    assert kg("review", "nosuch..HEAD")[0] == 1
    assert kg("review", "--output=x..HEAD")[0] == 2
    assert kg("review", "one-folder")[0] == 2
