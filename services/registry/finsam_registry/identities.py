"""Names of federations: how they are compared, and which identity a first name gives."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Final
from uuid import UUID, uuid5

NAMESPACE: Final = UUID("6f3c1f0e-8a0d-5f6e-9a2b-2003121020a0")


def name_key(name: str) -> str:
    """A name as it is compared and searched: composed, one space between words, no case."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def federation_id(first_name: str, since: date) -> UUID:
    """The id of a federation from the name and the day that it enters the registry with.

    Two federations never bear one name on one day, so ids are unique; and the same list read into an empty
    registry always gives the same ids.
    """
    return uuid5(NAMESPACE, f"{name_key(first_name)}|{since.isoformat()}")
