"""How many events are fetched at once is nobody's business but the engine's."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests import engines
from tests.common.events.harbour import Harbour, Quay, open_database
from tests.common.events.voyages import Voyage, of_a_new_fleet, voyages


@pytest.fixture
async def quays(harbour: Harbour, tmp_path: Path) -> AsyncIterator[list[Quay]]:
    """Three quays that hear the same harbour, in small sips and large draughts."""
    async with AsyncExitStack() as stack:
        databases = [await stack.enter_async_context(open_database(tmp_path, "quay")) for _ in range(3)]
        yield [
            Quay(database, harbour.log, batch=batch) for database, batch in zip(databases, (1, 3, 1000), strict=True)
        ]


@settings(
    max_examples=10 if engines.POSTGRES else 30,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(voyage=voyages)
async def test_batches_of_any_size_leave_the_same(harbour: Harbour, quays: list[Quay], voyage: Voyage) -> None:
    """Whether applied, answered or parked."""
    await harbour.say(*of_a_new_fleet(voyage))
    await harbour.publish()
    found = []
    for quay in quays:
        await quay.settle()
        found.append((await quay.bytes_of(), sorted(await quay.greeted()), await quay.parked()))
    assert found[0] == found[1] == found[2]
