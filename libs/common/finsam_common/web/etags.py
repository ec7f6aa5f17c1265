"""Versions as ETags: ``"3"`` is version 3 of a resource."""

from __future__ import annotations

import re
from typing import Final

from finsam_common.problems import BadRequest

_ETAG: Final = re.compile(r'^(W/)?"([\x21\x23-\x7e]*)"$')
_NEVER: Final = 0


def etag_of(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def version_in(if_match: str | None) -> int | None:
    """The version that an If-Match names; None when there is no header, 0 (never current) for a tag that is not ours.

    Raises BadRequest on what is not one ETag: ``*`` and lists would hide which version the update builds on.
    """
    if if_match is None:
        return None
    match = _ETAG.match(if_match.strip())
    if match is None:
        raise BadRequest("If-Match takes one ETag, as the resource gave it.")
    weak, tag = match.groups()
    return int(tag) if not weak and tag.isdecimal() and len(tag) < 10 else _NEVER


def unchanged_since(if_none_match: str | None, etag: str) -> bool:
    """Whether the caller has this representation already (weak comparison, RFC 9110, 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")]
    return etag in tags or "*" in tags
