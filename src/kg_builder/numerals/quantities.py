"""What a numeral says, as a number: digits with a scale, English number words, Chinese numerals.

The grammar in `kg_builder.numerals.finding` decides what a numeral is; this module only values one and never fails:
what states no single number (`hundreds`, a date, a telephone number) is None.

Values are in whole units and precision is the size of the last printed digit, as `lh:value` and `lh:precision` of the
ontology: "26.58 million" is 26580000 precise to 10000. Words up to the hundreds count as printed in full ("two hundred"
is precise to 1), a scale word as zeros left out ("three hundred thousand" is precise to 1000, as "300 thousand" is). A
fraction counts as the decimal that it makes, with at most four places: half is 0.5 precise to 0.1, a third 0.3333
precise to 0.0001.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

from kg_builder.numerals.words import (
    ADDENDS,
    FACTORS,
    FILLERS,
    HALVES,
    PARTS,
    PLURAL_PARTS,
    ROUNDS,
    ZH_DIGITS,
    ZH_HEDGES,
    ZH_UNITS,
    ZH_VARIANTS,
)

LONGEST = 60
EXACT = Context(prec=10 * LONGEST)
PLACES = Decimal("0.0001")
FIGURE = re.compile(r"((?:\d[\d,'’ ]*)?(?:\.\d+)?)(?:\+?(\d+)⁄(\d+)|/(\d+))?(.*)", re.DOTALL)
SEPARATORS = str.maketrans("", "", ",'’ ")
ZH_POINT = re.compile(f"([{''.join(ZH_DIGITS)}]?)点([{''.join(ZH_DIGITS)}]+)")
ZH_PART = re.compile(r"\d[\d,'’]*(?:\.\d+)?|\S")
ZH_PLAIN = str.maketrans(ZH_VARIANTS | dict.fromkeys(ZH_HEDGES, ""))


@dataclass(frozen=True)
class Quantity:
    """A number in whole units and the size of its last printed digit, both without exponent and trailing zeros."""

    value: Decimal
    precision: Decimal


def quantity_of(core: str) -> Quantity | None:
    """The number that a numeral states, its adornments taken off; None if it states none or has over 60 characters."""
    if not 0 < len(core) <= LONGEST:
        return None
    plain = core if core.isascii() else "".join(_plain(character) for character in core)
    unsigned = plain.lstrip("-−")
    with localcontext(EXACT):
        quantity = _figure(unsigned) if unsigned.isascii() and not unsigned[:1].isalpha() else _unsigned(unsigned)
        return _times(quantity, -1 if unsigned != plain else 1) if quantity else None


def _plain(character: str) -> str:
    normal = unicodedata.normalize("NFKC", character)
    return f"+{normal}" if len(normal) > 1 and "⁄" in normal else normal


def _unsigned(plain: str) -> Quantity | None:
    if plain in ("半", "一半"):
        return _ratio(Decimal(1), Decimal(2))
    chinese = plain.translate(ZH_PLAIN)
    if not (ZH_DIGITS.keys() | ZH_UNITS.keys()).isdisjoint(chinese):
        return _chinese(chinese)
    if plain[:1].isalpha():
        return _english(re.findall(r"[a-z]+", plain.casefold()))
    return _figure(plain)


def _times(quantity: Quantity, factor: int) -> Quantity:
    return Quantity(_canonical(quantity.value * factor), _canonical(quantity.precision * abs(factor)))


def _canonical(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _number(printed: str) -> Quantity:
    digits = printed.translate(SEPARATORS)
    places = len(digits.partition(".")[2])
    return Quantity(Decimal(digits), Decimal(1).scaleb(-places))


def _ratio(numerator: Decimal, denominator: Decimal, whole: Decimal = Decimal(0)) -> Quantity | None:
    if not denominator:
        return None
    return _number(f"{(whole + numerator / denominator).quantize(PLACES).normalize():f}")


def _figure(plain: str) -> Quantity | None:
    found = FIGURE.fullmatch(plain)
    if found is None or not (found[1] or found[2]):
        return None
    quantity: Quantity | None = _number(found[1] or "0")
    if quantity and found[2]:
        quantity = _ratio(Decimal(found[2]), Decimal(found[3]), quantity.value)
    elif quantity and found[4]:
        quantity = _ratio(quantity.value, Decimal(found[4]))
    return _scaled(quantity, re.findall(r"[^\W_]+", found[5].casefold()))


def _scaled(quantity: Quantity | None, words: Sequence[str]) -> Quantity | None:
    factors = [FACTORS.get(word, 0) for word in words if word not in FILLERS]
    return _times(quantity, math.prod(factors)) if quantity and all(factors) else None


def _english(words: Sequence[str]) -> Quantity | None:
    if not words or words[0] in ROUNDS:
        return None
    place = next((n for n, word in enumerate(words) if _is_part(word, words[:n])), None)
    if place is not None:
        return _scaled(_part(words[:place], (HALVES | PLURAL_PARTS | PARTS)[words[place]]), words[place + 1 :])
    total = group = 0
    precision = 1
    for word in (word for word in words if word not in FILLERS):
        if word in ADDENDS:
            group, precision = group + ADDENDS[word], 1
        elif word not in FACTORS:
            return None
        elif FACTORS[word] == FACTORS["hundred"]:
            group = (group or 1) * FACTORS[word]
        else:
            total = total + group * FACTORS[word] if group else (total or 1) * FACTORS[word]
            group, precision = 0, precision * FACTORS[word]
    return Quantity(Decimal(total + group), Decimal(precision))


def _is_part(word: str, before: Sequence[str]) -> bool:
    return word in HALVES or word in PLURAL_PARTS or (word in PARTS and list(before) == ["one"])


def _part(before: Sequence[str], denominator: int) -> Quantity | None:
    counted = _english(before) if before else None
    if "and" in before and counted:
        return _ratio(Decimal(1), Decimal(denominator), counted.value)
    return _ratio(counted.value if counted else Decimal(1), Decimal(denominator))


def _chinese(text: str) -> Quantity | None:
    if "分之" in text:
        denominator, numerator = (_chinese(part) for part in text.split("分之", 1))
        return _ratio(numerator.value, denominator.value) if numerator and denominator else None
    if len(text) > 1 and set(text) <= set(ZH_DIGITS):
        return _number("".join(str(ZH_DIGITS[character]) for character in text))
    return _chinese_parts(ZH_PART.findall(ZH_POINT.sub(_point, text)))


def _point(found: re.Match[str]) -> str:
    whole, decimals = ("".join(str(ZH_DIGITS[character]) for character in part) for part in found.groups())
    return f"{whole or 0}.{decimals}"


def _chinese_parts(parts: Sequence[str]) -> Quantity | None:
    largest = next((symbol for symbol in ZH_UNITS if symbol in parts), None)
    if largest is None:
        counted = [part for part in parts if ZH_DIGITS.get(part) != 0] or list(parts[:1])
        if len(counted) != 1 or not (counted[0] in ZH_DIGITS or counted[0][0].isdecimal()):
            return None
        return _number(str(ZH_DIGITS.get(counted[0], counted[0])))
    place, unit = len(parts) - 1 - list(parts)[::-1].index(largest), ZH_UNITS[largest]
    left = _chinese_parts(parts[:place]) if place else Quantity(Decimal(1), Decimal(1))
    rest = parts[place + 1 :]
    if left and not rest:
        is_printed = unit < ZH_UNITS["万"] and not parts[place - 1][0].isdecimal()
        return Quantity(left.value * unit, left.precision * (1 if is_printed else unit))
    right = _chinese_parts(rest)
    if right and unit > ZH_UNITS["十"] and len(rest) == 1 and rest[0] in ZH_DIGITS:
        right = _times(right, unit // 10)
    if left is None or right is None or right.value >= unit:
        return None
    return Quantity(left.value * unit + right.value, right.precision)
