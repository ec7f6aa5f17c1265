"""HTTP for the figures' definitions."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from finsam_common.auth import public
from finsam_common.problems import NotFound
from finsam_common.web import Collection, Paging, Router
from finsam_reporting.definitions.catalogue import NATIONAL
from finsam_reporting.figures.schemas import Definition, definition_of

router = Router("/figures", tags=["figures"])
Code = Annotated[str, Path(examples=["structural-interventions-share"], pattern=r"^[a-z0-9-]{1,100}$")]


@router.get("", rights=public(), answers=Collection[Definition])
async def list_figures(paging: Paging) -> Collection[Definition]:
    """List the definitions of all figures, in the order of the report.

    Label, definition and formula in Swedish and English, unit, the types of events that the figure is counted from,
    and what to know before comparing it.
    """
    shown = [figure for figure in NATIONAL.values() if not figure.internal]
    (start,) = paging.after(int) or (0,)
    numbered = list(enumerate(shown[start : start + paging.limit + 1], start + 1))
    return paging.cut(numbered, lambda row: [row[0]], lambda row: definition_of(row[1]), total=len(shown))


@router.get("/{code}", rights=public(), answers=Definition, refuses=[NotFound])
async def read_figure(code: Code) -> Definition:
    """Read how one figure is defined."""
    figure = NATIONAL.get(code)
    if figure is None or figure.internal:
        raise NotFound
    return definition_of(figure)
