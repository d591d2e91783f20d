from __future__ import annotations

from typing import Any

from policyie.evaluation.gold import GoldRecord
from policyie.evaluation.stats import count_records, format_stats


def test_counts(make_gold: Any, make_milestone: Any) -> None:
    targets = [
        GoldRecord.model_validate(make_gold()),
        GoldRecord.model_validate(make_gold(unit="万元/户", comparator="reach", repaired=True)),
        GoldRecord.model_validate(make_gold(unit=None, period=None, verb=None)),
    ]
    milestone = GoldRecord.model_validate(make_milestone())
    found = count_records([("a", "一二三", targets), ("b", "四", [milestone])])
    assert found == {
        "documents": {
            "a": {"characters": 3, "targets": 3, "milestones": 0},
            "b": {"characters": 1, "targets": 0, "milestones": 1},
        },
        "characters": 4,
        "targets": 3,
        "milestones": 1,
        "comparator": {"exactly": 2, "reach": 1},
        "mode": {"level": 3},
        "status": {"planned": 3},
        "unit": {"个": 1, "元": 1, "–": 1},
        "given": {"scope": 3, "period": 2, "verb": 2, "repaired": 1},
    }
    shown = format_stats(found)
    assert "all                4           3           1\n" in shown
    assert "comparator: exactly 2, reach 1\n" in shown


def test_rare_units_are_counted_together(make_gold: Any) -> None:
    records = [GoldRecord.model_validate(make_gold(unit=f"单位{n}")) for n in range(25)]
    assert ", 5 more\n" in format_stats(count_records([("a", "", records)]))


def test_an_empty_set() -> None:
    assert "status: –\n" in format_stats(count_records([("a", "", [])]))
