"""Rows of tables whose cells stand apart: in a grid, wrapped over lines, or one on each line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policyie.segments.cells import (
    ATTRIBUTE,
    CELL,
    FIRMNESS,
    Cell,
    Column,
    Row,
    assign_cells,
    split_cells,
    split_lines,
    strip_marks,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

Span = tuple[int, int]
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.]|\([一二三四五六七八九十\d]{1,3}\)"
)
_RUN = re.compile(rf"(?:[,，]?[ ]?(?:{CELL.pattern}))+")
_PHRASE = re.compile(r"\d|\[|\]")
_VALUE_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?:[~-]\d+(?:\.\d+)?)?")
_RATIO_UNIT = re.compile(r"\d{0,3}/\d{1,3}[千万百]?[\u4e00-\u9fff]?")
_NO_VALUE = re.compile(r"[年月日类级条项]")
_VALUE_TAIL = re.compile(r"%?[\u4e00-\u9fff]{0,3}\]?")
_MAX_PIECES = 3
_CATEGORY = 16


@dataclass(slots=True)
class _Line:
    """A line of a table: its cells, and the row that it states, if any."""

    cells: list[Span]
    row: Row | None = None
    free: list[Column] = field(default_factory=list)
    values: list[Column] = field(default_factory=list)
    named: bool = False
    used: bool = False


class GridReader:
    """Reads the lines of a table whose cells are parted by tabs."""

    def __init__(
        self, unit: re.Pattern[str], bare: re.Pattern[str], suffix: re.Pattern[str]
    ) -> None:
        self._unit = unit
        self._bare = bare
        self._suffix = suffix

    def read(self, text: str, start: int, end: int, columns: Sequence[Column]) -> list[Row]:
        """Return the rows of `text[start:end]`, in text order."""
        lines = [self._line(text, line, columns) for line in split_lines(text, start, end)]
        has_unit = any(c.role == "unit" for c in columns)
        for index, line in enumerate(lines):
            if line.row is not None and not (line.named and (line.row.unit or not has_unit)):
                self._join_pieces(text, lines, index, has_unit=has_unit)
        rows: list[Row] = []
        categories: tuple[Span, ...] = ()
        for line in lines:
            if line.row is None:
                if not line.used:
                    categories = _category(text, line.cells) or categories
            elif (line.row.cells or line.row.words) and line.row.name[1] - line.row.name[0] >= 2:
                categories = line.row.categories or categories
                line.row.categories = categories
                rows.append(line.row)
        return rows

    # -- single lines -----------------------------------------------------------------------------

    def _line(self, text: str, span: Span, columns: Sequence[Column]) -> _Line:
        cells = split_cells(text, *span)
        filled = [c for c in cells if c[1] > c[0]]
        if len(filled) == 1 and len(columns) > 1:
            row = self._flat_row(text, filled[0], columns)
            return _Line(filled, row, named=row is not None)
        taken = self._positional(text, cells, columns) or self._from_right(text, filled, columns)
        if taken is None:
            return _Line(filled)
        return self._row(text, taken, columns)

    def _fits(self, text: str, cell: Span, column: Column) -> bool:
        """Whether a cell may stand in a column of that kind."""
        word = text[cell[0] : cell[1]]
        if not word:
            return True
        if column.role == "attr":
            return ATTRIBUTE.match(word) is not None
        if column.role == "unit":
            if _RATIO_UNIT.fullmatch(word):
                return True
            return self._bare.fullmatch(word) is not None or word in ("/", "-") or len(word) <= 1
        return ATTRIBUTE.match(word) is None and self._bare.fullmatch(word) is None

    def _positional(
        self, text: str, cells: list[Span], columns: Sequence[Column]
    ) -> tuple[list[Span], list[Span | None]] | None:
        """Take the last cells as those of the columns where all of them fit."""
        size = len(columns)
        if len(cells) <= size or not all(
            self._fits(text, c, k) for c, k in zip(cells[-size:], columns, strict=True)
        ):
            return None
        values = [
            c
            for c, k in zip(cells[-size:], columns, strict=True)
            if k.role not in ("attr", "unit") and CELL.fullmatch(text[c[0] : c[1]])
        ]
        attrs = any(
            c[1] > c[0] for c, k in zip(cells[-size:], columns, strict=True) if k.role == "attr"
        )
        return (cells[:-size], list(cells[-size:])) if values or attrs else None

    def _from_right(
        self, text: str, cells: list[Span], columns: Sequence[Column]
    ) -> tuple[list[Span], list[Span | None]] | None:
        """Give the cells to the columns from the right; a column whose kind differs stays empty."""
        rest = list(cells)
        taken: list[Span | None] = []
        for column in reversed(columns):
            if rest and self._fits_strictly(text, rest[-1], column):
                taken.append(rest.pop())
            else:
                taken.append(None)
        taken.reverse()
        pairs = [(c, k) for c, k in zip(taken, columns, strict=True) if c is not None]
        has_attr = any(k.role == "attr" for k in columns)
        attr = any(k.role == "attr" for _, k in pairs)
        values = sum(k.role not in ("attr", "unit") for _, k in pairs)
        wanted = sum(k.role not in ("attr", "unit") for k in columns)
        if values and (attr or (not has_attr and values == wanted)):
            return rest, taken
        return None

    def _fits_strictly(self, text: str, cell: Span, column: Column) -> bool:
        word = text[cell[0] : cell[1]]
        if column.role in ("attr", "unit"):
            return self._fits(text, cell, column) and (column.role == "attr" or not word.isdigit())
        return CELL.fullmatch(word) is not None or (
            word[0] in "[(" and _PHRASE.search(word) is not None
        )

    def _row(
        self, text: str, taken: tuple[list[Span], list[Span | None]], columns: Sequence[Column]
    ) -> _Line:
        left, cells = taken
        names = [c for c in left if _HAN.search(text, *c)]
        end = left[-1][1] if left else 0
        row = Row(names[-1] if names else (end, end), None, None)
        if len(names) > 1:
            row.categories = (_without_item(text, names[0]),)
        line = _Line(left, row, named=bool(names))
        line.values = [c for c in columns if c.role not in ("attr", "unit")]
        for column, cell in zip(columns, cells, strict=True):
            if cell is None:
                line.free.append(column)
                if column.role == "unit":
                    row.unit = ""
                continue
            word = text[cell[0] : cell[1]]
            if column.role == "unit":
                row.unit, row.unit_span = None if word in ("-", "/") else word, cell
            elif column.role == "attr":
                row.firmness = FIRMNESS.get(word[:1])
            else:
                row.cells += _values(text, cell, column)
                if not any(c.isdigit() for c in word) and _HAN.search(word):
                    row.words.append(Cell(*cell, word, column))
        if names:
            self._take_unit(text, row)
        return line

    def _take_unit(self, text: str, row: Row) -> None:
        """Cut marks and a unit in brackets from the name."""
        row.name = strip_marks(text, row.name)
        found = self._unit.search(text, *row.name)
        if found:
            row.name, row.unit, row.unit_span = (
                (row.name[0], found.start()),
                found["u"],
                found.span(),
            )

    def _flat_row(self, text: str, cell: Span, columns: Sequence[Column]) -> Row | None:
        """Read a row that lost its borders: name, unit, digits of all values, attribute."""
        values = [c for c in columns if c.role not in ("attr", "unit")]
        attr = ATTRIBUTE.search(text, *cell)
        if attr is None and any(c.role == "attr" for c in columns):
            return None
        runs = [m.span() for m in _RUN.finditer(text, *cell)]
        close = attr.start() if attr else cell[1]
        run = next((r for r in runs if r[1] == close or (attr and r[0] == attr.end())), None)
        if run is None:
            return None
        row = Row((cell[0], min(run[0], close)), None, None)
        row.firmness = FIRMNESS[attr[0][0]] if attr else None
        suffix = self._suffix.search(text[max(row.name) - 8 : row.name[1]])
        row.name = strip_marks(text, row.name)
        self._take_unit(text, row)
        if row.unit is None and suffix:
            cut = row.name[1] - (8 - suffix.start())
            if cut - row.name[0] >= 2:
                row.unit, row.unit_span = text[cut : row.name[1]], (cut, row.name[1])
                row.name = (row.name[0], cut)
        row.cells = assign_cells(text, run[0], run[1], values)
        return row if row.cells and _HAN.search(text, *row.name) else None

    # -- rows over several lines -------------------------------------------------------------------

    def _join_pieces(self, text: str, lines: list[_Line], index: int, *, has_unit: bool) -> None:
        """Give a row the pieces of its name, unit and cells from the lines above and below it."""
        line = lines[index]
        above = _pieces(lines[max(0, index - _MAX_PIECES) : index][::-1])
        below = _pieces(lines[index + 1 : index + 1 + len(above)])
        row = line.row
        if row is None or not above:
            return
        tops = [c for piece in reversed(above) for c in piece.cells]
        bottoms = [c for piece in below for c in piece.cells]
        unit = self._find_unit(text, tops, bottoms) if has_unit and not row.unit else None
        if line.named and unit is None:
            return
        if unit is not None:
            row.unit, row.unit_span = unit[0], unit[1]
        spent = set(unit[2]) if unit else set()
        names: list[Span] = []
        for cell in [*tops, *([row.name] if line.named else []), *bottoms]:
            if cell in spent:
                continue
            if not _HAN.search(text, *cell):
                continue
            if _PHRASE.search(text, *cell) and not _footnoted(text, cell):
                self._add_values(text, line, cell)
            else:
                names.append(strip_marks(text, cell))
        if names:
            row.name, row.parts = names[0], tuple(names[1:])
        for piece in (*above, *below):
            piece.used = True

    def _find_unit(
        self, text: str, tops: list[Span], bottoms: list[Span]
    ) -> tuple[str, Span, tuple[Span, ...]] | None:
        """Return the unit whose two halves stand above and below the row."""
        for top in tops:
            for bottom in bottoms:
                word = text[slice(*top)] + text[slice(*bottom)]
                if self._bare.fullmatch(word):
                    return word, top, (top, bottom)
        whole = [c for c in (*tops, *bottoms) if self._bare.fullmatch(text[slice(*c)])]
        return (text[slice(*whole[0])], whole[0], (whole[0],)) if len(whole) == 1 else None

    @staticmethod
    def _add_values(text: str, line: _Line, cell: Span) -> None:
        """Add the values of a piece of a cell: one in brackets is a total over the years."""
        if line.row is None:
            return
        bracket = any(c in "[]" for c in text[slice(*cell)])
        columns = [c for c in line.values if (c.role == "cumulative") == bracket]
        columns = columns or [c for c in line.values if c in line.free]
        if columns:
            line.row.cells += _values(text, cell, columns[0])


def _pieces(lines: Sequence[_Line]) -> list[_Line]:
    """Return the lines, from the first on, that state no row and belong to none."""
    found: list[_Line] = []
    for line in lines:
        if line.row is not None or line.used or not line.cells:
            break
        found.append(line)
    return found


def _values(text: str, cell: Span, column: Column) -> list[Cell]:
    """Return the values of a cell: one, or one for each number of a cell of words."""
    word = text[cell[0] : cell[1]]
    if CELL.fullmatch(word):
        return [Cell(cell[0], cell[1], word, column)] if any(c.isdigit() for c in word) else []
    made: list[Cell] = []
    start = cell[0]
    for number in _VALUE_NUMBER.finditer(text, *cell):
        end = number.end()
        if _NO_VALUE.match(text, end, cell[1]):
            start = end
            continue
        tail = _VALUE_TAIL.match(text, end, cell[1])
        end = tail.end() if tail else end
        made.append(Cell(start, end, text[start:end], column))
        start = end
    return made


def _footnoted(text: str, cell: Span) -> bool:
    """Whether the only digits of a name are those of a footnote at its end."""
    return re.fullmatch(r"[^\d\[\]]{2,40}\d{1,2}", text[slice(*cell)]) is not None


def _category(text: str, cells: Sequence[Span]) -> tuple[Span, ...]:
    """Return the title of a row that names the group of the rows below it; empty for others."""
    if len(cells) != 1 or cells[0][1] - cells[0][0] > _CATEGORY:
        return ()
    return (_without_item(text, cells[0]),) if _HAN.search(text, *cells[0]) else ()


def _without_item(text: str, cell: Span) -> Span:
    found = _ITEM.match(text, *cell)
    return (found.end(), cell[1]) if found and found.end() < cell[1] else cell
