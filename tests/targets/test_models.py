import json
import random
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from policyie import Extractor, ExtractorConfig
from policyie.errors import ModelError
from policyie.targets.boundaries import cut_scope
from policyie.targets.models import ARRAY_FILE, JSON_FILE, digest_of, load_models
from policyie.training.store import write_models

if TYPE_CHECKING:
    from policyie.targets.models import Models

TEXT = "全市新建口袋公园16个、社区食堂12家，人均公园绿地面积达到14.5平方米以上。\n\n"
TEXT += "到2035年，城镇污水处理率达到95%。"
DAMAGED = 200


@pytest.fixture
def folder(models: "Models", tmp_path: Path) -> Path:
    write_models(models, tmp_path, {"seed": 0})
    return tmp_path


def test_models_come_back_as_they_were_written(models: "Models", folder: Path) -> None:
    read = load_models(folder)
    for one, other in zip(models.chains, read.chains, strict=True):
        assert np.array_equal(one.weights, other.weights)
        assert np.array_equal(one.transitions, other.transitions)
    for name in ("strict", "close", "full"):
        assert np.allclose(getattr(models, name).weights, getattr(read, name).weights)
    assert read.made["seed"] == 0
    assert read.digest == json.loads((folder / JSON_FILE).read_text("utf-8"))["weights"]


def test_the_same_models_give_the_same_bytes(models: "Models", tmp_path: Path) -> None:
    sizes = {write_models(models, tmp_path / name, {}) for name in ("one", "two")}
    for name in (JSON_FILE, ARRAY_FILE):
        one, two = ((tmp_path / folder / name).read_bytes() for folder in ("one", "two"))
        assert one == two
    assert len(sizes) == 1


def test_damaged_files_are_refused(folder: Path) -> None:
    generator = random.Random(20)
    whole = {name: (folder / name).read_bytes() for name in (JSON_FILE, ARRAY_FILE)}
    for number in range(DAMAGED):
        name = (JSON_FILE, ARRAY_FILE)[number % 2]
        raw = bytearray(whole[name])
        place = generator.randrange(len(raw))
        kind = generator.randrange(3)
        if kind == 0:
            raw[place] ^= 1 << generator.randrange(8)
        elif kind == 1:
            del raw[place:]
        else:
            raw[place:place] = generator.randbytes(8)
        (folder / name).write_bytes(raw)
        try:
            load_models(folder)
        except ModelError as error:
            assert error.file.startswith(str(folder))
        else:
            # Blanks between the words of JSON are all that may change unseen.
            assert json.loads(raw) == json.loads(whole[name])
        (folder / name).write_bytes(whole[name])
    load_models(folder)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"format": 2}, "newer version"),
        ({"models": {}}, "does not hold what this version reads"),
        ({"models": None}, "does not hold what this version reads"),
    ],
    ids=["newer", "without-models", "models-null"],
)
def test_another_content_is_refused(folder: Path, change: dict[str, object], problem: str) -> None:
    head = json.loads((folder / JSON_FILE).read_text("utf-8"))
    del head["digest"]
    head.update(change)
    head["digest"] = digest_of(head)
    (folder / JSON_FILE).write_text(json.dumps(head), "utf-8")
    with pytest.raises(ModelError, match=problem):
        load_models(folder)


@pytest.mark.parametrize("text", ["[]", "7", "{", "{}", '"x"'])
def test_a_file_of_another_kind_is_refused(folder: Path, text: str) -> None:
    (folder / JSON_FILE).write_text(text, "utf-8")
    with pytest.raises(ModelError, match="damaged"):
        load_models(folder)


def test_features_of_another_version_are_refused(folder: Path) -> None:
    head = json.loads((folder / JSON_FILE).read_text("utf-8"))
    del head["digest"]
    head["models"]["full"]["features"][0] = "another"
    (folder / JSON_FILE).write_text(json.dumps({**head, "digest": digest_of(head)}), "utf-8")
    with pytest.raises(ModelError, match="other features"):
        load_models(folder)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=JSON_FILE):
        Extractor(ExtractorConfig(models=tmp_path)).read_text(TEXT)


def test_whatever_the_weights_say_spans_stay_exact(folder: Path) -> None:
    extraction = Extractor(ExtractorConfig(models=folder)).read_text(TEXT)
    records = list(extraction.records())
    assert len(records) == 4
    for record in records:
        assert 0 <= record["confidence"] <= 1
        start, end = record["quantity"]["span"]
        assert TEXT[start:end] == record["quantity"]["text"]
        words = "".join(TEXT[a:b] for a, b in record["indicator_spans"])
        assert words == (record["indicator"] or "").replace("…", "")
        assert all(end <= a or b <= start for a, b in record["indicator_spans"])
    extraction.document()


def test_a_chosen_indicator_is_told_as_evidence(folder: Path) -> None:
    rules = list(Extractor(ExtractorConfig(models=False)).read_text(TEXT).records())
    chosen = list(Extractor(ExtractorConfig(models=folder)).read_text(TEXT).records())
    differ = 0
    for one, other in zip(rules, chosen, strict=True):
        told = [e["rule"] for e in other["evidence"] if e["field"] == "indicator"]
        assert len(told) == 1
        changed = one["indicator"] != other["indicator"]
        assert changed == (told == ["model-boundaries"])
        differ += changed
    assert differ > 0


def test_without_models_nothing_is_estimated() -> None:
    records = Extractor(ExtractorConfig(models=False)).read_text(TEXT).records()
    assert {record["confidence"] for record in records} == {None}


def test_a_text_without_targets_is_read(folder: Path) -> None:
    assert list(Extractor(ExtractorConfig(models=folder)).read_text("通知如下。").records()) == []


@pytest.mark.parametrize(
    ("scope", "spans", "left"),
    [
        ((0, 4), ((4, 8),), (0, 4)),
        ((0, 4), ((2, 8),), (0, 2)),
        ((0, 4), ((0, 8),), None),
        (None, ((0, 8),), None),
    ],
    ids=["beside", "overlapping", "inside", "none"],
)
def test_a_scope_keeps_what_the_indicator_leaves(
    scope: tuple[int, int] | None,
    spans: tuple[tuple[int, int], ...],
    left: tuple[int, int] | None,
) -> None:
    assert cut_scope(scope, spans) == left
