"""Borders of cells: blanks and upright strokes between the cells of a table become tabs."""

from __future__ import annotations

import re

_HEADER = re.compile(
    r"(?m)^(?=[^\n，。；：,;]{0,80}(?:指[ \t]*标|项[ \t]*目|序[ \t]*号))"
    r"(?=[^\n]{0,80}(?:单[ \t]*位|属[ \t]*性|目标|(?:19|20)\d\d|现状|基期|累计))"
    r"[ \t\u3000]*[^ \t\n\u3000]{1,24}(?:[ \t\u3000]+[^ \t\n\u3000]{1,24}){2,11}[ \t\u3000]*$"
)
_BORDER = re.compile(r"(?<=[^\s≥≤><＞＜〔［\[(（])[ \u3000]+(?=[^\s〕］\])）])")
_STROKES = re.compile(r"(?m)^[ \t]*\|[^\n]*\|[ \t]*$")
_RULE = re.compile(r"[|\-: \t]+")
_STACK = re.compile(
    r"(?m)^[ \t\u3000]*(?:序[ ]?号\s+)?(?:类[ ]?别\s+)?"
    r"(?:指[ \u3000]*标(?:名称)?|项[ ]?目)[ \t]*\n\s*"
    r"(?:(?:单[ ]?位|属[ ]?性|指标属性|目标值?|现状值?|基期值?|规划目标"
    r"|(?:年均|[〔［\[（(]?累计)[^\n\d]{0,10}"
    r"|(?:19|20)\d\d(?:[-—－–~～](?:19|20)\d\d)?年?[^\n\d]{0,8})[ \t]*\n\s*){2,8}"
)
_WIDE = re.compile(r"(?<=[^\s])[ \u3000]{2,}(?=[^\s])")
_WIDE_ROWS = 3
_ATTRIBUTE = re.compile(r"约束性?|预期性?")
_VALUE = re.compile(
    r"[≥≤><＞＜〔［\[(（~～+-]*\d[^\n。]{0,20}|[-—－–/]{1,3}|与?[\u4e00-\u9fff]{2,12}"
    r"|[\u4e00-\u9fff]{1,4}\d[^\n。]{0,20}"
)
_UNIT = re.compile(r"[^\d\s][^\s。，]{0,9}")
_ITEM = re.compile(r"\d{1,2}[.、．] ?(?=[^\d\s])")
_LONG = 90
_NOTE = 34
_TITLE = 16
_WIDE_LINE = 160
_MAX_CELLS = 800


def mark_cells(text: str) -> str:
    r"""Return `text`, of the same length, with a tab in the place of each border of cells.

    Blanks are borders from the header of an indicator table on, as far as its lines are short and
    none ends a sentence.

    >>> mark_cells("指标 单位 2020年 2025年\n绿地率 % 35 38\n")
    '指标\t单位\t2020年\t2025年\n绿地率\t%\t35\t38\n'
    """
    if "|" in text:
        text = _STROKES.sub(_without_strokes, text)
    if "  " in text or "\u3000\u3000" in text:
        text = _mark_wide(text)
    if _STACK.search(text):
        text = _unstack(text)
    if "标" not in text and "项" not in text and "序" not in text:
        return text
    pieces: list[str] = []
    done = 0
    for header in _HEADER.finditer(text):
        if header.start() < done:
            continue
        start = _start_above(text, header.start())
        end = _region_end(text, header.end())
        pieces += [text[done:start], _BORDER.sub(_tabs, text[start:end])]
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _mark_wide(text: str) -> str:
    """Return `text` with tabs for wide blanks that part as many cells in three lines and more."""
    lines = text.split("\n")
    counts = [len(_WIDE.findall(x)) if len(x) <= _WIDE_LINE and "。" not in x else 0 for x in lines]
    start = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and counts[end] == counts[start]:
            continue
        if counts[start] >= 2 and end - start >= _WIDE_ROWS:
            lines[start:end] = [_WIDE.sub(_tabs, line) for line in lines[start:end]]
        start = end
    return "\n".join(lines)


def _unstack(text: str) -> str:
    """Return `text` with tabs for the line breaks within rows that have one cell on each line."""
    pieces: list[str] = []
    done = 0
    for header in _STACK.finditer(text):
        if header.start() < done:
            continue
        kinds = header[0].split()
        lines = list(re.compile(r"[^\n]*\S[^\n]*").finditer(text, header.end()))[:_MAX_CELLS]
        rows = [(header.start(), header.start() + len(header[0].rstrip()))]
        place = 0
        while place < len(lines):
            row = lines[place : place + len(kinds)]
            if len(row) == len(kinds) and all(
                _may_be(line[0].strip(), kind) for line, kind in zip(row, kinds, strict=True)
            ):
                rows.append((row[0].start(), row[-1].end()))
                place += len(kinds)
            elif len(lines[place][0].strip()) <= _TITLE and "。" not in lines[place][0]:
                place += 1
            else:
                break
        for start, end in rows:
            pieces += [text[done:start], re.sub(r"\s", "\t", text[start:end])]
            done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _may_be(cell: str, kind: str) -> bool:
    """Whether a line may be the cell of a column with that head."""
    if kind[0] == "序":
        return cell.rstrip(".、").isdigit()
    if kind.endswith("性"):
        return _ATTRIBUTE.fullmatch(cell) is not None
    if kind[0] == "单":
        return _UNIT.fullmatch(cell) is not None
    if kind[0] in "指类项":
        numbered = _ITEM.match(cell) is not None
        return (numbered or not cell[0].isdigit()) and _ATTRIBUTE.fullmatch(cell) is None
    if _ITEM.match(cell) or _ATTRIBUTE.fullmatch(cell):
        return False
    return _VALUE.fullmatch(cell) is not None


def _tabs(match: re.Match[str]) -> str:
    """Return tabs for blanks, unless they stand within a date or before a sign."""
    text, start, end = match.string, *match.span()
    dated = text[end] in "年月日" or (text[end] in "%％" and text[end + 1 : end + 2].strip())
    return match[0] if dated and text[start - 1].isdigit() else "\t" * len(match[0])


def _without_strokes(match: re.Match[str]) -> str:
    line = match[0]
    if _RULE.fullmatch(line):
        return " " * len(line)
    return line.replace("|", "\t")


def _start_above(text: str, start: int) -> int:
    """Return the start of the short line above the header, which may hold half of it."""
    above = text.rfind("\n", 0, max(0, start - 1)) + 1
    line = text[above : max(above, start - 1)]
    return above if " " in line.strip() and line.lstrip()[:1] in ("序", "指") else start


def _region_end(text: str, place: int) -> int:
    """Return the end of the lines that may be rows of the table."""
    end = place
    while place < len(text):
        line_end = text.find("\n", place + 1)
        line_end = len(text) if line_end < 0 else line_end
        line = text[place + 1 : line_end]
        note = len(line) > _NOTE and len(line.split()) <= 2
        if note or len(line) > _LONG or "。" in line or line.startswith("注"):
            break
        end = place = line_end
    return end
