"""What the annotated documents' README says of them, and the program that compares two sets."""

from __future__ import annotations

import csv
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from policyie.evaluation.gold import GoldRecord, check_gold, load_gold, read_text

ROOT = Path(__file__).parents[1]
ANNOTATED = ROOT / "annotated"
NAMES = sorted(path.stem for path in (ANNOTATED / "documents").glob("*.txt"))
PROGRAM = ROOT / "benchmarks" / "distributions.py"


@pytest.fixture(scope="module")
def distributions() -> Any:
    spec = importlib.util.spec_from_file_location("distributions", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", NAMES)
def test_the_table_counts_a_document(name: str) -> None:
    row = re.search(rf"(?m)^\| `{name}` \|.*$", (ANNOTATED / "README.md").read_text("utf-8"))
    assert row is not None
    gold = load_gold(ANNOTATED / "documents" / f"{name}.jsonl")
    targets = sum(record.kind == "target" for record in gold)
    with (ANNOTATED / "splits.tsv").open(encoding="utf-8", newline="") as stream:
        splits = {line["name"]: line["split"] for line in csv.DictReader(stream, delimiter="\t")}
    cells = [cell.strip() for cell in row[0].strip("|").split("|")]
    characters = len(read_text(ANNOTATED / "documents" / f"{name}.txt"))
    milestones = str(len(gold) - targets) if len(gold) > targets else ""
    assert cells[2:] == [f"{characters:,}", str(targets), milestones, splits[name]]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("reading", ["first", "second"])
def test_a_pass_is_sound(name: str, reading: str) -> None:
    gold = load_gold(ANNOTATED / "passes" / reading / f"{name}.jsonl")
    assert gold
    check_gold(gold, read_text(ANNOTATED / "documents" / f"{name}.txt"))


@pytest.mark.parametrize(
    ("period", "form"),
    [
        (None, "none"),
        ("2031", "a year"),
        ("2029/2031", "years from to"),
        ("/2031", "until a year"),
        ("2031/", "from a year"),
        ("/2031-06", "with month or day"),
        ("2031-04/2032-03", "with month or day"),
    ],
)
def test_periods_have_forms(distributions: Any, period: str | None, form: str) -> None:
    assert distributions.find_form(period) == form


def build(quantity: str, unit: str | None, indicator: str) -> GoldRecord:
    fields = {"quote": indicator + quantity, "quantity": quantity, "value": 1, "unit": unit}
    words = {"comparator": "exactly", "mode": "level", "status": "planned", "indicator": indicator}
    rest: dict[str, object] = {
        "id": "t1",
        "period": None,
        "headings": [],
        "start": 0,
        "end": len(quantity),
    }
    return GoldRecord.model_validate({**fields, **words, **rest})


def test_shares_and_lengths_are_counted(distributions: Any) -> None:
    found = distributions.measure(
        [
            build("1万元/户", "万元/户", "补助…标准"),
            build("1%", "%", "入园率"),
            build("第1位", "位", "排名"),
            build("清零", None, "危房"),
        ]
    )
    assert found["targets"] == {"": 4}
    assert found["dimension"] == {"money": 25, "ratio": 25, "rank": 25, "none": 25}
    assert found["status"] == {"planned": 100}
    assert found["length of indicator"]["50 %"] == 2.5


def test_two_sets_stand_side_by_side() -> None:
    folders = [str(ANNOTATED / "documents"), str(ANNOTATED / "passes" / "first")]
    command = [sys.executable, str(PROGRAM), *folders, "--names", "gold", "first"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = shown.splitlines()
    assert lines[0] == "| | gold | first |"
    targets = {line.split(" | ")[1] for line in lines if line.startswith("| targets |")}
    assert targets == {str(sum(count_targets(name) for name in NAMES))}


def count_targets(name: str) -> int:
    gold = load_gold(ANNOTATED / "documents" / f"{name}.jsonl")
    return sum(record.kind == "target" for record in gold)


def test_a_folder_without_gold_is_told(tmp_path: Path) -> None:
    command = [sys.executable, str(PROGRAM), str(tmp_path), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no gold file with a target" in done.stderr
