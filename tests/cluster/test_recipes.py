"""Recipes and configuration as the programs that read them see them, before anything is started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from finsam_cluster.addresses import write_readdressed
from finsam_cluster.topology import DEPLOY, ROOT, Topology

BESIDE_PYTHON = Path(sys.executable).parent


def accepted(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("recipe", ["Dockerfile", "deploy/issuer/Dockerfile"])
def test_hadolint_has_nothing_to_say(recipe: str) -> None:
    accepted(BESIDE_PYTHON / "hadolint", ROOT / recipe)


@pytest.mark.parametrize("where", ["among containers", "on loopback"])
def test_envoy_takes_the_gateways_configuration(where: str, tmp_path: Path) -> None:
    source = DEPLOY / "gateway" / "envoy.yaml"
    if where == "on loopback":
        write_readdressed(source, tmp_path / "envoy.yaml", Topology.load().places)
        source = tmp_path / "envoy.yaml"
    accepted(BESIDE_PYTHON / "envoy", "--mode", "validate", "-c", source)


def test_prometheus_takes_its_configuration() -> None:
    accepted("promtool", "check", "config", DEPLOY / "observability" / "prometheus.yml")


@pytest.mark.parametrize("script", sorted(DEPLOY.rglob("*.sh")), ids=lambda path: path.name)
def test_scripts_can_be_read(script: Path) -> None:
    accepted("bash", "-n", script)
