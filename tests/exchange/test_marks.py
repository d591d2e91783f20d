from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyie import schema
from policyie.errors import AnnotationError
from policyie.exchange.marks import CHOICES, Link, Mark, Utf16, from_marks

TEXT = "全市新建口袋公园12个"
FIELDS = {"status": "planned", "value": "12", "comparator": "exactly", "mode": "level"}


def target(**changes: Any) -> Mark:
    values: dict[str, Any] = {"id": "r1", "label": "target", "start": 8, "end": 11}
    return Mark(**{**values, "fields": FIELDS, **changes})


@given(st.text())
def test_utf16_counts_as_the_encoding_does(text: str) -> None:
    units = Utf16(text)
    for place in range(len(text) + 1):
        count = len(text[:place].encode("utf-16-le", "surrogatepass")) // 2
        assert units.count(place) == count
        assert units.place(count) == place
        if place < len(text) and ord(text[place]) > 0xFFFF:
            assert units.place(count + 1) is None


@pytest.mark.parametrize("name", ["comparator", "mode", "status", "firmness"])
def test_choices_are_those_of_the_record(name: str) -> None:
    assert CHOICES[name] == get_args(getattr(schema, name.capitalize()))


def test_records_without_an_id_get_a_free_one() -> None:
    marks = [
        target(id="c", start=9, end=10),
        target(id="b", start=2, end=4),
        target(id="a", fields={**FIELDS, "id": "t001"}),
    ]
    found = from_marks(marks, [Link("c", "b", "part_of")], TEXT, "file")
    assert [(record.start, record.id, record.part_of) for record in found] == [
        (2, "t002", None),
        (8, "t001", None),
        (9, "t003", "t002"),
    ]


@pytest.mark.parametrize(
    ("marks", "links", "problem"),
    [
        ([target(end=12)], [], r"target \[8, 12\] does not lie in the text of 11"),
        ([target(start=8, end=8)], [], "does not lie"),
        ([target(fields={"colour": "red"})], [], r"\[8, 11\] '12个': unknown field colour"),
        ([target(fields={**FIELDS, "value": "十二"})], [], "value: '十二' is no number such as"),
        ([target(fields={**FIELDS, "value": '"12"'})], [], "value: should be a number"),
        ([target(fields={})], [], "status: the field is missing"),
        ([target()], [Link("r1", "w1", "verb")], "a verb link leads from r1 to w1"),
        ([target(), Mark("w1", "verb", 2, 4)], [Link("w1", "r1", "verb")], "from w1 to r1"),
        (
            [target(), Mark("w1", "verb", 2, 4)],
            [Link("r1", "w1", "x")],
            "no link may be called 'x'",
        ),
        ([target(), Mark("w1", "verb", 2, 4)], [Link("r1", "w1", "part_of")], "called 'part_of'"),
    ],
)
def test_what_makes_no_record_is_told(marks: Any, links: Any, problem: str) -> None:
    with pytest.raises(AnnotationError, match=problem) as caught:
        from_marks(marks, links, TEXT, "file")
    assert caught.value.file == "file"


def test_marks_that_no_record_uses_are_left_out() -> None:
    [record] = from_marks([target(), Mark("w1", "verb", 2, 4)], [], TEXT, "file")
    assert record.verb == []
