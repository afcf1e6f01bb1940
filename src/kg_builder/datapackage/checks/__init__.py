"""Everything that can be said against the tables of a package before any RDF is made: all violations at once."""

from collections.abc import Iterable, Mapping

import polars as pl

from kg_builder.datapackage.checks.cells import cell_rules
from kg_builder.datapackage.checks.citations import (
    both_rules,
    exclusion_rules,
    figure_places,
    fingerprint_rules,
    further_citations,
    further_rules,
    mention_rules,
    places_with_exclusions,
    token_rules,
    unused_rules,
    with_fingerprints,
    with_token_values,
)
from kg_builder.datapackage.checks.figures import joined_figures, relation_rules, time_rules, unit_rules
from kg_builder.datapackage.checks.hierarchies import hierarchy_rules, indicator_rules, program_rules, region_rules
from kg_builder.datapackage.checks.iris import iri_rules
from kg_builder.datapackage.checks.keys import key_rules
from kg_builder.datapackage.checks.model import check_model
from kg_builder.datapackage.checks.parts import place_rules
from kg_builder.datapackage.checks.rule import Rule, RuleSet, violations
from kg_builder.datapackage.checks.tokens import token_values
from kg_builder.datapackage.package import Package
from kg_builder.datapackage.places import with_places
from kg_builder.datapackage.tables import read_tables, typed_tables
from kg_builder.errors import ChecksFailed, Violation


def checked_tables(package: Package) -> dict[str, pl.DataFrame]:
    """The tables of a package as types, once nothing speaks against them.

    Raises:
        SchemaError: a table or column is missing that the model stands on.
        ChecksFailed: all violations of files, cells, keys and rules.
    """
    check_model(package)
    return checked_frames(package, *read_tables(package))


def checked_frames(
    package: Package, frames: Mapping[str, pl.DataFrame], unreadable: Iterable[Violation] = ()
) -> dict[str, pl.DataFrame]:
    """The same of tables that are read already.

    Args:
        package: describes them.
        frames: text, as `read_tables` gives it.
        unreadable: what is wrong with the files.

    Raises:
        ChecksFailed: all violations of files, cells, keys and rules.
    """
    found = list(unreadable)
    unread = {violation.path for violation in found}
    found += table_violations(package, frames, unread)
    tables = typed_tables(package, frames)
    if not unread:
        found += model_violations(package, tables)
    if found:
        raise ChecksFailed(found)
    return tables


def table_violations(package: Package, frames: Mapping[str, pl.DataFrame], unread: set[str]) -> list[Violation]:
    """What speaks against single cells and keys: all that the schemas say, and nothing of the model.

    Args:
        package: describes the tables.
        frames: text, as `read_tables` gives it.
        unread: files that could not be read; references to them are not looked at.
    """
    found: list[Violation] = []
    for table in package.tables.values():
        rules: list[Rule] = [*cell_rules(table, package.vocabulary.lists), *iri_rules(table)]
        rules += [rule for rule in key_rules(table, frames) if not _dangles(rule, table.name, package, unread)]
        found += violations(table.path, frames[table.name], rules)
    return found


def check_readable(package: Package) -> dict[str, pl.DataFrame]:
    """The tables of a package as text, once every file can be read; their cells are not looked at.

    Raises:
        SchemaError: a table or column is missing that the model stands on.
        ChecksFailed: what is wrong with the files.
    """
    check_model(package)
    frames, found = read_tables(package)
    if found:
        raise ChecksFailed(found)
    return frames


def _dangles(rule: Rule, table: str, package: Package, unread: set[str]) -> bool:
    """Whether a rule looks into a table that could not be read: its silence would blame the wrong row."""
    if rule.code != "reference-unknown":
        return False
    field = next(field for field in package.tables[table].fields if field.name == rule.column)
    return package.tables[str(field.references)].path in unread


def model_violations(package: Package, tables: Mapping[str, pl.DataFrame]) -> list[Violation]:
    """What the rules of the model find, over typed tables."""
    tables = with_places(tables)
    path = {name: table.path for name, table in package.tables.items()}
    regions, region_list = region_rules(tables, package.vocabulary)
    indicators, indicator_list = indicator_rules(tables)
    more = further_citations(tables["figures"])
    more = more.join(token_values(more.get_column("token")), on="token", how="left", maintain_order="left")
    figures = with_token_values(joined_figures(tables))
    prints, places = tables["fingerprints"], places_with_exclusions(tables)
    mentions = tables["mentions"].select("source", "part", "start", "end", "_line")
    cited = [figure_places(tables["figures"]).drop("_line"), mentions.drop("_line")]
    sets: list[RuleSet] = [
        ("regions", regions, region_list),
        ("indicators", indicators, [*indicator_list, *hierarchy_rules(indicators, "broader")]),
        ("beneficiaries", tables["beneficiaries"], hierarchy_rules(tables["beneficiaries"], "broader")),
        (
            "programs",
            tables["programs"],
            [*program_rules(tables), *hierarchy_rules(tables["programs"], "part_of")],
        ),
        ("mentions", tables["mentions"], mention_rules()),
        ("figures", figures, [*time_rules(), *unit_rules(), *relation_rules(), *token_rules()]),
        ("figures", tables["figures"], hierarchy_rules(tables["figures"], "subset_of")),
        ("figures", more, further_rules()),
        ("figures", places, both_rules()),
        ("figures", with_fingerprints(figure_places(tables["figures"]), prints), fingerprint_rules("cite_start")),
        ("mentions", with_fingerprints(mentions, prints), fingerprint_rules("start")),
        ("fingerprints", prints, unused_rules(pl.concat(cited))),
        ("exclusions", tables["exclusions"].sort("source", "part", "start"), exclusion_rules()),
        *place_rules(tables, more),
    ]
    return [violation for name, frame, rules in sets for violation in violations(path[name], frame, rules)]
