"""The development issuer: for everyone who asks, and never in production."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from finsam_common.auth.issuer import KEY_FILE, DevelopmentIssuer, UnknownClientError
from finsam_common.auth.principal import Principal
from finsam_common.auth.trust import tokens_for
from finsam_common.settings import Settings

FEDERATION = "5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(environment="test", data_dir=tmp_path)


async def bearer(settings: Settings, client_id: str, scope: str | None = None) -> Principal:
    token = DevelopmentIssuer(settings).token_for(client_id, scope)
    principal = await tokens_for(settings).principal(f"Bearer {token}")
    assert principal is not None
    return principal


async def test_a_federation_owns_itself_alone(settings: Settings) -> None:
    principal = await bearer(settings, f"federation:{FEDERATION}")
    assert principal.role == "federation"
    assert [str(each) for each in principal.federations] == [FEDERATION]
    assert principal.may("followup:write")
    assert not principal.may("registry:write")


async def test_the_steward_acts_for_every_federation_and_operates_nothing(settings: Settings) -> None:
    principal = await bearer(settings, "steward")
    assert principal.all_federations
    assert principal.may("allocation:write")
    assert not principal.may("operate")


async def test_a_client_may_ask_for_less_and_never_for_more(settings: Settings) -> None:
    principal = await bearer(settings, "reader", "registry:read registry:write")
    assert principal.scopes == {"registry:read"}


@pytest.mark.parametrize("client_id", ["", "king", "federation:", "federation:42", "federation:" + "-" * 36])
def test_an_unknown_client_gets_nothing(settings: Settings, client_id: str) -> None:
    with pytest.raises(UnknownClientError):
        DevelopmentIssuer(settings).token_for(client_id)


async def test_tokens_outlive_a_restart_and_the_key_is_its_owners_alone(settings: Settings, tmp_path: Path) -> None:
    first, second = DevelopmentIssuer(settings), DevelopmentIssuer(settings)
    assert first.public_jwk == second.public_jwk
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert "d" not in first.public_jwk


def test_production_has_no_development_issuer(tmp_path: Path) -> None:
    production = Settings(environment="production", data_dir=tmp_path)
    with pytest.raises(RuntimeError, match="ENVIRONMENT=production"):
        DevelopmentIssuer(production)
    with pytest.raises(RuntimeError, match="ISSUERS"):
        tokens_for(production)
