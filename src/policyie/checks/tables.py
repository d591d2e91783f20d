"""Rows of indicator tables: base and target against the change that stands in a third cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyie.arithmetic import PERCENT, agree, grow_yearly, subtract
from policyie.checks.records import PER_CENT, Read, Verdict, compare, say, span_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyie.arithmetic import Figure
    from policyie.checks.records import View
    from policyie.targets.records import Check, Draft


def find_table_growth(view: View, drafts: list[Draft]) -> Iterator[Check]:
    """Yield the rows of a table with a base, a target and a change."""
    if drafts[0].sentence.kind != "table":
        return
    rows: dict[tuple[int, str], list[Draft]] = {}
    for draft in drafts:
        name = draft.clause[0], view.words_of(draft)
        rows.setdefault(name, []).append(draft)
    for row in rows.values():
        yield from _read_row(view, row)


def _read_row(view: View, row: list[Draft]) -> Iterator[Check]:
    levels = [d for d in row if d.mode == "level" and _header(view, d) == "level"]
    changes = [d for d in row if d not in levels]
    if len(levels) != 2 or len(changes) != 1:
        return
    if (levels[0].status, levels[1].status) != ("reported", "planned"):
        return
    read = [figure for d in (*levels, *changes) if (figure := view.figure(d)) is not None]
    years = _years(levels)
    if len(read) < 3 or read[0].base != read[1].base or years is None:
        return
    base, target, stated = read
    kind = _header(view, changes[0])
    expected = None
    if kind == "sum" and stated.base == base.base:
        expected = subtract(target.figure, base.figure)
    elif kind == "yearly" and base.base != PER_CENT and not _in_constant_prices(view, levels[0]):
        expected = grow_yearly(base.figure, target.figure, years)
        # The cell has the unit of its row, but a rate is told in per cent.
        stated = Read(stated.figure.scaled(PERCENT / stated.factor), PER_CENT, PERCENT)
    if expected is not None:
        sign = -1 if changes[0].mode == "decrease" else 1
        yield _told(view, (*levels, changes[0]), expected.scaled(sign), stated)


def _in_constant_prices(view: View, draft: Draft) -> bool:
    return view.words.constant_price.search(view.words_of(draft)) is not None


def _header(view: View, draft: Draft) -> str:
    """Return what the column of a cell holds: a `level`, a `yearly` change, a `sum` of years."""
    span = next((s for field, rule, s in draft.evidence if rule == "table-column"), None)
    header = view.text[span[0] : span[1]] if span else ""
    start, _ = span_of(draft)
    if view.text[start - 1 : start] in ("[", "("):
        return "sum"
    return "yearly" if view.words.yearly.search(header) else "level"


def _years(levels: list[Draft]) -> int | None:
    if levels[0].last is None or levels[1].last is None:
        return None
    years = int(levels[1].last[:4]) - int(levels[0].last[:4])
    return years if years > 0 else None


def _told(view: View, drafts: tuple[Draft, ...], expected: Figure, stated: Read) -> Check:
    quantity = drafts[-1].quantity
    unit = "%" if stated.base == PER_CENT else quantity.unit if quantity else None
    quotes = [view.text[a:b] for a, b in map(span_of, drafts)]
    message = (
        f"“{view.words_of(drafts[0])}” goes from {quotes[0]} to {quotes[1]}, a change of "
        f"{say(expected.value / stated.factor, unit)}; the table says {quotes[2]}"
    )
    verdict = Verdict("row-growth", agree(expected, stated.figure), message)
    return compare(verdict, drafts, (expected, stated.figure), (unit, stated.factor))
