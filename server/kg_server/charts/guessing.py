"""Which columns of an answer a view shows, where it leaves that open, and which kind of chart suits them.

Imports result, refusal, kg_builder's views and the language.
"""

from dataclasses import replace

from kg_builder.views import View
from kg_server.charts.refusal import Refusal
from kg_server.charts.result import Result, is_numeric, is_time, number, point
from kg_server.naming.language import Language
from kg_server.protocol.asking import Cell

_BOUNDS = {"low": ("least", "min", "low"), "high": ("most", "max", "high"), "hedge": ("hedge", "comparator")}
_BESIDE = frozenset({"precision", "rank", "months", "firstcharacter", "afterlast", "start", "end", "offset", "code"})
_NO_LABELS = frozenset(
    {"unit", "hedge", "comparator", "measure", "chinese", "note", "meaning", "description", "level", "kind", "time"}
)
_LONG = 70
"""Texts that are longer on average are notes, not labels."""


def completed(view: View, result: Result, language: Language) -> View:
    """A view with kind and columns filled in.

    Raises:
        Refusal: it names a column that is not there, or nothing in the answer can be drawn so.
    """
    _check(view, result, language)
    given = view
    view = _with_beside(view, result)
    kind = view.kind or _kind(view, result)
    if kind == "line":
        view = _line(view, result)
    elif kind == "map":
        view = _map(view, result)
    elif kind in {"bar", "dot", "figure"}:
        x = view.x or (view.y if _is_number(result, view.y) else "") or _number(result, view)
        y = view.y if view.y != x else ""
        y = y or (view.label if kind == "figure" else "") or _label(result, {x, *_used(view)})
        view = replace(view, x=x, y=y)
    view = replace(view, kind=kind)
    if _is_worked_out(view, result):
        view = replace(view, low=given.low, high=given.high, hedge=given.hedge)
    else:
        view = _with_unit(view, result)
    _check_kind(view, result, language)
    return view


def _is_worked_out(view: View, result: Result) -> bool:
    """Whether the numbers are others than those of the figures beside them: then unit and bounds are not theirs."""
    numbers, figures = result.columns.get(number_of(view), ()), result.columns.get(view.figure, ())
    return any(
        cell is not None and figure is not None and not _is_value(result, figure, cell)
        for cell, figure in zip(numbers, figures, strict=False)
    )


def number_of(view: View) -> str:
    """The column of a completed view's numbers; "" for none."""
    return view.y if view.kind in {"line", "map"} else view.x


def _with_unit(view: View, result: Result) -> View:
    """The view with a column of units, where the answer has one that can be that of the numbers: counts have none."""
    unit = next((name for name in result.columns if name.lower() == "unit"), "")
    name = number_of(view)
    counts = [cell is None or cell.get("datatype", "").endswith("#integer") for cell in result.columns.get(name, ())]
    return view if view.unit or (all(counts) and name != "value") else replace(view, unit=unit)


def _check(view: View, result: Result, language: Language) -> None:
    """See that there are rows, and the columns that the view names.

    Raises:
        Refusal
    """
    if view.kind == "table":
        raise Refusal(language.text("This answer is a table; it has no picture."))
    if result.table.boolean is not None or not result.table.names:
        raise Refusal(language.text("Only the answer to a SELECT can be drawn."))
    if not result.table.rows:
        raise Refusal(language.text("The answer has no rows, so there is nothing to draw."))
    for name in sorted(view.columns()):
        if name not in result.columns:
            columns = ", ".join(result.table.names)
            raise Refusal(language.text("There is no column {name}; there are {columns}.", name=name, columns=columns))


def _check_kind(view: View, result: Result, language: Language) -> None:
    """See that the kind has the columns that it needs.

    Raises:
        Refusal
    """
    if view.kind == "map":
        if not (view.point or view.region):
            raise Refusal(language.text("A map needs a column of regions or of points; the answer has none."))
        return
    if view.kind not in {"bar", "dot", "figure", "line"}:
        raise Refusal(language.text("This answer has no column of numbers, so there is no chart of it."))
    if not _is_number(result, number_of(view)):
        raise Refusal(language.text("This answer has no column of numbers, so there is no chart of it."))
    other = view.x if view.kind == "line" else view.y
    if view.kind == "line" and not (other and is_time(other, result.columns[other])):
        raise Refusal(language.text("A line needs a column of years or days; the answer has none."))
    if view.kind in {"bar", "dot"} and not other:
        raise Refusal(language.text("A chart needs a column of names beside the numbers; the answer has none."))


def _used(view: View) -> set[str]:
    """Columns that have a part already."""
    return {view.unit, view.low, view.high, view.hedge, view.figure, view.series}


def _with_beside(view: View, result: Result) -> View:
    """The view with columns of figures, units, hedges and bounds, where the answer has some that are called so."""
    lower = {name.lower(): name for name in result.columns}
    found = {part: next((lower[name] for name in names if name in lower), "") for part, names in _BOUNDS.items()}
    found["figure"] = next((name for name in result.columns if _has_figures(result, name)), "")
    for part in ("low", "high"):
        found[part] = found[part] if _is_number(result, found[part]) else ""
    given = {part: getattr(view, part) or name for part, name in found.items()}
    return replace(view, low=given["low"], high=given["high"], hedge=given["hedge"], figure=given["figure"])


def _has_figures(result: Result, name: str) -> bool:
    """Whether a column has figures, and nothing else."""
    cells = [cell for cell in result.columns[name] if cell is not None]
    return bool(cells) and all(cell["value"] in result.facts for cell in cells)


def _is_number(result: Result, name: str) -> bool:
    """Whether a column has numbers that are no years."""
    return bool(name) and is_numeric(result.columns[name]) and not is_time(name, result.columns[name])


def _number(result: Result, view: View) -> str:
    """The column of numbers: that of the figures' values, else the first that is no bound; "" for none."""
    names = [name for name in result.columns if _is_number(result, name)]
    figures = result.columns.get(view.figure, ())
    for name in names:
        if figures and all(_is_value(result, *pair) for pair in zip(figures, result.columns[name], strict=True)):
            return name
    beside = {view.low, view.high}
    return next((name for name in names if name not in beside and name.lower() not in _BESIDE), "")


def _is_value(result: Result, figure: Cell | None, cell: Cell | None) -> bool:
    """Whether a cell has the value of the figure in its row."""
    fact = result.facts.get(figure["value"]) if figure is not None else None
    return fact is not None and number(cell) == float(fact.value)


def _time(result: Result) -> str:
    """The first column of years or days; "" for none."""
    return next((name for name, cells in result.columns.items() if is_time(name, cells)), "")


def times(result: Result, without: set[str]) -> list[str]:
    """Columns of years or days."""
    return [name for name, cells in result.columns.items() if name not in without and is_time(name, cells)]


def labels(result: Result, without: set[str]) -> list[str]:
    """Columns that can name a row, the one with the most different short texts first among equals of the answer."""
    found = []
    for name, cells in result.columns.items():
        filled = [cell["value"] for cell in cells if cell is not None]
        is_text = bool(filled) and not is_numeric(cells) and not is_time(name, cells) and not any(map(point, cells))
        if not is_text or name in without or name.lower() in _NO_LABELS or len(filled) < len(cells):
            continue
        if sum(map(len, filled)) <= _LONG * len(filled) and not all(each.startswith("http") for each in filled):
            found.append(name)
    return found


def _label(result: Result, without: set[str]) -> str:
    """The column that names the rows; "" for none."""
    found = labels(result, without)
    kinds = {name: len({cell["value"] for cell in result.columns[name] if cell}) for name in found}
    most = max(kinds.values(), default=0)
    best = next((name for name in found if kinds[name] == most), "")
    others = [name for name in result.columns if name not in without]
    iris = (name for name in others if _all_iris(result.columns[name]))
    return best or next(iris, "") or next((name for name in others if _all_differ(result.columns[name])), "")


def _all_differ(cells: tuple[Cell | None, ...]) -> bool:
    """Whether no two rows have one value."""
    return len({cell["value"] for cell in cells if cell is not None}) == len(cells)


def _all_iris(cells: tuple[Cell | None, ...]) -> bool:
    """Whether a column has IRIs alone."""
    return bool(cells) and all(cell is not None and cell["type"] == "uri" for cell in cells)


def _kind(view: View, result: Result) -> str:
    """The kind that suits the columns; "table" where none does."""
    rows = result.table.rows
    if not _number(result, view) and not view.x:
        return "map" if _map(view, result).point else "none"
    if len(rows) == 1:
        return "figure"
    placed = _map(view, result)
    if placed.point or (placed.region and _are_places(result, placed.region)):
        return "map"
    line = _line(view, result)
    if line.x and line.y and _makes_line(result, line):
        return "line"
    return "bar"


def _are_places(result: Result, name: str) -> bool:
    """Whether a column has a different place in every row, and at least one that can be shown."""
    values = [cell["value"] for cell in result.columns[name] if cell is not None]
    places = [result.places[value] for value in values if value in result.places]
    return len(set(values)) == len(result.table.rows) > 1 and any(place.iso_code for place in places)


def _makes_line(result: Result, view: View) -> bool:
    """Whether lines suit: the time comes first, or each series has several times; and each time once in its series."""
    times = [cell["value"] if cell else "" for cell in result.columns[view.x]]
    if not view.series:
        return result.table.names[0] == view.x and len(set(times)) == len(times) >= 3
    series = [cell["value"] if cell else "" for cell in result.columns[view.series]]
    is_once = len(set(zip(series, times, strict=True))) == len(times)
    return is_once and all(series.count(each) >= 2 for each in set(series))


def _line(view: View, result: Result) -> View:
    """The view as a line: time, number, and what tells lines apart where a time comes more than once."""
    x = view.x or _time(result)
    y = view.y or _number(result, replace(view, x=""))
    if view.series or not x:
        return replace(view, x=x, y=y)
    times = [cell["value"] if cell else "" for cell in result.columns[x]]
    series = _label(result, {x, y, *_used(view)}) if len(set(times)) < len(times) else ""
    return replace(view, x=x, y=y, series="" if series == x else series)


def _map(view: View, result: Result) -> View:
    """The view as a map: points or regions, the number that is shown there, and what a place is called."""
    columns = result.columns
    where = view.point or next((name for name, cells in columns.items() if any(map(point, cells))), "")
    regions = (
        name for name, cells in columns.items() if any(cell and cell["value"] in result.places for cell in cells)
    )
    region = view.region or ("" if where else next(regions, ""))
    size = view.y or view.x or _number(result, view)
    label = view.label or _label(result, {where, region, size, *_used(view)}) or region
    return replace(view, point=where, region=region, x="", y=size, label=label)
