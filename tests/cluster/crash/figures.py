"""What a run was: printed at its end, whether it was green or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tests.cluster.crash.book import claims_of
from tests.cluster.crash.checks.answers import is_registration
from tests.cluster.crash.checks.log import repeated
from tests.cluster.crash.evidence import Evidence
from tests.cluster.crash.faults import Faults


def figures(seed: int, seconds: float, faults: Faults, evidence: Evidence) -> str:
    """One line a figure."""
    return "\n".join(f"  {name:<22}{value}" for name, value in _figures(seed, seconds, faults, evidence))


def _figures(seed: int, seconds: float, faults: Faults, evidence: Evidence) -> Iterator[tuple[str, str]]:
    requests, recovered = evidence.requests, faults.recovered
    yield "seed", str(seed)
    yield "kills", f"{len(recovered)} in {seconds:.0f} s: {_counts(each.victim for each in recovered)}"
    answers = [answer for request in requests for answer in request.answers]
    yield "requests", f"{len(requests)}, {sum(len(request.bodies) for request in requests)} bodies and rows"
    yield "answers", _counts(answer.status for answer in answers)
    put_off: Counter[str] = sum((request.put_off for request in requests), Counter())
    yield "sent again", f"{put_off.total()}: {_counts(put_off.elements())}"
    yield "asked again when known", str(len(answers) - len(requests))
    promised = sum(1 for request in requests if is_registration(request) for _ in claims_of(request))
    yield "versions", f"{promised} promised, {len(evidence.versions)} there"
    committed, logged = (sum(map(len, each.values())) for each in (evidence.outbox, evidence.log))
    yield "events", f"{committed} committed, {logged} records in the log"
    yield "repeated in the log", str(repeated(evidence).total())
    slowest = max(recovered, key=lambda each: each.seconds, default=None)
    if slowest is not None:
        yield "longest recovery", f"{slowest.seconds:.1f} s ({', '.join(slowest.processes)})"
    yield "started again", _counts(faults.started_again.elements()) or "none"
    yield "longest wait", f"{max(request.seconds for request in requests):.1f} s for an answer"


def _counts(values: Iterable[object]) -> str:
    return ", ".join(f"{value} {count}" for value, count in sorted(Counter(map(str, values)).items()))
