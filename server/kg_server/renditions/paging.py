"""The pages of an answer as links (RFC 8288; relations of RFC 5005 and RFC 5829). Imports asked and results."""

from dataclasses import replace

from kg_server.renditions.asked import Asked
from kg_server.renditions.results import Result


def links(asked: Asked, result: Result | None) -> list[str]:
    """Links to the first, previous, next and last page; none where no page was asked for."""
    limit, offset = asked.options.limit, asked.options.offset
    if result is None or not limit:
        return []
    last = max(0, (result.total - 1) // limit * limit)
    starts = {"first": 0, "prev": offset - limit, "next": offset + limit, "last": last}
    there = {
        relation: start
        for relation, start in starts.items()
        if relation in {"first", "last"}
        or (relation == "prev" and offset > 0)
        or (relation == "next" and start < result.total)
    }
    labels = {"labels": asked.options.labels} if asked.options.labels else {}
    return [
        f'<{asked.address(**labels, limit=str(limit), offset=str(max(0, start)))}>; rel="{relation}"'
        for relation, start in there.items()
    ]


def pinned(asked: Asked) -> str:
    """Where this very answer stays, or, from there, where the latest is."""
    item = asked.item
    if item.pin:
        latest = replace(asked, item=replace(item, address=replace(item.address, release="")))
        return f'<{latest.address()}>; rel="latest-version"'
    return f'<{permanent(asked).address()}>; rel="bookmark"'


def permanent(asked: Asked) -> Asked:
    """The same, of the release that answers now and for ever."""
    item = asked.item
    return replace(asked, item=replace(item, address=replace(item.address, release=item.release.version)))
