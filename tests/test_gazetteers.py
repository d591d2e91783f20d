"""The shipped data: whatever can be checked of every file without running the extractor."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from fractions import Fraction
from pathlib import Path

import opencc
import pytest

from policyie.lexicon import (
    UnitRow,
    WordRow,
    gazetteer_root,
    load_lexicon,
    parse_rows,
    parse_rules,
)

ROOT = Path(str(gazetteer_root()))
TABLES = sorted(path.name for path in ROOT.glob("*.tsv"))
RULE_FILES = sorted(path.name for path in (ROOT / "rules").glob("*.toml"))
RULES = {
    f"{name.removesuffix('.toml')}-{rule['id']}": rule
    for name in RULE_FILES
    for rule in tomllib.loads((ROOT / "rules" / name).read_text("utf-8"))["rule"]
}
EXAMPLES = [
    pytest.param(rule["pattern"], found, text, id=f"{place}-{key}-{number}")
    for place, rule in RULES.items()
    for key, found in (("match", True), ("no_match", False))
    for number, text in enumerate(rule["examples"][key])
]
NUMERAL = r"[0-9〇零一二三四五六七八九十百千万亿两半]"
SEVERAL_BASES = {
    *("annual_output", "carbon_dioxide", "count", "daily_traffic", "freight_traffic"),
    *("frequency_of_events", "mass", "money", "network_length", "per_area", "per_person"),
    *("per_population", "per_product", "per_sum", "population_density", "ship_size"),
    *("teaching_time", "time", "vehicle_traffic", "working_time"),
}


def read_rows(name: str) -> list[WordRow] | list[UnitRow]:
    text = (ROOT / name).read_text("utf-8")
    return (
        parse_rows(name, text, UnitRow) if name == "units.tsv" else parse_rows(name, text, WordRow)
    )


@pytest.fixture(scope="module")
def units() -> list[UnitRow]:
    return parse_rows("units.tsv", (ROOT / "units.tsv").read_text("utf-8"), UnitRow)


@pytest.fixture(scope="module")
def senses(units: list[UnitRow]) -> dict[tuple[str, str], UnitRow]:
    return {(row.surface, row.dimension): row for row in units}


def test_everything_loads() -> None:
    found = load_lexicon()
    assert sorted(found.words) == [name.removesuffix(".tsv") for name in TABLES]
    assert sorted(found.rules) == [name.removesuffix(".toml") for name in RULE_FILES]


@pytest.mark.parametrize("name", TABLES)
def test_table(name: str) -> None:
    assert read_rows(name)


@pytest.mark.parametrize("name", TABLES)
def test_rows_say_where_they_come_from(name: str) -> None:
    assert [row.surface for row in read_rows(name) if not row.source or not row.added] == []


@pytest.mark.parametrize("name", TABLES)
def test_rows_have_a_kind(name: str) -> None:
    assert [row.surface for row in read_rows(name) if not row.kind] == []


@pytest.mark.parametrize("name", TABLES)
def test_surfaces_are_simplified(name: str) -> None:
    simplify = opencc.OpenCC("t2s").convert
    surfaces = [row.surface for row in read_rows(name)]
    assert [surface for surface in surfaces if simplify(surface) != surface] == []


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_an_example(name: str) -> None:
    assert [row.surface for row in read_rows(name) if not row.example] == []


@pytest.mark.parametrize("name", TABLES)
def test_every_kind_is_explained(name: str) -> None:
    explained = set(re.findall(r"`([a-z-]+)`", (ROOT / "README.md").read_text("utf-8")))
    assert {row.kind for row in read_rows(name)} - explained == set()


@pytest.mark.parametrize("name", RULE_FILES)
def test_rule_file(name: str) -> None:
    assert parse_rules(name, (ROOT / "rules" / name).read_text("utf-8"))


@pytest.mark.parametrize("place", RULES)
def test_rule_has_a_source_and_examples_of_both_kinds(place: str) -> None:
    assert RULES[place]["source"]
    assert RULES[place]["examples"]["match"]
    assert RULES[place]["examples"]["no_match"]


@pytest.mark.parametrize(("pattern", "found", "text"), EXAMPLES)
def test_rule_example(pattern: str, found: bool, text: str) -> None:
    assert bool(re.search(pattern, text)) is found


def test_number_of_units(units: list[UnitRow]) -> None:
    assert len({row.surface for row in units}) >= 330


def test_unit_stands_behind_a_numeral_in_its_example(units: list[UnitRow]) -> None:
    alone = [row for row in units if not re.search(NUMERAL + re.escape(row.surface), row.example)]
    assert [row.surface for row in alone] == []


def test_unit_examples_are_distinct(units: list[UnitRow]) -> None:
    counts = Counter(row.example for row in units)
    assert [example for example, count in counts.items() if count > 1] == []


def test_units_have_half_width_signs(units: list[UnitRow]) -> None:
    full_width = re.compile("[\u3000\uff01-\uff5e]")
    assert [row.surface for row in units if full_width.search(row.surface + row.example)] == []


def test_canonical_unit_has_the_same_measure(
    units: list[UnitRow], senses: dict[tuple[str, str], UnitRow]
) -> None:
    def same(row: UnitRow) -> bool:
        other = senses.get((row.canonical, row.dimension))
        measure = (row.canonical, row.factor, row.base)
        return other is not None and (other.canonical, other.factor, other.base) == measure

    assert [row.surface for row in units if not same(row)] == []


def test_base_is_a_unit_of_factor_one(
    units: list[UnitRow], senses: dict[tuple[str, str], UnitRow]
) -> None:
    def settled(row: UnitRow) -> bool:
        base = senses.get((row.base, row.dimension))
        return base is not None and base.factor == 1 and base.base == base.surface

    assert [row.surface for row in units if row.dimension != "ratio" and not settled(row)] == []


def test_ratios_have_base_one(units: list[UnitRow]) -> None:
    assert {row.base for row in units if row.dimension == "ratio"} == {"1"}


def test_dimensions_with_several_bases(units: list[UnitRow]) -> None:
    bases: dict[str, set[str]] = {}
    for row in units:
        bases.setdefault(row.dimension, set()).add(row.base)
    assert {dimension for dimension, found in bases.items() if len(found) > 1} == SEVERAL_BASES


def test_second_reading_is_noted(units: list[UnitRow]) -> None:
    counts = Counter(row.surface for row in units)
    several = [row for row in units if counts[row.surface] > 1]
    assert several
    assert [row.surface for row in several if "ambiguous" not in row.note] == []


@pytest.mark.parametrize("column", ["kind", "dimension"])
def test_readme_names_the_groups_of_units(units: list[UnitRow], column: str) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    named = {getattr(row, column) for row in units}
    assert [name for name in sorted(named) if f"`{name}`" not in readme] == []


# What a reader of policy texts expects; none of it can be derived from the table.
MEASURES = [
    ("名", "人", 1),
    ("位", "人", 1),
    ("人次", "人次", 1),
    ("户", "户", 1),
    ("㎡", "平方米", 1),
    ("平方公里", "平方米", 10**6),
    ("公顷", "平方米", 10**4),
    ("亩", "平方米", Fraction(2000, 3)),
    ("坪", "平方米", Fraction(400, 121)),
    ("公里", "米", 1000),
    ("里", "米", 500),
    ("海里", "米", 1852),
    ("方", "立方米", 1),
    ("公斤", "千克", 1),
    ("斤", "千克", Fraction(1, 2)),
    ("公吨", "吨", 1),
    ("度", "千瓦时", 1),
    ("兆瓦", "千瓦", 1000),
    ("吉瓦", "千瓦", 10**6),
    ("吨标煤", "吨标准煤", 1),
    ("块", "元", 1),
    ("港币", "港元", 1),
    ("%", "1", Fraction(1, 100)),
    ("‰", "1", Fraction(1, 1000)),
    ("成", "1", Fraction(1, 10)),
    ("个百分点", "百分点", 1),
    ("倍", "倍", 1),
    ("日", "天", 1),
    ("个月", "月", 1),
    ("个小时", "小时", 1),
    ("分钟", "小时", Fraction(1, 60)),
    ("mg/m³", "微克/立方米", 1000),
    ("公里/百平方公里", "公里/平方公里", Fraction(1, 100)),
    ("TEU", "标箱", 1),
    ("Gbps", "Mbps", 1000),
    ("EFLOPS", "PFlops", 1000),
]


@pytest.mark.parametrize(
    ("surface", "base", "factor"), MEASURES, ids=[f"measure-{n}" for n in range(len(MEASURES))]
)
def test_measure(units: list[UnitRow], surface: str, base: str, factor: Fraction) -> None:
    first = next(row for row in units if row.surface == surface)
    assert first.base == base
    assert first.factor == factor
