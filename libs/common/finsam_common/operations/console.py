"""`finsam ops`: the operators' doors from a shell, over HTTP like anybody else, as tables or JSON."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import httpx

from finsam_common.operations.printing import printed
from finsam_common.settings import Settings

URL: Final = "FINSAM_URL"
TOKEN: Final = "FINSAM_TOKEN"
LOCAL: Final = "http://127.0.0.1:8000"
PATIENCE_SECONDS: Final = 60.0


@dataclass(frozen=True)
class Door:
    """One command: the door it knocks at, what it asks for, and which members it shows as columns.

    ``places`` are arguments that the path names, ``says`` those that the body carries.
    """

    name: str
    help: str
    method: str
    path: str
    places: Sequence[str] = ()
    says: Sequence[str] = ()
    columns: Sequence[str] = ()


_SET: Final = ("projectionSet",)
_KEY: Final = ("parkedKey",)
_PARKED: Final = ("id", "projectionSet", "topic", "key", "count", "since", "first.type", "first.reason", "first.error")
_EVENTS: Final = ("id", "type", "eventId", "reason", "error", "knownAt", "parkedAt")
_REBUILDS: Final = (
    "id",
    "status",
    "swap",
    "begunBy",
    "begunAt",
    "endedAt",
    "heard",
    "toHear",
    "differingRows",
    "trouble",
)
_BREAK: Final = ("topic", "partition")

DOORS: Final = (
    Door("relay", "how far the service's events have left", "GET", "relay"),
    Door("draw-epoch", "begin a new epoch, after a restore", "POST", "epochs", says=("reason",)),
    Door(
        "consumers",
        "how far each projection set has heard",
        "GET",
        "consumers",
        columns=("projectionSet", "version", "lag", "parkedKeys", "paused.reason", "partitions"),
    ),
    Door("consumer", "one projection set, partition by partition", "GET", "consumers/{projectionSet}", _SET),
    Door("pause", "hold a set still", "POST", "consumers/{projectionSet}/pauses", _SET, ("reason",)),
    Door("resume", "let a set hear again", "DELETE", "consumers/{projectionSet}/pauses", _SET),
    Door(
        "accept-epoch",
        "hear on in an epoch that the set did not know",
        "POST",
        "consumers/{projectionSet}/epoch-acceptances",
        _SET,
        (*_BREAK, "epoch", "reason"),
    ),
    Door(
        "accept-gap",
        "hear on though numbers are missing before a record",
        "POST",
        "consumers/{projectionSet}/gap-acceptances",
        _SET,
        (*_BREAK, "offset", "reason"),
    ),
    Door("parked", "the parked keys", "GET", "parked-keys", columns=_PARKED),
    Door("events", "the events of a parked key", "GET", "parked-keys/{parkedKey}/events", _KEY, columns=_EVENTS),
    Door("event", "one parked event", "GET", "parked-keys/{parkedKey}/events/{event}", (*_KEY, "event")),
    Door("retry", "apply a parked key's events again", "POST", "parked-keys/{parkedKey}/retries", _KEY),
    Door("skip", "give up its first event", "POST", "parked-keys/{parkedKey}/skips", _KEY, ("offset", "reason")),
    Door(
        "rebuild",
        "make a projection set anew",
        "POST",
        "projection-sets/{projectionSet}/rebuilds",
        _SET,
        ("swap", "reason"),
    ),
    Door(
        "rebuilds",
        "the rebuilds of a set",
        "GET",
        "projection-sets/{projectionSet}/rebuilds",
        _SET,
        columns=_REBUILDS,
    ),
    Door(
        "audit",
        "what operators did",
        "GET",
        "audit",
        columns=("id", "doneAt", "doneBy", "act", "reason", "about"),
    ),
)
_NUMBERS: Final = frozenset({"partition", "offset"})


def add_ops(parser: ArgumentParser) -> None:
    """Give `finsam ops` its commands."""
    parser.add_argument("--url", default=os.environ.get(URL, LOCAL), help=f"the platform's address; else {URL}")
    parser.add_argument("--token", default=os.environ.get(TOKEN), help=f"an operator's token; better {TOKEN}")
    parser.add_argument("--json", action="store_true", help="print what was answered, as JSON")
    commands = parser.add_subparsers(dest="door", required=True)
    for door in DOORS:
        command = commands.add_parser(door.name, help=door.help, description=door.help)
        command.set_defaults(run=ops, at=door)
        command.add_argument("service", metavar="SERVICE", help="registry, followup, …")
        for place in door.places:
            command.add_argument(place, metavar=place.upper())
        for said in door.says:
            _add_said(command, said)


def _add_said(command: ArgumentParser, said: str) -> None:
    if said == "swap":
        command.add_argument("--swap", choices=("always", "when-equal", "never"), default="always")
    else:
        kind = int if said in _NUMBERS else str
        command.add_argument(f"--{said}", required=True, type=kind, metavar=said.upper())


def ops(chosen: Namespace, _: Settings) -> None:
    """Knock at one door and print what is answered; RuntimeError says what was refused, or that nobody answers."""
    if not chosen.token:
        raise RuntimeError(f"whose token? Set {TOKEN}")
    headers = {"Authorization": f"Bearer {chosen.token}"}
    try:
        with httpx.Client(base_url=chosen.url, headers=headers, timeout=PATIENCE_SECONDS) as client:
            answer = _knock(client, chosen.at, chosen)
    except httpx.TransportError as error:
        raise RuntimeError(f"{chosen.url} does not answer: {type(error).__name__}") from None
    text = json.dumps(answer, ensure_ascii=False, indent=2) if chosen.json else printed(answer, chosen.at.columns)
    sys.stdout.write(text + "\n")


def _knock(client: httpx.Client, door: Door, chosen: Namespace) -> Any:
    said = vars(chosen)
    path = f"/{chosen.service}/v1/operations/" + door.path.format(**{name: said[name] for name in door.places})
    if door.columns:
        return _every_page(client, path)
    body = {name: said[name] for name in door.says} or None
    return _answer(client.request(door.method, path, json=body, headers={"Idempotency-Key": uuid4().hex}))


def _every_page(client: httpx.Client, path: str) -> list[Any]:
    items: list[Any] = []
    following: str | None = f"{path}?limit=1000"
    while following is not None:
        page = _answer(client.get(following))
        items += page["items"]
        link = page["links"]["next"]
        following = None if link is None else httpx.URL(link["href"]).raw_path.decode()
    return items


def _answer(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json()
    try:
        problem = answer.json()
        wrong = "; ".join(f"{each['pointer']}: {each['detail']}" for each in problem.get("errors", ()))
        raise RuntimeError(f"{problem['detail']} ({problem['code']})" + (f" {wrong}" if wrong else ""))
    except (ValueError, KeyError):
        raise RuntimeError(f"{answer.status_code} from {answer.url}") from None
