"""A notice board of one page: the supervisor writes what is served, every front end reads it for each request.

It is a file without a name, inherited by descriptor; reading it is one system call. Imports interface.
"""

import json
import os
import struct
import tempfile
import zlib
from dataclasses import asdict

from kg_server.engine.interface import State

_HEAD = struct.Struct("!II")
_PAGE = 4096


class Board:
    """The notice board behind a descriptor."""

    def __init__(self, descriptor: int) -> None:
        """Use an open descriptor."""
        self.descriptor = descriptor
        self._seen = b""
        self._state = State()

    @classmethod
    def create(cls) -> "Board":
        """A new, empty board that children can inherit."""
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
        board = cls(descriptor)
        board.write(State())
        return board

    def write(self, state: State) -> None:
        """Put up a state in place of the last one."""
        text = json.dumps(asdict(state)).encode()[: _PAGE - _HEAD.size]
        os.pwrite(self.descriptor, (_HEAD.pack(zlib.crc32(text), len(text)) + text).ljust(_PAGE, b"\0"), 0)

    def read(self) -> State:
        """The state that is up; the last whole one while another is being put up."""
        page = os.pread(self.descriptor, _PAGE, 0)
        if page != self._seen:
            checksum, length = _HEAD.unpack_from(page)
            text = page[_HEAD.size : _HEAD.size + length]
            if zlib.crc32(text) == checksum:
                self._seen, self._state = page, State(**json.loads(text))
        return self._state
