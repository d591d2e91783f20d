"""Goal columns whose signs were damaged, and ranges that lost their dash."""

from __future__ import annotations

import pytest

from policyie import Target, extract_text

BOUNDS = [
    *(("污水处理率", "295"), ("垃圾分类覆盖率", "290"), ("公厕达标率", "285")),
    *(("路灯亮灯率", "298"), ("绿化覆盖率", "245")),
]


def build_column(rows: list[tuple[str, str]], sentence: str = "") -> dict[str, Target]:
    cells = "".join(f"{name}\t%\t{value}\t约束性\n" for name, value in rows)
    header = "专栏1 城乡建设主要指标\n指标\t单位\t2035年目标值\t属性\n"
    document = extract_text(f"云溪市城乡建设规划\n\n{sentence}\n\n{header}{cells}")
    return {target.indicator or "": target for target in document.targets}


def reading(target: Target) -> tuple[object, ...]:
    quantity = target.quantity
    assert quantity is not None
    return quantity.value, quantity.comparator, [repair.rule for repair in target.repairs]


@pytest.mark.parametrize(("name", "digits"), BOUNDS)
def test_percentage_above_100_lost_its_sign(name: str, digits: str) -> None:
    target = build_column(BOUNDS)[name]
    assert reading(target) == (int(digits[1:]), "at_least", ["sign-as-digit"])
    assert target.firmness == "binding"
    assert target.repairs[0].raw == digits


def test_rate_that_is_to_fall_lost_its_bound() -> None:
    targets = build_column([*BOUNDS, ("管网漏损率", "9")])
    assert reading(targets["管网漏损率"]) == (9, "at_most", ["sign-lost"])


def test_pattern_of_the_column_reads_a_small_value() -> None:
    assert reading(build_column([*BOUNDS, ("公交分担率", "26")])["公交分担率"])[:2] == (
        6,
        "at_least",
    )


def test_same_goal_elsewhere_keeps_the_raw_value() -> None:
    sentence = "到2035年，全市绿色出行体系基本形成，公交分担率达到26%，城乡客运水平持续提升。"
    targets = build_column([*BOUNDS, ("公交分担率", "26")], sentence)
    assert reading(targets["公交分担率"])[0] == 26


def test_sound_columns_stay() -> None:
    targets = build_column([("污水处理率", "95"), ("绿化覆盖率", "45"), ("公厕达标率", "25")])
    assert [reading(target) for target in targets.values()] == [
        (95, "exactly", []),
        (45, "exactly", []),
        (25, "exactly", []),
    ]


def test_range_without_its_dash() -> None:
    [target] = extract_text("2031年新增农村供水用户15004000户。").targets
    quantity = target.quantity
    assert quantity is not None
    assert (quantity.value, quantity.upper, quantity.comparator) == (1500, 4000, "between")


def test_long_number_that_is_none() -> None:
    [target] = extract_text("2031年补助资金15004321元。").targets
    quantity = target.quantity
    assert quantity is not None
    assert (quantity.value, quantity.upper) == (15004321, None)
