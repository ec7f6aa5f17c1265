"""`finsam serve` as a process: one page for all APIs, one holder of the data, an end in peace."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen, run

import httpx
import jwt
import pytest

from finsam_common.auth.issuer import KEY_FILE
from finsam_common.cli import main
from finsam_common.sealing import have_keys
from finsam_common.serve import DataFolderInUseError, holding
from finsam_common.service import installed
from finsam_common.settings import Settings

FINSAM = [sys.executable, "-m", "finsam_common.cli"]
FEDERATION = "5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b"


def environment(folder: Path, **settings: str) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH", "HOME")}
    return kept | {"DATA_DIR": str(folder), "PORT": port, "PYTHONDONTWRITEBYTECODE": "1"} | settings


class Serving:
    """A running `finsam serve`."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.environment = environment(folder, **settings)
        self.url = f"http://127.0.0.1:{self.environment['PORT']}"
        self.process = Popen([*FINSAM, "serve"], env=self.environment, stderr=subprocess.PIPE, text=True)
        self._wait()

    def _wait(self) -> None:
        while self.process.poll() is None:
            try:
                httpx.get(self.url + "/livez")
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(self.process.communicate()[1])

    def end(self, by: signal.Signals) -> tuple[int, str]:
        """Ask it to end; its exit code and what it logged."""
        self.process.send_signal(by)
        logged = self.process.communicate(timeout=30)[1]
        return self.process.returncode, logged


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    serving = Serving(tmp_path_factory.mktemp("data"))
    yield serving
    if serving.process.poll() is None:
        serving.end(signal.SIGTERM)


def test_the_page_at_the_root_leads_everywhere(serving: Serving) -> None:
    page = httpx.get(serving.url + "/").text
    for service in installed():
        assert f'href="/{service.name}/v1/docs"' in page
        assert httpx.get(f"{serving.url}/{service.name}/v1/openapi.json").json()["openapi"] == "3.1.0"
    for place in (
        "/asyncapi",
        "/asyncapi.json",
        "/livez",
        "/readyz",
        "/metrics",
        "/dev-issuer/login",
        "/assets/page.css",
    ):
        assert f'href="{place}"' in page
        assert httpx.get(serving.url + place).status_code == 200
    assert "https://" not in page


def test_an_event_has_its_schema(serving: Serving) -> None:
    schema = httpx.get(serving.url + "/schemas/registry.federations-merged.v1.json")
    assert schema.json()["$id"] == "urn:finsam:schema:registry.federations-merged.v1"
    assert httpx.get(serving.url + "/schemas/registry.nothing.v1.json").status_code == 404


def test_every_service_is_ready(serving: Serving) -> None:
    answer = httpx.get(serving.url + "/readyz")
    assert (answer.status_code, answer.json()["services"].keys()) == (200, {each.name for each in installed()})


def test_what_nobody_answers_for_is_problem_details_too(serving: Serving) -> None:
    answer = httpx.get(serving.url + "/nothing/here")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "asked",
    [
        {"data": {"client_id": "steward"}},
        {"auth": ("steward", "")},
        {"data": {"client_id": "steward", "client_secret": "whatever"}},
    ],
    ids=["named", "named by Basic", "with a secret"],
)
def test_a_token_is_had_for_the_asking(serving: Serving, asked: dict[str, object]) -> None:
    data = {"grant_type": "client_credentials"} | dict(asked.pop("data", {}))  # type: ignore[call-overload]
    answer = httpx.post(serving.url + "/dev-issuer/token", data=data, **asked)  # type: ignore[arg-type]
    token = answer.json()["access_token"]
    discovery = httpx.get(serving.url + "/dev-issuer/.well-known/openid-configuration").json()
    (key,) = httpx.get(discovery["jwks_uri"]).json()["keys"]
    claims = jwt.decode(token, jwt.PyJWK(key), ["ES256"], audience="finsam", issuer=discovery["issuer"])
    assert (claims["role"], claims["federations"]) == ("steward", ["*"])


@pytest.mark.parametrize(
    ("data", "error"),
    [({"grant_type": "password"}, "unsupported_grant_type"), ({"grant_type": "client_credentials"}, "invalid_client")],
)
def test_a_token_is_not_had_in_other_ways(serving: Serving, data: dict[str, str], error: str) -> None:
    refused = httpx.post(serving.url + "/dev-issuer/token", data=data).json()
    assert (refused["error"], "client" in refused["error_description"]) == (error, True)


def test_a_token_can_be_taken_by_hand(serving: Serving) -> None:
    login = serving.url + "/dev-issuer/login"
    assert "<form" in httpx.get(login).text
    taken = httpx.post(login, data={"role": "federation", "federation": FEDERATION.upper()})
    assert (taken.status_code, "<textarea" in taken.text, "<script" in taken.text) == (200, True, False)
    wrong = httpx.post(login, data={"role": "federation", "federation": '"><script>'})
    assert (wrong.status_code, "<script>" in wrong.text, 'role="alert"' in wrong.text) == (400, False, True)


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_second_one_on_the_same_data_says_who_holds_it(
    serving: Serving, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", serving.environment["DATA_DIR"])
    assert main([command]) == 2
    assert f"in use by process {serving.process.pid} since 20" in capsys.readouterr().err


def test_processes_that_keep_nothing_in_the_folder_may_be_many(tmp_path: Path) -> None:
    elsewhere = {"database_url": "postgresql+asyncpg://db/{service}", "bus_url": "kafka://bus", "issuers": "https://i"}
    replica = Settings(data_dir=tmp_path, **elsewhere)  # type: ignore[arg-type]
    with holding(replica), holding(replica):
        assert list(tmp_path.iterdir()) == []
    for name in elsewhere:
        here = Settings(data_dir=tmp_path, **{one: url for one, url in elsewhere.items() if one != name})  # type: ignore[arg-type]
        with holding(here), pytest.raises(DataFolderInUseError), holding(here):
            pass


def test_it_ends_in_peace_and_begins_again(tmp_path: Path) -> None:
    for _ in range(2):
        code, logged = Serving(tmp_path).end(signal.SIGINT)
        assert code == 0
        assert "platform.ended" in logged
        assert "Traceback" not in logged
        assert "error" not in logged


def test_production_without_an_issuer_does_not_begin(tmp_path: Path) -> None:
    refused = run(
        [*FINSAM, "serve"],
        env=environment(tmp_path, ENVIRONMENT="production"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (refused.returncode, "ISSUERS" in refused.stderr) == (2, True)
    assert not (tmp_path / KEY_FILE).exists()


def test_production_has_no_login_and_logs_json_without_what_was_sent(tmp_path: Path) -> None:
    run([*FINSAM, "migrate"], env=environment(tmp_path), check=True)
    keys = str(have_keys(tmp_path / "keys"))
    deployed = {"ENVIRONMENT": "production", "ISSUERS": "https://issuer.invalid", "SEALING_KEYS_FILE": keys}
    serving = Serving(tmp_path, **deployed)
    assert httpx.get(serving.url + "/dev-issuer/login").status_code == 404
    httpx.get(serving.url + "/199001011234", params={"name": "Anna"}, headers={"Authorization": "Bearer abc.def.ghi"})
    _, logged = serving.end(signal.SIGINT)
    lines = [json.loads(line) for line in logged.splitlines()]
    assert {"request", "platform.started", "platform.ended"} <= {line["event"] for line in lines}
    assert all(line["trace_id"] for line in lines if line["event"] == "request")
    assert not any(secret in logged for secret in ("199001011234", "Anna", "abc.def"))


@pytest.mark.parametrize(
    ("command", "port", "said"),
    [
        (["serve", "weather"], "8000", "not installed: weather"),
        (["serve"], "seven", "these settings cannot be: PORT"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    command: list[str], port: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", port)
    assert main(command) == 2
    assert capsys.readouterr().err == f"finsam: {said}\n"
