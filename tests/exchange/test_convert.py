from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from policyie.cli import gold as command
from policyie.errors import AnnotationError, ConfigError, ReadError
from policyie.evaluation.gold import load_gold
from policyie.exchange.convert import FORMATS, convert, save

DOCUMENTS = Path(__file__).parents[2] / "annotated" / "documents"
TOOLS = [form for form in FORMATS if form not in ("gold", "standoff")]
needs_spacy = pytest.mark.skipif(not importlib.util.find_spec("spacy"), reason="needs spaCy")
FORMS = [pytest.param(form, marks=needs_spacy if form == "spacy" else ()) for form in TOOLS]


@pytest.mark.parametrize("form", FORMS)
def test_a_round_trip_changes_nothing(form: str, tmp_path: Path) -> None:
    save(convert(DOCUMENTS, None, "gold", form), tmp_path / form)
    save(convert(tmp_path / form, DOCUMENTS, form, "gold"), tmp_path / "back")
    for path in DOCUMENTS.glob("*.jsonl"):
        back = tmp_path / "back" / path.name
        assert back.with_suffix(".txt").read_bytes() == path.with_suffix(".txt").read_bytes()
        assert load_gold(back) == load_gold(path)


@pytest.mark.parametrize("form", FORMS)
def test_supplementary_characters_and_every_field(
    form: str, give: Any, files: Path, tmp_path: Path
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "other-name.txt").write_bytes((files / "jilin.txt").read_bytes())
    back = dict(convert(give(form), texts, form, "gold"))
    assert back == {name: (files / name).read_bytes() for name in ("jilin.jsonl", "jilin.txt")}


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("label-studio", "label-studio.json"),
        ("doccano", "doccano.jsonl"),
        ("brat", "brat"),
        ("inception", "inception"),
    ],
)
def test_files_that_tools_wrote(form: str, name: str, files: Path) -> None:
    back = dict(convert(files / name, None, form, "gold"))
    assert back == {name: (files / name).read_bytes() for name in ("jilin.jsonl", "jilin.txt")}


def test_standoff_keeps_all_but_the_notes(give: Any, take: Any, files: Path) -> None:
    lines = (files / "jilin.jsonl").read_text("utf-8").splitlines()
    before = [json.loads(line) for line in lines]
    assert before[0].pop("note")
    folder = give("standoff")
    assert take(folder, "standoff") == before
    written = (folder / "jilin.jsonl").read_text("utf-8")
    assert "公园" not in written


def test_what_is_written_does_not_change(give: Any, gold: Path) -> None:
    for form in ("label-studio", "doccano", "brat", "inception", "csv"):
        folder = give(form)
        for name, content in convert(gold, None, "gold", form):
            assert (folder / name).read_bytes() == content


def test_forms_of_the_command_are_those_that_there_are() -> None:
    assert command.FORMS == FORMATS


def test_incomplete_records_are_told(give: Any) -> None:
    path = give("label-studio") / "tasks.json"
    tasks = json.loads(path.read_text("utf-8"))
    result = tasks[0]["annotations"][0]["result"]
    kept = [one for one in result if one.get("from_name") != "comparator"]
    tasks[0]["annotations"][0]["result"] = kept
    path.write_text(json.dumps(tasks), encoding="utf-8")
    with pytest.raises(AnnotationError, match=r"jilin: t001 \[42, 45\]: a target needs comparator"):
        list(convert(path, None, "label-studio", "gold"))


def test_a_span_outside_the_text_is_told(give: Any) -> None:
    folder = give("standoff")
    path = folder / "jilin.jsonl"
    path.write_text(path.read_text("utf-8").replace("[36, 40]", "[36, 4000]"), encoding="utf-8")
    with pytest.raises(AnnotationError, match="does not lie in the text"):
        list(convert(folder, folder.parent / "gold", "standoff", "gold"))


def test_gold_without_its_text_is_told(give: Any, tmp_path: Path) -> None:
    folder = give("standoff")
    (tmp_path / "gold" / "jilin.txt").write_text("别的", encoding="utf-8")
    (tmp_path / "gold" / "jilin.txt").rename(tmp_path / "gold" / "other.txt")
    with pytest.raises(ReadError, match="no text in"):
        list(convert(folder, tmp_path, "standoff", "brat"))


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no inception file \(\*\.xmi\)"):
        list(convert(tmp_path, None, "inception", "gold"))


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    save([("a", b"1")], tmp_path / "new" / "folder")
    assert (tmp_path / "new" / "folder" / "a").read_bytes() == b"1"
    with pytest.raises(ConfigError, match="is not empty"):
        save([("a", b"2")], tmp_path / "new" / "folder")
    with pytest.raises(ReadError, match="cannot be written"):
        save([("a", b"2")], tmp_path / "new" / "folder" / "a")
    assert (tmp_path / "new" / "folder" / "a").read_bytes() == b"1"


@pytest.mark.parametrize("name", ["../a", "/a", "b/a", "..", "", "a\\b"])
def test_a_document_cannot_name_a_file_elsewhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="is no name for a file"):
        save([(name, b"")], tmp_path / "new")
    assert not (tmp_path / "new").exists()
