"""Makers of gold and predicted records: a good one of each, changed as a test needs it."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., dict[str, Any]]

GOLD: dict[str, Any] = {
    "id": "t001",
    "quote": "全市新建口袋公園12個",
    "quantity": "12個",
    "value": 12,
    "unit": "个",
    "comparator": "exactly",
    "mode": "level",
    "status": "planned",
    "period": "2024",
    "indicator": "口袋公園",
    "verb": "新建",
    "scope": "全市",
    "headings": ["實施添綠行動"],
    "start": 8,
    "end": 11,
}
PREDICTED: dict[str, Any] = {
    "id": "p1",
    "kind": "target",
    "status": "planned",
    "text": "全市新建口袋公園12個",
    "span": [0, 11],
    "indicator": "口袋公园",
    "quantity": {
        "text": "12個",
        "span": [8, 11],
        "value": 12,
        "upper": None,
        "unit": "个",
        "comparator": "exactly",
        "mode": "level",
        "per": None,
        "baseline": None,
    },
    "verb": "新建",
    "scope": "全市",
    "hedge": None,
    "firmness": None,
    "period": {"start": "2024-01-01", "end": "2024-12-31", "text": "2024年", "from": "block"},
    "headings": [{"title": "实施添绿行动", "kind": "action", "text": "實施添綠行動"}],
    "part_of": None,
}


@pytest.fixture
def make_gold() -> Make:
    """A gold target, fields replaced by name."""

    def make(**changes: Any) -> dict[str, Any]:
        return copy.deepcopy(GOLD) | changes

    return make


@pytest.fixture
def make_milestone() -> Make:
    """A gold milestone, fields replaced by name."""

    def make(**changes: Any) -> dict[str, Any]:
        left = ("quote", "status", "period", "indicator", "headings")
        record = {"id": "m001", "kind": "milestone", "start": 0, "end": 11}
        return record | {name: copy.deepcopy(GOLD[name]) for name in left} | changes

    return make


@pytest.fixture
def make_predicted() -> Make:
    """A predicted record that agrees with the gold one; `quantity` is changed by its own keys."""

    def make(*, quantity: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
        record = copy.deepcopy(PREDICTED)
        record["quantity"] |= quantity or {}
        return record | changes

    return make
