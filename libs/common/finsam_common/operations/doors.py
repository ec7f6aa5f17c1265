"""Every door of the operators' tools."""

from __future__ import annotations

from finsam_common.operations.routes import audit_router, relay_router
from finsam_common.operations.routes_consumers import consumers_router
from finsam_common.operations.routes_parked import parked_router
from finsam_common.operations.routes_rebuilds import rebuilds_router
from finsam_common.web.router import Router


def operations_routers(service: str) -> list[Router]:
    """The routes below ``/operations`` of a service: for the role operator alone."""
    makers = (relay_router, consumers_router, parked_router, rebuilds_router, audit_router)
    return [make(service) for make in makers]
