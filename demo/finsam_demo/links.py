"""Where to go from the terminal: the report's page, the APIs' documents, metrics, and a token to try them with."""

from __future__ import annotations

import jwt
from rich.console import Console
from rich.text import Text

SERVICES = ("registry", "followup", "allocation", "reporting")


def show_links(console: Console, url: str, metrics: str, extraction: str, token: str) -> None:
    """The links, a token of the steward and a line of curl; neither is wrapped, so that both can be pasted."""
    console.print(Text("Where to look", "bold"))
    for what, where in (
        ("the report as a page", f"{url}/reporting/v1/extractions/{extraction}/page"),
        *((f"API {name}", f"{url}/{name}/v1/docs") for name in SERVICES),
        ("all of it", f"{url}/"),
        ("metrics", metrics),
    ):
        console.print(f"  {what:<22}{where}", highlight=False, soft_wrap=True)
    console.print(Text(f"\nTo try it with (the steward's token, {_hours(token)})", "bold"))
    console.print(f"TOKEN={token}", highlight=False, soft_wrap=True)
    ask = f"{url}/allocation/v1/runs?year=2025&limit=1"
    console.print(f'curl -H "Authorization: Bearer $TOKEN" "{ask}"', highlight=False, soft_wrap=True)


def _hours(token: str) -> str:
    """How long a token is good for."""
    claims = jwt.decode(token, options={"verify_signature": False})
    hours = round((claims["exp"] - claims["iat"]) / 3600)
    return "an hour" if hours == 1 else f"{hours} hours"
