"""The command `kg`: arguments, printing and exit codes; no logic of its own.

Exit codes: 0 done, 1 the input or the release cannot be used (all reasons on standard error), 2 wrong usage or a bad
query, 3 an empty answer, 4 a time limit, 70 a fault of the program itself.
"""

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from kg_builder.config import BuilderConfig, usual_package
from kg_builder.errors import ChecksFailed, KgError, QueryError, ShapesFailed, TimeLimit


def run(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run one command.

    Args:
        arguments: without the program's name.
        environ: environment variables; those named `KG_*` are settings.

    Returns:
        The exit code.
    """
    try:
        config = BuilderConfig.from_environ(environ, usual_package(Path()))
        with main.make_context("kg", list(arguments), obj=config) as context:
            result = main.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("kg: stopped", err=True)
        return 130
    except KgError as error:
        click.echo(_told(error), err=True)
        return 2 if isinstance(error, QueryError) else 4 if isinstance(error, TimeLimit) else 1
    except Exception as error:
        if isinstance(error, BrokenPipeError):
            return _broken_pipe()
        if environ.get("KG_LOG") == "debug":
            raise
        click.echo(f"kg: a fault of the program: {type(error).__name__}; KG_LOG=debug shows where", err=True)
        return 70
    return result if isinstance(result, int) else 0


def _broken_pipe() -> int:
    """Nobody reads on: leave quietly."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _told(error: KgError) -> str:
    """An error for a person: violations as they are, then how many."""
    if not isinstance(error, ChecksFailed | ShapesFailed):
        return f"kg: {error}"
    lines = str(error).splitlines()
    return "\n".join([*lines, f"{len(lines)} problem{'s' * (len(lines) > 1)}; {error.outcome}"])


EPILOG = (
    "Exit codes: 0 done, 1 the input or the release cannot be used (all reasons on standard error), 2 wrong usage or a "
    "bad query, 3 an empty answer, 4 a time limit, 70 a fault of the program."
)


USUAL_CODES = "Exit code: 0 done, 1 the input or the release cannot be used, 2 wrong usage."
COMMANDS = {
    "build": "publish.build_release",
    "check": "curate.check",
    "diff": "releases.diff",
    "dump": "publish.dump",
    "export": "start.export_site",
    "import": "tables.import_table",
    "init": "curate.init",
    "locate": "revise.locate",
    "mcp": "assist.serve_assistants",
    "numerals": "curate.list_numerals",
    "query": "ask.query",
    "rebase": "revise.rebase_source",
    "recover": "curate.finish_change",
    "releases": "releases.list_releases",
    "review": "revise.review_change",
    "rollback": "releases.rollback",
    "serve": "start.serve",
    "text": "curate.show_text",
    "verify": "curate.verify",
}
"""Where each command stands: it is imported when it is called, so that none waits for the imports of the others."""


class Commands(click.Group):
    """The commands of `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, sorted."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name, or None."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(".")
        command: click.Command = getattr(importlib.import_module(f"kg_builder.cli.{module}"), name)
        command.epilog = (
            command.epilog or "Exit code: 0 done, 1 the input or the release cannot be used, 2 wrong usage."
        )
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
def main() -> None:
    """Curated tables to a knowledge graph of public programs: check, verify, build, ask, serve.

    \b
    kg init DIR                    an empty data package, to begin with
    kg check                       is my data package right?
    kg numerals FILE               every numeral of a text, page, PDF or table, with its place
    kg verify --sources DIR        is every figure where it says, and no numeral forgotten?
    kg import TABLE.csv --map MAP  an official table: figures that cite its cells
    kg rebase SOURCE TEXT          a corrected text: figures keep their identity
    kg build                       make a release under build/
    kg query programs-in-region    ask it
    kg dump --format ttl           take it
    kg diff A B                    what did the new release change?
    kg serve                       serve it at http://127.0.0.1:8000
    kg export DIR                  the same site as plain files
    kg mcp                         give an assistant the tools to ask it
    """  # noqa: D301  (click reads a backspace character as: keep these lines)
