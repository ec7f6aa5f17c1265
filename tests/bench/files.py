"""Files of registrations: sent in one request, every row's result read."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from tests.bench.database import require_registered
from tests.bench.followup import Followup
from tests.bench.line import require_all
from tests.bench.registering import PATH, new_prefix

PATIENCE_SECONDS = 600.0
ACCEPTED = "accepted"


@dataclass(frozen=True)
class File:
    """New rows of one federation; their names begin with ``prefix``."""

    followup: Followup
    prefix: str
    names: Sequence[str]
    content: bytes

    @classmethod
    def of(cls, followup: Followup, rows: int) -> File:
        """A file of so many rows that nobody has seen."""
        prefix = new_prefix("file")
        return cls(followup, prefix, *followup.offices[0].file(prefix, rows))

    def send(self, port: int) -> Sent:
        """Post it, and read the results to the last one."""
        headers = {
            "Authorization": f"Bearer {self.followup.offices[0].token}",
            "Idempotency-Key": self.prefix,
            "Content-Type": "application/x-ndjson",
        }
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_SECONDS) as http:
            begun = time.perf_counter()
            answer = http.post(f"{PATH}/submissions", content=self.content, headers=headers)
            return Sent(time.perf_counter() - begun, answer.raise_for_status().content)

    def require_taken(self, sent: Sent) -> None:
        """Raise LostRowsError unless every row was accepted and is there, with its event."""
        results = [json.loads(line)["result"] for line in sent.results.splitlines()]
        require_all(results.count(ACCEPTED), len(self.names), "accepted rows of a file")
        require_registered(self.followup.look, self.prefix, self.names, keys=False)


@dataclass(frozen=True)
class Sent:
    """How long a file took, from its first byte to the last result, and the results."""

    seconds: float
    results: bytes
