"""What a deployment decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from finsam_common.settings import Settings


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENVIRONMENT", "PORT", "ISSUERS", "DATABASE_URL", "BUS_URL", "DATA_DIR"):
        monkeypatch.delenv(name, raising=False)


def test_by_default_everything_is_in_one_folder() -> None:
    settings = Settings()
    assert settings.database_url_of("followup") == f"sqlite+aiosqlite:///{Path('var').absolute()}/followup.db"
    assert settings.log_url == f"local://{Path('var').absolute()}/log.db"


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("ISSUERS", "https://a.example https://b.example")
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://db/{service}")
    settings = Settings()
    assert settings.port == 9000
    assert settings.issuers == ("https://a.example", "https://b.example")
    assert settings.database_url_of("registry") == "postgresql+asyncpg://db/registry"


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert Settings().port == 8000


@pytest.mark.parametrize("wrong", [{"port": 70000}, {"environment": "prod"}, {"max_body_bytes": 0}])
def test_what_cannot_be_is_refused_at_start(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)  # type: ignore[arg-type]
