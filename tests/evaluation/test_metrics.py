from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from policyie.errors import ConfigError
from policyie.evaluation.compare import FIELDS
from policyie.evaluation.gold import GoldRecord
from policyie.evaluation.match import Matching
from policyie.evaluation.metrics import (
    Counts,
    DocumentScore,
    Evaluation,
    bootstrap,
    f1,
    find_score,
    score_document,
    summarize,
)
from policyie.evaluation.predictions import PredictedRecord


@pytest.fixture
def score(make_gold: Any, make_predicted: Any) -> Any:
    """Score records, each at a place of its own, given by what differs from the good ones."""

    def shifted(index: Any, changes: Any) -> Any:
        return {"id": f"r{index}", "start": 20 * index, "end": 20 * index + 3} | changes

    def make(gold: Any, predicted: Any) -> Any:
        records = [make_gold(**shifted(i, changes)) for i, changes in enumerate(gold)]
        answers = [
            make_predicted(**{"id": f"r{i}", "quantity": {"span": [20 * i, 20 * i + 3]}} | changes)
            for i, changes in enumerate(predicted)
        ]
        return score_document(
            "a",
            [GoldRecord.model_validate_json(json.dumps(record)) for record in records],
            [PredictedRecord.model_validate(answer) for answer in answers],
        )

    return make


def document(name: Any, **counts: Any) -> DocumentScore:
    return DocumentScore(name, Matching(), Matching(), Counts(**counts))


def test_f1() -> None:
    assert f1(0, 0, 0) == 0
    assert f1(3, 4, 5) == pytest.approx(2 * 3 / 9)


def test_all_right(score: Any) -> None:
    scores = score([{}, {}], [{}, {}]).scores
    assert (scores.pop("gold"), scores.pop("pred")) == (2, 2)
    assert set(scores.values()) == {1.0}


def test_nothing_predicted(score: Any) -> None:
    scores = score([{}, {}], []).scores
    assert (scores.pop("gold"), scores.pop("pred")) == (2, 0)
    assert set(scores.values()) == {0.0}


def test_detection_counts_pairs(score: Any) -> None:
    scores = score([{}, {}, {}], [{}, {"quantity": {"span": [900, 903]}}]).scores
    assert (scores["precision"], scores["recall"]) == (0.5, 0.3333)
    assert scores["detection_f1"] == 0.4


def test_levels_count_against_all_records_and_fields_against_pairs(score: Any) -> None:
    scores = score([{}, {}, {}], [{}, {"status": "reported"}]).scores
    assert scores["core_f1"] == 0.4
    assert scores["acc_status"] == 0.5
    assert scores["acc_mode"] == 1.0


def test_every_field_has_its_accuracy(score: Any) -> None:
    scores = score([{}], [{}]).scores
    assert {name for name in scores if name.startswith("acc_")} == {f"acc_{n}" for n in FIELDS}


def test_links(score: Any) -> None:
    linked = {"part_of": "r0"}
    scores = score([{}, linked, linked], [{}, linked, {}]).scores
    assert scores["part_of_f1"] == round(2 * 1 / 3, 4)


def test_repaired_records_count_when_missed_too(score: Any) -> None:
    damaged = {"repaired": True}
    scores = score([damaged, damaged, damaged, {}], [{}, {"status": "reported"}]).scores
    assert scores["repaired_recall_core"] == 0.3333


def test_scores_that_gold_has_nothing_for_are_left_out(score: Any) -> None:
    scores = score([{}], [{"part_of": "r9"}]).scores
    assert not {"part_of_f1", "repaired_recall_core", "milestone_f1"} & set(scores)


def test_milestones(make_milestone: Any, make_predicted: Any) -> None:
    gold = [
        GoldRecord.model_validate_json(json.dumps(make_milestone(id=f"m{i}", start=s, end=s + 11)))
        for i, s in enumerate((0, 50, 100))
    ]
    answers = [
        make_predicted(kind="milestone", span=span, period=period)
        for span, period in (
            ([0, 11], make_predicted()["period"]),
            ([50, 61], None),
            ([200, 211], None),
            ([300, 311], None),
        )
    ]
    predicted = [PredictedRecord.model_validate(answer | {"quantity": None}) for answer in answers]
    scores = score_document("a", gold, predicted).scores
    assert scores["milestone_f1"] == round(2 * 2 / 7, 4)
    assert scores["milestone_full_f1"] == round(2 * 1 / 7, 4)
    assert (scores["gold"], scores["pred"]) == (0, 0)


def test_micro_adds_counts_and_the_mean_does_not() -> None:
    evaluation = Evaluation(
        [
            document("a", gold=9, predicted=9, pairs=9, right=Counter(core=9)),
            document("b", gold=1, predicted=1, pairs=1),
        ]
    )
    assert evaluation.counts.gold == 10
    assert evaluation.scores["core_f1"] == 0.9
    assert evaluation.means == {"core": 0.5, "full": 0.0, "record": 0.0}


def test_the_sum_of_counts_covers_every_count() -> None:
    ones = Counts(1, 1, 1, Counter(core=1), 1, 1, 1, 1, 1, 1, 1, 1, 1)
    assert ones + ones == Counts(2, 2, 2, Counter(core=2), 2, 2, 2, 2, 2, 2, 2, 2, 2)


def test_bootstrap_is_the_same_in_every_run_and_holds_the_score() -> None:
    counts = [Counts(10, 10, 10, Counter(core=right)) for right in (3, 5, 6, 8, 9)]
    low, high = bootstrap(counts)["core"]
    assert bootstrap(counts)["core"] == (low, high)
    assert 0.3 < low < 0.62 < high < 0.9
    assert bootstrap(counts)["full"] == (0, 0)


def test_bootstrap_of_one_document_has_no_width() -> None:
    assert bootstrap([Counts(4, 4, 4, Counter(core=3))])["core"] == (0.75, 0.75)


def test_summary_has_scores_means_and_intervals() -> None:
    summary = Evaluation([document("a", gold=1, predicted=1, pairs=1)]).summary()
    assert summary["core_f1"] == summary["core_f1_mean"] == 0
    assert summary["record_ci"] == [0, 0]


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("core", "core_f1"),
        ("core_f1", "core_f1"),
        ("detection", "detection_f1"),
        ("period", "acc_period"),
        ("acc_path", "acc_path"),
        ("milestone_full", "milestone_full_f1"),
        ("repaired_recall_core", "repaired_recall_core"),
    ],
)
def test_find_score_knows_short_names(name: Any, full: Any) -> None:
    scores = summarize(Counts(repaired=1, gold_milestones=1))
    scores[full] = 0.123
    assert find_score(scores, name) == 0.123


def test_find_score_lists_what_there_is() -> None:
    with pytest.raises(ConfigError, match=r"'colour'.*core_f1"):
        find_score(summarize(Counts()), "colour")
