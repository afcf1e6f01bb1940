"""Where the parts of the server meet: one function that is given everything and keeps nothing of its own."""

from dataclasses import dataclass

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from kg_server import assets, headers, health, metrics
from kg_server.charts import routes as charts
from kg_server.charts.render import Renderer
from kg_server.charts.studio import Studio
from kg_server.config import ServerConfig
from kg_server.download import differing, downloads
from kg_server.embeds import blueprints as embeds
from kg_server.engine.interface import Engine
from kg_server.naming import speaking
from kg_server.pages import (
    crawlers,
    entities,
    explanations,
    graphstore,
    home,
    namespace,
    problems,
    quality,
    search,
)
from kg_server.protocol.delivery import Desk
from kg_server.releases import Releases
from kg_server.usage.budgets import Budgets
from kg_server.usage.tally import Tally
from kg_server.workbench import schema, sparql


@dataclass(frozen=True)
class Shared:
    """What an application shares.

    Attributes:
        desk: asks the engine, and keeps bodies of answers.
        tally: counters.
        budgets: query seconds of addresses, if they are limited.
    """

    desk: Desk
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
    app = Flask(__name__, static_folder=None)
    app.url_map.strict_slashes = False
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if config.trust_proxy:
        hops = config.trust_proxy
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    speaking.install(app)
    assets.install(app)
    problems.install(app)
    headers.install(app, config, shared.budgets)
    desk = shared.desk
    studio = Studio(desk, releases, Renderer())
    app.register_blueprint(sparql.blueprint(releases, desk))
    app.register_blueprint(charts.blueprint(studio))
    app.register_blueprint(schema.blueprint(releases, desk))
    app.register_blueprint(home.blueprint(config, engine, releases))
    app.register_blueprint(crawlers.blueprint(config, engine, releases))
    app.register_blueprint(quality.blueprint(config, engine, releases))
    app.register_blueprint(health.blueprint(engine, releases))
    app.register_blueprint(downloads.blueprint(releases, desk))
    app.register_blueprint(namespace.blueprint(config, engine, releases))
    for blueprint in embeds.blueprints(releases, desk, studio):
        app.register_blueprint(blueprint)
    app.register_blueprint(explanations.blueprint(releases, desk))
    app.register_blueprint(search.blueprint(releases))
    app.register_blueprint(graphstore.blueprint(releases, desk))
    app.register_blueprint(differing.blueprint(config.out, releases))
    app.register_blueprint(problems.blueprint())
    app.register_blueprint(entities.blueprint(config, engine, releases))
    if config.metrics:
        app.register_blueprint(metrics.blueprint(engine, shared.tally))
    return app
