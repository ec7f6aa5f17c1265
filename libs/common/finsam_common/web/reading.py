"""Reads a body exactly, and says what is wrong with it by pointer, never by value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from finsam_common.problems import Invalid

B = TypeVar("B", bound=BaseModel)
Fault = dict[str, str]

MAX_FAULTS: Final = 20
"""So many faults of one body are listed; who has more has sent something else."""

_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_CODES: Final = {"extra_forbidden": "unknown-field", "json_invalid": "not-json", "json_type": "not-json"}
_DETAILS: Final = {
    "extra_forbidden": "There is no such field.",
    "missing": "The field is required.",
    "json_invalid": "The text is not JSON.",
    "json_type": "The text is not JSON.",
    "uuid_parsing": "Is not a UUID.",
    "uuid_type": "Is not a UUID.",
    "union_tag_invalid": "Is not one of the kinds that exist.",
    "model_type": "Is not an object.",
    "model_attributes_type": "Is not an object.",
}
"""Words of ours where pydantic's would repeat the value or speak of its own machinery."""


def read_json(model: type[B], text: bytes) -> B:
    """The body that the JSON text says, by its wire names and JSON's own types; raises Invalid."""
    if b"u0000" in text and _NUL.search(text):
        raise Invalid(errors=[fault("", "nul-character", "The text contains the character NUL.")])
    try:
        return model.model_validate_json(text, strict=True, by_alias=True, by_name=False)
    except ValidationError as error:
        raise Invalid(errors=faults(error.errors(include_url=False, include_input=False))) from None


def fault(pointer: str, code: str, detail: str) -> Fault:
    """One thing that is wrong: where (RFC 6901), a stable code, and words."""
    return {"pointer": pointer, "code": code, "detail": detail}


def faults(errors: Iterable[Any], skip: int = 0) -> list[Fault]:
    """What pydantic found, without the input; ``skip`` drops that many steps from the front of each location."""
    return [_fault(error, skip) for error in islice(errors, MAX_FAULTS)]


def pointer_to(steps: Sequence[int | str]) -> str:
    """A JSON Pointer (RFC 6901) from the steps to a value."""
    return "".join("/" + str(step)[:100].replace("~", "~0").replace("/", "~1") for step in steps)


def _fault(error: Mapping[str, Any], skip: int) -> Fault:
    kind = str(error["type"])
    detail = _DETAILS.get(kind) or str(error["msg"]).removeprefix("Value error, ")
    return fault(pointer_to(error["loc"][skip:]), _CODES.get(kind, kind.replace("_", "-")), detail)
