"""Who may pass a door, declared at the door: scope, role, and what makes a row one's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from pydantic.alias_generators import to_snake

from finsam_common.auth.principal import ROLES, SCOPES, Principal, Role
from finsam_common.problems import Forbidden, NotYours, Problem, Unauthenticated


@dataclass(frozen=True, slots=True)
class Rights:
    """The declaration of one route; the rights table of the documentation is made from these.

    ``scope`` is None where anybody may pass; ``own`` is the wire name of the field whose federation must be the
    caller's; ``roles`` is empty when every role may pass that has the scope.
    """

    scope: str | None = None
    own: str | None = None
    roles: frozenset[Role] = frozenset()

    @property
    def public(self) -> bool:
        """Whether anybody may pass, without a token."""
        return self.scope is None

    def admit(self, principal: Principal | None) -> None:
        """Let the caller through, or raise Unauthenticated or Forbidden."""
        if self.scope is None:
            return
        if principal is None:
            raise Unauthenticated
        if not principal.may(self.scope):
            raise Forbidden(f"The scope {self.scope} is missing.", scope=self.scope)
        if self.roles and principal.role not in self.roles:
            raise Forbidden(f"This is for the role {' or '.join(sorted(self.roles))}.")

    def refusal(self, principal: Principal, command: Any) -> Problem | None:
        """Why a command is refused because its row is another's; None when it is the caller's own.

        The field that ``own`` names is looked for in the command's body, then in the command. A command that
        does not carry it (a void, by id) is checked on the loaded row instead.
        """
        if self.own is None:
            return None
        name = _field(self.own)
        owner: UUID | None = getattr(getattr(command, "body", command), name, None)
        if owner is None or principal.owns(owner):
            return None
        return NotYours(pointer=f"/{self.own}")


@lru_cache
def _field(wire_name: str) -> str:
    return to_snake(wire_name)


PUBLIC: Final = Rights()


def allow(scope: str, own: str | None = None, *, roles: tuple[Role, ...] = ()) -> Rights:
    """Tokens with the scope may pass; with ``own``, for rows of their own federations; with ``roles``, in one of them.

    Raises TypeError on a scope or role that does not exist.
    """
    unknown = {scope} - SCOPES.keys() | set(roles) - ROLES
    if unknown:
        raise TypeError(f"no such scope or role: {', '.join(sorted(unknown))}")
    return Rights(scope, own, frozenset(roles))


def public() -> Rights:
    """Anybody may pass, without a token: for what the law makes public and what describes the API."""
    return PUBLIC
