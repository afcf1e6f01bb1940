"""Where the parts of the server meet: one function that is given everything and keeps nothing of its own."""

import logging
import time

from flask import Flask, Response, g, request
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from kg_server import downloads, entities, headers, health, home, namespace, problems, sparql, stored
from kg_server.cache import AnswerCache
from kg_server.config import ServerConfig
from kg_server.delivery import Desk
from kg_server.engine.interface import Engine
from kg_server.releases import Releases

log = logging.getLogger("kg_server.access")


def create_app(config: ServerConfig, engine: Engine, releases: Releases) -> Flask:
    """The application.

    Args:
        config: settings.
        engine: answers queries.
        releases: what is served and what can be downloaded.
    """
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    app.url_map.strict_slashes = False
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    if config.trust_proxy:
        hops = config.trust_proxy
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    problems.install(app)
    headers.install(app, config)
    _log_requests(app)
    desk = Desk(config, engine, AnswerCache((config.cache_mib << 20) // config.workers))
    app.register_blueprint(sparql.blueprint(releases, desk))
    app.register_blueprint(home.blueprint(config, engine, releases))
    app.register_blueprint(health.blueprint(engine, releases))
    app.register_blueprint(downloads.blueprint(releases))
    app.register_blueprint(namespace.blueprint(config, engine, releases))
    app.register_blueprint(stored.blueprint(releases, desk))
    app.register_blueprint(problems.blueprint())
    app.register_blueprint(entities.blueprint(config, engine, releases))
    return app


def _log_requests(app: Flask) -> None:
    """One line per request: no address of the client, and of a query no more than the tag of its answer."""

    @app.before_request
    def begin() -> None:
        """Look at the clock."""
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        """Write the line."""
        if log.isEnabledFor(logging.INFO):
            took = (time.perf_counter() - g.began) * 1000 if "began" in g else 0.0
            tag = response.get_etag()[0] or "-"
            log.info(
                "%s %s %d %.1fms %s %s",
                request.method,
                request.path,
                response.status_code,
                took,
                response.mimetype,
                tag,
            )
        return response
