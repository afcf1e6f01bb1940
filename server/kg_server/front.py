"""What a worker answers with: from memory, the short way, or through the application. Imports express and reflexes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg_server.express import Express
from kg_server.transfer.reflexes import Reflexes

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@dataclass(frozen=True)
class Front:
    """A WSGI application that also answers from the bytes of a request.

    Attributes:
        reflexes: answers what was answered before.
        express: answers queries.
    """

    reflexes: Reflexes
    express: Express

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request that the HTTP server has read."""
        return self.reflexes(environ, start_response)
