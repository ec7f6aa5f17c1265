"""`finsam ops` against a running platform: tables for people, JSON for programs, refusals in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import httpx
import pytest

from finsam_common.cli import main
from tests.served import Served

Ops = Callable[..., str]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("platform"))
    served.start()
    yield served
    assert served.stop() == 0


def token(served: Served, client_id: str) -> str:
    form = {"grant_type": "client_credentials", "client_id": client_id}
    issued = httpx.post(f"{served.url}/dev-issuer/token", data=form).raise_for_status().json()
    return str(issued["access_token"])


@pytest.fixture
def ops(served: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ops:
    """What a command prints; an operator's token is in the environment."""
    monkeypatch.setenv("FINSAM_URL", served.url)
    monkeypatch.setenv("FINSAM_TOKEN", token(served, "operator"))

    def run(*words: str, code: int = 0) -> str:
        assert main(["ops", *words]) == code
        told = capsys.readouterr()
        return told.err if code else told.out

    return run


def test_a_list_is_a_table_and_one_thing_its_members(ops: Ops) -> None:
    head, *rows = ops("consumers", "reporting").splitlines()
    assert head.split()[:3] == ["projectionSet", "version", "lag"]
    assert [row.split()[0] for row in rows] == ["federations", "headcounts", "interventions"]
    relay = dict(line.split(maxsplit=1) for line in ops("relay", "registry").splitlines())
    assert (relay["unnumbered"], relay["logAhead"], relay["pointers[0].topic"]) == ("0", "no", "registry.public")
    assert ops("parked", "reporting").split()[:2] == ["id", "projectionSet"]


def test_an_act_and_what_stands_in_the_audit(ops: Ops) -> None:
    ops("pause", "followup", "federations", "--reason", "Tried in a test")
    assert "Tried in a test" in ops("consumers", "followup")
    (partition,) = json.loads(ops("--json", "consumer", "followup", "federations"))["partitions"]
    assert partition["topic"] == "registry.public"
    ops("resume", "followup", "federations")
    acts = json.loads(ops("--json", "audit", "followup"))
    assert [each["act"] for each in acts][:2] == ["consumer-resumed", "consumer-paused"]


def test_a_rebuild_is_begun_and_followed(ops: Ops) -> None:
    begun = json.loads(ops("--json", "rebuild", "allocation", "areas", "--reason", "To see", "--swap", "never"))
    assert begun["status"] == "running"
    assert begun["id"] in ops("rebuilds", "allocation", "areas")


def test_what_is_refused_is_said_in_words(ops: Ops, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "There is nothing here. (not-found)" in ops("pause", "followup", "none", "--reason", "x", code=2)
    assert "/reason" in ops("pause", "followup", "federations", "--reason", " ", code=2)
    assert "(partition-not-stopped-so)" in ops(
        "accept-gap", "followup", "federations", "--topic", "registry.public", "--partition", "0", "--offset", "0",
        "--reason", "x", code=2,
    )  # fmt: skip
    monkeypatch.setenv("FINSAM_TOKEN", token(served, "steward"))
    assert "The scope operate is missing. (forbidden)" in ops("audit", "followup", code=2)
    monkeypatch.delenv("FINSAM_TOKEN")
    assert "whose token?" in ops("audit", "followup", code=2)
    monkeypatch.setenv("FINSAM_TOKEN", "x")
    monkeypatch.setenv("FINSAM_URL", "http://127.0.0.1:9")
    assert "does not answer" in ops("audit", "followup", code=2)
