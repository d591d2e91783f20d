"""Numbers that a blank or a line break split in two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyie.text.mending import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

_GAP = re.compile(
    r"(?P<a>\d[\d,]{0,14}(?:\.\d{0,6})?)(?P<gap>[ \n])"
    r"(?P<b>[.,]?\d[\d,]{0,14}(?:\.\d{1,6})?)(?![\d.,]*\d)"
)
_GLUED = re.compile(r"[\d.,A-Za-z]")
_WHOLE = re.compile(r"(?:\d{1,3}(?:,\d{3})+|0|[1-9]\d{0,13})(?:\.\d{1,8})?")
_YEAR = re.compile(r"(?:19[4-9]|20[0-9])\d")
_THOUSANDS = re.compile(r"[^\d.,\s%]")
_YEAR_END = re.compile(r"年|-(?:19|20)?\d\d")
_CLOCK = re.compile(r":[0-5]\d")
_END = re.compile(r"[，。;；、)\n]|$")
_RUNNING = re.compile(r"[，。;、:；]")
_REACH = 24
_WINDOW = 40
_ROWS = 600


class NumeralMender:
    """Joins split numbers.

    Args:
        unit: what may stand behind a number that is whole.
        rate: the words before a place that name a rate.
        numbered: words whose number is no quantity.
    """

    def __init__(
        self, unit: re.Pattern[str], rate: re.Pattern[str], numbered: re.Pattern[str]
    ) -> None:
        self._unit = unit
        self._rate = rate
        self._numbered = numbered

    def find(self, text: str) -> Iterator[Fix]:
        """Yield the blanks and breaks to take out, in text order."""
        widths = row_widths(text)
        match = _GAP.search(text)
        while match is not None:
            ground = self._judge(text, match, widths)
            if ground:
                yield Fix(*match.span("gap"), "", "split-digits", ground, match.span())
            match = _GAP.search(text, match.end() if ground else match.start("b"))

    def _judge(self, text: str, match: re.Match[str], widths: frozenset[int]) -> str | None:
        """Return the ground to read two runs of digits as one number, or None."""
        start, end = match.span()
        if start and _GLUED.match(text[start - 1]):
            return None
        if not _WHOLE.fullmatch(match["a"] + match["b"]) or _are_two(match["a"], match["b"]):
            return None
        if _YEAR.fullmatch(match["b"]) and text.startswith("年", end):
            return None
        if self._numbered.search(text, max(0, start - 4), start):
            return None
        ground = _form(text, match)
        if ground:
            return ground
        running = stands_in_text(text, start, end)
        return self._ground(text, match) if running else _in_row(text, match, widths)

    def _ground(self, text: str, match: re.Match[str]) -> str | None:
        """Return the ground to read two runs of digits in running text as one number."""
        head, tail = match["a"], match["b"]
        start, end = match.span()
        if _CLOCK.match(text, end) and text[start - 1 : start] in "-/.年月日":
            return None
        unit = self._unit.match(text, end)
        if unit and tail[0] == "0" and len(tail) > 1 and tail[1] != ".":
            return "no number begins with 0"
        if _YEAR.fullmatch(head) or not follows_word(text, start):
            return None
        if text.startswith("%", end) and float((head + tail).replace(",", "")) > 100:
            return None
        if unit:
            return "the unit stands behind the second part only"
        named = self._rate.search(text[max(0, start - _REACH) : start])
        return "the words name a rate" if named and _END.match(text, end) else None


def _are_two(head: str, tail: str) -> bool:
    """Whether both parts are long enough to be numbers of their own."""
    return min(len(head), len(tail)) > 3 and tail.isdigit() and tail[0] != "0"


def _form(text: str, match: re.Match[str]) -> str | None:
    """Return the ground that the parts give themselves: a point, a comma, a year."""
    if match["b"][0] in ".,":
        return "the form of a number"
    start, end = match.span()
    if _YEAR.fullmatch(match["a"] + match["b"]) and _YEAR_END.match(text, end):
        return "the form of a year"
    if match["a"][-1] in ".," and (follows_word(text, start) or text[start - 1] in "\t≥≤<>["):
        return "the form of a number"
    apart = match["gap"] == " " and len(match["a"]) <= 3 and _THOUSANDS.match(text, end)
    if apart and len(match["b"]) == 3 and follows_word(text, start):
        return "three digits behind a blank, and a unit"
    return None


def _in_row(text: str, match: re.Match[str], widths: frozenset[int]) -> str | None:
    """Return the ground to join a number within a row of cells."""
    start, end = match.span()
    if match["gap"] == " ":
        opened = text[start - 1 : start] in ("\t", "\n") or text[start - 1 : start] in "≥≤<>[("
        closed = text[end : end + 1] in ("\t", "\n", "", "]", ")", "%")
        return "one number in a cell" if opened and closed and widths else None
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    if "\t" not in text[first:start] or "\t" not in text[end:last]:
        return None
    if match["b"].isdigit() and _numbers_rows(
        text[max(0, first - _ROWS) : last + _ROWS], int(match["b"])
    ):
        return None
    count = text.count("\t", first, last)
    return "the row has as many cells as others" if count in widths else None


def _numbers_rows(lines: str, number: int) -> bool:
    """Whether a number at the head of a line counts the rows: one below or above has the next."""
    return f"\n{number + 1}\t" in lines or f"\n{number - 1}\t" in lines


def row_widths(text: str) -> frozenset[int]:
    """Return how many tabs the rows of tables have: the counts of two lines at least."""
    if "\t" not in text:
        return frozenset()
    counts: dict[int, int] = {}
    for line in text.split("\n"):
        tabs = line.count("\t")
        if tabs:
            counts[tabs] = counts.get(tabs, 0) + 1
    return frozenset(tabs for tabs, lines in counts.items() if lines > 1)


def follows_word(text: str, place: int) -> bool:
    """Whether a number at `place` stands right behind a word or an opening sign."""
    if not place:
        return False
    before = text[place - 1]
    return "\u4e00" <= before <= "\u9fff" or before in "(-~“”、:"


def stands_in_text(text: str, start: int, end: int) -> bool:
    """Whether a place stands in running text: no cells, and punctuation nearby on its lines."""
    before = text[max(0, start - _WINDOW) : start]
    after = text[end : end + _WINDOW]
    before = before[before.rfind("\n") + 1 :]
    after = after.partition("\n")[0]
    if "\t" in before or "\t" in after:
        return False
    return _RUNNING.search(before) is not None or _RUNNING.search(after) is not None
