"""Reads a file row by row in constant memory: a row that cannot be read is a refusal and costs no neighbour."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final, Generic, NamedTuple, TypeVar

from pydantic import BaseModel

from finsam_common.problems import Invalid, Problem
from finsam_common.web.reading import fault, read_json

B = TypeVar("B", bound=BaseModel)

IF_VERSION: Final = "ifVersion"
LIST_SEPARATOR: Final = "|"
_BOM: Final = b"\xef\xbb\xbf"
_INTEGER: Final = re.compile(r"^-?\d{1,18}$")
_NUMBER: Final = re.compile(r"^-?\d{1,18}(\.\d{1,18})?$")


class Line(NamedTuple):
    """One line of a file; ``text`` is its beginning when it is ``too_long``."""

    text: bytes
    too_long: bool = False


class Row(NamedTuple, Generic[B]):
    """What a row says; ``if_version`` is the version that it corrects, when it says so."""

    body: B
    if_version: int | None = None


async def lines(chunks: AsyncIterator[bytes], longest: int) -> AsyncIterator[Line]:
    """The lines of a body that are not blank. Of a line over ``longest`` bytes no more than that is ever held."""
    rest, overflowing, begun = b"", False, False
    async for chunk in chunks:
        rest += chunk
        if not begun and len(rest) >= len(_BOM):
            rest, begun = rest.removeprefix(_BOM), True
        *ended, rest = rest.split(b"\n")
        for text in ended:
            line = Line(text[:longest], overflowing or len(text) > longest)
            overflowing = False
            if line.too_long or text.strip():
                yield line
        if len(rest) > longest:
            rest, overflowing = rest[:longest], True
    if overflowing or rest.strip():
        yield Line(rest[:longest], overflowing or len(rest) > longest)


class NdjsonRows(Generic[B]):
    """Each line is one JSON object: the body, and ``ifVersion`` if it corrects a version."""

    header: bytes = b""

    def __init__(self, model: type[B]) -> None:
        self._model = model

    def read(self, line: Line) -> Row[B] | Problem:
        """What the line says, or why it says nothing."""
        try:
            text = _text(line)
            version, text = _if_version(text) if IF_VERSION in text else (None, text)
            return Row(read_json(self._model, text.encode()), version)
        except Problem as problem:
            return problem


class CsvRows(Generic[B]):
    """The first line names the columns, as the members of the JSON body; a row has one line.

    The separator is a comma, or a semicolon when the header has no comma. Lists are separated by ``|``. An empty cell
    is a member that is absent. Raises Invalid when a column is unknown, or named twice.
    """

    def __init__(self, model: type[B], header: Line) -> None:
        self.header = header.text
        text = _text(header)
        self._delimiter = ";" if ";" in text and "," not in text else ","
        self._columns = [name.strip() for name in self._cells(text)]
        self._kinds = {name: _kind(part) for name, part in _properties(model).items()}
        self._rows = NdjsonRows(model)
        self._refuse_columns()

    def read(self, line: Line) -> Row[B] | Problem:
        """What the line says, or why it says nothing."""
        try:
            return self._rows.read(Line(json.dumps(self._object(self._cells(_text(line)))).encode()))
        except Problem as problem:
            return problem

    def _object(self, cells: list[str]) -> dict[str, Any]:
        """The JSON object that a row stands for: from there on the same rules hold for both kinds of file."""
        if len(cells) > len(self._columns):
            raise _invalid("too-many-cells", "The row has more cells than the header has columns.")
        return {
            name: _value(self._kinds[name], cell)
            for name, cell in zip(self._columns, cells, strict=False)
            if cell or self._kinds[name] == "array"
        }

    def _cells(self, text: str) -> list[str]:
        try:
            return next(iter(csv.reader([text], delimiter=self._delimiter, strict=True)), [])
        except csv.Error:
            raise _invalid("not-csv", "The quotation marks of the row do not fit.") from None

    def _refuse_columns(self) -> None:
        known = self._kinds.keys()
        found = [fault("/" + name[:100], "unknown-field", "There is no such column.") for name in self._unknown(known)]
        if len(set(self._columns)) < len(self._columns):
            found.append(fault("", "column-twice", "A column is named twice."))
        if found:
            raise Invalid("The header of the file cannot be used.", errors=found)

    def _unknown(self, known: Any) -> Iterator[str]:
        return (name for name in self._columns if name not in known)


def _text(line: Line) -> str:
    if line.too_long:
        raise _invalid("row-too-long", "The row is longer than this service takes.")
    try:
        return line.text.rstrip(b"\r").decode()
    except UnicodeDecodeError:
        raise _invalid("not-utf-8", "The row is not UTF-8.") from None


def _if_version(text: str) -> tuple[int | None, str]:
    """The version that a row corrects, and the row without it."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise _invalid("not-json", "The text is not JSON.") from None
    version = document.pop(IF_VERSION, None) if isinstance(document, dict) else None
    if version is not None and (type(version) is not int or not 1 <= version < 2**31):
        raise Invalid(errors=[fault("/" + IF_VERSION, "version", "Is not a version.")])
    return version, json.dumps(document)


def _invalid(code: str, detail: str) -> Invalid:
    return Invalid(errors=[fault("", code, detail)])


def _properties(model: type[BaseModel]) -> dict[str, Any]:
    """The columns that a file may have, with their schemas; references resolved one step, which is all a cell needs."""
    schema = model.model_json_schema(mode="validation")
    definitions = schema.get("$defs", {})

    def resolved(part: dict[str, Any]) -> dict[str, Any]:
        named: dict[str, Any] = definitions.get(part.get("$ref", "").removeprefix("#/$defs/"), part)
        return named

    found: dict[str, Any] = {IF_VERSION: {"type": "integer"}}
    for name, part in schema["properties"].items():
        choices = [resolved(choice) for choice in part.get("anyOf", ())]
        found[name] = next((each for each in choices if each.get("type") != "null"), resolved(part))
    return found


def _kind(part: dict[str, Any]) -> str:
    return str(part.get("type", "string"))


def _value(kind: str, cell: str) -> Any:
    """A cell as the JSON value it stands for; what does not look like one stays text, for the body to refuse."""
    if kind == "array":
        return cell.split(LIST_SEPARATOR) if cell else []
    if kind == "boolean":
        return {"true": True, "false": False}.get(cell.lower(), cell)
    if kind == "integer" and _INTEGER.match(cell):
        return int(cell)
    if kind == "number" and _NUMBER.match(cell):
        return float(cell)
    return cell
