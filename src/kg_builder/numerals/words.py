"""The words and characters that numerals are made of, with what each stands for.

One list for the grammar (`finding`) and for the values (`quantities`), so that nothing is found that cannot be valued.
Left out on purpose: words that count without being numbers (`both`, `pair`, `couple`, `several`, `multiple`,
`primary`), Roman numerals and superscripts.
"""

UNITS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
TEENS = {"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15}
TEENS |= {"sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19}
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
ZEROS = {"zero": 0, "nought": 0}
SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SCALES |= {"dozen": 12, "lakh": 10**5, "crore": 10**7}
SHORT_SCALES = {"mn": 10**6, "bn": 10**9, "tn": 10**12}

ORDINAL_UNITS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
ORDINAL_UNITS |= {"sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9}
ORDINAL_TEENS = {"tenth": 10, "eleventh": 11, "twelfth": 12} | {f"{w}th": n for w, n in TEENS.items() if n > 12}
ORDINAL_TENS = {f"{word[:-1]}ieth": n for word, n in TENS.items()}
ORDINAL_SCALES = {f"{w}th": SCALES[w] for w in ("hundred", "thousand", "million", "billion", "trillion")}
ORDINAL_ADVERBS = {"firstly": 1, "secondly": 2, "thirdly": 3}

HALVES = dict.fromkeys(("half", "halves", "halve", "halved", "halving"), 2) | {"quarter": 4, "quarters": 4}
PARTS = {word: n for word, n in (ORDINAL_UNITS | ORDINAL_TEENS | ORDINAL_TENS).items() if n > 2}
PLURAL_PARTS = {f"{word}s": n for word, n in PARTS.items()}

MULTIPLIERS = {"once": 1, "single": 1, "twice": 2, "dual": 2, "thrice": 3, "doubling": 2, "tripling": 3}
MULTIPLIERS |= {
    f"{word}{end}": n
    for word, n in {"double": 2, "triple": 3, "treble": 3, "quadruple": 4, "quintuple": 5}.items()
    for end in ("", "s", "d")
}
MULTIPLIERS |= {f"{w}fold": n for w, n in (UNITS | TEENS | TENS | {"hundred": 100, "thousand": 1000}).items() if n > 1}

ROUNDS = ("tens", *(f"{word}s" for word in SCALES))
PLURALS = ("ones", "twos", "threes", *(f"{word[:-1]}ies" for word in TENS))

ADDENDS = ZEROS | UNITS | TEENS | TENS | ORDINAL_UNITS | ORDINAL_TEENS | ORDINAL_TENS | ORDINAL_ADVERBS | MULTIPLIERS
FACTORS = SCALES | SHORT_SCALES | ORDINAL_SCALES | {f"{word}s": n for word, n in SCALES.items()}
FILLERS = ("a", "an", "and")

ZH_DIGITS = {character: n for n, character in enumerate("零一二三四五六七八九")}
ZH_DIGITS |= {"〇": 0, "两": 2, "俩": 2, "仨": 3}
ZH_UNITS = {"亿": 10**8, "万": 10**4, "千": 10**3, "百": 10**2, "十": 10}
ZH_VARIANTS = dict(zip("萬億兩壹贰貳叁參肆伍陆陸柒捌玖拾佰仟", "万亿两一二二三三四五六六七八九十百千", strict=True))
ZH_HEDGES = "多余餘"
ZH_NOT_NUMERALS = (
    "进一步|進一步|一方面|统一|統一|唯一|单一|單一|同一|一些|一起|一直|一定|一样|一樣|一般|一切|一致|一旦|一律"
    "|一再|一向|一贯|一貫"
)
