"""A cluster's identity: a UUID as Kafka writes it."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from pathlib import Path
from uuid import uuid4


def identity_in(folder: Path) -> str:
    """The cluster's identity, drawn at the first start and kept in its folder."""
    file = folder / "cluster-id"
    if not file.exists():
        file.write_text(drawn())
    return file.read_text()


def drawn() -> str:
    """A new identity. None begins with a dash: Kafka's tools would take it for an option, one time in 64."""
    while (identity := urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return identity
