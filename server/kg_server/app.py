"""Where the parts of the server meet: one function that is given everything and keeps nothing of its own."""

from dataclasses import dataclass

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from kg_server import headers, health, metrics
from kg_server.config import ServerConfig
from kg_server.download import differing, downloads
from kg_server.engine.interface import Engine
from kg_server.pages import (
    entities,
    explanations,
    graphstore,
    home,
    namespace,
    problems,
    sparql,
    stored,
)
from kg_server.protocol.delivery import Desk
from kg_server.releases import Releases
from kg_server.transfer.cache import AnswerCache
from kg_server.transfer.flights import Flights
from kg_server.usage.budgets import Budgets
from kg_server.usage.tally import Tally


@dataclass(frozen=True)
class Shared:
    """What an application shares.

    Attributes:
        cache: bodies of answers.
        tally: counters.
        budgets: query seconds of addresses, if they are limited.
    """

    cache: AnswerCache
    tally: Tally
    budgets: Budgets | None


def create_app(config: ServerConfig, engine: Engine, releases: Releases, shared: Shared) -> Flask:
    """The application.

    Args:
        config: settings.
        engine: answers queries.
        releases: what is served and what can be downloaded.
        shared: what it shares with the layer before it and with other processes.
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
    headers.install(app, config, shared.budgets)
    flights = Flights(lambda: shared.tally.add("answers_shared"))
    desk = Desk(config, engine, shared.cache, flights)
    app.register_blueprint(sparql.blueprint(releases, desk))
    app.register_blueprint(home.blueprint(config, engine, releases))
    app.register_blueprint(health.blueprint(engine, releases))
    app.register_blueprint(downloads.blueprint(releases, desk))
    app.register_blueprint(namespace.blueprint(config, engine, releases))
    app.register_blueprint(stored.blueprint(releases, desk))
    app.register_blueprint(explanations.blueprint(releases, desk))
    app.register_blueprint(graphstore.blueprint(releases, desk))
    app.register_blueprint(differing.blueprint(config.out, releases))
    app.register_blueprint(problems.blueprint())
    app.register_blueprint(entities.blueprint(config, engine, releases))
    if config.metrics:
        app.register_blueprint(metrics.blueprint(engine, shared.tally))
    return app
