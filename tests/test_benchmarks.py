"""The parts of the benchmark programs that turn what they are given into figures."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
TEXT = "到2030年建成公园。2031年新建公园12个，投资3亿元"


def load(name: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


def test_the_plain_expression_reads_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    peers = load("peers", monkeypatch)
    quantities, times = peers.build_expression()(TEXT + "，不低于三十公里", None)
    shown = [(one.value, one.unit, one.comparator) for one in quantities]
    assert shown == [(12, "个", "exactly"), (3e8, "元", "exactly"), (30, "公里", "at_least")]
    assert [one.first for one in times] == ["2030-01-01", "2031-01-01"]


def test_a_quantity_gets_the_last_time_of_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    peers = load("peers", monkeypatch)
    quantities, times = peers.build_expression()(TEXT, None)
    records = list(peers.to_records(quantities, times, TEXT))
    assert [record["quantity"]["text"] for record in records] == ["12个", "3亿元"]
    year = {"start": "2031-01-01", "end": "2031-12-31"}
    assert [record["period"] for record in records] == [year, year]
    assert next(peers.to_records(quantities, times[:1], TEXT))["period"] is None


def test_days_of_a_range_end_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    peers = load("peers", monkeypatch)
    year = {"type": "daterange", "start": "2031-01-01", "end": "2032-01-01"}
    assert peers._read_days(year) == ("2031-01-01", "2031-12-31")
    assert peers._read_days({"type": "date", "value": "2031-05-06"}) == ("2031-05-06",) * 2
    assert peers._read_days({"type": "timerange", "end": "17:00:00"}) == (None, None)


def test_the_table_has_a_row_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    peers = load("peers", monkeypatch)
    rows = [{"system": "a", "found": 3, "recall": 0.5}, {"system": "b", "found": 0, "recall": 0.0}]
    assert peers.format_table(rows).splitlines()[2:] == ["| a | 3 | 0.500 |", "| b | 0 | 0.000 |"]


def test_a_base_that_is_no_commit_is_told() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "quality.py"), "--base", "no-such-commit"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("quality.py: ")
    assert len(done.stderr.splitlines()) == 1
