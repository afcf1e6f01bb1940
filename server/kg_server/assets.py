"""`/static/…`: style, scripts and pictures, each at an address with the digest of its bytes, to be kept for ever.

The digest may be missing or old, as in an address that somebody typed: then the file is given with a validator instead.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, send_from_directory
from werkzeug.security import safe_join

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"


def install(app: Flask) -> None:
    """Give an app its files, and templates `static_url`."""
    app.jinja_env.globals["static_url"] = static_url

    @app.get("/static/<path:name>", endpoint="static")
    def static(name: str) -> Response:
        """One file."""
        digest = digest_of(name)
        response = send_from_directory(FOLDER, name, etag=digest or True, max_age=0)
        is_pinned = bool(digest) and request.args.get("v") == digest
        response.headers["Cache-Control"] = FOREVER if is_pinned else "public, no-cache"
        return response


def static_url(name: str) -> str:
    """The address of a file under `static/`, with the digest of its bytes."""
    return f"/static/{name}?v={digest_of(name)}"


@lru_cache(maxsize=256)
def digest_of(name: str) -> str:
    """The first digits of the digest of a file; "" where there is none."""
    path = safe_join(str(FOLDER), name)
    if path is None or not Path(path).is_file():
        return ""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]
