"""What federations' systems send: interventions, one in a request or a file of them, each with a name of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from uuid import UUID

from tests.bench.load import Request
from tests.journeys.stories import intervention

PATH = "/followup/v1/interventions"
_numbers = count()


@dataclass(frozen=True)
class Office:
    """The system of a federation, with its token."""

    federation_id: UUID
    token: str

    def registration(self, name: str) -> bytes:
        """The body of an intervention."""
        return json.dumps(intervention(str(self.federation_id), name)).encode()

    def singles(self, prefix: str, path: str = PATH) -> Iterator[Request]:
        """One registration after another, each with a key; its name, which is also its key, begins with ``prefix``."""
        for number in count():
            name = f"{prefix}-{number}"
            yield Request(name, self.request(path, self.registration(name), name, "application/json"))

    def file(self, prefix: str, rows: int) -> tuple[list[str], bytes]:
        """The names and the content of a file of interventions."""
        names = [f"{prefix}-{number}" for number in range(rows)]
        return names, b"\n".join(map(self.registration, names))

    def request(self, path: str, body: bytes, key: str, media_type: str) -> bytes:
        """A POST as it goes over the wire."""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.token}\r\n"
            f"Idempotency-Key: {key}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def new_prefix(what: str) -> str:
    """What names begin with in one run of something, and in no other."""
    return f"{what}{next(_numbers)}"


def each_of(offices: Sequence[Office], prefix: str, path: str = PATH) -> list[Iterator[Request]]:
    """A connection's requests for each office."""
    return [office.singles(f"{prefix}-{number}", path) for number, office in enumerate(offices)]
