"""Figures as written, and what rounding lets them be."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyie.arithmetic import (
    Figure,
    add,
    agree,
    divide,
    exceeds,
    grow,
    grow_yearly,
    holds_whole_number,
    parse_figure,
    spread_yearly,
    subtract,
)

POSITIVE = st.integers(1, 10**6)
DECIMALS = st.integers(0, 3)


def figure(text: str) -> Figure:
    found = parse_figure(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "value", "slack"),
    [
        ("5", Fraction(5), Fraction(1, 2)),
        ("5.2", Fraction(26, 5), Fraction(1, 20)),
        ("5.20", Fraction(26, 5), Fraction(1, 200)),
        ("12,500", Fraction(12500), Fraction(1, 2)),
    ],
)
def test_slack_is_half_of_the_last_place(text: str, value: Fraction, slack: Fraction) -> None:
    assert parse_figure(text) == Figure(value, slack)


def test_counts_are_exact_and_their_decimals_are_not() -> None:
    assert parse_figure("12", exact=True) == Figure(Fraction(12), Fraction(0))
    assert parse_figure("1.2", exact=True) == Figure(Fraction(6, 5), Fraction(1, 20))


@pytest.mark.parametrize("text", ["", ".", ".5", "5.2.1", "五", "-5"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_figure(text) is None


def test_sums_and_differences_add_slack() -> None:
    parts = [figure("5.3"), figure("4.7")]
    assert add(parts) == Figure(Fraction(10), Fraction(1, 10))
    assert subtract(*parts) == Figure(Fraction(3, 5), Fraction(1, 10))
    assert add([]) == Figure(Fraction(0), Fraction(0))


def test_units_scale_value_and_slack_and_signs_the_value_alone() -> None:
    assert figure("5").scaled(10000) == Figure(Fraction(50000), Fraction(5000))
    assert figure("5").scaled(-1) == Figure(Fraction(-5), Fraction(1, 2))


def test_growth_is_a_ratio_of_one() -> None:
    rate = grow(figure("50"), figure("60"))
    assert rate is not None
    assert rate.value == Fraction(1, 5)
    yearly = grow_yearly(Figure(Fraction(100)), Figure(Fraction(121)), 2)
    assert yearly is not None
    assert float(yearly.value) == pytest.approx(0.1)


@pytest.mark.parametrize("base", [Figure(Fraction(0)), figure("0"), Figure(Fraction(-3))])
def test_there_is_no_growth_from_nothing(base: Figure) -> None:
    assert grow(base, figure("5")) is None
    assert grow_yearly(base, figure("5"), 5) is None


def test_there_is_no_mean_of_no_years_or_below_nothing() -> None:
    assert spread_yearly(figure("1"), 0) is None
    assert spread_yearly(Figure(Fraction(-2)), 5) is None


def test_figures_agree_up_to_both_slacks() -> None:
    assert agree(Figure(Fraction(10)), figure("10.4")) is False
    assert agree(figure("10"), figure("10.4"))
    assert exceeds(figure("12"), figure("10"))
    assert not exceeds(figure("11"), figure("10"))


def test_whole_numbers_lie_strictly_between() -> None:
    assert holds_whole_number(Fraction(5, 2), Fraction(7, 2))
    assert not holds_whole_number(Fraction(5, 2), Fraction(3))
    assert not holds_whole_number(Fraction(21, 10), Fraction(29, 10))


@given(POSITIVE, POSITIVE, DECIMALS)
def test_a_rounded_share_agrees_with_what_it_was_made_from(
    part: int, whole: int, decimals: int
) -> None:
    stated = figure(f"{100 * part / whole:.{decimals}f}")
    share = divide(Figure(Fraction(part)), Figure(Fraction(whole)))
    assert share is not None
    close = Figure(share.value * 100, share.slack + Fraction(1, 10**9))
    assert agree(close, stated)


@given(POSITIVE, POSITIVE, st.integers(-4, 4), st.integers(-4, 4))
def test_division_covers_all_that_rounding_allows(a: int, b: int, da: int, db: int) -> None:
    part = Figure(Fraction(a), Fraction(1, 2))
    whole = Figure(Fraction(b), Fraction(1, 2))
    ratio = divide(part, whole)
    assert ratio is not None
    real = (a + Fraction(da, 8)) / (b + Fraction(db, 8))
    assert abs(real - ratio.value) <= ratio.slack
