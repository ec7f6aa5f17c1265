"""Many changes are written in few statements, and nobody can tell afterwards."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, String, Table

from finsam_common.events.changes import Amend, Change, NotOfTheTable, Put, Remove, Rounds

TABLE = Table(
    "ships",
    MetaData(),
    Column("harbour", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("berth", Integer, nullable=False),
    Column("flag", String),
)
State = dict[tuple[str, str], dict[str, Any]]


def written(changes: Iterable[Change], before: State) -> State:
    """The table after the statements, carried out as the database would."""
    rounds, after = Rounds(), {key: dict(row) for key, row in before.items()}
    for change in changes:
        rounds.add(change)
    for verb, _, rows in rounds.statements():
        keys = [(row["harbour"], row["name"]) for row in rows]
        assert len(set(keys)) == len(keys)
        assert len({tuple(row) for row in rows}) == 1
        for key, row in zip(keys, rows, strict=True):
            if verb == "remove":
                after.pop(key, None)
            elif verb == "upsert":
                after[key] = row
            elif key in after:
                after[key] |= row
    return after


def one_by_one(changes: Iterable[Change], state: State) -> State:
    for change in changes:
        state = written([change], state)
    return state


keys = st.fixed_dictionaries({"harbour": st.sampled_from("GH"), "name": st.sampled_from("AB")})
berths, flags = st.integers(1, 3), st.sampled_from(["se", "no", None])
puts = st.builds(lambda key, berth, flag: Put(TABLE, key | {"berth": berth, "flag": flag}), keys, berths, flags)
amends = st.builds(
    lambda key, columns: Amend(TABLE, key | columns),
    keys,
    st.fixed_dictionaries({}, optional={"berth": berths, "flag": flags}),
)
removes = st.builds(lambda key: Remove(TABLE, key), keys)
histories = st.lists(puts | amends | removes, max_size=12)
states = st.lists(puts, max_size=4).map(lambda given: one_by_one(given, {}))


@given(histories, states)
def test_gathered_changes_leave_what_they_would_have_left_one_by_one(history: list[Change], before: State) -> None:
    assert written(history, before) == one_by_one(history, before)


@given(histories, states, st.integers(0, 12))
def test_where_a_history_is_cut_makes_no_difference(history: list[Change], before: State, cut: int) -> None:
    assert written(history[cut:], written(history[:cut], before)) == written(history, before)


def test_rows_of_a_table_go_in_one_statement_and_amendments_in_one_for_each_set_of_columns() -> None:
    rounds = Rounds()
    for name in "ABCD":
        rounds.add(Put(TABLE, {"harbour": "G", "name": name, "berth": 1}))
    rounds.add(Amend(TABLE, {"harbour": "H", "name": "A", "berth": 2}))
    rounds.add(Amend(TABLE, {"name": "B", "harbour": "H", "berth": 2}))
    rounds.add(Amend(TABLE, {"harbour": "H", "name": "C", "flag": "no"}))
    assert [(verb, len(rows)) for verb, _, rows in rounds.statements()] == [("upsert", 4), ("amend", 2), ("amend", 1)]


def test_every_change_of_a_row_is_written_for_the_database_to_refuse() -> None:
    rounds = Rounds()
    for berth in (1, 1000, 2):
        rounds.add(Put(TABLE, {"harbour": "G", "name": "A", "berth": berth}))
        rounds.add(Put(TABLE, {"harbour": "G", "name": f"B{berth}", "berth": berth}))
    written = [[row["berth"] for row in rows] for _, _, rows in rounds.statements()]
    assert written == [[1, 1, 1000, 2], [1000], [2]]


def test_what_a_put_does_not_name_is_null() -> None:
    assert written([Put(TABLE, {"harbour": "G", "name": "A", "berth": 1})], {}) == {
        ("G", "A"): {"harbour": "G", "name": "A", "berth": 1, "flag": None}
    }


@pytest.mark.parametrize(
    ("change", "missing_or_unknown"),
    [
        (Put(TABLE, {"harbour": "G", "name": "A"}), "berth"),
        (Put(TABLE, {"harbour": "G", "name": "A", "berth": 1, "mast": 2}), "mast"),
        (Amend(TABLE, {"harbour": "G", "berth": 1}), "name"),
        (Remove(TABLE, {"harbour": "G", "name": None}), "name"),
    ],
)
def test_a_change_that_does_not_fit_its_table_is_refused(change: Change, missing_or_unknown: str) -> None:
    with pytest.raises(NotOfTheTable, match=missing_or_unknown):
        Rounds().add(change)
