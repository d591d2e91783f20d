import pytest

from policyie.evaluation.calibration import Reliability


def test_a_confidence_that_keeps_its_word_has_no_error() -> None:
    pairs = [(0.75, True)] * 3 + [(0.75, False)]
    assert Reliability(pairs).error == pytest.approx(0)


def test_the_error_weighs_each_bin_by_its_records() -> None:
    pairs = [(0.95, True)] * 3 + [(0.55, False)]
    assert Reliability(pairs).error == pytest.approx((3 * 0.05 + 0.55) / 4)


def test_auroc_counts_ties_as_half() -> None:
    assert Reliability([(0.9, True), (0.1, False)]).auroc == 1.0
    assert Reliability([(0.1, True), (0.9, False)]).auroc == 0.0
    assert Reliability([(0.5, True), (0.5, False)]).auroc == 0.5
    assert Reliability([(0.9, True), (0.5, True), (0.5, False), (0.1, False)]).auroc == 0.875


def test_auroc_needs_right_and_wrong_records() -> None:
    assert Reliability([(0.9, True)]).auroc is None
    assert "AUROC –" in Reliability([(0.9, True)]).lines()[0]


def test_the_curve_tells_how_many_are_kept_and_right() -> None:
    pairs = [(0.95, True), (0.9, False), (0.2, False), (1.0, True)]
    assert Reliability(pairs).at_least(0.9) == (0.75, 2 / 3)
    assert Reliability(pairs).at_least(1.1) == (0.0, 0.0)
    assert "| 0.9 | 0.750 | 0.667 |" in Reliability(pairs).lines()


def test_nothing_has_no_error() -> None:
    empty = Reliability([])
    assert (empty.error, empty.at_least(0.5)) == (0.0, (0.0, 0.0))
