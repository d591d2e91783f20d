import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("sklearn")
pytest.importorskip("pycrfsuite")

from policyie import Extractor, ExtractorConfig
from policyie.cli import main
from policyie.errors import ConfigError
from policyie.evaluation.gold import load_gold
from policyie.targets.models import ARRAY_FILE, JSON_FILE
from policyie.training.decisions import VARIANTS, try_decisions
from policyie.training.examples import label_window, load_annotated, locate
from policyie.training.fit import fit_models, prepare

LIMIT = 3_000_000


@pytest.fixture(scope="module")
def weights(gold: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights") / "made"
    assert main(["train", "--gold", str(gold), "-o", str(folder)]) == 0
    return folder


def test_training_is_the_same_in_every_run(gold: Path, weights: Path, tmp_path: Path) -> None:
    assert main(["train", "--gold", str(gold), "-o", str(tmp_path)]) == 0
    for name in (JSON_FILE, ARRAY_FILE):
        assert (tmp_path / name).read_bytes() == (weights / name).read_bytes()


def test_weights_tell_what_made_them(gold: Path, weights: Path) -> None:
    made = json.loads((weights / JSON_FILE).read_text("utf-8"))
    assert made["command"].startswith("policyie train --gold")
    assert made["training_set"]["documents"] == 6
    assert len(made["training_set"]["sha256"]) == 64
    assert {"numpy", "scikit-learn", "python-crfsuite"} <= set(made["packages"])
    assert sum(path.stat().st_size for path in weights.iterdir()) < LIMIT


def test_weights_hold_no_words_of_the_texts(gold: Path, weights: Path) -> None:
    text = (weights / JSON_FILE).read_text("utf-8")
    assert not any("\u4e00" <= c <= "\u9fff" for c in text)


def test_learned_boundaries_are_used(gold: Path, weights: Path) -> None:
    text = "青湾市城乡建设工作安排\n\n新建标杆级口袋公园21个。\n"
    rules = Extractor(ExtractorConfig(models=False)).read_text(text)
    both = Extractor(ExtractorConfig(models=weights)).read_text(text)
    assert [r["indicator"] for r in rules.records()] == ["标杆级口袋公园"]
    assert [r["indicator"] for r in both.records()] == ["口袋公园"]


def test_running_needs_no_training_library(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("sklearn", "pycrfsuite"):
        monkeypatch.setitem(sys.modules, name, None)
    read = Extractor(ExtractorConfig(models=weights)).read_text("新建口袋公园12个。")
    assert [r["confidence"] is not None for r in read.records()] == [True]


def test_a_missing_library_is_told(
    gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pycrfsuite", None)
    assert main(["train", "--gold", str(gold), "-o", str(tmp_path)]) == 2
    assert "pip install 'policyie[train]'" in capsys.readouterr().err


def test_the_output_must_be_writable(
    gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x")
    assert main(["train", "--gold", str(gold), "-o", str(tmp_path / "file")]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "problem"),
    [(["--texts", "a", "b"], "as many folders"), (["--gold", "GOLD", "GOLD"], "two gold folders")],
    ids=["texts", "twice"],
)
def test_folders_that_do_not_fit_are_refused(
    gold: Path, tmp_path: Path, more: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [str(gold) if word == "GOLD" else word for word in more]
    assert main(["train", "--gold", str(gold), "-o", str(tmp_path), *given]) == 2
    assert problem in capsys.readouterr().err


def test_too_few_documents_are_refused(gold: Path) -> None:
    extractor = Extractor(ExtractorConfig(models=False))
    documents = [prepare(d, extractor.lexicon) for d in load_annotated(extractor, [(gold, gold)])]
    with pytest.raises(ConfigError, match="3 documents or more, not 2"):
        fit_models(documents[:2])


def test_the_parts_of_an_indicator_are_found_nearest_to_the_number(gold: Path) -> None:
    text = "设施改造提升，其中新建设施12处改造。"
    draft = Extractor(ExtractorConfig(models=False)).read_text(text).drafts[0]
    assert draft.quantity is not None
    inside = (0, len(text))
    assert locate(text, inside, draft, "设施…改造") == ((11, 13), (16, 18))
    assert locate(text, inside, draft, "公园") is None
    assert locate(text, inside, draft, "…") is None
    record = load_gold(gold / "plan-0.jsonl")[0]
    assert label_window(text, draft, record.model_copy(update={"indicator": "公园"})) is None
    labels = label_window(text, draft, record.model_copy(update={"indicator": "设施"}))
    assert labels is not None
    assert [i for i, label in enumerate(labels) if label == "indicator"] == [11, 12]


def test_other_decisions_are_tried_on_documents_left_out(gold: Path) -> None:
    documents = load_annotated(Extractor(ExtractorConfig(models=False)), [(gold, gold)])
    names = [document.name for document in documents]
    # What the model cannot know: the status of one document is the other way round.
    for example in documents[0].examples:
        assert example.gold is not None
        example.gold = example.gold.model_copy(update={"status": "reported"})
        example.right.update(status=False, core=False, full=False)
    # And one thing that is no target.
    documents[1].examples[0].gold = None
    documents[1].examples[0].right = {}
    found = try_decisions(documents, [names[:3], names[3:]])
    assert tuple(found["target"]) == tuple(found["status"]) == VARIANTS
    right, full = found["status"]["rules"]
    assert right == pytest.approx(39 / 47)
    assert found["target"]["rules"][0] == pytest.approx(47 / 48)
    assert found["target"]["rules"][1] == pytest.approx(full)
    whole = sum(e.right.get("full", False) for d in documents for e in d.examples)
    assert full == pytest.approx(2 * whole / 95)
    assert found["status"]["rules and model"][1] <= 1
