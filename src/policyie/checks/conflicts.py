"""One indicator in two places: the same year with two values, two years against their growth."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from policyie.arithmetic import agree, grow_yearly, subtract
from policyie.checks.records import PER_CENT, TIMES, Verdict, compare, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyie.arithmetic import Figure
    from policyie.checks.names import Names
    from policyie.checks.records import Read, View
    from policyie.targets.records import Check, Draft

Level = tuple["Draft", "Read"]
NEAR = Fraction(1, 20)
# A year that holds for a whole list or chapter may not be that of each of its numbers.
_OWN_TIMES = ("clause", "sentence", "column")
_PLAN = 5  # the years over which a plan states a mean


def find_conflicts(view: View, names: Names) -> Iterator[Check]:
    """Yield pairs of levels with the same name and time."""
    for drafts in names.sure.values():
        if len(drafts) < 2:
            continue
        groups: dict[tuple[object, ...], list[Level]] = defaultdict(list)
        for draft, read in _read(view, drafts):
            dated = draft.last is not None and draft.time_from in _OWN_TIMES
            if dated and draft.parent is None:
                groups[draft.first, draft.last, draft.status, read.base].append((draft, read))
        for same in groups.values():
            yield from _compare(view, same)


def _compare(view: View, same: list[Level]) -> Iterator[Check]:
    """Compare the first of some levels with each further value, once."""
    first = same[0]
    seen: set[Figure] = set()
    for other in same[1:]:
        new = other[1].figure not in seen and other[0].sentence is not first[0].sentence
        if new and _is_near(first, other):
            seen.add(other[1].figure)
            yield _same(view, first, other)


def _read(view: View, drafts: list[Draft]) -> list[Level]:
    """Return the drafts that have a figure, with it."""
    return [(draft, read) for draft in drafts if (read := view.figure(draft)) is not None]


def _is_near(first: Level, other: Level) -> bool:
    """Whether two values may be meant as one: what is far away, or a round mark, is another."""
    one, two = first[1].figure.value, other[1].figure.value
    if one != two and any(_is_mark(draft, read) for draft, read in (first, other)):
        return False
    return abs(one - two) <= max(one, two) * NEAR


def _is_mark(draft: Draft, read: Read) -> bool:
    """Whether a level is only a round mark that is passed (跃上40万吨台阶)."""
    quantity = draft.quantity
    digits = str(int(read.figure.value / read.factor)).rstrip("0")
    return quantity is not None and quantity.comparator == "reach" and len(digits) == 1


def _same(view: View, first: Level, other: Level) -> Check:
    (one, expected), (two, found) = first, other
    ok = agree(expected.figure, found.figure)
    quotes = [view.text[d.quantity.start : d.quantity.end] for d in (one, two) if d.quantity]
    name = view.words_of(one)
    message = f"“{name}” is {quotes[0]} in one place and {quotes[1]} in another" + (
        ", the same" if ok else ""
    )
    unit = one.quantity.unit if one.quantity else None
    return compare(
        Verdict("same-value", ok, message),
        [one, two],
        (expected.figure, found.figure),
        (unit, expected.factor),
    )


def find_yearly_growth(view: View, names: Names) -> Iterator[Check]:
    """Yield growth against the level of the year before, which stands elsewhere."""
    rates = _collect_rates(view)
    for drafts in names.sure.values():
        if len(drafts) < 2:
            continue
        by_year: dict[tuple[int, str | None], list[Level]] = defaultdict(list)
        for draft, read in _read(view, drafts):
            year = _year(draft)
            if year is not None:
                by_year[year, read.base].append((draft, read))
        for (year, base), now in by_year.items():
            rate = rates.get(id(now[0][0]))
            if rate is None or len(now) != 1:
                continue
            before = by_year.get((rate.year or year - rate.years, base), [])
            if len(before) == 1:
                yield from _grown(view, before[0], now[0], rate)


class _Rate(NamedTuple):
    """A change that follows a level: from which year, or over how many; a mean by year or not."""

    change: Draft
    year: int | None
    years: int
    yearly: bool


def _collect_rates(view: View) -> dict[int, _Rate]:
    """Return by the id of a level the change that follows it."""
    rates: dict[int, _Rate] = {}
    for level, change in pairwise(view.drafts):
        if change.mode == "level" or level.mode != "level" or change.sentence is not level.sentence:
            continue
        found = view.words.change.fullmatch(view.between(level, change))
        if found and not found["adjusted"]:
            year = int(found["year"]) if found["year"] else None
            yearly = found["yearly"] is not None
            rates[id(level)] = _Rate(change, year, _PLAN if yearly else 1, yearly)
    return rates


def _grown(view: View, before: Level, now: Level, rate: _Rate) -> Iterator[Check]:
    """Compare the change between two levels with the one that is told."""
    change = rate.change
    stated = view.figure(change)
    years = (_year(now[0]) or 0) - (_year(before[0]) or 0)
    if stated is None or now[1].base == PER_CENT or years < 1:
        return
    if stated.base in (PER_CENT, TIMES):
        if view.words.constant_price.search(view.words_of(now[0])):
            return
        over = years if rate.yearly else 1
        expected = grow_yearly(before[1].figure, now[1].figure, over)
    elif stated.base == now[1].base and not rate.yearly:
        expected = subtract(now[1].figure, before[1].figure)
    else:
        return
    if expected is None:
        return
    expected = expected.scaled(-1 if change.mode == "decrease" else 1)
    ok = agree(expected, stated.figure)
    drafts = (before[0], now[0], change)
    quotes = [view.text[d.quantity.start : d.quantity.end] for d in drafts if d.quantity]
    unit = change.quantity.unit if change.quantity else None
    message = (
        f"“{view.words_of(now[0])}” goes from “{quotes[0]}” to “{quotes[1]}”, a change of "
        f"{say(expected.value / stated.factor, unit)}; the text says “{quotes[2]}”"
    )
    yield compare(
        Verdict("year-growth", ok, message),
        drafts,
        (expected, stated.figure),
        (unit, stated.factor),
    )


def _year(draft: Draft) -> int | None:
    """Return the year of a level that is dated to one whole year, or to its end."""
    last = draft.last
    if last is None or not last.endswith("-12-31"):
        return None
    if draft.first is not None and draft.first != f"{last[:4]}-01-01":
        return None
    return int(last[:4])
