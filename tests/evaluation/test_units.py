from __future__ import annotations

from typing import Any

import pytest

from policyie.evaluation.units import load_units, split_unit, to_base


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (300, "万元", (3_000_000, "元")),
        (1.5, "万亿元", (1.5e12, "元")),
        (2, "个亿", (2e8, "元")),
        (7, "萬", (70_000, "")),
        (5, "名", (5, "人")),
        (5, "户", (5, "户")),
        (50, "%", (0.5, "1")),
        (5, "‰", (0.005, "1")),
        (9, "成", (0.9, "1")),
        (3, "个百分点", (3, "百分点")),
        (3, "KM²", (3e6, "平方米")),
        (3, "亩", (2000, "平方米")),
        (3, "千瓦时", (3, "千瓦时")),
        (3, "万千瓦时", (30_000, "千瓦时")),
        (3, "千米", (3000, "米")),
        (3, "万方", (30_000, "立方米")),
        (3, "个星期", (3, "周")),
        (3, "處", (3, "处")),
        (3, None, (3, "")),
        (None, "万元", (None, None)),
    ],
)
def test_to_base(value: Any, unit: Any, expected: Any) -> None:
    number, base = to_base(value, unit)
    assert number == pytest.approx(expected[0])
    assert base == expected[1]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("万元/户", ("万元", "户")),
        ("万元／户", ("万元", "户")),
        ("μg/m³", ("微克", "立方米")),
        ("个", ("个", "")),
        ("", (None, "")),
        (None, (None, "")),
        ("/户", (None, "户")),
    ],
)
def test_split_unit(unit: Any, expected: Any) -> None:
    assert split_unit(unit) == expected


def test_multipliers_are_tried_longest_first() -> None:
    lengths = [len(prefix) for prefix in load_units().multipliers]
    assert lengths == sorted(lengths, reverse=True)


def test_no_alias_leads_to_another_alias() -> None:
    aliases = load_units().aliases
    assert [name for name in aliases.values() if aliases.get(name, name) != name] == []
