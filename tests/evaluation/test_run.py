from __future__ import annotations

import argparse
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from policyie.errors import AnnotationError, ConfigError, ReadError
from policyie.evaluation.gold import load_gold
from policyie.evaluation.report import ERROR_FIELDS, find_errors, format_errors, format_table
from policyie.evaluation.run import (
    add_arguments,
    evaluate,
    run,
)
from policyie.evaluation.sources import find_documents, select_documents
from policyie.evaluation.standoff import StandoffHead, format_standoff, hash_text, to_standoff
from policyie.evaluation.stored import stored_predictions

if TYPE_CHECKING:
    from pathlib import Path

    Folders = tuple[Path, Path]

TEXT = "全市新建口袋公園12個,其中社区12個。"


@pytest.fixture
def folders(tmp_path: Path, make_gold: Any) -> Folders:
    """A gold and a texts folder with the documents a, b and c, one record each."""
    gold, texts = tmp_path / "gold", tmp_path / "texts"
    gold.mkdir()
    texts.mkdir()
    for name in "abc":
        line = json.dumps(make_gold(), ensure_ascii=False)
        (gold / f"{name}.jsonl").write_text(line + "\n", encoding="utf-8")
        (texts / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    (texts / "index.tsv").write_text(
        'file\ttitle\tannotated\na.txt\t甲\ttune\nb.txt\t"乙\tcheck\nmore/d.txt\t丁\tno\n',
        encoding="utf-8",
    )
    return gold, texts


@pytest.fixture
def predict(make_predicted: Any) -> Any:
    """Right in a, with a wrong period in b, and something else in c."""

    def predict(path: Any) -> Any:
        other = make_predicted(id="p2", text="其中社区\n12個", quantity={"span": [16, 19]})
        return {
            "a": [make_predicted()],
            "b": [make_predicted(period=None)],
            "c": [other],
        }[path.stem]

    return predict


@pytest.fixture
def call(folders: Folders, predict: Any, capsys: Any) -> Any:
    """Run with command line arguments; gives the exit code, stdout and stderr."""

    def call(*words: Any) -> Any:
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        gold, texts = folders
        args = parser.parse_args(["--gold", str(gold), "--texts", str(texts), *words])
        code = run(args, predict)
        return code, *capsys.readouterr()

    return call


def test_find_documents_is_sorted_and_never_empty(folders: Folders, tmp_path: Path) -> None:
    assert find_documents(folders[0]) == ["a", "b", "c"]
    with pytest.raises(ConfigError, match="no gold files"):
        find_documents(tmp_path)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, ["a", "b", "c"]),
        ({"documents": ["c", "a"]}, ["a", "c"]),
        ({"exclude": ["a"]}, ["b", "c"]),
        ({"only": "tune"}, ["a"]),
        ({"only": "check"}, ["b"]),
        ({"documents": ["a", "b"], "exclude": ["b"]}, ["a"]),
    ],
)
def test_select_documents(folders: Folders, choice: Any, expected: Any) -> None:
    assert select_documents(*folders, **choice) == expected


@pytest.mark.parametrize(
    ("choice", "problem"),
    [
        ({"documents": ["a", "x"]}, "unknown document x; there are a, b, c"),
        ({"exclude": ["x", "y"]}, "unknown document x, y; there are a, b, c"),
        ({"documents": ["a"], "only": "check"}, "no document is left"),
        ({"documents": []}, "no document is left"),
        ({"only": "dev"}, "unknown half 'dev'"),
    ],
)
def test_select_documents_rejects(folders: Folders, choice: Any, problem: Any) -> None:
    with pytest.raises(ConfigError, match=problem):
        select_documents(*folders, **choice)


def test_a_half_needs_the_index(folders: Folders) -> None:
    gold, texts = folders
    (texts / "index.tsv").write_text("file\ttitle\n", encoding="utf-8")
    with pytest.raises(AnnotationError, match="no column annotated"):
        select_documents(gold, texts, only="tune")
    (texts / "index.tsv").unlink()
    with pytest.raises(ConfigError, match="index"):
        select_documents(gold, texts, only="tune")


def test_evaluate_scores_every_document(folders: Folders, predict: Any) -> None:
    evaluation = evaluate(*folders, predict)
    assert [document.name for document in evaluation.documents] == ["a", "b", "c"]
    assert [document.scores["core_f1"] for document in evaluation.documents] == [1, 0, 0]
    assert evaluation.scores["detection_f1"] == 0.6667


def test_evaluate_takes_names_in_the_order_of_the_files(folders: Folders, predict: Any) -> None:
    evaluation = evaluate(*folders, predict, names=["b", "a"])
    assert [document.name for document in evaluation.documents] == ["a", "b"]
    with pytest.raises(ConfigError, match="unknown document x"):
        evaluate(*folders, predict, names=["x"])


def test_evaluate_checks_gold_against_the_text(folders: Folders, predict: Any) -> None:
    gold, texts = folders
    (gold / "sha256.tsv").write_text("name\tsha256_of_text\nb\t00\n", encoding="utf-8")
    with pytest.raises(AnnotationError, match="SHA-256"):
        evaluate(gold, texts, predict)
    (texts / "a.txt").write_text("\ufeff" + TEXT, encoding="utf-8")
    assert evaluate(gold, texts, predict, names=["a"]).scores["core_f1"] == 1
    (texts / "a.txt").write_text(" " + TEXT, encoding="utf-8")
    with pytest.raises(AnnotationError, match="t001"):
        evaluate(gold, texts, predict, names=["a"])


def test_digests_may_stand_one_folder_up(folders: Folders, predict: Any) -> None:
    gold, texts = folders
    table = gold.parent / "splits.tsv"
    table.write_text("name\tsplit\na\ttrain\n", encoding="utf-8")
    assert evaluate(gold, texts, predict, names=["a"]).scores["core_f1"] == 1
    table.write_text("name\tsha256_of_text\na\t00\n", encoding="utf-8")
    with pytest.raises(AnnotationError, match="SHA-256"):
        evaluate(gold, texts, predict, names=["a"])


def test_evaluate_needs_the_text(folders: Folders, predict: Any) -> None:
    (folders[1] / "b.txt").unlink()
    with pytest.raises(ReadError, match=r"b\.txt"):
        evaluate(*folders, predict)


def test_evaluate_names_the_prediction_that_is_wrong(folders: Folders) -> None:
    with pytest.raises(AnnotationError, match=r"a \(predicted\):1"):
        evaluate(*folders, lambda _: [{"kind": "target"}])


def test_stored_predictions_answer_like_the_pipeline(
    folders: Folders, predict: Any, tmp_path: Path
) -> None:
    for path in folders[1].glob("*.txt"):
        lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in predict(path)]
        (tmp_path / f"{path.stem}.jsonl").write_text("".join(lines), encoding="utf-8")
    stored = evaluate(*folders, stored_predictions(tmp_path))
    assert stored.summary() == evaluate(*folders, predict).summary()


def test_a_missing_prediction_file_is_an_error(call: Any, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"a\.jsonl"):
        call("--predictions", str(tmp_path))


def test_run_prints_a_table(call: Any) -> None:
    code, out, err = call()
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0].split()[:5] == ["document", "gold", "pred", "detection", "core"]
    assert [line.split()[0] for line in lines[1:5]] == ["a", "b", "c", "all"]
    assert lines[1].split()[1:] == ["1", "1", "1.000", "1.000", "1.000", "1.000", "-"]
    assert "core_f1: 0.3333  95 % 0.000 to 1.000  mean over documents 0.3333" in out
    assert "acc_period: 0.5000" in out
    assert "==" not in out


def test_run_prints_json(call: Any, folders: Folders, predict: Any) -> None:
    code, out, _ = call("--json")
    found = json.loads(out)
    evaluation = evaluate(*folders, predict)
    assert code == 0
    assert {key: found[key] for key in evaluation.summary()} == evaluation.summary()
    assert found["documents"]["a"]["core_f1"] == 1
    assert "errors" not in found


def test_run_lists_errors_as_json(call: Any) -> None:
    found = json.loads(call("--json", "--errors")[1])["errors"]
    assert list(found) == ["MISSED", "SPURIOUS", "period"]
    assert found["MISSED"][0]["gold"]["quote"] == "全市新建口袋公園12個"
    assert found["MISSED"][0]["predicted"] is None
    assert found["period"][0]["document"] == "b"
    assert found["period"][0]["predicted"]["id"] == "p1"


def test_run_lists_errors_with_the_gold_record_beside(call: Any) -> None:
    out = call("--errors")[1]
    listing = out[out.index("== MISSED") :].splitlines()
    assert listing[0] == "== MISSED: 1"
    assert listing[1] == "-- c [8:11]"
    assert listing[2].split() == ["gold", "t001", "12個", "全市新建口袋公園12個"]
    assert '"indicator": "口袋公園"' in listing[3]
    assert "   predicted p2  12個  其中社区 12個" in listing
    assert listing[-4].split()[:2] == ["gold", "t001"]
    assert listing[-3].strip() == '{"period": "2024"}'
    assert listing[-1].strip() == '{"period": null}'


@pytest.mark.parametrize("option", [("--by-field", "period"), ("--errors", "--by-field", "period")])
def test_run_lists_one_field(call: Any, option: Any) -> None:
    out = call(*option)[1]
    assert "== period: 1" in out
    assert "MISSED" not in out


def test_run_says_when_there_is_no_error(call: Any) -> None:
    assert call("--documents", "a", "--errors")[1].endswith("no errors\n")


def test_run_limits_each_field(call: Any, folders: Folders, predict: Any) -> None:
    evaluation = evaluate(*folders, lambda _: [])
    listing = format_errors(find_errors(evaluation), limit=1)
    assert listing.count("-- ") == 1
    assert "… 2 more" in listing
    found = json.loads(call("--json", "--errors", "1", "--exclude", "b")[1])
    assert len(found["errors"]["MISSED"]) == 1


@pytest.mark.parametrize(
    ("minimum", "code", "low"),
    [
        (["core=0.3"], 0, ""),
        (["core=0.3333"], 0, ""),
        (["core=0.34"], 1, "core 0.3333 is below 0.34\n"),
        (["core=0.3", "period=0.9"], 1, "period 0.5000 is below 0.9\n"),
    ],
)
def test_run_fails_below_a_minimum(call: Any, minimum: Any, code: Any, low: Any) -> None:
    found, out, err = call("--min", *minimum)
    assert (found, err) == (code, low)
    assert out.startswith("document")


def test_minimums_add_up(call: Any) -> None:
    assert call("--min", "core=0.9", "--min", "mode=0.9")[0] == 1


@pytest.mark.parametrize("minimum", ["core", "core=", "=0.5", "core=high", "core=1.5", "core=nan"])
def test_run_rejects_a_minimum_that_is_none(call: Any, minimum: Any) -> None:
    with pytest.raises(ConfigError, match="--min needs"):
        call("--min", minimum)


def test_run_rejects_a_score_that_is_unknown_or_not_measured(call: Any, capsys: Any) -> None:
    with pytest.raises(ConfigError, match="no score 'colour'"):
        call("--min", "colour=0.5")
    assert capsys.readouterr().out == ""
    with pytest.raises(ConfigError, match="no score 'milestone'"):
        call("--min", "milestone=0.5")


def test_run_rejects_a_limit_of_none(call: Any) -> None:
    with pytest.raises(ConfigError, match="--errors"):
        call("--errors", "0")


def test_texts_lie_beside_gold_unless_told_otherwise(
    folders: Folders, predict: Any, capsys: Any
) -> None:
    gold, texts = folders
    for path in texts.glob("*.txt"):
        path.rename(gold / path.name)
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert run(parser.parse_args(["--gold", str(gold)]), predict) == 0
    assert capsys.readouterr().out


def test_every_kind_of_error_is_listed(
    folders: Folders, make_gold: Any, make_milestone: Any, make_predicted: Any
) -> None:
    gold, texts = folders
    milestones = [
        make_milestone(id="m001"),
        make_milestone(id="m002", quote="其中社区", start=12, end=16),
    ]
    records = [make_gold(), *milestones]
    (gold / "a.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    wrong = make_predicted(
        status="reported",
        period=None,
        indicator="绿道",
        scope="各县",
        headings=[],
        firmness="binding",
        part_of="p9",
        quantity={
            "value": 13,
            "unit": "户",
            "comparator": "about",
            "mode": "increase",
            "per": {"text": "每户"},
            "baseline": {"value": 5, "unit": "户"},
        },
    )
    clauses = [
        make_predicted(kind="milestone", id="n1", status="reported") | {"quantity": None},
        make_predicted(kind="milestone", id="n2", span=[40, 44]) | {"quantity": None},
    ]
    spurious = make_predicted(quantity={"span": [40, 43]})
    evaluation = evaluate(gold, texts, lambda _: [wrong, spurious, *clauses], names=["a"])
    findings = find_errors(evaluation)
    counts = {name: sum(f.field == name for f in findings) for name in ERROR_FIELDS}
    assert counts == dict.fromkeys(ERROR_FIELDS, 1) | {"MISSED": 0, "milestone": 3}
    listing = format_errors(findings)
    assert '{"per": "每户", "unit": "户"}' in listing
    assert '"indicator": "口袋公園"' in listing
    assert "0.500" in format_table(evaluation)


# --- more than one table -----------------------------------------------------------------------


@pytest.fixture
def store(folders: Folders, predict: Any, tmp_path: Path) -> Any:
    """Write what is predicted for the texts into one file, changed by a function."""

    def write(name: str, change: Any = lambda record: record) -> str:
        records = [
            {**change(record), "doc": {"source": path.name}}
            for path in sorted(folders[1].glob("*.txt"))
            for record in predict(path)
        ]
        path = tmp_path / name
        path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
        return str(path)

    return write


def test_any_system_can_be_scored_from_one_file(call: Any, store: Any) -> None:
    assert call("--predictions", store("other.jsonl")) == call()


def test_breakdown_and_confusions(call: Any, folders: Folders) -> None:
    index = folders[1] / "index.tsv"
    index.write_text("file\tkind\tannotated\na.txt\tplan\ttune\n", encoding="utf-8")
    out = call("--breakdown", "--confusions")[1]
    assert re.search(r"(?m)^plan +1 +1 +1\.000 ", out)
    assert "\ncomparator, gold" in out
    found = json.loads(call("--breakdown", "--confusions", "--json")[1])
    assert found["breakdown"]["kind"]["plan"]["core"] == 1
    assert found["confusions"]["status"]["planned"] == {"planned": 2, "(missed)": 1}


def test_two_systems(call: Any, store: Any) -> None:
    other = store("other.jsonl", lambda record: {**record, "status": "reported"})
    code, out, _ = call("--against", other)
    assert code == 0
    assert "core         0.3333  0.0000  +0.3333" in out
    assert "gains in 2 records, losses in 0" in out
    assert "+ b [8:11] t001 12個: right status\n" in out
    assert "more records" in call("--against", other, "--errors", "1")[1]
    found = json.loads(call("--against", other, "--json")[1])["against"]
    assert found["scores"]["core"]["difference"] == 0.3333
    assert len(found["changes"]) == 2


def test_a_page_of_errors(call: Any, tmp_path: Path) -> None:
    page = tmp_path / "errors.html"
    assert call("--html", str(page))[0] == 0
    assert "全市新建口袋公園12個" in page.read_text("utf-8")


def make_standoff(gold: Path, name: str, text: str, window: Any = None) -> None:
    records = to_standoff(load_gold(gold / f"{name}.jsonl"), text)
    head = StandoffHead(document=name, sha256=hash_text(text), window=window, kind="plan")
    (gold / f"{name}.jsonl").write_text(format_standoff(head, records), encoding="utf-8")


@pytest.fixture
def standoff(folders: Folders) -> Folders:
    """The gold as standoff files, each with a text of its own."""
    gold, texts = folders
    for name in "abc":
        text = f"{TEXT}實施添綠行動{name}"
        (texts / f"{name}.txt").write_text(text, encoding="utf-8")
        make_standoff(gold, name, text)
    return folders


def test_standoff_gold_gives_the_same_scores(call: Any, standoff: Folders) -> None:
    texts = standoff[1]
    out = call()[1]
    assert out.splitlines()[4].split()[:3] == ["all", "(micro)", "3"]
    moved = texts / "deeper"
    moved.mkdir()
    (texts / "a.txt").rename(moved / "a.txt")
    assert call()[1] == out


def test_standoff_gold_without_its_text(call: Any, standoff: Folders) -> None:
    gold, texts = standoff
    (texts / "a.txt").unlink()
    code, out, err = call()
    assert code == 3
    assert err.startswith(f"not scored: {gold / 'a.jsonl'}:1: no text in {texts} has the SHA-256")
    assert out.splitlines()[3].split()[:3] == ["all", "(micro)", "2"]
    assert call("--min", "core=0.9")[0] == 1
    (texts / "b.txt").unlink()
    (texts / "c.txt").write_text("别的", encoding="utf-8")
    with pytest.raises(AnnotationError, match="its SHA-256 is"):
        call()
    (texts / "c.txt").rename(texts / "d.txt")
    with pytest.raises(ReadError, match=r"a\.jsonl:1: no text in"):
        call()


def test_a_window_leaves_out_what_begins_outside(folders: Folders, make_predicted: Any) -> None:
    gold, texts = folders
    text = TEXT + "實施添綠行動"
    (texts / "a.txt").write_text(text, encoding="utf-8")
    make_standoff(gold, "a", text, window=[0, 16])
    second = make_predicted(id="p2", quantity={"span": [16, 19]})
    first = make_predicted()
    scores = evaluate(gold, texts, lambda _: [first, second], names=["a"]).scores
    assert (scores["pred"], scores["record_f1"]) == (1, 1)
