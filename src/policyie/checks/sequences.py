"""Years that go backwards: ranges, and the year labels of one part."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from policyie.arithmetic import Figure
from policyie.checks.records import Verdict, compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyie.checks.records import View
    from policyie.segments.records import Label
    from policyie.targets.records import Check


def find_year_ranges(view: View) -> Iterator[Check]:
    """Yield the ranges of years (2031-2033年)."""
    for match in view.words.years.finditer(view.text):
        first, last = match["from"], match["to"]
        ok = int(first) < int(last)
        message = f"the years of “{match[0]}年” go {'forwards' if ok else 'backwards'}"
        yield _years(int(first), int(last), [match.span("from"), match.span("to")], message, ok=ok)


def find_label_order(view: View) -> Iterator[Check]:
    """Yield each year label that stands below a later one of the same part."""
    rows: dict[int, list[Label]] = {}
    for draft in view.drafts:
        sentence = draft.sentence
        label = sentence.label
        if label is not None:
            row = rows.setdefault(sentence.block, [])
            if not row or row[-1].start != label.start:
                row.append(label)
    for row in rows.values():
        years = [label.year for label in row]
        # Years that stand twice begin a second row; years that only fall are told from the last on.
        if len(set(years)) < max(3, len(years)) or years == sorted(years, reverse=True):
            continue
        for before, after in pairwise(row):
            ok = before.year < after.year
            order = "follows" if ok else "stands below"
            message = f"“{after.year}年” {order} “{before.year}年”"
            spans = [(before.start, before.end), (after.start, after.end)]
            yield _years(before.year, after.year, spans, message, ok=ok)


def _years(first: int, last: int, spans: list[tuple[int, int]], message: str, *, ok: bool) -> Check:
    pair = (Figure(Fraction(first)), Figure(Fraction(last)))
    return compare(Verdict("year-order", ok, message), [], pair, ("年", Fraction(1)), spans)
