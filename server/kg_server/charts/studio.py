"""The studio: pictures of answers, as responses, out of memory where they were drawn before.

A picture is determined by release, query, view and look; so it is cached, shared between askers, and revalidated like
any other representation. Imports drawing, gathering, render, and the desk.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from flask import Response, request

from kg_builder.releases.release import Release
from kg_builder.views import View
from kg_server.charts import drawing, gathering
from kg_server.charts.outlines import outlines_of
from kg_server.charts.refusal import Notice, Refusal, image
from kg_server.charts.render import Renderer, measured
from kg_server.charts.result import Result
from kg_server.charts.sheet import Credit, Look
from kg_server.charts.view import read_view, written
from kg_server.engine.interface import Answer, Question
from kg_server.errors import Problem
from kg_server.protocol import asking
from kg_server.protocol.delivery import Desk
from kg_server.releases import Releases
from kg_server.transfer import answers

MEDIA_TYPES = {
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "vl.json": "application/vnd.vegalite.v6+json; charset=utf-8",
}
"""Form of a picture to its Content-Type."""

ROWS = 2_000
"""Most rows of an answer that are looked at."""

POLICY = "default-src 'none'; sandbox"
"""A picture that is opened by itself does nothing."""


_DRAWN = "-drawn"
"""Ends the key of a kept drawing, which begins with its view; the reception keeps bodies by validator alone."""


@dataclass(frozen=True)
class Order:
    """A picture that somebody wants.

    Attributes:
        question: the SELECT.
        view: how, as it stands in an address, or as a view.
        look: in which language, colors and size.
        form: a key of `MEDIA_TYPES`.
        key: what with release, view, look and form determines the picture; None when nothing does.
        address: of the answer, printed into the picture, without its scheme.
        scale: pixels for each point, of a png.
    """

    question: Question
    view: str | View
    look: Look
    form: str
    key: Sequence[object] | None
    address: str = ""
    scale: float = 2.0


@dataclass(frozen=True)
class Studio:
    """What is needed to draw pictures of answers."""

    desk: Desk
    releases: Releases
    renderer: Renderer

    def picture(
        self,
        question: Question,
        view: str | View,
        look: Look,
        address: str = "",
        release: Release | None = None,
        *,
        is_settled: bool = False,
    ) -> drawing.Picture:
        """The picture of an answer, as a spec with its description; `is_settled` where the release settles the answer.

        Raises:
            Refusal: there is none.
            Problem: the question cannot be answered.
        """
        self.renderer.warm()
        release = release or self._release(question)
        wanted = read_view(view, look.language) if isinstance(view, str) else view
        result = self.gathered(question, release, is_settled=is_settled)
        outlines = self.releases.remember("outlines", outlines_of)
        credit = Credit(release.title, result.table.version or release.version, address)
        return drawing.draw(result, wanted, look, credit, outlines)

    def gathered(self, question: Question, release: Release, *, is_settled: bool = False) -> Result:
        """An answer with what the graph knows of it; one that is settled is asked once for all of its pictures.

        Raises:
            Problem: as `picture`.
        """
        rows = replace(question, format="rows", rows=ROWS)

        def asked(text: str) -> asking.Table:
            small = asking.page_question(text, question.seconds, rows=4 * ROWS, release=question.release)
            return told(small)

        def told(each: Question) -> asking.Table:
            return self.desk.kept_table(each, release.version) if is_settled else self.desk.table(each)

        return gathering.gather(asked, told(rows), release)

    def kinds(self, question: Question, look: Look) -> tuple[str, ...]:
        """The kinds of pictures that there can be of an answer, the one that suits it best first.

        Raises:
            Problem: as `picture`.
        """
        result = self.gathered(question, self._release(question))
        return drawing.kinds(result, look, self.releases.remember("outlines", outlines_of))

    def respond(self, order: Order) -> Response:
        """The picture as a response, 304 to a client that has it; in words, as a picture, when there is none.

        Raises:
            Problem: only for `vl.json`; otherwise it is told in a picture.
        """
        release = self._release(order.question)
        tag = self._tag(order, release)
        if tag and answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        try:
            drawn = self._kept(order, release, tag)
        except Refusal as refusal:
            return self.told(order, order.look.language.text("There is no such picture"), [str(refusal)], 400)
        except Problem as problem:
            return self.told_problem(order, problem)
        view, _, content = (drawn.body or b"").partition(b"\n")
        response = Response(content, content_type=MEDIA_TYPES[order.form])
        response.headers["KG-Release"] = drawn.version
        response.headers["KG-View"] = view.decode("ascii")
        return answers.add_validators(_alone(response), tag if drawn.version == release.version else None)

    def _release(self, question: Question) -> Release:
        """The release that a question is about."""
        return (self.releases.find(question.release) if question.release else None) or self.releases.live()

    def size(self, order: Order) -> tuple[int, int]:
        """Width and height of a picture in points: it is drawn for that, and kept for `respond`.

        Raises:
            Refusal, Problem: as `picture`.
        """
        width, height = measured(self._svg(order).decode())
        return round(width), round(height)

    def _svg(self, order: Order) -> bytes:
        """The picture of lines, drawn and kept."""
        release, order = self._release(order.question), replace(order, form="svg")
        return (self._kept(order, release, self._tag(order, release)).body or b"").partition(b"\n")[2]

    def _kept(self, order: Order, release: Release, tag: str | None) -> Answer:
        """The picture out of memory, or drawn; before its bytes a line with the view."""
        body = self.desk.cache.get(f"{tag}{_DRAWN}") if tag else None
        return Answer(release.version, body) if body else self._shared(order, release, tag)

    def _tag(self, order: Order, release: Release) -> str | None:
        """The validator of a picture."""
        if order.key is None:
            return None
        look, scale = order.look, order.scale if order.form == "png" else 0
        parts = (
            look.language.code,
            look.theme,
            look.width,
            look.is_bare,
            look.title,
            sorted(order.look.headings.items()),
        )
        return answers.entity_tag(
            ("picture", release.version, *order.key, str(order.view), parts, order.form, order.address, scale)
        )

    def _shared(self, order: Order, release: Release, tag: str | None) -> Answer:
        """The picture, drawn once for all who want it now, and kept if it is of the release that it was wanted of."""
        if tag is None:
            return self._made(order, release)
        answer = self.desk.flights.share(tag, lambda: self._made(order, release), order.question.seconds)
        if answer.version == release.version and answer.body:
            self.desk.cache.put(f"{tag}{_DRAWN}", answer.body)
        return answer

    def _made(self, order: Order, release: Release) -> Answer:
        """The picture, drawn, with the release that answered."""
        settled = order.key is not None
        picture = self.picture(order.question, order.view, order.look, order.address, release, is_settled=settled)
        if order.form == "vl.json":
            body = json.dumps(picture.spec, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        elif order.form == "png":
            body = self.renderer.png(self._svg(order), order.scale)
        else:
            body = self.renderer.svg(picture.spec, picture.title, picture.description)
        view = quote(written(picture.view), safe=";=,").encode() + b"\n"
        return Answer(picture.version, view + body)

    def told_problem(self, order: Order, problem: Problem) -> Response:
        """A problem as a picture.

        Raises:
            Problem: it is not pictures that are wanted.
        """
        if order.form == "vl.json":
            raise problem
        text = order.look.language.text
        sentences = [problem.detail, text(problem.advice)]
        response = self.told(order, text(problem.title), sentences, problem.status)
        response.headers.update(problem.headers)
        return response

    def told(self, order: Order, title: str, sentences: Sequence[str], status: int) -> Response:
        """What is wrong, as a picture of words; for `vl.json` as JSON."""
        if order.form == "vl.json":
            body = json.dumps({"title": title, "status": status, "detail": " ".join(sentences)}, ensure_ascii=False)
            return answers.add_validators(Response(body, status, content_type="application/problem+json"), None)
        form, drawn = order.form, image(Notice(title, sentences), order.look.theme)
        if form == "png":
            try:
                drawn = self.renderer.png(drawn, order.scale)
            except Problem:
                form = "svg"
        response = Response(drawn, status, content_type=MEDIA_TYPES[form])
        return answers.add_validators(_alone(response), None)


def _alone(response: Response) -> Response:
    """A picture that does nothing where it is opened by itself."""
    response.headers["Content-Security-Policy"] = POLICY
    return response
