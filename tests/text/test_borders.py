"""Blanks, strokes and line breaks between the cells of a table."""

from __future__ import annotations

import pytest

from policyie.text.borders import mark_cells


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        (
            "指标 单位 2031年 属性\n绿地率 % 35 约束性",
            "指标\t单位\t2031年\t属性\n绿地率\t%\t35\t约束性",
        ),
        (
            "指标 单位 2031 年 属性\n绿地率 % ≥ 35 约束性",
            "指标\t单位\t2031 年\t属性\n绿地率\t%\t≥ 35\t约束性",
        ),
        (
            "指标 单位 目标\n公园 个 5\n注： 见 附表 1",
            "指标\t单位\t目标\n公园\t个\t5\n注： 见 附表 1",
        ),
        (
            "|指标|单位|目标|\n|---|---|---|\n|公园|个|5|",
            "\t指标\t单位\t目标\t\n             \n\t公园\t个\t5\t",
        ),
        ("指标\n单位\n目标\n公园\n个\n5\n", "指标\t单位\t目标\n公园\t个\t5\n"),
        ("新建 公园 5 个。", "新建 公园 5 个。"),
        ("甲|乙", "甲|乙"),
    ],
    ids=["blanks", "within-a-cell", "note", "strokes", "one-a-line", "running-text", "one-stroke"],
)
def test_borders_become_tabs(text: str, marked: str) -> None:
    assert mark_cells(text) == marked
    assert len(mark_cells(text)) == len(text)


def test_a_category_between_stacked_rows_keeps_its_line() -> None:
    text = "指标\n单位\n2031年\n属性\n生态\n绿地率\n%\n35\n约束性\n民生\n公园\n个\n5\n预期性\n"
    assert mark_cells(text).splitlines() == [
        *("指标\t单位\t2031年\t属性", "生态", "绿地率\t%\t35\t约束性"),
        *("民生", "公园\t个\t5\t预期性"),
    ]


def test_text_behind_a_stacked_table_stays() -> None:
    text = "指标\n单位\n目标\n公园\n个\n5\n各街道要抓好落实，按季度报送进展情况，年底统一考核。\n"
    assert mark_cells(text).endswith("\n各街道要抓好落实，按季度报送进展情况，年底统一考核。\n")
