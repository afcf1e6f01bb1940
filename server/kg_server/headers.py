"""Header fields that every answer has: what a browser may do with it, and who may read it.

Pages run no script but this server's own files and load nothing from elsewhere; data may be read from any page of the
configured origins (https://fetch.spec.whatwg.org/#http-cors-protocol).
"""

import re

from flask import Flask, Response, request

from kg_server.config import ServerConfig
from kg_server.errors import BadParameter
from kg_server.usage.budgets import Budgets

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
EXPOSED = "Content-Disposition, Content-Range, ETag, KG-Release, KG-Total-Rows, Link, Location, RateLimit, "
EXPOSED += "RateLimit-Policy, Retry-After, Vary"
SAFE = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)
_HOST = re.compile(r"(?:[A-Za-z0-9._~%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_LIMITED = ("/sparql", "/q/", "/explain")
PREFLIGHT_SECONDS = "86400"


def install(app: Flask, config: ServerConfig, budgets: Budgets | None) -> None:
    """Give every answer of an app its header fields."""

    @app.before_request
    def check() -> None:
        """Refuse a request that does not say whom it is for (RFC 9112, 3.2): addresses are made from it.

        Raises:
            BadParameter: it says nothing, or something that is no host.
        """
        host, protocol = request.environ.get("HTTP_HOST", ""), request.environ.get("SERVER_PROTOCOL")
        if not _HOST.fullmatch(host) and (host or protocol != "HTTP/1.0"):
            detail = (
                f"The header field Host has {host[:100]!r}; expected the name of this server, and perhaps its port."
            )
            raise BadParameter(detail)

    @app.after_request
    def add(response: Response) -> Response:
        """Add what is not there yet."""
        for name, value in SAFE:
            response.headers.setdefault(name, value)
        _share(response, config.cors_origins)
        if budgets is not None and request.path.startswith(_LIMITED):
            _tell_limit(response, budgets)
        if request.method == "OPTIONS" and response.status_code == 200:
            response.status_code = 204
        return response


def of_answers(origins: tuple[str, ...], budgets: Budgets | None, origin: str) -> list[tuple[str, str]]:
    """The same header fields for an answer that an app did not make; what runs off with time is left out.

    Args:
        origins: that may read answers.
        budgets: query seconds of addresses, if they are limited.
        origin: header field Origin of the request, or "".
    """
    fields = list(SAFE)
    allowed = "*" if "*" in origins else origin
    if allowed == "*" or origin in origins:
        fields += [("Access-Control-Allow-Origin", allowed), ("Access-Control-Expose-Headers", EXPOSED)]
    if budgets is not None:
        fields.append(("RateLimit-Policy", budgets.policy))
    return fields


def _tell_limit(response: Response, budgets: Budgets) -> None:
    """Tell the budget of the address (draft-ietf-httpapi-ratelimit-headers-10)."""
    response.headers["RateLimit-Policy"] = budgets.policy
    response.headers["RateLimit"] = budgets.told(request.remote_addr or "")


def _share(response: Response, origins: tuple[str, ...]) -> None:
    """Let pages of the origins read the answer, and answer a preflight."""
    if "*" in origins:
        response.headers["Access-Control-Allow-Origin"] = "*"
    else:
        response.vary.add("Origin")
        origin = request.headers.get("Origin", "")
        if origin not in origins:
            return
        response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
        asked = request.headers.get("Access-Control-Request-Headers", "Accept, Content-Type")
        response.headers["Access-Control-Allow-Headers"] = asked
        response.headers["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
        response.vary.add("Access-Control-Request-Headers")
