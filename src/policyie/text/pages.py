"""What a page leaves in its text: page numbers, subscripts on their own lines, lost brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyie.text.mending import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyie.text.mending import Span

_HAN = r"\u4e00-\u9fff"
_COUNT = "一二三四五六七八九十"
_YEAR = r"(?:1[ \n]?9|2[ \n]?0)[ \n]?\d[ \n]?\d年"
_HEAD = re.compile(rf"\n(?P<n>\d{{1,3}}?)(?=[{_HAN}“(\[]|{_YEAR})")
_TAIL = re.compile(r"(?P<n>\d{1,3})(?=\n)(?P<split>(?=\n\d)(?!\n[12] ?[09] ?\d ?\d ?年))?")
_HEADING = re.compile(
    rf"[{_COUNT}]{{1,3}}、|\([{_COUNT}]{{1,3}}\)|第[{_COUNT}]{{1,3}}[章节条]|{_YEAR}"
)
_FORMULA = re.compile(r"\n(?:(?P<n>2\.5|10|[2-5])\n|(?=2\.5|10))")
_WHOLE_MARK = re.compile(rf"\n\([{_COUNT}]{{1,3}}\)")
_HALF_MARK = re.compile(
    rf"\n(?:(?P<open>\()[{_COUNT}]{{1,3}}(?=[{_HAN}])|[{_COUNT}]{{1,3}}(?P<close>\)))"
)
_ENDS = "。！？!?；;：:”》)）"
_STOPS = "。！!；;"
_MIN_PAGES = 3
_MIN_PAGE = 60
_MAX_STEP = 3


def find_page_numbers(text: str, unit: re.Pattern[str]) -> Iterator[Fix]:
    """Yield page numbers that are glued to the head or the tail of a line and count up.

    Args:
        text: a normal copy.
        unit: what makes a number at the head of a line a quantity, where the line above goes on.
    """
    found = [
        (int(m["n"]), m.span("n"))
        for m in _HEAD.finditer(text)
        if text[m.start() - 1] in _ENDS or not unit.match(text, m.end())
    ]
    found += [(int(m["n"]), m.span("n")) for m in _TAIL.finditer(text) if _may_end(text, m)]
    found.sort(key=lambda f: f[1])
    chain = longest_count(found)
    ends = [*(span[0] for _, span in chain[1:]), len(text)][: len(chain)]
    for (number, (start, end)), following in zip(chain, ends, strict=True):
        sure = _HEADING.match(text, end) is not None or text[start - 1] in _STOPS
        ground = "a number before a heading" if sure else "the numbers count up"
        if number and (sure or following - start >= _MIN_PAGE):
            yield Fix(start, end, "", "page-number", ground, (start - 1, end + 1))


def _may_end(text: str, match: re.Match[str]) -> bool:
    """Whether a number at the end of a line is none of the words before it."""
    before = text[match.start() - 1 : match.start()]
    if before in _ENDS:
        return before != ""
    return "\u4e00" <= before <= "\u9fff" and match["split"] is None


def longest_count(found: list[tuple[int, Span]]) -> list[tuple[int, Span]]:
    """Return the longest run of numbers, in text order, that count up; [] below three.

    One or two may be missing between, where a number is damaged itself.
    """
    best: dict[int, int] = {}
    length: list[int] = []
    before: list[int] = []
    for index, (number, _) in enumerate(found):
        priors = [best[n] for n in range(number - _MAX_STEP, number) if n in best]
        prior = max(priors, key=length.__getitem__, default=-1)
        length.append(1 + (length[prior] if prior >= 0 else 0))
        before.append(prior)
        if number not in best or length[index] > length[best[number]]:
            best[number] = index
    if not length or max(length) < _MIN_PAGES:
        return []
    place = length.index(max(length))
    chain = []
    while place >= 0:
        chain.append(found[place])
        place = before[place]
    return chain[::-1]


def find_subscripts(text: str) -> Iterator[Fix]:
    """Yield the lines that hold nothing but the figure of `PM2.5`, `CO2`."""
    for match in _FORMULA.finditer(text):
        start, end = match.span()
        name = text[max(0, start - 2) : start]
        if name == "PM" or (match["n"] and len(name) == 2 and name[0] in "SNCP" and name[1] == "O"):
            ground = "the name of a substance"
            yield Fix(start, end, match["n"] or "", "subscript-line", ground, (start - 2, end))


def find_half_marks(text: str) -> Iterator[Fix]:
    """Yield `一)` and `(一` at the head of a line, where another line has the whole mark."""
    if _WHOLE_MARK.search(text) is None:
        return
    ground = "the other marks of the list"
    for match in _HALF_MARK.finditer(text):
        start, end = match.span()
        if match["close"]:
            yield Fix(start + 1, start + 1, "(", "bracket-lost", ground, (start + 1, end))
        elif ")" not in text[end : end + 8]:
            yield Fix(end, end, ")", "bracket-lost", ground, (start + 1, end))
