"""Rows of indicator tables: base and target against the change that stands in a third cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyie.arithmetic import Figure, agree, grow_yearly, subtract
from policyie.checks.records import PER_CENT, Verdict, compare, say, span_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyie.checks.records import Read, View
    from policyie.targets.records import Check, Draft


def find_table_growth(view: View) -> Iterator[Check]:
    """Yield the rows with a base, a target and a change."""
    for drafts in view.sentences:
        if drafts[0].sentence.kind != "table":
            continue
        rows: dict[tuple[int, str], list[Draft]] = {}
        for draft in drafts:
            name = draft.clause[0], view.words_of(draft)
            rows.setdefault(name, []).append(draft)
        for row in rows.values():
            yield from _read_row(view, row)


def _read_row(view: View, row: list[Draft]) -> Iterator[Check]:
    levels = [d for d in row if d.mode == "level" and _header(view, d) == "level"]
    changes = [d for d in row if d not in levels]
    if len(levels) != 2 or len(changes) != 1 or levels[0].status != "reported":
        return
    if levels[1].status != "planned":
        return
    read = [figure for d in (*levels, *changes) if (figure := view.figure(d)) is not None]
    years = _years(levels)
    if len(read) < 3 or read[0].base != read[1].base or years is None:
        return
    expected, factor = _expected(view, changes[0], read, years)
    if expected is None:
        return
    stated = Figure(read[2].figure.value * factor, read[2].figure.slack)
    yield _told(view, (*levels, changes[0]), (expected, stated), read[2])


def _expected(view: View, change: Draft, read: list[Read], years: int) -> tuple[Figure | None, int]:
    """Return the change of base and target, and the sign in which the text states it."""
    base, target, stated = read
    sign = -1 if change.mode == "decrease" else 1
    if _header(view, change) == "yearly":
        priced = view.words.constant_price.search(view.words_of(change))
        if priced or stated.base != PER_CENT or base.base == PER_CENT:
            return None, sign
        return grow_yearly(base.figure, target.figure, years), sign
    if stated.base != base.base:
        return None, sign
    return subtract(target.figure, base.figure), sign


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


def _told(
    view: View, drafts: tuple[Draft, ...], pair: tuple[Figure, Figure], stated: Read
) -> Check:
    expected, found = pair
    unit = drafts[-1].quantity.unit if drafts[-1].quantity else None
    quotes = [view.text[a:b] for a, b in map(span_of, drafts)]
    message = (
        f"“{view.words_of(drafts[0])}” goes from {quotes[0]} to {quotes[1]}, a change of "
        f"{say(expected.value / stated.factor, unit)}; the table says {quotes[2]}"
    )
    return compare(
        Verdict("row-growth", agree(expected, found), message),
        drafts,
        (expected, found),
        (unit, stated.factor),
    )
