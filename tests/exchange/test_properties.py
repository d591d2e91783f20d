"""Any spans in any text come back as they were, from every form."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from policyie.errors import AnnotationError
from policyie.evaluation.standoff import WORD_FIELDS, StandoffRecord
from policyie.exchange import brat, docbin, doccano, inception, labelstudio, table
from policyie.exchange.marks import Annotated

if TYPE_CHECKING:
    from pathlib import Path

SIGNS = "全市新建公园个12.%，。…—|;\"'<&>\\ \t\r\n\u3000\u2028𠮷😀e\u0301"


@st.composite
def documents(draw: Any) -> Annotated:
    text = draw(st.text(SIGNS, min_size=2, max_size=40))
    place = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    span = place.map(sorted).filter(lambda ends: ends[0] < ends[1])
    spans = st.lists(span, max_size=3)
    records = []
    starts: set[int] = set()
    for number in range(draw(st.integers(1, 3))):
        start, end = draw(span)
        assume(start not in starts)
        starts.add(start)
        row = {
            "id": f"t{number}",
            "kind": draw(st.sampled_from(["target", "milestone"])),
            "start": start,
            "end": end,
            "quote": draw(st.none() | span),
            "value": draw(st.none() | st.integers() | st.floats(0, 1e9)),
            "unit": draw(st.none() | st.sampled_from(["个", "万元/户", "%"])),
            "status": draw(st.sampled_from(["planned", "reported"])),
            "headings": draw(spans),
            "repaired": draw(st.booleans()),
            "note": draw(st.none() | st.text(SIGNS, min_size=1, max_size=9)),
            **{name: draw(spans) for name in WORD_FIELDS},
        }
        records.append(StandoffRecord.model_validate(row))
    return Annotated("name", text, sorted(records, key=lambda record: record.start))


@pytest.mark.parametrize("module", [labelstudio, doccano, inception, brat, table, docbin])
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=25)
@given(document=documents())
def test_spans_come_back(
    module: Any, document: Annotated, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if module is docbin and not importlib.util.find_spec("spacy"):
        pytest.skip("needs spaCy")
    folder: Path = tmp_path_factory.mktemp("form")
    try:
        for name, content in module.write([document]):
            (folder / name).write_bytes(content)
    except AnnotationError as error:
        # The one thing that a format refuses, and says so.
        assert module is brat
        assert "line break" in str(error)
        return
    [path] = [path for path in folder.iterdir() if path.suffix in module.SUFFIXES]
    (folder / "text.txt").write_bytes(document.text.encode())
    [back] = module.read(path, folder) if module is table else module.read(path)
    assert back.text == document.text
    assert list(back.records) == list(document.records)
