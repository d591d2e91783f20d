"""The report of checks."""

from __future__ import annotations

from policyie.outputs.report import to_check_report
from policyie.pipeline import Extractor

TEXT = (
    "云溪市建设计划\n\n"
    "图书馆藏书由120万册增加到150万册，增长25%。\n"
    "全市共有社区120个，其中城市社区30个，占总数的35%。\n"
)
FAILED = """\
plan.txt: 4 checks, 1 failed
  line 4, share-of, FAILED: “30个” of “120个” is 25%, the text says “35%”
    expected 25, found 35, tolerance 0.5 %
    长25%。全市共有社区120个，其中城市社区30个，占总数的35%。
"""


def report(text: str, *, everything: bool = False) -> str:
    extraction = Extractor().read_text(text)
    checks = extraction.exporter.checks()
    return to_check_report("plan.txt", extraction.source.raw, checks, everything=everything)


def test_what_fails_is_shown_with_its_line_and_passage() -> None:
    assert report(TEXT) == FAILED


def test_what_holds_is_shown_too_when_asked_for() -> None:
    shown = report(TEXT, everything=True)
    assert shown.count(", ok: ") == 3
    assert "line 3, base-growth, ok: “120” and “150万册” mean a change of 25%" in shown


def test_far_places_are_shown_in_pieces() -> None:
    far = "2029年，社会消费品零售总额60亿元。" + "经济稳步增长。" * 20
    shown = report(far + "2030年，社会消费品零售总额66亿元，增长15%。")
    assert "社会消费品零售总额60亿元。经济稳步增长。经济稳步… " in shown


def test_a_text_without_checks_has_a_count() -> None:
    assert report("推进公园建设。") == "plan.txt: 0 checks, 0 failed\n"
