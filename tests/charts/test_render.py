"""The process that draws: guarded, in time, replaced when it is gone."""

import os
import re
import signal
import sys
from pathlib import Path

import pytest
from kg_server.charts.refusal import Notice, image
from kg_server.charts.render import PIXELS, Renderer
from kg_server.errors import EngineDown, Overloaded
from server.running import children, wait_for

SPEC = {"data": {"values": [{"a": 1}]}, "mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}}}
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")


def worker(renderer: Renderer) -> int:
    """The process id of a renderer's worker."""
    assert renderer._process is not None
    return renderer._process.pid


@LINUX
def test_the_process_has_no_network_and_little_memory(renderer: Renderer) -> None:
    renderer.svg(SPEC, "t", "d")
    status = Path(f"/proc/{worker(renderer)}/status").read_text("ascii")
    assert re.search(r"^Seccomp:\s+2$", status, re.MULTILINE)
    limits = Path(f"/proc/{worker(renderer)}/limits").read_text("ascii")
    data = re.search(r"Max data size\s+(\d+)", limits)
    assert data is not None
    assert int(data[1]) < 4 << 30
    assert re.search(r"Max address space\s+\d+", limits)
    assert re.search(r"Max core file size\s+0", limits)
    environment = Path(f"/proc/{worker(renderer)}/environ").read_bytes()
    assert sorted(environment.rstrip(b"\0").split(b"\0")) == [b"LC_ALL=C.UTF-8", b"TZ=UTC"]


def test_data_from_elsewhere_are_not_loaded(renderer: Renderer) -> None:
    try:
        svg = renderer.svg({**SPEC, "data": {"url": "http://127.0.0.1:9/x.json"}}, "t", "d")
    except EngineDown:
        return
    assert b"mark-symbol" in svg


def test_what_cannot_be_drawn_is_told(renderer: Renderer) -> None:
    with pytest.raises(EngineDown, match="cannot be drawn"):
        renderer.svg({"mark": 7}, "t", "d")
    with pytest.raises(EngineDown, match="cannot be drawn"):
        renderer.png(b"<svg xmlns='http://www.w3.org/2000/svg'")
    assert renderer.svg(SPEC, "t", "d").startswith(b"<svg")


def test_a_process_that_is_gone_is_replaced(renderer: Renderer) -> None:
    renderer.svg(SPEC, "t", "d")
    gone = worker(renderer)
    os.kill(gone, signal.SIGKILL)
    assert renderer.svg(SPEC, "t", "d").startswith(b"<svg")
    assert worker(renderer) != gone


def test_a_process_that_stands_still_is_killed_in_time() -> None:
    renderer = Renderer(seconds=60)
    try:
        renderer.svg(SPEC, "t", "d")
        stopped = worker(renderer)
        os.kill(stopped, signal.SIGSTOP)
        renderer._seconds = 0.2
        with pytest.raises(Overloaded, match="not drawn within"):
            renderer.svg(SPEC, "t", "d")
        assert not Path(f"/proc/{stopped}").exists()
        renderer._seconds = 60
        assert renderer.svg(SPEC, "t", "d").startswith(b"<svg")
    finally:
        renderer.close()


@LINUX
def test_the_kernel_ends_a_process_that_takes_too_long() -> None:
    renderer = Renderer(seconds=60)
    renderer._seconds = 0.01
    try:
        with pytest.raises((Overloaded, EngineDown)):
            renderer.svg(SPEC, "t", "d")
    finally:
        renderer.close()


@LINUX
def test_the_process_ends_when_nothing_is_wanted() -> None:
    renderer = Renderer(seconds=60, idle_seconds=0.2)
    try:
        renderer.svg(SPEC, "t", "d")
        ended = worker(renderer)
        assert wait_for(lambda: ended not in children(os.getpid()), 20)
        assert renderer.svg(SPEC, "t", "d").startswith(b"<svg")
    finally:
        renderer.close()


@LINUX
def test_closing_ends_the_process() -> None:
    renderer = Renderer(seconds=60)
    renderer.svg(SPEC, "t", "d")
    ended = worker(renderer)
    renderer.close()
    assert ended not in children(os.getpid())


@LINUX
def test_a_renderer_that_nobody_has_ends_its_process() -> None:
    renderer = Renderer(seconds=60)
    renderer.warm()
    renderer.warm()
    ended = worker(renderer)
    del renderer
    assert ended not in children(os.getpid())


def test_large_pictures_get_a_smaller_scale(renderer: Renderer) -> None:
    svg = image(Notice("x", [])).replace(b'width="560"', b'width="60000"', 1).replace(b'height="', b'height="90', 1)
    png = renderer.png(svg, 3.0)
    width, height = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
    assert width * height <= PIXELS * 1.01


def test_title_and_description_are_escaped(renderer: Renderer) -> None:
    svg = renderer.svg(SPEC, "<a>", "]]> & <b>").decode()
    assert "<title>&lt;a&gt;</title><desc>]]&gt; &amp; &lt;b&gt;</desc>" in svg
