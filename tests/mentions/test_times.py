"""Each form of a time expression, and what looks like one."""

from __future__ import annotations

from datetime import date

import pytest

from policyie import find_periods

REFERENCE = "2031-03"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        # dates and years
        ("2031年5月6日召开", "2031-05-06", "2031-05-06"),
        ("2031-05-06召开", "2031-05-06", "2031-05-06"),
        ("2031年完成", "2031-01-01", "2031-12-31"),
        ("二〇三一年完成", "2031-01-01", "2031-12-31"),
        ("2031年6月完成", "2031-06-01", "2031-06-30"),
        ("2031年上半年完成", "2031-01-01", "2031-06-30"),
        ("2031年前三季度完成", "2031-01-01", "2031-09-30"),
        ("2031年第二季度完成", "2031-04-01", "2031-06-30"),
        # deadlines and beginnings
        ("到2035年建成", None, "2035-12-31"),
        ("2035年底前建成", None, "2035-12-31"),
        ("2035年前建成", None, "2035-12-31"),
        ("2031年6月底前建成", None, "2031-06-30"),
        ("截至2030年末", None, "2030-12-31"),
        ("2032年起实施", "2032-01-01", None),
        ("自2032年实施", "2032-01-01", None),
        # spans
        ("2031—2033年实施", "2031-01-01", "2033-12-31"),
        ("2031年至2033年实施", "2031-01-01", "2033-12-31"),
        ("2031年3月至9月实施", "2031-03-01", "2031-09-30"),
        ("3-9月实施", "2031-03-01", "2031-09-30"),
        ("2031-32年度财政预算", "2031-04-01", "2032-03-31"),
        ("2031-32至2033-34年度财政预算", "2031-04-01", "2034-03-31"),
        ("112年度预算", "2023-01-01", "2023-12-31"),
        # plans
        ("“十四五”期间新建", "2021-01-01", "2025-12-31"),
        ("十五五时期新建", "2026-01-01", "2030-12-31"),
        ("“十四五”末建成", None, "2025-12-31"),
        ("到“十五五”末建成", None, "2030-12-31"),
        # counted from the document's date
        ("今年新建", "2031-01-01", "2031-12-31"),
        ("去年新建", "2030-01-01", "2030-12-31"),
        ("明年新建", "2032-01-01", "2032-12-31"),
        ("今年5月新建", "2031-05-01", "2031-05-31"),
        ("今年底前建成", None, "2031-12-31"),
        ("今年上半年新建", "2031-01-01", "2031-06-30"),
        ("今明两年新建", "2031-01-01", "2032-12-31"),
        ("未来三年新建", "2032-01-01", "2034-12-31"),
        ("过去五年新建", "2026-01-01", "2030-12-31"),
        ("2年后覆盖", None, "2033-12-31"),
        ("9月底前建成", None, "2031-09-30"),
        ("5月6日建成", "2031-05-06", "2031-05-06"),
        ("上半年建成", "2031-01-01", "2031-06-30"),
        ("首季建成", "2031-01-01", "2031-03-31"),
        ("年底前建成", None, "2031-12-31"),
        ("目前建成", "2031-01-01", "2031-12-31"),
        # resolved only with words that fix the start
        ("三年内建成", None, None),
    ],
)
def test_form(text: str, start: str | None, end: str | None) -> None:
    [period] = find_periods(text, REFERENCE)
    assert (period.start, period.end) == (start, end)
    assert text[slice(*period.span)] == period.text


@pytest.mark.parametrize(
    "text",
    [
        *("今年新建", "今明两年新建", "未来三年新建", "过去五年新建", "9月底前建成", "上半年建成"),
        *("年底前建成", "3-9月实施", "2年后覆盖", "去年5月新建"),
    ],
)
def test_without_reference_there_are_no_dates(text: str) -> None:
    assert [(p.start, p.end) for p in find_periods(text)] == [(None, None)]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2031年13月",
            "2031年2月30日",
            "13-15月",
            "12-5月",
            "2033-2031年",
            "1931-2031年",
            "0月",
            "31月",
        ),
        *("新建2031处", "十五五六", "九五折", "第三方", "年产20万吨", "100年后", "2031-39年度预算"),
        *("未来〇年", "一二三四年"),
    ],
)
def test_no_impossible_dates(text: str) -> None:
    for period in find_periods(text, REFERENCE):
        days = [date.fromisoformat(day) for day in (period.start, period.end) if day]
        assert days == sorted(days)


@pytest.mark.parametrize("text", ["新建2031处", "九五折", "年产20万吨", "第三方", "十五五六个"])
def test_no_time(text: str) -> None:
    assert find_periods(text, REFERENCE) == []
