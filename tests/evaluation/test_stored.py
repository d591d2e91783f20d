from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from policyie.errors import AnnotationError, ConfigError, ReadError
from policyie.evaluation.predictions import StoredRecord
from policyie.evaluation.stored import check_coverage, check_text, stored_predictions

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "全市新建口袋公園12個,其中社区12個。"
DIGEST = "sha256:" + hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.fixture
def texts(tmp_path: Path) -> list[Path]:
    """Two texts, of which one is a."""
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path, text in zip(paths, (TEXT, "别的"), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


@pytest.fixture
def store(tmp_path: Path) -> Any:
    def write(*records: Any) -> Path:
        path = tmp_path / "all.jsonl"
        path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    "doc",
    [
        {"id": DIGEST, "source": "elsewhere/z.html"},
        {"id": DIGEST},
        {"source": "elsewhere/a.txt"},
        {"id": "a"},
        {"id": 7, "source": "a"},
    ],
)
def test_one_file_for_all_documents(store: Any, texts: Any, make_predicted: Any, doc: Any) -> None:
    path = store(make_predicted(doc=doc), make_predicted(doc={"source": "c.txt"}))
    check_coverage(path, texts)
    predict = stored_predictions(path)
    assert [len(predict(text)) for text in texts] == [1, 0]


@pytest.mark.parametrize("doc", [None, {}, "a", {"source": None}])
def test_records_of_the_only_document_need_no_name(
    store: Any, texts: Any, make_predicted: Any, doc: Any
) -> None:
    path = store(make_predicted(doc={"source": "a.txt"}), make_predicted(doc=doc))
    check_coverage(path, texts[:1])
    assert len(stored_predictions(path)(texts[0])) == 2
    with pytest.raises(AnnotationError, match=r"all\.jsonl:2: which document"):
        check_coverage(path, texts)


def test_a_file_about_other_documents(store: Any, texts: Any, make_predicted: Any) -> None:
    records = [make_predicted(doc={"source": f"{name}.txt"}) for name in "wxyz"]
    with pytest.raises(
        ConfigError, match="no record is of one of the documents; there are w, x, y …"
    ):
        check_coverage(store(*records), texts)
    check_coverage(store(), texts)


def test_a_folder_has_a_file_for_each(tmp_path: Path, texts: Any, make_predicted: Any) -> None:
    (tmp_path / "a.jsonl").write_text("\n" + json.dumps(make_predicted()), encoding="utf-8")
    check_coverage(tmp_path, texts)
    [record] = stored_predictions(tmp_path)(texts[0])
    assert isinstance(record, StoredRecord)
    assert (record.file, record.line) == (str(tmp_path / "a.jsonl"), 2)
    with pytest.raises(ReadError, match=r"b\.jsonl"):
        stored_predictions(tmp_path)(texts[1])


def test_records_of_this_text_are_taken(make_predicted: Any) -> None:
    milestone = make_predicted(kind="milestone") | {"quantity": None}
    wordless = make_predicted(quantity={"text": None, "span": [3, 5]})
    check_text([make_predicted(doc={"id": DIGEST}), milestone, wordless], TEXT, "a")
    check_text([], TEXT, "a")


def test_a_few_misplaced_records_only_cost_score(make_predicted: Any) -> None:
    off = make_predicted(quantity={"span": [7, 10]})
    out = make_predicted(quantity={"span": [90, 93]})
    check_text([make_predicted()] * 2 + [off, out], TEXT, "a")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"doc": {"id": "sha256:00"}}, "is of another document: its doc.id is sha256:00"),
        ({"quantity": {"span": [7, 10]}}, "2 of 3 records are not where they say; here text"),
        ({"quantity": {"span": [90, 93]}}, r"here \[90, 93\] lies outside the text of 20"),
    ],
)
def test_records_of_another_text_are_refused(
    store: Any, texts: Any, make_predicted: Any, changes: Any, problem: str
) -> None:
    wrong = make_predicted(**changes)
    with pytest.raises(AnnotationError, match=problem) as caught:
        check_text([make_predicted(), wrong, wrong], TEXT, "a (predicted)")
    assert (caught.value.file, caught.value.line) == ("a (predicted)", 2)
    path = store(make_predicted(), wrong, wrong).rename(texts[0].with_suffix(".jsonl"))
    with pytest.raises(AnnotationError, match=problem) as caught:
        check_text(stored_predictions(path.parent)(texts[0]), TEXT, "a")
    assert (caught.value.file, caught.value.line) == (str(path), 2)
