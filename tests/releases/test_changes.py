"""`kg diff`: what changed between two releases, told three ways."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from kg_builder.cli import run
from kg_builder.releases.changes import Property, changes_between
from kg_builder.releases.changes_told import as_json, as_text
from kg_builder.releases.patches import merged, patch
from kg_builder.releases.release import Release

Two = tuple[Path, Release, Release]
HERE = Path(__file__).parent


def test_figures_are_added_removed_and_changed(two: Two) -> None:
    _, old, new = two
    changes = changes_between(old, new)
    assert [(change.kind, change.id) for change in changes.figures] == [
        ("changed", "report-2020-00150"),
        ("removed", "report-2020-00160"),
        ("removed", "report-2020-00230"),
        ("added", "report-2020-00230-b"),
    ]
    changed = changes.figures[0]
    assert [(each.name, each.old, each.new) for each in changed.properties if not each.is_derived] == [
        ("value", "80", "81"),
        ("token", "80", "81"),
        ("note", 'The text says "now"; 80 of them', "Misread before"),
    ]
    assert {"min", "max"} <= {each.name for each in changed.properties if each.is_derived}
    for place in (changed.old, changed.new):
        assert place is not None
        assert (place.source, place.citations) == ("report-2020", ("report-2020#char=150,152",))


def test_a_correction_names_both_figures_and_says_why(two: Two) -> None:
    _, old, new = two
    gone, come = changes_between(old, new).figures[2:]
    assert gone.corrections == come.corrections
    (correction,) = come.corrections
    assert (correction.old, correction.new) == (gone.id, come.id)
    assert ("value", "98", "97") in [(each.name, each.old, each.new) for each in correction.properties]
    assert come.new is not None
    assert come.new.note == "It says 97"


def test_rows_of_other_tables_are_counted(two: Two) -> None:
    _, old, new = two
    tables = changes_between(old, new).tables
    counts = {name: (each.added, each.removed, each.changed) for name, each in tables.items()}
    assert len(counts) >= 15
    assert {name: each for name, each in counts.items() if any(each)} == {
        "citations": (0, 1, 2),
        "figures": (1, 2, 1),
        "fingerprints": (0, 1, 0),
        "regions": (0, 0, 1),
        "replaced": (1, 0, 0),
        "series": (0, 1, 0),
    }


def test_the_other_direction_swaps_added_and_removed(two: Two) -> None:
    _, old, new = two
    kinds = {change.id: change.kind for change in changes_between(new, old).figures}
    assert kinds == {
        "report-2020-00150": "changed",
        "report-2020-00160": "added",
        "report-2020-00230": "added",
        "report-2020-00230-b": "removed",
    }


def test_a_release_does_not_differ_from_itself(two: Two) -> None:
    _, old, _ = two
    changes = changes_between(old, old)
    assert changes.figures == ()
    assert not any((each.added, each.removed, each.changed) != (0, 0, 0) for each in changes.tables.values())
    assert [line for line in patch(old, old) if line[:2] in {b"A ", b"D "}] == []


@pytest.mark.parametrize("form", ["text", "json", "patch"])
def test_approved_output(two: Two, form: str, capfdbinary: pytest.CaptureFixture[bytes], *, golden: bool) -> None:
    out, old, new = two
    assert run(["diff", "0.1", "current", "--format", form, "--out", str(out)], {}) == 0
    told = capfdbinary.readouterr().out.decode()
    told = told.replace(old.version, "0.1.0-OLD").replace(new.version, "0.2.0-NEW")
    path = HERE / "approved" / f"diff.{form}"
    if golden:
        path.write_text(told, "utf-8")
    assert told == path.read_text("utf-8")


def test_text_and_json_tell_the_same(two: Two) -> None:
    _, old, new = two
    changes = changes_between(old, new)
    content, text = json.loads(json.dumps(as_json(changes))), "\n".join(as_text(changes))
    listed = [figure for kind in ("added", "removed", "changed") for figure in content["figures"][kind]]
    assert sorted(figure["id"] for figure in listed) == [change.id for change in changes.figures]
    for figure in listed:
        assert figure["id"] in text
        for each in figure["properties"]:
            assert f"{each['name']}: {each['old'] or '(empty)'} -> {each['new'] or '(empty)'}" in text


def test_a_cell_of_several_lines_is_one_line_of_text(two: Two) -> None:
    _, old, new = two
    changes = changes_between(old, new)
    cell = Property("note", "one\ntwo", "one\r\n three", is_derived=False)
    first = replace(changes.figures[0], properties=(cell,))
    lines = list(as_text(replace(changes, figures=(first,))))
    assert "    note: one two -> one three" in lines
    assert not any("\n" in line for line in lines)


def test_the_patch_leads_from_one_release_to_the_other(two: Two) -> None:
    _, old, new = two
    before, after = ({*gzip.decompress((each.path / "graph.nq.gz").read_bytes()).splitlines()} for each in (old, new))
    rows = [line.rstrip(b"\n") for line in patch(old, new)]
    assert rows[2] == b"TX ."
    assert rows[-1] == b"TC ."
    added = {row[2:] for row in rows if row.startswith(b"A ")}
    deleted = {row[2:] for row in rows if row.startswith(b"D ")}
    assert len(added) >= 10
    assert deleted <= before
    assert not added & before
    assert (before - deleted) | added == after


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([], [], []),
        ([b"a"], [], [(False, b"a")]),
        ([], [b"a"], [(True, b"a")]),
        ([b"a", b"b"], [b"b", b"c"], [(False, b"a"), (True, b"c")]),
        ([b"b"], [b"a"], [(True, b"a"), (False, b"b")]),
    ],
)
def test_walking_along_two_sorted_sequences(
    old: list[bytes], new: list[bytes], expected: list[tuple[bool, bytes]]
) -> None:
    assert list(merged(old, new)) == expected


def test_a_release_without_tables_is_told(two: Two, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, old, _ = two
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "manifest.json").write_bytes((old.path / "manifest.json").read_bytes())
    assert run(["diff", "0.1", str(tmp_path / "bare"), "--out", str(out)], {}) == 1
    assert capsys.readouterr().err == "kg: bare/tables: missing or damaged (FileNotFoundError)\n"
