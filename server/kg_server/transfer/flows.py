"""Answers that come in parts, as they go over the wire without the HTTP server. Imports answers and recipes."""

from collections.abc import Iterator
from dataclasses import dataclass

from kg_server.transfer.answers import Coded, Streaming
from kg_server.transfer.recipes import Recipe


@dataclass(frozen=True)
class Flow:
    """An answer that comes in parts.

    Attributes:
        recipe: its header fields; its tag is that of the coding already.
        parts: its bytes, coded; to be closed.
        coding: name of the coding, or "".
    """

    recipe: Recipe
    parts: Streaming | Coded
    coding: str

    def head(self) -> bytes:
        """Status line and header fields, the end of the head still to come."""
        lines = ["HTTP/1.1 200 OK", "Server: gunicorn", "Connection: keep-alive"]
        lines += [f"{name}: {value}" for name, value in self.recipe.headers]
        if self.recipe.tag:
            lines.append(f'ETag: "{self.recipe.tag}"')
        if self.coding:
            lines.append(f"Content-Encoding: {self.coding}")
        return "\r\n".join([*lines, "Transfer-Encoding: chunked"]).encode("latin-1")

    def chunks(self) -> Iterator[bytes]:
        """The body in chunks (RFC 9112, 7.1), the last one only when all went well.

        Raises:
            ConnectionResetError: it ends early.
        """
        for part in self.parts:
            if part:
                yield b"%x\r\n%b\r\n" % (len(part), part)
        yield b"0\r\n\r\n"
