"""The commands behind the Makefile: ``python -m config.embedded demo | reset | messages``."""

import argparse
import os
import sys

from config.embedded import messages
from config.embedded.demo import ROOT, Demo


def main() -> int:
    """Run the command that was asked for, and give its exit status."""
    os.chdir(ROOT)
    parser = argparse.ArgumentParser(prog="python -m config.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="run everything on this machine until Ctrl-C")
    demo.add_argument("--port", type=int, help="port of the web server (default: 8000)")
    commands.add_parser("reset", help="stop the demo and delete its data")
    commands.add_parser("messages", help="compile the translations")
    asked = parser.parse_args()
    if asked.command == "demo":
        return Demo().run(port=asked.port)
    if asked.command == "reset":
        return Demo().reset()
    messages.compile_all(ROOT / "locale")
    return 0


if __name__ == "__main__":
    sys.exit(main())
