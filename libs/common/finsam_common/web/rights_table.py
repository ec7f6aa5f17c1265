"""Who may pass which door, as a table made from the doors' own declarations."""

from __future__ import annotations

from collections.abc import Sequence

from finsam_common.service import Service
from finsam_common.web.app import declared_of
from finsam_common.web.router import Declared

_HEAD = """\
# Rights

Who may pass which door. The table is made from what the routes declare (`finsam rights`), and a test tries every row.
*Own* names the field that must be one of the caller's own federations; another's row is refused, or unknown.
"""


def rights_table(services: Sequence[Service]) -> str:
    """The rights of every route of the services, in Markdown."""
    return _HEAD + "".join(_service(service) for service in services)


def _service(service: Service) -> str:
    rows = sorted(declared_of(service), key=lambda route: (route.path, route.method))
    head = f"\n## {service.title}\n\n| route | scope | own | roles |\n|---|---|---|---|\n"
    return head + "".join(_row(service, route) for route in rows)


def _row(service: Service, route: Declared) -> str:
    rights = route.rights
    scope = f"`{rights.scope}`" if rights.scope else "anybody"
    own = f"`{rights.own}`" if rights.own else ""
    roles = ", ".join(sorted(rights.roles)) or ("" if rights.public else "any")
    return f"| `{route.method} /{service.name}/v1{route.path}` | {scope} | {own} | {roles} |\n"
