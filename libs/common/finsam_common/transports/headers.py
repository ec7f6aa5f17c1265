"""Headers kept as text: names and bytes, any bytes, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping


def headers_to_text(headers: Mapping[str, bytes]) -> str:
    """Headers as one JSON object; Latin-1 gives every byte a character and the other way round."""
    return json.dumps({name: value.decode("latin-1") for name, value in headers.items()})


def headers_of_text(text: str) -> dict[str, bytes]:
    """The headers that ``headers_to_text`` wrote."""
    return {name: value.encode("latin-1") for name, value in json.loads(text).items()}
