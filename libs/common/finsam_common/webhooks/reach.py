"""Where webhooks may lead: by the URL, and by the address that its host turns out to have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final

_URL: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<target>/[!-\"$-~]*)?"
)
"""No user, no fragment, no space, no backslash trick: a URL that two parsers could read differently is none."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart: ``host`` without brackets, ``target`` is path and query."""

    scheme: str
    host: str
    port: int
    target: str


@dataclass(frozen=True, slots=True)
class Reach:
    """What a deployment allows. ``hosts`` are names, ``*.example.se`` stands for the subdomains of example.se.

    In production only https, only those hosts and only public addresses. Elsewhere http and this machine itself
    (loopback) can be tried too, and every host when none is named.
    """

    hosts: tuple[str, ...]
    production: bool

    def target(self, url: str) -> Target | None:
        """The URL's parts; None when webhooks may not lead there."""
        match = _URL.fullmatch(url)
        if match is None or (self.production and match["scheme"] != "https"):
            return None
        host = match["host"].strip("[]")
        port = int(match["port"] or (443 if match["scheme"] == "https" else 80))
        literal = _literal(host)
        if not self._names(host) or not 0 < port < 65536 or (literal and not self.reaches(literal)):
            return None
        return Target(match["scheme"], host, port, match["target"] or "/")

    def reaches(self, address: str) -> bool:
        """Whether an address may be connected to: no private, link-local or other special one, nor one that
        holds another address inside."""
        ip = ip_address(address.partition("%")[0])
        if ip.is_loopback:
            return not self.production
        if isinstance(ip, IPv6Address) and (ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip.is_site_local):
            return False
        return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)

    def _names(self, host: str) -> bool:
        if not self.hosts:
            return not self.production
        return any(host == each or (each.startswith("*.") and host.endswith(each[1:])) for each in self.hosts)


def _literal(host: str) -> str | None:
    """The host when it is an address itself; a number in any other notation is a name, and looked up as one."""
    try:
        return str(ip_address(host))
    except ValueError:
        return None
