import json
from pathlib import Path

import pytest

from policyie.cli import main
from policyie.evaluation.gold import GoldRecord, check_gold
from policyie.training.store import write_models
from policyie.training.suggest import _period, find_suggestions
from tests.targets.conftest import make_chain, make_linear

ADDED = ("document", "confidence", "reason")
TEXTS = {
    "one.txt": "全市新建口袋公园16个、社区食堂12家，人均公园绿地面积达到14.5平方米以上。\n",
    "two.txt": "全市新建口袋公园16个。全市新建口袋公园16个。2031年完成老旧小区改造25个。\n",
    "three.txt": "會議部署下一步工作。\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    from policyie.targets import boundaries, confidence
    from policyie.targets.boundaries import Chains
    from policyie.targets.models import Models

    models = Models(
        Chains(make_chain(1), make_chain(2)),
        make_linear(boundaries.FEATURES, 3),
        make_linear(boundaries.FEATURES, 4),
        make_linear(confidence.FEATURES, 5),
        {},
    )
    write_models(models, tmp_path / "weights", {})
    (tmp_path / "texts").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "texts" / name).write_text(text, "utf-8")
    return tmp_path


def test_suggestions_are_lines_of_a_gold_file(folder: Path) -> None:
    found = find_suggestions(folder / "texts", 20, folder / "weights")
    assert {line["document"] for line in found} == {"one.txt", "two.txt"}
    assert len(found) == 6
    for line in found:
        assert 0 <= line["confidence"] <= 1
        record = {name: value for name, value in line.items() if name not in ADDED}
        check_gold([GoldRecord.model_validate(record)], TEXTS[line["document"]])


def test_no_document_takes_all_places(folder: Path) -> None:
    found = find_suggestions(folder / "texts", 4, folder / "weights")
    assert [line["document"] for line in found[:2]] in (
        ["one.txt", "two.txt"],
        ["two.txt", "one.txt"],
    )
    assert len(found) == 4


def test_the_least_certain_come_first(folder: Path) -> None:
    found = find_suggestions(folder / "texts", 100, folder / "weights")
    ranks = [
        line["confidence"] - (0.15 if line["reason"] == "rules and model differ" else 0)
        for line in found
    ]
    assert ranks == sorted(ranks)


def test_the_command_prints_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts, weights = str(folder / "texts"), str(folder / "weights")
    assert main(["suggest", "--texts", texts, "-n", "3", "--models", weights]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == find_suggestions(folder / "texts", 3, folder / "weights")


@pytest.mark.parametrize(
    ("more", "problem"),
    [(["-n", "0"], "positive number"), (["--models", "MISSING"], "models.json")],
    ids=["none", "no-folder"],
)
def test_what_cannot_be_used_is_told(
    folder: Path, more: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [str(folder / "nowhere") if word == "MISSING" else word for word in more]
    assert main(["suggest", "--texts", str(folder / "texts"), *given]) == 2
    assert problem in capsys.readouterr().err


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2031-01-01", "2031-12-31", "2031"),
        ("2031-01-01", "2035-12-31", "2031/2035"),
        (None, "2035-12-31", "/2035"),
        (None, "2035-06-30", "/2035-06-30"),
        ("2031-01-01", None, "2031/"),
        ("2031-03-01", None, "2031-03-01/"),
        ("2031-04-24", "2031-04-24", "2031-04-24"),
    ],
)
def test_periods_are_written_as_in_gold(first: str | None, last: str | None, said: str) -> None:
    assert _period({"start": first, "end": last}) == said


def test_no_period_stays_none() -> None:
    assert _period(None) is None
