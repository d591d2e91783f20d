"""Targets as a matrix: actions, plans and indicators as rows, years as columns."""

from __future__ import annotations

from collections.abc import Iterable

from policyie.outputs.cells import (
    Record,
    clean_cell,
    format_grid,
    format_period,
    format_quantity,
)

UNDATED = "undated"
_HEAD = ("action", "plan", "indicator")
_JOINT = "；"


def to_matrix(
    records: Iterable[Record], *, width: int | None = None, milestones: bool = False
) -> str:
    """Aligned lines, rows in text order, columns in the order of time.

    A cell holds the quantity with its comparator as a sign (`≥10个`, `↑5%`, `全覆盖`), several
    ones joined by `；`.

    Args:
        records: targets and milestones; those without a quantity are left out.
        width: columns of the terminal that a line may take, None for no limit.
        milestones: whether to show milestones too, with their text in the cell.
    """
    rows: dict[tuple[str, ...], dict[str, list[str]]] = {}
    columns: dict[str, tuple[str, str]] = {}
    for record in records:
        cell = _format_value(record, milestones=milestones)
        if not cell:
            continue
        label = format_period(record["period"]) or UNDATED
        columns[label] = _find_order(record["period"])
        cells = rows.setdefault(tuple(clean_cell(record[name]) for name in _HEAD), {})
        if cell not in cells.setdefault(label, []):
            cells[label].append(cell)
    labels = sorted(columns, key=columns.__getitem__)
    lines = [
        (*names, *(_JOINT.join(cells.get(label, ())) for label in labels))
        for names, cells in rows.items()
    ]
    return format_grid([(*_HEAD, *labels), *lines], width)


def _format_value(record: Record, *, milestones: bool) -> str:
    if record["quantity"]:
        return format_quantity(record["quantity"])
    return clean_cell(record["text"]) if milestones else ""


def _find_order(period: Record | None) -> tuple[str, str]:
    """What sorts periods: by their end, then by their start; the undated come last."""
    start, end = (period["start"], period["end"]) if period else (None, None)
    return end or start or "9999-99-99", start or ""
