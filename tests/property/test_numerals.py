"""What holds for the numerals of any text."""

from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg_builder.numerals.finding import KINDS, Numeral, numerals, parse_token

MARKS = "0 1 7 12 130 2020 000 345 ① ½ ４ ٣ . , ' ’ - − + / : ( $ € US$ % ‰ st th ² word"
WORDS = "one two twenty hundred thousand million dozen half third thirds and a of once first tens mn"
CHINESE = "第百分之一二十三百千万亿两多半几点〇萬年个"
PIECES = st.sampled_from([*MARKS.split(), *WORDS.split(), *CHINESE, " ", "  ", "\u00a0", "\n"])
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=12).map(" ".join))
DIGITS = st.integers(0, 10**15)


def tokens(found: list[Numeral]) -> list[tuple[str, str, Decimal | None]]:
    """What numerals say, without where they are."""
    return [(numeral.text, numeral.kind, numeral.value) for numeral in found]


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_numerals_are_slices_in_order_that_do_not_overlap(text: str) -> None:
    end = 0
    for numeral in numerals(text):
        assert end <= numeral.start <= numeral.core_start < numeral.core_end <= numeral.end <= len(text)
        assert text[numeral.start : numeral.end] == numeral.text
        assert numeral.kind in KINDS
        end = numeral.end


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_every_decimal_digit_is_in_a_numeral(text: str) -> None:
    covered = {position for numeral in numerals(text) for position in range(numeral.start, numeral.end)}
    assert covered >= {position for position, character in enumerate(text) if character.isdecimal()}


@given(TEXTS)
@example("5,123,456 and 2010,123,456")
@settings(max_examples=200, deadline=None)
def test_a_token_says_alone_what_it_says_in_its_text(text: str) -> None:
    for numeral in numerals(text):
        quantity = parse_token(text[numeral.core_start : numeral.core_end])
        said = (quantity.value, quantity.precision) if quantity else (None, None)
        assert said == (numeral.value, numeral.precision)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_value_and_precision_come_together(text: str) -> None:
    for numeral in numerals(text):
        assert (numeral.value is None) == (numeral.precision is None)
        assert numeral.precision is None or numeral.precision > 0
        assert numeral.value is None or "E" not in str(numeral.value)


@given(TEXTS, TEXTS)
@settings(max_examples=200, deadline=None)
def test_a_line_end_keeps_texts_apart(first: str, second: str) -> None:
    apart = numerals(f"{first}\n\n{second}")
    assert tokens(apart) == tokens(numerals(f"{first}\n\n")) + tokens(numerals(f"\n\n{second}"))


@given(DIGITS, st.integers(0, 6))
def test_printed_decimals_are_read_back(digits: int, places: int) -> None:
    number = Decimal(digits).scaleb(-places)
    quantity = parse_token(f"{number:,f}")
    assert quantity is not None
    assert quantity.value == number
    assert quantity.precision == Decimal(1).scaleb(-places)


@given(st.integers(1, 999), st.sampled_from([("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12)]))
def test_scale_words_move_the_point(count: int, scale: tuple[str, int]) -> None:
    quantity = parse_token(f"{count} {scale[0]}")
    assert quantity is not None
    assert (quantity.value, quantity.precision) == (Decimal(count * 10 ** scale[1]), Decimal(10 ** scale[1]))


def test_long_runs_are_read_to_the_end() -> None:
    """Branches are possessive or bounded: backtracking over such runs would not end within a test's patience."""
    runs = ["1", ",", "1,111", ",111", "1.", "1-", "1 ", "1 1", "一", "一点", "one ", "tens of ", "+1-", "1/", "-", "$"]
    assert len(runs) >= 16
    for run in runs:
        text = run * (40_000 // len(run))
        found = numerals(text)
        assert sum(numeral.end - numeral.start for numeral in found) <= len(text)
        assert all(numeral.kind in KINDS for numeral in found)
