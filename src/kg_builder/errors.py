"""The errors that the builder raises on purpose; anything else is a bug.

KgError
├── ConfigError     a KG_* setting that is unknown or has no meaning
├── SchemaError     the package description asks for something that is not supported
├── ChecksFailed    violations: all of them, sorted
├── ShapesFailed    findings of shapes and checks on the finished graph
├── QueryError      a query that is not SPARQL, or a stored query that is not there
├── TimeLimit       a query that was stopped at its limit
├── ReleaseError    a release folder that is missing, damaged or in use
└── StoreError      the engine or the disk refused
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class KgError(Exception):
    """An error with a message for people: where, what was found, what was expected, what to do."""


class ConfigError(KgError):
    """A setting cannot be used; the message names it."""


class SchemaError(KgError):
    """The description of a data package cannot be used.

    Attributes:
        path: file relative to the package folder.
        where: JSON pointer into that file.
        problem: what was found and what was expected.
    """

    def __init__(self, path: str, where: str, problem: str) -> None:
        """Join the three parts to one line."""
        self.path, self.where, self.problem = path, where, problem
        super().__init__(f"{path}:{where or '/'}: {problem}")


@dataclass(frozen=True, order=True)
class Violation:
    """One thing that is wrong with one cell, row or file of a data package.

    Attributes:
        path: file, relative to the package folder.
        line: line in the file, the header being line 1; 0 for the file as a whole.
        column: name of the column, or "" for a whole row.
        code: stable name of the rule that was broken, such as `reference-unknown`.
        found: what stands there, shortened.
        expected: what should stand there.
        suggestion: nearest valid value, or None.
    """

    path: str
    line: int
    column: str
    code: str
    found: str
    expected: str
    suggestion: str | None = None

    def __str__(self) -> str:
        """`file:line:column: code: found …, expected …, did you mean …?`; line and column only where there are any."""
        place = ":".join([self.path, *([str(self.line)] if self.line else []), *([self.column] if self.column else [])])
        hint = f", did you mean {self.suggestion}?" if self.suggestion else ""
        return f"{place}: {self.code}: found {self.found}, expected {self.expected}{hint}"


class ChecksFailed(KgError):
    """A data package breaks rules.

    Attributes:
        violations: all of them, sorted by file, line and column.
        outcome: what came of the command, in words.
    """

    def __init__(self, violations: Sequence[Violation], outcome: str = "nothing was written") -> None:
        """Keep the violations sorted; the message has one line for each."""
        self.outcome = outcome
        self.violations = tuple(sorted(violations, key=lambda v: (v.path, v.line, v.column, v.code, v.found)))
        super().__init__("\n".join(str(violation) for violation in self.violations))


class ShapesFailed(KgError):
    """The finished graph breaks a shape or a check.

    Attributes:
        findings: one line of text for each.
        outcome: what came of the command, in words.
    """

    outcome = "nothing was written"

    def __init__(self, findings: Sequence[str]) -> None:
        """Keep the findings; the message has one line for each."""
        self.findings = tuple(findings)
        super().__init__("\n".join(self.findings))


class QueryError(KgError):
    """A query cannot be run; the message says where it goes wrong."""


class TimeLimit(KgError):
    """A query was stopped at its time limit."""


class ReleaseError(KgError):
    """A release cannot be read, written or published."""

    @classmethod
    def missing(cls, out: Path) -> "ReleaseError":
        """There is no release under the output folder."""
        return cls(f"no release under {out.name}/: run `kg build` first")


class StoreError(KgError):
    """The store or the disk refused; the message carries the engine's reason."""
