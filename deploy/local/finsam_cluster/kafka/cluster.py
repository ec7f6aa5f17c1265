"""Three real brokers on loopback, in a folder: made with passwords and certificates at the first start, kept later."""

from __future__ import annotations

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from finsam_cluster.certificates import Authority
from finsam_cluster.kafka.identity import identity_in
from finsam_cluster.kafka.jars import fetch, java
from finsam_cluster.kafka.properties import (
    ADMINISTRATOR,
    BROKER,
    BROKERS,
    CONTROLLER_USER,
    Listener,
    Places,
    Secrets,
    properties,
)
from finsam_cluster.ports import HOST, draw, require_free
from finsam_cluster.processes import Process
from finsam_common.provisioning.kafka import brokers_of
from finsam_common.provisioning.passwords import Passwords

READY_SECONDS: Final = 60.0
DIES_WITH_US: Final = ["setpriv", "--pdeathsig", "TERM", "--"]
"""A broker ends when the thread that started it is gone: let that be the main thread."""


class KafkaFailedError(Exception):
    """A broker ended, or the cluster was not ready in time; the message has the last that it said."""


class Kafka:
    """The brokers 1, 2 and 3. ``first_port`` is the first of twelve neighbouring ports; drawn when it is None.

    Everything of it stands in ``folder``, where the ports, too, are remembered: a later start has the same cluster with
    all that it was told. ``reached_at`` is the first of twelve other ports at which everybody finds the brokers, when
    something stands between. ``with`` starts the brokers and ends them; each of ``brokers`` can be killed, paused,
    started.
    """

    def __init__(self, folder: Path, first_port: int | None = None, reached_at: int | None = None) -> None:
        self.folder = folder.absolute()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.places = Places(HOST, _remembered(self.folder / "first-port", first_port))
        self.reached = self.places if reached_at is None else Places(HOST, reached_at)
        self.passwords = Passwords(self.folder / "passwords")
        self.authority = Authority(self.folder / "certificates")
        self.brokers = {number: self._program(number) for number in range(1, BROKERS + 1)}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the brokers and wait until each knows the others, or end them and raise what was wrong.

        Raises PortTakenError, KafkaFailedError, MissingToolError, DownloadError.
        """
        for broker in self.brokers.values():
            broker.kill()  # left over from a run that could not end them
        require_free(self.places.ports)
        fetch()
        try:
            self._format()
            for broker in self.brokers.values():
                broker.start()
            self.wait()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the brokers, all at once, so that none of them looks for a new leader for what it had."""
        for broker in self.brokers.values():
            broker.terminate()
        for broker in self.brokers.values():
            broker.join()

    def wait(self, patience: float = READY_SECONDS) -> None:
        """Wait until the administrator sees every broker. Raises KafkaFailedError."""
        deadline = time.monotonic() + patience
        while brokers_of(self.client_url(ADMINISTRATOR)) < BROKERS:
            for broker in self.brokers.values():
                if broker.pid is None or time.monotonic() > deadline:
                    raise KafkaFailedError(f"{broker.name} is not ready.\n{broker.tail()}")
            time.sleep(0.2)

    def bootstrap(self, listener: Listener = Listener.CLIENT) -> str:
        """Where clients begin: ``127.0.0.1:20002,127.0.0.1:20006,…``."""
        return ",".join(self.reached.address(broker, listener) for broker in self.brokers)

    def client_url(self, account: str) -> str:
        """What ``open_transport`` takes, with an account's password: SASL_SSL, SCRAM-SHA-512."""
        files = f"ca-file={self.authority.trusted}&password-file={self.passwords.file(account)}"
        return f"kafka://{account}@{self.bootstrap()}?{files}"

    def certificate_url(self, account: str) -> str:
        """What ``open_transport`` takes, with a client certificate in an account's name."""
        files = f"ca-file={self.authority.trusted}&certificate-file={self.authority.client(account)}"
        return f"kafka://{self.bootstrap(Listener.MTLS)}?{files}"

    def _program(self, number: int) -> Process:
        file = str(self._file(number))
        return Process(f"kafka-{number}", self.folder, [*DIES_WITH_US, *java(), "kafka.Kafka", file], file)

    def _file(self, number: int) -> Path:
        return self.folder / f"kafka-{number}.properties"

    def _data(self, number: int) -> Path:
        return self.folder / f"kafka-{number}"

    def _format(self) -> None:
        """Write each broker's configuration; at the first start also its data folder, with the cluster's own users."""
        own = (self.passwords.of(BROKER), self.passwords.of(CONTROLLER_USER))
        secrets = Secrets(*own, self.authority.server("brokers"), self.authority.trusted)
        for number in self.brokers:
            said = properties(number, self.places, self._data(number), secrets, self.reached)
            _write_private(self._file(number), said)
        fresh = [number for number in self.brokers if not (self._data(number) / "meta.properties").exists()]
        with ThreadPoolExecutor() as threads:
            list(threads.map(partial(self._format_one, identity_in(self.folder)), fresh))

    def _format_one(self, identity: str, number: int) -> None:
        users = [
            f"--add-scram=SCRAM-SHA-512=[name={name},password={self.passwords.of(name)}]"
            for name in (BROKER, ADMINISTRATOR)
        ]
        tool = [*java(), "kafka.tools.StorageTool", "format", "-t", identity, "-c", str(self._file(number)), *users]
        done = subprocess.run(tool, capture_output=True, text=True)
        if done.returncode:
            raise KafkaFailedError(f"broker {number} cannot be formatted.\n{done.stderr[-2000:]}")


def _remembered(file: Path, first_port: int | None) -> int:
    """The first port: the one that is asked for, else that of the last start, else drawn."""
    if first_port is None and file.exists():
        return int(file.read_text())
    first = draw(BROKERS * len(Listener)) if first_port is None else first_port
    file.write_text(str(first))
    return first


def _write_private(path: Path, text: str) -> None:
    """For its owner alone: passwords stand in it."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
