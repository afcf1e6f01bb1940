"""What is a numeral, where it begins and ends, and what it says."""

from decimal import Decimal

import pytest

from kg_builder.numerals.finding import KINDS, Numeral, numerals, parse_token
from kg_builder.numerals.quantities import Quantity

Case = tuple[str, list[str]]
"""A text and its numerals: the token in brackets within its adornments, then kind, value and precision."""

DIGITS: list[Case] = [
    ("31,000 people", ["[31,000] cardinal 31000 1"]),
    ("742 lifts", ["[742] cardinal 742 1"]),
    ("0 cases", ["[0] cardinal 0 1"]),
    ("007", ["[007] cardinal 7 1"]),
    ("8,432 yuan", ["[8,432] cardinal 8432 1"]),
    ("1,234,567", ["[1,234,567] cardinal 1234567 1"]),
    ("1,234.56", ["[1,234.56] cardinal 1234.56 0.01"]),
    ("97.25 percent", ["[97.25] cardinal 97.25 0.01"]),
    ("2.6 times", ["[2.6] cardinal 2.6 0.1"]),
    ("5. Next", ["[5] cardinal 5 1"]),
    ("5, then", ["[5] cardinal 5 1"]),
    (".5 of", ["[.5] cardinal 0.5 0.1"]),
    ("a.5", ["[5] cardinal 5 1"]),
    ("end.2020", ["[2020] cardinal 2020 1"]),
    ("1,234,5678", ["[1] cardinal 1 1", "[234] cardinal 234 1", "[5678] cardinal 5678 1"]),
    ("14,2019", ["[14] cardinal 14 1", "[2019] cardinal 2019 1"]),
    ("2010,123,456", ["[2010] cardinal 2010 1", "[123] cardinal 123 1", "[456] cardinal 456 1"]),
    ("0,300", ["[0] cardinal 0 1", "[300] cardinal 300 1"]),
    ("12,34,567 units", ["[12,34,567] cardinal 1234567 1"]),
    ("1,2,3", ["[1] cardinal 1 1", "[2] cardinal 2 1", "[3] cardinal 3 1"]),
    ("1 000 000 people", ["[1 000 000] cardinal 1000000 1"]),
    ("27\xa0000 people", ["[27\xa0000] cardinal 27000 1"]),
    ("1\u202f442\u202f000", ["[1\u202f442\u202f000] cardinal 1442000 1"]),
    ("1'442'000", ["[1'442'000] cardinal 1442000 1"]),
    ("1’442’000", ["[1’442’000] cardinal 1442000 1"]),
    ("12 306,900", ["[12] cardinal 12 1", "[306,900] cardinal 306900 1"]),
    ("27,000 130 villages", ["[27,000] cardinal 27000 1", "[130] cardinal 130 1"]),
    ("1,234 567,890", ["[1,234] cardinal 1234 1", "[567,890] cardinal 567890 1"]),
    ("20, 2022, 800 units", ["[20] cardinal 20 1", "[2022] cardinal 2022 1", "[800] cardinal 800 1"]),
    ("0-6", ["[0] cardinal 0 1", "[6] cardinal 6 1"]),
    ("from 2016-2020", ["[2016] cardinal 2016 1", "[2020] cardinal 2020 1"]),
    ("2020/21", ["[2020] cardinal 2020 1", "[21] cardinal 21 1"]),
    ("2020-21", ["[2020] cardinal 2020 1", "[21] cardinal 21 1"]),
    ("1/2 of", ["[1/2] fraction 0.5 0.1"]),
    ("24/7", ["[24/7] fraction 3.4286 0.0001"]),
    ("3/4/5", ["[3] cardinal 3 1", "[4] cardinal 4 1", "[5] cardinal 5 1"]),
    ("1/0", ["[1/0] fraction None None"]),
    ("½", ["[½] fraction 0.5 0.1"]),
    ("2½ hours", ["[2½] fraction 2.5 0.1"]),
    ("5\xa0¾", ["[5\xa0¾] fraction 5.75 0.01"]),
    ("3⅓ million", ["[3⅓ million] fraction 3333300 100"]),
    ("1.2.3", ["[1.2.3] run None None"]),
    ("192.168.0.1", ["[192.168.0.1] run None None"]),
    ("5G and H1N1", ["[5] cardinal 5 1", "[1] cardinal 1 1", "[1] cardinal 1 1"]),
    ("COVID-19", ["[19] cardinal 19 1"]),
    ("1990s", ["[1990] cardinal 1990 1"]),
    ("m² and CO₂", []),
    ("１２３．５", ["[１２３．５] cardinal 123.5 0.1"]),
    ("٣٤٥", ["[٣٤٥] cardinal 345 1"]),
    (
        "12345678901234567890123456789012345678901234567890123456789012345",
        ["[12345678901234567890123456789012345678901234567890123456789012345] cardinal None None"],
    ),
]
ADORNED: list[Case] = [
    ("98%", ["[98]% percent 98 1"]),
    ("8.5 %", ["[8.5] cardinal 8.5 0.1"]),
    ("5\xa0%", ["[5]\xa0% percent 5 1"]),
    ("5‰", ["[5]‰ percent 5 1"]),
    ("12％", ["[12]％ percent 12 1"]),
    ("$1,209", ["$[1,209] money 1209 1"]),
    ("($2.84 million)", ["$[2.84 million] money 2840000 10000"]),
    ("US$5 million", ["US$[5 million] money 5000000 1000000"]),
    ("HK$20", ["HK$[20] money 20 1"]),
    ("¥1.2bn", ["¥[1.2bn] money 1200000000 100000000"]),
    ("￥300", ["￥[300] money 300 1"]),
    ("€5.00", ["€[5.00] money 5 0.01"]),
    ("£3m", ["£[3] money 3 1"]),
    ("₹12,34,567", ["₹[12,34,567] money 1234567 1"]),
    ("5€", ["[5]€ money 5 1"]),
    ("10₽", ["[10]₽ money 10 1"]),
    ("$5$6", ["$[5] money 5 1", "$[6] money 6 1"]),
    ("18th", ["[18]th ordinal 18 1"]),
    ("1st 2nd 3rd", ["[1]st ordinal 1 1", "[2]nd ordinal 2 1", "[3]rd ordinal 3 1"]),
    ("21ST", ["[21]ST ordinal 21 1"]),
    ("4ths", ["[4]ths ordinal 4 1"]),
    ("4things", ["[4] cardinal 4 1"]),
    ("-5 degrees", ["[-5] cardinal -5 1"]),
    ("(−3.2%)", ["[−3.2]% percent -3.2 0.1"]),
    ("minus −7", ["[−7] cardinal -7 1"]),
    ("a-5", ["[5] cardinal 5 1"]),
    ("5-7", ["[5] cardinal 5 1", "[7] cardinal 7 1"]),
    ("--5", ["[5] cardinal 5 1"]),
    ("+5", ["[5] cardinal 5 1"]),
    ("−$5", ["$[5] money 5 1"]),
]
SCALES: list[Case] = [
    ("14.37 million", ["[14.37 million] cardinal 14370000 10000"]),
    ("1.48 billion", ["[1.48 billion] cardinal 1480000000 10000000"]),
    ("310 million", ["[310 million] cardinal 310000000 1000000"]),
    ("7.29 trillion", ["[7.29 trillion] cardinal 7290000000000 10000000000"]),
    ("3 hundred", ["[3 hundred] cardinal 300 100"]),
    ("5 thousand", ["[5 thousand] cardinal 5000 1000"]),
    ("2 millions", ["[2 millions] cardinal 2000000 1000000"]),
    ("1.3 hundred million", ["[1.3 hundred million] cardinal 130000000 10000000"]),
    ("1.2 lakh crore", ["[1.2 lakh crore] cardinal 1200000000000 100000000000"]),
    ("10 dozen", ["[10 dozen] cardinal 120 12"]),
    ("14.37million", ["[14.37million] cardinal 14370000 10000"]),
    ("10-million", ["[10-million] cardinal 10000000 1000000"]),
    ("25 million-strong", ["[25 million] cardinal 25000000 1000000"]),
    ("3 millionaires", ["[3] cardinal 3 1"]),
    ("5 bn", ["[5 bn] cardinal 5000000000 1000000000"]),
    ("4.5mn", ["[4.5mn] cardinal 4500000 100000"]),
    ("7tn", ["[7tn] cardinal 7000000000000 1000000000000"]),
    ("1.5\xa0million", ["[1.5\xa0million] cardinal 1500000 100000"]),
    ("1.5\nmillion", ["[1.5] cardinal 1.5 0.1", "[million] round 1000000 1000000"]),
    ("3  thousand", ["[3  thousand] cardinal 3000 1000"]),
]
WORDS: list[Case] = [
    ("two towns", ["[two] cardinal 2 1"]),
    ("Two", ["[Two] cardinal 2 1"]),
    ("TWO", ["[TWO] cardinal 2 1"]),
    ("twenty-one", ["[twenty-one] cardinal 21 1"]),
    ("twenty one", ["[twenty one] cardinal 21 1"]),
    ("thirty‑five", ["[thirty‑five] cardinal 35 1"]),
    ("one hundred and five", ["[one hundred and five] cardinal 105 1"]),
    ("one hundred five", ["[one hundred five] cardinal 105 1"]),
    ("two hundred", ["[two hundred] cardinal 200 1"]),
    ("three hundred thousand", ["[three hundred thousand] cardinal 300000 1000"]),
    ("ten million", ["[ten million] cardinal 10000000 1000000"]),
    ("one million two hundred thousand", ["[one million two hundred thousand] cardinal 1200000 1000"]),
    ("two thousand and six", ["[two thousand and six] cardinal 2006 1"]),
    ("a hundred", ["[hundred] round 100 1"]),
    ("a million", ["[million] round 1000000 1000000"]),
    ("Five-Year", ["[Five] cardinal 5 1"]),
    ("one-hour", ["[one] cardinal 1 1"]),
    ("zero", ["[zero] cardinal 0 1"]),
    ("nought", ["[nought] cardinal 0 1"]),
    ("twenty twenty", ["[twenty] cardinal 20 1", "[twenty] cardinal 20 1"]),
    ("nineteen ninety-nine", ["[nineteen] cardinal 19 1", "[ninety-nine] cardinal 99 1"]),
    ("two dozen eggs", ["[two dozen] cardinal 24 12"]),
    ("dozen", ["[dozen] round 12 12"]),
    ("one to two million", ["[one] cardinal 1 1", "[two million] cardinal 2000000 1000000"]),
    ("hundred thousand", ["[hundred thousand] cardinal 100000 1000"]),
]
ORDINALS: list[Case] = [
    ("first", ["[first] ordinal 1 1"]),
    ("Thirteenth", ["[Thirteenth] ordinal 13 1"]),
    ("sixth-grade", ["[sixth] ordinal 6 1"]),
    ("second-year", ["[second] ordinal 2 1"]),
    ("twenty-first", ["[twenty-first] ordinal 21 1"]),
    ("one hundred and fifth", ["[one hundred and fifth] ordinal 105 1"]),
    ("two hundredth", ["[two hundredth] ordinal 200 1"]),
    ("the millionth", ["[millionth] ordinal 1000000 1000000"]),
    ("firstly, secondly", ["[firstly] ordinal 1 1", "[secondly] ordinal 2 1"]),
    ("hundred and third", ["[hundred and third] ordinal 103 1"]),
    ("twelfth and fortieth", ["[twelfth] ordinal 12 1", "[fortieth] ordinal 40 1"]),
]
FRACTIONS: list[Case] = [
    ("half", ["[half] fraction 0.5 0.1"]),
    ("one half", ["[one half] fraction 0.5 0.1"]),
    ("half a million", ["[half a million] fraction 500000 100000"]),
    ("half a dozen", ["[half a dozen] fraction 6 1.2"]),
    ("two and a half", ["[two and a half] fraction 2.5 0.1"]),
    ("two and a half million", ["[two and a half million] fraction 2500000 100000"]),
    ("two-thirds", ["[two-thirds] fraction 0.6667 0.0001"]),
    ("one third", ["[one third] fraction 0.3333 0.0001"]),
    ("one-fifth", ["[one-fifth] fraction 0.2 0.1"]),
    ("three quarters", ["[three quarters] fraction 0.75 0.01"]),
    ("quarter", ["[quarter] fraction 0.25 0.01"]),
    ("halved", ["[halved] fraction 0.5 0.1"]),
    ("first half", ["[first] ordinal 1 1", "[half] fraction 0.5 0.1"]),
    ("one second", ["[one] cardinal 1 1", "[second] ordinal 2 1"]),
    ("nine tenths of", ["[nine tenths] fraction 0.9 0.1"]),
    ("one twentieth", ["[one twentieth] fraction 0.05 0.01"]),
]
MULTIPLIERS: list[Case] = [
    ("once", ["[once] multiplier 1 1"]),
    ("twice", ["[twice] multiplier 2 1"]),
    ("thrice", ["[thrice] multiplier 3 1"]),
    ("double", ["[double] multiplier 2 1"]),
    ("doubled", ["[doubled] multiplier 2 1"]),
    ("dual", ["[dual] multiplier 2 1"]),
    ("triple", ["[triple] multiplier 3 1"]),
    ("tripled", ["[tripled] multiplier 3 1"]),
    ("quadruple", ["[quadruple] multiplier 4 1"]),
    ("tenfold", ["[tenfold] multiplier 10 1"]),
    ("hundredfold", ["[hundredfold] multiplier 100 1"]),
    ("single", ["[single] multiplier 1 1"]),
]
ROUND: list[Case] = [
    ("hundreds", ["[hundreds] round None None"]),
    ("thousands of", ["[thousands] round None None"]),
    ("tens of thousands", ["[tens of thousands] round None None"]),
    ("hundreds of millions", ["[hundreds of millions] round None None"]),
    ("dozens", ["[dozens] round None None"]),
    ("millions", ["[millions] round None None"]),
    ("twenties", ["[twenties] round None None"]),
    ("loved ones", ["[ones] round None None"]),
    ("tens", ["[tens] round None None"]),
]
PRONOUN: list[Case] = [
    ("one of them", ["[one] pronoun 1 1"]),
    ("no one.", ["[one] pronoun 1 1"]),
    ("one’s own", ["[one] pronoun 1 1"]),
    ("the one, and", ["[one] pronoun 1 1"]),
    ("one", ["[one] pronoun 1 1"]),
]
DATES: list[Case] = [
    ("2021-07-06", ["[2021-07-06] date None None"]),
    ("2021/7/6", ["[2021/7/6] date None None"]),
    ("2021.07.06", ["[2021.07.06] date None None"]),
    ("06/07/2021", ["[06/07/2021] date None None"]),
    ("6.7.2021", ["[6.7.2021] date None None"]),
    ("2021-07-06T10:30", ["[2021-07-06] date None None", "[10] cardinal 10 1", "[30] cardinal 30 1"]),
    ("2021-07-06-1", ["[2021-07-06-1] run None None"]),
    ("12021-07-06", ["[12021-07-06] run None None"]),
    ("Mar 14,2019", ["[14] cardinal 14 1", "[2019] cardinal 2019 1"]),
    ("July 6, 2021", ["[6] cardinal 6 1", "[2021] cardinal 2021 1"]),
]
RUNS: list[Case] = [
    ("+86-10-55501234", ["[+86-10-55501234] run None None"]),
    ("010-67230470", ["[010-67230470] run None None"]),
    ("1-800-555-0100", ["[1-800-555-0100] run None None"]),
    ("+44 20 7946 0958", ["[+44 20 7946 0958] run None None"]),
    ("10-20-30", ["[10] cardinal 10 1", "[20] cardinal 20 1", "[30] cardinal 30 1"]),
    ("2.10.3", ["[2.10.3] run None None"]),
]
CIRCLED: list[Case] = [
    ("①", ["[①] circled 1 1"]),
    ("Part②", ["[②] circled 2 1"]),
    ("⑳❸㉟㊿㈠", ["[⑳] circled 20 1", "[❸] circled 3 1", "[㉟] circled 35 1", "[㊿] circled 50 1", "[㈠] circled 1 1"]),
    ("⒈", ["[⒈] circled 1 1"]),
]
CHINESE: list[Case] = [
    ("两会", ["[两] cardinal 2 1"]),
    ("二十一", ["[二十一] cardinal 21 1"]),
    ("一百零五", ["[一百零五] cardinal 105 1"]),
    ("三百二", ["[三百二] cardinal 320 10"]),
    ("二〇二一年", ["[二〇二一] cardinal 2021 1"]),
    ("2021年7月6日", ["[2021] cardinal 2021 1", "[7] cardinal 7 1", "[6] cardinal 6 1"]),
    ("第十八届", ["第[十八] ordinal 18 1"]),
    ("第18届", ["第[18] ordinal 18 1"]),
    ("第 3", ["第 [3] ordinal 3 1"]),
    ("十三五", ["[十三五] cardinal None None"]),
    ("一些", []),
    ("统一", []),
    ("一个", ["[一] cardinal 1 1"]),
    ("统一个", ["[一] cardinal 1 1"]),
    ("十分重要", []),
    ("十分之一", ["[十分之一] fraction 0.1 0.1"]),
    ("十分钟", ["[十] cardinal 10 1"]),
    ("三分之一", ["[三分之一] fraction 0.3333 0.0001"]),
    ("百分之三十", ["百分之[三十] percent 30 1"]),
    ("百分之98.5", ["百分之[98.5] percent 98.5 0.1"]),
    ("千分之五", ["千分之[五] percent 5 1"]),
    ("一半", ["[一半] fraction 0.5 0.1"]),
    ("半年", ["[半] fraction 0.5 0.1"]),
    ("半导体", []),
    ("14.37万元", ["[14.37万] cardinal 143700 100"]),
    ("1.3万亿元", ["[1.3万亿] cardinal 1300000000000 100000000000"]),
    ("1亿2000万", ["[1亿2000万] cardinal 120000000 10000"]),
    ("20多万人", ["[20多万] cardinal 200000 10000"]),
    ("二十多万", ["[二十多万] cardinal 200000 10000"]),
    ("几十万", ["[几十万] round None None"]),
    ("十几个", ["[十几] round None None"]),
    ("数百", ["[数百] round None None"]),
    ("成千上万", ["[成千上万] round None None"]),
    ("三点五亿", ["[三点五亿] cardinal 350000000 10000000"]),
    ("十三点五", ["[十三点五] cardinal 13.5 0.1"]),
    ("壹佰贰拾", ["[壹佰贰拾] cardinal 120 1"]),
    ("三萬", ["[三萬] cardinal 30000 10000"]),
    ("5千人", ["[5千] cardinal 5000 1000"]),
    ("3千米", ["[3] cardinal 3 1"]),
    ("上千", ["[上千] round None None"]),
]
NOTHING: list[Case] = [
    ("", []),
    ("no numerals here", []),
    ("someone often heightens the tone", []),
    ("stone, bone, alone, everyone", []),
    ("secondary and primary", []),
    ("firsthand", []),
    ("headquarters quarterly", []),
    ("both a pair and a couple", []),
    ("several, many, multiple", []),
    ("seconds", []),
    ("millionaire", []),
    ("weighty tenant", []),
    ("IV and XII", []),
    ("XX", []),
    ("multimillion", []),
    ("o_ne", []),
    ("oneself none", []),
    ("tent", []),
    (",.;'-+", []),
    ("%$€", []),
    ("onë", []),
    ("annó", []),
]

PROSE: list[Case] = [
    (
        "In 2019 the county gave 1.2 million yuan ($170,000) to 48 of its 131 schools, twice the sum of 2015.",
        [
            "[2019] cardinal 2019 1",
            "[1.2 million] cardinal 1200000 100000",
            "$[170,000] money 170000 1",
            "[48] cardinal 48 1",
            "[131] cardinal 131 1",
            "[twice] multiplier 2 1",
            "[2015] cardinal 2015 1",
        ],
    ),
    (
        "Updated: 2019-03-14\n\n1. One of the 22nd-floor lifts, a two-way one, failed 3.5% of the time",
        [
            "[2019-03-14] date None None",
            "[1] cardinal 1 1",
            "[One] pronoun 1 1",
            "[22]nd ordinal 22 1",
            "[two] cardinal 2 1",
            "[one] pronoun 1 1",
            "[3.5]% percent 3.5 0.1",
        ],
    ),
    (
        "截至2019年底，全县第三批共新建86所学校，投入1.2亿元，占百分之十五。",
        [
            "[2019] cardinal 2019 1",
            "第[三] ordinal 3 1",
            "[86] cardinal 86 1",
            "[1.2亿] cardinal 120000000 10000000",
            "百分之[十五] percent 15 1",
        ],
    ),
]
CASES = [
    *DIGITS,
    *ADORNED,
    *SCALES,
    *WORDS,
    *ORDINALS,
    *FRACTIONS,
    *MULTIPLIERS,
    *ROUND,
    *PRONOUN,
    *DATES,
    *RUNS,
    *CIRCLED,
    *CHINESE,
    *NOTHING,
    *PROSE,
]

TOKENS: list[tuple[str, str, str]] = [
    ("641", "641", "1"),
    ("600,000", "600000", "1"),
    ("99.8", "99.8", "0.1"),
    ("8.50", "8.5", "0.01"),
    ("26.58 million", "26580000", "10000"),
    ("8.34 trillion", "8340000000000", "10000000000"),
    ("two", "2", "1"),
    ("Thirteenth", "13", "1"),
    ("half", "0.5", "0.1"),
    ("two-thirds", "0.6667", "0.0001"),
    ("two hundred", "200", "1"),
    ("three hundred thousand", "300000", "1000"),
    ("two and a half million", "2500000", "100000"),
    ("-3.2", "-3.2", "0.1"),
    ("−0.5", "-0.5", "0.1"),
    (".5", "0.5", "0.1"),
    ("0", "0", "1"),
    ("0.0", "0", "0.1"),
    ("1/2", "0.5", "0.1"),
    ("2½", "2.5", "0.1"),
    ("12,34,567", "1234567", "1"),
    ("1 000 000", "1000000", "1"),
    ("１２", "12", "1"),
    ("①", "1", "1"),
    ("3.5万", "35000", "1000"),
    ("三百零五", "305", "1"),
    ("1亿2000万", "120000000", "10000"),
]
NO_QUANTITIES = [
    "",
    " ",
    "98%",
    "$5",
    "18th",
    "第十八",
    "hundreds",
    "tens of thousands",
    "2021-07-06",
    "010-55501234",
    "1.2.3",
    "1/0",
    "two towns",
    " 5",
    "5 ",
    "5 6 7",
    "1,23",
    "word",
    "十三五",
    "统一",
    "9" * 61,
]


def shown(text: str, numeral: Numeral) -> str:
    """A numeral in the notation of the cases."""
    before, core, after = (
        text[numeral.start : numeral.core_start],
        text[numeral.core_start : numeral.core_end],
        text[numeral.core_end : numeral.end],
    )
    return f"{before}[{core}]{after} {numeral.kind} {numeral.value} {numeral.precision}"


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_numerals_of_a_text(text: str, expected: list[str]) -> None:
    assert [shown(text, numeral) for numeral in numerals(text)] == expected


@pytest.mark.parametrize(("token", "value", "precision"), TOKENS)
def test_token_says_a_quantity(token: str, value: str, precision: str) -> None:
    assert parse_token(token) == Quantity(Decimal(value), Decimal(precision))


@pytest.mark.parametrize("token", NO_QUANTITIES)
def test_token_says_no_quantity(token: str) -> None:
    assert parse_token(token) is None


def test_quantity_has_no_exponent_and_no_trailing_zeros() -> None:
    printed = [parse_token(token) for token in ("5.00", "26.580 million", "1.20亿", "2 million", "0.0")]
    assert [str(quantity.value) for quantity in printed if quantity] == ["5", "26580000", "120000000", "2000000", "0"]


def test_offsets_are_code_points_of_the_text_as_it_is() -> None:
    (numeral,) = numerals("\ufeff😀 café $5")
    assert (numeral.start, numeral.core_start, numeral.end, numeral.text) == (8, 9, 10, "$5")


def test_every_kind_is_found() -> None:
    assert {numeral.kind for text, _ in CASES for numeral in numerals(text)} == set(KINDS)


def test_cases_are_not_lost() -> None:
    assert len(CASES) >= 255
    assert len(TOKENS) >= 27
    assert len(NO_QUANTITIES) >= 21
