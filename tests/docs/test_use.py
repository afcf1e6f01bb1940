"""The how-tos for programs and assistants do what they say, against a real service."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from building import environment
from datapackages import ROOT
from server.running import Server, start_server

from kg_builder.releases.release import Release

HOW_TO = ROOT / "docs" / "how-to"
PYTHON, ASSISTANT = HOW_TO / "use-from-python.md", HOW_TO / "use-with-an-assistant.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "==== block"
URL = "http://127.0.0.1:8000"
WITH_KG = f"{Path(sys.executable).parent}:{os.environ['PATH']}"


@pytest.fixture(scope="module")
def service(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service on the project's own data."""
    running = start_server(release.path.parents[1], tmp_path_factory.mktemp("docs") / "log", KG_QUERY_SECONDS="5")
    yield running
    running.stop()


def blocks(page: Path) -> list[tuple[str, str]]:
    """Kind and text of each block of a page."""
    return BLOCK.findall(page.read_text("utf-8"))


def shown(page: Path, kind: str) -> list[tuple[str, str]]:
    """Each block of a kind with the text block that follows it."""
    listed = blocks(page)
    pairs = zip(listed, [*listed[1:], ("", "")], strict=True)
    return [
        (body, after if kind_after == "text" else "") for (name, body), (kind_after, after) in pairs if name == kind
    ]


def run_python(page: Path, url: str, folder: Path) -> list[str]:
    """What each Python block of a page prints, one after the other in one program."""
    program = "".join(f"print({MARK!r})\n{body}" for body, _ in shown(page, "python")).replace(URL, url)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=folder, env=environment(PATH=WITH_KG),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [text.replace(url, URL) for text in done.stdout.split(f"{MARK}\n")[1:]]


@pytest.mark.parametrize("page", [PYTHON, ASSISTANT], ids=lambda path: path.stem)
def test_python_blocks_print_what_the_page_shows(page: Path, service: Server, tmp_path: Path, *, golden: bool) -> None:
    printed = run_python(page, f"http://127.0.0.1:{service.port}", tmp_path)
    expected = [text for _, text in shown(page, "python")]
    assert len(printed) == len(expected) >= 1
    if golden:
        page.write_text(_filled(page.read_text("utf-8"), printed), "utf-8")
    else:
        for text, wanted in zip(printed, expected, strict=True):
            assert text == wanted


def _filled(text: str, printed: list[str]) -> str:
    """A page with the blocks after its Python blocks replaced by what these print."""
    outputs = iter(printed)
    pattern = re.compile(r"(^```python\n.*?^```\n\n```text\n)(.*?)(^```$)", re.MULTILINE | re.DOTALL)
    return pattern.sub(lambda found: f"{found[1]}{next(outputs)}{found[3]}", text)


def test_settings_of_assistants_start_the_tools(service: Server) -> None:
    settings = [json.loads(body) for kind, body in blocks(ASSISTANT) if kind == "json"]
    assert len(settings) >= 1
    for each in settings:
        (server,) = each["mcpServers"].values()
        assert server["command"] == "kg"
        arguments = [f"http://127.0.0.1:{service.port}" if part == URL else part for part in server["args"]]
        script = (
            "import sys, anyio\nfrom mcp import Client, StdioServerParameters\n"
            "async def main():\n"
            "    async with Client(StdioServerParameters(command=sys.argv[1], args=sys.argv[2:])) as client:\n"
            "        print(len((await client.list_tools()).tools))\n"
            "anyio.run(main)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, "kg", *arguments], env=environment(PATH=WITH_KG),
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.stdout == "7\n", done.stderr


def test_commands_of_the_assistant_page_exist() -> None:
    named = [line.split() for kind, body in blocks(ASSISTANT) if kind == "sh" for line in body.splitlines()]
    ours = [words for words in named if words[0].endswith("kg")]
    assert len(ours) >= 1
    done = subprocess.run(
        [sys.executable, "-m", "kg_builder", "mcp", "--help"],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    for words in ours:
        assert words[1] == "mcp"
        assert all(word in done.stdout for word in words if word.startswith("--"))
