"""Very long, empty and hopeless input, through the real extractor."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from policyie import Extractor, ReadError, cli, extract, extract_text, find_periods, find_quantities

FILLER = "有关单位要把公园建设、道路养护与社区服务衔接起来，健全长效机制，及时回应群众关切。" * 4
TARGET = "2031年新建口袋公园12个。"
MILLIONS_OF_CHARACTERS = 4_000_000
SECONDS = 60.0


def build_line(characters: int) -> tuple[str, int]:
    """One line of running text, and how many targets stand in it."""
    count = characters // len(FILLER + TARGET) + 1
    return (FILLER + TARGET) * count, count


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def test_line_of_four_million_characters(extractor: Extractor) -> None:
    line, count = build_line(MILLIONS_OF_CHARACTERS)
    start = time.process_time()
    records = list(extractor.read_text(line).records())
    assert time.process_time() - start < SECONDS
    assert len(records) == count
    first, last = records[-1]["quantity"]["span"]
    assert (line[first:last], last) == ("12个", len(line) - 1)
    assert records[-1]["period"]["start"] == "2031-01-01"


@pytest.mark.parametrize(
    "text",
    [
        *("一" * 4000, "5" * 4000, "1," * 4000, "(" * 4000, "“5个" * 4000, "\n" * 40_000),
        *(
            "完成5个，" * 2000,
            "2031年" * 2000,
            "第" * 4000,
            "十五" * 2000,
            "的" * 40_000,
            "《" * 4000,
        ),
    ],
    ids=lambda text: f"U{ord(text[0]):04X}-{len(set(text))}-{len(text)}",
)
def test_monotonous_text_takes_seconds_at_most(extractor: Extractor, text: str) -> None:
    start = time.process_time()
    for _ in extractor.read_text(text).records():
        pass
    find_quantities(text)
    find_periods(text)
    assert time.process_time() - start < 10


@pytest.mark.parametrize("text", ["", "\n", "  \t\r\n　", "\ufeff", "\u200b\u200b"])
def test_text_without_words(text: str) -> None:
    document = extract_text(text)
    assert (document.targets, document.milestones, document.blocks) == ([], [], [])
    assert (find_quantities(text), find_periods(text)) == ([], [])


def test_text_without_targets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "notice.txt"
    path.write_text("关于做好值班工作的通知\n\n请各单位妥善安排，保持联络畅通。\n", "utf-8")
    assert extract(path).targets == []
    assert cli.main(["extract", str(path), "--format", "jsonl"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x00\x01\x02\x03" * 64, "binary"),
        (b"", "empty"),
        (None, "no such"),
    ],
    ids=["pdf", "binary", "empty", "missing"],
)
def test_unreadable_files_are_named(
    tmp_path: Path, content: bytes | None, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "plan.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ReadError, match=f"(?i){problem}") as caught:
        extract(path)
    assert caught.value.file == str(path)
    assert cli.main(["extract", str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert str(path) in err


def test_folder_without_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["extract", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_unknown_encoding(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("新建公园12个。", encoding="utf-8")
    with pytest.raises(ReadError, match="encoding"):
        Extractor().read(path, encoding="no-such-code")
