from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from policyie.errors import AnnotationError, ReadError
from policyie.evaluation.predictions import load_predictions, read_predictions

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_not_compared_may_be_missing_or_more() -> None:
    (record,) = read_predictions([{"quantity": {"span": [3, 5]}, "owner": "市园林局"}], "a")
    assert (record.kind, record.place, record.dates, record.titles) == (
        "target",
        (3, 5),
        (None, None),
        [],
    )


def test_spans_may_be_tuples(make_predicted: Any) -> None:
    (record,) = read_predictions([make_predicted(quantity={"span": (3, 5)})], "a")
    assert record.place == (3, 5)


def test_a_milestone_lies_at_its_clause(make_predicted: Any) -> None:
    milestone = make_predicted(kind="milestone") | {"quantity": None}
    assert read_predictions([milestone], "a")[0].place == (0, 11)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"quantity": None}, "quantity.span"),
        ({"quantity": {"value": 3}}, "quantity.span"),
        ({"quantity": {"span": [3]}}, "quantity.span"),
        ({"quantity": {"span": [3, 5], "value": "12"}}, "quantity.value"),
        ({"quantity": {"span": [3, 5], "value": False}}, "quantity.value"),
        ({"quantity": {"span": [3, 5], "upper": float("nan")}}, "quantity.upper"),
        ({"quantity": {"span": [3, 5], "baseline": {"value": "5"}}}, "quantity.baseline.value"),
        ({"kind": "milestone", "span": None}, "a milestone needs span"),
        ({"kind": "goal"}, "kind"),
    ],
)
def test_rejects_what_cannot_be_scored(make_predicted: Any, changes: Any, problem: Any) -> None:
    with pytest.raises(AnnotationError, match=problem) as caught:
        read_predictions([make_predicted(), make_predicted() | changes], "a")
    assert (caught.value.file, caught.value.line) == ("a", 2)


def test_load_predictions_gives_the_records_of_a_file(tmp_path: Path, make_predicted: Any) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(make_predicted()) + "\n\n", encoding="utf-8")
    assert load_predictions(path) == [make_predicted()]


@pytest.mark.parametrize("line", ["{", "[]", "{}"])
def test_load_predictions_names_the_line(tmp_path: Path, make_predicted: Any, line: Any) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(make_predicted()) + "\n\n" + line, encoding="utf-8")
    with pytest.raises(AnnotationError) as caught:
        load_predictions(path)
    assert (caught.value.file, caught.value.line) == (str(path), 3)


def test_load_predictions_needs_the_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        load_predictions(tmp_path / "a.jsonl")
