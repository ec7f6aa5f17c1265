"""The label catalogue: one file per subject, every text in both languages."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Language(StrEnum):
    """The languages that everything is written in; Swedish is the default."""

    SWEDISH = "sv"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Swedish and English."""

    sv: str
    en: str

    def filled(self, **parts: Text | str | int) -> Text:
        """The text with its ``{places}`` filled, a Text by its own language."""
        return Text(*(self._filled(language, parts) for language in Language))

    def __getitem__(self, language: str) -> str:
        return self.en if language == Language.ENGLISH else self.sv

    def _filled(self, language: Language, parts: dict[str, Text | str | int]) -> str:
        return self[language].format(
            **{name: part[language] if isinstance(part, Text) else part for name, part in parts.items()}
        )


def text(key: str, **parts: Text | str | int) -> Text:
    """One text by its dotted key, such as ``terms.men``; KeyError when the catalogue lacks it."""
    found = texts()[key]
    return found.filled(**parts) if parts else found


@cache
def texts() -> dict[str, Text]:
    """The whole catalogue by dotted key."""
    gathered: dict[str, Text] = {}
    for file in sorted(files(__package__).joinpath("labels").iterdir(), key=lambda path: path.name):
        _gather(tomllib.loads(file.read_text("utf-8")), file.name.removesuffix(".toml"), gathered)
    return gathered


def _gather(node: dict[str, Any], prefix: str, into: dict[str, Text]) -> None:
    if set(node) == {"sv", "en"}:
        into[prefix] = Text(**node)
        return
    for name, child in node.items():
        _gather(child, f"{prefix}.{name}", into)
