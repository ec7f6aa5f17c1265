"""What stands where: deploy/topology.toml as values, on loopback and under the names that containers have."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

ROOT: Final = Path(__file__).parents[3]
DEPLOY: Final = ROOT / "deploy"
FILE: Final = DEPLOY / "topology.toml"
LOOPBACK: Final = "127.0.0.1"
INSIDE: Final = 8000
"""The port on which every container of a service listens."""

Address = tuple[str, int]


@dataclass(frozen=True)
class Replica:
    """One process of a service; ``name`` is also its container's."""

    service: str
    number: int
    port: int

    @property
    def name(self) -> str:
        """``registry-1``."""
        return f"{self.service}-{self.number}"


@dataclass(frozen=True)
class Client:
    """Whose systems may ask for tokens; ``federation`` stands for every federation's."""

    name: str
    role: str
    scopes: Sequence[str]
    federations: Sequence[str] = field(default=())


@dataclass(frozen=True)
class Topology:
    """The deployment. ``shift`` moves every port on loopback, so that two clusters can stand beside each other."""

    said: Mapping[str, Any]
    shift: int = 0

    @classmethod
    def load(cls, shift: int = 0) -> Self:
        """Read the file."""
        return cls(tomllib.loads(FILE.read_text("utf-8")), shift)

    @property
    def services(self) -> Sequence[str]:
        """The names of the services."""
        return tuple(self.said["services"])

    @property
    def replicas(self) -> Sequence[Replica]:
        """Every process of every service."""
        return tuple(
            Replica(service, number + 1, one["port"] + number + self.shift)
            for service, one in self.said["services"].items()
            for number in range(one["replicas"])
        )

    @property
    def clients(self) -> Mapping[str, Client]:
        """Whose systems may ask for tokens, by name."""
        return {name: Client(name, **said) for name, said in self.said["clients"].items()}

    def port(self, program: str, which: str = "port") -> int:
        """A port of ``gateway``, ``issuer``, ``postgres`` or ``prometheus`` on loopback."""
        return int(self.said[program][which]) + self.shift

    def url(self, program: str, which: str = "port") -> str:
        """Where a program answers HTTP on loopback."""
        return f"http://{LOOPBACK}:{self.port(program, which)}"

    @property
    def ports(self) -> Mapping[str, int]:
        """Every port that the cluster's own programs take on loopback, by who takes it."""
        return {
            **{replica.name: replica.port for replica in self.replicas},
            **{program: self.port(program) for program in ("gateway", "issuer", "postgres", "prometheus")},
            "gateway's administration": self.port("gateway", "admin"),
        }

    @property
    def places(self) -> Mapping[Address, Address]:
        """Addresses among containers, and the same program's on loopback."""
        admin, prometheus = int(self.said["gateway"]["admin"]), int(self.said["prometheus"]["port"])
        gateway, issuer = int(self.said["gateway"]["port"]), int(self.said["issuer"]["port"])
        return {
            **{(replica.name, INSIDE): (LOOPBACK, replica.port) for replica in self.replicas},
            ("0.0.0.0", gateway): (LOOPBACK, gateway + self.shift),
            ("0.0.0.0", admin): (LOOPBACK, admin + self.shift),
            ("gateway", admin): (LOOPBACK, admin + self.shift),
            ("issuer", issuer): (LOOPBACK, issuer + self.shift),
            ("prometheus", prometheus): (LOOPBACK, prometheus + self.shift),
        }
