"""Mentions alone: what counts as one, and what is read of it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from policyie import ConfigError, find_periods, find_quantities


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("新建公园16个，绿地5.2公顷", ["16个", "5.2公顷"]),
        ("综合指数达到80以上，系数为0.45", ["80", "0.45"]),
        ("三次产业比例为3.4:38.5:58.1。", ["3.4", "38.5", "58.1"]),
        ("达到七成，产值翻一番，居民过半", ["七成", "翻一番", "过半"]),
        ("改造三百五十户", ["三百五十户"]),
        ("２０００元", ["２０００元"]),
    ],
)
def test_numerals_with_and_without_units(text: str, found: list[str]) -> None:
    assert [quantity.text for quantity in find_quantities(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2031年5月1日",
            "2031—2033年",
            "“十四五”期间",
            "第12条",
            "居全省第二位",
            "开放时间9:00—17:00",
        ),
        *("15分钟生活圈", "“三千工程”", "1+3+N", "5G基站", "GB18030", "1、完善机制", "实现全覆盖"),
    ],
)
def test_dates_names_and_ordinals_are_left_out(text: str) -> None:
    assert find_quantities(text) == []


def test_value_unit_and_base_unit() -> None:
    [quantity] = find_quantities("投资约1.2万亿元。")
    assert (quantity.value, quantity.upper, quantity.unit) == (1.2, None, "万亿元")
    normal = quantity.normalized
    assert (normal.value, normal.unit, normal.dimension) == (1.2e12, "元", "money")


def test_range() -> None:
    [quantity] = find_quantities("增速保持在6%至6.5%。")
    assert (quantity.value, quantity.upper, quantity.comparator) == (6, 6.5, "between")
    assert (quantity.normalized.value, quantity.normalized.upper) == (0.06, 0.065)


@pytest.mark.parametrize(
    ("text", "comparator", "words"),
    [
        ("新建公园3个。", "exactly", None),
        ("覆盖率不低于95%。", "at_least", "不低于"),
        ("新增停车位300个以上。", "at_least", "以上"),
        ("能耗控制在5吨以内。", "at_most", "以内"),
    ],
)
def test_comparator(text: str, comparator: str, words: str | None) -> None:
    [quantity] = find_quantities(text)
    assert (quantity.comparator, quantity.comparator_text) == (comparator, words)


@pytest.mark.parametrize(
    ("text", "mode"),
    [("产值增长8%。", "increase"), ("能耗下降3%。", "decrease"), ("产值翻一番。", "increase")],
)
def test_mode(text: str, mode: str) -> None:
    assert [quantity.mode for quantity in find_quantities(text)] == [mode]


def test_denominator() -> None:
    [quantity] = find_quantities("人均公园绿地面积14.5平方米。")
    assert quantity.per is not None
    assert (quantity.per.text, quantity.per.value, quantity.per.unit) == ("人均", 1, "人")


def test_mode_and_denominator_stay_in_their_clause() -> None:
    first, second, third = find_quantities("人均收入增长5%，新建公园3个（其中主城区2个）。")
    assert (first.mode, first.per and first.per.text) == ("increase", "人均")
    assert [(q.mode, q.per) for q in (second, third)] == [("level", None)] * 2


def test_spans_count_the_text_as_given() -> None:
    text = "\ufeff　　新增學位 １,２００個。\r\n擴建醫院\u200b2所。"
    found = find_quantities(text)
    assert [text[start:end] for start, end in (q.span for q in found)] == [q.text for q in found]
    assert [(q.value, q.unit) for q in found] == [(1200, "个"), (2, "所")]


def test_periods() -> None:
    text = "2031—2033年新建公园3个，到2035年达到9个；2034年底前完成2所。"
    assert [(p.text, p.start, p.end) for p in find_periods(text)] == [
        ("2031—2033年", "2031-01-01", "2033-12-31"),
        ("到2035年", None, "2035-12-31"),
        ("2034年底前", None, "2034-12-31"),
    ]


@pytest.mark.parametrize(
    "reference", ["2031", "2031-03", "2031-03-05", date(2031, 3, 5), datetime(2031, 3, 5, 8)]
)
def test_relative_periods_count_from_the_reference(reference: date | str) -> None:
    [period] = find_periods("明年新建公园3个。", reference)
    assert (period.start, period.end) == ("2032-01-01", "2032-12-31")


def test_relative_periods_without_reference() -> None:
    [period] = find_periods("明年新建公园3个。")
    assert (period.text, period.start, period.end) == ("明年", None, None)


def test_coming_years() -> None:
    [period] = find_periods("未来五年新建公园30个。", "2031")
    assert (period.start, period.end) == ("2032-01-01", "2036-12-31")


@pytest.mark.parametrize("reference", ["", "5 March", "2031-13", "2031-02-30", "20310305", "31"])
def test_wrong_reference_is_named(reference: str) -> None:
    with pytest.raises(ConfigError, match="YYYY-MM-DD"):
        find_periods("今年", reference)


def test_sentence_without_end_is_read_to_its_end() -> None:
    text = "完成公园建设5处，" * 3000 + "新建公园7处"
    found = find_quantities(text)
    assert [q.text for q in found] == ["5处"] * 3000 + ["7处"]
    assert found[-1].span == (len(text) - 2, len(text))
