"""Who may pass a door, and what makes a row one's own."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest

from finsam_common.auth import Principal, allow, public
from finsam_common.problems import Forbidden, NotYours, Unauthenticated

MINE = UUID("00000000-0000-0000-0000-0000000000aa")
THEIRS = UUID("00000000-0000-0000-0000-0000000000bb")
SYSTEM = Principal("system", "federation:aa", "federation", frozenset({"followup:write"}), frozenset({MINE}))
STEWARD = Principal("fk", "fk", "steward", frozenset({"followup:write"}), all_federations=True)
WRITE = allow("followup:write", own="federationId")


@dataclass
class Body:
    federation_id: UUID


@dataclass
class Command:
    body: Body


@dataclass
class Void:
    id: UUID


def test_a_token_with_the_scope_passes() -> None:
    WRITE.admit(SYSTEM)


def test_nobody_passes_without_a_token() -> None:
    with pytest.raises(Unauthenticated):
        WRITE.admit(None)


def test_a_token_without_the_scope_is_told_which_one_is_missing() -> None:
    with pytest.raises(Forbidden) as refusal:
        allow("registry:write").admit(SYSTEM)
    assert refusal.value.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="registry:write"'


def test_a_door_for_stewards_does_not_open_for_a_federation() -> None:
    door = allow("followup:write", roles=("steward",))
    door.admit(STEWARD)
    with pytest.raises(Forbidden):
        door.admit(SYSTEM)


def test_anybody_passes_a_public_door() -> None:
    public().admit(None)


def test_a_foreign_row_is_refused_and_says_where() -> None:
    refusal = WRITE.refusal(SYSTEM, Command(Body(THEIRS)))
    assert isinstance(refusal, NotYours)
    assert refusal.pointer == "/federationId"


@pytest.mark.parametrize(
    ("principal", "command"),
    [(SYSTEM, Command(Body(MINE))), (STEWARD, Command(Body(THEIRS))), (SYSTEM, Void(THEIRS))],
    ids=["one's own", "the steward's are all", "by id: checked on the loaded row"],
)
def test_other_rows_are_not_refused_at_the_door(principal: Principal, command: object) -> None:
    assert WRITE.refusal(principal, command) is None


def test_a_scope_or_role_that_does_not_exist_is_a_mistake_found_at_import() -> None:
    with pytest.raises(TypeError, match="followup:delete"):
        allow("followup:delete")
