"""The house keeps its shape: short modules, short functions, rooms that look alike, doors that say who may pass."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).parent.parent
CODE = ("libs", "services", "demo", "deploy")
SERVICES = sorted(path.name for path in (ROOT / "services").iterdir() if path.is_dir())
ROOM = {
    "__init__.py",
    "errors.py",
    "handlers.py",
    "models.py",
    "projections.py",
    "queries.py",
    "routes.py",
    "rules.py",
    "schemas.py",
}
MODULE_MEDIAN, MODULE_P90, MODULE_CAP = 80, 200, 300
FUNCTION_MEDIAN, FUNCTION_P90 = 12, 40


def modules() -> list[Path]:
    """Every module that is ours and written by hand."""
    found = [path for part in CODE for path in (ROOT / part).rglob("*.py") if path.name != "__init__.py"]
    return [path for path in found if "migrations" not in path.parts and ".venv" not in path.parts]


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions() -> Iterator[tuple[str, int]]:
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno is not None:
                yield f"{path.relative_to(ROOT)}:{node.name}", node.end_lineno - node.lineno + 1


def test_modules_keep_their_budget() -> None:
    sizes = sorted(map(lines, modules()))
    too_long = {str(path.relative_to(ROOT)): lines(path) for path in modules() if lines(path) > MODULE_CAP}
    assert too_long == {}
    assert median(sizes) <= MODULE_MEDIAN
    assert quantiles(sizes, n=10)[-1] <= MODULE_P90


def test_functions_keep_their_budget() -> None:
    sizes = [size for _, size in functions()]
    assert median(sizes) <= FUNCTION_MEDIAN
    assert quantiles(sizes, n=10)[-1] <= FUNCTION_P90


def test_every_module_says_what_it_is_for_in_one_line() -> None:
    missing = []
    for path in modules():
        docstring = ast.get_docstring(ast.parse(path.read_text()))
        if not docstring or not docstring.splitlines()[0].endswith((".", ".»", '."')):
            missing.append(str(path.relative_to(ROOT)))
    assert missing == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_room_with_a_door_has_the_files_that_every_room_has(service: str) -> None:
    package = ROOT / "services" / service / f"finsam_{service}"
    doors = [room for room in package.iterdir() if (room / "routes.py").exists()]
    strangers = [
        str(path.relative_to(package))
        for room in doors
        for path in room.glob("*.py")
        if path.name not in ROOM and path.stem.split("_")[0] + ".py" not in ROOM
    ]
    assert doors
    assert strangers == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_readme_says_owns_states_hears_answers(service: str) -> None:
    text = (ROOT / "services" / service / "README.md").read_text()
    assert [line[3:].lower() for line in text.splitlines() if line.startswith("## ")] == [
        "owns",
        "states",
        "hears",
        "answers",
    ]
