"""New processes of our own interpreter, where no fork can share a graph; instructions come as an argument."""

import json
import os
import sys
from collections.abc import Mapping, Sequence


def spawn(module: str, instructions: Mapping[str, object], descriptors: Sequence[int]) -> int:
    """Start a module of this package in a fresh interpreter; only from a process with one thread.

    Args:
        module: run with `-m`; it reads its instructions with `instructions_of`.
        instructions: anything that JSON can hold.
        descriptors: file descriptors that the new process has by the same numbers.

    Returns:
        Its process id.
    """
    command = [sys.executable, "-m", module, json.dumps(instructions)]
    for descriptor in descriptors:
        os.set_inheritable(descriptor, True)  # noqa: FBT003  # the signature of the standard library
    try:
        return os.posix_spawn(sys.executable, command, os.environ)  # noqa: TID251  # what every child inherits
    finally:
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)  # noqa: FBT003  # the same
