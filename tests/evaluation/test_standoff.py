from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from policyie.errors import AnnotationError, ConfigError, ReadError, SpanError
from policyie.evaluation.gold import GoldRecord, load_gold, read_text
from policyie.evaluation.standoff import (
    StandoffHead,
    find_headings,
    find_texts,
    find_words,
    format_standoff,
    hash_text,
    is_standoff,
    load_standoff,
    to_standoff,
)

DOCUMENTS = Path(__file__).parents[2] / "annotated" / "documents"
TEXT = (
    "第一章 園林\n園林工作要加强。\n(一)實施添綠行動。\n"
    "園林：全市新建口袋公園12個,其中社区12個。𠮷林12個\n"
)


def write(path: Path, text: str, records: Any, **about: Any) -> Path:
    head = StandoffHead(document=path.stem, sha256=hash_text(text), **about)
    path.write_text(format_standoff(head, to_standoff(records, text)), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", sorted(DOCUMENTS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_words_come_back(path: Path, tmp_path: Path) -> None:
    text = read_text(path.with_suffix(".txt"))
    records = load_gold(path)
    standoff = load_standoff(write(tmp_path / "a.jsonl", text, records, title="题"))
    back = [record.model_dump() for record in standoff.fill(text)]
    assert back == [record.model_dump() | {"note": None} for record in records]


@pytest.mark.parametrize("path", sorted(DOCUMENTS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_no_words_are_written(path: Path, tmp_path: Path) -> None:
    text = read_text(path.with_suffix(".txt"))
    written = write(tmp_path / "a.jsonl", text, load_gold(path)).read_text("utf-8")
    words = {
        value
        for line in written.splitlines()[1:]
        for value in json.loads(line).values()
        if isinstance(value, str) and not value.isascii()
    }
    assert max(map(len, words)) <= 8  # units only


def test_windows_and_what_is_known_are_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", TEXT, [], window=[3, 9], title="题", date="2031")
    assert is_standoff(path)
    head = load_standoff(path).head
    assert (head.window, head.title, head.date, head.issuer) == ([3, 9], "题", "2031", None)


def test_a_gold_file_is_no_standoff_file(tmp_path: Path, make_gold: Any) -> None:
    path = tmp_path / "a.jsonl"
    for content in (json.dumps(make_gold()), "", "{", "[]"):
        path.write_text(content, encoding="utf-8")
        assert not is_standoff(path)


def test_the_nearest_words_are_taken() -> None:
    start = TEXT.rindex("12個")
    place, quote = (start, start + 3), (start - 2, start + 3)
    assert find_words("𠮷林", TEXT, place, quote) == [(quote[0], start)]
    [near] = find_words("12個", TEXT, (start - 3, start), (start - 3, start))
    assert near[0] in (start, start - 6)
    first = TEXT.index("口袋公園")
    assert find_words("口袋…社区", TEXT, place, quote) == [
        (first, first + 2),
        (TEXT.index("社区"), TEXT.index("社区") + 2),
    ]
    assert find_words("社区…口袋", TEXT, place, quote)[1] == (first, first + 2)
    assert find_words(None, TEXT, place, quote) == []
    with pytest.raises(SpanError, match="'' does not stand"):
        find_words("園…", TEXT, place, quote)


def test_headings_are_those_that_begin_something() -> None:
    found = find_headings(["園林", "實施添綠行動"], TEXT, TEXT.index("12個"))
    assert found[0] == (4, 6)
    assert [TEXT[slice(*place)] for place in found] == ["園林", "實施添綠行動"]
    # A table may have its categories behind the cell.
    assert find_headings(["𠮷林"], TEXT, 5) == [(TEXT.index("𠮷林"), TEXT.index("𠮷林") + 2)]
    with pytest.raises(SpanError, match="'添绿'"):
        find_headings(["添绿"], TEXT, 30)


def test_a_heading_is_not_found_within_a_word() -> None:
    text = "绿化\n美化绿化好。\n新建1个"
    assert find_headings(["绿化"], text, len(text)) == [(0, 2)]
    assert find_headings(["化绿"], text, len(text)) == [(4, 6)]


def test_words_that_are_not_there(make_gold: Any) -> None:
    start = TEXT.index("12個")
    good = make_gold(start=start, end=start + 3)
    assert len(list(to_standoff([GoldRecord.model_validate(good)], TEXT))) == 1
    for changes in ({"verb": "拆除"}, {"headings": ["拆除"]}, {"start": 0, "end": 3}):
        record = GoldRecord.model_validate(good | changes)
        with pytest.raises(SpanError):
            list(to_standoff([record], TEXT))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda text: text.replace("\n", "\r\n"), "line ends are not the original LF"),
        (lambda text: text + "\n", "a line end was added at its end"),
        (lambda text: text[:-1], "the line end at its end is missing"),
        (lambda text: text[:-1] + "\n\n", "a line end was added"),
        (lambda text: (text + "\n").replace("\n", "\r\n"), "changed and one was added"),
        (lambda text: text.replace("12", "13"), "its SHA-256 is"),
    ],
)
def test_another_text_is_refused(tmp_path: Path, change: Any, problem: str) -> None:
    standoff = load_standoff(write(tmp_path / "a.jsonl", TEXT, []))
    assert standoff.fill(TEXT) == []
    with pytest.raises(AnnotationError, match=problem) as caught:
        standoff.fill(change(TEXT))
    assert caught.value.line == 1


def test_the_original_had_other_line_ends(tmp_path: Path) -> None:
    standoff = load_standoff(write(tmp_path / "a.jsonl", TEXT.replace("\n", "\r\n"), []))
    with pytest.raises(AnnotationError, match="not the original CRLF"):
        standoff.fill(TEXT)


@pytest.mark.parametrize(
    ("lines", "line", "problem"),
    [
        ([], None, "is empty"),
        (['{"document": "a"}'], 1, "sha256: the field is missing"),
        (['{"document": "a", "sha256": "00"}'], 1, "sha256: "),
        (["HEAD", '{"id": "t1", "start": 1, "end": 3}'], 2, "status: the field is missing"),
        (["HEAD", "", '{"id": "t1", "verbs": []}'], 3, "did you mean verb"),
        (
            ["HEAD", '{"id": "t1", "start": 1, "end": 3, "status": "planned", "verb": [[1]]}'],
            2,
            "verb.0",
        ),
    ],
)
def test_wrong_lines_are_told(tmp_path: Path, lines: Any, line: Any, problem: str) -> None:
    head = json.dumps({"document": "a", "sha256": hash_text(TEXT)})
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(head if one == "HEAD" else one for one in lines), encoding="utf-8")
    with pytest.raises(AnnotationError, match=problem) as caught:
        load_standoff(path)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"indicator": [[3, 3]]}, r"t1: \[3, 3\] does not lie"),
        ({"headings": [[3, 900]]}, "does not lie in the text of"),
        ({"value": None}, "a target needs value"),
        ({"part_of": "t9"}, "part_of names no other record"),
    ],
)
def test_records_that_do_not_fit_the_text(tmp_path: Path, changes: Any, problem: str) -> None:
    head = {"document": "a", "sha256": hash_text(TEXT)}
    record = {"id": "t1", "start": 0, "end": 3, "status": "planned", "value": 1}
    record |= {"comparator": "exactly", "mode": "level", **changes}
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(head) + "\n" + json.dumps(record), encoding="utf-8")
    with pytest.raises(AnnotationError, match=problem) as caught:
        load_standoff(path).fill(TEXT)
    assert caught.value.line == 2


def test_texts_are_found_by_what_they_hold(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no texts"):
        find_texts(tmp_path)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "c.txt").write_text("\ufeff" + TEXT, encoding="utf-8")
    (tmp_path / "d.txt").write_bytes("市民".encode("gb18030"))
    found = find_texts(tmp_path)
    assert len(found) == 2
    (tmp_path / "e.txt").mkdir()
    with pytest.raises(ReadError, match=r"e\.txt: Is a directory"):
        find_texts(tmp_path)
    found = {key: path for key, path in found.items() if path.name != "d.txt"}
    assert found == {hash_text(TEXT): tmp_path / "c.txt"}
