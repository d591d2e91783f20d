"""Line breaks: which end a paragraph and which stand inside a sentence."""

from __future__ import annotations

import re
from collections import Counter

_MARK = re.compile(
    r"[ \t]*(?:[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十\d]+[)）]|第[一二三四五六七八九十百\d]+[章节篇编条部]"
    r"|\d+[.、．](?!\d)|[①-⑳]|[-—]{2}|[•·*#]|专栏|附件|[一二三四五六七八九十]是|20\d\d年[:：])"
)
_ENDS = "。！？!?；;：:…”」》】)）"
_OPEN = "，,、(（“《「"
_MIN_WRAP = 18
_MAX_WRAP = 70
_LONG_LINE = 34


def wrap_width(text: str) -> int:
    """Return the line width of hard-wrapped text, 0 when lines are paragraphs.

    A text counts as wrapped when more than four in ten of its lines have nearly one length and
    most of these do not end like a sentence.
    """
    lines = [line for line in text[:200_000].split("\n") if line.strip()]
    lengths = Counter(len(line.rstrip()) for line in lines)
    if len(lines) < 12:
        return 0
    width, near = 0, 0
    for length in lengths:
        if _MIN_WRAP <= length <= _MAX_WRAP:
            count = sum(lengths[n] for n in range(length - 2, length + 3))
            if count > near:
                width, near = length, count
    if near * 10 < len(lines) * 4:
        return 0
    full = [s for s in map(str.rstrip, lines) if abs(len(s) - width) <= 2]
    open_ended = sum(s[-1] not in _ENDS for s in full)
    return width if open_ended * 10 > len(full) * 6 else 0


def is_inner_break(text: str, line: tuple[int, int], after: int, width: int) -> bool:
    """Whether the break between the line `text[slice(*line)]` and `text[after:]` is no paragraph end.

    A break is inner after an open comma or bracket, after a full line of hard-wrapped text, and
    after a long line of running text that stops without end punctuation. A heading or list mark
    at the head of the next line always ends the paragraph.
    """
    start, end = line
    if start >= end or after >= len(text):
        return False
    last = text[end - 1]
    blank = text.count("\n", end, after) > 1
    if last in _ENDS or _MARK.match(text, after):
        return False
    if last in _OPEN:
        return not blank or last in "，,、"
    if blank:
        return False
    size = end - start
    if width:
        return size >= width - 3
    if text[end - 2 : end] == "PM" and text[after].isdigit():
        return True
    return size >= _LONG_LINE and ("。" in text[start:end] or "，" in text[start:end])
