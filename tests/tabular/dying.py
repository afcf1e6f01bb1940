"""Commands in processes of their own that are killed while they write: nothing here stands in for our code."""

from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from releases.dying import CONTEXT, die, ended, watch

from kg_builder.cli import run


def run_until(arguments: Sequence[str], folder: Path, events: int, pipe: Connection) -> None:
    """Run `kg`, and die before the nth event on a path below a folder; 0 is never. Tells of all events at the end."""
    told: list[str] = []

    def seen(event: str) -> None:
        """Note the event; die if it is the last."""
        told.append(event)
        if len(told) == events:
            die()

    watch(folder, seen)
    code = run(list(arguments), {})
    pipe.send((code, told))


def killed_at(arguments: Sequence[str], folder: Path, events: int) -> tuple[int, list[str]]:
    """The exit code of the process, and the events where it came to its end."""
    ours, theirs = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=run_until, args=(arguments, folder, events, theirs))
    process.start()
    theirs.close()
    told = ours.recv() if ours.poll(120) and not events else (0, [])
    code = ended(process)
    return code or told[0], told[1]
