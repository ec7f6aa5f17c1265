"""The command `finsam`: what is done with the platform from a shell. Each imports what it needs: `ops` is quick."""

from __future__ import annotations

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from finsam_common.operations.console import add_ops
from finsam_common.settings import Settings

REFUSED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it has done its work, 2 when it cannot begin."""
    chosen = _parser().parse_args(arguments)
    try:
        settings = Settings()
        chosen.run(chosen, settings)
    except ValidationError as error:
        wrong = ", ".join(str(fault["loc"][0]).upper() for fault in error.errors())
        return _refuse(f"these settings cannot be: {wrong}")
    except (LookupError, RuntimeError) as error:
        return _refuse(str(error))
    return 0


def _serve(chosen: Namespace, settings: Settings) -> None:
    from finsam_common.serve import serve
    from finsam_common.service import installed

    serve(installed(chosen.services), settings)


def _migrate(chosen: Namespace, settings: Settings) -> None:
    from finsam_common.serve import holding, migrate_all
    from finsam_common.service import installed

    services = installed(chosen.services)
    with holding(settings):
        asyncio.run(migrate_all(services, settings))


def _rights(chosen: Namespace, _: Settings) -> None:
    from finsam_common.service import installed
    from finsam_common.web.rights_table import rights_table

    sys.stdout.write(rights_table(installed(chosen.services)))


def _provision(chosen: Namespace, settings: Settings) -> None:
    from finsam_common.provisioning import provision_log
    from finsam_common.service import installed

    for change in provision_log(settings.log_url, installed(), chosen.passwords):
        sys.stdout.write(f"{change}\n")


def _revision(chosen: Namespace, _: Settings) -> None:
    from finsam_common.migrate import write_revision
    from finsam_common.service import installed

    (service,) = installed([chosen.service])
    try:
        path = asyncio.run(write_revision(service, chosen.message))
    except ValueError as error:
        raise RuntimeError(str(error)) from None
    sys.stdout.write(f"{path}\n")


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="finsam",
        description="The national platform for financial coordination. Settings come from the environment.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for run, help_ in (
        (_serve, "answer HTTP for every installed service, or those named, in one process"),
        (_migrate, "bring the databases to the newest revision"),
        (_rights, "print who may pass which door, as docs/rights.md shows it"),
        (_provision, "bring Kafka at BUS_URL, its administrator's, to the declared topics, accounts and rights"),
        (_revision, "write the revision that brings a service's newest one to its declared tables"),
    ):
        command = commands.add_parser(run.__name__.strip("_"), help=help_, description=help_)
        command.set_defaults(run=run)
        if run is _revision:
            command.add_argument("service", metavar="SERVICE", help="registry, followup, …")
            command.add_argument("message", metavar="MESSAGE", help="two or three words that name it")
        elif run is _provision:
            folder = "folder of <account>.password files; those missing are drawn"
            command.add_argument("passwords", metavar="FOLDER", type=Path, help=folder)
        else:
            command.add_argument("services", nargs="*", metavar="SERVICE", help="registry, followup, …; all when none")
    help_ = "see and repair what the event engine does, over HTTP, as an operator"
    add_ops(commands.add_parser("ops", help=help_, description=help_))
    return parser


def _refuse(why: str) -> int:
    sys.stderr.write(f"finsam: {why}\n")
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
