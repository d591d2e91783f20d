"""Shares: a per cent against its numerator and denominator, shares of a whole against 100."""

from __future__ import annotations

import re
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from policyie.arithmetic import (
    PERCENT,
    Figure,
    add,
    agree,
    divide,
    holds_whole_number,
    parse_figure,
)
from policyie.checks.names import find_wholes
from policyie.checks.records import Verdict, compare, say, span_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyie.checks.names import Names
    from policyie.checks.records import Read, View
    from policyie.targets.records import Check, Draft

_TERM = re.compile(r"\d+(?:\.\d+)?")


def find_shares(view: View, drafts: list[Draft], names: Names) -> Iterator[Check]:
    """Yield the shares behind their numerators, against their wholes or whole numbers.

    Args:
        view: the document.
        drafts: the targets of one sentence.
        names: the levels of the document.
    """
    for index, share in enumerate(drafts):
        if not index or share.quantity is None or share.quantity.unit != "%":
            continue
        found = view.words.share.fullmatch(view.between(drafts[index - 1], share))
        part = _numerator(view, drafts, index - 1) if found else None
        if found is None or part is None or part.per or share.mode != "level":
            continue
        amount, stated = view.figure(part), view.figure(share)
        if part.mode == "level" and amount is not None and stated is not None:
            pair = (part, share), (amount, stated)
            yield from _share_of(view, names, found["whole"], *pair)


def _numerator(view: View, drafts: list[Draft], index: int) -> Draft | None:
    """Return the target before a share (30个，增长5%，占比25%); a change of it may stand between.

    The last number of a list is none: the share may be that of all of them (A10个、B20个，占比25%).
    """
    if drafts[index].mode != "level" and index:
        index -= 1
        if not view.words.change.fullmatch(view.between(drafts[index], drafts[index + 1])):
            return None
    if index and "、" in view.between(drafts[index - 1], drafts[index]):
        return None
    return drafts[index]


def _share_of(
    view: View,
    names: Names,
    name: str | None,
    drafts: tuple[Draft, Draft],
    figures: tuple[Read, Read],
) -> Iterator[Check]:
    """Compare a share with each whole that may be meant; where several may, one must fit."""
    part, share = drafts
    amount, stated = figures
    if name is not None and view.words.any_whole.fullmatch(name) is None:
        wholes = find_wholes(view, names, name, part)
    else:
        figure = view.figure(part.parent) if part.parent is not None else None
        wholes = [((part.parent, figure), True)] if part.parent and figure else []
    found = [
        (_quotient(view, (part, whole, share), ratio, stated), sure)
        for (whole, read), sure in wholes
        if read.base == amount.base
        and whole.mode == "level"
        and not whole.per
        and (ratio := divide(amount.figure, read.figure)) is not None
    ]
    fitting = [check for check, _ in found if check.ok]
    if fitting:
        yield fitting[0]
    elif len(found) == 1 and found[0][1]:
        yield found[0][0]
    elif not found and (name is None or view.words.any_whole.search(name)):
        yield from _whole_number(view, drafts, amount.figure, stated.figure)


def _whole_number(
    view: View, drafts: tuple[Draft, Draft], amount: Figure, share: Figure
) -> Iterator[Check]:
    """Check that a count and its share leave a whole number as the whole (25个，占比63.4%: 39.4).

    A share that was cut off rather than rounded is let pass.
    """
    value, place = share.value, 2 * share.slack
    if amount.slack or not amount.value or not place < value <= 1:
        return
    whole = amount.value / value
    ok = holds_whole_number(amount.value / (value + place), amount.value / (value - place))
    nearest = min(
        (amount.value / number for number in (floor(whole), floor(whole) + 1) if number),
        key=lambda ratio: abs(ratio - value),
    )
    count, stated = (view.text[a:b] for a, b in map(span_of, drafts))
    message = f"“{count}” is “{stated}” of {say(whole)}" + (
        "" if ok else f", no whole number; the nearest share is {say(nearest / PERCENT, '%')}"
    )
    yield compare(
        Verdict("whole-number", ok, message),
        drafts,
        (Figure(nearest), Figure(value, place)),
        ("%", PERCENT),
    )


def _quotient(view: View, drafts: tuple[Draft, Draft, Draft], ratio: Figure, found: Read) -> Check:
    ok = agree(ratio, found.figure)
    quotes = [view.text[d.quantity.start : d.quantity.end] for d in drafts if d.quantity]
    message = (
        f"“{quotes[0]}” of “{quotes[1]}” is {say(ratio.value / PERCENT, '%')}, "
        f"the text says “{quotes[2]}”"
    )
    return compare(Verdict("share-of", ok, message), drafts, (ratio, found.figure), ("%", PERCENT))


def find_ratios(view: View) -> Iterator[Check]:
    """Yield the ratios of a whole (8:40:52) that must make 100."""
    at = {d.quantity.start: d for d in view.drafts if d.quantity and d.quantity.form == "share"}
    for match in view.words.ratio.finditer(view.text):
        for group in ("first", "second"):
            if match[group] is None:
                continue
            terms = list(_TERM.finditer(view.text, *match.span(group)))
            figures = [f for t in terms if (f := parse_figure(t[0])) is not None]
            sums = add(figures)
            if not 50 < sums.value < 150:
                continue
            whole = Figure(Fraction(100))
            ok = agree(whole, sums)
            message = f"the shares “{match[group]}” make {say(sums.value)}, of 100"
            yield compare(
                Verdict("shares-sum", ok, message),
                [at[t.start()] for t in terms if t.start() in at],
                (whole, sums),
                ("%", Fraction(1)),
                [t.span() for t in terms],
            )
