"""What the guides say is so: their commands run and answer as printed, their codes and files exist."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest

from finsam_common.service import installed
from tests.guides.guide import GUIDES, run, statuses, steps
from tests.served import Served

ROOT = GUIDES.parents[1]
LUND = "321c9f7a-f319-57ae-8d18-baba4ff87bc2"
PATIENCE_SECONDS = 30


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A platform without any data."""
    folder = tmp_path / "platform"
    folder.mkdir()
    served = Served(folder)
    served.start()
    yield served
    assert served.stop() == 0


def token(served: Served, client_id: str) -> dict[str, str]:
    form = {"grant_type": "client_credentials", "client_id": client_id}
    issued: dict[str, Any] = httpx.post(f"{served.url}/dev-issuer/token", data=form).raise_for_status().json()
    return {"Authorization": f"Bearer {issued['access_token']}"}


def have_the_printed_list(served: Served) -> None:
    """Import it, as `make run` does, and wait until follow-up has heard of Lund."""
    body = json.loads((files("finsam_registry") / "supplements" / "list_2024.json").read_text("utf-8"))
    body["csv"] = (files("finsam_demo") / "data" / "federations_2024_as_listed.csv").read_text("utf-8")
    steward = token(served, "steward")
    headers = steward | {"Idempotency-Key": "list"}
    httpx.post(f"{served.url}/registry/v1/imports", json=body, headers=headers, timeout=30).raise_for_status()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if httpx.get(f"{served.url}/followup/v1/federations/{LUND}", headers=steward).status_code == 200:
            return
        time.sleep(0.1)
    raise AssertionError("follow-up has not heard of the federations")


def answers_as_printed(name: str, folder: Path, url: str) -> None:
    guide = steps(name)
    printed = [(step.line, step.printed) for step in guide]
    answered = [(step.line, statuses(output)) for step, output in zip(guide, run(guide, folder, url), strict=True)]
    assert answered == printed


@pytest.mark.timeout(300)
def test_the_federations_guide_answers_as_it_says(served: Served, tmp_path: Path) -> None:
    have_the_printed_list(served)
    answers_as_printed("federations.md", tmp_path, served.url)


@pytest.mark.timeout(300)
def test_the_stewards_guide_answers_as_it_says(served: Served, tmp_path: Path) -> None:
    answers_as_printed("steward.md", tmp_path, served.url)


def test_the_subscribers_guide_answers_as_it_says(served: Served, tmp_path: Path) -> None:
    have_the_printed_list(served)
    answers_as_printed("subscribe.md", tmp_path, served.url)


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("federations.md", "followup"),
        ("steward.md", "registry"),
        ("steward.md", "allocation"),
        ("steward.md", "reporting"),
    ],
)
def test_every_refusal_of_the_service_stands_in_its_guide(name: str, service: str) -> None:
    (declared,) = installed([service])
    routes = [route for router in declared.routers for route in router.declared]
    codes = {problem.code for route in routes for problem in route.refuses}
    text = (GUIDES / name).read_text("utf-8")
    assert sorted(code for code in codes if f"`{code}`" not in text) == []


@pytest.mark.parametrize("guide", sorted(GUIDES.glob("*.md")), ids=lambda guide: guide.name)
def test_what_a_guide_points_to_exists(guide: Path) -> None:
    text = guide.read_text("utf-8")
    linked = [guide.parent / link for link in re.findall(r"\]\((?!http)([^)#]+)", text)]
    named = [
        ROOT / path
        for path in re.findall(r"`((?:libs|services|demo|docs|tests|contracts|deploy|\.ci)/[\w./-]+)`", text)
    ]
    assert [str(path) for path in linked + named if not path.exists()] == []
