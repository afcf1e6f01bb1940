"""A data package of any number of figures, the same bytes for the same seed, in the project's own schemas.

    python -m benchmarks.build.generate FOLDER FIGURES [SEED]

An invented country: regions in four levels with codes and Chinese labels, programs, code lists, sources, figures with
further citations, mentions, exclusions and fingerprints. About 2.5 rows for each figure in all. `kg check` has nothing
to say against it, and `kg build` makes a release of it.
"""

import json
import shutil
import sys
from pathlib import Path

import polars as pl

from benchmarks.build.figures import (
    COUNTED,
    FIRST,
    GROUPS,
    STRIDE,
    Plan,
    figures,
    issued,
    named,
    padded,
    region_of_program,
)

DATA = Path(__file__).parents[2] / "data"
"""The project's own package: only its schemas are used."""

SEED = 20_240_101

LEVELS = ("nation", "province", "prefecture", "county")


def write_package(folder: Path, size: int, seed: int = SEED) -> None:
    """Write a package.

    Args:
        folder: is made; what stands in it is written over.
        size: number of figures, 50 at least.
        seed: of all draws.
    """
    plan = Plan(size, seed)
    described = json.loads((DATA / "datapackage.json").read_text("utf-8"))
    described |= {"name": "benchmark", "title": f"{size} generated figures", "description": "An invented country."}
    shutil.copytree(DATA / "schemas", folder / "schemas", dirs_exist_ok=True)
    (folder / "queries").mkdir(exist_ok=True)
    (folder / "datapackage.json").write_text(json.dumps(described, indent=2), "utf-8")
    for name, frame in _tables(plan).items():
        fields = json.loads((folder / "schemas" / f"{name}.json").read_text("utf-8"))["fields"]
        columns = [field["name"] for field in fields]
        cells = [pl.col(column) if column in frame.columns else pl.lit(None).alias(column) for column in columns]
        frame.select(cells).write_csv(folder / f"{name}.csv", line_terminator="\n")


def _tables(plan: Plan) -> dict[str, pl.DataFrame]:
    """Every table of the package by name."""
    rows, mentions = figures(plan), _mentions(plan)
    return {
        "regions": _regions(plan),
        "organizations": _organizations(plan),
        "programs": _programs(plan),
        "mentions": mentions,
        "sources": _sources(plan),
        "figures": rows,
        "exclusions": _exclusions(rows),
        "fingerprints": _fingerprints(plan, rows, mentions),
        **_lists(),
    }


def _regions(plan: Plan) -> pl.DataFrame:
    """One nation and three levels below it; codes of six digits, two for each level."""
    part = pl.int_range(FIRST, FIRST + plan.fan, dtype=pl.Int64)
    levels = [pl.DataFrame({"path": [""]})]
    for _ in LEVELS[1:]:
        below = levels[-1].join(pl.select(part=part.cast(pl.String)), how="cross")
        levels.append(below.select(pl.concat_str("path", "part").alias("path")))
    path = pl.col("path")
    frame = pl.concat(frame.with_columns(level=pl.lit(level)) for frame, level in zip(levels, LEVELS, strict=True))
    is_nation = path == ""
    within = pl.concat_str(pl.lit("area-"), path.str.head(-2))
    return frame.with_columns(name=pl.when(is_nation).then(pl.lit("00")).otherwise(path)).select(
        "level",
        id=pl.when(is_nation).then(pl.lit("arvenia")).otherwise(pl.concat_str(pl.lit("area-"), "path")),
        label=pl.concat_str(pl.lit("Area "), "name"),
        label_zh=pl.concat_str(pl.lit("第"), "name", pl.lit("号地区")),
        alt_labels=pl.concat_str(pl.lit("Old "), "name", pl.lit(";旧"), "name"),
        within=pl.when(path.str.len_chars() > 2).then(within).when(~is_nation).then(pl.lit("arvenia")),
        code=pl.when(~is_nation).then(path.str.pad_end(6, "0")),
        code_scheme=pl.when(~is_nation).then(pl.lit("gb-t-2260")),
        iso_code=pl.when(path.str.len_chars() == 2).then(pl.concat_str(pl.lit("AV-"), "path")),
    )


def _organizations(plan: Plan) -> pl.DataFrame:
    """Bodies that run programs."""
    frame = pl.select(p=pl.int_range(0, plan.programs, 10, dtype=pl.Int64))
    return frame.select(
        id=named("body", pl.col("p")),
        label=pl.format("Public body {}", "p"),
        label_zh=pl.format("第{}号机构", "p"),
        region=region_of_program(plan),
    )


def _programs(plan: Plan) -> pl.DataFrame:
    """Programs in one or two counties, for one or two groups, a third of them part of another."""
    frame = pl.select(p=pl.int_range(plan.programs, dtype=pl.Int64))
    p, first, second = pl.col("p"), region_of_program(plan), region_of_program(plan, 20)
    group = plan.draw(12, GROUPS, "p")
    two = pl.concat_str(first, second, separator=";")
    other = named("group", (group + 7) % GROUPS, 2)
    return frame.select(
        id=named("program", p),
        label=pl.format("Program {}", "p"),
        label_zh=pl.format("第{}号项目", "p"),
        description=pl.format("Brings services nearer, number {}.", "p"),
        regions=pl.when((plan.draw(15, 3, "p") == 0) & (first != second)).then(two).otherwise(first),
        themes=pl.format("theme-{};theme-1{}", plan.draw(16, 10, "p"), plan.draw(17, 10, "p")),
        beneficiaries=pl.when(plan.draw(11, 10, "p") < 6)
        .then(named("group", group, 2))
        .otherwise(pl.concat_str(named("group", group, 2), other, separator=";")),
        operator=pl.when(p % 4 == 0).then(named("body", p // 10 * 10)),
        part_of=pl.when((p % 3 == 0) & (p % 10 != 0)).then(named("program", p // 10 * 10)),
        status=pl.lit("ongoing"),
        status_as_of=pl.lit("2020-12-31"),
        sdg_targets=pl.lit("1.4;3.8"),
    )


def _mentions(plan: Plan) -> pl.DataFrame:
    """One place for each program, after the places of the figures; a second one for a quarter of them."""
    first = pl.select(p=pl.int_range(plan.programs, dtype=pl.Int64), n=pl.lit(0, dtype=pl.Int64))
    second = first.filter(pl.col("p") % 4 == 0).with_columns(n=pl.lit(1, dtype=pl.Int64))
    frame = pl.concat([first, second]).with_columns(exact=pl.format("program number {}", "p"))
    each = plan.slots // 50
    start = plan.slots * STRIDE + (pl.col("p") % each) * STRIDE + pl.col("n") * 60
    return frame.select(
        "exact",
        program=named("program", pl.col("p")),
        source=named("source", pl.col("p") // each),
        start=start,
        end=start + pl.col("exact").str.len_chars(),
    ).sort("source", "start")


def _sources(plan: Plan) -> pl.DataFrame:
    """Sources in two languages."""
    s = pl.col("s")
    return pl.select(s=pl.int_range(plan.sources, dtype=pl.Int64)).select(
        id=named("source", s),
        label=pl.format("Report {}", s),
        language=pl.when(s % 2 == 0).then(pl.lit("en")).otherwise(pl.lit("zh")),
        issued=issued(),
        identifier=pl.format("{}.txt", s),
        sha256=padded(s, 64),
        url=pl.format("https://example.org/report/{}", s),
        licence=pl.lit("generated"),
    )


def _exclusions(rows: pl.DataFrame) -> pl.DataFrame:
    """A numeral that is no figure after every second figure."""
    start = pl.col("cite_start") + 80
    return rows.filter(pl.col("i") % 2 == 0).select(
        "source", start=start, end=start + 4, reason=pl.lit("date"), note=pl.lit("year, in a heading")
    )


def _fingerprints(plan: Plan, rows: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """One for every place that is cited."""
    further = pl.col("more_citations").str.extract_groups(r"^(\d+)-(\d+):").struct
    places = [
        rows.select("source", start="cite_start", end="cite_end"),
        rows.drop_nulls("more_citations").select(
            "source", start=further[0].cast(pl.Int64), end=further[1].cast(pl.Int64)
        ),
        mentions.select("source", "start", "end"),
    ]
    frame = pl.concat(places).sort("source", "start").with_row_index("n")
    return frame.with_columns(fingerprint=padded(plan.draw(18, 10**16, "n"), 16))


def _lists() -> dict[str, pl.DataFrame]:
    """Code lists, the same at every size."""
    units = (*COUNTED, "percent", "yuan", "dollar")
    kinds = {"stock": "stock", "flow": "flow", "rate": "rate", "money": "flow"}
    other = {"rate": "percent", "money": "yuan"}
    indicators = [
        (
            f"{kind}-{n:02}",
            other.get(kind, COUNTED[n % 6]),
            measure,
            f"all-{COUNTED[n % 6]}" if kind == "stock" else None,
        )
        for kind, measure in kinds.items()
        for n in range(20)
    ]
    umbrellas: list[tuple[str, str, str | None, str | None]] = [(f"all-{unit}", unit, None, None) for unit in COUNTED]
    listed = pl.DataFrame([*umbrellas, *indicators], schema=["id", "unit", "measure", "broader"], orient="row")
    return {
        "units": _labelled(pl.DataFrame({"id": units})),
        "indicators": _labelled(listed),
        "themes": _labelled(pl.DataFrame({"id": [f"theme-{n}" for n in range(20)]})),
        "beneficiaries": _labelled(pl.DataFrame({"id": [f"group-{n:02}" for n in range(GROUPS + 1)]})),
        "periods": _labelled(pl.DataFrame({"id": ["plan-one"], "start": ["2011-01-01"], "end": ["2015-12-31"]})),
    }


def _labelled(frame: pl.DataFrame) -> pl.DataFrame:
    """A code list with labels and definitions."""
    return frame.with_columns(
        label=pl.format("The {}", "id"),
        label_zh=pl.format("项{}", "id"),
        definition=pl.format("Whatever is counted as {}, in full.", "id"),
    )


if __name__ == "__main__":
    write_package(Path(sys.argv[1]), *(int(argument) for argument in sys.argv[2:]))
