"""Apache Kafka itself: its jars, fetched once through Maven into a cache folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

VERSION: Final = "4.3.1"
POM: Final = Path(__file__).with_name("pom.xml")


class DownloadError(Exception):
    """Something could not be downloaded; the message is what the tool said."""


class MissingToolError(Exception):
    """A program that is needed is not installed; the message says which and how to have it."""


def cache() -> Path:
    """Where what was downloaded is kept: ``$FINSAM_CACHE``, or a folder of the user's cache."""
    return Path(os.environ.get("FINSAM_CACHE") or Path.home() / ".cache" / "finsam")


def folder() -> Path:
    """Where Kafka's jars are, once they are fetched."""
    return cache() / f"kafka-{VERSION}"


def fetch() -> None:
    """Have Kafka's jars: 44 MB at the first time. MissingToolError without Maven, DownloadError when it cannot."""
    if folder().exists():
        return
    _need("mvn", "maven")
    part = folder().with_name(f"{folder().name}.{os.getpid()}")
    command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", "-DincludeScope=runtime"]
    done = subprocess.run([*command, f"-DoutputDirectory={part}"], capture_output=True, text=True)
    if done.returncode != 0:
        shutil.rmtree(part, ignore_errors=True)
        raise DownloadError(f"Maven could not fetch Kafka:\n{done.stdout[-2000:]}")
    try:
        part.rename(folder())
    except OSError:  # another process was first
        shutil.rmtree(part)


def java() -> list[str]:
    """The command that runs a class of Kafka, with little memory."""
    _need("java", "openjdk-17-jre-headless")
    logging = f"-Dlog4j2.configurationFile={Path(__file__).with_name('log4j2.properties')}"
    memory = ["-Xms128m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"]
    return ["java", *memory, logging, "-cp", f"{folder()}/*"]


def _need(program: str, package: str) -> None:
    if shutil.which(program) is None:
        raise MissingToolError(f"{program} is not installed (Debian: apt-get install {package})")
