"""Tests on the real parts: run when they are asked for by name (`pytest tests/cluster`, as .ci/run does)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from finsam_cluster.kafka import ADMINISTRATOR, Kafka
from finsam_common.provisioning.accounts import Account, accounts, topics_of
from finsam_common.provisioning.kafka import provision
from finsam_common.service import installed
from tests.cluster.figures import FIGURES


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave this folder out of a run of everything, so that `make test` needs Python and make alone."""
    asked_for = any("cluster" in Path(argument.split("::")[0]).parts for argument in config.args)
    return None if asked_for else True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have measured."""
    if FIGURES:
        terminalreporter.section("figures")
        terminalreporter.write("".join(f"{line}\n" for line in FIGURES))


@pytest.fixture(scope="session")
def brokers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    """Three brokers; those that run in the folder FINSAM_TEST_KAFKA, if it is set."""
    running = os.environ.get("FINSAM_TEST_KAFKA")
    if running:
        yield Kafka(Path(running))
        return
    with Kafka(tmp_path_factory.mktemp("kafka")) as kafka:
        yield kafka


@pytest.fixture(scope="session")
def kafka(brokers: Kafka, platform: list[Account]) -> Kafka:
    """The brokers with the platform's topics, accounts and rights."""
    provision(brokers.client_url(ADMINISTRATOR), topics_of(installed()), platform, brokers.passwords)
    return brokers


@pytest.fixture(scope="session")
def platform() -> list[Account]:
    """Who comes to the platform's log."""
    return accounts(installed())
