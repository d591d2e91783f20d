from __future__ import annotations

import json
from typing import Any

import pytest

from policyie.evaluation.gold import GoldRecord
from policyie.evaluation.match import (
    match_milestones,
    match_targets,
    pair_clauses,
    pair_spans,
    shared_part,
)
from policyie.evaluation.predictions import PredictedRecord


@pytest.fixture
def gold(make_gold: Any) -> Any:
    def make(**changes: Any) -> Any:
        return GoldRecord.model_validate_json(json.dumps(make_gold(**changes)))

    return make


@pytest.fixture
def predicted(make_predicted: Any) -> Any:
    def make(span: Any, **changes: Any) -> Any:
        return PredictedRecord.model_validate(make_predicted(quantity={"span": span}, **changes))

    return make


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((0, 4), (0, 4), 1.0),
        ((0, 4), (4, 8), 0.0),
        ((0, 4), (3, 4), 0.25),
        ((0, 4), (2, 6), 1 / 3),
        ((0, 0), (0, 0), 0.0),
    ],
)
def test_shared_part(one: Any, other: Any, expected: Any) -> None:
    assert shared_part(one, other) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("gold_spans", "predicted_spans", "expected"),
    [
        ([(0, 4)], [(0, 4)], {(0, 0)}),
        ([(0, 4)], [(3, 4)], {(0, 0)}),
        ([(0, 5)], [(4, 5)], set()),
        ([(0, 4)], [(4, 8)], set()),
        # the larger overlap wins, whatever the order
        ([(0, 4)], [(0, 2), (0, 3)], {(0, 1)}),
        ([(0, 4)], [(0, 3), (0, 2)], {(0, 0)}),
        # of equal overlaps the one that starts nearer, then the later one
        ([(2, 6)], [(0, 4), (3, 5)], {(0, 1)}),
        ([(0, 4)], [(0, 4), (0, 4)], {(0, 1)}),
        ([(0, 4), (0, 4)], [(0, 4)], {(1, 0)}),
        # what the first pair leaves over may pair with something smaller
        ([(0, 6), (6, 9)], [(0, 9), (6, 8)], {(0, 0), (1, 1)}),
    ],
)
def test_pair_spans(gold_spans: Any, predicted_spans: Any, expected: Any) -> None:
    assert set(pair_spans(gold_spans, predicted_spans)) == expected


@pytest.mark.parametrize(
    ("gold_spans", "predicted_spans", "expected"),
    [
        ([(0, 10)], [(0, 10)], {(0, 0)}),
        ([(0, 10)], [(5, 10)], {(0, 0)}),
        ([(0, 10)], [(6, 10)], set()),
        ([(0, 10)], [(0, 21)], set()),
        # the first that fits, not the best
        ([(0, 10)], [(0, 6), (0, 10)], {(0, 0)}),
        ([(0, 10), (0, 10)], [(0, 10)], {(0, 0)}),
    ],
)
def test_pair_clauses(gold_spans: Any, predicted_spans: Any, expected: Any) -> None:
    assert set(pair_clauses(gold_spans, predicted_spans)) == expected


def test_unpaired_records_are_missed_and_spurious(gold: Any, predicted: Any) -> None:
    matching = match_targets(
        [gold(), gold(id="t002", start=20, end=23)],
        [predicted([8, 11]), predicted([40, 43], id="p2")],
    )
    assert [(pair.gold.id, pair.predicted.id) for pair in matching.pairs] == [("t001", "p1")]
    assert [record.id for record in matching.missed] == ["t002"]
    assert [record.id for record in matching.spurious] == ["p2"]


@pytest.mark.parametrize(
    ("parent_span", "part_of", "right"),
    [
        ([8, 11], "p1", True),
        ([8, 11], None, False),
        ([8, 11], "p2", False),
        ([40, 43], "p1", False),  # the parent itself is not paired
    ],
)
def test_links_lead_to_the_mate_of_the_parent(
    gold: Any, predicted: Any, parent_span: Any, part_of: Any, right: Any
) -> None:
    matching = match_targets(
        [gold(), gold(id="t002", part_of="t001", start=20, end=23)],
        [predicted(parent_span), predicted([20, 23], id="p2", part_of=part_of)],
    )
    found = {pair.gold.id: pair.right["part_of"] for pair in matching.pairs}
    assert found["t002"] is right


def test_a_link_that_gold_does_not_have_is_wrong(gold: Any, predicted: Any) -> None:
    matching = match_targets([gold()], [predicted([8, 11], part_of="p9")])
    assert matching.pairs[0].right["part_of"] is False


def test_milestones_and_targets_are_matched_apart(
    gold: Any, predicted: Any, make_milestone: Any
) -> None:
    milestone = GoldRecord.model_validate_json(json.dumps(make_milestone()))
    clause = predicted([8, 11], kind="milestone", id="p2")
    assert len(match_targets([gold(), milestone], [predicted([8, 11]), clause]).gold) == 1
    matching = match_milestones([gold(), milestone], [predicted([8, 11]), clause])
    assert [(pair.gold.id, pair.predicted.id) for pair in matching.pairs] == [("m001", "p2")]


def test_milestones_are_not_counted_where_gold_has_none(gold: Any, predicted: Any) -> None:
    assert match_milestones([gold()], [predicted([8, 11], kind="milestone")]).predicted == ()
