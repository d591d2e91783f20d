"""Wholes of tables: rows that break down the row above, bottom rows, parts within a cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policyie.segments.cells import Cell, Row
    from policyie.targets.grammar import Grammar
    from policyie.targets.records import Draft

Span = tuple[int, int]
PART = re.compile(r"[(,;，；]?其中[:：]?")
_MIN_PLACES = 2


def part_name(draft: Draft, cell: Cell) -> Span | None:
    """Return the name of a part that stands within a cell (约300(其中风电不少于90): 风电)."""
    opened = PART.match(cell.text)
    if opened is None or draft.quantity is None:
        return None
    bound = draft.quantity.comparator_span
    end = draft.quantity.start
    if bound is not None and bound[0] < end:
        end = bound[0]
    start = cell.start + opened.end()
    return (start, end) if end - start >= 2 else None


def link_wholes(
    text: str, grammar: Grammar, made: Sequence[tuple[Row, list[tuple[Cell, Draft]]]]
) -> None:
    """Set the whole of each draft of a table that breaks one down.

    Args:
        text: the normal copy.
        grammar: tells bottom rows.
        made: the rows in text order with their cells and the drafts of these.
    """
    above: dict[int, Draft] = {}
    for row, cells in made:
        parts = PART.match(text, *row.name) is not None
        here: dict[int, Draft] = {}
        for cell, draft in cells:
            column = id(cell.column)
            if column in here and PART.match(cell.text):
                draft.parent = here[column]
            elif parts:
                draft.parent = above.get(column)
            here.setdefault(column, draft)
        above = above if parts else here
    _link_bottom(text, grammar, made)


def _link_bottom(
    text: str, grammar: Grammar, made: Sequence[tuple[Row, list[tuple[Cell, Draft]]]]
) -> None:
    """Set the total of each column of a table of counts as the whole of the column's cells."""
    bottoms = [i for i, (row, _) in enumerate(made) if grammar.total_row.fullmatch(text, *row.name)]
    if len(bottoms) != 1 or len(made) <= _MIN_PLACES:
        return
    totals = {id(cell.column): draft for cell, draft in made[bottoms[0]][1]}
    for index, (_, cells) in enumerate(made):
        for cell, draft in cells if index != bottoms[0] else ():
            if cell.column is not None and cell.column.role == "measure":
                draft.parent = totals.get(id(cell.column))
