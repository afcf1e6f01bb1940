"""All routes of stored queries, put together once for each application. Imports all other modules of the package."""

from flask import Blueprint

from kg_server.charts.studio import Studio
from kg_server.embeds import documents, framing, oembed, stored
from kg_server.embeds.pictures import Pictures
from kg_server.naming.language import read_languages
from kg_server.protocol.delivery import Desk
from kg_server.releases import Releases
from kg_server.renditions.choices import Chooser
from kg_server.renditions.making import Maker
from kg_server.renditions.shelf import Shelf
from kg_server.renditions.wording import Wording


def blueprints(releases: Releases, desk: Desk, studio: Studio) -> list[Blueprint]:
    """The routes of pages and answers."""
    shelf = Shelf(releases)
    languages = read_languages()
    chooser = Chooser(desk)
    maker = Maker(desk, chooser, Wording(desk), languages)
    pictures = Pictures(studio, chooser, languages)
    return [
        stored.blueprint(shelf, desk, maker, pictures),
        framing.blueprint(shelf, maker, pictures),
        oembed.blueprint(shelf, maker, pictures),
        documents.blueprint(shelf, maker),
    ]
