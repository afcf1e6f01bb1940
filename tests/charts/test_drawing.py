"""Specs: the same for the same, of data alone, harmless whatever the labels are, and told in words."""

import json
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from kg_server.charts.drawing import FORBIDDEN, check, draw, kinds
from kg_server.charts.outlines import shipped
from kg_server.charts.refusal import Notice, Refusal, image
from kg_server.charts.render import Renderer
from kg_server.charts.result import Fact, Place, Result
from kg_server.charts.sheet import THEMES, Credit, Look, Spec
from kg_server.charts.view import GUESS

from charts.answers import CHINESE, ENGLISH, LANGUAGES, figure, read_png, result
from kg_builder.views import View

CREDIT = Credit("Livelihood Graph", "0.1.0-abc", "example.org/q/x")
SVG = "{http://www.w3.org/2000/svg}"
REGION = "https://w3id.org/livelihood/region"
HOSTILE = {
    "markup": '<script>alert(1)</script><img src=x onerror="a">',
    "expression": "datum.x); alert(1); ({{}} ${7*7} #{1}",
    "entities": "&lt;b&gt; &#0; ]]> <!-- -->",
    "right to left": "abc\u202egnp.exe\u2066\u200f\u061c",
    "control characters": "a\x00b\x1bc\x7f\u0085\ufeff",
    "half of a pair": "x\ud83dy",
    "very long": "long word " * 1_000,
    "long without a blank": "x" * 10_000,
    "empty": "",
    "blanks": "   \n\t ",
    "other scripts": "مرحبا नमस्ते 👩‍👩‍👧 𠮷 é",
    "field path": "a.b[0]['c']\\",
}


def bars() -> Result:
    """An answer with bars that are hedged in every way."""
    facts = {
        "a": Fact("9600000", "person", "stock", hedge="more-than", low="9600000"),
        "b": Fact("10000000", "person", "stock", hedge="nearly", high="10000000"),
        "c": Fact("8000000", "person", "stock", hedge="exact", low="7500000", high="8500000"),
    }
    rows = [(f"name {key}", Decimal(fact.value), figure(key)) for key, fact in facts.items()]
    return result("what value figure", *rows, facts=facts)


def years() -> Result:
    """An answer with two lines."""
    return result("what year n", ("a", 2019, 1), ("a", 2020, 2), ("a", 2021, 5), ("b", 2019, 3), ("b", 2021, 4))


def places() -> Result:
    """An answer with regions."""
    plain = result("province n iri", *((code, at, f"{REGION}/{code}") for at, code in enumerate(("SX", "SN", "HE"), 1)))
    known = {f"{REGION}/{code}": Place(f"CN-{code}", code, None) for code in ("SX", "SN", "HE")}
    return Result(plain.table, {}, known)


ANSWERS = {
    "bar": bars(),
    "dot": bars(),
    "line": years(),
    "map": places(),
    "figure": result("what value", ("a", Decimal(5))),
}


def drawn(answer: Result, kind: str = "", code: str = "en", theme: str = "light", width: int = 720) -> Spec:
    """The spec of an answer."""
    look = Look(LANGUAGES[code], theme, width, title="Title 标题")
    return draw(answer, replace(GUESS, kind=kind), look, CREDIT, shipped()).spec


def texts(spec: object) -> list[str]:
    """Every text in the data of a spec."""
    if isinstance(spec, dict):
        return [text for value in spec.values() for text in texts(value)]
    if isinstance(spec, list | tuple):
        return [text for value in spec for text in texts(value)]
    return [spec] if isinstance(spec, str) else []


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize("code", ["en", "zh"])
def test_equal_answers_have_equal_specs_and_pictures(renderer: Renderer, kind: str, code: str) -> None:
    one, other = drawn(ANSWERS[kind], kind, code), drawn(ANSWERS[kind], kind, code)
    assert json.dumps(one) == json.dumps(other)
    assert renderer.svg(one, "t", "d") == renderer.svg(other, "t", "d")


def test_another_process_draws_the_same(renderer: Renderer) -> None:
    other = Renderer(seconds=60)
    try:
        svg = renderer.svg(drawn(bars()), "t", "d")
        assert other.svg(drawn(bars()), "t", "d") == svg
        assert other.png(svg) == renderer.png(svg)
    finally:
        other.close()


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [320, 1200])
def test_every_kind_is_drawn_with_title_source_and_description(
    renderer: Renderer, kind: str, theme: str, width: int
) -> None:
    look = Look(ENGLISH, theme, width, title="Title 标题")
    picture = draw(ANSWERS[kind], replace(GUESS, kind=kind), look, CREDIT, shipped())
    svg = renderer.svg(picture.spec, picture.title, picture.description)
    root = ET.fromstring(svg)  # noqa: S314  # ours
    said = [text for text in root.itertext() if text.strip()]
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Title 标题"
    assert root.findtext(f"{SVG}desc") == picture.description
    assert any("example.org/q/x" in text for text in said[2:])
    assert any("0.1.0-abc" in text for text in said[2:])
    assert abs(float(root.get("width", "0")) - width) <= 40
    pixels = read_png(renderer.png(svg, 1.0))
    assert pixels.inked(16, 10, 200, 45) > 60


def test_bounds_and_hedges_are_drawn() -> None:
    spec = json.dumps(drawn(bars()))
    assert '"triangle-right"' in spec
    assert '"triangle-left"' in spec
    assert '"low": 7.5, "high": 8.5' in spec
    assert {"more than 9.6 million", "nearly 10 million", "8 million"} <= set(texts(drawn(bars())))
    assert "▷ the true number is this or more · ◁ the true number is this or less" in " ".join(texts(drawn(bars())))


def test_chinese_numbers_are_counted_in_their_own_way() -> None:
    assert {"超过960万", "近1,000万", "800万", "万人"} <= set(texts(drawn(bars(), code="zh"))) | {"万人"}


@pytest.mark.parametrize("kind", ANSWERS)
def test_specs_load_and_compute_nothing(kind: str) -> None:
    spec = drawn(ANSWERS[kind], kind)
    check(spec)
    keys = {key for key in json.dumps(spec).split('"') if key in FORBIDDEN}
    assert keys == set()


@pytest.mark.parametrize("key", sorted(FORBIDDEN))
def test_a_spec_that_loads_or_computes_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=key):
        check({"layer": [{"mark": "bar", "data": {"values": []}, key: "https://example.org"}]})


@pytest.mark.parametrize("label", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("kind", ["bar", "line", "map", "figure"])
def test_hostile_labels_do_no_harm(renderer: Renderer, label: str, kind: str) -> None:
    answers = {
        "bar": result("what value unit", (label, Decimal(3), label), ("b", Decimal(2), label)),
        "line": result("what year n", *((text, year, 3) for text in (label, "b") for year in (2019, 2020, 2021))),
        "map": result("what point n", (label, "POINT(112 37)", 3), ("b", "POINT(110 30)", 4)),
        "figure": result("what value", (label, Decimal(3))),
    }
    view = View(kind, series="what", x="year", y="n") if kind == "line" else replace(GUESS, kind=kind)
    look = Look(ENGLISH, title=label, headings={"what": {"en": label}})
    picture = draw(answers[kind], view, look, Credit(label, label, label), shipped())
    svg = renderer.svg(picture.spec, picture.title, picture.description)
    root = ET.fromstring(svg)  # noqa: S314  # ours
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names <= {"svg", "g", "path", "rect", "line", "text", "tspan", "title", "desc", "defs", "clipPath"} | {
        "linearGradient",
        "stop",
    }
    assert not any(name.startswith("on") or "href" in name for element in root.iter() for name in element.attrib)
    assert not set("\u202e\u2066\u200f\x00\x1b") & set("".join(root.itertext()))
    assert len(svg) < 400_000
    assert float(root.get("width", "0")) < 1_000
    assert read_png(renderer.png(svg, 1.0)).width < 1_000


@pytest.mark.parametrize("label", HOSTILE.values(), ids=HOSTILE)
def test_hostile_notices_do_no_harm(renderer: Renderer, label: str) -> None:
    svg = image(Notice(label, [label, label]))
    root = ET.fromstring(svg)  # noqa: S314  # ours
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {"svg", "title", "desc", "rect", "text"}
    assert len(svg) < 20_000
    renderer.png(svg, 1.0)


def test_many_rows_are_cut_and_it_is_said() -> None:
    spec = drawn(result("what n", *((f"name {at}", at) for at in range(500))), "bar")
    assert "The first 60 of 500 are drawn." in texts(spec)
    assert len(json.dumps(spec)) < 60_000


def test_many_lines_are_refused() -> None:
    rows = [(f"s{at}", year, at) for at in range(30) for year in (2019, 2020)]
    with pytest.raises(Refusal, match="30 lines"):
        drawn(result("what year n", *rows), "line")


def test_rows_of_one_name_get_a_second_one() -> None:
    rows = [("a", "x", Decimal(1)), ("a", "y", Decimal(2)), ("b", "x", Decimal(3))]
    assert {"a · x", "a · y", "b · x"} <= set(texts(drawn(result("what place value", *rows), "bar")))


def test_numbers_below_zero_are_drawn(renderer: Renderer) -> None:
    spec = drawn(result("what change", ("a", Decimal("-99.9")), ("b", Decimal("108.3"))))
    assert read_png(renderer.png(renderer.svg(spec, "t", "d"), 1.0)).height > 80


@pytest.mark.parametrize("kind", ANSWERS)
def test_kinds_that_would_work(kind: str) -> None:
    assert kind in kinds(ANSWERS[kind], Look(ENGLISH), shipped())


def test_an_answer_without_numbers_has_no_kinds() -> None:
    assert kinds(result("a b", ("x", "y"), ("z", "w")), Look(ENGLISH)) == ()


def test_descriptions_say_kind_number_extent_and_source() -> None:
    picture = draw(bars(), GUESS, Look(ENGLISH, title="People"), CREDIT)
    assert picture.description == (
        "People. Bar chart with 3 bars. Greatest: name b: nearly 10 million people. Least: name c: 8 million people. "
        "Livelihood Graph 0.1.0-abc · example.org/q/x."
    )
    picture = draw(bars(), GUESS, Look(CHINESE, title="人"), CREDIT)
    assert picture.description.startswith("人。条形图，共 3 条。最大：name b: ")
    line = draw(years(), View("line"), Look(ENGLISH), CREDIT).description
    assert "Line chart with 5 points, from 2019 to 2021" in line
    apart = result("what value unit", ("a", Decimal(1), "m"), ("b", Decimal(2), "s"))
    assert "2 parts with an axis of their own" in draw(apart, GUESS, Look(ENGLISH), CREDIT).description


def test_places_without_outline_and_point_are_named() -> None:
    lost = places()
    known = {**lost.places, f"{REGION}/HE": Place("XX-HE", "nowhere", None)}
    spec = drawn(Result(lost.table, {}, known), "map")
    assert "Not on the map, for want of an outline and a point: HE." in texts(spec)
    with pytest.raises(Refusal, match="No place of this answer"):
        drawn(Result(lost.table, {}, {iri: Place("XX-A", "x", None) for iri in lost.places}), "map")


def test_a_region_without_outline_is_its_point() -> None:
    found = places()
    known = {**found.places, f"{REGION}/HE": Place("", "a-town", (115.0, 38.0))}
    spec = json.dumps(drawn(Result(found.table, {}, known), "map"))
    assert '"longitude": 115.0' in spec
    assert '"circle"' in spec
