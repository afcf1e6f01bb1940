"""The command as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def kg(*arguments: str, code: int = 0, cwd: Path | None = None) -> str:
    """Run `kg` without any setting; returns what it writes to standard output, or to standard error where it fails."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    done = subprocess.run(
        [sys.executable, "-m", "kg_builder", *arguments],
        env=environ,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == code, f"kg {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr
    return done.stdout if code == 0 else done.stderr
