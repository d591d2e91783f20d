"""Growth against base and level within one sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyie.arithmetic import (
    Figure,
    agree,
    divide,
    exceeds,
    grow,
    grow_yearly,
    spread_yearly,
    subtract,
)
from policyie.checks.records import PER_CENT, POINTS, TIMES, Verdict, base_of, compare, say, span_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyie.checks.records import Read, View
    from policyie.targets.records import Check, Draft

Span = tuple[int, int]
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_BASE_YEAR = re.compile(r"((?:19|20)\d\d)年(?:末|底)?的?$")
_TURNED = re.compile("[到至为成]")
_BASE_REACH = 10
_REACH = 60
_MAX_YEARS = 10
_NEAR_TIMES = ("clause", "sentence", "list")


def find_growth(view: View, drafts: list[Draft]) -> Iterator[Check]:
    """Yield what can be told of growth within the sentence of `drafts`."""
    years: int | None = None
    for index, level in enumerate(drafts):
        if level.mode != "level":
            continue
        if level.baseline is not None and level.baseline.value is not None:
            named = _named_years(view, level)
            years = named or years
            following = drafts[index + 1] if index + 1 < len(drafts) else None
            yield from _from_base(view, level, following, (named, years))
    rows = deal(drafts)
    for levels, amounts, rates in zip(rows, rows[1:], rows[2:], strict=False):
        if len(levels) == len(amounts) == len(rates) and levels[0].mode == "level":
            first = _link(view, levels[-1], amounts[0])
            second = _link(view, amounts[-1], rates[0]) if first else None
            for row in zip(levels, amounts, rates, strict=True) if second else ():
                yield from _amount_and_rate(view, row, (first, second))


def deal(drafts: list[Draft]) -> list[list[Draft]]:
    """Return the drafts of a sentence in rows: those among which 分别 deals out stand in one."""
    rows: list[list[Draft]] = []
    for draft in drafts:
        turn = draft.turn
        if turn is not None and turn[0] and rows and rows[-1][-1].turn == (turn[0] - 1, turn[1]):
            rows[-1].append(draft)
        else:
            rows.append([draft])
    return rows


def _link(view: View, before: Draft, after: Draft) -> re.Match[str] | None:
    """Return how the words between two numbers make the second a change of the first."""
    return view.words.change.fullmatch(view.between(before, after))


def _from_base(
    view: View, level: Draft, change: Draft | None, years: tuple[int | None, int | None]
) -> Iterator[Check]:
    """Check 从A增加到B，增长C%, and the direction of its words.

    Args:
        view: the document.
        level: the draft of B.
        change: the draft of C, if another follows.
        years: between the two, named in this clause and in this or an earlier one.
    """
    after = view.figure(level)
    before = base_of(view, level, after) if after else None
    if after is None or before is None:
        return
    start, _ = span_of(level)
    if _TURNED.search(view.text, before[1][1], start) is None:
        return
    yield from _direction(view, level, before, after)
    found = view.words.change.fullmatch(view.between(level, change)) if change else None
    stated = view.figure(change) if change else None
    if change is None or found is None or stated is None:
        return
    if found["since"] or found["year"] or found["adjusted"]:
        return
    priced = _in_constant_prices(view, level, before[1][0])
    if priced and stated.base in (PER_CENT, TIMES):
        return
    way = view.words.directions[found["word"]]
    if found["yearly"]:
        yield from _mean(view, (level, change), (before[0], after, stated), (years, way))
        return
    expected = _expected(before[0], after, stated)
    if expected is not None:
        pair = expected.scaled(way), stated
        yield _told(view, ("base-growth", ""), (level, change), pair, [before[1]])


def _in_constant_prices(view: View, level: Draft, end: int) -> bool:
    """Whether the words before a number name what grows in constant prices."""
    start = max(level.clause[0], end - _REACH)
    return view.words.constant_price.search(view.text, start, end) is not None


def _mean(
    view: View,
    drafts: tuple[Draft, ...],
    figures: tuple[Figure, Read, Read],
    given: tuple[tuple[int | None, int | None], int],
) -> Iterator[Check]:
    """Check a yearly mean.

    Where the clause does not name both years, those of the sentence or the period are tried; a mean
    that fits them holds, and one fails only if no number of years makes it.

    Args:
        view: the document.
        drafts: the targets to name; the first is the level, the last the mean.
        figures: base, level and mean.
        given: the years named in the clause and in the sentence, and the sign of the change.
    """
    base, after, stated = figures
    (named, carried), way = given
    if stated.base != PER_CENT or after.base == PER_CENT:
        return
    rates = {n: grow_yearly(base, after.figure, n) for n in range(1, _MAX_YEARS + 1)}
    fits = {n for n, r in rates.items() if r and agree(r.scaled(way), stated.figure)}
    years = named or carried or _dated_years(drafts[0])
    if not fits and years is None:
        near = {n: abs(r.value * way - stated.figure.value) for n, r in rates.items() if r}
        years = min(near, key=lambda n: near[n], default=None)
    expected = grow_yearly(base, after.figure, years) if years else None
    if expected is not None and (named or not fits or years in fits):
        spans = [] if len(drafts) > 2 else _base_spans(view, drafts[0], after)
        known = years in fits or named == years
        over = f" a year over {years} years"
        over += "" if known else ", and no other number of years fits"
        pair = expected.scaled(way), stated
        yield _told(view, ("base-growth", over), drafts, pair, spans)


def _base_spans(view: View, level: Draft, after: Read) -> list[Span]:
    before = base_of(view, level, after)
    return [before[1]] if before else []


def _expected(before: Figure, after: Read, stated: Read) -> Figure | None:
    """Return the change that base and level give, in the base unit of the stated one."""
    if stated.base in (PER_CENT, TIMES) and after.base != PER_CENT:
        return grow(before, after.figure)
    if stated.base == after.base and after.base != PER_CENT:
        return subtract(after.figure, before)
    if stated.base == POINTS and after.base == PER_CENT:
        return subtract(after.figure, before).scaled(100)
    return None


def _direction(
    view: View, level: Draft, before: tuple[Figure, Span], after: Read
) -> Iterator[Check]:
    """Check that a level that is said to rise is not below its base."""
    quantity = level.quantity
    base, span = before
    if quantity is None or view.text.endswith(view.words.rank_units, quantity.start, quantity.end):
        return
    found = view.words.turn.search(view.text, span[1], quantity.start)
    if found is None:
        return
    way = view.words.directions[found["word"]]
    ok = not exceeds(base, after.figure) if way > 0 else not exceeds(after.figure, base)
    written = view.text[span[0] : span[1]]
    reached = view.text[quantity.start : quantity.end]
    message = f"from {written} to {reached} is {'as' if ok else 'not what'} “{found[0]}” says"
    yield compare(
        Verdict("direction", ok, message),
        [level],
        (base, after.figure),
        (quantity.unit, after.factor),
        [span],
    )


def _named_years(view: View, level: Draft) -> int | None:
    """Return the years from the base to the level, where the clause names both."""
    quantity = level.quantity
    after = view.figure(level)
    before = base_of(view, level, after) if after else None
    if quantity is None or before is None:
        return None
    start, end = before[1]
    first = _BASE_YEAR.search(view.text[max(level.clause[0], start - _BASE_REACH) : start])
    last = _YEAR.findall(view.text, end, quantity.start)
    if first is None or len(last) > 1:
        return None
    if not last and level.time_from in ("clause", "sentence") and level.last:
        last = [level.last[:4]]
    years = int(last[0]) - int(first[1]) if last else 0
    return years if years > 0 else None


def _dated_years(level: Draft) -> int | None:
    """Return the length in years of the period of a level that spans several."""
    first, last = level.first, level.last
    if first is None or last is None or level.time_from not in _NEAR_TIMES:
        return None
    if not (first.endswith("-01-01") and last.endswith("-12-31")):
        return None
    years = int(last[:4]) - int(first[:4]) + 1
    return years if years > 1 else None


def _amount_and_rate(
    view: View,
    drafts: tuple[Draft, Draft, Draft],
    words: tuple[re.Match[str] | None, re.Match[str] | None],
) -> Iterator[Check]:
    """Check the rate of X，增加d，增长r%, and the mean of X，比2029年增长r%，年均增长m%."""
    first, second = words
    if first is None or second is None or second["since"] or second["year"] or first["yearly"]:
        return
    ways = [view.words.directions[found["word"]] for found in (first, second)]
    figures = [figure for draft in drafts if (figure := view.figure(draft)) is not None]
    if len(figures) < 3 or ways[0] != ways[1] or figures[2].base != PER_CENT:
        return
    level, amount, rate = figures
    if amount.base in (PER_CENT, TIMES):
        if second["yearly"] and bool(first["adjusted"]) == bool(second["adjusted"]):
            yield from _total_and_mean(view, drafts, (amount, rate), (first["year"], ways[0]))
        return
    if level.base != amount.base or first["adjusted"] or second["adjusted"]:
        return
    if _in_constant_prices(view, drafts[0], span_of(drafts[0])[0]):
        return
    base = subtract(level.figure, amount.figure.scaled(ways[0]))
    if second["yearly"]:
        given = ((None, None), ways[0])
        yield from _mean(view, drafts, (base, level, rate), given)
        return
    expected = divide(amount.figure, base)
    if expected is not None:
        yield _told(view, ("amount-and-rate", ""), drafts, (expected, rate), [])


def _total_and_mean(
    view: View,
    drafts: tuple[Draft, Draft, Draft],
    figures: tuple[Read, Read],
    given: tuple[str | None, int],
) -> Iterator[Check]:
    """Check 比2026年增长1.1倍，年均增长16%: the mean over the years of the whole."""
    total, mean = figures
    year, way = given
    last = drafts[0].last
    if year is None or last is None:
        return
    expected = spread_yearly(total.figure.scaled(way), int(last[:4]) - int(year))
    if expected is not None:
        pair = expected.scaled(way), mean
        yield _told(view, ("total-and-mean", ""), drafts[1:], pair, [])


def _told(
    view: View,
    rule: tuple[str, str],
    drafts: Sequence[Draft],
    pair: tuple[Figure, Read],
    spans: list[Span],
) -> Check:
    """Return the check of a change; `rule` is its name and the words for the time it takes."""
    name, over = rule
    expected, stated = pair
    change = drafts[-1].quantity
    unit = change.unit if change else None
    ok = agree(expected, stated.figure)
    places = sorted([*spans, *map(span_of, drafts[:-1])])
    given = " and ".join(f"“{view.text[a:b]}”" for a, b in places)
    start, end = span_of(drafts[-1])
    message = (
        f"{given} mean a change of {say(expected.value / stated.factor, unit)}{over}; "
        f"the text says “{view.text[start:end]}”"
    )
    verdict = Verdict(name, ok, message)
    figures = expected, stated.figure
    return compare(verdict, drafts, figures, (unit, stated.factor), spans)
