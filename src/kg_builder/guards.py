"""What a process that evaluates queries may not do, by the kernel: no network, no new programs, no outliving.

A query can make the engine open connections (`SERVICE`), fill memory or overflow the stack; no check of its text is
relied on alone. On Linux (x86-64, arm64) a seccomp filter answers the system calls below with EPERM
(https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html); elsewhere `missing` says what is lacking.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_LOAD_WORD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _KILL_PROCESS, _ERRNO_EPERM = 0x7FFF0000, 0x80000000, 0x00050001
_NUMBER, _ARCHITECTURE = 0, 4
_X32_BIT = 0x40000000

# Per machine: the kernel's name of the architecture, and the numbers of
# socket, connect, bind, listen, io_uring_setup, execve, execveat, ptrace.
_MACHINES = {
    "x86_64": (0xC000003E, (41, 42, 49, 50, 425, 59, 322, 101)),
    "aarch64": (0xC00000B7, (198, 203, 200, 201, 425, 221, 281, 117)),
}

STACK_BYTES = 64 << 20
"""Stack of an evaluator: the engine recurses on nested expressions, and eight times the usual room costs nothing."""


def missing() -> tuple[str, ...]:
    """The guards that this platform does not have."""
    lacking = []
    if not sys.platform.startswith("linux"):
        lacking.append("parent-death signal")
    if not sys.platform.startswith("linux") or platform.machine() not in _MACHINES:
        lacking.append("seccomp network filter")
    if not address_space():
        lacking.append("address-space limit")
    return tuple(lacking)


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends; end now if it has ended already.

    Args:
        parent: process id that the parent had when it made this process.
    """
    if sys.platform.startswith("linux"):
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def limit_memory(extra_bytes: int) -> int:
    """Allow this process so many bytes of address space above what it has now; write no core files.

    Returns:
        Bytes of address space that it has now, or 0 where that cannot be told.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hardest = resource.getrlimit(resource.RLIMIT_STACK)
    stack = STACK_BYTES if hardest == resource.RLIM_INFINITY else min(STACK_BYTES, hardest)
    resource.setrlimit(resource.RLIMIT_STACK, (stack, hardest))
    size = address_space()
    if size:
        resource.setrlimit(resource.RLIMIT_AS, (size + extra_bytes, size + extra_bytes))
    return size


def address_space() -> int:
    """Bytes of address space of this process, or 0 where `/proc` does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()


def be_first_to_go() -> None:
    """Let the kernel end this process before others when the machine runs out of memory."""
    try:
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    except OSError:
        return


def deny_network() -> bool:
    """Install the filter; it cannot be taken away again.

    Returns:
        Whether it is installed.
    """
    machine = _MACHINES.get(platform.machine())
    if not sys.platform.startswith("linux") or machine is None:
        return False
    program = _filter(*machine)
    code = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("HP", len(program) // 8, ctypes.addressof(code)))
    if _prctl(_PR_SET_NO_NEW_PRIVS, 1) != 0:
        return False
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(header)) == 0


def _filter(architecture: int, denied: tuple[int, ...]) -> bytes:
    """The program of the filter: another architecture is killed, a denied call gets EPERM, all else is allowed."""
    steps = [
        _step(_LOAD_WORD, _ARCHITECTURE),
        _step(_JUMP_IF_EQUAL, architecture, when_true=1),
        _step(_RETURN, _KILL_PROCESS),
        _step(_LOAD_WORD, _NUMBER),
        _step(_JUMP_IF_AT_LEAST, _X32_BIT, when_true=len(denied) + 1),
        *(_step(_JUMP_IF_EQUAL, number, when_true=len(denied) - index) for index, number in enumerate(denied)),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _ERRNO_EPERM),
    ]
    return b"".join(steps)


def _step(code: int, value: int, when_true: int = 0, when_false: int = 0) -> bytes:
    """One instruction (`struct sock_filter`)."""
    return struct.pack("HBBI", code, when_true, when_false, value)


def _prctl(option: int, *values: int) -> int:
    """`prctl(2)`: 0, or -1 when the kernel refuses."""
    library = ctypes.CDLL(None, use_errno=True)
    arguments = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    return int(library.prctl(ctypes.c_int(option), *arguments))
