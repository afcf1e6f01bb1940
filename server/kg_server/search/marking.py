"""Where the words of a question are in a label, to be marked.

Imports kg_builder's letters.
"""

from collections.abc import Sequence

from kg_builder.releases.letters import folded

Parts = tuple[tuple[str, bool], ...]


def marked(text: str, words: Sequence[str], chinese: frozenset[str] = frozenset()) -> Parts:
    """A text in parts, each with whether it was asked for.

    Args:
        text: any.
        words: folded.
        chinese: words of which also each two neighbors count.
    """
    wanted = {word for word in words if word}
    for word in chinese:
        wanted |= {word[at : at + 2] for at in range(len(word) - 1)}
    told, places = "", []
    for at, character in enumerate(text):
        each = folded(character)
        told += each
        places += [at] * len(each)
    is_marked = [False] * len(text)
    for word in sorted(wanted):
        start = told.find(word)
        while start >= 0:
            for at in places[start : start + len(word)]:
                is_marked[at] = True
            start = told.find(word, start + 1)
    parts: list[tuple[str, bool]] = []
    for character, flag in zip(text, is_marked, strict=True):
        if parts and parts[-1][1] == flag:
            parts[-1] = (parts[-1][0] + character, flag)
        else:
            parts.append((character, flag))
    return tuple(parts)
