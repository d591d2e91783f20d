"""The same numbers as the reference program that defines the score, where it is at hand."""

from __future__ import annotations

import calendar
import importlib.util
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from policyie.evaluation import compare, units
from policyie.evaluation.gold import load_gold, read_text
from policyie.evaluation.run import evaluate
from policyie.evaluation.standoff import load_standoff
from policyie.evaluation.stored import stored_predictions

if TYPE_CHECKING:
    from collections.abc import Callable

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
PROGRAM = SHARED / "tools" / "score.py"
GOLD, TEXTS = SHARED / "gold", SHARED / "corpus"
STANDOFF = Path(__file__).resolve().parents[2] / "annotated" / "standoff"
NAMES = [path.stem for path in sorted(GOLD.glob("*.jsonl"))]

pytestmark = pytest.mark.skipif(not PROGRAM.is_file(), reason="no reference program here")

Record = dict[str, Any]


def first_day(date: str) -> str | None:
    return (date + "-01-01"[len(date) - 10 :] if len(date) < 10 else date) or None


def last_day(date: str) -> str | None:
    if len(date) == 7:
        year, month = map(int, date.split("-"))
        return f"{date}-{calendar.monthrange(year, month)[1]}"
    return (f"{date}-12-31" if len(date) == 4 else date) or None


def period_of(text: str | None) -> Record | None:
    if text is None:
        return None
    start, slash, end = text.partition("/")
    return {
        "start": first_day(start) if start else None,
        "end": last_day(end if slash else start),
        "text": None,
        "from": "clause",
    }


def to_record(gold: Record) -> Record:
    """A gold record in the form of the output, everything right."""
    shared = {
        name: gold.get(name) for name in ("id", "status", "verb", "scope", "hedge", "part_of")
    }
    record = {
        **shared,
        "kind": gold.get("kind", "target"),
        "text": gold["quote"],
        "span": [gold["start"], gold["end"]],
        "indicator": gold["indicator"],
        "firmness": gold.get("firmness"),
        "period": period_of(gold["period"]),
        "headings": [{"title": title, "text": title, "kind": "plan"} for title in gold["headings"]],
        "quantity": None,
    }
    if record["kind"] == "target":
        copied = ("value", "upper", "unit", "comparator", "mode", "baseline")
        record["quantity"] = {
            **{name: gold.get(name) for name in copied},
            "text": gold["quantity"],
            "span": [gold["start"], gold["end"]],
            "per": {"text": gold["per"], "value": 1} if gold.get("per") else None,
        }
    return record


def shift_span(record: Record, pick: random.Random) -> None:
    holder = record["quantity"] or record
    start, end = holder["span"]
    holder["span"] = [max(0, start + pick.randint(-4, 4)), end + pick.randint(-1, 6)]


def change_unit(record: Record, pick: random.Random) -> None:
    quantity = record["quantity"]
    if quantity is None:
        return
    scaled = {"亿元": ("万元", 1e4), "万人": ("名", 1e4), "平方公里": ("KM²", 1), "%": ("成", 0.1)}
    unit, factor = scaled.get(quantity["unit"], (quantity["unit"], 1))
    if pick.random() < 0.4:
        others = ("個", "处", "万户", "％", "个百分点", "万元/户", "μg/m³", "千瓦时", "", None)
        unit = pick.choice(others)
    quantity["unit"], quantity["value"] = unit, (quantity["value"] or 0) * factor


def change_number(record: Record, pick: random.Random) -> None:
    if record["quantity"] is not None:
        field = pick.choice(("value", "value", "upper"))
        number = record["quantity"][field] or 0
        record["quantity"][field] = pick.choice((None, number * 10, number + 1e-7 * number, 12))


def change_comparator(record: Record, pick: random.Random) -> None:
    if record["quantity"] is not None:
        record["quantity"]["comparator"] = pick.choice(("exactly", "reach", "all", "none", "about"))


def change_mode(record: Record, pick: random.Random) -> None:
    if record["quantity"] is not None:
        record["quantity"]["mode"] = pick.choice(("level", "increase", "decrease", None))


def change_per(record: Record, pick: random.Random) -> None:
    if record["quantity"] is not None:
        per = pick.choice((None, "每百户", "人均", "平均每个…社区", "各户", "均", "年均"))
        record["quantity"]["per"] = {"text": per} if pick.random() < 0.5 else per


def change_baseline(record: Record, pick: random.Random) -> None:
    if record["quantity"] is not None:
        before = {"value": pick.choice((None, 5)), "unit": pick.choice((None, "个", "%"))}
        record["quantity"]["baseline"] = pick.choice((None, before))


def change_period(record: Record, pick: random.Random) -> None:
    if record["period"] is not None and pick.random() < 0.5:
        record["period"]["from"] = pick.choice(("document", "block", None))
    else:
        record["period"] = pick.choice((None, period_of("2024"), period_of("/2024-02")))


def change_indicator(record: Record, pick: random.Random) -> None:
    words = record["indicator"]
    cut = pick.randint(0, len(words))
    record["indicator"] = pick.choice(
        (
            words[:cut],
            words[cut:],
            words + "（lǐ）",
            f"“{words}”的数量",
            words[:cut] + "?dào)…" + words[cut:],
            (record["scope"] or "全市") + words,
            None,
        )
    )


def change_scope(record: Record, pick: random.Random) -> None:
    scope = record["scope"] or "全市"
    record["scope"] = pick.choice((None, scope, scope[1:], scope + "范围内", "各县（区）"))


def change_words(record: Record, pick: random.Random) -> None:
    record[pick.choice(("verb", "hedge", "firmness"))] = pick.choice((None, "建成", "binding"))
    record["status"] = pick.choice(("planned", "reported"))


def change_headings(record: Record, pick: random.Random) -> None:
    headings = record["headings"]
    record["headings"] = pick.choice(
        (
            None,
            headings[1:],
            headings[:-1],
            [heading["title"] for heading in headings],
            [{"title": "", "text": heading["text"] + "。"} for heading in headings],
            [*headings, {"title": "总体要求"}],
        )
    )


def change_parent(record: Record, pick: random.Random) -> None:
    record["part_of"] = pick.choice((None, "t001", "t002", record["id"], ""))


CHANGES: tuple[Callable[[Record, random.Random], None], ...] = (
    shift_span,
    change_unit,
    change_number,
    change_comparator,
    change_mode,
    change_per,
    change_baseline,
    change_period,
    change_indicator,
    change_scope,
    change_words,
    change_headings,
    change_parent,
)


def perturb(gold: list[Record], pick: random.Random) -> list[Record]:
    """The records of a reader who misses some, invents some and gets others wrong."""
    records = []
    for entry in gold:
        if pick.random() < 0.1:
            continue
        for _ in range(2 if pick.random() < 0.1 else 1):
            record = to_record(json.loads(json.dumps(entry)))
            for change in pick.sample(CHANGES, pick.choice((0, 0, 0, 1, 2, 4))):
                change(record, pick)
            records.append(record)
    if pick.random() < 0.3:
        pick.shuffle(records)
    return records


def write_predictions(folder: Path, seed: int) -> Path:
    for name in NAMES:
        lines = (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines()
        pick = random.Random(f"{seed} {name}")
        records = perturb([json.loads(line) for line in lines], pick)
        (folder / f"{name}.jsonl").write_text(
            "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records),
            encoding="utf-8",
        )
    return folder


def ask_program(predictions: Path, names: list[str]) -> Record:
    files = [str(folder / f"{name}.jsonl") for name in names for folder in (GOLD, predictions)]
    command = [sys.executable, str(PROGRAM), *files, "--json"]
    answer = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    found: Record = json.loads(answer.stdout)
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_documents_together(tmp_path: Path, seed: Any) -> None:
    folder = write_predictions(tmp_path, seed)
    ours = evaluate(GOLD, TEXTS, stored_predictions(folder)).summary()
    assert ours == ask_program(folder, NAMES)
    assert 0.2 < ours["core_f1"] < 0.9


@pytest.mark.parametrize("seed", [1, 5])
def test_standoff_gold_gives_the_same_numbers(tmp_path: Path, seed: Any) -> None:
    """Without the sentences of the gold; the texts are found by their hashes."""
    folder = write_predictions(tmp_path, seed)
    assert [path.stem for path in sorted(STANDOFF.glob("*.jsonl"))] == NAMES
    ours = evaluate(STANDOFF, TEXTS, stored_predictions(folder)).summary()
    assert ours == ask_program(folder, NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_standoff_gold_is_the_gold(name: Any) -> None:
    gold = [record.model_dump() | {"note": None} for record in load_gold(GOLD / f"{name}.jsonl")]
    filled = load_standoff(STANDOFF / f"{name}.jsonl").fill(read_text(TEXTS / f"{name}.txt"))
    assert [record.model_dump() for record in filled] == gold


@pytest.mark.parametrize("name", NAMES)
def test_each_document(tmp_path: Path, name: Any) -> None:
    folder = write_predictions(tmp_path, 4)
    ours = evaluate(GOLD, TEXTS, stored_predictions(folder), names=[name]).summary()
    assert ours == ask_program(folder, [name])


def test_gold_against_itself_is_perfect(tmp_path: Path) -> None:
    for name in NAMES:
        lines = (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines()
        records = [json.dumps(to_record(json.loads(line))) for line in lines]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(records), encoding="utf-8")
    scores = evaluate(GOLD, TEXTS, stored_predictions(tmp_path)).scores
    assert {name: score for name, score in scores.items() if score != 1} == {
        "gold": scores["gold"],
        "pred": scores["gold"],
    }


@pytest.fixture(scope="module")
def program() -> Any:
    """The reference program as a module."""
    spec = importlib.util.spec_from_file_location("reference_score", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WORDS = "社區区公园每各平均人年戶户個个名成亿万千百瓦时米方公里"
SIGNS = WORDS + "%％‰m2²³㎡/／(（)）?aǎǐüd “”…,，。-_·\u200b\n1"


@pytest.mark.parametrize("seed", range(20))
def test_characters_and_units(program: Any, seed: Any) -> None:
    pick = random.Random(seed)
    for _ in range(200):
        one, other = ("".join(pick.choices(SIGNS, k=pick.randint(0, 7))) for _ in range(2))
        assert compare.clean(one) == program.clean(one)
        assert compare.bigram_f1(one, other) == program.bigram_f1(one, other)
        assert compare.denominators(one, other) == program.denominators(one, other)
        assert units.split_unit(one)[0] == program.numerator(one)
        assert units.to_base(3, one) == pytest.approx(program.base(3, one))


def test_every_unit_of_the_table(program: Any) -> None:
    table = units.load_units()
    names = {*table.aliases, *table.bases, *program.SAME, *program.BASE, *program.MULT, "元", "户"}
    for name in (multiplier + name for multiplier in ("", *program.MULT) for name in names):
        value, base = units.to_base(7, name)
        expected, expected_base = program.base(7, name)
        assert value == pytest.approx(expected)
        assert base == expected_base
