"""Sums, growth and shares of figures as they were written: exact numbers, and what rounding hides.

A figure is a value and its slack: half a unit of the last place that was written, 0 for a count.
`5.2万元` stands for anything from 51,500 to 52,500. What is computed from figures is a figure
again; two figures agree when their distance is no more than both slacks.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_HALF = Fraction(1, 2)
_NONE = Fraction(0)
PERCENT = Fraction(1, 100)


class Figure(NamedTuple):
    """A number known to `value` plus or minus `slack`."""

    value: Fraction
    slack: Fraction = _NONE

    def scaled(self, factor: Fraction | int) -> Figure:
        """Return the figure in another unit, or with another sign."""
        exact = Fraction(factor)
        return self if exact == 1 else Figure(self.value * exact, self.slack * abs(exact))


def parse_figure(digits: str, *, exact: bool = False) -> Figure | None:
    """Return the figure that digits with an optional point stand for, None when they are none.

    Args:
        digits: thousands may be parted by commas.
        exact: whether a number without decimals counts things and so is not rounded.

    >>> parse_figure("5.20")
    Figure(value=Fraction(26, 5), slack=Fraction(1, 200))
    >>> parse_figure("1,213", exact=True)
    Figure(value=Fraction(1213, 1), slack=Fraction(0, 1))
    """
    plain = digits.replace(",", "")
    whole, _, decimals = plain.partition(".")
    if not (whole + decimals).isdecimal() or not whole:
        return None
    if not decimals:
        return Figure(Fraction(int(whole)), _NONE if exact else _HALF)
    return Figure(Fraction(plain), Fraction(1, 2 * 10 ** len(decimals)))


def add(parts: Iterable[Figure]) -> Figure:
    """Return the sum."""
    given = tuple(parts)
    return Figure(sum((p.value for p in given), Fraction(0)), sum((p.slack for p in given), _NONE))


def subtract(whole: Figure, part: Figure) -> Figure:
    """Return the difference."""
    return Figure(whole.value - part.value, whole.slack + part.slack)


def divide(part: Figure, whole: Figure) -> Figure | None:
    """Return the ratio, None when the whole may be 0 or below."""
    lowest = whole.value - whole.slack
    if lowest <= 0:
        return None
    low = (part.value - part.slack) / (whole.value + whole.slack)
    high = (part.value + part.slack) / lowest
    if part.value < part.slack:  # a part below 0 is furthest out over the smallest whole
        low = (part.value - part.slack) / lowest
    return _widened(part.value / whole.value, low, high)


def grow(before: Figure, after: Figure) -> Figure | None:
    """Return the rate of change from `before` to `after`, a ratio of 1; None without a base."""
    times = divide(after, before)
    return times and Figure(times.value - 1, times.slack)


def grow_yearly(before: Figure, after: Figure, years: int) -> Figure | None:
    """Return the mean yearly rate of change, a ratio of 1; None when there is none.

    >>> rate = grow_yearly(Figure(Fraction(100)), Figure(Fraction(121)), 2)
    >>> round(float(rate.value), 9)
    0.1
    """
    change = grow(before, after)
    return change and spread_yearly(change, years)


def spread_yearly(change: Figure, years: int) -> Figure | None:
    """Return the yearly rate that makes up a change over several years, both ratios of 1.

    The root is taken in floating point; what that hides is far below any written place.
    """
    if years < 1 or change.value - change.slack <= -1:
        return None
    middle, low, high = (
        Fraction(float(1 + change.value + side) ** (1 / years)) - 1
        for side in (0, -change.slack, change.slack)
    )
    return _widened(middle, low, high)


def agree(expected: Figure, found: Figure) -> bool:
    """Whether rounding allows both figures to be the same number."""
    return abs(expected.value - found.value) <= expected.slack + found.slack


def exceeds(part: Figure, whole: Figure) -> bool:
    """Whether `part` is above `whole` whatever rounding hides."""
    return part.value - part.slack > whole.value + whole.slack


def holds_whole_number(low: Fraction, high: Fraction) -> bool:
    """Whether a whole number lies between the two, themselves left out."""
    return ceil(high) - floor(low) > 1


def _widened(value: Fraction, low: Fraction, high: Fraction) -> Figure:
    """Return a figure around `value` that reaches as far as the further of both ends."""
    return Figure(value, max(value - low, high - value))
