"""The text of an HTML page, by rules of our own that do not change without a new number (`html-1`).

The standard library's parser (https://docs.python.org/3/library/html.parser.html) reads the page; then

1. character references are read, comments and attributes are dropped;
2. what stands in `script`, `style`, `template` and `title` is dropped;
3. outside of `pre`, each run of white space is one space;
4. a block (`p`, `div`, `li`, `tr`, a heading and their like) and `br` end the line, a cell of a table ends in a tab;
5. lines are stripped of spaces and tabs at both ends, empty ones are dropped, and each ends in a line feed.
"""

import re
from html.parser import HTMLParser

_BLOCKS = (
    "address|article|aside|blockquote|body|br|caption|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure"
    "|footer|form|h[1-6]|head|header|hr|html|legend|li|main|menu|nav|ol|option|p|pre|section|select|summary|table"
    "|tbody|tfoot|thead|tr|ul"
)
BLOCK = re.compile(_BLOCKS)
CELLS = frozenset(("td", "th"))
DROPPED = frozenset(("script", "style", "template", "title"))
BLANKS = re.compile(r"[ \t\n\r\f\v\u0085\u2028\u2029]+")


def html_text(page: str) -> str:
    """The text of a page, as the rules above have it; empty when there is none."""
    parser = _Text()
    parser.feed(page)
    parser.close()
    lines = (line.strip(" \t") for line in "".join(parser.found).split("\n"))
    return "".join(f"{line}\n" for line in lines if line)


class _Text(HTMLParser):
    """Gathers the text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._dropped: list[str] = []
        self._kept_blanks = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  (its signature)
        """A tag that opens."""
        if tag in DROPPED:
            self._dropped.append(tag)
        elif BLOCK.fullmatch(tag):
            self.found.append("\n")
        self._kept_blanks += tag == "pre"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """A tag that opens and closes."""
        self.found.append("\n" if BLOCK.fullmatch(tag) else "")

    def handle_endtag(self, tag: str) -> None:
        """A tag that closes."""
        if tag in self._dropped:
            del self._dropped[self._dropped.index(tag) :]
        elif BLOCK.fullmatch(tag):
            self.found.append("\n")
        elif tag in CELLS:
            self.found.append("\t")
        self._kept_blanks -= tag == "pre" and self._kept_blanks > 0

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if not self._dropped:
            self.found.append(data.replace("\r\n", "\n").replace("\r", "\n") if self._kept_blanks else _plain(data))


def _plain(data: str) -> str:
    return BLANKS.sub(" ", data)
