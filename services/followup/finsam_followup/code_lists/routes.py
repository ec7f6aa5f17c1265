"""The code lists over HTTP: public, so that every form can show the guidance beside the choice."""

from __future__ import annotations

from finsam_common.auth import public
from finsam_common.web import Router
from finsam_followup.code_lists.queries import code_lists
from finsam_followup.code_lists.schemas import CodeLists

router = Router("/code-lists", tags=["code-lists"])


@router.get("", rights=public(), answers=CodeLists)
async def list_code_lists() -> CodeLists:
    """List the code lists of registration, with guidance beside each code."""
    return code_lists()
