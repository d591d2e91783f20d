"""Years, dates and ranges whose dash or zero was lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyie.text.mending import Fix
from policyie.text.numerals import stands_in_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMERALS = "〇一二三四五六七八九"
_STOP_IN_YEAR = re.compile(rf"。[{_NUMERALS}]{{0,2}}年")
_ZERO_YEAR = re.compile(
    rf"二。[{_NUMERALS}]{{2}}|二〇。[一二三四五六七八九]|二〇[一二三四]。"
    r"|一九[四五六七八九]。|二。[一二三四]。|二。。[一二三四五六七八九]"
)
_YEARS = re.compile(r"[12][09]\d\d年?[12][09]\d\d(?=年)")
_SEASON = re.compile(r"(?P<a>20\d\d)(?P<b>\d\d)(?=年度)")
_GAP = r"[ \n]?"
_DATE = re.compile(
    rf"[12]{_GAP}[09]{_GAP}\d{_GAP}\d{_GAP}-?{_GAP}\d{_GAP}\d{_GAP}-?{_GAP}\d{_GAP}\d(?![\d.-])"
)
_DAY = re.compile(
    r"((?:19[4-9]|20[0-9])\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])",
)
_PERCENTS = re.compile(r"(?P<a>\d{1,3}(?:\.\d{1,3})?)%(?P<b>\d{1,3}(?:\.\d{1,3})?)%")
_MAX_YEARS = 30
_MAX_RATIO = 10
_MAX_SHARE_RATIO = 3


def find_zeros(text: str) -> Iterator[Fix]:
    """Yield years such as `二。二四年`, whose 〇 was read as a full stop."""
    done = 0
    for match in _STOP_IN_YEAR.finditer(text):
        start, end = match.start(), match.end() - 1
        while start > max(done, end - 4) and text[start - 1] in _NUMERALS + "。":
            start -= 1
        whole = text[start:end]
        if _ZERO_YEAR.fullmatch(whole) and text[start - 1 : start] not in tuple(_NUMERALS):
            new = whole.replace("。", "〇")
            yield Fix(start, end, new, "zero-as-stop", "the form of a year", (start, end))
            done = end


def find_dates(text: str) -> Iterator[Fix]:
    """Yield dates such as `202504-1 8`, which have one dash left."""
    for match in _DATE.finditer(text):
        if "-" not in match[0] or _before(text, match) in ".-0123456789":
            continue
        day = _DAY.fullmatch("".join(match[0].split()))
        if day and match[0] != (whole := "-".join(day.groups())):
            yield Fix(*match.span(), whole, "date", "the form of a date", match.span())


def find_years(text: str) -> Iterator[Fix]:
    """Yield two years with nothing between: `20232025年`, `2019年2020年`."""
    for match in _YEARS.finditer(text):
        first, last = int(match[0][:4]), int(match[0][-4:])
        rising = 0 < last - first <= _MAX_YEARS and _before(text, match) not in "0123456789"
        if rising and first // 100 in (19, 20) and stands_in_text(text, *match.span()):
            place = match.end() - 4
            yield Fix(place, place, "-", "dash-lost", "two years that rise", match.span())
    for match in _SEASON.finditer(text):
        if int(match["b"]) == int(match["a"]) % 100 + 1 and not _before(text, match).isdigit():
            place = match.end("a")
            yield Fix(place, place, "-", "dash-lost", "two years that rise", match.span())


def find_ranges(text: str, rounds: re.Pattern[str]) -> Iterator[Fix]:
    """Yield two numbers with nothing between: `6%7%`, `15004000户`.

    Args:
        text: a normal copy.
        rounds: seven digits and more before a unit.
    """
    for match in rounds.finditer(text):
        cut = 0 if _before(text, match) in ".,0123456789" else _cut_rounds(match[0])
        if cut:
            place = match.start() + cut
            why = "two round numbers that rise"
            yield Fix(place, place, "-", "dash-lost", why, match.span())
    for match in _PERCENTS.finditer(text):
        low, high = float(match["a"]), float(match["b"])
        rising = low < high <= _MAX_SHARE_RATIO * low and _before(text, match) not in ".%0123456789"
        if rising and stands_in_text(text, *match.span()):
            place = match.end("a") + 1
            yield Fix(place, place, "-", "dash-lost", "two percentages that rise", match.span())


def _before(text: str, match: re.Match[str]) -> str:
    """Return the character before a match, a line break at the text's head."""
    return text[match.start() - 1] if match.start() else "\n"


def _cut_rounds(digits: str) -> int:
    """Return where `15004000` is two round numbers of which the second is larger, else 0."""
    for cut in (len(digits) // 2, (len(digits) - 1) // 2):
        low, high = digits[:cut], digits[cut:]
        if not (low.endswith("00") and high.endswith("00")) or high[0] == "0":
            continue
        if int(low) < int(high) <= int(low) * _MAX_RATIO:
            return cut
    return 0
