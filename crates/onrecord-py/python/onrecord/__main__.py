"""``python -m onrecord fetch [MODEL] [--to DIR]``: fetches a model before it is needed, on a machine with the network."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Optional

from .errors import OnrecordError
from .models import fetch, known


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs the command and gives its exit code."""
    parser = argparse.ArgumentParser(prog="python -m onrecord", description="Fetches models for onrecord.")
    commands = parser.add_subparsers(dest="command", required=True)
    get = commands.add_parser("fetch", help="fetch a model into the cache folder, or into DIR")
    get.add_argument("model", nargs="?", default="md", choices=[m.key for m in known()])
    get.add_argument("--to", metavar="DIR")
    given = parser.parse_args(arguments)
    try:
        print(fetch(given.model, given.to))
    except OnrecordError as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
