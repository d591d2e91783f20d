from __future__ import annotations

from typing import Any

import pytest

from policyie.evaluation.contrast import (
    changes_json,
    contrast,
    find_changes,
    format_changes,
    format_contrast,
)
from policyie.evaluation.gold import GoldRecord
from policyie.evaluation.metrics import Evaluation, score_document
from policyie.evaluation.predictions import read_predictions


@pytest.fixture
def evaluation(make_gold: Any, make_milestone: Any) -> Any:
    """Documents of one target and one milestone each; the predictions are given."""

    def build(*predicted: Any) -> Evaluation:
        gold = [make_gold(), make_milestone(start=20, end=31)]
        records = [GoldRecord.model_validate(record) for record in gold]
        return Evaluation(
            [
                score_document(name, records, read_predictions(found, name))
                for name, found in zip("abcdefgh", predicted, strict=False)
            ]
        )

    return build


def test_a_system_against_itself(evaluation: Any, make_predicted: Any) -> None:
    one = evaluation([make_predicted()], [])
    found = contrast(one, one)
    assert {(row.difference, row.low, row.high, row.p) for row in found.values()} == {(0, 0, 0, 1)}
    assert find_changes(one, one) == []
    assert format_changes([]) == "gains in 0 records, losses in 0\n"


def test_a_better_system(evaluation: Any, make_predicted: Any) -> None:
    right, late = [make_predicted()], [make_predicted(period=None)]
    found = contrast(evaluation(right, right, right, right), evaluation(late, late, late, late))
    assert list(found) == ["detection", "core", "full", "record"]
    assert found["detection"].difference == 0
    core = found["core"]
    assert (core.one, core.other, core.difference, core.low, core.high) == (1, 0, 1, 1, 1)
    assert core.p == 0.002
    assert "core         1.0000  0.0000  +1.0000   +1.0000 to +1.0000" in format_contrast(found)


def test_the_interval_is_that_of_the_difference(evaluation: Any, make_predicted: Any) -> None:
    """Both systems vary much over documents, their difference only in one document of four."""
    right, late = [make_predicted()], [make_predicted(period=None)]
    one = evaluation(right, right, late, late)
    found = contrast(one, evaluation(right, late, late, late))["core"]
    assert found.difference == 0.25
    assert (found.low, found.high) == (0, 0.75)
    assert 0 < found.p <= 1
    assert contrast(evaluation(right, late, late, late), one)["core"].difference == -0.25
    assert found == contrast(one, evaluation(right, late, late, late))["core"]


def test_each_change_is_told(evaluation: Any, make_predicted: Any) -> None:
    other = make_predicted(id="p9", quantity={"span": [40, 43], "text": "8\n个"})
    milestone = make_predicted(kind="milestone", span=[20, 31]) | {"quantity": None}
    one = evaluation(
        [make_predicted(verb="拆除"), other], [], [make_predicted(), milestone | {"status": "x"}]
    )
    two = evaluation(
        [make_predicted(period=None)], [make_predicted()], [make_predicted(), milestone]
    )
    changes = find_changes(one, two)
    assert [(c.document, c.gold and c.gold.id, c.place) for c in changes] == [
        ("a", "t001", (8, 11)),
        ("a", None, (40, 43)),
        ("b", "t001", (8, 11)),
        ("c", "m001", (20, 31)),
    ]
    assert changes[0].gained == ("period", "core", "full", "record")
    assert changes[0].lost == ("verb",)
    assert (changes[1].gained, changes[1].lost) == ((), ("spurious",))
    assert changes[2].lost[:2] == ("found", "value")
    assert changes[3].lost == ("status", "milestone")
    assert find_changes(two, one)[1].gained == ("spurious",)
    shown = format_changes(changes).splitlines()
    assert shown[:4] == [
        "gains in 1 records, losses in 4",
        "+ a [8:11] t001 12個: right period, core, full, record",
        "- a [8:11] t001 12個: wrong verb",
        "- a [40:43] p9 8 个: now spurious",
    ]
    assert format_changes(find_changes(two, one)).count("no longer spurious") == 1
    assert format_changes(changes, limit=1).endswith("… 3 more records\n")
    assert changes_json(changes)[1] == {
        "document": "a",
        "span": [40, 43],
        "gold": None,
        "gained": [],
        "lost": ["spurious"],
    }


def test_a_spurious_milestone_is_told_by_its_clause(evaluation: Any, make_predicted: Any) -> None:
    extra = make_predicted(kind="milestone", span=[50, 60], text="启动\n编制") | {"quantity": None}
    changes = find_changes(evaluation([extra]), evaluation([]))
    assert "- a [50:60] p1 启动 编制: now spurious" in format_changes(changes)
