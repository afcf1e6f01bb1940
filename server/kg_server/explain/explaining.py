"""Why an answer is empty, and what a query costs: its patterns counted alone, then joined one more at a time.

Imports elements, probing and spelling.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg_server.explain.probing import MOST, Prober, Step
from kg_server.explain.spelling import Hint, Speller
from kg_server.query.elements import Element, Outline

PATTERNS = 60
"""Most patterns that are counted."""

HINTED = 5
"""Most of those without a match that are looked at for slips."""

_PLACES = {"optional": "optional", "minus": "minus", "union": "union"}


@dataclass(frozen=True)
class Explanation:
    """What was found.

    Attributes:
        rows: of the query itself, at most `ROWS`; None where it took too long.
        verdict: the finding in one sentence.
        patterns: triple patterns, each alone.
        joins: what is left as one more element is added.
        filters: what is left of all elements with one filter, then with all.
        hints: what may have been meant.
        products: groups of elements that share no variable with the others: each is combined with each.
        is_complete: whether there was time for everything.
    """

    rows: int | None
    verdict: str = ""
    patterns: tuple[Step, ...] = ()
    joins: tuple[Step, ...] = ()
    filters: tuple[Step, ...] = ()
    hints: tuple[Hint, ...] = ()
    products: tuple[tuple[str, ...], ...] = ()
    is_complete: bool = True

    @property
    def milliseconds(self) -> float:
        """Time that all counts took."""
        return sum(step.milliseconds for step in (*self.patterns, *self.joins, *self.filters))

    @property
    def largest(self) -> int:
        """Most solutions of any join on the way, at most `MOST`."""
        return max((step.count or 0 for step in (*self.joins, *self.filters)), default=0)


def explain(prober: Prober, outlined: Outline, speller: Speller) -> Explanation:
    """Look for what empties an answer; without such a thing, say what the query costs.

    Raises:
        QuerySyntax: the query cannot be parsed.
    """
    found = Explanation(prober.rows())
    placed = list(_patterns(outlined.elements, "", "{}"))[:PATTERNS]
    steps = [prober.count([element], place) for element, place in placed]
    hints = _hints(placed, steps, speller)
    required = [each for each in outlined.elements if each.kind not in {"filter", "optional"}]
    found = replace(found, patterns=tuple(steps), hints=tuple(hints), products=tuple(_products(required)))
    zero = next((step for step in steps if step.count == 0 and not step.place), None)
    if zero is not None:
        found = replace(found, verdict=f"Nothing in the graph matches line {zero.line}: {zero.text}")
    else:
        found = _joined(prober, outlined, required, found)
    return replace(found, is_complete=not prober.is_late)


def _hints(placed: Sequence[tuple[Element, str]], steps: Sequence[Step], speller: Speller) -> Iterator[Hint]:
    """What may have been meant by properties that nothing has, and by the first patterns that nothing matches."""
    triples = [(each, step) for (each, _), step in zip(placed, steps, strict=True) if each.kind == "triple"]
    for element, step in triples:
        yield from speller.properties(element.terms[1], step.line)
    zeros = [(element, step) for element, step in triples if step.count == 0]
    for element, step in zeros[:HINTED]:
        yield from speller.hints(element, step.line)


def _joined(prober: Prober, outlined: Outline, required: Sequence[Element], found: Explanation) -> Explanation:
    """What joins and filters leave, when each pattern matches something."""
    joins = tuple(_joins(prober, required))
    if joins and joins[-1].count == 0:
        last = joins[-1]
        verdict = f"Each pattern matches something, but together with line {last.line} nothing is left: {last.text}"
        return replace(found, joins=joins, verdict=verdict)
    filters = [each for each in outlined.elements if each.kind == "filter"]
    tried = tuple(_filters(prober, required, filters))
    verdict = _of_filters(tried, len(filters)) or _of_rest(outlined, joins)
    return replace(found, joins=joins, filters=tried, verdict=verdict)


def _patterns(elements: Sequence[Element], place: str, around: str) -> Iterator[tuple[Element, str]]:
    """Triples and blocks, those inside other elements too, with what they stand in."""
    for element in elements:
        if element.kind in {"triple", "block"}:
            yield replace(element, text=around.format(element.text)), place
        elif element.kind == "graph":
            head = element.text[: element.text.index("{")].replace("{", "{{").replace("}", "}}")
            yield from _patterns(element.parts, place, f"{head}{{{{ {around} }}}}")
        else:
            yield from _patterns(element.parts, _PLACES.get(element.kind, place), around)


def _joins(prober: Prober, required: Sequence[Element]) -> Iterator[Step]:
    """Elements joined one more at a time, until nothing is left or the time is up."""
    for length in range(1, len(required) + 1):
        step = prober.count(required[:length])
        yield step
        if step.count == 0 or prober.is_late:
            return


def _filters(prober: Prober, required: Sequence[Element], filters: Sequence[Element]) -> Iterator[Step]:
    """Each filter alone on all elements, then all together."""
    for each in filters:
        yield prober.count([*required, each])
    if len(filters) > 1:
        every = replace(filters[-1], text="\n".join(each.text for each in filters))
        yield prober.count([*required, every])


def _of_filters(tried: Sequence[Step], number: int) -> str:
    """What filters did, when they left nothing."""
    for step in tried[:number]:
        if step.count == 0:
            return f"All patterns join, but the filter in line {step.line} leaves nothing: {step.text}"
    if tried and tried[-1].count == 0:
        return "All patterns join and each filter alone leaves something, but all filters together leave nothing."
    return ""


def _of_rest(outlined: Outline, joins: Sequence[Step]) -> str:
    """What is to say when neither patterns nor filters empty the answer."""
    if any(step.count is None for step in joins):
        return "Not everything could be counted in time; what is shown is true, and what is missing says why."
    after = [word for word in ("HAVING", "LIMIT", "OFFSET") if word in outlined.rest]
    hint = f" If the answer is empty all the same, look at {' and '.join(after)}." if after else ""
    most = max((step.count or 0 for step in joins), default=0)
    size = f"at least {MOST:,}" if most >= MOST else f"{most:,}"
    return f"Patterns and filters leave solutions; the largest join has {size}.{hint}"


def _products(elements: Sequence[Element]) -> Iterator[tuple[str, ...]]:
    """Elements grouped by shared variables, when there is more than one such group."""
    groups: list[tuple[set[str], list[str]]] = []
    for element in elements:
        if not element.variables or element.kind == "minus":
            continue
        names, texts = set(element.variables), [" ".join(element.text.split())]
        for group in [group for group in groups if group[0] & names]:
            names |= group[0]
            texts = [*group[1], *texts]
            groups.remove(group)
        groups.append((names, texts))
    if len(groups) > 1:
        yield from (tuple(texts) for _, texts in groups)
