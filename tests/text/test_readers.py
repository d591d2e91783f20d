from __future__ import annotations

import codecs
import gzip
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from policyie.errors import ReadError
from policyie.text.readers import decode, find_codec, find_documents, read_bytes, read_file

HANS = (
    "到2031年，云桥县农村公路总里程达到1260公里，比上年增加85公里；\r\n"
    "新建标准化菜市场12个，改造老旧小区46个，惠及居民9800户。\n"
    "城乡居民人均可支配收入年均增长6%以上，森林覆盖率保持在38%左右。\n"
)
HANT = (
    "到2031年，雲橋縣農村公路總里程達到1260公里，比上年增加85公里；\r\n"
    "新建標準化市場12個，改造老舊小區46個，惠及居民9800戶。\n"
    "城鄉居民人均可支配收入年均增長6%以上，森林覆蓋率保持在38%左右。\n"
)
PAGE = "<html><body><h1>云桥县规划</h1><p>新建学校8所，全部投入使用。</p></body></html>"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HANS, "utf-8"),
        (HANS, "utf-8-sig"),
        (HANT, "utf-8"),
        (HANS, "utf-16"),
        (HANS, "utf-16-le"),
        (HANS, "utf-16-be"),
        (HANT, "utf-16-be"),
        (HANS, "utf-32"),
        (HANS, "gb18030"),
        (HANS, "gbk"),
        (HANS, "gb2312"),
        (HANT, "gb18030"),
        (HANT, "big5"),
        (HANT, "cp950"),
        (HANT, "big5hkscs"),
    ],
)
def test_encodings_are_found_and_text_is_exact(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "plan.txt") == text


@pytest.mark.parametrize("size", [60, 80, 120])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [(HANS, "gb18030"), (HANT, "big5"), (HANS, "utf-16-le"), (HANS, "utf-16-be")],
)
def test_sixty_characters_are_enough(text: str, encoding: str, size: int) -> None:
    chosen = random.Random(size)
    starts = [chosen.randrange(len(text) - 60) for _ in range(20)]
    pieces = [text[start : start + size] for start in starts]
    assert [decode(piece.encode(encoding), "x") for piece in pieces] == pieces


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE])
def test_utf16_byte_order_mark_is_not_text(mark: bytes) -> None:
    end = "utf-16-be" if mark == codecs.BOM_UTF16_BE else "utf-16-le"
    assert decode(mark + HANS.encode(end), "x") == HANS


def test_gb18030_byte_order_mark_is_not_text() -> None:
    assert decode(("\ufeff" + HANS).encode("gb18030"), "x") == HANS


def test_second_byte_order_mark_is_text() -> None:
    assert decode(codecs.BOM_UTF8 * 2 + b"a", "x") == "\ufeffa"


def test_line_ends_stay() -> None:
    text = "一\r\n二\n三\r四\u2028五\x85"
    assert decode(text.encode(), "x") == text


def test_utf16_of_ascii_is_found() -> None:
    assert decode("plan 2031\r\n".encode("utf-16-le"), "x") == "plan 2031\r\n"


def test_hong_kong_characters_are_read() -> None:
    text = HANT + "深水埗及鰂魚涌興建三幢樓宇，𨋢機全部更換。"
    assert decode(text.encode("big5hkscs"), "x") == text


@pytest.mark.parametrize(
    ("sign", "encoding"), [("～", "cp950"), ("／", "cp950"), ("／", "big5"), ("①", "big5hkscs")]
)
def test_big5_tables_are_told_apart_by_their_signs(sign: str, encoding: str) -> None:
    text = f"{HANT}增長5{sign}8個"
    assert decode(text.encode(encoding), "x") == text


@pytest.mark.parametrize("name", ["gbk", "GB2312", "gb18030", "cp936"])
def test_named_encoding_is_used_with_its_widest_table(name: str) -> None:
    data = "云桥县㐱镕喆社区".encode("gb18030")
    assert decode(data, "x", encoding=name) == "云桥县㐱镕喆社区"


@pytest.mark.parametrize("end", ["utf-16-le", "utf-16-be"])
def test_named_utf16_without_mark_finds_its_byte_order(end: str) -> None:
    assert decode(HANS.encode(end), "x", encoding="utf-16") == HANS


def test_named_utf16_with_mark() -> None:
    assert decode(HANS.encode("utf-16"), "x", encoding="UTF-16") == HANS


def test_named_encoding_wins_over_detection() -> None:
    assert decode("é".encode("latin-1"), "x", encoding="latin-1") == "é"


@pytest.mark.parametrize("name", ["utf-9", "hex", "zlib", "", "a\0b", "編碼"])
def test_unknown_encoding_is_an_error(name: str) -> None:
    with pytest.raises(ReadError, match=r"^plan\.txt: unknown encoding"):
        decode(HANS.encode(), "plan.txt", encoding=name)
    assert find_codec(name) is None


def test_codec_that_refuses_without_offset_is_an_error() -> None:
    with pytest.raises(ReadError, match="cannot be read as undefined"):
        decode(b"abc", "x", encoding="undefined")


@pytest.mark.parametrize("data", [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_empty_file_is_an_error(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"^plan\.txt: the file is empty$"):
        decode(data, "plan.txt")


def test_blank_file_is_text() -> None:
    assert decode(b" \r\n", "x") == " \r\n"


def build_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", HANS)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        (b"\n\n%PDF-1.4\n", "PDF"),
        (build_zip(), "ZIP"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "Microsoft Office"),
        (b"{\\rtf1\\ansi\\ansicpg936 text}", "RTF"),
        (gzip.compress(HANS.encode()), "gzip"),
        (bytes(1000), "binary"),
        (bytes(range(256)) * 4, "binary"),
        (HANS.encode() + b"\0" + HANS.encode(), "binary"),
        (b"abc\0def", "binary"),
        ((HANS + "\0").encode("utf-16"), "binary"),
    ],
)
def test_binary_file_is_an_error(data: bytes, kind: str) -> None:
    with pytest.raises(ReadError, match=rf"^scan\.txt: looks like a {kind}.*file, not text$"):
        decode(data, "scan.txt")


@pytest.mark.parametrize(
    ("data", "offset", "label"),
    [
        (HANS.encode() + b"\xff" + HANS.encode(), len(HANS.encode()), "UTF-8"),
        (HANS.encode()[:-2], len(HANS.encode()) - 4, "UTF-8"),
        (HANS.encode("gb18030") + b"\xff\xff", len(HANS.encode("gb18030")), "GB18030"),
        (HANT.encode("big5") + b"\xff\xff", len(HANT.encode("big5")), "BIG5HKSCS"),
    ],
)
def test_damage_is_an_error_with_its_offset(data: bytes, offset: int, label: str) -> None:
    with pytest.raises(ReadError) as caught:
        decode(data, "plan.txt")
    assert str(caught.value) == (
        f"plan.txt: cannot be read as {label}: not valid at byte offset {offset}"
    )


def test_damage_in_a_named_encoding_has_its_offset() -> None:
    with pytest.raises(ReadError, match=r"UTF-8: not valid at byte offset 3$"):
        decode(b"abc\xff", "x", encoding="utf-8")


@pytest.mark.parametrize(
    "data",
    [
        "Présenté à l'école".encode("latin-1"),
        bytes(random.Random(3).choices(range(1, 256), k=4000)),
        "План развития города на десять лет".encode("koi8-r"),
    ],
)
def test_bytes_in_no_chinese_encoding_are_an_error(data: bytes) -> None:
    with pytest.raises(ReadError, match="no Chinese encoding fits; not UTF-8 from byte offset"):
        decode(data, "x")


def test_short_text_is_still_read() -> None:
    assert decode("学校8所".encode("gb18030"), "x") == "学校8所"


def test_long_ascii_head_does_not_hide_the_encoding() -> None:
    text = "# " + "-" * 100_000 + "\n" + HANT
    assert decode(text.encode("big5"), "x") == text


@pytest.mark.parametrize(
    ("encoding", "declared"), [("gb18030", "gb2312"), ("gb18030", "utf-8"), ("gb18030", "big5")]
)
def test_page_is_read_whatever_it_declares(encoding: str, declared: str) -> None:
    page = PAGE.replace("<body>", f'<head><meta charset="{declared}"></head><body>')
    assert (
        read_bytes(page.encode(encoding), "p.html") == "云桥县规划\n新建学校8所，全部投入使用。\n"
    )


def test_page_in_another_declared_encoding_is_read() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body>école 12</body></html>'
    assert read_bytes(page.encode("latin-1"), "p.html") == "école 12\n"


def test_text_file_that_starts_as_a_page_is_a_page() -> None:
    assert read_bytes(PAGE.encode(), "saved.txt").startswith("云桥县规划\n")


def test_page_without_text_is_an_error() -> None:
    with pytest.raises(ReadError, match=r"^p\.html: the page holds no text$"):
        read_bytes(b"<html><script>load()</script></html>", "p.html")


def test_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "规划.txt"
    path.write_bytes(HANS.encode("gb18030"))
    assert read_file(path) == HANS
    assert read_file(str(path), encoding="gb18030") == HANS


def test_missing_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "none.txt"
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert str(caught.value) == f"{path}: no such file"


def test_directory_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"is a directory, not a file$"):
        read_file(tmp_path)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_impossible_name_is_an_error(name: str) -> None:
    with pytest.raises(ReadError, match="cannot be opened"):
        read_file(name)


def test_line_of_four_million_characters_is_read() -> None:
    text = "新建学校8所，" * 570_000
    assert decode(text.encode("gb18030"), "x") == text


def test_directories_give_their_documents_in_order(tmp_path: Path) -> None:
    inside = ["b.txt", "a.md", "sub/c.HTML", "sub/deep/d.htm"]
    for name in [*inside, "e.pdf", ".hidden.txt", ".git/f.txt"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    expected = [tmp_path / name for name in ("a.md", "b.txt", "sub/c.HTML", "sub/deep/d.htm")]
    assert find_documents([tmp_path]) == expected
    assert find_documents([tmp_path / "b.txt", str(tmp_path)]) == [
        tmp_path / "b.txt",
        *(path for path in expected if path.name != "b.txt"),
    ]
    assert find_documents([tmp_path], suffixes=(".pdf",)) == [tmp_path / "e.pdf"]


def test_files_stand_for_themselves(tmp_path: Path) -> None:
    paths = [tmp_path / "missing.txt", tmp_path / "plan.xyz"]
    assert find_documents(paths) == paths


def test_directory_without_documents_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").touch()
    with pytest.raises(ReadError) as caught:
        find_documents([tmp_path])
    assert str(caught.value) == (
        f"{tmp_path}: no documents (.txt, .md, .html, .htm) in this directory"
    )


def test_directory_that_cannot_be_listed_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(place: Path, onerror: Callable[[OSError], None]) -> list[Path]:
        onerror(PermissionError(13, "Permission denied", str(place)))
        return []

    monkeypatch.setattr("os.walk", fail)
    with pytest.raises(ReadError, match="cannot be listed: Permission denied"):
        find_documents([tmp_path])
