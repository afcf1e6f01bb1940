"""Every message of the pages has a translation, none is left over, and each says the same values."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import kg_server
import pytest
from jinja2 import Environment, nodes
from kg_server.errors import TABLE
from kg_server.naming.language import MESSAGES, Language, choose_language, read_languages

PACKAGE = Path(kg_server.__file__).parent
FRONTEND = PACKAGE.parent / "frontend"
LEAST = 100
_PLACES = re.compile(r"\{\w+\}")
_SCRIPTED = re.compile(r"""(?<![\w$.])(?:_|_n)\(\s*("(?:[^"\\]|\\.)*")(?:\s*,\s*("(?:[^"\\]|\\.)*"))?""")


def _templates() -> Iterator[str]:
    """Messages of the templates; the plural where there are two."""
    environment = Environment(autoescape=True)
    for path in sorted((PACKAGE / "templates").rglob("*.html")):
        for call in environment.parse(path.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in {"_", "_n"}:
                key = call.args[1 if call.node.name == "_n" else 0]
                if isinstance(key, nodes.Const):
                    yield key.value


def _modules() -> Iterator[str]:
    """Messages of the Python modules."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            at = _place_of_key(call.func)
            if at is not None and len(call.args) > at and isinstance(found := call.args[at], ast.Constant):
                yield str(found.value)


def _place_of_key(function: ast.expr) -> int | None:
    """Which argument of a call is a message; None when it says none."""
    if isinstance(function, ast.Name):
        return {"say": 0, "message": 0}.get(function.id)
    if not isinstance(function, ast.Attribute):
        return None
    speaker = function.value.func if isinstance(function.value, ast.Call) else function.value
    name = speaker.attr if isinstance(speaker, ast.Attribute) else getattr(speaker, "id", "")
    return {"text": 0, "plural": 1}.get(function.attr) if name in {"language", "self", "spoken"} else None


def _scripts() -> Iterator[str]:
    """Messages of the scripts, as they are written; a bundle is read where it is made."""
    paths = [*(PACKAGE / "static").glob("*.js"), *FRONTEND.glob("*.js"), *FRONTEND.glob("src/**/*.js")]
    for path in sorted(paths):
        for first, second in _SCRIPTED.findall(path.read_text("utf-8")):
            yield json.loads(second or first)


def used() -> set[str]:
    """Every message that the pages can say."""
    kinds = {text for kind in TABLE for text in (kind.title, kind.advice)}
    return {*_templates(), *_modules(), *_scripts(), *kinds}


@pytest.fixture(scope="module")
def languages() -> dict[str, Language]:
    return read_languages()


def test_every_message_has_a_translation(languages: dict[str, Language]) -> None:
    assert len(used()) >= LEAST
    assert sorted(used() - set(languages["zh"].messages)) == []


def test_no_translation_is_left_over(languages: dict[str, Language]) -> None:
    assert sorted(set(languages["zh"].messages) - used()) == []


def test_translations_name_the_same_values(languages: dict[str, Language]) -> None:
    for key, text in languages["zh"].messages.items():
        assert sorted(set(_PLACES.findall(key))) == sorted(set(_PLACES.findall(text))), key


def test_files_are_sorted() -> None:
    paths = sorted(MESSAGES.rglob("*.json"))
    assert len(paths) >= 1
    for path in paths:
        content = json.loads(path.read_text("utf-8"))
        assert path.read_text("utf-8") == json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n", path


@pytest.mark.parametrize(
    ("asked", "cookie", "accept", "expected"),
    [
        (None, None, None, "en"),
        ("zh", "en", "en", "zh"),
        ("zh-CN", None, None, "zh"),
        ("xx", "zh", "en", "zh"),
        (None, "zh", "en", "zh"),
        (None, "nonsense;", "zh", "zh"),
        (None, None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, None, "en;q=0.5, zh;q=0.5", "en"),
        (None, None, "de, fr;q=0.9", "en"),
        (None, None, "en;q=0, *", "zh"),
        (None, None, "zh;q=0", "en"),
        (None, None, "zh;q=2, en", "en"),
        (None, None, "*;q=0.1", "en"),
        (None, None, ",;=,", "en"),
    ],
)
def test_the_language_of_a_request(asked: str | None, cookie: str | None, accept: str | None, expected: str) -> None:
    assert choose_language(asked, cookie, accept, ("en", "zh")) == expected


def test_values_beside_markup_are_escaped(languages: dict[str, Language]) -> None:
    from markupsafe import Markup

    said = languages["en"].text("See {link} & {other}", link=Markup("<a>x</a>"), other="<b>")
    assert said == "See <a>x</a> &amp; &lt;b&gt;"


def test_numbers_days_and_labels(languages: dict[str, Language]) -> None:
    english, chinese = languages["en"], languages["zh"]
    assert english.number("9600000.50") == "9,600,000.5"
    assert english.date("2022-11-30") == "30 November 2022"
    assert chinese.date("2022-11-30") == "2022年11月30日"
    assert english.plural("{n} row", "{n} rows", 1) == "1 row"
    assert english.text("{n} rows", n=12345) == "12,345 rows"
    labels = {"": "Person", "en": "Person", "zh-Hans": "人"}
    assert chinese.label(labels) == "人"
    assert english.label(labels) == "Person"
    assert chinese.tagged({"": "Nur hier"}) == ("", "Nur hier")
    assert english.label({"zh-Hans": "人"}) == "人"
    assert english.label({}) == ""
