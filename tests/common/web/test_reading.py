"""Bodies are read exactly, and faults never repeat a value."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import field_validator

from finsam_common.bodies import Body, ExternalId
from finsam_common.problems import Invalid
from finsam_common.web.reading import MAX_FAULTS, pointer_to, read_json
from finsam_contracts.values import Count, Focus


class Report(Body):
    """A report."""

    external_id: ExternalId
    federation_id: UUID
    start: date
    women: Count | None = None
    esf_financed: bool = False
    focus: tuple[Focus, ...] = ()

    @field_validator("start")
    @classmethod
    def _begun(cls, start: date) -> date:
        if start.year < 2004:
            raise ValueError("The act is in force from 2004.")
        return start


GOOD: dict[str, Any] = {
    "externalId": "2024-1",
    "federationId": "5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b",
    "start": "2024-01-01",
    "women": 3,
    "esfFinanced": True,
    "focus": ["behovsanalys"],
}


def refused(text: bytes) -> list[dict[str, str]]:
    with pytest.raises(Invalid) as refusal:
        read_json(Report, text)
    errors: list[dict[str, str]] = refusal.value.extensions["errors"]
    return errors


def test_a_body_is_read_by_its_wire_names() -> None:
    assert read_json(Report, json.dumps(GOOD).encode()).model_dump(mode="json") == GOOD


@pytest.mark.parametrize(
    ("member", "value", "pointer", "code"),
    [
        ("women", "3", "/women", "int-type"),
        ("women", 3.0, "/women", "int-type"),
        ("women", True, "/women", "int-type"),
        ("women", -1, "/women", "greater-than-equal"),
        ("women", 10**30, "/women", "less-than-equal"),
        ("esfFinanced", 1, "/esfFinanced", "bool-type"),
        ("esfFinanced", "yes", "/esfFinanced", "bool-type"),
        ("start", 0, "/start", "date-type"),
        ("start", "2024-02-30", "/start", "date-parsing"),
        ("start", "1999-01-01", "/start", "value-error"),
        ("focus", ["behovsanalys", "fika"], "/focus/1", "enum"),
        ("federationId", "5b1f", "/federationId", "uuid-parsing"),
        ("externalId", "a b", "/externalId", "string-pattern-mismatch"),
        ("external_id", "x", "/external_id", "unknown-field"),
        ("a/b~c", "x", "/a~1b~0c", "unknown-field"),
    ],
)
def test_what_is_wrong_is_pointed_at(member: str, value: object, pointer: str, code: str) -> None:
    (fault,) = refused(json.dumps(GOOD | {member: value}).encode())
    assert (fault["pointer"], fault["code"]) == (pointer, code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"\xff", "not-json"),
        (b"[" * 100_000, "not-json"),
        (b'{"externalId":"\\ud800"}', "not-json"),
        (b"[]", "model-type"),
        (b"null", "model-type"),
        (b'{"externalId":"a\\u0000b"}', "nul-character"),
    ],
)
def test_what_is_no_body_at_all_is_said_once(text: bytes, code: str) -> None:
    (fault,) = refused(text)
    assert (fault["pointer"], fault["code"]) == ("", code)


def test_a_backslash_before_u0000_is_no_nul() -> None:
    assert refused(json.dumps(GOOD | {"externalId": "\\u0000"}).encode())[0]["code"] == "string-pattern-mismatch"


def test_faults_are_listed_up_to_a_limit() -> None:
    assert len(refused(json.dumps(GOOD | {f"x{n}": 1 for n in range(100)}).encode())) == MAX_FAULTS


SECRET = "199001011234"


@pytest.mark.parametrize("member", ["externalId", "federationId", "start", "women", "esfFinanced", "focus"])
@pytest.mark.parametrize("shape", [lambda s: s + "!", lambda s: [s], lambda s: {s: s}, lambda s: int(s) * 10])
def test_a_fault_never_repeats_the_value(member: str, shape: Any) -> None:
    faults = refused(json.dumps(GOOD | {member: shape(SECRET)}).encode())
    assert SECRET not in json.dumps([fault["detail"] for fault in faults])


@given(st.lists(st.text(max_size=100) | st.integers(min_value=0, max_value=10**6)))
def test_a_pointer_leads_back_to_its_steps(steps: list[str | int]) -> None:
    back = [step.replace("~1", "/").replace("~0", "~") for step in pointer_to(steps).split("/")[1:]]
    assert back == [str(step) for step in steps]


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_or_refused(text: bytes) -> None:
    with pytest.raises(Invalid):
        read_json(Report, text)
