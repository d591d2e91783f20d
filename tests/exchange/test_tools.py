"""What is particular to a tool: its offsets, its config, its habits, and files that are broken."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from policyie.errors import AnnotationError, ConfigError, MissingExtraError, ReadError
from policyie.exchange import brat, docbin, inception, labelstudio
from policyie.exchange.convert import convert
from policyie.exchange.marks import CHOICES, FIELDS, LABELS, ROLES, Annotated


def change(path: Path, old: str, new: str) -> Path:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())
    return path


def read(path: Path, form: str, texts: Path | None = None) -> Any:
    return list(convert(path, texts, form, "gold"))


# --- Label Studio ------------------------------------------------------------------------------


def test_the_configuration_has_every_label_field_and_role() -> None:
    root = ET.fromstring(labelstudio.build_config())
    assert [label.get("value") for label in root.iter("Label")] == list(LABELS)
    assert [role.get("value") for role in root.iter("Relation")] == list(ROLES)
    controls = [*root.iter("Choices"), *root.iter("TextArea")]
    assert sorted(str(control.get("name")) for control in controls) == sorted(FIELDS)
    assert {control.get("toName") for control in controls} == {"text"}


def test_older_files_with_utf16_offsets_are_understood(give: Any, take: Any) -> None:
    path = give("label-studio") / "tasks.json"
    before = take(path, "label-studio")
    tasks = json.loads(path.read_text("utf-8"))
    text = tasks[0]["data"]["text"]
    for entry in tasks[0]["annotations"][0]["result"]:
        for side in ("start", "end") if "value" in entry else ():
            head = text[: entry["value"][side]]
            entry["value"][side] = len(head.encode("utf-16-le")) // 2
    path.write_text(json.dumps(tasks), encoding="utf-8")
    assert take(path, "label-studio") == before


def test_label_studio_tasks_without_our_name(give: Any) -> None:
    path = change(give("label-studio") / "tasks.json", '"document": "jilin"', '"x": "y"')
    assert [name for name, _ in read(path, "label-studio")] == ["task-1.jsonl", "task-1.txt"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[", "{", "is not JSON"),
        ('"text": "16个"', '"text": "17个"', r"\[42, 45\] is '16个' in the text, not '17个'"),
        ('"data"', '"date"', "task 1 has not the form of the JSON export"),
        ('"annotations": [', '"annotations": [{"result": []}, ', "task 1 has 2 annotations"),
        ('"labels": ["target"]', '"labels": []', "not the form"),
        ('"choices": ["exactly"]', '"choices": ["exact"]', "comparator: Input should be 'exactly'"),
    ],
)
def test_broken_label_studio_files(give: Any, old: str, new: str, problem: str) -> None:
    path = give("label-studio") / "tasks.json"
    tasks = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(AnnotationError, match=problem):
        read(change(path, old, new), "label-studio")


def test_json_min_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"text": ""}', encoding="utf-8")
    with pytest.raises(AnnotationError, match="no list of tasks; export as JSON"):
        read(tmp_path, "label-studio")


def test_cancelled_annotations_and_empty_fields_do_not_count(give: Any, take: Any) -> None:
    path = give("label-studio") / "tasks.json"
    before = take(path, "label-studio")
    tasks = json.loads(path.read_text("utf-8"))
    tasks[0]["annotations"].append({"was_cancelled": True, "result": []})
    empty = {"id": "r1", "from_name": "upper", "type": "textarea", "value": {"text": []}}
    tasks[0]["annotations"][0]["result"].append(empty)
    for entry in tasks[0]["annotations"][0]["result"]:
        if entry.get("from_name") == "note":
            entry["value"]["text"] = entry["value"]["text"][0]
    path.write_text(json.dumps(tasks), encoding="utf-8")
    assert take(path, "label-studio") == before


# --- doccano -----------------------------------------------------------------------------------


def test_doccano_counts_utf16_units(give: Any) -> None:
    row = json.loads((give("doccano") / "doccano.jsonl").read_text("utf-8"))
    units = row["text"].encode("utf-16-le")
    words = {
        units[2 * entity["start_offset"] : 2 * entity["end_offset"]].decode("utf-16-le")
        for entity in row["entities"]
    }
    assert {"16个", "𠮷园", "3至5个", "😀全覆盖"} <= words


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("{", "", r"doccano\.jsonl:1: is not JSON"),
        ('"entities"', '"label"', "not the form of an export with relations"),
        ('"label": "owner", "start_offset": 0', '"label": "owner", "start_offset": 1', "within"),
        ('"fields"', '"lost"', "status: the field is missing"),
    ],
)
def test_broken_doccano_files(give: Any, old: str, new: str, problem: str) -> None:
    with pytest.raises(AnnotationError, match=problem):
        read(change(give("doccano") / "doccano.jsonl", old, new), "doccano")


def test_doccano_documents_without_our_name(give: Any) -> None:
    path = change(give("doccano") / "doccano.jsonl", '"document": "jilin"', '"x": "y"')
    assert read(path, "doccano")[0][0] == "document-1.jsonl"


# --- brat --------------------------------------------------------------------------------------


def test_the_brat_configuration_has_every_label_role_and_choice() -> None:
    config = brat.build_config()
    for name in (*LABELS, *ROLES, *CHOICES):
        assert re.search(rf"(?m)^{name}\b", config)
    assert "part_of Arg1:target|milestone, Arg2:target|milestone\n" in config
    assert "repaired Arg:target|milestone\n" in config


def test_pieces_marked_as_fragments_are_pieces(give: Any, take: Any) -> None:
    folder = give("brat")
    before = take(folder, "brat")
    path = change(folder / "jilin.ann", "59 62\t充电桩", "59 62;65 68\t充电桩 增加到")
    lines = [line for line in path.read_text("utf-8").splitlines() if "\t增加到" not in line]
    [gone] = re.findall(r"(?m)^(T\d+)\t.*\t增加到$", (folder / "jilin.ann").read_text("utf-8"))
    kept = [line for line in lines if not line.endswith(f"Arg2:{gone}")]
    path.write_text("\r\n".join(kept), encoding="utf-8", newline="")
    assert take(folder, "brat") == before


def test_a_note_that_a_person_wrote_is_the_note(give: Any, take: Any) -> None:
    folder = give("brat")
    with (folder / "jilin.ann").open("a", encoding="utf-8") as file:
        file.write("\n#90\tAnnotatorNotes T2\t是否算数？\n#91\tOther T2\tx\n*\tEquiv T1 T2\n")
    assert take(folder, "brat")[1]["note"] == "是否算数？"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("T1\ttarget 42 45\t16个", "T1\ttarget 42 45\t17个", r"jilin\.ann:1: the text at 42 45 is"),
        ("T1\ttarget 42 45", "T1\ttarget 42-45", r"jilin\.ann:1: 'target 42-45' is no label"),
        ("T1\t", "T1 ", r"jilin\.ann:1: "),
        ("target 42 45\t16个", "target 42 43;43 45\t1 6个", "a target is in one piece"),
        ("A1\tcomparator T1 exactly", "A1\tcomparator T1 exact", "comparator: Input should be"),
        ("Arg2:T6", "Arg2:T99", "a quote link leads from T1 to T99"),
    ],
)
def test_broken_brat_files(give: Any, old: str, new: str, problem: str) -> None:
    folder = give("brat")
    change(folder / "jilin.ann", old, new)
    with pytest.raises(AnnotationError, match=problem):
        read(folder, "brat")


def test_brat_needs_the_text(give: Any) -> None:
    folder = give("brat")
    (folder / "jilin.txt").unlink()
    with pytest.raises(ReadError, match=r"jilin\.txt"):
        read(folder, "brat")


def test_brat_cannot_hold_a_span_that_ends_with_a_line_break(gold: Path) -> None:
    path = gold / "jilin.jsonl"
    old, new = (
        "口袋公园\\r\\n16个",
        "口袋公园\\r\\n16个（其中𠮷园3至5个），每百户充电桩由2个增加到4.5个。完成规划编制。\\n",
    )
    change(path, old, new)
    with pytest.raises(AnnotationError, match="begins or ends with a line break"):
        list(convert(gold, None, "gold", "brat"))


# --- INCEpTION ---------------------------------------------------------------------------------


def test_cassis_reads_what_is_written(give: Any, take: Any, files: Path, tmp_path: Path) -> None:
    cassis = pytest.importorskip("cassis")
    folder = give("inception")
    with (folder / "TypeSystem.xml").open("rb") as types, (folder / "jilin.xmi").open("rb") as xmi:
        cas = cassis.load_cas_from_xmi(xmi, typesystem=cassis.load_typesystem(types))
    targets = cas.select("webanno.custom.PolicyTarget")
    assert [one.get_covered_text() for one in targets][:3] == ["16个", "3至5个", "4.5个"]
    parts = {link.role: link.target.get_covered_text() for link in targets[0].parts.elements}
    assert parts["verb"] == "新建"
    assert parts["quote"] == "全市力争新建口袋公园\r\n16个"
    assert [link.target.recordId for link in targets[1].whole.elements] == ["t001"]
    cas.to_xmi(tmp_path / "again.xmi")
    lines = (files / "jilin.jsonl").read_text("utf-8").splitlines()
    assert take(tmp_path / "again.xmi", "inception") == [json.loads(line) for line in lines]


def test_links_may_stand_in_an_array(give: Any, take: Any) -> None:
    folder = give("inception")
    before = take(folder, "inception")
    path = folder / "jilin.xmi"
    [ids] = re.findall(r'recordId="t001".*?parts="([\d ]+)"', path.read_text("utf-8"))
    array = f'<cas:FSArray xmi:id="900" elements="{ids}"/><cas:View'
    change(change(path, f'parts="{ids}"', 'parts="900"'), "<cas:View", array)
    assert take(folder, "inception") == before


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("<xmi:XMI", "<xmi:XM", "is not XML"),
        ("_InitialView", "other", "has no text"),
        ('begin="43"', 'begin="x"', "begin and end are no places"),
        ('begin="0" end="4"', 'begin="1" end="4"', "begin and end are no places"),
        ('status="planned"', "", "status: the field is missing"),
        ('role="verb"', 'role="verbs"', "no link may be called 'verbs'"),
    ],
)
def test_broken_xmi(give: Any, old: str, new: str, problem: str) -> None:
    path = change(give("inception") / "jilin.xmi", old, new)
    with pytest.raises(AnnotationError, match=problem):
        read(path, "inception")


def test_xml_cannot_hold_every_character() -> None:
    with pytest.raises(AnnotationError, match="a: holds a control character"):
        list(inception.write([Annotated("a", "一\x0c二", [])]))


def test_an_entity_is_not_read_from_elsewhere(give: Any, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("密", encoding="utf-8")
    path = give("inception") / "jilin.xmi"
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]><xmi:XMI'
    change(path, "<xmi:XMI", entity)
    change(path, "<cas:View", "<a>&e;</a><cas:View")
    assert "密" not in str(read(path, "inception"))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    for form in ("inception", "label-studio", "doccano", "csv"):
        with pytest.raises(ReadError, match="No such file"):
            read(tmp_path / "none", form)


# --- spaCy -------------------------------------------------------------------------------------


def test_spans_of_a_docbin_are_exact(give: Any) -> None:
    spacy = pytest.importorskip("spacy")
    vocab = spacy.blank("zh").vocab
    [doc] = spacy.tokens.DocBin().from_disk(give("spacy") / "gold.spacy").get_docs(vocab)
    assert [(span.id_, span.text) for span in doc.spans["target"]] == [
        ("t001", "16个"),
        ("t002", "3至5个"),
        ("x7", "4.5个"),
        ("t004", "全覆盖"),
    ]
    assert [span.text for span in doc.spans["indicator"] if span.id_ == "x7"] == [
        "充电桩",
        "增加到",
    ]


def test_broken_docbins(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    path = tmp_path / "a.spacy"
    with pytest.raises(ReadError, match="No such file"):
        list(docbin.read(path))
    path.write_bytes(b"no")
    with pytest.raises(AnnotationError, match="is no DocBin"):
        list(docbin.read(path))
    spacy.tokens.DocBin(docs=[spacy.blank("zh")("没有标注")]).to_disk(path)
    [document] = docbin.read(path)
    assert (document.name, document.text, document.records) == ("document-1", "没有标注", [])


def test_targets_of_a_docbin_without_ids_stay_apart(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    doc = spacy.blank("zh")("公园12个路16条")
    places = ((2, 5), (6, 9))
    doc.spans["target"] = [doc.char_span(*place, label="target") for place in places]
    fields = {"status": "planned", "value": "12", "comparator": "exactly", "mode": "level"}
    doc.user_data["policyie"] = {"fields": {"": fields}}
    spacy.tokens.DocBin(docs=[doc], store_user_data=True).to_disk(tmp_path / "a.spacy")
    [document] = docbin.read(tmp_path / "a.spacy")
    assert [(one.id, one.start, one.end) for one in document.records] == [
        ("t001", 2, 5),
        ("t002", 6, 9),
    ]


def test_spacy_is_named_when_it_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(__import__("sys").modules, "spacy", None)
    with pytest.raises(MissingExtraError, match=r"policyie\[spacy\]"):
        list(docbin.write([]))


# --- CSV ---------------------------------------------------------------------------------------


def test_the_table_shows_words(give: Any) -> None:
    with (give("csv") / "gold.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["quote"] == "全市力争新建口袋公园\r\n16个"
    assert (rows[2]["indicator"], rows[2]["indicator_at"]) == ("充电桩…增加到", "59-62;65-68")
    assert rows[2]["baseline"] == '{"value": 2, "unit": "个"}'
    assert (rows[3]["kind"], rows[3]["quantity"]) == ("milestone", "")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("comparator", "compare", r"gold\.csv:1: no column comparator"),
        (",exactly,", ",exact,", r"gold\.csv:3: comparator: Input should be"),
        (",36-40,", ",36to40,", r"gold\.csv:3: is no row of this table"),
    ],
)
def test_broken_tables(give: Any, gold: Path, old: str, new: str, problem: str) -> None:
    path = change(give("csv") / "gold.csv", old, new)
    with pytest.raises(AnnotationError, match=problem):
        read(path, "csv", gold)


def test_a_table_needs_the_texts(give: Any, tmp_path: Path) -> None:
    path = give("csv") / "gold.csv"
    with pytest.raises(AnnotationError, match="a table has no text: no file in None"):
        read(path, "csv")
    with pytest.raises(ConfigError, match="no texts"):
        read(path, "csv", tmp_path / "csv")
