"""Tables of facts: a version is only ever added, and then told from when on a later one was known."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from finsam_reporting.base import Base


class Fact:
    """What every fact has: its version (a later one replaces it) and when the event log took it (UTC)."""

    version: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    known_from: Mapped[datetime]


class Replaced(Fact):
    """A fact whose versions count up from 1: it was known from one moment until the next version was (NULL: it is)."""

    known_to: Mapped[datetime | None]


class FederationDay(Fact, Base):
    """The first or the last day of a federation, as one event says it; the last event about either is what holds.

    ``version`` is the event's offset in the registry's log, which has one partition. ``exact`` is false where the
    first day is only the first on which the federation is attested.
    """

    __tablename__ = "federation_days"

    federation_id: Mapped[UUID] = mapped_column(primary_key=True)
    first: Mapped[bool]
    day: Mapped[date]
    exact: Mapped[bool]


class FederationName(Fact, Base):
    """What a federation is called from a day on, and was until then; without a day, the name it was formed under."""

    __tablename__ = "federation_names"

    federation_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    previous_name: Mapped[str | None] = mapped_column(String(300))
    day: Mapped[date | None]


class MembershipDay(Fact, Base):
    """The first or the last day of a municipality in a federation, as one event says it.

    First days that follow each other speak of the same membership, and the later event replaces the earlier.
    """

    __tablename__ = "membership_days"

    federation_id: Mapped[UUID] = mapped_column(primary_key=True)
    municipality_code: Mapped[str] = mapped_column(String(4), primary_key=True)
    first: Mapped[bool]
    day: Mapped[date]
    exact: Mapped[bool]


class Merger(Fact, Base):
    """A federation that went into another on a day; ``version`` as in FederationDay."""

    __tablename__ = "mergers"

    predecessor_id: Mapped[UUID] = mapped_column(primary_key=True)
    survivor_id: Mapped[UUID]
    day: Mapped[date]


class Intervention(Replaced, Base):
    """An intervention as registered; a void version counts nowhere.

    ``target_groups`` are codes with a space between; ``every_group``: it has every specific group.
    """

    __tablename__ = "interventions"
    __table_args__ = (Index(None, "known_to", "last_day"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    void: Mapped[bool]
    federation_id: Mapped[UUID]
    orientation: Mapped[str | None] = mapped_column(String(20))
    focus: Mapped[str | None] = mapped_column(String(40))
    followed_up: Mapped[bool | None]
    target_groups: Mapped[str | None] = mapped_column(String(300))
    every_group: Mapped[bool | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    provenance: Mapped[str | None] = mapped_column(String(20))


class Budget(Replaced, Base):
    """The budgeted cost of one intervention in one year (öre)."""

    __tablename__ = "budgets"

    year: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    void: Mapped[bool]
    intervention_id: Mapped[UUID]
    federation_id: Mapped[UUID]
    ore: Mapped[int | None] = mapped_column(BigInteger)
    provenance: Mapped[str | None] = mapped_column(String(20))


class Headcount(Replaced, Base):
    """Participants of one intervention in one month. Restricted: small numbers of people.

    A moment's versions of a year lie together, as they became known: PostgreSQL need only keep where.
    """

    __tablename__ = "headcounts"
    __table_args__ = (
        Index(None, "year", "known_from", postgresql_using="brin", postgresql_with={"autosummarize": "on"}),
    )

    year: Mapped[int] = mapped_column(primary_key=True)
    intervention_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    void: Mapped[bool]
    federation_id: Mapped[UUID]
    month: Mapped[int]
    women: Mapped[int]
    men: Mapped[int]
    sex_unknown: Mapped[int]
    cumulative: Mapped[bool]
    provenance: Mapped[str | None] = mapped_column(String(20))


class HeadcountTotal(Base):
    """What the headcounts of one intervention in one year come to, as known from a moment on until now. Restricted.

    ``facts`` are those that count, ``synthetic`` so many of them; ``standing`` are all that have not been taken back,
    the earlier ones of cumulative numbers too.
    """

    __tablename__ = "headcount_totals"
    __table_args__ = (Index(None, "known_from"),)

    year: Mapped[int] = mapped_column(primary_key=True)
    intervention_id: Mapped[UUID] = mapped_column(primary_key=True)
    women: Mapped[int] = mapped_column(BigInteger)
    men: Mapped[int] = mapped_column(BigInteger)
    sex_unknown: Mapped[int] = mapped_column(BigInteger)
    facts: Mapped[int]
    synthetic: Mapped[int]
    standing: Mapped[int]
    known_from: Mapped[datetime]
