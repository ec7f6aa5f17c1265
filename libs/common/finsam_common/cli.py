"""The command `finsam`: what is done with the platform from a shell, where it runs."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from pydantic import ValidationError

from finsam_common.serve import DataFolderInUseError, holding, migrate_all, serve
from finsam_common.service import Service, installed
from finsam_common.settings import Settings
from finsam_common.web.rights_table import rights_table

REFUSED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it has done its work, 2 when it cannot begin."""
    chosen = _parser().parse_args(arguments)
    try:
        settings = Settings()
        services = installed(chosen.services)
        _COMMANDS[chosen.command](services, settings)
    except ValidationError as error:
        wrong = ", ".join(str(fault["loc"][0]).upper() for fault in error.errors())
        return _refuse(f"these settings cannot be: {wrong}")
    except (DataFolderInUseError, LookupError, RuntimeError) as error:
        return _refuse(str(error))
    return 0


def _migrate(services: Sequence[Service], settings: Settings) -> None:
    with holding(settings):
        asyncio.run(migrate_all(services, settings))


def _rights(services: Sequence[Service], _: Settings) -> None:
    sys.stdout.write(rights_table(services))


_COMMANDS = {"serve": serve, "migrate": _migrate, "rights": _rights}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="finsam",
        description="The national platform for financial coordination. Settings come from the environment.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, help_ in (
        ("serve", "answer HTTP for every installed service, or those named, in one process"),
        ("migrate", "bring the databases to the newest revision"),
        ("rights", "print who may pass which door, as docs/rights.md shows it"),
    ):
        command = commands.add_parser(name, help=help_, description=help_)
        command.add_argument("services", nargs="*", metavar="SERVICE", help="registry, followup, …; all when none")
    return parser


def _refuse(why: str) -> int:
    sys.stderr.write(f"finsam: {why}\n")
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
