"""What a person or a script sees of long work: a line that moves on a terminal, one JSON line per stage otherwise."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

Advance = Callable[[int, int], None]
"""Is told how much of how much is done."""


@dataclass
class Stage:
    """A stage under way: its counts, and how far it is.

    Attributes:
        counts: what to tell when it ends, such as `rows` or `triples`.
    """

    name: str
    stream: TextIO
    is_terminal: bool
    counts: dict[str, int | str] = field(default_factory=dict)

    def advance(self, done: int, total: int) -> None:
        """Say how far the stage is; shown on a terminal only."""
        if self.is_terminal and total > 0:
            share = min(1.0, done / total)
            bar = "█" * round(24 * share)
            self.stream.write(f"\r  {self.name:<9} {bar:<24} {share:4.0%}")
            self.stream.flush()


@dataclass(frozen=True)
class Progress:
    """Where progress is written.

    Attributes:
        stream: usually standard error.
        is_terminal: whether a person is watching.
    """

    stream: TextIO
    is_terminal: bool

    @contextmanager
    def stage(self, name: str) -> Iterator[Stage]:
        """One stage: tells its counts and seconds when it ends well, nothing when it fails."""
        stage = Stage(name, self.stream, self.is_terminal)
        if self.is_terminal:
            self.stream.write(f"  {name:<9} …")
            self.stream.flush()
        began = time.perf_counter()
        try:
            yield stage
        except BaseException:
            if self.is_terminal:
                self.stream.write("\n")
            raise
        seconds = time.perf_counter() - began
        if self.is_terminal:
            counts = "  ".join(
                f"{value:,} {key}" if isinstance(value, int) else value for key, value in stage.counts.items()
            )
            self.stream.write(f"\r\x1b[K  {name:<9} {seconds:6.2f} s  {counts}\n")
        else:
            self.stream.write(json.dumps({"stage": name, "seconds": round(seconds, 3), **stage.counts}) + "\n")
        self.stream.flush()
