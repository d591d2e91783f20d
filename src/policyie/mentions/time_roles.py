"""What the words around a time expression make of it: a period, a deadline, a base."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policyie.mentions.dates import month_span
from policyie.mentions.records import Time

_PREFIX = re.compile(r"(?:截至到?|截止到?|力争到|到了?|至|自|从|于|比|较|与|同|距)$")
_TURNED = re.compile(r"(?:高|加|升|长|大|降|少|为|增|缩|展|复|达)[到至]$")
_PARTS = {"上半年": (1, 6), "下半年": (7, 12), "前三季度": (1, 9), "秋季": (1, 12), "春季": (1, 12)}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "首": 1}
OF_NUMBER = re.compile(r"(?:末|底)?的?\d")


@dataclass(frozen=True, slots=True)
class Reference:
    """What relative expressions count from.

    Attributes:
        year: the document's year, None when unknown.
        month: its month, None when unknown.
        plan: first and last year of the plan that the text names, None when it names none.
        roc: whether bare years such as 115年 count from 1911.
    """

    year: int | None = None
    month: int | None = None
    plan: tuple[int, int] | None = None
    roc: bool = False


def preposition(text: str, match: re.Match[str]) -> str:
    """Return the preposition right before a time expression, or an empty string."""
    before = text[max(0, match.start() - 4) : match.start()]
    found = _PREFIX.search(before)
    if found and found[0] in ("到", "至") and _TURNED.search(before):
        return ""
    return found[0] if found else ""


def role_of(match: re.Match[str], text: str, default: str = "period") -> str:
    """Return the role that the words around give: compared with, until, since."""
    pre = preposition(text, match)
    if pre in ("比", "较", "与", "同"):
        return "base"
    if pre in ("截至", "截至到", "截止", "截止到", "到", "到了", "至", "力争到"):
        return "deadline"
    if pre in ("自", "从") and default == "period":
        return "since"
    return default


def make_time(
    match: re.Match[str],
    span: tuple[str | None, str | None],
    year: int | None,
    role: str,
    rule: str,
) -> Time:
    """Return the expression with its preposition; a deadline has no start, a beginning no end."""
    first, last = span
    if role == "deadline":
        first = None
    elif role == "since":
        last = None
    start = match.start() - len(preposition(match.string, match))
    return Time(start, match.end(), first, last, year, role, rule)


def part_span(year: int, part: str) -> tuple[str, str]:
    """Return the first and last day of a part of a year (上半年, 三季度)."""
    if part in _PARTS:
        return month_span(year, *_PARTS[part])
    if "三季" in part and part[0] in "前首头":
        return month_span(year, 1, 9)
    quarter = next((_QUARTERS[c] for c in part if c in _QUARTERS), 1)
    return month_span(year, quarter * 3 - 2, quarter * 3)
