"""The built script of the query page is what its sources make, small enough, and carries its licences."""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from datapackages import ROOT

FRONTEND = ROOT / "server" / "frontend"
EDITOR = ROOT / "server" / "kg_server" / "static" / "editor"
MODULES = FRONTEND / "node_modules"
MOST_BYTES = 450_000
HOW = "node and server/frontend/node_modules are needed: npm ci --prefix server/frontend, then again; CI does so"


@pytest.fixture(scope="module")
def manifest() -> dict[str, dict[str, object]]:
    content: dict[str, dict[str, object]] = json.loads((EDITOR / "MANIFEST.json").read_text("utf-8"))
    return content


def test_the_manifest_matches_the_script(manifest: dict[str, dict[str, object]]) -> None:
    scripts = sorted(path.name for path in EDITOR.glob("*.js"))
    assert scripts == [manifest["script"]["file"]], "run make frontend; one script, the one that the manifest names"
    content = (EDITOR / scripts[0]).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    assert (manifest["script"]["sha256"], manifest["script"]["bytes"]) == (digest, len(content))
    assert scripts[0] == f"query.{digest[:12]}.js"


def test_the_script_is_small(manifest: dict[str, dict[str, object]]) -> None:
    assert int(str(manifest["script"]["bytes"])) <= MOST_BYTES


def test_every_package_in_the_script_has_its_licence(manifest: dict[str, dict[str, object]]) -> None:
    notices = (EDITOR / "THIRD_PARTY_LICENSES.txt").read_text("utf-8")
    packages = manifest["packages"]
    assert len(packages) >= 12
    locked = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))["packages"]
    for name, package in packages.items():
        assert isinstance(package, dict)
        assert f"{name} {package['version']} ({package['license']})" in notices
        assert locked[f"node_modules/{name}"]["version"] == package["version"]
    assert notices.count("Permission is hereby granted") >= len(packages)


def test_nothing_of_the_front_end_names_where_it_came_from() -> None:
    lock = (FRONTEND / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    assert "http" not in re.sub(r'"funding": \{[^}]*\}|"url": "[^"]*"', "", lock)
    versions = json.loads((FRONTEND / "package.json").read_text("utf-8"))["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())


def test_no_script_of_ours_calls_anybody_else() -> None:
    sources = sorted((FRONTEND / "src").glob("*.js"))
    assert len(sources) >= 12
    for path in sources:
        text = path.read_text("utf-8")
        assert not re.search(r"https?://(?!www\.w3\.org)", text), path.name
        assert not re.search(r"\beval\(|new Function|innerHTML|document\.write", text), path.name


@pytest.mark.skipif(not (MODULES.is_dir() and shutil.which("node")), reason=HOW)
def test_the_sources_make_exactly_this_script(tmp_path: Path) -> None:
    subprocess.run(["node", "build.mjs", str(tmp_path)], cwd=FRONTEND, check=True, capture_output=True, timeout=120)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(path.name for path in EDITOR.iterdir())
    for name in names:
        assert (tmp_path / name).read_bytes() == (EDITOR / name).read_bytes(), f"{name}: run make frontend"


@pytest.mark.skipif(not shutil.which("node"), reason="node is needed for the tests of the scripts")
def test_the_scripts_pass_their_own_tests() -> None:
    files = sorted(str(path) for path in (FRONTEND / "test").glob("*.test.mjs"))
    done = subprocess.run(
        ["node", "--test", *files], cwd=FRONTEND, check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout
    assert int(re.findall(r"^# pass (\d+)", done.stdout, re.MULTILINE)[0]) >= 8
