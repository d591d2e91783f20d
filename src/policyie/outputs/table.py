"""Targets as a table for reading: one line a record, in text order."""

from __future__ import annotations

from collections.abc import Iterable

from policyie.outputs.cells import (
    Record,
    clean_cell,
    format_amount,
    format_grid,
    format_period,
    format_unit,
)

COLUMNS = ("year", "action", "plan", "indicator", "comparator", "value", "unit", "status")


def to_table(records: Iterable[Record], *, width: int | None = None) -> str:
    """Aligned lines under a head of `COLUMNS`.

    A milestone, which has no quantity, shows its text when it has no indicator.

    Args:
        records: targets and milestones.
        width: columns of the terminal that a line may take, None for no limit.
    """
    rows = [COLUMNS, *map(_build_row, records)]
    return format_grid(rows, width)


def _build_row(record: Record) -> tuple[str, ...]:
    quantity = record["quantity"]
    indicator = record["indicator"] or ("" if quantity else record["text"])
    return (
        format_period(record["period"]),
        clean_cell(record["action"]),
        clean_cell(record["plan"]),
        clean_cell(indicator),
        quantity["comparator"] if quantity else "",
        format_amount(quantity) if quantity else "",
        clean_cell(format_unit(quantity)) if quantity else "",
        record["status"],
    )
