"""Checks of tables: rows with base, target and change; rows of counts that were run together."""

from __future__ import annotations

import pytest

from policyie import extract_text
from policyie.schema import Check

HEAD = "表1 “十五五”时期主要指标\n指标\t2025年\t2030年\t年均增速[累计]\t属性\n"
COUNTS = "2031年云溪市劳动力培训情况如下:县(区)培训总数(人)男性人数(人)女性人数(人)"
ROWS = "东岭区300180120西河区500240260北山区415200215"


def find(text: str, rule: str) -> list[Check]:
    return [check for check in extract_text(text).checks if check.rule == rule]


@pytest.mark.parametrize(
    ("row", "ok", "expected", "found"),
    [
        ("森林覆盖率(%)\t45.2\t46.5\t[1.3]\t约束性\n", True, 1.3, 1.3),
        ("森林覆盖率(%)\t45.2\t46.5\t[2.3]\t约束性\n", False, 1.3, 2.3),
        ("社会消费品零售总额(亿元)\t50.0\t80.0\t9.9\t预期性\n", True, 9.8561, 9.9),
        ("社会消费品零售总额(亿元)\t50.0\t80.0\t8.9\t预期性\n", False, 9.8561, 8.9),
    ],
    ids=["sum", "sum-wrong", "mean", "mean-wrong"],
)
def test_base_and_target_give_the_change(row: str, ok: bool, expected: float, found: float) -> None:
    [check] = find(HEAD + row, "row-growth")
    assert (check.ok, round(check.expected, 4), check.found) == (ok, expected, found)


@pytest.mark.parametrize(
    "row",
    [
        "地区生产总值(亿元)\t500\t800\t6\t预期性\n",
        "森林覆盖率(%)\t45.2\t≥46.5\t[1.3]\t约束性\n",
        "新建公园(个)\t-\t80\t[80]\t预期性\n",
    ],
    ids=["constant-prices", "bound", "no-base"],
)
def test_rows_that_cannot_be_compared(row: str) -> None:
    assert find(HEAD + row, "row-growth") == []


def test_rows_and_columns_of_counts_are_sums() -> None:
    checks = find(COUNTS + ROWS + "合计1215620595。", "parts-sum")
    assert all(check.ok for check in checks)
    assert [check.expected for check in checks] == [300, 1215, 620, 595, 500, 415, 1215]


def test_a_total_may_stand_last() -> None:
    text = "2031年培训情况如下:县(区)男性人数(人)女性人数(人)培训总数(人)东岭区180120300"
    text += "西河区240260500北山区200215415。"
    document = extract_text(text)
    assert [check.expected for check in document.checks] == [300, 500, 415]
    values = {target.id: target.quantity.value for target in document.targets if target.quantity}
    parents = [(values[t.id], values[t.part_of]) for t in document.targets if t.part_of]
    assert parents[:2] == [(180, 300), (120, 300)]
