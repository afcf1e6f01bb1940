"""The language of the request at hand: for the routes, for the templates, and in the header fields of the answer.

An answer varies by language exactly when somebody asked which one it is. Imports language.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Flask, Response, current_app, g, request

from kg_server.naming.language import Language, choose_language, read_languages

COOKIE = "lang"
_YEAR = 365 * 24 * 3600
_KEPT_BYTES = 8000
_EXTENSION = "kg_languages"


@dataclass(frozen=True)
class Choice:
    """One entry of the switch between languages: the language, where it leads, whether the page is in it."""

    language: Language
    link: str
    is_current: bool


def install(app: Flask) -> None:
    """Give an app its languages: `_`, `_n` and `lang` in templates, header fields and the cookie in answers."""
    app.extensions[_EXTENSION] = read_languages()

    @app.context_processor
    def words() -> dict[str, object]:
        """What every template can say."""
        language = spoken()
        return {"_": language.text, "_n": language.plural, "lang": language, "languages": choices()}

    @app.after_request
    def tell(response: Response) -> Response:
        """Say which language the answer is in, and remember one that was asked for by name."""
        if "language" not in g:
            return response
        response.vary.update(("Accept-Language", "Cookie"))
        if response.status_code != 304:
            response.headers["Content-Language"] = spoken().tag
        is_own_page = not request.path.startswith("/embed/")
        if is_own_page and request.args.get("lang") == spoken().code and request.cookies.get(COOKIE) != spoken().code:
            response.set_cookie(COOKIE, spoken().code, max_age=_YEAR, samesite="Lax", httponly=True)
        return response


def spoken() -> Language:
    """The language of the request at hand: `?lang`, else the cookie, else `Accept-Language`, else English."""
    if "language" not in g:
        known = known_languages()
        wish = request.args.get("lang"), request.cookies.get(COOKIE), request.headers.get("Accept-Language")
        g.language = known[choose_language(*wish, known)]
    language: Language = g.language
    return language


def voice(*, is_page: bool = True) -> str:
    """What the validator of an answer has to name besides the rest: the language of a page, nothing for data."""
    return spoken().code if is_page else ""


def known_languages() -> dict[str, Language]:
    """All languages that there are, by code."""
    known: dict[str, Language] = current_app.extensions[_EXTENSION]
    return known


def choices() -> list[Choice]:
    """Every language, with the address of this page in it."""
    path = "/" + quote(request.path.lstrip("/"), safe="/:@!$&'()*+,;=~-._")
    given = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    kept = given if len(request.query_string) <= _KEPT_BYTES else []
    now = spoken()
    return [
        Choice(each, f"{path}?{urlencode([*kept, ('lang', each.code)])}", each == now)
        for each in known_languages().values()
    ]
