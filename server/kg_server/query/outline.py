"""The WHERE clause of a query taken apart: triple patterns one by one, and the other elements whole, each as SPARQL.

A recursive-descent parser of GroupGraphPattern (https://www.w3.org/TR/sparql11-query/#rGroupGraphPattern) on the tokens
of a query that the engine has accepted, so that what it gives can be put together again to smaller queries. Imports
elements and lexer.
"""

from collections.abc import Sequence

from kg_server.query.elements import Element, Outline, names_in, variables_in
from kg_server.query.lexer import Token, tokenize

_OPEN, _CLOSE = frozenset("({["), frozenset(")}]")
_KEYWORDS = frozenset({"FILTER", "OPTIONAL", "MINUS", "GRAPH", "BIND", "VALUES", "UNION", "LATERAL"})
_FRESH = "?_blank_"


class _Whole(Exception):
    """A block of triples that is not taken apart: a collection, a quoted triple."""


def outline(text: str, prologue: str) -> Outline:
    """Take a query apart; one without WHERE, or one that ends too early, has no elements.

    Args:
        text: a query.
        prologue: its text before the form.
    """
    tokens = [token for token in tokenize(text) if token.offset >= len(prologue)]
    start = _where(tokens)
    head = tokens[:start] if start is not None else tokens
    cuts = [token.offset for token in head if token.kind == "word" and token.text.upper() == "FROM"]
    dataset = ""
    if cuts and start is not None:
        end = tokens[start - 1] if head[-1].text.upper() == "WHERE" else tokens[start]
        dataset = text[cuts[0] : end.offset]
    if start is None:
        return Outline(prologue, dataset, (), frozenset())
    try:
        elements, after = _Reader(text, tokens).group(start)
    except IndexError:
        return Outline(prologue, dataset, (), frozenset())
    words = {token.text.upper() for token in tokens[after:] if token.kind == "word"}
    return Outline(prologue, dataset, elements, frozenset(words & {"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"}))


def _where(tokens: Sequence[Token]) -> int | None:
    """Index of the bracket that opens the WHERE clause; None when there is none."""
    depth, brackets = 0, []
    for index, token in enumerate(tokens):
        if token.text in _OPEN and token.kind == "mark":
            if token.text == "{" and depth == 0:
                brackets.append(index)
            depth += 1
        elif token.text in _CLOSE and token.kind == "mark":
            depth -= 1
    if not brackets:
        return None
    is_template = tokens[0].text.upper() == "CONSTRUCT" and tokens[1].text == "{"
    if not is_template:
        return brackets[0]
    return brackets[1] if len(brackets) > 1 else None


class _Reader:
    """Reads groups from tokens."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        """Read the tokens of a text."""
        self._text, self._tokens = text, tokens
        self._fresh = 0
        self._none: tuple[Element, ...] = ()

    def group(self, index: int) -> tuple[tuple[Element, ...], int]:
        """The elements of the group that opens at an index, and the index after it."""
        elements: list[Element] = []
        index += 1
        while self._tokens[index].text != "}":
            if self._tokens[index].text == ".":
                index += 1
                continue
            found, index = self._element(index)
            elements += found
        return tuple(elements), index + 1

    def _element(self, index: int) -> tuple[list[Element], int]:
        """The element or the triples at an index, and the index after them."""
        token = self._tokens[index]
        word = token.text.upper() if token.kind == "word" else ""
        if token.text == "{":
            return self._union(index)
        if word not in _KEYWORDS:
            return self._triples(index)
        end = index + 1
        parts = self._none
        while self._tokens[end].text not in {"{", "("}:
            end += 1
        if word in {"OPTIONAL", "MINUS", "GRAPH"}:
            parts, end = self.group(end)
        elif word == "VALUES" and self._tokens[end].text == "(":
            end = self._after(self._after(end))
        else:
            end = self._after(end)
        return [self._made(word.lower(), index, end, parts)], end

    def _union(self, index: int) -> tuple[list[Element], int]:
        """A group, a subquery, or a union of some."""
        branches, end = [], index
        while True:
            if self._tokens[end + 1].text.upper() == "SELECT":
                after = self._after(end)
                branches.append(self._made("select", end, after))
            else:
                parts, after = self.group(end)
                branches.append(self._made("group", end, after, parts))
            if self._tokens[after].text.upper() != "UNION":
                break
            end = after + 1
        if len(branches) == 1:
            return branches, after
        return [self._made("union", index, after, tuple(branches))], after

    def _made(self, kind: str, start: int, end: int, parts: tuple[Element, ...] = ()) -> Element:
        """An element of some tokens."""
        tokens = self._tokens[start:end]
        text = self._text[tokens[0].offset : tokens[-1].offset + len(tokens[-1].text)]
        return Element(kind, text, tokens[0].offset, variables_in(tokens), parts)

    def _after(self, index: int) -> int:
        """The index after the partner of a bracket."""
        depth = 0
        while True:
            token = self._tokens[index]
            if token.kind == "mark":
                depth += (token.text in _OPEN) - (token.text in _CLOSE)
            index += 1
            if depth == 0:
                return index

    def _triples(self, index: int) -> tuple[list[Element], int]:
        """The triples of one subject one by one; or as one block, where they cannot be told apart."""
        found: list[Element] = []
        try:
            start = self._tokens[index]
            subject, after = self._node(index, found)
            if self._ends(after) and start.text == "[":
                return found, after
            return found, self._properties(subject, after, found)
        except _Whole:
            end = self._block_end(index)
            return [self._made("block", index, end)], end

    def _block_end(self, index: int) -> int:
        """The index after the triples that begin at an index."""
        while not self._ends(index):
            token = self._tokens[index]
            is_bracket = token.kind == "mark" and token.text in _OPEN
            index = self._after(index) if is_bracket else index + 1
        return index

    def _ends(self, index: int) -> bool:
        """Whether triples end before a token."""
        token = self._tokens[index]
        return token.text in {".", "}", "{", "]"} or (token.kind == "word" and token.text.upper() in _KEYWORDS)

    def _properties(self, subject: str, index: int, found: list[Element]) -> int:
        """Read predicates and objects of a subject; the index after them."""
        while not self._ends(index):
            if self._tokens[index].text == ";":
                index += 1
                continue
            begin = index
            path, index = self._path(index)
            while True:
                node, after = self._node(index, found)
                text = f"{subject} {path} {node} ."
                tokens = [*self._tokens[begin:after]]
                names = variables_in(tokens) | names_in(subject) | names_in(node)
                found.append(Element("triple", text, self._tokens[begin].offset, names, (), (subject, path, node)))
                index = after
                if self._tokens[index].text != ",":
                    break
                index += 1
                begin = index
        return index

    def _path(self, index: int) -> tuple[str, int]:
        """The predicate or property path at an index, and the index after it."""
        start = index
        while True:
            while self._tokens[index].text in {"^", "!"}:
                index += 1
            index = self._after(index) if self._tokens[index].text == "(" else index + 1
            while self._tokens[index].kind == "mark" and self._tokens[index].text in {"*", "+", "?"}:
                index += 1
            if self._tokens[index].text not in {"/", "|"}:
                return "".join(token.text for token in self._tokens[start:index]), index
            index += 1

    def _node(self, index: int, found: list[Element]) -> tuple[str, int]:
        """The subject or object at an index, and the index after it; `[…]` becomes a variable and triples.

        Raises:
            _Whole: it is a collection, or quoted.
        """
        token = self._tokens[index]
        if token.text in {"(", "<<", "<<("} or self._tokens[index + 1].text in {"{|", "~"}:
            raise _Whole
        if token.text == "[":
            self._fresh += 1
            name = f"{_FRESH}{self._fresh}"
            return name, self._properties(name, index + 1, found) + 1
        if token.kind == "bnode":
            return f"{_FRESH}{token.text[2:].replace('.', '_').replace('-', '_')}", index + 1
        end = index + 1
        if token.text in {"+", "-"} or self._tokens[end].kind == "language":
            end += 1
        elif self._tokens[end].text == "^^":
            end += 2
        return "".join(each.text for each in self._tokens[index:end]), end
