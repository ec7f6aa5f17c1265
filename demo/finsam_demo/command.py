"""The command: the whole platform in one process, and the main job beside it."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import sys
from asyncio import run
from collections.abc import Sequence
from threading import Thread
from typing import Final

import httpx
from pydantic import ValidationError
from rich.console import Console

from finsam_common.serve import DataFolderInUseError, exclusive, serve
from finsam_common.service import installed
from finsam_common.settings import Settings
from finsam_demo.gateway import RefusedError
from finsam_demo.job import job

WIDTH: Final = 100
REFUSED: Final = 2


def command(arguments: Sequence[str]) -> int:
    """Run until Ctrl-C (0), until the job fails (1), or not at all (2)."""
    parser = argparse.ArgumentParser(prog="finsam-demo", description=__doc__)
    parser.add_argument("--reset", action="store_true", help="remove the data folder, if nothing works on it")
    chosen = parser.parse_args(arguments)
    try:
        settings = Settings(log_level="WARNING") if "LOG_LEVEL" not in os.environ else Settings()
        return reset(settings) if chosen.reset else run_platform(settings)
    except ValidationError as error:
        wrong = ", ".join(str(fault["loc"][0]).upper() for fault in error.errors())
        return _refuse(f"these settings cannot be: {wrong}")
    except (DataFolderInUseError, LookupError, RuntimeError) as error:
        return _refuse(str(error))


def reset(settings: Settings) -> int:
    """Remove the data folder. Raises DataFolderInUseError when a process works on it."""
    if settings.data_dir.exists():
        with exclusive(settings.data_dir):
            shutil.rmtree(settings.data_dir)
    print(f"{settings.data_dir} is gone; the next start begins anew.")
    return 0


def run_platform(settings: Settings) -> int:
    """Serve in the main thread, which hears Ctrl-C; the job runs beside it, over HTTP like any other client."""
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    if _taken(settings):
        return _refuse(f"port {settings.port} is taken; choose another with PORT=…")
    begun = f"Starting the platform on {_url(settings)} with its data in {settings.data_dir}"
    console.print(begun, highlight=False, soft_wrap=True)
    beside = Beside(_url(settings), console)
    beside.start()
    try:
        serve(installed(), settings)
        beside.join(timeout=5)
    finally:
        console.show_cursor()
    return 1 if beside.failed else 0


class Beside(Thread):
    """The main job in a thread of its own. When it fails, the platform is told to end, as by Ctrl-C."""

    def __init__(self, url: str, console: Console) -> None:
        super().__init__(name="main job", daemon=True)
        self.failed = False
        self._url = url
        self._console = console

    def run(self) -> None:
        """Do the job. A platform that goes away in the middle of it was stopped: that is no failure of the job."""
        done = False
        try:
            run(job(self._url, self._console))
            done = True
        except* httpx.TransportError:
            self._console.print("The platform stopped; the next start goes on from here.")
            done = True
        except* RefusedError as refused:
            for error in refused.exceptions:
                self._console.print(f"The main job failed. {error}", style="red", markup=False)
        finally:
            if not done:
                self.failed = True
                os.kill(os.getpid(), signal.SIGINT)


def _url(settings: Settings) -> str:
    return f"http://{settings.host}:{settings.port}"


def _taken(settings: Settings) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            return True
    return False


def _refuse(why: str) -> int:
    sys.stderr.write(f"finsam-demo: {why}\n")
    return REFUSED
