"""The damaged copies of the annotated documents, and the program that makes them."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from policyie import Extractor, ExtractorConfig
from policyie.evaluation.gold import check_gold, load_digests, load_gold, read_text

ROOT = Path(__file__).parents[2]
DAMAGED = ROOT / "annotated" / "damaged"
FOLDERS = sorted(DAMAGED.iterdir(), key=lambda p: int(p.name))


@pytest.fixture(scope="module")
def program() -> Any:
    spec = importlib.util.spec_from_file_location("damage", ROOT / "benchmarks" / "damage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["damage"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_committed_copies_are_what_the_program_makes(
    program: Any, folder: Path, tmp_path: Path
) -> None:
    program.write_damaged(tmp_path, int(folder.name), tuple(program.KINDS))
    made = sorted(p.name for p in tmp_path.iterdir())
    assert made == sorted(p.name for p in folder.iterdir())
    assert [n for n in made if (tmp_path / n).read_bytes() != (folder / n).read_bytes()] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_gold_of_the_copies_fits_their_texts(folder: Path) -> None:
    digests = load_digests(folder / "sha256.tsv")
    assert len(digests) == 8
    for name, digest in digests.items():
        gold = load_gold(folder / f"{name}.jsonl")
        check_gold(gold, read_text(folder / f"{name}.txt"), sha256=digest)


def test_damage_grows_with_the_strength(program: Any) -> None:
    texts = {name: read_text(program.CLEAN / f"{name}.txt") for name in program.NAMES}
    assert set(program.STRENGTHS) == {int(p.name) for p in FOLDERS}
    for kind in program.KINDS:
        counts = [
            sum(map(len, program.choose_edits(texts, strength, (kind,)).values()))
            for strength in program.STRENGTHS
        ]
        assert 1 <= counts[0] <= counts[1] <= counts[2]


def test_values_of_the_gold_are_those_of_the_clean_text() -> None:
    kept = ("id", "value", "unit", "comparator", "period", "status")
    for path in (DAMAGED / "30").glob("*.jsonl"):
        gold = (ROOT / "annotated" / "documents" / path.name).read_text("utf-8")
        clean = {r["id"]: r for r in map(json.loads, gold.splitlines())}
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            same = clean[record["id"]]
            assert [record.get(k) for k in kept] == [same.get(k) for k in kept]


@pytest.mark.parametrize("repairs", [True, False])
def test_spans_of_damaged_texts_are_raw_slices(repairs: bool) -> None:
    extractor = Extractor(ExtractorConfig(repairs=repairs))
    seen = 0
    for path in (DAMAGED / "30").glob("*.txt"):
        text = read_text(path)
        for record in extractor.read_text(text).records():
            places = [record, record["quantity"] or record, *record["repairs"], *record["headings"]]
            for place in places:
                words = place.get("raw", place.get("text"))
                assert text[slice(*place["span"])] == words
            seen += len(record["repairs"])
    assert (seen > 100) == repairs
    assert repairs or seen == 0
