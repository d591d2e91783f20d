"""Time expressions that count from the document's date: 今年, 未来五年, 目前."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyie.mentions.dates import is_day, month_span, year_span
from policyie.mentions.numbers import parse_chinese
from policyie.mentions.time_roles import OF_NUMBER, make_time, part_span, role_of

if TYPE_CHECKING:
    from policyie.mentions.records import Time
    from policyie.mentions.time_roles import Reference

_SHIFT = {"去年": -1, "上年": -1, "上年末": -1, "前年": -2, "明年": 1, "后年": 2}
_YEARLY_TASK = re.compile(r"(?:目标)?任务的?|计划的|目标的|预期目标的")
_NOW_AS_BASE = re.compile(r"的?(?:基础|规模|水平|基本持平)|[^，,。;；]{0,4}(?:持平|相当)")


def read_relative(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    """Read 今年, 去年6月底, 全年."""
    word = match["rel"]
    if word == "全年" and (
        text[match.start() - 1 : match.start()] == "年" or _YEARLY_TASK.match(text, match.end())
    ):
        return None
    default = "period"
    edge = match["redge"] or ""
    if match["rbefore"] or edge.endswith(("底", "末")):
        default = "deadline"
    if match["rsince"] == "起":
        default = "since"
    role = role_of(match, text, default)
    if word.startswith("上年") and role in ("period", "since") and not match["rsince"]:
        role = "base"
    if ref.year is None or word == "当年":
        return make_time(match, (None, None), None, role, "relative-year")
    year = ref.year + _SHIFT.get(word, 0)
    if word == "今明两年":
        return make_time(match, year_span(year, year + 1), year, role, "relative-year")
    span = year_span(year)
    if match["rmo"]:
        month = count_of(match["rmo"].rstrip("月份")) or 0
        if not 1 <= month <= 12:
            return None
        span = month_span(year, month)
    if match["rpart"]:
        span = part_span(year, match["rpart"])
    return make_time(match, span, year, role, "relative-year")


def read_next(_text: str, match: re.Match[str], ref: Reference) -> Time | None:
    """Read 未来五年, 今后三年内; five years are those of the plan that is about to begin."""
    count = count_of(match["nn"])
    if count is None:
        return None
    if count == 5 and ref.plan is not None and _is_ahead(ref.plan, ref.year):
        return make_time(match, year_span(*ref.plan), ref.plan[1], "period", "coming-years")
    if count == 5 and ref.plan is not None and ref.plan[1] + 1 == ref.year:
        years = (ref.year, ref.year + 4)
        return make_time(match, year_span(*years), years[1], "period", "coming-years")
    if ref.year is None:
        return make_time(match, (None, None), None, "period", "coming-years")
    if match["nhalf"] and ref.month is not None:
        months = ref.month + count * 12 + 6 - 1
        year, month = ref.year + months // 12, months % 12 + 1
        return make_time(match, month_span(year, month), year, "deadline", "coming-years")
    return make_time(
        match, year_span(ref.year + 1, ref.year + count), None, "period", "coming-years"
    )


def _is_ahead(plan: tuple[int, int], year: int | None) -> bool:
    """Whether a plan begins about when the document was written, so that 今后五年 names it."""
    return year is None or plan[0] - 1 <= year < plan[1]


def count_of(text: str) -> int | None:
    """Return the value of a numeral, or None when it is none or zero."""
    value = int(text) if text.isdigit() else parse_chinese(text)
    return int(value) if value else None


def read_past(_text: str, match: re.Match[str], ref: Reference) -> Time | None:
    """Read 过去五年, 三年来, 这是…的五年."""
    count = count_of(match["pa"] or match["pb"] or match["pc"])
    if count is None or count > 50 or ref.year is None:
        return make_time(match, (None, None), None, "period", "past-years")
    span = year_span(ref.year - count, ref.year - 1)
    if count == 5 and ref.plan is not None and ref.plan[1] in (ref.year - 1, ref.year):
        span = year_span(*ref.plan)
    if "近" in match["past"]:
        span = year_span(ref.year - count + 1, ref.year)
    return make_time(match, span, None, "period", "past-years")


def read_within(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    """Read 两年后 and 三年内; the latter has no start and no end of its own."""
    count = count_of(match["wn"])
    if count is None or count > 30:
        return None
    if ref.year is None or "内" in match["within"]:
        return make_time(match, (None, None), None, "deadline", "years-from-now")
    return make_time(match, (None, f"{ref.year + count}-12-31"), None, "deadline", "years-from-now")


def read_month(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    """Read 6月底 and 8月4日 in the document's year."""
    month = count_of(match["ymn"]) or 0
    if not 1 <= month <= 12:
        return None
    edge = match["yme"] or ""
    default = "deadline" if match["ymb"] or edge in ("底", "末") else "period"
    role = role_of(match, text, default)
    if ref.year is None:
        return make_time(match, (None, None), None, role, "month")
    if match["ymd"]:
        if not is_day(ref.year, month, int(match["ymd"])):
            return None
        day = f"{ref.year}-{month:02d}-{int(match['ymd']):02d}"
        return make_time(match, (day, day), ref.year, role, "date")
    return make_time(match, month_span(ref.year, month), ref.year, role, "month")


def read_half(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    """Read 上半年, 前三季度, 二季度 in the document's year."""
    if ref.year is None:
        return make_time(match, (None, None), None, "period", "part-of-year")
    part = "一季度" if match["half"] == "首季" else match["half"]
    return make_time(
        match, part_span(ref.year, part), ref.year, role_of(match, text), "part-of-year"
    )


def read_year_end(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    """Read 年底 as the end of the document's year."""
    if ref.year is None:
        return make_time(match, (None, None), None, "deadline", "year-end")
    return make_time(match, year_span(ref.year), ref.year, "deadline", "year-end")


def read_now(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    """Read 目前; until now it has no start (截至目前)."""
    if ref.year is None:
        return None
    against = OF_NUMBER.match(text, match.end()) or _NOW_AS_BASE.match(text, match.end())
    role = "base" if against else "now"
    first, last = year_span(ref.year)
    until = match["now"] in ("截至目前", "迄今", "至今")
    return make_time(match, (None if until else first, last), ref.year, role, "now")
