"""`finsam-demo`: the main job, which Ctrl-C ends in peace at any moment."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command; its exit code. Loading the platform takes a second, in which Ctrl-C is an end like any other."""
    try:
        from finsam_demo.command import command

        return command(sys.argv[1:])
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
