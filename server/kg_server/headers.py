"""Header fields that every answer has: what a browser may do with it, and who may read it.

Pages run no script and load nothing from elsewhere; data may be read from any page of the configured origins
(https://fetch.spec.whatwg.org/#http-cors-protocol).
"""

from flask import Flask, Response, request

from kg_server.config import ServerConfig
from kg_server.usage.budgets import WINDOW, Budgets

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
EXPOSED = "Content-Disposition, Content-Range, ETag, KG-Release, Link, Location, RateLimit, RateLimit-Policy, "
EXPOSED += "Retry-After, Vary"
_LIMITED = ("/sparql", "/q/", "/explain")
PREFLIGHT_SECONDS = "86400"


def install(app: Flask, config: ServerConfig, budgets: Budgets | None) -> None:
    """Give every answer of an app its header fields."""

    @app.after_request
    def add(response: Response) -> Response:
        """Add what is not there yet."""
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
        _share(response, config.cors_origins)
        if budgets is not None and request.path.startswith(_LIMITED):
            _tell_limit(response, budgets)
        if request.method == "OPTIONS" and response.status_code == 200:
            response.status_code = 204
        return response


def _tell_limit(response: Response, budgets: Budgets) -> None:
    """Tell the budget of the address (draft-ietf-httpapi-ratelimit-headers-10)."""
    left = max(0, int(budgets.left(request.remote_addr or "")))
    full = round((budgets.limit - left) * WINDOW / budgets.limit)
    response.headers["RateLimit-Policy"] = f'"query-seconds";q={budgets.limit};w={WINDOW:.0f}'
    response.headers["RateLimit"] = f'"query-seconds";r={left};t={full}'


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
