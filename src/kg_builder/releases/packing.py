"""Dumps once more in packed form: `.gz` and `.zst` beside each file, without a name or a time in them."""

import gzip
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import zstandard

from kg_builder.releases.release import PACKED

GZIP_LEVEL, ZSTD_LEVEL = 6, 9
BLOCK = 1 << 20
"""Bytes read at once."""


def pack_all(paths: Iterable[Path]) -> None:
    """Pack each file in all ways, several at once: the libraries work beside the interpreter.

    Raises:
        OSError: a file cannot be read or written.
    """
    tasks = [(path, suffix) for path in paths for suffix in PACKED]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda task: pack(*task), tasks))


def pack(path: Path, suffix: str) -> None:
    """Pack one file, a bounded part at a time.

    Args:
        path: the file; it stays.
        suffix: one of `release.PACKED`, added to its name.

    Raises:
        OSError: it cannot be read, or the packed file cannot be written.
    """
    with path.open("rb") as plain, path.with_name(path.name + suffix).open("wb") as packed:
        if suffix == ".gz":
            with gzip.GzipFile("", "wb", GZIP_LEVEL, packed, mtime=0) as file:
                shutil.copyfileobj(plain, file, BLOCK)
        else:
            size = path.stat().st_size
            zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True).copy_stream(plain, packed, size=size)
