"""Refusals as named facts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from finsam_common.problems import Invalid, Problem, Unauthenticated, Unavailable


class FederationNameTaken(Problem, status=409, code="federation-name-taken"):
    """The name is another federation's.

    Names are compared without case.
    """


def test_a_refusal_is_rendered_as_problem_details() -> None:
    refusal = FederationNameTaken("Another has it.", taken_since=date(2024, 1, 1), by=UUID(int=1))
    assert refusal.render("/registry/v1/federations") == {
        "type": "urn:finsam:problem:federation-name-taken",
        "title": "The name is another federation's.",
        "status": 409,
        "detail": "Another has it.",
        "instance": "/registry/v1/federations",
        "code": "federation-name-taken",
        "takenSince": "2024-01-01",
        "by": "00000000-0000-0000-0000-000000000001",
    }


def test_without_words_of_its_own_it_says_its_title() -> None:
    assert FederationNameTaken().render("/")["detail"] == "The name is another federation's."
    assert str(FederationNameTaken()) == "The name is another federation's."


def test_it_points_to_a_field_and_says_when_to_come_back() -> None:
    refusal = FederationNameTaken(pointer="/name", retry_after=2)
    assert refusal.headers == {"Retry-After": "2"}
    assert (refusal.render("/")["pointer"], refusal.render("/")["retryAfter"]) == ("/name", 2)


def test_what_is_not_well_formed_is_listed() -> None:
    errors = [{"pointer": "/women", "code": "int-type", "detail": "…"}]
    assert Invalid(errors=errors).render("/")["errors"] == errors


def test_unavailable_always_says_when_to_come_back() -> None:
    assert Unavailable().headers == {"Retry-After": "1"}


@pytest.mark.parametrize(
    ("refusal", "challenge"),
    [(Unauthenticated(), "Bearer"), (Unauthenticated(error="invalid_token"), 'Bearer error="invalid_token"')],
)
def test_a_challenge_speaks_of_an_error_only_when_a_token_was_there(refusal: Problem, challenge: str) -> None:
    assert refusal.headers["WWW-Authenticate"] == challenge


def test_a_kind_without_status_is_its_parents() -> None:
    class Narrower(FederationNameTaken, code="narrower"):
        """A narrower one."""

    assert (Narrower.status, Narrower.code, Narrower.title) == (409, "narrower", "A narrower one.")
