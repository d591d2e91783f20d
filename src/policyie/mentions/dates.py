"""Days and spans of days as ISO dates."""

from __future__ import annotations

from calendar import monthrange
from functools import lru_cache

FIRST_PLAN_YEAR = 1951
_PLAN_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}


def plan_years(name: str) -> tuple[int, int] | None:
    """Return the years of a five-year plan: 十四五 is 2021 to 2025.

    >>> plan_years("十四五"), plan_years("九五")
    ((2021, 2025), (1996, 2000))
    """
    body = name.removesuffix("五")
    if body == "十":
        number = 10
    elif body.startswith("十"):
        number = 10 + _PLAN_DIGITS.get(body[1:], 0)
    else:
        number = _PLAN_DIGITS.get(body, 0)
    if not 1 <= number <= 20:
        return None
    start = FIRST_PLAN_YEAR + 2 + (number - 1) * 5 if number < 3 else 1966 + (number - 3) * 5
    return start, start + 4


@lru_cache(maxsize=1024)
def year_span(year: int, last: int | None = None) -> tuple[str, str]:
    """Return the first and the last day of a year, or of the years to `last`."""
    return f"{year}-01-01", f"{last or year}-12-31"


@lru_cache(maxsize=4096)
def month_span(year: int, month: int, last: int | None = None) -> tuple[str, str]:
    """Return the first day of a month and the last day of it, or of month `last`."""
    end = last or month
    return f"{year}-{month:02d}-01", f"{year}-{end:02d}-{monthrange(year, end)[1]:02d}"


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has the day."""
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
