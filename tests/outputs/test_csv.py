from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from policyie.outputs.csv import COLUMNS, find_field, format_cell, to_csv

Record = dict[str, Any]
RECORD = Path(__file__).with_name("record.json")


def build_record(quantity: Record | None = None, **changes: Any) -> Record:
    """The record of the file with changes, a milestone unless `quantity` is given."""
    record: Record = json.loads(RECORD.read_text("utf-8"))
    if quantity is None:
        return {**record, "kind": "milestone", "quantity": None, **changes}
    return {**record, "quantity": {**record["quantity"], **quantity}, **changes}


def read_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_fields_are_columns() -> None:
    headings = [{"title": "便民行动"}, {"title": "食堂计划"}]
    target = build_record(
        {"baseline": {"value": 5, "upper": None, "unit": "个", "year": 2029}}, headings=headings
    )
    (row,) = read_rows(to_csv([target]))
    assert list(row) == list(COLUMNS)
    assert row["source"] == "云桥县.txt"
    assert (row["start"], row["end"]) == ("5", "14")
    assert (row["quantity"], row["value"], row["unit"]) == ("30个", "30", "个")
    assert (row["quantity_start"], row["quantity_end"]) == ("11", "14")
    assert (row["baseline"], row["baseline_year"]) == ("5", "2029")
    assert (row["period_start"], row["period_from"]) == ("2031-01-01", "block")
    assert row["headings"] == "便民行动 > 食堂计划"
    assert (row["confidence"], row["doubtful"]) == ("0.9", "false")
    assert (row["scope"], row["upper"], row["per"]) == ("", "", "")


def test_milestone_has_empty_quantity_cells() -> None:
    (row,) = read_rows(to_csv([build_record(period=None)]))
    assert {row[name] for name in ("value", "quantity", "normalized_unit", "period_end")} == {""}


def test_header_can_be_left_out() -> None:
    assert to_csv([build_record({})], header=False).count("\n") == 1
    assert to_csv([]) == ",".join(COLUMNS) + "\r\n"


def test_commas_quotes_and_line_ends_stay_in_their_cell() -> None:
    (row,) = read_rows(to_csv([build_record({}, text='甲,"乙"\r\n丙\r')]))
    assert row["text"] == '甲,"乙"\r\n丙\r'


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86",
        "-增长",
        "@sum",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "＋甲",
        "－乙",
        "＠丙",
        "-3.5万",
        "=",
        "-1-2",
    ],
)
def test_formulas_get_an_apostrophe(text: str) -> None:
    guarded = text if text == "+86" else f"'{text}"
    (row,) = list(
        csv.reader(io.StringIO(to_csv([build_record({}, verb=text)], header=False), newline=""))
    )
    assert row[list(COLUMNS).index("verb")] == guarded


@pytest.mark.parametrize(
    ("value", "cell"),
    [("-3.5", "-3.5"), (-3.5, "-3.5"), (-3, "-3"), ("+5", "+5"), ("-", "'-"), (True, "true")],
)
def test_plain_numbers_stay(value: Any, cell: str) -> None:
    assert format_cell(value) == cell


def test_path_through_a_plain_value_leads_nowhere() -> None:
    assert find_field({"id": "t1"}, ("id", "text")) is None
