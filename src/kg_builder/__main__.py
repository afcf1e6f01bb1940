"""`kg` and `python -m kg_builder`: reads the environment and hands it over."""

import os
import sys

from kg_builder.cli import run


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:], os.environ))


if __name__ == "__main__":
    main()
