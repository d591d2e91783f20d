"""Indicator tables in the forms that they arrive in, from text to records."""

from __future__ import annotations

import pytest

from policyie import ExtractorConfig, Target, extract_text

TITLE = "溪川市“十五五”规划纲要\n\n专栏1 “十五五”时期主要指标\n"


def read(table: str, *, repairs: bool = True) -> list[Target]:
    return extract_text(TITLE + table, config=ExtractorConfig(repairs=repairs)).targets


def rows(targets: list[Target]) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for target in targets:
        quantity = target.quantity
        assert quantity is not None
        found.append((target.indicator, quantity.value, quantity.unit, quantity.comparator))
    return found


EXPECTED = [
    ("绿地率", 35.5, "%", "exactly"),
    ("绿地率", 38, "%", "at_least"),
    ("口袋公园", 12, "个", "exactly"),
    ("口袋公园", 30, "个", "about"),
]
GRID = (
    "指标\t单位\t2025年\t2030年\t属性\n绿地率\t%\t35.5\t≥38\t约束性\n"
    "口袋公园\t个\t12\t30左右\t预期性\n"
)
FORMS = {
    "tabs": GRID,
    "blanks": GRID.replace("\t", " "),
    "strokes": "".join(f"| {line} |\n" for line in GRID.replace("\t", " | ").splitlines()),
    "one-cell-a-line": GRID.replace("\t", "\n"),
    "one-cell-and-blank-lines": GRID.replace("\t", "\n\n"),
    "run-together-lines": GRID.replace("\t", ""),
    "rows-without-borders": GRID.splitlines()[0] + "\n" + GRID.split("\n", 1)[1].replace("\t", ""),
}


@pytest.mark.parametrize("form", FORMS)
def test_one_table_in_every_form(form: str) -> None:
    targets = read(FORMS[form])
    assert rows(targets) == EXPECTED
    assert [t.firmness for t in targets] == [None, "binding", None, "expected"]
    assert [t.status for t in targets] == ["reported", "planned"] * 2


def test_names_and_units_wrapped_over_lines() -> None:
    table = (
        "序 “十五五”目标\n指 标 单位 属性\n号\n2030年 年均[累计]\n"
        "1 绿地率 % 约束性 38左右 -\n"
        "元/平\n2 绿地养护投入 预期性 12 -\n方米\n"
        "口袋公园\n3 % 预期性 >60 -\n服务半径覆盖率2\n"
        "老旧小区 万平 [成片：五年约11\n4 约束性 -\n改造面积 方米 零星：五年约2]\n"
    )
    assert rows(read(table)) == [
        ("绿地率", 38, "%", "about"),
        ("绿地养护投入", 12, "元/平方米", "exactly"),
        ("口袋公园…服务半径覆盖率", 60, "%", "more_than"),
        ("老旧小区…改造面积", 11, "万平方米", "about"),
        ("老旧小区…改造面积", 2, "万平方米", "about"),
    ]


def test_places_by_measures() -> None:
    text = (
        "2031年各街道任务分解表\n街道\t新建口袋公园（个）\t绿道长度（公里）\n"
        "柳岸街道\t6\t4.5\n石桥街道\t8\t-\n"
    )
    targets = extract_text(text).targets
    assert rows(targets) == [
        ("口袋公园", 6, "个", "exactly"),
        ("绿道长度", 4.5, "公里", "exactly"),
        ("口袋公园", 8, "个", "exactly"),
    ]
    assert [t.scope for t in targets] == ["柳岸街道", "柳岸街道", "石桥街道"]
    assert [t.verb for t in targets] == ["新建", None, "新建"]
    assert {t.headings[-1].title for t in targets} == {"2031年各街道任务分解表"}


def test_wide_blanks_are_borders() -> None:
    text = (
        "2031年各街道任务分解表\n街道        新建口袋公园（个）    绿道长度（公里）\n"
        "柳岸街道           6                 4.5\n石桥街道           8                   3\n"
        "合计              14                 7.5\n"
    )
    targets = extract_text(text).targets
    assert [t.quantity.value for t in targets if t.quantity] == [6, 4.5, 8, 3, 14, 7.5]
    assert [t.scope for t in targets[::2]] == ["柳岸街道", "石桥街道", None]


def test_ranges_and_columns_of_several_years() -> None:
    table = "项目\n单位\n2031年\n2032—2034年\n口袋公园\n个\n12\n不少于30\n托位\n个\n90\n100～150\n"
    targets = read(table)
    found = [
        (t.quantity.value, t.quantity.upper, t.quantity.comparator) for t in targets if t.quantity
    ]
    assert found == [
        *((12, None, "exactly"), (30, None, "at_least")),
        *((90, None, "exactly"), (100, 150, "between")),
    ]
    assert {str(t.period.end) for t in targets if t.period} == {"2031-12-31", "2034-12-31"}


def test_groups_of_rows_are_headings() -> None:
    table = (
        "指标\t单位\t2025年\t2030年\t属性\n一、生态\n绿地率\t%\t35\t38\t约束性\n"
        "二、民生\n托位\t个\t60\t90\t预期性\n"
    )
    titles = [[h.title for h in t.headings] for t in read(table)]
    box = "“十五五”时期主要指标"
    assert titles == [[box, "生态"], [box, "生态"], [box, "民生"], [box, "民生"]]


def test_group_in_the_first_column_holds_for_the_rows_below() -> None:
    table = (
        "类别\t指标\t单位\t2030年\n生态\t绿地率\t%\t38\n\t口袋公园\t个\t30\n民生\t托位\t个\t90\n"
    )
    assert [t.headings[-1].title for t in read(table)] == ["生态", "生态", "民生"]


def test_lost_bracket_and_lost_unit() -> None:
    table = (
        "指标\t单位\t2025年\t2030年\t属性\n绿地率\t\t35\t38\t约束性\n"
        "新增托位\t个\t—\t90〕\t预期性\n新增公园\t个\t—\t〔20〕\t预期性\n"
    )
    targets = read(table)
    assert rows(targets)[:2] == [("绿地率", 35, "%", "exactly"), ("绿地率", 38, "%", "exactly")]
    fired = [[r.rule for r in t.repairs] for t in targets]
    assert fired == [["unit-lost"], ["unit-lost"], ["bracket-lost"], []]
    periods = [t.period and (str(t.period.start), str(t.period.end)) for t in targets[2:]]
    assert periods == [("2026-01-01", "2030-12-31")] * 2


def test_run_together_values_need_repairs() -> None:
    table = GRID.splitlines()[0] + "\n绿地率\t%\t35.5\t38.5\t约束性\n亮灯率%96.598.5约束性\n"
    targets = read(table)
    assert rows(targets)[2:] == [("亮灯率", 96.5, "%", "exactly"), ("亮灯率", 98.5, "%", "exactly")]
    assert {r.rule for t in targets[2:] for r in t.repairs} == {"run-together"}
    assert len(read(table, repairs=False)) == 2


def test_more_decimals_than_the_table_has_mean_a_footnote() -> None:
    head = "专栏1 “十五五”主要指标指标2025年2030年属性"
    body = "绿地率（%）35.538约束性亮灯率（%）96.598约束性达标率（%）88.2＞90约束性"
    body += "合格率（%）75.7478左右预期性"
    found = extract_text(f"溪川市规划\n{head}{body}\n").targets
    assert [t.quantity.value for t in found if t.quantity][-2:] == [75.7, 78]


@pytest.mark.parametrize(
    "text",
    [
        "序号\t姓名\t职务\n1\t负责人甲\t主任\n2\t负责人乙\t副主任\n",
        "街道\t负责人\t电话\n柳岸街道\t甲\t62001234\n石桥街道\t乙\t62005678\n",
        "指标\t单位\t目标\n",
    ],
)
def test_other_tables_give_nothing(text: str) -> None:
    assert extract_text(text).targets == []
