"""Indicator tables: header, columns, rows and cells, in grids, in lines, and run together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from policyie.patterns import trie_pattern

if TYPE_CHECKING:
    from policyie.lexicon import Lexicon

Span = tuple[int, int]
_HEADER = re.compile(
    r"(?:序 ?号|类 ?别|指 *标(?:名称)?|主要指标|项 ?目)[\s\t]*"
    r"(?:类 ?别|指 *标(?:名称)?|单 ?位|(?:19|20)\d\d|目标|属 ?性|现状|基期|序号)"
)
_COLUMN = re.compile(
    r"(?P<year>(?:19|20)\d\d)年?(?:\((?:基期|现状|目标)值?\))?(?P<yrole>目标值?|现状值?|基期值?|规划值?|预期值?|实际值?|完成值?)?"
    r"|(?P<target>目标值|规划目标值?|目标)|(?P<base>现状值|基期值|现状|基期)"
    r"|(?P<rate>年均(?:增速|增长率?|增长)?(?:\(%\))?)(?P<ratecum>/?\[?累计\]?)?|(?P<cum>\[?累计[^\]\n\t]{0,4}\]?)|(?P<attr>属性|指标属性)|(?P<unit>单位)"
)
_ATTR = re.compile(r"约束性|预期性|约束(?=\s|$)|预期(?=\s|$)")
_NUMBER = r"[≥≤><]?=? ?\d[\d.]*(?:,\d{3})*(?:\.\d+)?%?(?:左右|以上|以下|以内)?"
_CELL = re.compile(
    rf"\[ ?-?\d+(?:\.\d+)?%? ?\]|\(\d+(?:\.\d+)?\)(?=[约预\s])|{_NUMBER}|-+|/(?=[\s约预])"
)
_CELLS = re.compile(rf"(?:[,，]?[ \t\n]*(?:{_CELL.pattern}))+")
_MIN_ATTRS = 3
_HEADER_REACH = 160
_LINE_LIMIT = 90
_NAME_LIMIT = 24
_ROW_LIMIT = 240
_HEADER_GAP = 6
_FIRMNESS = {"约": "binding", "预": "expected"}


@dataclass(slots=True)
class Column:
    """A column of values: `level`, `base`, `target`, `rate` or `cumulative`."""

    role: str
    year: int | None
    start: int
    end: int


@dataclass(slots=True)
class Cell:
    """A cell; `column` is None where the row has more cells than the header has columns."""

    start: int
    end: int
    text: str
    column: Column | None


@dataclass(slots=True)
class Row:
    """A row: the places of name and unit, its cells, `binding` or `expected`."""

    name: Span
    unit: str | None
    unit_span: Span | None
    cells: list[Cell] = field(default_factory=list)
    firmness: str | None = None
    group: Span | None = None
    category: Span | None = None


class TableReader:
    """Finds indicator tables and reads their rows."""

    def __init__(self, lexicon: Lexicon) -> None:
        units = trie_pattern([*lexicon.units, "名", "个", "%"])
        self._unit = re.compile(rf"\( ?(?P<u>(?:万|亿|千|百)*(?:{units})(?:/[^()\n]{{1,8}})?)? ?\)")
        self._unit_suffix = re.compile(rf"(?:万|亿|千|百)*(?:{units})(?:/[^()\n\t\d]{{1,4}})?$")
        self._bare_unit = re.compile(rf"(?:万|亿|千|百)*(?:{units})(?:/[^()\n\t\d]{{1,8}})?$")

    def region_end(self, text: str, start: int, stop: int) -> int:
        """Return the end of the table that begins at `start`, 0 when none begins there."""
        reach = min(stop, start + _HEADER_REACH)
        near_end = text.find("\n", start, reach)
        header = _HEADER.search(text, start, reach if near_end < 0 else near_end)
        if header is None or text.find("。", start, header.start()) >= 0:
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
        for match in _ATTR.finditer(text, start, end):
            between = match.start() - last
            if between > _ROW_LIMIT or text.find("。", last, match.start()) >= 0:
                break
            last, count = match.end(), count + 1
        return last if count >= _MIN_ATTRS else 0

    def _lines_end(self, text: str, start: int, stop: int) -> int:
        """Return the end of a table of many lines: at a note, running text, or the text's end."""
        end = start
        place = start
        while place < stop:
            line_end = text.find("\n", place, stop)
            line_end = stop if line_end < 0 else line_end
            line = text[place:line_end]
            if place > start and (line.startswith("注") or len(line) > _LINE_LIMIT or "。" in line):
                break
            end = line_end
            place = line_end + 1
        body = text[start:end]
        cells = sum(1 for _ in re.finditer(r"\d", body))
        return end if cells >= 8 and (body.count("性") >= 2 or "\t" in body or "20" in body) else 0

    def read(self, text: str, start: int, end: int) -> list[Row]:
        """Return the rows of the table `text[start:end]`, in text order."""
        columns, body, grid = self._columns(text, start, end)
        values = [c for c in columns if c.role not in ("attr", "unit")]
        if not values:
            return []
        if grid:
            return self._read_grid(text, body, end, columns)
        if [c.role for c in columns].index(values[0].role) > 0 and columns[0].role in (
            "unit",
            "attr",
        ):
            return self._read_attr_lines(text, body, end, values)
        return self._read_stream(text, body, end, values)

    def _columns(self, text: str, start: int, end: int) -> tuple[list[Column], int, bool]:
        """Return the columns of the header, where the body begins, and whether it is a grid."""
        header = _HEADER.search(text, start, min(end, start + _HEADER_REACH))
        place = header.start() if header else start
        line_end = text.find("\n", place, end)
        limit = line_end if 0 < line_end - place < _HEADER_REACH else min(end, place + 90)
        grid = text.count("\t", place, limit) >= 2
        columns: list[Column] = []
        last = place
        for match in _COLUMN.finditer(text, place, min(end, place + 240)):
            if match.start() - last > _HEADER_GAP and columns:
                break
            columns.append(_column(match))
            last = match.end()
            if columns[-1].role == "attr" and any(c.role not in ("attr", "unit") for c in columns):
                break
        return columns, limit if grid else last, grid

    # -- grids ----------------------------------------------------------------------------------

    def _read_grid(self, text: str, start: int, end: int, columns: list[Column]) -> list[Row]:
        """Read lines of cells with tabs between."""
        rows: list[Row] = []
        group: Span | None = None
        place = start
        while place < end:
            line_end = text.find("\n", place, end)
            line_end = end if line_end < 0 else line_end
            cells = _split(text, place, line_end)
            row = self._grid_row(text, cells, columns)
            if row is not None:
                row.category = group
                rows.append(row)
            elif len([c for c in cells if c[1] > c[0]]) == 1:
                group = next(c for c in cells if c[1] > c[0])
            place = line_end + 1
        return rows

    def _grid_row(self, text: str, cells: list[Span], columns: list[Column]) -> Row | None:
        size = len(columns)
        if len(cells) <= size:
            return None
        values = cells[-size:]
        names = [c for c in cells[:-size] if re.search(r"[\u4e00-\u9fff]", text[c[0] : c[1]])]
        if not names:
            return None
        name = names[-1]
        found = self._unit.search(text, *name)
        row = Row(name, None, None)
        if found:
            row.name, row.unit, row.unit_span = (name[0], found.start()), found["u"], found.span()
        for column, (first, last) in zip(columns, values, strict=True):
            word = text[first:last]
            if column.role == "unit":
                row.unit, row.unit_span = word or None, (first, last)
            elif column.role == "attr":
                row.firmness = _FIRMNESS.get(word[:1])
            else:
                match = _CELL.fullmatch(word.strip())
                if match and any(c.isdigit() for c in word):
                    row.cells.append(Cell(first, last, word, column))
        return row

    # -- lines with the attribute before the values ---------------------------------------------

    def _read_attr_lines(self, text: str, start: int, end: int, columns: list[Column]) -> list[Row]:
        """Read rows `name unit attribute values`; a wrapped name stands above and below its row."""
        lines = _lines(text, start, end)
        rows: list[Row] = []
        for index, (first, last) in enumerate(lines):
            attr = _ATTR.search(text, first, last)
            if attr is None:
                continue
            number = re.compile(r"\d{1,2} ?(?=\D)").match(text, first, attr.start())
            name = _trim(text, number.end() if number else first, attr.start())
            row = Row(name, None, None, firmness=_FIRMNESS[attr[0][0]])
            self._take_unit_suffix(text, row)
            if row.name[1] - row.name[0] < 2:
                row.name = self._wrapped_name(text, lines, index)
                row.group = None
            row.cells = _assign(text, attr.end(), last, columns)
            if row.cells and row.name[1] - row.name[0] >= 2:
                rows.append(row)
        return rows

    def _take_unit_suffix(self, text: str, row: Row) -> None:
        """Take a unit that is glued to the end of a name."""
        start, end = row.name
        found = self._unit_suffix.search(text[max(start, end - 8) : end])
        if found:
            cut = max(start, end - 8) + found.start()
            row.unit, row.unit_span = text[cut:end], (cut, end)
            row.name = _without_marks(text, (start, cut))

    def _wrapped_name(self, text: str, lines: list[Span], index: int) -> Span:
        """Return the line above a row that has no name of its own."""
        if index == 0:
            return lines[index][0], lines[index][0]
        start, end = lines[index - 1]
        if _ATTR.search(text, start, end) or end - start > _NAME_LIMIT:
            return lines[index][0], lines[index][0]
        return _trim(text, start, end)

    # -- streams --------------------------------------------------------------------------------

    def _read_stream(self, text: str, start: int, end: int, columns: list[Column]) -> list[Row]:
        """Read rows that follow one another without a grid."""
        rows: list[Row] = []
        place = start
        group_unit: str | None = None
        group: Span | None = None
        for match in self._cell_runs(text, start, end, len(columns)):
            name_start, name_end = _trim(text, place, match[0])
            attr = _ATTR.search(text, place, name_end)
            if attr:
                if rows and rows[-1].firmness is None:
                    rows[-1].firmness = _FIRMNESS[attr[0][0]]
                name_start = _trim(text, attr.end(), name_end)[0]
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
                self._take_bare_unit(text, row)
            row.name = _without_marks(text, row.name)
            row.cells = _assign(text, match[0], match[1], columns)
            rows.append(row)
            place = match[1]
        tail = _ATTR.search(text, place, end)
        if rows and tail and rows[-1].firmness is None:
            rows[-1].firmness = _FIRMNESS[tail[0][0]]
        _merge_attributes(rows)
        return [r for r in rows if r.name[1] - r.name[0] >= 2]

    def _cell_runs(self, text: str, start: int, end: int, count: int) -> list[Span]:
        """Return the stretches of cells: after a unit in brackets, or closed by an attribute."""
        runs: list[Span] = []
        for match in _CELLS.finditer(text, start, end):
            first, last = match.span()
            last = _before_mark(text, first, last)
            if last <= first:
                continue
            after = text[last : last + 1]
            before = text[first - 1 : first]
            closed = _ATTR.match(text, _skip(text, last, end)) is not None
            bracket = text[last - 1] == "]"
            if (before == ")" and self._unit.search(text, max(start, first - 14), first)) or (
                (closed or bracket or (count > 1 and _dense(match[0], count))) and after != "岁"
            ):
                runs.append((first, last))
        return runs

    def _take_bare_unit(self, text: str, row: Row) -> None:
        """Take a unit that stands at the end of the name, parted by a blank."""
        start, end = row.name
        cut = max(text.rfind(c, start, end) for c in " \t\n")
        if cut > start and self._bare_unit.fullmatch(text[cut + 1 : end]):
            row.unit, row.unit_span = text[cut + 1 : end], (cut + 1, end)
            row.name = _trim(text, start, cut)


def _column(match: re.Match[str]) -> Column:
    year = int(match["year"]) if match["year"] else None
    role = "level"
    if match["attr"]:
        role = "attr"
    elif match["unit"]:
        role = "unit"
    elif match["cum"] or match["ratecum"]:
        role = "cumulative"
    elif match["rate"]:
        role = "rate"
    elif match["base"] or "现状" in match[0] or "基期" in match[0] or "实际" in match[0]:
        role = "base"
    elif match["target"] or "目标" in match[0] or "规划" in match[0]:
        role = "target"
    return Column(role, year, match.start(), match.end())


def _lines(text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    place = start
    while place < end:
        cut = text.find("\n", place, end)
        stop = end if cut < 0 else cut
        if stop > place:
            spans.append((place, stop))
        place = stop + 1
    return spans


def _split(text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    place = start
    while True:
        cut = text.find("\t", place, end)
        stop = end if cut < 0 else cut
        spans.append(_trim(text, place, stop))
        if cut < 0:
            return spans
        place = cut + 1


def _skip(text: str, place: int, end: int) -> int:
    while place < end and text[place] in " \t\n":
        place += 1
    return place


def _before_mark(text: str, first: int, last: int) -> int:
    """Leave the number of the next row (`6.`) out of a run of cells."""
    if text[last : last + 1] in (".", "、") or text[last - 1] == ".":
        place = last - 1 if text[last - 1] == "." else last
        while place > first and text[place - 1].isdigit():
            place -= 1
        return place
    return last


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " \t\n":
        start += 1
    while end > start and text[end - 1] in " \t\n,，":
        end -= 1
    return start, end


def _without_marks(text: str, span: Span) -> Span:
    """Cut a leading row number and a footnote digit at the end of a name."""
    start, end = span
    for found in re.finditer(r"(?:^|[\u4e00-\u9fff)])(\d{1,2}[.、])", text[start:end]):
        if found.end() < end - start - 1:
            start = span[0] + found.end()
    while end > start and text[end - 1].isdigit():
        end -= 1
    return start, end


def _dense(run: str, count: int) -> bool:
    """Whether a run of cells is as long as the row has columns."""
    return len(_CELL.findall(run)) >= count


def _assign(text: str, start: int, end: int, columns: list[Column]) -> list[Cell]:
    """Give the cells of a run their columns; run-together digits are split first."""
    cells = [Cell(m.start(), m.end(), m[0], None) for m in _CELL.finditer(text, start, end)]
    cells = _spread_dashes(cells, len(columns))
    if len(cells) < len(columns):
        cells = _split_digits(cells, len(columns))
    while len(cells) > len(columns) and re.fullmatch(r"\d{1,2}", cells[0].text):
        cells = cells[1:]
    if len(cells) == len(columns):
        for cell, column in zip(cells, columns, strict=True):
            cell.column = column
    elif len(cells) + 1 == len(columns) and columns[-1].role in ("cumulative", "rate"):
        for cell, column in zip(cells, columns, strict=False):
            cell.column = column
    return [c for c in cells if c.column is not None and any(d.isdigit() for d in c.text)]


def _spread_dashes(cells: list[Cell], count: int) -> list[Cell]:
    """Read `--` as two empty cells where the row needs them."""
    spread: list[Cell] = []
    for cell in cells:
        if set(cell.text) == {"-"}:
            spread += [
                Cell(cell.start + i, cell.start + i + 1, "-", None) for i in range(len(cell.text))
            ]
        else:
            spread.append(cell)
    footnote = len(spread) == count + 1 and re.fullmatch(r"\d{1,2}", spread[0].text) is not None
    return spread if len(spread) == count or footnote or len(cells) < count else cells


def _split_digits(cells: list[Cell], count: int) -> list[Cell]:
    """Split one run of digits into two numbers of one format, a footnote digit between or not."""
    for index, cell in enumerate(cells):
        change = next((_bracket(c.text) for c in cells[index + 1 :] if c.text[0] in "[("), None)
        found = _best_split(cell.text, change)
        if found is None or (len(cells) + 1 > count and cell.text.count(".") < 2):
            continue
        first, gap, tail = found
        middle = cell.start + len(first)
        parts = [
            Cell(cell.start, middle, first, None),
            Cell(middle + gap, cell.end, tail, None),
        ]
        return [*cells[:index], *parts, *cells[index + 1 :]]
    return cells


def _bracket(text: str) -> float | None:
    try:
        return float(text.strip("[]() %"))
    except ValueError:
        return None


def _best_split(text: str, change: float | None) -> tuple[str, int, str] | None:
    """Return the first number, the length of a footnote between, and the second number.

    Candidates have the same number of decimals, or the second none; the change in brackets, when
    there is one, must be their difference; else the pair nearest in size wins.
    """
    digits = re.match(r"[\d.]+", text)
    if digits is None or len(digits[0]) < 3:
        return None
    body = digits[0]
    options: list[tuple[float, str, int, str]] = []
    for cut in range(1, len(body)):
        for gap in (0, 1):
            first, tail = body[:cut], body[cut + gap :]
            score = _pair_score(first, tail, change)
            if score is not None:
                options.append((score + gap * 0.3, first, gap, tail + text[len(body) :]))
    if not options:
        return None
    options.sort()
    if len(options) > 1 and options[1][0] - options[0][0] < 1e-9:
        return None
    return options[0][1], options[0][2], options[0][3]


def _pair_score(first: str, tail: str, change: float | None) -> float | None:
    number = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?")
    if not number.fullmatch(first) or not number.fullmatch(tail):
        return None
    low, high = float(first), float(tail)
    if low <= 0 or high <= 0:
        return None
    if change is not None:
        return 0.0 if abs(abs(high - low) - change) < 1e-6 else None
    ratio = max(low, high) / min(low, high)
    if ratio > 4:
        return None
    decimals = len(first.partition(".")[2]), len(tail.partition(".")[2])
    return ratio + (0.2 if decimals[0] != decimals[1] else 0.0)


def _merge_attributes(rows: list[Row]) -> None:
    """An attribute printed once holds for the rows of its group."""
    for before, row in pairwise(rows):
        if row.firmness is None and row.group is not None and row.group == before.group:
            row.firmness = before.firmness


@lru_cache(maxsize=4)
def table_reader(lexicon: Lexicon) -> TableReader:
    """Return the reader for `lexicon`, made once."""
    return TableReader(lexicon)
