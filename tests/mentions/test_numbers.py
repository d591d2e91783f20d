from __future__ import annotations

import pytest

from policyie.mentions.dates import month_span, plan_years, year_span
from policyie.mentions.numbers import parse_arabic, parse_chinese, tidy


@pytest.mark.parametrize(
    ("text", "value"),
    [("12,500", 12500), ("3.50", 3.5), ("0.1", 0.1), ("007", 7), ("77 100", 77100)],
)
def test_arabic(text: str, value: float) -> None:
    assert parse_arabic(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("十", 10), ("一百二十", 120), ("两千", 2000), ("一千零五", 1005), ("三点五", 3.5)),
        *(("三万五千", 35000), ("一亿二千万", 120_000_000), ("二〇三五", 2035), ("百", 100)),
        *(("万", 10000), ("亿", 100_000_000), ("贰仟", 2000), ("〇", 0)),
    ],
)
def test_chinese(text: str, value: float) -> None:
    assert parse_chinese(text) == value


@pytest.mark.parametrize("text", ["", "公园", "三点", "三点十", "点五"])
def test_no_numeral(text: str) -> None:
    assert parse_chinese(text) is None


@pytest.mark.parametrize(
    ("value", "tidied"),
    [(1 / 3, 0.333333333333), (5.0, 5), (1e20, 1e20), (0.1 + 0.2, 0.3), (-2.0, -2)],
)
def test_tidy(value: float, tidied: float) -> None:
    found = tidy(value)
    assert (found, type(found)) == (tidied, type(tidied))


@pytest.mark.parametrize(
    ("name", "years"),
    [
        *(("十四五", (2021, 2025)), ("十五五", (2026, 2030)), ("九五", (1996, 2000))),
        *(("十五", (2001, 2005)), ("一五", (1953, 1957)), ("三五", (1966, 1970))),
    ],
)
def test_plan_years(name: str, years: tuple[int, int]) -> None:
    assert plan_years(name) == years


def test_no_plan() -> None:
    assert plan_years("公五") is None


def test_spans() -> None:
    assert year_span(2031, 2033) == ("2031-01-01", "2033-12-31")
    assert month_span(2032, 2) == ("2032-02-01", "2032-02-29")
    assert month_span(2031, 1, 9) == ("2031-01-01", "2031-09-30")
