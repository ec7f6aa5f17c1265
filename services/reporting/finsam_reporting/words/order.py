"""Swedish alphabetical order."""

from __future__ import annotations

_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "ü": "u"})


def swedish(name: str) -> str:
    """A key to sort names by: å, ä and ö come after z; case does not matter."""
    return name.casefold().translate(_AFTER_Z)
