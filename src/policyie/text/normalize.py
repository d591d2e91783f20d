"""Raw text to a normal copy for the rules, with a map back.

Replaced, one character for one: traditional by simplified characters, full-width by half-width
signs, the many dashes, brackets and quotation marks by one of each. Deleted: zero-width and
private-use characters, pinyin residue, blanks inside words and numbers, line breaks inside
sentences. Nothing is added, so the map back is a list of deletions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from policyie.text.borders import mark_cells
from policyie.text.lines import is_inner_break, page_marks, wrap_width
from policyie.text.offsets import OffsetMap

if TYPE_CHECKING:
    from opencc import OpenCC

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_NOISE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ue000-\uf8ff\u25a1]+"
    r"|\((?<=[^\x00-\x7f]\()(?=[a-zü" + _TONED + r"]*[" + _TONED + r"])[a-zü" + _TONED + r"]{1,6}\)"
    r"|\?[a-zü" + _TONED + r"]{1,6}\)(?=\S)"
    r"|\*\*|\[(?=[^\[\]\n]{1,80}\]\(https?://)|\]\(https?://[^\s()]{1,300}\)"
    r"|[ \t\r\n]+"
)
_MAX_LEAD = 40
_LINE_MARKS = " \t#>"
_IN_NUMBER = re.compile(r".?\d_(?:\d.?|[.,]\d)|\d[.,]_\d.?", re.DOTALL)
_CLOSED = ("。", "！", "？")
_CJK_START = 0x2E80


@dataclass(frozen=True, slots=True)
class SourceText:
    """One text twice: as it was read, and as the rules see it.

    Attributes:
        raw: the text as read, never edited; all output spans count its code points.
        normal: the copy that the rules read.
        offsets: the map from places of `normal` to places of `raw`.
    """

    raw: str
    normal: str
    offsets: OffsetMap

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw span of `normal[start:end]`."""
        return self.offsets.span(start, end)

    def raw_slice(self, start: int, end: int) -> str:
        """Return the raw characters of `normal[start:end]`."""
        first, last = self.offsets.span(start, end)
        return self.raw[first:last]


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=1)
def _sign_table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    del table[0xFF0C]  # the full-width comma never groups digits
    table.update(dict.fromkeys(map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005"), " "))
    table.update(dict.fromkeys(map(ord, "\u2006\u2007\u2008\u2009\u200a\u202f\u3000"), " "))
    table.update(dict.fromkeys(map(ord, "‐‑‒–—―−─﹣－"), "-"))
    table.update(dict.fromkeys(map(ord, "〔［〖﹝"), "["))
    table.update(dict.fromkeys(map(ord, "〕］〗﹞"), "]"))
    table.update(dict.fromkeys(map(ord, "～〜∼"), "~"))
    table.update({ord("「"): "“", ord("」"): "”", ord("『"): "‘", ord("』"): "’"})
    table.update(
        {
            ord("﹪"): "%",
            ord("○"): "〇",
            ord("﹔"): ";",
            ord("﹕"): ":",
            ord("∶"): ":",
            ord("︰"): ":",
            ord("；"): ";",
        }
    )
    table.update({ord("﹐"): "，", ord("≧"): "≥", ord("≦"): "≤", ord("﹥"): ">", ord("﹤"): "<"})
    return table


def _simplified(text: str) -> str:
    """Return `text` in simplified characters, of the same length."""
    converted: str = _converter().convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(_simplified_line(line) for line in text.splitlines(keepends=True))


def _simplified_line(line: str) -> str:
    converted: str = _converter().convert(line)
    if len(converted) == len(line):
        return converted
    convert = _converter().convert
    return "".join(c if len(out := convert(c)) != 1 else out for c in line)


def _compatible(text: str) -> str:
    """Replace compatibility ideographs (U+F900 to U+FAFF) by their unified forms."""
    import unicodedata

    return re.sub(
        r"[\uf900-\ufaff]",
        lambda m: n if len(n := unicodedata.normalize("NFKC", m[0])) == 1 else m[0],
        text,
    )


def _keeps_blank(text: str, start: int, end: int) -> int:
    """Return how many characters of the blank run `text[start:end]` stay (0 or 1).

    A tab between two cells stays; one blank between digits stays, and one between Latin words; a
    blank beside a Chinese character goes.
    """
    before = text[start - 1] if start else "\n"
    after = text[end] if end < len(text) else "\n"
    if before == "\n" or after == "\n":
        return 0
    if "\t" in text[start:end]:
        return 1
    if _IN_NUMBER.fullmatch(text[max(0, start - 2) : start] + "_" + text[end : end + 2]):
        return 1
    if ord(before) >= _CJK_START or ord(after) >= _CJK_START:
        return 0 if end - start == 1 else 1
    return 1 if before.isalnum() and after.isalnum() else 0


def _restored(text: str) -> str:
    """Mend 现, which a page converter splits into half-bytes (`F(xiàn)`)."""
    return text.replace("崿F(xi", "实现(xi").replace("F(xiàn)", "现(xiàn)")


def normalize(raw: str, *, repairs: bool = True) -> SourceText:
    """Return `raw` with its normal copy and the map between them.

    Args:
        raw: the text as read.
        repairs: whether page numbers that are glued to words, and lone subscripts, are left out.
    """
    text = _restored(_compatible(_simplified(raw)).translate(_sign_table()))
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    text = mark_cells(text)
    width = wrap_width(text)
    marks = iter([*(page_marks(text, width) if repairs else ()), (len(text) + 1, 0)])
    mark = next(marks)
    copy = _Copy(text, width)
    for match in _NOISE.finditer(text):
        start, end = match.span()
        while mark[0] < start:
            mark = next(marks)
        if mark[0] == end and "\n" in match[0]:
            end = mark[1]
            mark = next(marks)
        if end > copy.done:
            start = max(start, copy.done)
            copy.replace(start, end, copy.kept_of(match[0], start, end))
    return SourceText(raw=raw, normal=copy.finish(), offsets=copy.offsets)


class _Copy:
    """The normal copy in the making, with its map; `done` is how far the text was read."""

    def __init__(self, text: str, width: int) -> None:
        self.offsets = OffsetMap()
        self.done = 0
        self._text = text
        self._width = width
        self._pieces: list[str] = []
        self._length = 0
        self._line_start = 0
        self._bold: tuple[int, str] | None = None

    def kept_of(self, noise: str, start: int, end: int) -> str:
        """Return what stays of `text[start:end]`: nothing, a blank, a tab, a line break, a sign."""
        text = self._text
        if noise == "**":
            return self._kept_of_bold(start)
        if noise[0] not in " \t\r\n":
            return ""
        if "\n" in noise:
            line = (self._line_start, start)
            blank = noise.count("\n") > 1
            self._line_start = end
            return "" if is_inner_break(text, line, end, self._width, blank=blank) else "\n"
        if end - start > 1 and text[start - 1 : start] in _CLOSED and end < len(text):
            self._line_start = end  # a paragraph break that a converter lost
            return "\n"
        if _keeps_blank(text, start, end):
            return "\t" if "\t" in noise else " "
        return ""

    def _kept_of_bold(self, start: int) -> str:
        """Keep a pair of bold signs that opens a line, for titles; leave out one inside a line."""
        opened, self._bold = self._bold, None
        if opened is not None and opened[0] == self._line_start:
            return opened[1]
        lead = self._text[max(self._line_start, start - _MAX_LEAD) : start]
        sign = "" if lead.strip(_LINE_MARKS) else "**"
        self._bold = (self._line_start, sign)
        return sign

    def replace(self, start: int, end: int, kept: str) -> None:
        """Put `kept` (one character, none, what stood there) in the place of `text[start:end]`."""
        if end - start == len(kept) and self._text[start:end] == kept:
            return
        self._pieces.append(self._text[self.done : start])
        self._length += start - self.done
        if kept:
            self._pieces.append(kept)
            self._length += 1
        if end - start > len(kept):
            self.offsets.add_deletion(self._length, end - start - len(kept))
        self.done = end

    def finish(self) -> str:
        """Return the whole copy."""
        self._pieces.append(self._text[self.done :])
        return "".join(self._pieces)
