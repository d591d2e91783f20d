from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policyie.evaluation.breakdown import (
    break_down,
    confuse,
    find_script,
    format_breakdown,
    format_confusion,
)
from policyie.evaluation.gold import GoldRecord
from policyie.evaluation.metrics import Evaluation, score_document
from policyie.evaluation.predictions import read_predictions


@pytest.fixture
def evaluation(make_gold: Any, make_predicted: Any) -> Evaluation:
    """Two documents: in the first all is right, in the second all but one is wrong or missed."""
    documents: list[tuple[str, Any, Any, dict[str, Any]]] = [
        (
            "a",
            [make_gold()],
            [make_predicted()],
            {"about": {"kind": "plan"}, "text": "实施添绿行动"},
        ),
        (
            "b",
            [
                make_gold(comparator="about", unit="万元/户", repaired=True),
                make_gold(id="t002", unit="%", status="reported", start=20, end=23),
                make_gold(id="t003", unit=None, start=40, end=43),
                make_gold(id="t004", start=60, end=63, period=None),
            ],
            [
                make_predicted(quantity={"comparator": "exactly"}),
                make_predicted(quantity={"span": [40, 43], "comparator": None}, status=None),
                make_predicted(quantity={"span": [60, 63]}, period=None),
                make_predicted(quantity={"span": [80, 83], "mode": "increase"}),
            ],
            {"about": {"kind": "news", "script": "hant"}},
        ),
    ]
    return Evaluation(
        [
            replace(
                score_document(
                    name,
                    [GoldRecord.model_validate(record) for record in gold],
                    read_predictions(predicted, name),
                ),
                **more,
            )
            for name, gold, predicted, more in documents
        ]
    )


def test_scores_by_group(evaluation: Evaluation) -> None:
    found = {one.name: one.groups for one in break_down(evaluation)}
    assert list(found) == [
        "kind",
        "script",
        "comparator",
        "status",
        "dimension",
        "damage",
        "period source",
    ]
    assert list(found["kind"]) == ["news", "plan"]
    assert found["kind"]["plan"] == {
        "documents": 1,
        "gold": 1,
        "found": 1,
        "core": 1,
        "full": 1,
        "record": 1,
    }
    assert found["kind"]["news"]["found"] == 0.75
    assert list(found["script"]) == ["hans", "hant"]
    assert found["comparator"]["exactly"] == {
        "gold": 4,
        "found": 0.75,
        "core": 0.5,
        "full": 0.5,
        "record": 0.5,
    }
    assert found["comparator"]["about"]["found"] == 1
    assert found["comparator"]["about"]["core"] == 0
    assert {name: row["gold"] for name, row in found["dimension"].items()} == {
        "count": 2,
        "money": 1,
        "ratio": 1,
        "other": 1,
    }
    assert {name: row["gold"] for name, row in found["damage"].items()} == {
        "clean": 4,
        "damaged": 1,
    }
    assert found["period source"] == {
        "block": {"pairs": 3, "right": 1},
        "no period": {"pairs": 1, "right": 1},
    }


def test_the_tables_show_each_group(evaluation: Evaluation) -> None:
    shown = format_breakdown(break_down(evaluation))
    assert "about" in shown
    line = next(line for line in shown.splitlines() if line.startswith("damaged"))
    assert line.split() == ["damaged", "1", "1.000", "0.000", "0.000", "0.000"]
    empty = score_document("a", [], [])
    assert "comparator" in format_breakdown(break_down(Evaluation([empty])))


@pytest.mark.parametrize(
    ("text", "about", "script"),
    [
        ("实施添绿行动", {}, "hans"),
        ("實施添綠行動", {}, "hant"),
        ("实" * 99 + "實", {}, "hans"),
        ("實施添綠行動", {"script": "hans"}, "hans"),
        (None, {}, None),
    ],
)
def test_the_script_is_known_or_read(text: Any, about: Any, script: Any) -> None:
    document = replace(score_document("a", [], []), text=text, about=about)
    assert find_script(document) == script


def test_what_is_taken_for_what(evaluation: Evaluation) -> None:
    assert confuse(evaluation, "comparator") == {
        "about": {"exactly": 1},
        "exactly": {"exactly": 2, "–": 1, "(missed)": 1},
        "(spurious)": {"exactly": 1},
    }
    assert confuse(evaluation, "status") == {
        "planned": {"planned": 3, "–": 1},
        "reported": {"(missed)": 1},
        "(spurious)": {"planned": 1},
    }
    assert confuse(evaluation, "mode")["(spurious)"] == {"increase": 1}
    shown = format_confusion("comparator", confuse(evaluation, "comparator")).splitlines()
    assert shown[0].split() == ["comparator,", "gold", "exactly", "–", "(missed)"]
    assert shown[2].split() == ["exactly", "2", "1", "1"]
    assert shown[3].split() == ["(spurious)", "1", "·", "·"]
