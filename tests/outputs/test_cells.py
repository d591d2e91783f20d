from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from policyie.outputs.cells import (
    clean_cell,
    clip_text,
    format_amount,
    format_grid,
    format_number,
    format_period,
    format_quantity,
    format_unit,
    measure_width,
)

Record = dict[str, Any]
RECORD = Path(__file__).with_name("record.json")


def build_record(quantity: Record | None = None, **changes: Any) -> Record:
    """The record of the file with changes, a milestone unless `quantity` is given."""
    record: Record = json.loads(RECORD.read_text("utf-8"))
    if quantity is None:
        return {**record, "kind": "milestone", "quantity": None, **changes}
    return {**record, "quantity": {**record["quantity"], **quantity}, **changes}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0"),
        (-3.5, "-3.5"),
        (100.0, "100"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (2.5e13, "25000000000000"),
        (12345678901234567890, "12345678901234567890"),
    ],
)
def test_numbers_have_no_exponent(value: Any, text: str) -> None:
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2031-01-01", "2031-12-31", "2031"),
        ("2031-01-01", "2035-12-31", "2031–2035"),
        (None, "2035-12-31", "≤2035"),
        ("2031-01-01", None, "≥2031"),
        (None, None, ""),
        ("2031-03-01", "2031-03-31", "2031-03"),
        ("2032-02-01", "2032-02-29", "2032-02"),
        ("2031-01-01", "2031-06-30", "2031-01–2031-06"),
        ("2031-07-01", "2031-12-31", "2031-07–2031-12"),
        (None, "2031-06-30", "≤2031-06"),
        (None, "2031-06-15", "≤2031-06-15"),
        ("2031-05-04", "2031-05-04", "2031-05-04"),
        ("2031-01-01", "2031-05-04", "2031-01-01–2031-05-04"),
    ],
)
def test_periods_are_as_short_as_their_days_allow(start: str | None, end: str, text: str) -> None:
    assert format_period({"start": start, "end": end}) == text


def test_no_period_is_no_text() -> None:
    assert format_period(None) == ""


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "30个"),
        ({"comparator": "reach"}, "30个"),
        ({"comparator": "at_least"}, "≥30个"),
        ({"comparator": "more_than"}, ">30个"),
        ({"comparator": "at_most"}, "≤30个"),
        ({"comparator": "less_than"}, "<30个"),
        ({"comparator": "about", "value": 6.5, "unit": "%"}, "≈6.5%"),
        ({"comparator": "between", "value": 5, "upper": 8, "unit": "%"}, "5–8%"),
        ({"comparator": "all", "value": 100, "unit": "%", "text": "全覆蓋"}, "全覆盖"),
        ({"comparator": "none", "value": 0, "unit": None}, "清零"),
        ({"comparator": "at_least", "mode": "increase", "unit": "%"}, "≥↑30%"),
        ({"mode": "decrease", "unit": "%"}, "↓30%"),
        ({"per": {"text": "人均", "spans": [], "value": 1, "unit": "人"}}, "30个/人"),
        ({"per": {"text": "每百户", "spans": [], "value": 100, "unit": "户"}}, "30个/100户"),
        ({"per": {"text": "平均", "spans": [], "value": None, "unit": None}}, "30个"),
        ({"value": None, "text": "一\n批"}, "一 批"),
        ({"unit": None}, "30"),
    ],
)
def test_quantities_have_signs(changes: dict[str, Any], text: str) -> None:
    assert format_quantity(build_record(changes)["quantity"]) == text


def test_amount_and_unit_are_apart() -> None:
    quantity = build_record({"value": 5, "upper": 8, "mode": "increase", "unit": "%"})["quantity"]
    assert (format_amount(quantity), format_unit(quantity)) == ("↑5–8", "%")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (None, ""),
        (" 社区\r\n\t食堂\u3000 ", "社区 食堂"),
        ("\x1b[31m社区\x07", "[31m社区"),
        ("社\u200b区", "社区"),
    ],
)
def test_cells_are_safe_on_a_terminal(text: str, clean: str) -> None:
    assert clean_cell(text) == clean


def test_chinese_characters_take_two_columns() -> None:
    assert measure_width("社区ab，") == 8
    assert measure_width("ｶ") == 1
    assert measure_width("e\u0301") == 1


@pytest.mark.parametrize(
    ("width", "text"), [(8, "社区食堂"), (7, "社区食…"), (6, "社区…"), (5, "社区…"), (1, "…")]
)
def test_clipped_text_fits(width: int, text: str) -> None:
    assert clip_text("社区食堂", width) == text
    assert measure_width(text) <= width


def test_grid_is_aligned() -> None:
    grid = format_grid([("year", "name"), ("2031", "社区"), ("", "b")])
    assert grid == "year  name\n----  ----\n2031  社区\n      b\n"


def test_grid_fits_the_terminal() -> None:
    rows = [("year", "indicator", "note"), ("2031", "社区" * 30, "食堂" * 10)]
    lines = format_grid(rows, 60).splitlines()
    assert max(map(measure_width, lines)) <= 60
    assert lines[2].startswith("2031  社区")
    assert lines[2].endswith("…") or "…" in lines[2]


def test_narrow_terminal_keeps_four_columns_each() -> None:
    lines = format_grid([("year", "indicator"), ("2031", "社区食堂")], 5).splitlines()
    assert lines == ["year  ind…", "----  ----", "2031  社…"]
