"""Problems of stored queries in the manner of what was asked for: text for a spreadsheet, a picture for a page.

A spreadsheet never gets HTML, and a picture that cannot be drawn is a picture that says so. Imports charts' refusal,
embeds' addresses, errors and problems.
"""

import json
from html import escape

from flask import Response, request

from kg_server.charts.refusal import Notice, image
from kg_server.embeds.pictures import Pictures
from kg_server.errors import Problem
from kg_server.pages import problems

TEXTS = frozenset({"csv", "md", "rq", "tsv", "xlsx", "zip"})
PICTURES = frozenset({"png", "svg"})


def respond(problem: Problem, suffix: str, pictures: Pictures) -> Response:
    """A problem as an answer to a request for a representation."""
    if not suffix:
        return problems.respond(problem)
    told = " ".join(f"{problem.title}: {problem.detail}".split())
    if suffix in TEXTS:
        content, media_type = f"Error {problem.status}. {told}\n".encode(), "text/plain; charset=utf-8"
    elif suffix == "html":
        content, media_type = f'<p role="alert">{escape(told)}</p>\n'.encode(), "text/html; charset=utf-8"
    elif suffix in PICTURES:
        notice = Notice(problem.title, (problem.detail, problem.advice))
        content, media_type = pictures.told(image(notice, request.args.get("theme", "light")), suffix)
    else:
        text = json.dumps(problem.body(), ensure_ascii=False, indent=2) + "\n"
        content, media_type = text.encode(), "application/problem+json"
    response = Response(content, problem.status, content_type=media_type)
    response.headers.extend(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    return response
