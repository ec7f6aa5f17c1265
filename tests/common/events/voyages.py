"""Random voyages: events of a few ships, some of which cannot be applied."""

from collections.abc import Callable
from itertools import count

from hypothesis import strategies as st

from finsam_contracts import Event
from tests.common.events.harbour import BAD_BERTH, ShipArrived, ShipLeft, ShipMoved, ShipMovedFar, TideTurned

Voyage = list[tuple[Callable[[str, int], Event], str, int]]

names = st.sampled_from(["Anna", "Bore", "Cato", "Dana", "Vasa"])
berths = st.sampled_from([1, 2, 3, 4, 5, BAD_BERTH, 1000])
happenings: list[Callable[[str, int], Event]] = [
    lambda ship, berth: ShipArrived(ship=ship, berth=berth),
    lambda ship, berth: ShipMoved(ship=ship, berth=berth),
    lambda ship, _: ShipLeft(ship=ship),
    lambda ship, _: ShipMovedFar(ship=ship, harbour="Luleå"),
    lambda ship, _: TideTurned(ship=ship),
]
voyages: st.SearchStrategy[Voyage] = st.lists(
    st.tuples(st.sampled_from(happenings[:3]) | st.sampled_from(happenings), names, berths), max_size=30
)
_fleets = count()


def of_a_new_fleet(voyage: Voyage) -> list[Event]:
    """The voyage's events, of ships that never sailed before."""
    fleet = next(_fleets)
    return [happens(f"{fleet} {ship}", berth) for happens, ship, berth in voyage]
