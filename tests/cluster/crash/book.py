"""What clients asked and what they were answered, written down to be proved later."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

ROWS: Final = "/submissions"
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that ended a request: what is promised with it."""

    status: int
    text: str
    etag: str | None = None
    location: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether the platform said that it stands."""
        return 200 <= self.status < 300


@dataclass(slots=True)
class Request:
    """One request under one idempotency key, however often it was sent.

    ``bodies`` is what it says: one body, the rows of a file, nothing where something is taken back. ``answers`` are
    those that ended it: the first, and what came when it was sent again later. ``put_off`` counts what came instead.
    """

    who: str
    method: str
    path: str
    key: str
    bodies: Sequence[Body] = ()
    if_match: int | None = None
    answers: list[Answer] = field(default_factory=list)
    put_off: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def is_file(self) -> bool:
        """Whether its rows are decided one by one."""
        return self.path.endswith(ROWS)

    @property
    def content(self) -> bytes:
        """What is sent: the same bytes each time."""
        return "".join(json.dumps(body) + "\n" for body in self.bodies).encode()

    @property
    def headers(self) -> dict[str, str]:
        """What is sent with it."""
        kind = "application/x-ndjson" if self.is_file else "application/json"
        match = {} if self.if_match is None else {"If-Match": f'"{self.if_match}"'}
        return {"Idempotency-Key": self.key, "Content-Type": kind} | match

    @property
    def accepted(self) -> bool:
        """Whether it was answered that it stands."""
        return bool(self.answers) and self.answers[0].accepted

    @property
    def resource(self) -> Body:
        """The first answer's body."""
        body: Body = json.loads(self.answers[0].text)
        return body

    @property
    def results(self) -> list[Body]:
        """A file's results, row by row."""
        return [json.loads(line) for line in self.answers[0].text.splitlines()]

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.who}, key {self.key})"


@dataclass(frozen=True, slots=True)
class Claim:
    """A client was told that this version of a registration stands. ``sent`` is None where it took one back."""

    path: str
    id: UUID
    version: int
    void: bool
    sent: Mapping[str, Any] | None

    @property
    def key(self) -> tuple[str, UUID, int]:
        """What may be there once."""
        return self.path, self.id, self.version


def claims_of(request: Request) -> Iterator[Claim]:
    """What the answer to a registration's request promises."""
    if not request.accepted:
        return
    if request.is_file:
        path = request.path.removesuffix(ROWS)
        for sent, result in zip(request.bodies, request.results, strict=False):
            if result["result"] in ("accepted", "corrected"):
                yield Claim(path, UUID(result["id"]), result["version"], False, sent)
        return
    path = request.path if request.method == "POST" else request.path.rpartition("/")[0]
    told = request.resource
    yield Claim(path, UUID(told["id"]), told["version"], told["void"], next(iter(request.bodies), None))


def body_of(sent: Mapping[str, Any]) -> Body:
    """A body, or a file's row without the version that it corrects."""
    return {name: value for name, value in sent.items() if name != "ifVersion"}
