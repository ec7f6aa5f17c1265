"""The interfaces are what was promised: a difference is written down by `make contracts`, a breaking one is refused."""

from __future__ import annotations

from pathlib import Path

from tests.contracts.snapshots import broken, documents, promised, text


async def test_the_interfaces_are_what_was_promised(tmp_path: Path) -> None:
    now, before = await documents(tmp_path), promised()
    assert broken(before, now) == []
    differs = sorted(
        name for name in now.keys() | before.keys() if text(now.get(name, {})) != text(before.get(name, {}))
    )
    assert differs == [], "the interfaces have changed without breaking anybody: run `make contracts`"
