"""Ports on loopback: drawn when nobody names them, and checked before anybody takes them."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterable
from typing import Final

HOST: Final = "127.0.0.1"
DRAWN_FROM: Final = range(20_000, 30_000, 50)
"""Below the ports that outgoing connections take, so that a server that starts again finds its own still free."""


class PortTakenError(Exception):
    """Somebody listens on a port that is needed; the message says which."""


def require_free(ports: Iterable[int]) -> None:
    """Raise PortTakenError unless all of these can be taken."""
    for port in ports:
        if not is_free(port):
            raise PortTakenError(f"port {port} of {HOST} is taken")


def is_free(port: int) -> bool:
    """Whether a server could listen on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Whether a server listens on a port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def draw(count: int) -> int:
    """The first of ``count`` (at most 50) neighbouring ports that are all free."""
    bases = list(DRAWN_FROM)
    random.shuffle(bases)
    for base in bases:
        if all(is_free(port) for port in range(base, base + count)):
            return base
    raise PortTakenError(f"{HOST} has no {count} neighbouring ports left")
