from __future__ import annotations

import json
from typing import Any

import pytest

from policyie.evaluation.compare import (
    CORE,
    FIELDS,
    FULL,
    LEVELS,
    bigram_f1,
    clean,
    compare,
    compare_milestones,
    denominators,
    is_close,
    read_gold,
    read_predicted,
)
from policyie.evaluation.gold import GoldRecord, parse_period
from policyie.evaluation.predictions import PredictedRecord


def judge(gold: Any, predicted: Any) -> Any:
    return compare(
        read_gold(GoldRecord.model_validate_json(json.dumps(gold))),
        read_predicted(PredictedRecord.model_validate(predicted)),
    )


def wrong(gold: Any, predicted: Any) -> set[str]:
    return {field for field, right in judge(gold, predicted).items() if not right}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, ""),
        ("", ""),
        ("口袋公園", "口袋公园"),
        ("口 袋\u3000公\r\n园", "口袋公园"),
        ("“口袋”《公园》", "口袋公园"),
        ("口袋…公园，；。", "口袋公园"),
        ("口袋—公-园_", "口袋公园"),
        ("１２Ｋｍ", "12Km"),
        ("口袋（dài）公园", "口袋公园"),
        ("口?袋dài)公园", "口?袋dài)公园"),
        ("口?dài)袋公园", "口袋公园"),
        ("口袋（dai）公园", "口袋(dai)公园"),
        ("口\u200b袋\ue123公\ufeff园", "口袋公园"),
    ],
)
def test_clean(text: Any, expected: Any) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "", 1.0),
        ("", "公园", 0.0),
        ("园", "园", 1.0),
        ("园", "林", 0.0),
        ("口袋公园", "口袋公园", 1.0),
        ("口袋公园", "口袋花园", 1 / 3),
        ("口袋公园", "口袋", 0.5),
    ],
)
def test_bigram_f1(one: Any, other: Any, expected: Any) -> None:
    assert bigram_f1(one, other) == pytest.approx(expected)
    assert bigram_f1(other, one) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (None, None, True),
        (0, None, False),
        (0, 0, True),
        (1_000_000, 1_000_000.9, True),
        (1_000_000, 1_000_002, False),
        (-1, 1, False),
    ],
)
def test_is_close(one: Any, other: Any, expected: Any) -> None:
    assert is_close(one, other) is expected
    assert is_close(other, one) is expected


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (None, (None, None)),
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024/2026", ("2024-01-01", "2026-12-31")),
        ("/2026", (None, "2026-12-31")),
        ("2024/", ("2024-01-01", None)),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2025-01/2025-09", ("2025-01-01", "2025-09-30")),
        ("/2026-12-05", (None, "2026-12-05")),
        ("2026-12-05", ("2026-12-05", "2026-12-05")),
    ],
)
def test_parse_period(period: Any, expected: Any) -> None:
    assert parse_period(period) == expected


@pytest.mark.parametrize(
    ("per", "unit", "expected"),
    [
        (None, None, set()),
        ("每百户", "个", {"百户"}),
        ("每百戶", "个", {"百户"}),
        ("各社区", "个", {"社区"}),
        ("人均", "元", {"人"}),
        ("年均", "%", {"年"}),
        ("平均每个…社区", "人", {"个社区"}),
        ("平均", "人", set()),
        ("每", "人", {"每"}),
        (None, "万元/户", {"户"}),
        (None, "元/名", {"人"}),
        (None, "μg/m3", {"立方米"}),
        ("人均", "元/年", {"人", "年"}),
    ],
)
def test_denominators(per: Any, unit: Any, expected: Any) -> None:
    assert denominators(per, unit) == expected


def test_a_record_that_agrees_is_right_everywhere(make_gold: Any, make_predicted: Any) -> None:
    right = judge(make_gold(), make_predicted())
    assert set(right) == {*FIELDS, *LEVELS}
    assert all(right.values())


@pytest.mark.parametrize(
    ("gold", "quantity", "expected"),
    [
        ({"value": 300, "unit": "万元"}, {"value": 3_000_000, "unit": "元"}, set()),
        ({"value": 300, "unit": "万元"}, {"value": 300, "unit": "元"}, {"value"}),
        ({"unit": "人"}, {"unit": "名"}, set()),
        ({"unit": "个"}, {"unit": "处"}, {"unit"}),
        ({"unit": None}, {"unit": None}, set()),
        ({"value": 12, "upper": 15}, {"value": 12, "upper": 15}, set()),
        ({"value": 12, "upper": 15}, {"value": 12}, {"value"}),
        ({}, {"value": None}, {"value", "unit"}),
        ({}, {"value": 12.1}, {"value"}),
        ({}, {"comparator": "reach"}, {"comparator"}),
        ({}, {"mode": "increase"}, {"mode"}),
        ({"unit": "万元/户"}, {"unit": "万元", "per": {"text": "每户"}}, set()),
        ({"per": "每百户"}, {"per": None}, {"per"}),
        ({"per": "每百户"}, {"per": "每百户"}, set()),
        ({"per": "每百户"}, {"per": {"text": "每千户"}}, {"per"}),
    ],
)
def test_quantity(
    make_gold: Any, make_predicted: Any, gold: Any, quantity: Any, expected: Any
) -> None:
    found = wrong(make_gold(**gold), make_predicted(quantity=quantity))
    assert found - set(LEVELS) == expected


@pytest.mark.parametrize("word", ["all", "none"])
def test_words_for_numbers_need_no_number(make_gold: Any, make_predicted: Any, word: Any) -> None:
    gold = make_gold(comparator=word, value=100, unit="%")
    assert not wrong(gold, make_predicted(quantity={"comparator": word, "value": None}))
    found = wrong(gold, make_predicted(quantity={"comparator": "exactly", "value": 12}))
    assert {"value", "unit", "comparator"} <= found


@pytest.mark.parametrize(
    ("gold", "predicted", "right"),
    [
        (None, None, True),
        ({"value": None, "unit": None, "year": 2019}, None, True),
        ({"value": 5, "unit": "个"}, None, False),
        (None, {"value": 5, "unit": "个"}, False),
        ({"value": 5, "unit": "个"}, {"value": 5, "unit": None}, True),
        ({"value": 5, "unit": "个"}, {"value": 6, "unit": "个"}, False),
        ({"value": 5, "unit": "个"}, {"value": 5, "unit": "户"}, False),
        ({"value": 1, "unit": "万元"}, {"value": 10_000, "unit": "元"}, True),
    ],
)
def test_baseline(
    make_gold: Any, make_predicted: Any, gold: Any, predicted: Any, right: Any
) -> None:
    found = judge(make_gold(baseline=gold), make_predicted(quantity={"baseline": predicted}))
    assert found["baseline"] is right


@pytest.mark.parametrize(
    ("gold", "period", "right"),
    [
        ("2024", {"start": "2024-01-01", "end": "2024-12-31", "from": "clause"}, True),
        ("2024", {"start": "2024-01-01", "end": "2024-12-31"}, True),
        ("2024", {"start": "2024-01-01", "end": "2024-12-31", "from": "document"}, False),
        (None, {"start": "2024-01-01", "end": "2024-12-31", "from": "document"}, True),
        (None, None, True),
        ("2024", None, False),
        ("/2024", {"start": None, "end": "2024-12-31", "from": "list"}, True),
    ],
)
def test_period(make_gold: Any, make_predicted: Any, gold: Any, period: Any, right: Any) -> None:
    assert judge(make_gold(period=gold), make_predicted(period=period))["period"] is right


@pytest.mark.parametrize(
    ("gold", "predicted", "relaxed", "strict"),
    [
        ("口袋公園", "口袋公园", True, True),
        ("口袋公园", "“口袋”公园", True, True),
        ("口袋公园数量", "口袋公园", True, False),
        ("社区口袋公园数量", "公园数量", True, False),
        ("社区口袋公园的数量", "公园", False, False),
        ("口袋公园", "绿道里程", False, False),
        ("口袋公园", None, False, False),
        ("", None, True, True),
    ],
)
def test_indicator(
    make_gold: Any, make_predicted: Any, gold: Any, predicted: Any, relaxed: Any, strict: Any
) -> None:
    right = judge(make_gold(indicator=gold), make_predicted(indicator=predicted))
    assert (right["indicator"], right["indicator_strict"]) == (relaxed, strict)


@pytest.mark.parametrize(
    ("gold", "predicted", "place", "strict"),
    [
        (("全市", "绿化率"), (None, "全市绿化率"), True, True),
        (("各县（区）", "绿化率"), ("各县区", "绿化率"), False, True),
        (("中心城区各街道", "绿化率"), ("中心城区街道", "绿化率"), True, True),
        (("全市", "绿化率"), ("全县", "绿化率"), False, True),
        (("全市", "绿化率"), (None, "绿化率"), False, True),
        (("全市", "绿化率"), ("全县", "覆盖率"), False, False),
    ],
)
def test_place(
    make_gold: Any, make_predicted: Any, gold: Any, predicted: Any, place: Any, strict: Any
) -> None:
    right = judge(
        make_gold(scope=gold[0], indicator=gold[1]),
        make_predicted(scope=predicted[0], indicator=predicted[1]),
    )
    assert (right["place"], right["indicator_strict"]) == (place, strict)


@pytest.mark.parametrize(
    ("headings", "path", "last"),
    [
        ([{"title": "实施添绿行动", "text": "x"}], True, True),
        ([{"title": None, "text": "實施添綠行動"}], True, True),
        (["实施添绿行动"], True, True),
        ([{"title": "总则"}, {"title": "实施添绿行动"}], False, True),
        ([{"title": "实施添绿行动"}, {"title": "总则"}], False, False),
        ([], False, False),
        (None, False, False),
    ],
)
def test_path(make_gold: Any, make_predicted: Any, headings: Any, path: Any, last: Any) -> None:
    right = judge(make_gold(), make_predicted(headings=headings))
    assert (right["path"], right["last_heading"]) == (path, last)


@pytest.mark.parametrize(
    ("field", "value"),
    [("status", "reported"), ("firmness", "binding"), ("verb", "改建"), ("hedge", "力争")],
)
def test_names_and_words(make_gold: Any, make_predicted: Any, field: Any, value: Any) -> None:
    assert field in wrong(make_gold(), make_predicted(**{field: value}))


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({"status": "reported"}, {"core", "full", "record"}),
        ({"indicator": "绿道"}, {"full", "record"}),
        ({"quantity": {"per": "每户"}}, {"full", "record"}),
        ({"headings": []}, {"record"}),
        ({"scope": "全县"}, {"record"}),
        ({"firmness": "binding", "verb": None, "hedge": "力争"}, set()),
    ],
)
def test_levels(make_gold: Any, make_predicted: Any, changes: Any, lost: Any) -> None:
    assert wrong(make_gold(), make_predicted(**changes)) & set(LEVELS) == lost


def test_levels_contain_each_other() -> None:
    assert set(CORE) < set(FULL) < set(LEVELS["record"])


@pytest.mark.parametrize(
    ("changes", "right"),
    [
        ({}, True),
        ({"indicator": "公园"}, True),
        ({"indicator": "绿道"}, False),
        ({"status": "reported"}, False),
        ({"period": None}, False),
        ({"headings": [], "verb": "改建"}, True),
    ],
)
def test_milestones(make_milestone: Any, make_predicted: Any, changes: Any, right: Any) -> None:
    gold = make_milestone(indicator="社区口袋公园的选址方案")
    predicted = make_predicted(
        **{"kind": "milestone", "indicator": "社区口袋公园的选址方案"} | changes
    )
    found = compare_milestones(
        read_gold(GoldRecord.model_validate_json(json.dumps(gold))),
        read_predicted(PredictedRecord.model_validate(predicted | {"quantity": None})),
    )
    assert found["milestone"] is right
