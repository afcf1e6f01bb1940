"""Tutorial and how-tos do what they say: every `sh` block runs, and prints the `text` block that follows it.

A block of text holds what both standard streams show, without the builder's lines of progress; `…` stands for anything.
"""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest
from datapackages import ROOT

PAGES = [
    ROOT / "docs" / "tutorial.md",
    *(
        ROOT / "docs" / "how-to" / f"{name}-a-{what}.md"
        for name, what in (("add", "source"), ("import", "table"), ("correct", "figure"), ("resolve", "conflict"))
    ),
    ROOT / "docs" / "how-to" / "start-another-domain.md",
]
READMES = sorted((ROOT / "examples").glob("*/README.md"))
BLOCK = re.compile(r"^( *)```(sh|text)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
MARK = "==== block"
SERVED = """
{command} --port 0 > served.txt 2>&1 & pid=$!
for _ in $(seq 150); do grep -q http:// served.txt && break; sleep 0.2; done
cat served.txt
kill $pid
wait $pid || true
rm served.txt
"""


@dataclass(frozen=True)
class Step:
    """Commands, and what they should print; None where the page does not show it."""

    commands: str
    shown: str | None


def steps(page: Path) -> list[Step]:
    """The steps of a page, in order."""
    blocks = [(kind, textwrap.dedent(body)) for _, kind, body in BLOCK.findall(page.read_text("utf-8"))]
    following = [*blocks[1:], ("", "")]
    return [
        Step(body, after if kind_after == "text" else None)
        for (kind, body), (kind_after, after) in zip(blocks, following, strict=True)
        if kind == "sh"
    ]


def script(listed: list[Step]) -> str:
    """One shell script of all steps, a mark before each."""
    parts = ["set -eu"]
    for n, step in enumerate(listed):
        commands = [SERVED.format(command=c) if c.startswith("kg serve") else c for c in step.commands.splitlines()]
        parts += [f"echo '{MARK} {n}'", *commands]
    return "\n".join(parts)


def printed(output: str) -> list[str]:
    """What each step printed."""
    lines = [line for line in output.splitlines(keepends=True) if not line.startswith('{"stage"')]
    return re.split(rf"^{MARK} \d+\n", "".join(lines), flags=re.MULTILINE)[1:]


def as_pattern(shown: str) -> str:
    """A shown text as a regular expression."""
    return ".*".join(re.escape(part) for part in shown.strip().split("…"))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_page(page: Path, tmp_path: Path) -> None:
    assert len(steps(page)) >= 3
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    run(steps(page), tmp_path)


@pytest.mark.parametrize("page", READMES, ids=lambda path: path.parent.name)
def test_readme_of_an_example(page: Path, tmp_path: Path) -> None:
    assert steps(page)
    shutil.copytree(page.parent, tmp_path / "example")
    run(steps(page), tmp_path / "example")


def test_there_are_readmes() -> None:
    assert len(READMES) >= 1


def run(listed: list[Step], folder: Path) -> None:
    """Run steps in a folder; each prints what the page shows."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    environ["PATH"] = f"{Path(sys.executable).parent}:{environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script(listed)],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    outputs = printed(done.stdout)
    for step, output in zip(listed, outputs, strict=False):
        if step.shown is not None:
            assert re.fullmatch(as_pattern(step.shown), output.strip(), re.DOTALL), f"{step.commands}\n{output}"
    assert done.returncode == 0, outputs[-1]
    assert len(outputs) == len(listed)
    assert "Traceback" not in done.stdout


def test_every_page_is_linked_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for page in [*PAGES, ROOT / "docs" / "explanation" / "why-offsets.md"]:
        assert f"({page.relative_to(ROOT)})" in readme, page
