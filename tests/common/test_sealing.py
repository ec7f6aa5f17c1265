"""Secrets are kept under keys that stand elsewhere, and keys can be replaced."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken

from finsam_common.sealing import KEY_FILE, Sealing, have_keys, is_sealed
from finsam_common.settings import Settings

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


def test_what_is_sealed_says_nothing_and_is_opened_by_its_key_alone() -> None:
    sealed = Sealing([OLD]).seal("whsec_word")
    assert is_sealed(sealed)
    assert "word" not in sealed
    assert Sealing([OLD]).open(sealed) == "whsec_word"
    with pytest.raises(InvalidToken):
        Sealing([NEW]).open(sealed)


def test_a_key_is_replaced_by_putting_another_before_it() -> None:
    before, between, after = Sealing([OLD]), Sealing([NEW, OLD]), Sealing([NEW])
    sealed = before.seal("whsec_word")
    assert between.open(sealed) == "whsec_word"
    anew = between.anew(sealed)
    assert between.anew(anew) == anew
    assert after.open(anew) == "whsec_word"


def test_a_key_is_made_at_first_start_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    sealed = Sealing.of(settings).seal("whsec_word")
    assert Sealing.of(settings).open(sealed) == "whsec_word"
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_production_does_not_begin_without_keys(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="set SEALING_KEYS_FILE"):
        Sealing.of(Settings(environment="production", data_dir=tmp_path))
    assert list(tmp_path.iterdir()) == []
    keys = have_keys(tmp_path / "keys" / "followup.keys")
    Sealing.of(Settings(environment="production", sealing_keys_file=keys))


@pytest.mark.parametrize("said", ["", "no key\n", None])
def test_a_file_without_keys_is_refused(tmp_path: Path, said: str | None) -> None:
    path = tmp_path / "keys"
    if said is not None:
        path.write_text(said)
    with pytest.raises(RuntimeError, match="holds no keys"):
        Sealing.of(Settings(sealing_keys_file=path))
