"""What has to be known of a query before it is evaluated, read from its tokens alone.

The form decides which representations there are; SERVICE, updates, deep nesting and undeclared prefixes are refused
here, where the place in the text can be told. All else about syntax is the engine's to say.
"""

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg_server.errors import QueryRefused
from kg_server.query.lexer import Token, position, syntax, tokenize

QUERY_BYTES = 64 * 1024
"""Longest query, in bytes of UTF-8."""

DEPTH = 200
"""Most brackets that may be open at one place."""

OPERATORS = 5000
"""Most signs of operators in one query: each may cost the engine a level of its stack."""

FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
PROLOGUE = frozenset({"PREFIX", "BASE", "VERSION"})
VOLATILE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})

_OPEN = {"(": ")", "{": "}", "[": "]"}
_OPERATOR_MARKS = frozenset({"!", "+", "-", "*", "/", "|", "^", "||", "&&", "=", "!=", "<", ">", "<=", ">="})


@dataclass(frozen=True)
class Reading:
    """A query that may be evaluated.

    Attributes:
        text: the query.
        form: SELECT, ASK, CONSTRUCT or DESCRIBE.
        prologue: its text before the form.
        from_graphs: the IRIs, as they stand in the text, of `FROM` without `NAMED`.
        from_named: those of `FROM NAMED`.
        is_volatile: it may answer differently each time (`NOW()`, `RAND()`, `UUID()` …).
    """

    text: str
    form: str
    prologue: str
    from_graphs: tuple[str, ...]
    from_named: tuple[str, ...]
    is_volatile: bool


def read_query(text: str, prefixes: Collection[str]) -> Reading:
    """Read a query for evaluation.

    Args:
        text: the query.
        prefixes: names of the prefixes that are supplied to every query.

    Raises:
        QueryRefused: SERVICE, an update, too many levels or operators.
        QuerySyntax: no query form, a string or bracket that is not closed, an undeclared prefix.
    """
    tokens = tuple(tokenize(text))
    start = _form(text, tokens)
    if "service" in text.lower():
        for index, token in enumerate(tokens):
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            _refuse_service(text, token, following, tokens[index - 1] if index else None)
    _check_brackets(text, tokens)
    _check_prefixes(text, tokens, prefixes)
    words = {token.text.upper() for token in tokens if token.kind == "word"}
    plain, named = _datasets(tokens)
    return Reading(
        text=text,
        form=tokens[start].text.upper(),
        prologue=text[: tokens[start].offset],
        from_graphs=plain,
        from_named=named,
        is_volatile=not VOLATILE.isdisjoint(words),
    )


def _form(text: str, tokens: Sequence[Token]) -> int:
    """Index of the token that names the query form.

    Raises:
        QueryRefused: it is an update.
        QuerySyntax: there is no form.
    """
    for index, token in enumerate(tokens):
        word = token.text.upper()
        if token.kind == "word" and word in FORMS:
            return index
        if token.kind == "word" and word in UPDATES:
            line, column = position(text, token.offset)
            detail = f"Line {line}, column {column}: {word} is an update; data change only with a release."
            raise QueryRefused(detail, {"line": line, "column": column})
        if token.kind == "word" and word not in PROLOGUE:
            near = difflib.get_close_matches(word, sorted(FORMS), n=1)
            detail = f"found {token.text[:40]!r}, expected SELECT, ASK, CONSTRUCT or DESCRIBE"
            raise syntax(detail, text, token.offset, tuple(f"Did you mean {form}?" for form in near))
        if token.kind not in {"word", "name", "iri", "string"}:
            detail = f"found {token.text[:40]!r} before any query form"
            raise syntax(detail, text, token.offset)
    detail = "the text ends without SELECT, ASK, CONSTRUCT or DESCRIBE"
    raise syntax(detail, text, len(text))


def _refuse_service(text: str, token: Token, following: Token | None, before: Token | None) -> None:
    """Refuse a call of another endpoint, also where the keyword runs into the name after it.

    Raises:
        QueryRefused: there is one.
    """
    if "service" not in token.text.lower():
        return
    is_word = token.kind in {"word", "language"}
    names_graph = before is not None and before.kind == "word" and before.text.upper() in {"GRAPH", "FROM", "NAMED"}
    runs_on = token.kind == "name" and following is not None and following.text == "{" and not names_graph
    if is_word or runs_on:
        line, column = position(text, token.offset)
        detail = f"Line {line}, column {column}: SERVICE is not run here; this endpoint answers from its own data only."
        raise QueryRefused(detail, {"line": line, "column": column})


def _check_brackets(text: str, tokens: Sequence[Token]) -> None:
    """Brackets close in order and are not too deep; operators are not too many.

    Raises:
        QueryRefused: too deep, or too many operators.
        QuerySyntax: a bracket without its partner.
    """
    stack: list[Token] = []
    for token in tokens:
        if token.kind != "mark":
            continue
        if token.text in _OPEN:
            stack.append(token)
        elif token.text in _OPEN.values():
            _close(text, stack, token)
        if len(stack) > DEPTH:
            detail = f"Line {position(text, token.offset)[0]}: brackets are nested more than {DEPTH} deep."
            raise QueryRefused(detail, {"limit_depth": DEPTH})
    operators = sum(token.text in _OPERATOR_MARKS for token in tokens if token.kind == "mark")
    if operators > OPERATORS:
        detail = f"The query has {operators} operators; at most {OPERATORS} are run."
        raise QueryRefused(detail, {"limit_operators": OPERATORS})
    if stack:
        missing = _OPEN[stack[-1].text]
        detail = f"{stack[-1].text} is never closed"
        raise syntax(detail, text, stack[-1].offset, (f"Add the missing {missing}.",))


def _close(text: str, stack: list[Token], token: Token) -> None:
    """Take the partner of a closing bracket off the stack.

    Raises:
        QuerySyntax: the bracket closes nothing, or something else.
    """
    if not stack:
        detail = f"{token.text} closes nothing"
        raise syntax(detail, text, token.offset, (f"Remove this {token.text}.",))
    opened = stack.pop()
    if _OPEN[opened.text] != token.text:
        line, column = position(text, opened.offset)
        detail = (
            f"found {token.text}, expected {_OPEN[opened.text]} for the {opened.text} at line {line}, column {column}"
        )
        raise syntax(detail, text, token.offset, (f"Add the missing {_OPEN[opened.text]} before this.",))


def _check_prefixes(text: str, tokens: Sequence[Token], supplied: Collection[str]) -> None:
    """Every prefix is declared by the query or supplied.

    Raises:
        QuerySyntax: one is not; with the nearest that there is.
    """
    declared = {
        name.text[:-1]
        for word, name in pairwise(tokens)
        if word.kind == "word" and word.text.upper() == "PREFIX" and name.kind == "name"
    }
    known = declared | set(supplied)
    for token in tokens:
        if token.kind != "name":
            continue
        prefix, _, local = token.text.partition(":")
        if prefix not in known:
            near = difflib.get_close_matches(prefix, sorted(known - {""}), n=1, cutoff=0.5)
            suggestions = tuple(f"Did you mean {found}:{local}?" for found in near)
            declare = f"Or declare it: PREFIX {prefix}: <…>"
            extra: dict[str, object] = {"prefix": prefix, "prefixes": sorted(known)}
            detail = f"the prefix {prefix}: is not declared"
            raise syntax(detail, text, token.offset, (*suggestions, declare), extra)


def _datasets(tokens: Sequence[Token]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The IRIs, as written, of `FROM` and of `FROM NAMED`."""
    plain, named = [], []
    for index, token in enumerate(tokens[:-1]):
        if token.kind != "word" or token.text.upper() != "FROM":
            continue
        following = tokens[index + 1]
        if following.kind in {"iri", "name"}:
            plain.append(following.text)
        elif (
            following.text.upper() == "NAMED" and index + 2 < len(tokens) and tokens[index + 2].kind in {"iri", "name"}
        ):
            named.append(tokens[index + 2].text)
    return tuple(plain), tuple(named)
