from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from policyie.evaluation.checking import check_folder
from policyie.evaluation.gold import GoldRecord
from policyie.evaluation.standoff import StandoffHead, format_standoff, to_standoff

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (
    "實施添綠行動\n全市新建口袋公園12個,其中社区12個。\n每百户建成𠮷园3至5处，覆盖率达到全覆盖。\n"
)
RANGE, FULL, LATER = TEXT.index("3至5处"), TEXT.index("全覆盖"), TEXT.rindex("12個")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8", newline="")
    return tmp_path


@pytest.fixture
def good(make_gold: Any) -> Any:
    """A gold record of the text, fields replaced by name."""

    def make(**changes: Any) -> dict[str, Any]:
        record: dict[str, Any] = make_gold(start=15, end=18)
        return record | changes

    return make


@pytest.fixture
def check(folder: Path) -> Any:
    """Write the records, give the faults as `line: problem`."""

    def run(*records: Any, end: str = "\n") -> list[str]:
        path = folder / "a.jsonl"
        lines = [one if isinstance(one, str) else json.dumps(one) for one in records]
        path.write_text("".join(line + end for line in lines), encoding="utf-8", newline="")
        faults = list(check_folder(folder, folder))
        assert {fault.file for fault in faults} <= {str(path), str(folder / "a.txt")}
        return [f"{fault.line}: {fault.problem}" for fault in faults]

    return run


def second(**changes: Any) -> dict[str, Any]:
    """A record of the second line: a range."""
    record: dict[str, Any] = {
        "id": "t002",
        "quote": "每百户建成𠮷园3至5处",
        "quantity": "3至5处",
        "value": 3,
        "upper": 5,
        "unit": "处",
        "comparator": "between",
        "mode": "level",
        "per": "每百户",
        "status": "planned",
        "period": None,
        "indicator": "𠮷园",
        "verb": "建成",
        "headings": [],
        "start": RANGE,
        "end": RANGE + 4,
    }
    return record | changes


def test_good_files_have_no_faults(check: Any, good: Any) -> None:
    assert check(good(), second()) == []
    assert check(good(), second(), end="\r\n") == []
    assert check("", good(), " ", second()) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"perid": "2024"}, "1: perid: unknown field; did you mean period?"),
        ({"zzz": 1}, "1: zzz: unknown field"),
        ({"value": "12"}, '1: value: should be a number without quotes, not "12"'),
        ({"quote": "全市新建公園12個"}, "1: t001: the quote is not there: '全市新建公園12個'"),
        ({"start": 14, "end": 17}, "start and end should be 15 and 18"),
        ({"indicator": "口袋公园"}, "1: t001: indicator: '口袋公园' does not stand in the text"),
        ({"indicator": "口袋公園…社区…林"}, "indicator: '林' does not stand in the text"),
        ({"indicator": "口袋公園…"}, "indicator: … joins two pieces"),
        ({"owner": "市林业局"}, "owner: '市林业局' does not stand"),
        ({"headings": ["实施添绿行动"]}, "headings: '实施添绿行动' does not stand in the text"),
        ({"unit": "個"}, "1: t001: unit: '個' is not simplified; write '个'"),
        ({"upper": 15}, "upper: only a range has one, and the comparator is exactly"),
        ({"comparator": "between"}, "a range (comparator between) needs its upper end"),
        ({"comparator": "between", "upper": 12}, "upper: 12 is not above value 12"),
        ({"comparator": "all"}, 'with comparator all value and unit are 100, "%"'),
        ({"period": "2023-02-29"}, "period: the calendar has no 2023-02-29"),
        ({"period": "2026/2025"}, "period: 2026/2025 ends before it starts"),
        ({"period": "2025-03/2025-02"}, "ends before it starts"),
        ({"part_of": "t009"}, "1: t001: part_of names no other record: t009"),
    ],
)
def test_each_fault_has_its_line(check: Any, good: Any, changes: Any, problem: str) -> None:
    found = check(good(**changes))
    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.parametrize("period", ["2025-12/2026-01", "2025/2025-06", "2024-02-29", "/2025", None])
def test_periods_that_are_right(check: Any, good: Any, period: Any) -> None:
    assert check(good(period=period)) == []


def test_all_faults_of_all_lines_are_told(check: Any, good: Any) -> None:
    found = check(good(mode="up", status="hoped"), "{", good(id="t003", verb="拆除"))
    assert [line[:1] for line in found] == ["1", "1", "2", "3"]
    assert "'planned' or 'reported', not \"hoped\"" in found[1]
    assert "is no JSON object on one line" in found[2]


def test_a_field_that_stands_twice(check: Any, good: Any) -> None:
    line = json.dumps(good()).replace('"value": 12', '"value": 13, "value": 12')
    assert check(line) == ["1: value: the field stands twice"]


def test_ids_duplicates_overlaps_and_order(check: Any, good: Any) -> None:
    assert check(good(), second(id="t001")) == ["2: id t001 stands twice, first in line 1"]
    [fault] = check(good(), good(id="t002"))
    assert fault == "2: t002: is a duplicate: [15, 18] is that of t001 (line 1)"
    [fault] = check(good(), good(id="t002", quantity="2個", start=16))
    assert fault == "2: t002: [16, 18] overlaps that of t001 (line 1)"
    [fault] = check(second(), good())
    assert fault.startswith("2: t001: starts before t002 of the line above")


def test_a_long_record_overlaps_all_within(check: Any, good: Any) -> None:
    long = good(quote=TEXT[7 : LATER + 4], quantity=TEXT[15 : LATER + 4], end=LATER + 4)
    inner = good(id="t002", quote="社区12個", start=LATER, end=LATER + 3)
    third = good(id="t003", quote="社区12個。", quantity="。", start=LATER + 3, end=LATER + 4)
    found = check(long, inner, third)
    assert [line.split(":")[0] for line in found] == ["2", "3"]
    assert all("overlaps that of t001" in line for line in found)


def test_parents_in_a_circle(check: Any, good: Any) -> None:
    found = check(good(part_of="t002"), second(part_of="t001"))
    assert found == [
        "1: t001: is a part of itself through part_of",
        "2: t002: is a part of itself through part_of",
    ]
    third = good(
        id="t003", quote="全覆盖", quantity="全覆盖", start=FULL, end=FULL + 3, part_of="t001"
    )
    assert check(good(), second(part_of="t001"), third) == []


def test_line_ends(check: Any, good: Any) -> None:
    mixed = json.dumps(good()) + "\r\n" + json.dumps(second())
    assert check(mixed) == ["2: line ends are mixed: LF here, CRLF above; lines end with LF"]
    assert check(mixed, end="") == []
    other = json.dumps(good()) + "\n" + json.dumps(second()) + "\r"
    assert check(other) == ["2: line ends are mixed: CRLF here, LF above; lines end with LF"]
    alone = check(json.dumps(good()) + "\r" + json.dumps(second()))
    assert alone[0] == "1: a lone CR stands here; lines end with LF"


@pytest.mark.parametrize("table", ["sha256.tsv", "splits.tsv"])
def test_a_text_that_changed(folder: Path, check: Any, good: Any, table: str) -> None:
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    (folder / table).write_text(f"name\tsha256_of_text\na\t{digest}\n", encoding="utf-8")
    assert check(good()) == []
    (folder / "a.txt").write_text(TEXT + "。", encoding="utf-8", newline="")
    [fault] = check(good())
    assert "the text changed: its SHA-256 is" in fault
    assert fault.endswith(f"not {digest}")


def test_files_that_are_missing(folder: Path, check: Any, good: Any) -> None:
    [fault] = check_folder(folder, folder)
    assert str(fault) == f"{folder}: has no gold files (NAME.jsonl)"
    check(good())
    (folder / "a.txt").unlink()
    [fault] = check_folder(folder / "a.jsonl", folder)
    assert str(fault) == f"{folder / 'a.txt'}: No such file or directory"


@pytest.fixture
def standoff(folder: Path, good: Any) -> Path:
    """A standoff file on the text, which has another name there."""
    texts = folder / "texts" / "theirs"
    texts.mkdir(parents=True)
    (texts / "other.txt").write_text(TEXT, encoding="utf-8", newline="")
    records = [GoldRecord.model_validate(good()), GoldRecord.model_validate(second())]
    head = StandoffHead(document="b", sha256=hashlib.sha256(TEXT.encode()).hexdigest())
    path = folder / "b.jsonl"
    path.write_text(format_standoff(head, to_standoff(records, TEXT)), encoding="utf-8")
    return path


def test_a_standoff_file_finds_its_text(folder: Path, standoff: Path) -> None:
    assert list(check_folder(standoff, folder / "texts")) == []


def test_faults_of_a_standoff_file(folder: Path, standoff: Path) -> None:
    good = standoff.read_text("utf-8")
    wrong = good.replace(f'"end": {RANGE + 4}', '"end": 90')
    standoff.write_text(wrong, encoding="utf-8")
    [fault] = check_folder(standoff, folder / "texts")
    assert (fault.line, fault.file) == (3, str(standoff))
    assert fault.problem.startswith(f"t002: [{RANGE}, 90] does not lie in the text")
    (folder / "texts" / "theirs" / "other.txt").write_text("别的", encoding="utf-8")
    [fault] = check_folder(standoff, folder / "texts")
    assert fault.line == 1
    assert "no text in" in fault.problem
