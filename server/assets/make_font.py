"""Writes the font of the charts: a part of Noto Sans CJK SC with the characters that labels here can have.

    python server/assets/make_font.py NotoSansCJK-Regular.ttc

The collection is that of the Debian package fonts-noto-cjk 1:20220127+repack1-1 (`apt-get download fonts-noto-cjk`);
its digest is checked. What goes in: level 1 of GB/T 2312 and some of level 2, Latin, Greek and Cyrillic letters,
digits, punctuation, and every character of the labels in ontology, data, examples and messages. The family has a name
of its own, so that a font of the machine can never stand in for it. The same input gives the same bytes. Needs
fonttools 4.68.
"""

import argparse
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "server" / "kg_server" / "charts" / "fonts"
TARGET = FONTS / "livelihood-sans.otf"
COVERED = FONTS / "characters.txt"
SOURCE_SHA256 = "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a"
FACE = 2
"""Simplified Chinese, of the faces of the collection."""

FAMILY = "Livelihood Sans"
RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x1CD, 0x1DC), (0x2B0, 0x2DD), (0x370, 0x3FF),
    (0x400, 0x45F), (0x1E00, 0x1EFF), (0x2010, 0x2044), (0x2070, 0x209C), (0x20A0, 0x20BF), (0x2100, 0x2122),
    (0x2150, 0x217F), (0x2190, 0x21FF), (0x2212, 0x2265), (0x2460, 0x2473), (0x25A0, 0x25FF), (0x2605, 0x2606),
    (0x3000, 0x301F), (0x3041, 0x30FF), (0xFF01, 0xFF5E), (0xFFE0, 0xFFE5), (0xFFFD, 0xFFFD),
)  # fmt: skip
NAMES = (
    "亳兖冀勐匡厝圳圩圪圯坨垆垌垟埇埔埕堃堠塬墉夔姒婺宕宓宛岈岌岐岑岖岘岙岚岢岫岬岱岷岿峁峄峋峒峤峥峨崀崂崃崆"
    "崎崞崤崧崴崾嵊嵋嵘嵛嵝嵩嵫巍弋徂忻愔扈攸敖旌昙晖晟晏暨枞柘柞栎栾桓桦梓棣楂榛槎歙毓氐汊汨汲汴汶沁沅沌沐沔"
    "沣沭泃泓泔泖泗泠泮泷泸泺洄洙洮洱洹洺浈浉浏浐浒浔浜浠浯涔涞涟涠涢涧涪涿淄淅淇淖淝淞淦渌渑渚渥渭湄湍湓湔湟"
    "湫溆溏溧溱滂滆滏滕滦滹漯漳漾潍潞潢潼澧澶澹濂濉濞濠濡濮瀍瀛灞煌犍猇猗珙珞珲琅琼瑶甬畲畹疃皋盂盱眙眭睢瞿矸"
    "砀砣硖硚硐碣磐磴秭稷穰窦笕笏筠箐簕绛缙罘耒芗芜芮芷芸茌茨荏荥莆莒莘莞菏菖蓟蔺藁虔蛟衢覃谯赉赣轵邑邓邗邙邛"
    "邡邢邬邯邰邳邵邹邺郃郏郓郗郜郝郢郦郧郫郭郯郴郸郾鄂鄄鄌鄞鄠鄢鄣鄯鄱酃醴釜钦锡镐闵闽阆阎阙陉隰霸靖靳颍颛鲅"
    "鸠黔黟龛"
)
"""Characters beyond level 1 that names of places have."""

WORDS = (
    "尴尬咖啡葡萄柠檬橙蘑菇啰嗦祛癌肺胰腺膀胱髋瘫痪癫痫妊娠哺褥拐赡鳏赈浏览挚谊睦睿瑜璐珂玥琪琳瑾骏骁昊晗晔煜"
    "炜炫烨焱镔鑫淼垚犇喆馨恺恒悦怡愉憬懿曦熠熙睫祺禧秸稞窖竣筛箫粟粼糙绮绯缤缮缱羿翎翊耄耋耘聆聘胫胱脐脓脘脾"
    "腓腮臀舫舸苒苷茉茜荀荟荨莅莉莓莹菁菡萃萱葆蓓蕊蕙薇薏藓虹蚌蚓蜂蜓蜡蜻蝴蟹蠕袂袅袱裨褂褶襟觊觎诠诣诩谕谚谧"
    "豚豹貂贻赁赎跆跷蹈蹊躁轧辍辕辗迢逅逍遐遛邂邸郁酵酿钛钙钠铀铂铬锂锌镁镍阀闺陨陪隧雏霓霭颐飓餐饪饪馄饨骋骷"
    "鹊鹏麒麟"
)
"""More of them, of words for health, care, food and trades."""

TEXTS = (
    *("ontology/*.ttl", "data/*.csv", "data/*.json", "data/queries/*.rq", "data/queries/*.toml", "examples/**/*.csv"),
    *("examples/**/*.json", "examples/**/*.ttl", "examples/**/*.rq"),
    *("server/kg_server/messages/*.json", "server/kg_server/messages/**/*.json"),
)


def level_one() -> Iterator[str]:
    """The 3,755 characters of level 1 of GB/T 2312: rows 16 to 55, the last up to its 89th cell."""
    for row in range(16, 56):
        for cell in range(1, 90 if row == 55 else 95):
            yield bytes((0xA0 + row, 0xA0 + cell)).decode("gb2312")


def wanted() -> set[str]:
    """All characters that the font is to have."""
    found = {*level_one(), *NAMES, *WORDS}
    for first, last in RANGES:
        found |= {chr(number) for number in range(first, last + 1)}
    for pattern in TEXTS:
        for path in sorted(ROOT.glob(pattern)):
            found |= set(path.read_text("utf-8"))
    return {character for character in found if character.isprintable() or character == "\u3000"}


def cut(source: Path) -> TTFont:
    """The part of the face with the characters that are wanted, under its own name."""
    font = TTCollection(source, lazy=True).fonts[FACE]
    options = subset.Options()
    options.layout_features = ["kern"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.hinting = False
    options.desubroutinize = False
    options.drop_tables += ["vhea", "vmtx", "VORG", "DSIG", "BASE"]
    options.recalc_timestamp = False
    font.recalcTimestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(wanted())))
    cutter.subset(font)
    rename(font)
    return font


def rename(font: TTFont) -> None:
    """Give the family its name."""
    names = {1: FAMILY, 3: f"{FAMILY} Regular", 4: FAMILY, 6: FAMILY.replace(" ", "") + "-Regular"}
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [names[6]]
    top.topDictIndex[0].FullName, top.topDictIndex[0].FamilyName = FAMILY, FAMILY


def main() -> None:
    """Write font and list of characters, each with how wide it is; stop when the source is another."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("collection", type=Path, help="NotoSansCJK-Regular.ttc")
    source = parser.parse_args().collection
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    if digest != SOURCE_SHA256:
        sys.exit(f"{source.name}: found sha256 {digest}, expected {SOURCE_SHA256}")
    font = cut(source)
    FONTS.mkdir(parents=True, exist_ok=True)
    font.save(TARGET)
    mapping, widths, unit = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    by_width: dict[int, list[int]] = {}
    for number in sorted(mapping):
        by_width.setdefault(round(1000 * widths[mapping[number]][0] / unit), []).append(number)
    lines = [f"{width} {''.join(map(chr, by_width[width]))}\n" for width in sorted(by_width)]
    COVERED.write_text("".join(lines), "utf-8")
    sys.stdout.write(f"{TARGET.name}: {len(mapping)} characters, {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
