"""The page of a query put together: editor, answer or problem, code, representations."""

from collections.abc import Mapping

from flask import render_template, request

from kg_server.config import ServerConfig
from kg_server.errors import BadParameter, Problem, QuerySyntax
from kg_server.naming.speaking import spoken
from kg_server.naming.views import Names
from kg_server.pages.examples import EXAMPLES
from kg_server.protocol.delivery import Desk
from kg_server.protocol.protocol import Asked
from kg_server.query.reading import Reading, read_query
from kg_server.releases import Releases
from kg_server.transfer.formats import RESULT_FORMS, distinct
from kg_server.workbench.addresses import Address, View
from kg_server.workbench.advice import advice
from kg_server.workbench.bundle import bundle
from kg_server.workbench.reasons import why_empty
from kg_server.workbench.results import Asking, behind, page
from kg_server.workbench.snippets import snippets


class Writer:
    """Writes the page of one request, or only its part about the answer."""

    def __init__(self, releases: Releases, desk: Desk, asked: Asked, text: str, view: View, *, is_part: bool) -> None:
        """Write about a query."""
        self._releases, self._desk, self._asked = releases, desk, asked
        self.text = text
        self._address = Address(text, asked.dataset, asked.seconds, view)
        self._is_part = is_part

    def answer(self, reading: Reading) -> tuple[str, str]:
        """The page with an answer, and the version of the release that gave it.

        Raises:
            Problem: there is none.
        """
        endpoint = request.host_url + "sparql"
        found = page(self._asking(reading))
        reason = why_empty(self._desk, self._releases, reading, self._asked.dataset) if found.is_empty else None
        is_graph = reading.form in {"CONSTRUCT", "DESCRIBE"}
        written = self._render(
            found=found,
            reason=reason,
            formats=distinct(RESULT_FORMS[reading.form]),
            snippets=snippets(endpoint, self.text, is_graph=is_graph),
        )
        return written, found.version

    def _asking(self, reading: Reading) -> Asking:
        """All that is needed to ask for a page."""
        endpoint = request.host_url + "sparql"
        return Asking(self._desk, self._releases.live(), spoken(), reading, self._address, endpoint)

    def behind(self, cell: str) -> str:
        """The address of the figures behind a cell of the page: of the one figure, or of the query for them.

        Args:
            cell: number of the row from 0, a colon, and the name of the column.

        Raises:
            BadParameter: there is no such cell, or nothing behind it.
        """
        release = self._releases.live()
        row, _, name = cell.partition(":")
        ask = self._asking(read_query(self.text, release.prefixes))
        text = behind(ask, int(row), name) if row.isascii() and row.isdigit() and len(row) < 6 else None
        if text is None:
            detail = f"cell: found {cell[:60]!r}, expected row and column of a number that figures stand behind."
            raise BadParameter(detail, {"parameter": "cell"})
        figures = ask.table(text, 2).rows
        names = Names(release.base, release.prefixes)
        only = figures[0][0] if len(figures) == 1 else None
        link = names.link(only["value"]) if only is not None and only["type"] == "uri" else None
        if link is not None and link.startswith("/") and not link.startswith("//"):
            return link
        return Address(text, self._asked.dataset, None, View()).to("/sparql")

    def problem(self, problem: Problem, reading: Reading | None) -> str:
        """The page with what is wrong.

        Args:
            problem: why there is no answer.
            reading: the query, when it was stopped at its time limit.
        """
        seconds, most = self._desk.seconds(self._asked.seconds), self._desk.config.query_seconds_max
        changes = advice(reading, seconds, most) if reading is not None else ()
        is_place = isinstance(problem, QuerySyntax) or "line" in problem.extra
        return self._render(problem=problem.body(), changes=changes, is_place=is_place)

    def _render(self, **values: object) -> str:
        """The template with what all pages have."""
        release = self._releases.live()
        empty: Mapping[str, object] = {
            "found": None,
            "problem": None,
            "changes": (),
            "reason": None,
            "formats": (),
            "snippets": (),
            "is_place": False,
        }
        shared = {
            "release": release,
            "query": self.text,
            "address": self._address,
        }
        if self._is_part:
            return render_template("result.html", **{**empty, **shared, **values})
        config: ServerConfig = self._desk.config
        whole = {
            "examples": EXAMPLES,
            "bundle": bundle(),
            "messages": bundle().said(spoken().messages),
            "asked": self._asked,
            "seconds": config.query_seconds,
            "most_seconds": config.query_seconds_max,
        }
        return render_template("sparql.html", **{**empty, **shared, **whole, **values})
