"""Alerts and dashboards ask for what the process exposes, and every alert has its section in the guide."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

import finsam_common.serve  # noqa: F401  declares every metric of a process

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "observability"
RULES = FOLDER / "alerts.yaml"
DASHBOARDS = sorted((FOLDER / "grafana").glob("*.json"))
OF_PROMETHEUS = {"up": {"job", "instance", "service"}}
_METRIC = re.compile(r"\b(finsam_\w+|up)\b")
_LABELS = re.compile(r"(?:by|on) \(([\w, ]+)\)|(\w+)(?:=~|!~|!=|=)\"")
_QUOTED = re.compile(r'"[^"]*"')


def exposed() -> dict[str, set[str]]:
    """The series that the process exposes, with their labels."""
    found = dict(OF_PROMETHEUS)
    for collector in REGISTRY._collector_to_names:
        for metric in collector.describe() if hasattr(collector, "describe") else ():
            labels = set(getattr(collector, "_labelnames", ()))
            suffixes = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}.get(metric.type, [""])
            found |= {metric.name + suffix: labels | ({"le"} if suffix == "_bucket" else set()) for suffix in suffixes}
    return found


def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> Iterator[tuple[str, str]]:
    """Every query of the dashboards, with where it stands."""
    for path in DASHBOARDS:
        for panel in json.loads(path.read_text("utf-8"))["panels"]:
            for target in panel["targets"]:
                yield f"{path.stem}: {panel['title']} {target['refId']}", target["expr"]


def queries() -> Iterator[tuple[str, str]]:
    """Every query of alerts and dashboards, with where it stands."""
    for rule in alerts():
        yield rule["alert"], rule["expr"]
    yield from panels()


@pytest.mark.parametrize(("where", "query"), list(queries()))
def test_a_query_asks_for_metrics_and_labels_that_exist(where: str, query: str) -> None:
    series = exposed()
    named = set(_METRIC.findall(_QUOTED.sub('""', query)))
    assert named, where
    assert named <= series.keys(), where
    labels = {label.strip() for found in _LABELS.findall(query) for label in "".join(found).split(",")}
    assert labels <= set().union(*(series[name] for name in named)), where


def test_every_metric_of_the_engine_is_watched() -> None:
    """Nothing is measured that nobody looks at; the feed's counter is for its own service's owners."""
    asked = {name for _, query in queries() for name in _METRIC.findall(query)}
    ours = {name for name in exposed() if name.startswith("finsam_") and not name.endswith(("_sum", "_count"))}
    assert ours - asked - {"finsam_feed_events_total", "finsam_webhooks"} == set()


def test_every_alert_has_its_section_in_the_guide() -> None:
    guide = (ROOT / "docs" / "guides" / "operate.md").read_text("utf-8")
    sections = {line.removeprefix("### ") for line in guide.splitlines() if line.startswith("### ")}
    for rule in alerts():
        assert rule["alert"] in sections
        assert rule["annotations"]["runbook"] == f"docs/guides/operate.md#{rule['alert'].lower()}"


def test_every_alert_is_tried() -> None:
    tried = yaml.safe_load((FOLDER / "alerts_test.yaml").read_text("utf-8"))
    fired = {each["alertname"] for test in tried["tests"] for each in test["alert_rule_test"] if each["exp_alerts"]}
    assert fired == {rule["alert"] for rule in alerts()}


def test_dashboards_have_a_name_of_their_own_and_choose_their_source() -> None:
    found = [json.loads(path.read_text("utf-8")) for path in DASHBOARDS]
    assert len({each["uid"] for each in found}) == len(found) == 2
    for each in found:
        assert {panel["datasource"]["uid"] for panel in each["panels"]} == {"${datasource}"}
        assert len({panel["id"] for panel in each["panels"]}) == len(each["panels"])
