"""Rows of digits run together, split by what must hold.

`东区1043569西区763640…合计18079109` has one reading in which each total is the sum of its parts and
each column sums to the bottom row. Where two readings fit equally none is chosen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyie.targets.grammar import Grammar

Span = tuple[int, int]
_CELLS = r"\d{2,12}(?:\([^()\d]{1,8}\)\d{1,6})?"
_ROWS = re.compile(rf"(?:[\u4e00-\u9fff]{{2,9}}(?=\d{{3}}|\d+\([^()\d]{{1,8}}\)\d){_CELLS}){{3,}}")
_ONE_ROW = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2,9}})(?P<cells>{_CELLS})")
_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,10}?(?:总数|数量|总量|总额|数|面积|户数|人数|总人口|人口)(?:\((?P<unit>[^()]{1,4})\))?"
)
_DENSE = re.compile(r"\d{3}[\u4e00-\u9fff]{2,9}\d{3}")
_MIN_TABLE = 40
_HEADER_REACH = 90
_MAX_COLUMNS = 5
_MAX_COMBINATIONS = 20_000


@dataclass(slots=True)
class NumberTable:
    """A table whose rows were run together: names of columns, rows of cells, confirmations."""

    start: int
    end: int
    columns: list[Span]
    units: list[str | None]
    rows: list[tuple[Span, list[Span]]]
    total_row: int
    confirmed: int


def find_number_table(text: str, grammar: Grammar, start: int, end: int) -> NumberTable | None:
    """Return the first table of run-together rows in `text[start:end]`, or None."""
    if end - start < _MIN_TABLE or _DENSE.search(text, start, end) is None:
        return None
    found = _ROWS.search(text, start, end)
    if found is None:
        return None
    header = _read_header(text, grammar, max(start, found.start() - _HEADER_REACH), found.start())
    if header is None:
        return None
    columns, units, body = header
    rows = list(_read_rows(text, body, found.end()))
    if len(rows) < 3 or not 2 <= len(columns) <= _MAX_COLUMNS:
        return None
    total = next(
        (
            i
            for i, (name, _) in enumerate(rows)
            if grammar.total_row.search(text[name[0] : name[1]])
        ),
        -1,
    )
    solved = _solve([list(_splits(text, cells, len(columns))) for _, cells in rows], text, total)
    if solved is None:
        return None
    filled = [(name, cells) for (name, _), cells in zip(rows, solved, strict=True)]
    count = len(rows) + (len(columns) if total >= 0 else 0)
    return NumberTable(columns[0][0], found.end(), columns, units, filled, total, count)


def _read_header(
    text: str, grammar: Grammar, start: int, end: int
) -> tuple[list[Span], list[str | None], int] | None:
    """Return the column names, their units, and where the rows begin."""
    label = grammar.row_label.search(text, start, end)
    names = list(_NAME.finditer(text, label.end() if label else start, end))
    if len(names) < 2:
        return None
    units = [m["unit"] for m in names]
    shared = next((u for u in units if u), None)
    spans = [(m.start(), m.end() - (len(m["unit"]) + 2 if m["unit"] else 0)) for m in names]
    return spans, [u or shared for u in units], names[-1].end()


def _read_rows(text: str, start: int, end: int) -> Iterator[tuple[Span, Span]]:
    for match in _ONE_ROW.finditer(text, start, end):
        yield match.span("name"), match.span("cells")


def _splits(text: str, cells: Span, count: int) -> Iterator[list[Span]]:
    """Yield the ways to cut a run of digits into `count` numbers of which one sums the others."""
    start, end = cells
    bracket = re.search(r"\([^()]*\)", text[start:end])
    digits = [i for i in range(start, end) if text[i].isdigit()]
    forced = start + bracket.start() if bracket else None
    for cuts in _cut_places(digits, count, forced):
        spans = [(a[0], a[-1] + 1) for a in cuts]
        values = [int(text[a:b]) for a, b in spans]
        if any(text[a] == "0" and b - a > 1 for a, b in spans):
            continue
        if values[0] == sum(values[1:]) or values[-1] == sum(values[:-1]):
            yield spans


def _cut_places(digits: list[int], count: int, forced: int | None) -> Iterator[list[list[int]]]:
    size = len(digits)
    if count == 1:
        if forced is None or not digits[0] < forced < digits[-1]:
            yield [digits]
        return
    for cut in range(1, size - count + 2):
        head = digits[:cut]
        if forced is not None and head[0] < forced < head[-1]:
            continue
        for rest in _cut_places(digits[cut:], count - 1, forced):
            yield [head, *rest]


def _solve(options: list[list[list[Span]]], text: str, total: int) -> list[list[Span]] | None:
    """Return the one combination that fits the bottom row; None when none or two do."""
    if any(not o for o in options):
        return None
    size = 1
    for option in options:
        size *= len(option)
    if size > _MAX_COMBINATIONS:
        return None
    fitting = [
        list(c) for c in product(*options) if total < 0 or _columns_fit(list(c), text, total)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _columns_fit(rows: list[list[Span]], text: str, total: int) -> bool:
    values = [[int(text[a:b]) for a, b in row] for row in rows]
    return all(
        sum(row[k] for i, row in enumerate(values) if i != total) == values[total][k]
        for k in range(len(values[total]))
    )
