"""Two releases as an RDF Patch (https://afs.github.io/rdf-patch/): what to take from one to get the other.

Rows are quads of the named graphs: `D` for one that goes, `A` for one that comes, in byte order, between `TX` and `TC`.
The header names both releases. Both reference forms are sorted, so that one walk along both suffices, with a line of
each in memory.
"""

import gzip
from collections.abc import Iterable, Iterator

from kg_builder.errors import ReleaseError
from kg_builder.releases.release import REFERENCE, Release


def patch(old: Release, new: Release) -> Iterator[bytes]:
    """The lines of the patch.

    Raises:
        ReleaseError: a reference form is missing or damaged.
    """
    yield f"H id <{new.base}download/{new.version}> .\n".encode()
    yield f"H prev <{old.base}download/{old.version}> .\n".encode()
    yield b"TX .\n"
    for is_new, line in merged(_lines(old), _lines(new)):
        yield (b"A " if is_new else b"D ") + line
    yield b"TC .\n"


def merged(old: Iterable[bytes], new: Iterable[bytes]) -> Iterator[tuple[bool, bytes]]:
    """Lines of only one of two sorted sequences, in order, each with whether it is of the new one."""
    olds, news = iter(old), iter(new)
    was, now = next(olds, None), next(news, None)
    while was is not None or now is not None:
        if was == now:
            was, now = next(olds, None), next(news, None)
        elif now is None or (was is not None and was < now):
            yield False, was or b""
            was = next(olds, None)
        else:
            yield True, now
            now = next(news, None)


def _lines(release: Release) -> Iterator[bytes]:
    """The reference form line by line."""
    try:
        with gzip.open(release.path / REFERENCE, "rb") as file:
            yield from file
    except (OSError, EOFError) as error:
        message = f"{release.version}/{REFERENCE}: cannot be read: {error}"
        raise ReleaseError(message) from error
