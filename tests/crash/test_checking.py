"""The checker finds what it is there to find: planted in what a real run left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from finsam_common.transports import Logged, Partition
from tests.cluster.crash.book import Answer, Request
from tests.cluster.crash.checking import check, told
from tests.cluster.crash.checks import log
from tests.cluster.crash.evidence import Evidence, Hearer, Wrong

Plant = Callable[[Evidence], Evidence]


def wrong(evidence: Evidence) -> set[tuple[Wrong, str]]:
    return {(finding.wrong, finding.where) for finding in check(evidence)}


def a_partition(evidence: Evidence, topic: str = "followup.public") -> Partition:
    """The one with the most records of a topic."""
    return max((each for each in evidence.log if each.topic == topic), key=lambda each: len(evidence.log[each]))


def logged(evidence: Evidence, change: Callable[[list[Logged]], Iterable[Logged]]) -> Evidence:
    """Another log: one partition changed, offsets as they come."""
    partition = a_partition(evidence)
    records = change(list(evidence.log[partition]))
    numbered = [replace(record, offset=offset) for offset, record in enumerate(records)]
    return replace(evidence, log={**evidence.log, partition: numbered})


def projected(evidence: Evidence, table: str, change: Callable[[list[Any]], list[Any]]) -> Evidence:
    """Other rows in one table of a projection; ``service.table``."""
    service, name = table.split(".")

    def changed(hearer: Hearer) -> Hearer:
        if hearer.service != service or name not in hearer.rows:
            return hearer
        return replace(hearer, rows={**hearer.rows, name: change(list(hearer.rows[name]))})

    return replace(evidence, hearers=[changed(hearer) for hearer in evidence.hearers])


def answered(evidence: Evidence, which: Callable[[Request], bool], *answers: Callable[[Answer], Answer]) -> Evidence:
    """Other answers to the last request of a kind."""
    chosen = [request for request in evidence.requests if which(request)][-1]
    first = chosen.answers[0]
    lied = replace(chosen, answers=[answer(first) for answer in answers])
    return replace(evidence, requests=[lied if each is chosen else each for each in evidence.requests])


def lone_put(request: Request) -> bool:
    return request.method == "PUT" and len(request.answers) == 1


def the_same(answer: Answer) -> Answer:
    return answer


def another_version(answer: Answer) -> Answer:
    return replace(answer, text=answer.text.replace('"version":', '"version":1'))


def a_refusal(_: Answer) -> Answer:
    return Answer(409, '{"code": "content-differs"}')


def without_a_row(answer: Answer) -> Answer:
    return replace(answer, text="\n".join(answer.text.splitlines()[:-1]))


def test_a_run_without_a_crash_is_clean(evidence: Evidence) -> None:
    assert check(evidence) == [], told(check(evidence))
    assert len(evidence.versions) > 50
    assert {request.method for request in evidence.requests} == {"POST", "PUT", "DELETE"}
    assert any(request.is_file for request in evidence.requests)


def test_what_the_log_has_twice_is_no_double(evidence: Evidence) -> None:
    found = logged(evidence, lambda records: [*records[:3], *records[1:3], *records[3:]])
    assert {finding.wrong for finding in check(found)} <= {Wrong.CHANGED}  # known times are those of the log before
    assert log.repeated(found).total() == 2
    assert log.repeated(evidence).total() == 0


LOSSES: dict[str, tuple[Plant, str]] = {
    "an acknowledged version": (lambda e: replace(e, versions=e.versions[1:]), "follow-up's own versions"),
    "an event": (lambda e: replace(e, outbox={**e.outbox, "followup": e.outbox["followup"][1:]}), "follow-up's outbox"),
    "the last record": (lambda e: logged(e, lambda records: records[:-1]), "log of followup"),
    "a record": (lambda e: logged(e, lambda records: [*records[:2], *records[3:]]), "log of followup"),
    "a fact": (lambda e: projected(e, "reporting.headcounts", lambda rows: rows[1:]), "headcounts in reporting"),
    "a total": (
        lambda e: projected(e, "reporting.headcount_totals", lambda rows: rows[1:]),
        "headcount_totals in reporting",
    ),
    "a federation": (lambda e: projected(e, "followup.federations", lambda rows: rows[1:]), "federations in followup"),
    "a name": (lambda e: projected(e, "allocation.area_names", lambda rows: rows[:-1]), "names in allocation"),
}


@pytest.mark.parametrize("planted", LOSSES)
def test_a_planted_loss_is_found(evidence: Evidence, planted: str) -> None:
    plant, where = LOSSES[planted]
    assert (Wrong.LOST, where) in wrong(plant(evidence))


def later(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"version": row["version"] + 1000}


DOUBLES: dict[str, tuple[Plant, tuple[Wrong, str]]] = {
    "an event of the same version": (
        lambda e: replace(e, outbox={**e.outbox, "followup": [*e.outbox["followup"], e.outbox["followup"][0]]}),
        (Wrong.DOUBLED, "follow-up's outbox"),
    ),
    "a fact twice": (
        lambda e: projected(e, "reporting.budgets", lambda rows: [*rows, rows[0]]),
        (Wrong.DOUBLED, "budgets in reporting"),
    ),
    "a fact under another version": (
        lambda e: projected(e, "reporting.headcounts", lambda rows: [*rows, later(rows[0])]),
        (Wrong.NOBODY_SENT, "headcounts in reporting"),
    ),
    "a version": (
        lambda e: replace(e, versions=[*e.versions, replace(e.versions[0], version=1000)]),
        (Wrong.NOBODY_SENT, "follow-up's own versions"),
    ),
    "a registration that no client sent": (
        lambda e: replace(e, requests=e.requests[:-1]),
        (Wrong.NOBODY_SENT, "follow-up's own versions"),
    ),
    "a decision": (
        lambda e: replace(e, outbox={**e.outbox, "registry": [*e.outbox["registry"], e.outbox["registry"][0]]}),
        (Wrong.DOUBLED, "registry's outbox"),
    ),
}


@pytest.mark.parametrize("planted", DOUBLES)
def test_a_planted_double_is_found(evidence: Evidence, planted: str) -> None:
    plant, due = DOUBLES[planted]
    assert due in wrong(plant(evidence))


def test_a_planted_reorder_is_found(evidence: Evidence) -> None:
    found = logged(evidence, lambda records: [*records[:-2], records[-1], records[-2]])
    assert Wrong.REORDERED in {finding.wrong for finding in check(found)}


def test_a_record_that_is_not_what_was_committed_is_found(evidence: Evidence) -> None:
    found = logged(evidence, lambda records: [replace(records[0], value=b"{}"), *records[1:]])
    assert (Wrong.CHANGED, "log of followup") in {(each.wrong, each.where) for each in log.check(found)}


def test_a_fact_with_other_content_is_found(evidence: Evidence) -> None:
    found = projected(evidence, "reporting.budgets", lambda rows: [{**rows[0], "ore": 1}, *rows[1:]])
    assert (Wrong.CHANGED, "budgets in reporting") in wrong(found)


def test_a_version_that_was_known_before_an_earlier_one_is_found(evidence: Evidence) -> None:
    known = sorted({row["known_from"] for hearer in evidence.hearers for row in hearer.rows.get("headcounts", ())})

    def swapped(rows: list[Any]) -> list[Any]:
        return [row | {"known_from": known[0] if row["version"] > 1 else known[-1]} for row in rows]

    assert (Wrong.REORDERED, "headcounts in reporting") in wrong(projected(evidence, "reporting.headcounts", swapped))


LIES: dict[str, Plant] = {
    "another version": lambda e: answered(e, lone_put, another_version),
    "another answer to the same key": lambda e: answered(e, lone_put, the_same, another_version),
    "a refusal": lambda e: answered(e, lone_put, a_refusal),
    "a file without a row": lambda e: answered(e, lambda request: request.is_file, without_a_row),
}


@pytest.mark.parametrize("planted", LIES)
def test_a_planted_false_answer_is_found(evidence: Evidence, planted: str) -> None:
    assert (Wrong.UNTRUE, "HTTP") in wrong(LIES[planted](evidence))


def test_what_was_never_answered_is_found(evidence: Evidence) -> None:
    assert (Wrong.UNANSWERED, "HTTP") in wrong(answered(evidence, lone_put))


def test_what_is_parked_is_found(evidence: Evidence) -> None:
    assert (Wrong.PARKED, "reporting") in wrong(replace(evidence, parked={"reporting": 1}))
