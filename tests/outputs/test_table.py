from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from policyie.outputs.cells import measure_width
from policyie.outputs.table import to_table

Record = dict[str, Any]
RECORD = Path(__file__).with_name("record.json")


def build_record(quantity: Record | None = None, **changes: Any) -> Record:
    """The record of the file with changes, a milestone unless `quantity` is given."""
    record: Record = json.loads(RECORD.read_text("utf-8"))
    if quantity is None:
        return {**record, "kind": "milestone", "quantity": None, **changes}
    return {**record, "quantity": {**record["quantity"], **quantity}, **changes}


def split_line(line: str) -> list[str]:
    return [cell for cell in line.split("  ") if cell]


def test_columns_of_a_target() -> None:
    target = build_record({"comparator": "at_least", "per": {"text": "", "value": 1, "unit": "人"}})
    head, rule, line = to_table([target]).splitlines()
    assert head.split() == [
        "year", "action", "plan", "indicator", "comparator", "value", "unit", "status",
    ]  # fmt: skip
    assert set(rule) == {"-", " "}
    assert [cell.strip() for cell in split_line(line)] == [
        "2031", "便民行动", "食堂计划", "社区食堂", "at_least", "30", "个/人", "planned",
    ]  # fmt: skip


def test_columns_start_at_the_same_place() -> None:
    records = [
        build_record({}),
        build_record({}, indicator="床位", action=None, plan="养老计划一二三"),
    ]
    head, _, *lines = to_table(records).splitlines()
    place = measure_width(head[: head.index("comparator")])
    for line in lines:
        assert measure_width(line[: line.index("exactly")]) == place


def test_changes_have_arrows_and_ranges_dashes() -> None:
    table = to_table([build_record({"mode": "increase", "value": 5, "upper": 8.5, "unit": "%"})])
    assert "↑5–8.5" in table


def test_milestone_shows_its_text_only_without_indicator() -> None:
    shown = to_table(
        [build_record(text="完成\n规划编制", indicator=None), build_record(text="不见")]
    )
    assert "完成 规划编制" in shown
    assert "不见" not in shown
    assert "社区食堂" in shown


def test_target_without_indicator_has_an_empty_cell() -> None:
    assert "新建" not in to_table([build_record({}, indicator=None)])


def test_no_records_leave_the_head() -> None:
    assert len(to_table([]).splitlines()) == 2


def test_table_fits_the_terminal() -> None:
    table = to_table([build_record({}, plan="计划" * 80, indicator="指标" * 50)], width=80)
    assert max(map(measure_width, table.splitlines())) <= 80
    assert "planned" in table
    assert measure_width(to_table([build_record({}, plan="计划" * 80)]).splitlines()[2]) > 300
