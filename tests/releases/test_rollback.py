"""Which releases there are, what a name means, and the way back."""

import json
import shutil
from pathlib import Path

import pytest
from datapackages import copy_tiny

from kg_builder.cli import run
from kg_builder.errors import ReleaseError
from kg_builder.releases.folder import find_release, published
from kg_builder.releases.release import Release, current_release
from releases.editing import built

Two = tuple[Path, Release, Release]
ADVICE = "; remove that folder to build it anew"


@pytest.fixture
def own(two: Two, tmp_path: Path) -> Two:
    """A copy that a test may change."""
    out, old, new = two
    shutil.copytree(out, tmp_path / "out", symlinks=True)
    return tmp_path / "out", old, new


def kg(out: Path, *arguments: str) -> int:
    return run([*arguments, "--out", str(out)], {})


def test_releases_are_listed_newest_first(two: Two, capsys: pytest.CaptureFixture[str]) -> None:
    out, old, new = two
    assert kg(out, "releases") == 0
    assert capsys.readouterr().out == (
        f"*\t{new.version}\t{new.created}\t{new.triples}\t9\n \t{old.version}\t{old.created}\t{old.triples}\t10\n"
    )
    assert kg(out, "releases", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(row["version"], row["figures"], row["current"], row["damaged"]) for row in listed] == [
        (new.version, 9, True, False),
        (old.version, 10, False, False),
    ]


def test_a_damaged_release_is_listed_as_such(own: Two, capsys: pytest.CaptureFixture[str]) -> None:
    out, old, _ = own
    (out / "releases" / old.version / "manifest.json").write_text("{", "utf-8")
    assert kg(out, "releases") == 0
    assert f" \t{old.version}\tdamaged\n" in capsys.readouterr().out


def test_versions_are_sorted_as_numbers(own: Two) -> None:
    out, _, new = own
    path = out / "releases" / "0.10.0-later"
    shutil.copytree(out / "releases" / new.version, path)
    content = json.loads((path / "manifest.json").read_text("utf-8"))
    (path / "manifest.json").write_text(json.dumps(content | {"data_version": "0.10.0"}), "utf-8")
    assert [each.version for each in published(out)][:2] == ["0.10.0-later", new.version]


def test_rollback_and_forward_again(own: Two, capsys: pytest.CaptureFixture[str]) -> None:
    out, old, new = own
    for name, release in ((old.version, old), (new.version[:4], new), ("0.1", old), ("0.1", old)):
        assert kg(out, "rollback", name) == 0
        assert capsys.readouterr().out == f"current is {release.version}: {release.triples:,} triples\n"
        current = current_release(out)
        assert current is not None
        assert current.version == release.version
        assert (out / "current").readlink() == Path("releases") / release.version


@pytest.mark.parametrize("name", ["0.3", "nothing", "../out", "", "0."])
def test_rollback_to_what_is_no_release_says_what_there_is(
    own: Two, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out, old, new = own
    assert kg(out, "rollback", name) == 1
    told = capsys.readouterr().err
    assert old.version in told
    assert new.version in told
    assert (out / "current").readlink().name == new.version


@pytest.mark.parametrize(("file", "word"), [("livelihood.nt", "damaged"), ("tables/figures.csv", "missing")])
def test_rollback_to_a_broken_release_is_refused(
    own: Two, file: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out, old, new = own
    path = out / "releases" / old.version / file
    if word == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b"\n")
    assert kg(out, "rollback", old.version) == 1
    assert capsys.readouterr().err == f"kg: releases/{old.version}/{file}: {word}; nothing was changed{ADVICE}\n"
    assert (out / "current").readlink().name == new.version


@pytest.mark.parametrize(("file", "word"), [("graph.nq", "damaged"), ("store/CURRENT", "missing")])
def test_a_build_does_not_lead_back_to_a_broken_release(tmp_path: Path, file: str, word: str) -> None:
    data, out = copy_tiny(tmp_path / "tiny"), tmp_path / "out"
    path = built(data, out).path / file
    if word == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ReleaseError, match=f"{word}; nothing was changed{ADVICE}"):
        built(data, out)
    shutil.rmtree(out / "releases")
    assert built(data, out).path.name == (out / "current").readlink().name


@pytest.mark.parametrize("command", [["releases"], ["rollback", "0.1"], ["diff", "a", "b"], ["dump"]])
def test_without_a_release(tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert kg(tmp_path / "out", *command) == 1
    assert capsys.readouterr().err == "kg: no release under out/: run `kg build` first\n"
    assert not (tmp_path / "out").exists()


def test_what_a_name_means(two: Two) -> None:
    out, old, new = two
    names = {"current": new, "latest": new, "0.2": new, old.version: old, str(old.path): old, str(out / "current"): new}
    for name, release in names.items():
        assert find_release(out, name).digest == release.digest, name
