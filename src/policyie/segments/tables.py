"""Indicator tables: header, columns, rows and cells, in grids, in lines, and run together."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from policyie.patterns import trie_pattern
from policyie.segments.categories import CategoryReader
from policyie.segments.cells import (
    ATTRIBUTE,
    CELL,
    COLUMN,
    FIRMNESS,
    Column,
    Row,
    assign_cells,
    count_decimals,
    end_before_mark,
    fills_row,
    make_column,
    skip_blanks,
    strip_marks,
    trim,
)
from policyie.segments.grids import GridReader
from policyie.segments.matrices import MatrixReader

if TYPE_CHECKING:
    from policyie.lexicon import Lexicon

Span = tuple[int, int]
_HEADER = re.compile(
    r"(?:序[ \t]?号|类[ \t]?别|领域|指[ \t]*标(?:名称|内容)?|主要指标|项[ \t]?目)\s*"
    r"(?:类[ \t]?别|指[ \t]*标(?:名称)?|单[ \t]?位|(?:19|20)\d\d|目标|规划|属[ \t]?性|现状|基期"
    r"|序号)"
)
_CELLS = re.compile(rf"(?:[,，]?[ \t\n]*(?:{CELL.pattern}))+")
_DIGIT = re.compile(r"\d")
_FIRST_DIGIT = 800
_MIN_ATTRS = 3
_HEADER_REACH = 160
_NUMBERED = re.compile(
    r"(?:#{1,4}|第[一二三四五六七八九十]{1,3}[章节篇]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))[^\t|\d]{2,30}$"
)
_LINE_LIMIT = 90
_NAME_LIMIT = 24
_ROW_LIMIT = 240
_HEADER_GAP = 6
_HALF_HEADER = 20
_UNIT_REACH = 8


class TableReader:
    """Finds indicator tables and reads their rows."""

    def __init__(self, lexicon: Lexicon) -> None:
        units = trie_pattern([*lexicon.units, "名", "个", "%"])
        self._unit = re.compile(rf"\( ?(?P<u>(?:万|亿|千|百)*(?:{units})(?:/[^()\n]{{1,8}})?)? ?\)")
        self._unit_suffix = re.compile(rf"(?:万|亿|千|百)*(?:{units})(?:/[^()\n\t\d]{{1,4}})?$")
        self._bare_unit = re.compile(rf"(?:万|亿|千|百)*(?:{units})(?:/[^()\n\t\d]{{1,8}})?$")
        self._categories = CategoryReader(lexicon)
        self._matrices = MatrixReader(lexicon, self._unit)
        self._grids = GridReader(self._unit, self._bare_unit, self._unit_suffix)

    def region_end(self, text: str, start: int, stop: int) -> int:
        """Return the end of the table that begins at `start`, 0 when none begins there."""
        reach = min(stop, start + _HEADER_REACH)
        near_end = text.find("\n", start, reach)
        if start < near_end <= start + _HALF_HEADER and text.find("\t", start, near_end) >= 0:
            near_end = text.find("\n", near_end + 1, reach)
        header = _HEADER.search(text, start, reach if near_end < 0 else near_end)
        if header is None:
            return self._matrices.region_end(text, start, stop)
        if text.find("。", start, header.start()) >= 0:
            return 0
        line_end = text.find("\n", start, stop)
        line_end = stop if line_end < 0 else line_end
        if line_end - start > _HEADER_REACH:
            return self._run_end(text, header.end(), line_end)
        return self._lines_end(text, start, stop)

    @staticmethod
    def _run_end(text: str, start: int, end: int) -> int:
        """Return the end of rows run together: the last attribute before a gap or a full stop."""
        last, count = start, 0
        for match in ATTRIBUTE.finditer(text, start, end):
            between = match.start() - last
            if between > _ROW_LIMIT or text.find("。", last, match.start()) >= 0:
                break
            last, count = match.end(), count + 1
        return last if count >= _MIN_ATTRS else 0

    def _lines_end(self, text: str, start: int, stop: int) -> int:
        """Return the end of a table of many lines: at a note, running text, or the text's end."""
        if _DIGIT.search(text, start, min(stop, start + _FIRST_DIGIT)) is None:
            return 0
        end = start
        place = start
        while place < stop:
            line_end = text.find("\n", place, stop)
            line_end = stop if line_end < 0 else line_end
            line = text[place:line_end]
            if place > start and (line.startswith("注") or len(line) > _LINE_LIMIT or "。" in line):
                break
            if not _NUMBERED.match(line):  # titles that no row follows stand behind the table
                end = line_end
            place = line_end + 1
        body = text[start:end]
        head, _, rows = body.partition("\n")
        if head.count("\t") >= 2 or len(ATTRIBUTE.findall(rows)) >= 2:
            return end if any(c.isdigit() for c in rows) else 0
        cells = sum(c.isdigit() for c in body)
        return end if cells >= 8 and (body.count("性") >= 2 or "\t" in body or "20" in body) else 0

    def read(self, text: str, start: int, end: int) -> list[Row]:
        """Return the rows of the table `text[start:end]`, in text order."""
        if self._matrices.region_end(text, start, end):
            return self._matrices.read(text, start, end)
        columns, body, grid = self._columns(text, start, end)
        values = [c for c in columns if c.role not in ("attr", "unit")]
        if not values:
            return []
        if grid:
            return self._grids.read(text, body, end, columns)
        glued = any(c.role == "unit" for c in columns)
        rows, leads = self._read_stream(text, (body, end), values, glued=glued)
        self._categories.part(text, rows, leads, (start, columns[0].start))
        _merge_attributes(rows)
        return [r for r in rows if r.name[1] - r.name[0] >= 2]

    def _columns(self, text: str, start: int, end: int) -> tuple[list[Column], int, bool]:
        """Return the columns of the header, where the body begins, and whether it is a grid."""
        header = _HEADER.search(text, start, min(end, start + _HEADER_REACH))
        place = header.start() if header else start
        columns: list[Column] = []
        last = place
        for match in COLUMN.finditer(text, place, min(end, place + 240)):
            if match.start() - last > _HEADER_GAP and columns:
                break
            columns.append(make_column(match))
            last = match.end()
            if columns[-1].role == "attr" and any(c.role not in ("attr", "unit") for c in columns):
                break
        line_end = text.find("\n", last, end)
        grid = text.count("\t", start, end) >= 2 and line_end >= 0
        return columns, line_end if grid else last, grid

    # -- streams --------------------------------------------------------------------------------

    def _read_stream(
        self, text: str, body: Span, columns: list[Column], *, glued: bool
    ) -> tuple[list[Row], list[int]]:
        """Read rows that follow one another without a grid; `glued`: with units behind names.

        Return the rows, and where the words before each name begin.
        """
        start, end = body
        rows: list[Row] = []
        leads: list[int] = []
        place = start
        group_unit: str | None = None
        group: Span | None = None
        runs = self._cell_runs(text, start, end, len(columns))
        decimals = count_decimals(text, runs, len(columns))
        for match in runs:
            name_start, name_end = trim(text, place, match[0])
            attr = ATTRIBUTE.search(text, place, name_end)
            if attr:
                if rows and rows[-1].firmness is None:
                    rows[-1].firmness = FIRMNESS[attr[0][0]]
                name_start = trim(text, attr.end(), name_end)[0]
            leads.append(name_start)
            units = list(self._unit.finditer(text, name_start, name_end))
            unit = units[-1] if units else None
            if unit is not None and unit.end() < name_end:
                group, group_unit = (name_start, unit.start()), unit["u"] or "%"
                name_start = unit.end()
                unit = None
            row = Row((name_start, unit.start() if unit else name_end), None, None)
            if unit is not None:
                row.unit, row.unit_span = unit["u"] or "", unit.span()
                group = None
            elif group is not None:
                row.unit, row.group = group_unit, group
            else:
                self._take_bare_unit(text, row, glued=glued)
            row.name = strip_marks(text, row.name)
            row.cells = assign_cells(text, match[0], match[1], columns, decimals)
            rows.append(row)
            place = match[1]
        tail = ATTRIBUTE.search(text, place, end)
        if rows and tail and rows[-1].firmness is None:
            rows[-1].firmness = FIRMNESS[tail[0][0]]
        return rows, leads

    def _cell_runs(self, text: str, start: int, end: int, count: int) -> list[Span]:
        """Return the stretches of cells: after a unit in brackets, or closed by an attribute."""
        runs: list[Span] = []
        for match in _CELLS.finditer(text, start, end):
            first, last = match.span()
            last = end_before_mark(text, first, last)
            if last <= first:
                continue
            after = text[last : last + 1]
            before = text[first - 1 : first]
            closed = ATTRIBUTE.match(text, skip_blanks(text, last, end)) is not None
            bracket = text[last - 1] == "]"
            if (before == ")" and self._unit.search(text, max(start, first - 14), first)) or (
                (closed or bracket or (count > 1 and fills_row(match[0], count))) and after != "岁"
            ):
                runs.append((first, last))
        return runs

    def _take_bare_unit(self, text: str, row: Row, *, glued: bool) -> None:
        """Take a unit that stands at the end of the name, parted by a blank or glued to it."""
        start, end = row.name
        cut = max(text.rfind(c, start, end) for c in " \t\n")
        if cut > start and self._bare_unit.fullmatch(text[cut + 1 : end]):
            row.unit, row.unit_span = text[cut + 1 : end], (cut + 1, end)
            row.name = trim(text, start, cut)
        elif glued:
            begin = max(start + 2, end - _UNIT_REACH)
            suffix = self._unit_suffix.search(text[begin:end])
            if suffix:
                cut = begin + suffix.start()
                row.unit, row.unit_span, row.name = text[cut:end], (cut, end), (start, cut)


def _merge_attributes(rows: list[Row]) -> None:
    """An attribute printed once holds for the rows of its group."""
    for before, row in pairwise(rows):
        if row.firmness is None and row.group is not None and row.group == before.group:
            row.firmness = before.firmness


@lru_cache(maxsize=4)
def table_reader(lexicon: Lexicon) -> TableReader:
    """Return the reader for `lexicon`, made once."""
    return TableReader(lexicon)
