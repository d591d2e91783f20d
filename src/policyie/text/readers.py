"""Bytes to raw text: the string in which every span of the output counts its characters.

Text is given back as it stands in the file, line ends and odd spaces included; only a byte order
mark is left out. Of an HTML page the raw text is what `policyie.text.html` extracts from it.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from policyie.errors import ReadError
from policyie.text.html import extract_text, is_html

SUFFIXES = (".txt", ".md", ".html", ".htm")

_SAMPLE = 1 << 16  # bytes that the detection looks at
_SNIFF = 4096  # bytes in which a page states its own encoding
_MIN_SCORE = 0.45  # real text scores 0.6 to 1, misread text under 0.4
_NEAR = 0.05  # scores this close do not decide against the detector

# The detector and our own check choose among these; each is the widest of its family.
_CANDIDATES = ("gb18030", "big5hkscs", "utf_16_le", "utf_16_be")
# Names that are read by a wider table than they say, since their files hold its signs too.
_FAMILIES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), ("gb18030",)),
    **dict.fromkeys(("big5", "cp950", "big5hkscs"), ("big5hkscs", "cp950")),
}
# Signs that only the wrong one of two Big5 tables gives: kana and Cyrillic for ①, and rare forms
# of the tilde, the slash and the comma.
_ODD = re.compile("[∼∕､\u0400-\u04ff\u3040-\u30ff]")
_MARKS = (
    (codecs.BOM_UTF8, "utf_8"),
    (codecs.BOM_UTF32_LE, "utf_32"),
    (codecs.BOM_UTF32_BE, "utf_32"),
    (codecs.BOM_UTF16_LE, "utf_16"),
    (codecs.BOM_UTF16_BE, "utf_16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP (docx, xlsx, odt)"),
    (b"PK\x05\x06", "ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Microsoft Office (doc, xls, wps)"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x7fELF", "program"),
    (b"SQLite format 3\x00", "SQLite"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset[ \t]*=[ \t]*["']?[ \t]*([\w.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,100}?encoding[ \t]*=[ \t]*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_HIGH = re.compile(rb"[\x80-\xff]")
_FOREIGN = re.compile("[\u0400-\u04ff\u3040-\u30ff\uac00-\ud7a3\ue000-\uf8ff]")
_LETTERS = re.compile(r"[^\t\n\r -~]")

# About half the characters of any administrative text are among these; of text that is read in a
# wrong encoding one in thirty is. Traditional forms stand beside their simplified ones.
_FREQUENT = frozenset(
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會"
    "可主发發年动動同工也能下过過子说說产產种種面而方后後多定行学學法所民得经經十三之进進着等部"
    "度家电電力里裡如水化高自二理起小物现現实實加量都两兩体體制机機当當使点點从從业業本去把性好"
    "应應开開它合还還因由其些然前外天政四日那社义義事平形相全表间間样樣与與关關各重新线線内內数"
    "數正心反你明看原又么利比或但质質气氣第向道命此变變条條只没沒结結解问問意建月公无無系军軍很"
    "情者最立代想已通并並提直题題党黨程展五果料象员員革位入常文总總次品式活设設及管特件长長求老"
    "头頭基资資边邊流路级級少图圖山统統接知较較将將组組见見计計别別她手角期根论論运運农農指几幾"
    "九区區强強放决決西被干做必战戰先回则則任取据據处處队隊南给給色光门門即保治北造百规規热熱领"
    "領七海口东東导導器压壓志世金增争爭济濟阶階油思术術极極交受联聯认認六共权權收证證改清己美再"
    "采採转轉更单單风風切打白教速花带帶安场場身车車例真务務具万萬每目至达達走积積示议議声聲报報"
    "完类類八离離华華名确確才科张張信马馬节節话話米整空元况況今集温溫传傳土许許步群广廣石记記需"
    "段研界拉林律叫且究观觀越织織装裝影算低持音众眾书書布复復容儿兒须須际際商非验驗连連断斷深难"
    "難近矿礦千周委素技备備半办辦青省列习習响響约約支般史感劳勞便团團往酸历歷市克何除消构構府称"
    "稱太准準精值号號率族维維划劃选選标標写寫存候毛亲親快效斯院查江型眼王按格养養易置派层層片始"
    "却卻专專状狀育厂廠京识識适適属屬圆圓包火住调調满滿县縣局照参參红紅细細引听聽该該铁鐵价價严"
    "嚴城镇鎮村乡鄉街推施项項环環境护護优優创創健康服源投均"
    "，。、；：？！（）《》〈〉“”‘’「」『』【】〔〕…—·％＋－　０１２３４５６７８９"
)


def read_file(path: str | os.PathLike[str], *, encoding: str | None = None) -> str:
    r"""The raw text of a file, as `read_bytes` gives it.

    Raises:
        ReadError: the file is missing, a directory, empty, binary or undecodable, or the encoding
            is unknown.
    """
    name = os.fspath(path)
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError as error:
        raise ReadError(name, "no such file") from error
    except IsADirectoryError as error:
        raise ReadError(name, "is a directory, not a file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError(name, f"cannot be opened: {reason}") from error
    return read_bytes(data, name, encoding=encoding)


def read_bytes(data: bytes, name: str, *, encoding: str | None = None) -> str:
    """The raw text of a file's bytes: decoded and, of an HTML page, extracted.

    Args:
        data: the whole file.
        name: the file's name, for errors; the endings `.html` and `.htm` say that it is a page.
        encoding: what the bytes are written in, when the user knows.

    Raises:
        ReadError: as `decode` does, and when a page holds no text.
    """
    text = decode(data, name, encoding=encoding)
    if not is_html(text, name):
        return text
    extracted = extract_text(text)
    if not extracted:
        raise ReadError(name, "the page holds no text")
    return extracted


def decode(data: bytes, name: str, *, encoding: str | None = None) -> str:
    r"""Bytes as text, without a byte order mark, with the line ends as they are.

    Without `encoding` a byte order mark decides, then UTF-8 if the bytes are that, then what a
    page declares, then `charset-normalizer` under a check of our own (`_detect`).

    >>> decode("到明年底建成\r\n".encode("gb18030"), "plan.txt")
    '到明年底建成\r\n'

    Raises:
        ReadError: there are no bytes, they are not text, not in the encoding that was named or
            detected (with the offset of the first byte that is not), or the name is unknown.
    """
    if not data:
        raise ReadError(name, "the file is empty")
    kind = _find_magic(data)
    if kind is not None:
        raise ReadError(name, f"looks like a {kind} file, not text")
    text = _decode_as(data, name, _choose(data, name, encoding)).removeprefix("\ufeff")
    if "\0" in text:
        raise ReadError(name, "looks like a binary file, not text")
    if not text:
        raise ReadError(name, "the file is empty")
    return text


def find_documents(
    paths: Iterable[str | os.PathLike[str]], suffixes: Sequence[str] = SUFFIXES
) -> list[Path]:
    """The files that are meant by `paths`, each once.

    A file stands for itself, whatever its name, also when it does not exist; a directory for all
    files below it that end in one of `suffixes`, sorted by path, hidden ones left out.

    Raises:
        ReadError: a directory holds no such file, or cannot be listed.
    """
    found: dict[Path, None] = {}
    for given in paths:
        path = Path(given)
        if not path.is_dir():
            found[path] = None
            continue
        inside = _find_inside(path, tuple(suffix.lower() for suffix in suffixes))
        if not inside:
            kinds = ", ".join(suffixes)
            raise ReadError(os.fspath(given), f"no documents ({kinds}) in this directory")
        found.update(dict.fromkeys(inside))
    return list(found)


def find_codec(encoding: str) -> str | None:
    """Python's name of an encoding, or None when there is none of that name for text."""
    try:
        info = codecs.lookup(encoding)
    except (LookupError, ValueError):
        return None
    # Codecs from bytes to bytes (hex, zip) are registered under names too.
    return info.name if getattr(info, "_is_text_encoding", True) else None


def _find_inside(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    def fail(error: OSError) -> None:
        place = error.filename or folder
        raise ReadError(str(place), f"cannot be listed: {error.strerror}") from error

    files: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=fail):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [
            Path(place, name)
            for name in names
            if name.lower().endswith(suffixes) and not name.startswith(".")
        ]
    return sorted(files)


def _find_magic(data: bytes) -> str | None:
    head = data[:1024].lstrip()
    for magic, kind in _MAGIC:
        if data.startswith(magic) or head.startswith(magic):
            return kind
    return None


def _choose(data: bytes, name: str, encoding: str | None) -> tuple[str, ...]:
    """The codecs to try, in order."""
    if encoding is not None:
        codec = find_codec(encoding)
        if codec is None:
            raise ReadError(name, f"unknown encoding '{encoding}'")
        if codec == "utf-16" and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return (max(("utf_16_le", "utf_16_be"), key=lambda end: _score(data, end)),)
        return _FAMILIES.get(codec, (codec,))
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return (codec,)
    if b"\0" not in data and _is_utf8(data):
        return ("utf_8",)
    return _detect(data, name)


def _is_utf8(data: bytes) -> bool:
    try:
        codecs.utf_8_decode(data, "strict", True)
    except UnicodeDecodeError:
        return False
    return True


def _detect(data: bytes, name: str) -> tuple[str, ...]:
    """The codecs of the encoding that gives Chinese text.

    The share of frequent characters says what the bytes can be; what a page declares, or else
    `charset-normalizer`, decides between encodings that fit equally. Of a file that is UTF-8 but
    for some bytes, UTF-8 is the answer, so that decoding names the first of these.
    """
    scores = {codec: _score(data, codec) for codec in ("utf_8", *_CANDIDATES)}
    best = max(scores, key=scores.__getitem__)
    declared = _find_declared(data)
    if b"\0" in data and not (best.startswith("utf_16") and scores[best] >= _MIN_SCORE):
        raise ReadError(name, "looks like a binary file, not text")
    if scores[best] >= _MIN_SCORE:
        proposed = declared if declared in scores else _ask_detector(data)
        if scores.get(proposed, 0.0) > scores[best] - _NEAR:
            best = proposed
    elif declared:
        best = declared
    else:
        offset = _find_fault(data, "utf_8")
        problem = f"no Chinese encoding fits; not UTF-8 from byte offset {offset} on"
        raise ReadError(name, problem)
    return _FAMILIES.get(best, (best,))


def _find_declared(data: bytes) -> str:
    """What a page says it is written in, the widest codec of that kind, or nothing."""
    match = _DECLARED.search(data[:_SNIFF])
    codec = find_codec((match[1] or match[2]).decode("ascii")) if match else None
    if codec is None or codec.startswith(("utf-16", "utf-32")):
        return ""
    return _FAMILIES.get(codec, (codec.replace("-", "_"),))[0]


def _ask_detector(data: bytes) -> str:
    from charset_normalizer import from_bytes  # slow to import and rarely needed

    sample = _cut_sample(data)
    match = from_bytes(sample, cp_isolation=["utf_8", *_CANDIDATES]).best()
    return match.encoding if match else ""


def _cut_sample(data: bytes) -> bytes:
    """A stretch from the first byte that is not ASCII; every encoding starts a character there."""
    match = _HIGH.search(data)
    start = match.start() & ~1 if match else 0
    return data[start : start + _SAMPLE]


def _score(data: bytes, codec: str) -> float:
    """How much the bytes look like Chinese text in an encoding: misread text stays under 0.4."""
    if codec.startswith("utf_16") and len(data) % 2:
        return 0.0
    text = codecs.getincrementaldecoder(codec)("replace").decode(_cut_sample(data))
    letters = _LETTERS.findall(text)
    good = sum(char in _FREQUENT for char in letters)
    fair = sum("一" <= char <= "鿿" for char in letters)
    bad = 2 * letters.count("\ufffd") + len(_FOREIGN.findall(text))
    total = len(letters)
    if codec.startswith("utf_16"):
        good += len(text) - total
        total = len(text)
    return (good + 0.25 * fair - bad) / total if total else 0.0


def _decode_as(data: bytes, name: str, tables: tuple[str, ...]) -> str:
    """The text by the first codec, or by a later one that reads it with fewer odd signs."""
    readings = []
    for codec in tables:
        try:
            readings.append(data.decode(codec))
        except UnicodeDecodeError:
            continue
        except UnicodeError as error:
            raise ReadError(name, f"cannot be read as {codec}: {error}") from error
    if not readings:
        label = tables[0].replace("_", "-").upper()
        offset = _find_fault(data, tables[0])
        raise ReadError(name, f"cannot be read as {label}: not valid at byte offset {offset}")
    if len(readings) == 1:
        return readings[0]
    return min(readings, key=lambda text: len(_ODD.findall(text)))


def _find_fault(data: bytes, codec: str) -> int:
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        return error.start
    return len(data)
