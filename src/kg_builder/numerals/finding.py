"""Finds every numeral of a text, so that none goes unnoticed and nobody counts characters by hand.

A numeral is any digit token (separators, decimals, attached currency sign, percent sign and ordinal suffix included;
circled digits; a date or a telephone number written as one token) together with a following scale word, and any word
for a cardinal, ordinal, multiplier, fraction or round number, also "one" as a pronoun; in Chinese likewise. Where it is
open whether a word is meant as a number ("second", "quarter", "single"), it is one: the curator excludes it. A number
word ends where a letter or digit follows, and starts after neither: nothing is found inside other words. A digit is
found anywhere, also inside a word. Offsets are Unicode code points of the text as it is, ends exclusive.

Limits: a numeral does not reach over a line end; "m" and "k" are units here, not scales; a minus sign before a currency
sign is not read; spaces group digits by threes only ("20 300" is one numeral, "2020 300" two).

Every repetition in the grammar is bounded or possessive and no branch looks further than that bound, so the time is
linear in the length of any text.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from kg_builder.numerals import words
from kg_builder.numerals.quantities import Quantity, quantity_of

Kind = Literal[
    "cardinal", "ordinal", "multiplier", "fraction", "round", "pronoun", "percent", "money", "date", "circled", "run"
]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Numeral:
    """One numeral of a text.

    Attributes:
        start: first code point, an attached currency sign or 第 included.
        end: code point after the last, an attached percent or currency sign or ordinal suffix included.
        core_start: first code point of the token as a figure cites it, without those adornments.
        core_end: code point after that token, a following scale word included.
        text: the slice from start to end.
        kind: one of `KINDS`; `run` is a telephone, version or section number.
        value: the number in whole units, or None where there is no single one.
        precision: the size of its last printed digit, or None without a value.
    """

    start: int
    end: int
    core_start: int
    core_end: int
    text: str
    kind: Kind
    value: Decimal | None
    precision: Decimal | None


def _any(listed: Iterable[str]) -> str:
    """One of these English words in any case, ended by what is no letter, digit or accent; longest first."""
    return rf"(?ai:{'|'.join(sorted(listed, key=lambda word: (-len(word), word)))})(?![^\W_]|[\u0300-\u036f])"


BLANK = r"[^\S\r\n]{1,3}"
JOIN = rf"(?:[-\u2010\u2011]|{BLANK})"
AND = rf"(?:{JOIN}(?ai:and))?{JOIN}"
SCALE = _any(words.FACTORS.keys() - words.ORDINAL_SCALES.keys())
BELOW_100 = rf"(?:{_any(words.TENS)}(?:{JOIN}{_any(words.UNITS)})?|{_any(words.UNITS | words.TEENS)})"
STEP = rf"(?:{BELOW_100}{JOIN}{SCALE}|{_any(words.SCALES)})"
STEPS = rf"{STEP}(?:{AND}{STEP}){{0,6}}"
CARDINAL = rf"(?:{STEPS}(?:{AND}{BELOW_100})?|{BELOW_100}|{_any(words.ZEROS)})"
ORDINAL = (
    rf"(?:(?:{STEPS}{AND})?(?:(?:{_any(words.TENS)}{JOIN})?{_any(words.ORDINAL_UNITS)}"
    rf"|{_any(words.ORDINAL_TEENS | words.ORDINAL_TENS)})|(?:{CARDINAL}{JOIN})?{_any(words.ORDINAL_SCALES)}"
    rf"|{_any(words.ORDINAL_ADVERBS)})"
)
OF_SCALE = rf"(?:{JOIN}(?:(?ai:an?){JOIN})?{SCALE})?"
FRACTION = (
    rf"(?:(?ai:one){JOIN}{_any(words.PARTS)}|{BELOW_100}{JOIN}{_any(words.PLURAL_PARTS)}"
    rf"|{BELOW_100}{JOIN}(?:{_any(('halves', 'quarters'))}|(?ai:and{JOIN}a){JOIN}{_any(words.HALVES)})"
    rf"|(?:(?ai:one){JOIN})?{_any(words.HALVES)}){OF_SCALE}"
)
ROUND = rf"{_any(words.ROUNDS)}(?:{JOIN}(?ai:of){JOIN}{_any(words.ROUNDS)}){{0,3}}"
WORDS = (
    rf"(?<![^\W_])(?:(?P<fraction>{FRACTION})|(?P<ordinal>{ORDINAL})|(?P<round>{ROUND}|{_any(words.PLURALS)})"
    rf"|(?P<cardinal>{CARDINAL})|(?P<multiplier>{_any(words.MULTIPLIERS)}))"
)

ZH_CHARACTER = f"[{''.join((*words.ZH_DIGITS, *words.ZH_UNITS, *words.ZH_VARIANTS))}]"
ZH_SCALE = f"(?:[{words.ZH_HEDGES}]?(?:[百万亿萬億]|千(?![米克瓦卡])))"
ZH_ROUND = f"[几数數幾上][十百千万亿萬億]{{1,4}}|成千上[万萬]|{ZH_CHARACTER}{{0,9}}十[几幾][万亿萬億]{{0,2}}"
ZH_NUMBER = f"(?:{ZH_CHARACTER}{{1,12}}(?:分之|点))?{ZH_CHARACTER}{{1,30}}(?:[{words.ZH_HEDGES}][万亿萬億])?"
ZH_OTHER = rf"(?:{words.ZH_NOT_NUMERALS})(?![个個家项項次种種名位])|十分(?![之钟鐘])|千[米克瓦卡]"
ZH_HALF = "一?半(?![导導径徑岛島])"

SPACED = "|".join(
    rf"(?<!\d{mark})[1-9]\d{{0,2}}(?:{mark}\d{{3}}){{1,12}}+(?!(?:{mark}|,)?\d)"
    for mark in ("'", "’", " ", "\u00a0", "\u2009", "\u202f")
)
COMMAS = r"(?<!\d,)[1-9](?:\d{0,2}(?:,\d{3}){1,12}+|\d?(?:,\d\d(?!\d)){1,6}+,\d{3})(?!,?\d)"
NUMBER = rf"(?:(?:{COMMAS}|{SPACED}|\d++)(?:[.．]\d++(?![.．]\d))?|(?<![\w.．])[.．]\d++(?![.．]\d))"
SLASHED = r"(?<![\d/])\d{1,3}+[/⁄]\d{1,4}+(?![/\d])"
VULGAR = "(?:\\d{1,9}+\u00a0?)?[\u00bc-\u00be\u2150-\u215e\u2189]"
SIGN = r"(?:(?<![^\s(（\[{\"'“‘])[-−](?=[.．]?\d))?"
SCALED = rf"(?:(?:{JOIN}?{SCALE}){{1,3}}|(?:{BLANK})?{ZH_SCALE}{{1,4}}(?:\d{{1,4}}{ZH_SCALE}{{1,4}}){{0,3}})?"
CURRENCY = "[$¢-¥֏؋৲৳৻૱௹฿៛₠-\u20c0﷼﹩＄￠￡￥￦]"
PERCENT = "[%％﹪٪‰‱]"
CIRCLED = "[①-⒛⓪-⓿❶-➓㉈-㉏㉑-㉟㊀-㊉㊱-㊿㈠-㈩🄀-🄌]"
DATE = (
    r"(?<!\d)(?<!\d[-/.])(?:\d{4}(?P<mark>[-/.])\d\d?(?P=mark)\d\d?"
    r"|\d\d?(?P<other_mark>[-/.])\d\d?(?P=other_mark)\d{4})(?![-/.]?\d)"
)
TELEPHONE = (
    r"(?<!\d)(?<!\d-)(?=\+?\d(?:[- ]?\d){6})"
    r"(?:\+\d{1,3}(?:[- ]\d{2,12}+){1,5}|\d{1,12}(?:-\d{1,12}+){2,5}|0\d{2,3}-\d{6,8})(?!-?\d)"
)
DOTTED = r"(?<![\d.])\d{1,9}+(?:\.\d{1,9}+){2,9}+(?!\.?\d)"
ADORNED = (
    rf"(?P<before>(?:(?<![^\W_])[A-Z]{{1,3}})?{CURRENCY}\u00a0?|第[ ]?|[百千万萬]分之)?"
    rf"(?P<core>(?:{VULGAR}|{SLASHED}|{SIGN}{NUMBER}){SCALED}|{ZH_NUMBER})"
    rf"(?P<after>[\u00a0\u202f]?{PERCENT}|{_any(('st', 'nd', 'rd', 'th', 'ths'))}|{CURRENCY}(?!\d))?"
)
PATTERN = re.compile(
    rf"(?=[\w+.．−-]|{CURRENCY})(?:(?P<other>{ZH_OTHER})|(?P<zh_round>{ZH_ROUND})|(?P<half>{ZH_HALF})"
    rf"|(?P<date>{DATE})|(?P<run>{TELEPHONE}|{DOTTED})|(?P<adorned>{ADORNED})|(?P<circled>{CIRCLED})|{WORDS})"
)
KIND_OF_GROUP: dict[str, Kind] = {**{kind: kind for kind in KINDS}, "zh_round": "round", "half": "fraction"}
PRONOUN = re.compile(rf"one(?=(?:{BLANK})?(?:of\b|['’]s\b|[^\w\s-]|[\r\n]|\Z))", re.IGNORECASE)


def numerals(text: str) -> list[Numeral]:
    """Every numeral of a text, in text order, none overlapping another; time is linear in the length of the text."""
    return [_numeral(found) for found in PATTERN.finditer(text) if found.lastgroup != "other"]


def parse_token(token: str) -> Quantity | None:
    """The number that a citation's token states, in whole units, with the size of its last printed digit.

    None unless the token is exactly one numeral without currency sign, percent sign or ordinal suffix, and states one
    number: `hundreds`, a date and a telephone number do not. Depends on the token alone.
    """
    found = PATTERN.match(token)
    if found is None or found.lastgroup == "other" or _core(found) != (0, len(token)):
        return None
    return _quantity(found, _kind(found))


def _numeral(found: re.Match[str]) -> Numeral:
    kind = _kind(found)
    quantity = _quantity(found, kind)
    value, precision = (quantity.value, quantity.precision) if quantity else (None, None)
    return Numeral(*found.span(), *_core(found), found[0], kind, value, precision)


def _core(found: re.Match[str]) -> tuple[int, int]:
    return found.span("core" if found["core"] else 0)


def _quantity(found: re.Match[str], kind: Kind) -> Quantity | None:
    if kind == "circled":
        return Quantity(Decimal(int(unicodedata.numeric(found[0]))), Decimal(1))
    return None if kind in ("date", "run") else quantity_of(found["core"] or found[0])


def _kind(found: re.Match[str]) -> Kind:
    group = found.lastgroup or ""
    if group == "adorned":
        return _kind_of_figure(found["before"] or "", found["core"], found["after"] or "")
    if group == "cardinal" and PRONOUN.match(found.string, found.start()):
        return "pronoun"
    if group == "cardinal" and found[0].casefold() in words.SCALES:
        return "round"
    return KIND_OF_GROUP[group]


def _kind_of_figure(before: str, core: str, after: str) -> Kind:
    if before.endswith("分之") or re.search(PERCENT, after):
        return "percent"
    if re.search(CURRENCY, before + after):
        return "money"
    if before or after:
        return "ordinal"
    return "fraction" if re.search(f"[/⁄]|分之|{VULGAR}", core) else "cardinal"
