"""One renderer for all tests of charts."""

from collections.abc import Iterator

import pytest
from kg_server.charts.render import Renderer


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    """A renderer with time enough for a busy machine."""
    renderer = Renderer(seconds=60)
    yield renderer
    renderer.close()
