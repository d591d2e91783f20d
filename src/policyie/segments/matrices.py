"""Tables of counts: a row for each place, a column for each measure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyie.patterns import trie_pattern
from policyie.segments.cells import Cell, Column, Row, split_cells, split_lines

if TYPE_CHECKING:
    from policyie.lexicon import Lexicon

Span = tuple[int, int]
_NUMBER = re.compile(r"\d{1,12}(?:,\d{3}){0,3}(?:\.\d{1,6})?%?|-+|/")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_REACH = 160
_MIN_ROWS = 2


class MatrixReader:
    """Finds and reads tables whose header names a kind of place and then measures."""

    def __init__(self, lexicon: Lexicon, unit: re.Pattern[str]) -> None:
        label = trie_pattern(lexicon.surfaces("phrases", "row-label"))
        self._label = re.compile(rf"(?:序号\t)?[\u4e00-\u9fff]{{0,2}}{label}(?:名称)?\t")
        self._unit = unit

    def region_end(self, text: str, start: int, stop: int) -> int:
        """Return the end of the table that begins at `start`, 0 when none begins there."""
        if self._label.match(text, start, min(stop, start + _REACH)) is None:
            return 0
        end, rows = 0, 0
        width = 0
        for line in split_lines(text, start, min(stop, start + _REACH)):
            width = text.count("\t", *line)
            break
        place = start
        while place < stop:
            line_end = text.find("\n", place, stop)
            line_end = stop if line_end < 0 else line_end
            if place > start and not self._is_row(text, (place, line_end), width):
                break
            rows += place > start
            end = line_end
            place = line_end + 1
        return end if rows >= _MIN_ROWS else 0

    @staticmethod
    def _is_row(text: str, line: Span, width: int) -> bool:
        cells = [text[slice(*c)] for c in split_cells(text, *line)]
        if len(cells) != width + 1:
            return False
        names = sum(_HAN.search(c) is not None for c in cells)
        numbers = sum(_NUMBER.fullmatch(c) is not None for c in cells)
        return names == 1 and numbers >= 1

    def read(self, text: str, start: int, end: int) -> list[Row]:
        """Return a row for each place; each column carries the measure's name and unit."""
        header, *lines = [split_cells(text, *line) for line in split_lines(text, start, end)]
        columns = [self._column(text, cell) for cell in header]
        rows: list[Row] = []
        for cells in lines:
            named = next(i for i, c in enumerate(cells) if _HAN.search(text, *c))
            row = Row(cells[named], None, None)
            for column, cell in list(zip(columns, cells, strict=True))[named + 1 :]:
                word = text[slice(*cell)]
                if _NUMBER.fullmatch(word) and word[0].isdigit():
                    row.cells.append(Cell(*cell, word, column))
            rows.append(row)
        return rows

    def _column(self, text: str, cell: Span) -> Column:
        column = Column("measure", None, *cell)
        found = self._unit.search(text, *cell)
        column.name = (cell[0], found.start()) if found else cell
        column.unit = found["u"] if found else None
        return column
