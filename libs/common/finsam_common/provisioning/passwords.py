"""Passwords in files, one an account, for their owner alone: drawn when they are first needed."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


class Passwords:
    """A folder of secrets, as one mounts it. Where a file is missing, a password is drawn (256 bits) and kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def file(self, account: str) -> Path:
        """The file that holds an account's password."""
        path = self._folder / f"{account}.password"
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with NamedTemporaryFile("w", dir=self._folder) as draft:  # readable by its owner alone
                draft.write(secrets.token_hex(32))
                draft.flush()
                with suppress(FileExistsError):  # somebody else has drawn one meanwhile
                    os.link(draft.name, path)
        return path

    def of(self, account: str) -> str:
        """An account's password."""
        return self.file(account).read_text("utf-8").strip()
