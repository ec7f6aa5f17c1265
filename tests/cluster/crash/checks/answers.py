"""Every answer was true: what was accepted stands as it was sent, a repeated request is answered as the first time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from finsam_common.writes import Register
from finsam_followup.budgets.queries import BUDGETS
from finsam_followup.headcounts.queries import HEADCOUNTS
from finsam_followup.interventions.queries import INTERVENTIONS
from tests.cluster.crash.book import Claim, Request, body_of, claims_of
from tests.cluster.crash.checks.counting import same_once
from tests.cluster.crash.evidence import Evidence, Finding, Wrong

REGISTERS: Final[Mapping[str, Register[Any]]] = {each.path: each for each in (INTERVENTIONS, HEADCOUNTS, BUDGETS)}
PLATFORMS_OWN: Final = frozenset({"id", "version", "recordedAt", "void", "warnings", "links"})


def check(evidence: Evidence) -> Iterator[Finding]:
    """Each request by itself, then all that was promised against what the service has."""
    claims: list[Claim] = []
    for request in evidence.requests:
        yield from _one(request)
        if is_registration(request):
            claims += claims_of(request)
    where = "follow-up's own versions"
    yield from same_once(where, (claim.key for claim in claims), (version.key for version in evidence.versions))
    stored = {version.key: version for version in evidence.versions}
    for claim in claims:
        version = stored.get(claim.key)
        if version is None:
            continue
        if version.void != claim.void or (claim.sent is not None and whole(claim.path, claim.sent) != version.facts):
            yield Finding(Wrong.UNTRUE, where, f"{claim.key} has other content than was sent")


def is_registration(request: Request) -> bool:
    """Whether it is about one of the three kinds."""
    return any(request.path.startswith(path) for path in REGISTERS)


def whole(path: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    """A body as the service understands it, with the defaults of what it does not say."""
    facts: dict[str, Any] = REGISTERS[path].facts.model_validate(body_of(sent)).model_dump(mode="json", by_alias=True)
    return facts


def _one(request: Request) -> Iterator[Finding]:
    if not request.answers:
        yield Finding(Wrong.UNANSWERED, "HTTP", str(request))
        return
    first, *again = request.answers
    if any(each != first for each in again):
        yield Finding(Wrong.UNTRUE, "HTTP", f"{request} was answered otherwise when it was sent again")
    if not first.accepted:
        yield Finding(Wrong.UNTRUE, "HTTP", f"{request} was refused: {first.status} {first.text[:300]}")
    elif request.is_file:
        yield from _file(request)
    elif is_registration(request):
        yield from _single(request)


def _single(request: Request) -> Iterator[Finding]:
    """A version follows the one that was named, the ETag is its number, the content what was sent."""
    told, answer = request.resource, request.answers[0]
    due = 1 + (request.if_match or 0)
    if told["version"] != due or answer.etag != f'"{due}"' or told["void"] != (request.method == "DELETE"):
        yield Finding(Wrong.UNTRUE, "HTTP", f"{request}: version {told['version']}, not {due}")
    for sent in request.bodies:
        path = request.path if request.method == "POST" else request.path.rpartition("/")[0]
        if whole(path, sent) != {name: value for name, value in told.items() if name not in PLATFORMS_OWN}:
            yield Finding(Wrong.UNTRUE, "HTTP", f"{request} was answered with other content")


def _file(request: Request) -> Iterator[Finding]:
    """One result a row, in the rows' order; versions as of single requests."""
    results = request.results
    if [result["row"] for result in results] != list(range(1, len(request.bodies) + 1)):
        yield Finding(Wrong.UNTRUE, "HTTP", f"{request}: {len(results)} results to {len(request.bodies)} rows")
    for sent, result in zip(request.bodies, results, strict=False):
        due = ("corrected", sent["ifVersion"] + 1) if "ifVersion" in sent else ("accepted", 1)
        if (result["result"], result.get("version")) != due:
            yield Finding(Wrong.UNTRUE, "HTTP", f"{request}, row {result['row']}: {result}, not {due}")
