"""`finsam revision`: a contributor writes the next migration of a service from what its models declare."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from finsam_common.cli import main

SERVICE = """
from pathlib import Path
from finsam_common.service import Service
from tests.common.writes.library import Base

service = Service("library", "Library", "", Base.metadata, Path(__file__).parent / "migrations")
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A service that is installed for one test; its folder of migrations, empty."""
    (tmp_path / "a_library.py").write_text(SERVICE)
    installation = tmp_path / "a_library-1.dist-info"
    installation.mkdir()
    (installation / "METADATA").write_text("Metadata-Version: 2.1\nName: a-library\nVersion: 1\n")
    (installation / "entry_points.txt").write_text("[finsam.services]\nlibrary = a_library:service\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "a_library", raising=False)
    migrations = tmp_path / "migrations"
    migrations.mkdir()
    return migrations


def test_the_next_revision_is_written_and_named(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["revision", "library", "Loans of books"]) == 0
    (written,) = library.glob("*_loans_of_books.py")
    assert capsys.readouterr().out == f"{written}\n"
    assert "down_revision = None" in written.read_text("utf-8")
    assert main(["revision", "library", "Again"]) == 2
    assert "are as its newest revision leaves them" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("service", "message", "said"),
    [
        ("weather", "Rain", "not installed: weather"),
        ("library", "A name that is longer than the database keeps", "is longer than 32 characters"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(
    library: Path, service: str, message: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["revision", service, message]) == 2
    assert said in capsys.readouterr().err
    assert list(library.iterdir()) == []
