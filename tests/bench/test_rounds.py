"""What the bench makes of its rounds: ratios within a round, goals that are met or missed, rows that are lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from sqlite3 import connect

import pytest

from tests.bench.bench import Bench
from tests.bench.database import require_registered, sqlite
from tests.bench.line import Goal, Line, LostRowsError, Side, Values
from tests.bench.rounds import Spread, judge, measure
from tests.bench.table import markdown

FASTER = Goal("ours; theirs", "ours", "rows/s", "theirs", at_least=0.5)
SMALLER = Goal("memory", "memory", "MB", at_most=50)


def test_a_ratio_is_taken_within_a_round() -> None:
    judged = judge(FASTER, [{"ours": 90, "theirs": 100}, {"ours": 30, "theirs": 50}, {"ours": 400, "theirs": 1000}])
    assert judged.ours == Spread(90, 30, 400)
    assert judged.ratio == Spread(0.6, 0.4, 0.9)
    assert judged.met


@pytest.mark.parametrize(("memory", "met"), [(50.0, True), (50.1, False)])
def test_a_goal_without_peer_is_about_the_value_itself(memory: float, met: bool) -> None:
    judged = judge(SMALLER, [{"memory": memory}])
    assert judged.ratio is None
    assert judged.met is met


def test_a_missed_goal_says_so() -> None:
    row = markdown([("single", judge(FASTER, [{"ours": 100, "theirs": 250}]))]).splitlines()[-1]
    assert row == "| single | ours; theirs | 100 rows/s | 250 rows/s | 0.40 × | ≥ 0.5 × | missed |"


@pytest.mark.parametrize(("smoke", "rounds"), [(False, 3), (True, 1)])
def test_every_side_is_called_once_a_round_in_their_order(tmp_path: Path, smoke: bool, rounds: int) -> None:
    called = []

    def side(name: str) -> Side:
        def call() -> Values:
            called.append(name)
            return {name: 1.0}

        return call

    @contextmanager
    def open_(_: Bench) -> Iterator[Sequence[Side]]:
        yield [side("ours"), side("theirs")]

    with ExitStack() as stack:
        bench = Bench(tmp_path, stack, smoke=smoke)
        measured = measure(Line("line", "says", [FASTER], open_, rounds=3), bench, lambda _: None)
    assert called == ["ours", "theirs"] * rounds
    assert len(measured.rounds) == rounds


def test_a_row_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with connect(tmp_path / "rows.db") as database:
        database.execute("CREATE TABLE intervention_heads (external_id, version)")
        database.execute("CREATE TABLE intervention_versions (external_id, version)")
        database.execute("CREATE TABLE outbox (data)")
        database.execute("CREATE TABLE idempotency_keys (key)")
        for name in ("a-1", "a-2"):
            database.execute("INSERT INTO intervention_heads VALUES (?, 1)", (name,))
            database.execute("INSERT INTO intervention_versions VALUES (?, 1)", (name,))
            database.execute("INSERT INTO outbox VALUES (?)", (f'{{"externalId":"{name}"}}',))
            database.execute("INSERT INTO idempotency_keys VALUES (?)", (name,))
        database.execute("DELETE FROM outbox WHERE data LIKE '%a-2%'")
    look = sqlite(tmp_path / "rows.db")
    require_registered(look, "a", ["a-1"])
    with pytest.raises(LostRowsError, match="events: 1 of 2"):
        require_registered(look, "a", ["a-1", "a-2"])
