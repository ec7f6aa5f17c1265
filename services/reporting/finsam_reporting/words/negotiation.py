"""Which language a reader asked for, and whether for a page or for data."""

from __future__ import annotations

from collections.abc import Iterator

from finsam_reporting.words.catalogue import Language


def language_of(chosen: str | None, accept_language: str | None) -> Language:
    """The language that was chosen, or else the best that ``Accept-Language`` names; Swedish when it names neither."""
    if chosen in tuple(Language):
        return Language(chosen)
    for wanted in _by_preference(accept_language or ""):
        primary = wanted.partition("-")[0]
        if primary in tuple(Language):
            return Language(primary)
    return Language.SWEDISH


def wants_page(accept: str | None) -> bool:
    """Whether ``Accept`` prefers HTML to JSON; who says nothing wants JSON."""
    for wanted in _by_preference(accept or ""):
        if wanted in ("text/html", "application/xhtml+xml"):
            return True
        if wanted in ("application/json", "application/*", "*/*"):
            return False
    return False


def _by_preference(header: str) -> Iterator[str]:
    """The header's values, the most wanted first (RFC 9110, 12.4.2); those of weight 0 are left out."""
    weighed = []
    for place, part in enumerate(header.split(",")):
        value, *parameters = (each.strip() for each in part.split(";"))
        weight = next((_number(each[2:]) for each in parameters if each.startswith("q=")), 1.0)
        if value and weight > 0:
            weighed.append((-weight, place, value.lower()))
    return (value for _, _, value in sorted(weighed))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
