from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from policyie.errors import AnnotationError, ReadError
from policyie.evaluation.gold import check_gold, load_digests, load_gold, read_text

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "全市新建口袋公園12個,其中社区12個。"


def write(path: Any, records: Any) -> Any:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture
def load(tmp_path: Path) -> Any:
    return lambda *records: load_gold(write(tmp_path / "a.jsonl", records))


def test_reads_every_field(load: Any, make_gold: Any, make_milestone: Any) -> None:
    full = {
        "occurrence": 1,
        "quantity_occurrence": 1,
        "upper": 15.5,
        "baseline": {"value": 5, "unit": "个", "year": 2019},
        "per": "每百户",
        "hedge": "力争",
        "firmness": "binding",
        "owner": "市园林局",
        "repaired": True,
        "note": "",
    }
    target, part, milestone = load(
        make_gold(**full), make_gold(id="t002", part_of="t001", unit=None), make_milestone()
    )
    assert (target.kind, target.value, target.upper, target.span) == ("target", 12, 15.5, (8, 11))
    assert target.baseline is not None
    assert target.baseline.year == 2019
    assert (part.part_of, part.unit, part.line) == ("t001", None, 2)
    assert (milestone.kind, milestone.quantity) == ("milestone", None)


def test_skips_blank_lines_and_counts_them(tmp_path: Path, make_gold: Any) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\ufeff\n" + json.dumps(make_gold()) + "\r\n\n", encoding="utf-8")
    assert [record.line for record in load_gold(path)] == [2]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"colour": "red"}, "colour"),
        ({"value": "12"}, "value"),
        ({"value": True}, "value"),
        ({"value": 10**400}, "finite"),
        ({"upper": "15"}, "upper"),
        ({"comparator": "almost"}, "comparator"),
        ({"mode": "up"}, "mode"),
        ({"status": "hoped"}, "status"),
        ({"firmness": "soft"}, "firmness"),
        ({"kind": "goal"}, "kind"),
        ({"period": "2024年"}, "period"),
        ({"period": "2024-13"}, "period"),
        ({"period": "2024/2025/2026"}, "period"),
        ({"period": "/"}, "period"),
        ({"headings": "實施添綠行動"}, "headings"),
        ({"headings": [""]}, "headings"),
        ({"baseline": {"value": 5, "unit": "个", "month": 1}}, "baseline.month"),
        ({"start": -1}, "start"),
        ({"end": 8}, "not after"),
        ({"quote": ""}, "quote"),
        ({"occurrence": 0}, "occurrence"),
        ({"quantity": None, "value": None}, "a target needs quantity, value"),
        ({"kind": "milestone"}, "a milestone has no quantity, value, comparator, mode"),
        ({"part_of": "t009"}, "t009"),
        ({"part_of": "t001"}, "t001"),
    ],
)
def test_rejects_a_wrong_record(tmp_path: Path, make_gold: Any, changes: Any, problem: Any) -> None:
    path = write(tmp_path / "a.jsonl", [make_gold(id="t000"), make_gold(**changes)])
    with pytest.raises(AnnotationError, match=problem) as caught:
        load_gold(path)
    assert (caught.value.file, caught.value.line) == (str(path), 2)


@pytest.mark.parametrize("field", ["id", "quote", "status", "period", "indicator", "headings"])
def test_rejects_a_missing_field(load: Any, make_gold: Any, field: Any) -> None:
    record = make_gold()
    del record[field]
    with pytest.raises(AnnotationError, match=field):
        load(record)


def test_rejects_an_id_that_stands_twice(load: Any, make_gold: Any) -> None:
    with pytest.raises(AnnotationError, match="t001 stands twice"):
        load(make_gold(), make_gold())


@pytest.mark.parametrize("line", ["{", "[]", "12", "{'id': 1}", '{"value": NaN}'])
def test_rejects_a_line_that_is_no_record(tmp_path: Path, line: Any) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(AnnotationError) as caught:
        load_gold(path)
    assert caught.value.line == 1


def test_read_text_keeps_everything_but_the_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf\xe4\xb8\x80\r\n\xc2\xa0\r\xef\xbb\xbf")
    assert read_text(path) == "一\r\n\xa0\r\ufeff"


def test_read_text_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"none\.txt"):
        read_text(tmp_path / "none.txt")
    path = tmp_path / "a.txt"
    path.write_bytes("市民".encode("gb18030"))
    with pytest.raises(ReadError, match="UTF-8 at byte 0"):
        read_text(path)


def test_check_accepts_what_the_text_holds(load: Any, make_gold: Any, make_milestone: Any) -> None:
    records = load(make_gold(), make_milestone())
    check_gold(records, TEXT)
    check_gold(records, TEXT, sha256=hashlib.sha256(TEXT.encode()).hexdigest())


def test_check_finds_the_named_occurrence(load: Any, make_gold: Any) -> None:
    second = make_gold(quote="12個", occurrence=2, start=16, end=19)
    check_gold(load(second), TEXT)
    within = make_gold(quote=TEXT, quantity_occurrence=2, start=16, end=19)
    check_gold(load(within), TEXT)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"quote": "全县新建口袋公園12個"}, "the quote is not there"),
        ({"occurrence": 2}, "does not occur 2 times"),
        ({"start": 7, "end": 10}, "is '園12', not '12個'"),
        ({"start": 16, "end": 19}, "not the '12個' of the quote"),
        ({"quantity_occurrence": 2}, "'12個' does not occur 2 times in its quote"),
        ({"start": 80, "end": 83}, "is ''"),
    ],
)
def test_check_rejects_what_the_text_does_not_hold(
    load: Any, make_gold: Any, changes: Any, problem: Any
) -> None:
    records = load(make_gold(**changes))
    with pytest.raises(AnnotationError, match=problem) as caught:
        check_gold(records, TEXT, file="a.jsonl")
    assert (caught.value.file, caught.value.line) == ("a.jsonl", 1)


def test_check_rejects_a_milestone_off_its_quote(load: Any, make_milestone: Any) -> None:
    with pytest.raises(AnnotationError, match="m001"):
        check_gold(load(make_milestone(start=1, end=12)), TEXT)


def test_check_rejects_another_text(load: Any, make_gold: Any) -> None:
    with pytest.raises(AnnotationError, match="SHA-256"):
        check_gold(load(make_gold()), TEXT, sha256="0" * 64)


def test_load_digests(tmp_path: Path) -> None:
    path = tmp_path / "sha256.tsv"
    path.write_text("name\tsha256_of_text\r\na\t00ff\r\n", encoding="utf-8", newline="")
    assert load_digests(path) == {"a": "00ff"}
    path.write_text("name\tdigest\n", encoding="utf-8")
    with pytest.raises(AnnotationError, match="no column sha256_of_text"):
        load_digests(path)
