"""What the platform has promised: OpenAPI of each service, AsyncAPI of all events, a JSON Schema of each.

``make contracts`` writes ``contracts/`` and ``docs/rights.md`` anew, and refuses to while somebody who relies on what
was promised would be broken, unless that is meant: ``make contracts BREAK=yes``.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from finsam_common.service import installed
from finsam_common.settings import Settings
from finsam_common.telemetry import configure_logging
from finsam_common.web.asyncapi import event_document, event_schema, published
from finsam_common.web.rights_table import rights_table
from tests.contracts.compatibility import breaks, schema_breaks
from tests.world import open_world

FOLDER = Path(__file__).parents[2] / "contracts"
RIGHTS = Path(__file__).parents[2] / "docs" / "rights.md"
Documents = dict[str, dict[str, Any]]


async def documents(folder: Path) -> Documents:
    """The documents of the platform as it now is, by their path below ``contracts/``."""
    found: Documents = {"asyncapi.json": event_document()}
    found |= {f"events/{event.event_name}.json": event_schema(event) for event in published()}
    async with open_world(folder) as world:
        for service in installed():
            answer = await world.anybody.get(f"/{service.name}/v1/openapi.json")
            found[f"openapi/{service.name}.json"] = answer.raise_for_status().json()
    return found


def promised() -> Documents:
    """The documents as they were committed."""
    return {str(path.relative_to(FOLDER)): json.loads(path.read_text()) for path in FOLDER.rglob("*.json")}


def broken(old: Documents, new: Documents) -> list[str]:
    """What those who rely on the old documents would miss in the new ones."""
    found = [f"{name} is gone" for name in old.keys() - new.keys()]
    for name in old.keys() & new.keys():
        if name.startswith("openapi/"):
            found += breaks(old[name], new[name])
        elif name.startswith("events/"):
            found += schema_breaks(old[name], new[name], "told", name)
    return sorted(found)


def text(document: dict[str, Any]) -> str:
    """A document as it is committed."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write the snapshots."""
    configure_logging(Settings(environment="test", log_level="WARNING"))
    with TemporaryDirectory() as folder:
        now = asyncio.run(documents(Path(folder)))
    found = broken(promised(), now)
    if found and os.environ.get("BREAK") != "yes":
        sys.exit("\n".join(["These would break somebody (BREAK=yes when it is meant):", *found]))
    for name in promised().keys() - now.keys():
        (FOLDER / name).unlink()
    for name, document in now.items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(text(document))
    RIGHTS.write_text(rights_table(installed()))


if __name__ == "__main__":
    main()
