from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from policyie.outputs.cells import measure_width
from policyie.outputs.matrix import to_matrix

Record = dict[str, Any]
RECORD = Path(__file__).with_name("record.json")


def build_record(quantity: Record | None = None, **changes: Any) -> Record:
    """The record of the file with changes, a milestone unless `quantity` is given."""
    record: Record = json.loads(RECORD.read_text("utf-8"))
    if quantity is None:
        return {**record, "kind": "milestone", "quantity": None, **changes}
    return {**record, "quantity": {**record["quantity"], **quantity}, **changes}


def year(number: int) -> dict[str, str]:
    return {"start": f"{number}-01-01", "end": f"{number}-12-31"}


def test_years_are_columns_in_order_of_time() -> None:
    records = [
        build_record({"value": 100, "unit": "%"}, period=year(2032)),
        build_record({"comparator": "at_least", "value": 10}, period=year(2031)),
        build_record({"comparator": "all"}, period=year(2033)),
        build_record({"value": 7}, period=None),
        build_record({"value": 8}, period={"start": None, "end": "2035-12-31"}),
    ]
    head, _, line = to_matrix(records).splitlines()
    assert head.split() == [
        "action", "plan", "indicator", "2031", "2032", "2033", "≤2035", "undated",
    ]  # fmt: skip
    assert line.split() == [
        "便民行动",
        "食堂计划",
        "社区食堂",
        "≥10个",
        "100%",
        "全覆盖",
        "8个",
        "7个",
    ]


def test_rows_stand_in_text_order_and_cells_are_joined() -> None:
    records = [
        build_record({"value": 3}),
        build_record({"value": 9}, indicator="床位", action=None),
        build_record({"value": 5}),
        build_record({"value": 3}),
    ]
    _, _, first, second = to_matrix(records).splitlines()
    assert first.endswith("3个；5个")
    assert second.startswith(" " * len("action"))
    assert second.split() == ["食堂计划", "床位", "9个"]


def test_empty_cells_leave_columns_in_line() -> None:
    records = [
        build_record({}, period=year(2031)),
        build_record({}, indicator="床位", period=year(2032)),
    ]
    head, _, _, second = to_matrix(records).splitlines()
    place = measure_width(head[: head.index("2032")])
    assert measure_width(second[: second.index("30个")]) == place


def test_milestones_only_when_asked() -> None:
    records = [build_record({}), build_record(text="完成规划编制", indicator=None)]
    assert "完成规划编制" not in to_matrix(records)
    assert "完成规划编制" in to_matrix(records, milestones=True)


def test_no_records_leave_the_head() -> None:
    assert to_matrix([]).splitlines()[0].split() == ["action", "plan", "indicator"]


def test_matrix_fits_the_terminal() -> None:
    records = [
        build_record({}, indicator="指标" * 60, period=year(number)) for number in range(2031, 2036)
    ]
    lines = to_matrix(records, width=70).splitlines()
    assert max(map(measure_width, lines)) <= 70
