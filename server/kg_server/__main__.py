"""`python -m kg_server`: serve the current release."""

import argparse
import sys
from pathlib import Path

from kg_builder.errors import KgError
from kg_server.wsgi import serve


def main(arguments: list[str]) -> int:
    """Serve; the exit code is 1 when that cannot begin."""
    parser = argparse.ArgumentParser(prog="kg serve", description="Serve the current release of the graph.")
    parser.add_argument("--out", type=Path, help="folder of releases [KG_OUT]")
    parser.add_argument("--host", help="address to listen on [KG_HOST]")
    parser.add_argument("--port", type=int, help="port to listen on, 0 for any free one [KG_PORT]")
    parser.add_argument("--workers", type=int, help="front-end processes [KG_WORKERS]")
    given = parser.parse_args(arguments)
    try:
        serve(given.out, given.host, given.port, given.workers)
    except KgError as error:
        sys.stderr.write(f"kg serve: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
