"""What holds for every text, tried on texts that nobody would write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from policyie import Document, Extractor, cli, extract_text, find_periods, find_quantities
from policyie.pipeline import Extraction

DOCUMENTS = sorted((Path(__file__).parents[1] / "annotated" / "documents").glob("*.txt"))
NAMES = [path.stem for path in DOCUMENTS]
PREFACE = "有关单位可以结合实际参照执行，并及时反馈意见。\n"
PIECES = (
    *("云溪市公园建设三年计划", "一、主要目标", "（一）公园建设。", "公园建设行动", "第二章 民生"),
    *(
        "2031年：",
        "到2035年，",
        "“十四五”时期",
        "截至去年底",
        "2031—2033年",
        "三年内",
        "专栏1 指标",
    ),
    *(
        "新建公园12个",
        "改造3至5处",
        "達到百分之七十以上",
        "人均綠地１４．５平方米",
        "翻一番",
        "过半",
    ),
    *("全覆盖", "动态清零", "1.2万余户", "3:4:5", "由48%提高到55%", "其中主城区7条", "不超过3天"),
    *("每千人口托位4.6个", "分别增长4.8%和6.7%", "（含改建2座）", "总投资约3亿元", "居全省第二位"),
    *(
        "。",
        "，",
        "；",
        "、",
        "\n",
        "\r\n",
        "\t",
        "　",
        " ",
        "(",
        "）",
        "《",
        "“",
        "-",
        ".",
        "\u200b",
    ),
)
written = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
signs = st.text(
    alphabet="一二十百万亿〇零0123456789.,:-~/%年月日第到至个元人亩(（)）“”\n 　、，。；",
    max_size=40,
)
texts = st.one_of(st.text(max_size=60), written, signs)
often = settings(max_examples=150, deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def parts_of(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a record, itself included."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from parts_of(part)


def check_spans(record: dict[str, Any], raw: str) -> None:
    for part in parts_of(record):
        spans = part.get("spans") or ([part["span"]] if part.get("span") else [])
        spans = [*spans, *part.get("indicator_spans", [])]
        assert all(0 <= start <= end <= len(raw) for start, end in spans), part
        slices = [
            raw[start:end] for start, end in part.get("spans") or [part.get("span") or (0, 0)]
        ]
        if part.get("text") is not None and (part.get("spans") or part.get("span")):
            assert "…".join(slices) == part["text"]


def comparable(extraction: Extraction, shift: int) -> list[Any]:
    """The records without what names the document, spans counted from `shift`."""
    found = []
    for record in extraction.records():
        plain = json.loads(json.dumps(record))
        del plain["doc"], plain["key"]
        for part in parts_of(plain):
            for name in ("span", "spans", "indicator_spans"):
                if part.get(name) is not None:
                    part[name] = _shifted(part[name], shift)
        found.append(plain)
    return found


def _shifted(value: Any, shift: int) -> Any:
    if isinstance(value, list):
        return [_shifted(part, shift) for part in value]
    return value - shift


def facts(extraction: Extraction) -> dict[str, Any]:
    return {name: value for name, value in extraction.doc.items() if name != "id"}


@often
@given(texts)
@example("一" * 300)
@example("5" * 300)
@example("1," * 100 + "000个")
@example("\x00新建5个\x00")
def test_any_string_has_records_with_exact_spans(text: str) -> None:
    document = extract_text(text)
    for record in (*document.targets, *document.milestones, *document.blocks):
        check_spans(record.model_dump(mode="json", by_alias=True), text)


@often
@given(texts)
@example("一" * 300)
@example("5" * 300)
def test_any_string_has_quantities_with_exact_spans(text: str) -> None:
    found = [mention.model_dump(mode="json") for mention in find_quantities(text)]
    for mention in found:
        check_spans(mention, text)
    spans = [mention["span"] for mention in found]
    assert spans == sorted(spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@often
@given(texts, st.none() | st.dates().map(str))
def test_any_string_has_periods_with_exact_spans(text: str, reference: str | None) -> None:
    for mention in find_periods(text, reference):
        check_spans(mention.model_dump(mode="json"), text)


@often
@given(texts)
def test_documents_survive_json(text: str) -> None:
    document = extract_text(text)
    assert Document.model_validate_json(document.model_dump_json(by_alias=True)) == document


@often
@given(written)
def test_a_paragraph_in_front_only_shifts(extractor: Extractor, text: str) -> None:
    # The first line of a text is its title; without one the preface would take that place.
    text = f"{PIECES[0]}\n{PREFACE}{text}"
    alone, behind = extractor.read_text(text), extractor.read_text(PREFACE + text)
    assume(facts(alone) == facts(behind))
    assert comparable(behind, len(PREFACE)) == comparable(alone, 0)


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_a_paragraph_in_front_only_shifts_documents(extractor: Extractor, path: Path) -> None:
    text = path.read_text("utf-8")
    alone, behind = extractor.read_text(text), extractor.read_text(PREFACE + text)
    assert facts(behind) == facts(alone)
    assert comparable(behind, len(PREFACE)) == comparable(alone, 0)


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_command_line_gives_the_records_of_the_extractor(extractor: Extractor, path: Path) -> None:
    out = StringIO()
    with redirect_stdout(out):
        assert cli.main(["extract", str(path), "--format", "jsonl"]) == 0
    printed = [json.loads(line) for line in out.getvalue().splitlines()]
    assert printed == [json.loads(json.dumps(r)) for r in extractor.read(path).records()]


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_two_runs_give_the_same(extractor: Extractor, path: Path) -> None:
    first, second = extractor.read(path), Extractor().read(path)
    assert list(first.records()) == list(second.records())
