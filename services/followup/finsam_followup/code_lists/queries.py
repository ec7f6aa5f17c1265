"""Reads the code lists from their file: the texts are data, for those who know the domain to improve."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from finsam_followup.code_lists.schemas import CodeLists

_FILE = files("finsam_followup.code_lists") / "data" / "uppfoljning_finsam_2023.json"


@cache
def code_lists() -> CodeLists:
    """The lists of 2023 and on. Those of SUS (–2022) are not among them, nor a mapping between the two."""
    return CodeLists.model_validate_json(_FILE.read_bytes())
