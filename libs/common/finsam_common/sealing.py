"""Secrets in a database are sealed: the keys stand in a file of their own, not beside what they open."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final, Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from finsam_common.settings import Settings

KEY_FILE: Final = "development-sealing.keys"
MARK: Final = "sealed:"


class Sealing:
    """Seals with the first key, opens with any: a key is replaced by putting another before it."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._first = Fernet(keys[0])
        self._any = MultiFernet([Fernet(key) for key in keys])

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """With the keys of a deployment; outside production they are made at first start, in the data folder.

        RuntimeError when production names no file, or when the file holds no keys.
        """
        path = settings.sealing_keys_file
        if path is None and settings.production:
            raise RuntimeError("ENVIRONMENT=production: set SEALING_KEYS_FILE, the keys that secrets are kept under")
        path = path or have_keys(settings.data_dir / KEY_FILE)
        try:
            return cls(path.read_text("utf-8").split())
        except (OSError, ValueError, IndexError):
            raise RuntimeError(f"SEALING_KEYS_FILE: {path} holds no keys, one a line") from None

    def seal(self, text: str) -> str:
        """A text that only a key opens."""
        return MARK + self._first.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """What was sealed. Raises InvalidToken when no key opens it."""
        return self._any.decrypt(_token(sealed)).decode()

    def anew(self, sealed: str) -> str:
        """The same under the first key; as it is when that opens it. Raises InvalidToken when no key does."""
        with suppress(InvalidToken):
            self._first.decrypt(_token(sealed))
            return sealed
        return self.seal(self.open(sealed))


def is_sealed(text: str) -> bool:
    """Whether a text is one that a key opens."""
    return text.startswith(MARK)


def have_keys(path: Path) -> Path:
    """A file with a key, for its owner alone; one that is there is kept."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("wb", dir=path.parent) as draft:  # readable by its owner alone
            draft.write(Fernet.generate_key() + b"\n")
            draft.flush()
            with suppress(FileExistsError):  # somebody else has made one meanwhile
                os.link(draft.name, path)
    return path


def _token(sealed: str) -> str:
    return sealed.removeprefix(MARK)
