"""Who was where on a day, from what was said about it."""

from datetime import date
from uuid import UUID

import pytest

from finsam_allocation.memberships import Area, Kind, Stay, Word, held, shared, stays


def joined(day: str, known: bool = True) -> Word:
    return Word(Kind.JOINED, date.fromisoformat(day), known)


def attested(day: str, known: bool = False) -> Word:
    return Word(Kind.ATTESTED, date.fromisoformat(day), known)


def left(last_day: str) -> Word:
    return Word(Kind.LEFT, date.fromisoformat(last_day))


@pytest.mark.parametrize(
    ("words", "day", "there"),
    [
        ([joined("2020-01-01")], "2019-12-31", False),
        ([joined("2020-01-01")], "2020-01-01", True),
        ([joined("2020-01-01"), left("2022-12-31")], "2022-12-31", True),
        ([joined("2020-01-01"), left("2022-12-31")], "2023-01-01", False),
        ([joined("2024-12-31", known=False)], "2024-12-31", True),
        ([joined("2024-12-31", known=False)], "2023-12-31", None),
        ([joined("2024-12-31", known=False), attested("2023-12-31")], "2023-12-31", True),
        ([joined("2024-12-31", known=False), attested("2023-12-31")], "2022-12-31", None),
        ([joined("2024-12-31", known=False), attested("2010-01-01", known=True)], "2009-12-31", False),
        ([joined("2024-12-31", known=False), joined("2011-05-01")], "2011-05-01", True),
        ([joined("2024-12-31", known=False), joined("2011-05-01")], "2011-04-30", False),
        ([joined("2010-01-01"), left("2012-12-31"), joined("2015-01-01")], "2013-06-01", False),
        ([joined("2010-01-01"), left("2012-12-31"), joined("2015-01-01")], "2011-06-01", True),
        ([joined("2010-01-01"), left("2012-12-31"), joined("2015-01-01"), attested("2014-01-01")], "2014-06-01", False),
        ([joined("2010-01-01"), left("2012-12-31"), joined("2015-01-01"), attested("2011-01-01")], "2014-06-01", False),
        ([joined("2010-01-01", known=False), left("2012-12-31"), attested("2009-01-01")], "2009-06-01", True),
        ([joined("2010-01-01"), attested("2009-01-01")], "2009-06-01", False),
        ([joined("2010-01-01", known=False), attested("2011-01-01")], "2010-06-01", True),
        ([joined("2010-01-01", known=False), attested("2010-01-01", known=True)], "2009-12-31", False),
        ([left("2012-12-31")], "2012-01-01", False),
        ([attested("2012-12-31")], "2013-01-01", False),
    ],
)
def test_a_municipality_is_there_is_not_or_nobody_knows(words: list[Word], day: str, there: bool | None) -> None:
    assert held(stays(words), date.fromisoformat(day)) is there


def test_a_known_answer_outweighs_an_unknown_one() -> None:
    unknown, known = Stay(date(2024, 1, 1), since_known=False), Stay(date(2020, 1, 1), since_known=True)

    assert held([unknown, known], date(2021, 1, 1)) is True


def test_a_municipality_in_two_areas_is_found() -> None:
    north = Area(UUID(int=1), "Norra", ("0001", "0002"), (), liquidating=False)
    south = Area(UUID(int=2), "Södra", ("0002", "0003"), (), liquidating=False)

    assert shared([north, south]) == ["0002"]
