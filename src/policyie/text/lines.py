"""Line breaks: which end a paragraph and which stand inside a sentence."""

from __future__ import annotations

import re
from collections import Counter

_MARK = re.compile(
    r"[ \t]*(?:[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十\d]+[)）]"
    r"|第[一二三四五六七八九十百\d]+[章节篇编条部]"
    r"|\d+[.、．](?!\d)|[①-⑳]|[-—]{2}|[•·*#]|专栏|附件|[一二三四五六七八九十]是|20\d\d年[:：])"
)
# With the number of a page in front, or behind the last full stop.
_NUMBERED_MARK = re.compile(
    r"\d{1,3}(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]"
    r"|第[一二三四五六七八九十]{1,3}[章节篇条]|20\d\d年[:：])"
)
_ENDED = re.compile(r"[。！？；]\d{1,3}$")
_DIGITS_ALONE = re.compile(r"(?<=\n)[\d. ]{1,9}\n")
_GLUED_NUMBER = re.compile(r"(?<=\n)(\d{1,3})(?=[\u4e00-\u9fff“])(?![年月日万亿千百个%])")
_LONE_FIGURE = re.compile(r"[\d.]{1,3}[ \t]*\n")
_MIN_PAGES = 3
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


def _is_row(text: str, start: int, end: int) -> bool:
    """Whether a line of wrapped text is a row of a table: four and more words parted by blanks."""
    return text.count(" ", start, end) >= 3 and "，" not in text[start:end]


def page_marks(text: str, width: int) -> list[tuple[int, int]]:
    """Return the places of page numbers and of lone subscripts in hard-wrapped text.

    Page numbers stand at the head of a line, glued to its words, and count up by one; three in a
    row prove the pattern. A line of digits alone is a page number or a subscript.
    """
    if not width:
        return []
    marks = [m.span() for m in _DIGITS_ALONE.finditer(text)]
    glued = [(int(m[1]), m.span(1)) for m in _GLUED_NUMBER.finditer(text)]
    for first in glued:
        chain = [first]
        for number, span in glued:
            if number == chain[-1][0] + 1 and span[0] > chain[-1][1][0]:
                chain.append((number, span))
        if len(chain) >= _MIN_PAGES:
            return sorted({*marks, *(span for _, span in chain)})
    return marks


def is_inner_break(
    text: str, line: tuple[int, int], after: int, width: int, *, blank: bool
) -> bool:
    """Whether the break after the line `text[slice(*line)]`, before `text[after:]`, is inner.

    `blank` says whether an empty line stands between. A break is inner after an open comma or
    bracket, after a full line of hard-wrapped text, and after a long line of running text that
    stops without end punctuation. A heading or list mark at the head of the next line always
    ends the paragraph.
    """
    start, end = line
    if start >= end or after >= len(text):
        return False
    last = text[end - 1]
    if last in _ENDS or _MARK.match(text, after) or _NUMBERED_MARK.match(text, after):
        return False
    if last.isdigit() and _ENDED.search(text, max(start, end - 4), end):
        return False
    if last in _OPEN:
        return not blank or last in "，,、"
    if blank:
        return False
    size = end - start
    if text.find("\t", start, end) >= 0:
        return False
    if width:
        if _is_row(text, start, end):
            return False
        listed = "，" in text[start:end] or "、" in text[start:end]
        return width - (8 if listed else 3) <= size <= width + 8
    if text[end - 2 : end] == "PM" and text[after].isdigit():
        return _LONE_FIGURE.match(text, after) is None
    return size >= _LONG_LINE and ("。" in text[start:end] or "，" in text[start:end])
