"""`explain` tells a person how one record was read."""

from __future__ import annotations

from policyie.outputs.explain import to_explanation
from policyie.pipeline import Extractor

TEXT = "一、重点任务\n到2031年，全县建成社区食堂不少于40个，食堂覆盖率由52%提高到80%以上。\n"


def explain(number: int) -> str:
    read = Extractor().read_text(TEXT, published="2029")
    return to_explanation(list(read.records())[number], TEXT)


def test_the_clause_marks_its_parts() -> None:
    lines = explain(0).splitlines()
    assert lines[0] == "t0001  target, planned"
    assert lines[1] == "block   重点任务"
    assert "[indicator 社区食堂][comparator 不少于][quantity 40个]" in lines[2]


def test_each_field_names_its_rule_and_words() -> None:
    table = {line.split()[0]: line.split()[1:] for line in explain(0).splitlines()[4:]}
    assert table["comparator"] == ["at_least", "bound-word", "不少于"]
    assert table["period"] == ["/2031-12-31", "sentence-year", "到2031年"]
    assert table["scope"] == ["全县", "scope-word", "全县"]


def test_a_baseline_is_told() -> None:
    assert "baseline" in explain(1)
    assert "52" in explain(1)
