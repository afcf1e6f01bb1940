"""An answer as an archive that explains itself: data, metadata, query, licence, and digests of it all.

The same answer has the same bytes: names in order, no clock.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping

from kg_server.renditions.asked import Asked

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16


def bundle(asked: Asked, files: Mapping[str, bytes]) -> bytes:
    """The archive.

    Args:
        asked: the request.
        files: name to content; README, LICENSE and SHA256SUMS are added.
    """
    texts = {"README.md": _readme(asked, files), "LICENSE": _licence(asked)}
    content = {**files, **{name: text.encode() for name, text in texts.items()}}
    sums = "".join(f"{hashlib.sha256(content[name]).hexdigest()}  {name}\n" for name in sorted(content))
    content["SHA256SUMS"] = sums.encode()
    folder = f"{asked.item.query.name}-{asked.item.release.version}"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(content):
            entry = zipfile.ZipInfo(f"{folder}/{name}", _EPOCH)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, _PLAIN_FILE, 3
            archive.writestr(entry, content[name])
    return file.getvalue()


def _readme(asked: Asked, files: Mapping[str, bytes]) -> str:
    """What is in the archive."""
    query, release = asked.item.query, asked.item.release
    given = "".join(f"- {name}: {value}\n" for name, value in asked.values.items())
    parts = [
        f"# {query.title}",
        query.description,
        f"Parameters:\n\n{given}".rstrip() if given else "",
        f"From {release.title} {release.version} of {release.created}: {asked.address('')}",
        "Files:\n\n" + "\n".join(f"- {name}: {_FILES.get(name, 'the statements behind the answer')}" for name in files),
        f"Licence: {release.licence}. Check the files with `sha256sum -c SHA256SUMS`.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


_FILES = {
    "data.csv": "the answer; the column source leads to the place where a figure is printed",
    "data.json": "the same as records with typed values",
    "metadata.json": "title, parameters, columns and their types",
    "query.rq": "the SPARQL query with its parameters filled in; it runs on any endpoint with the data",
}


def _licence(asked: Asked) -> str:
    """The licence of the data, and what to say when using them."""
    release = asked.item.release
    return (
        f"The data here are from {release.title} {release.version}\nand may be used under {release.licence}\n"
        f"\nName the source when you use them: {release.title}, release {release.version}, {asked.address('')}\n"
    )
