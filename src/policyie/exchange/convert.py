"""From one form of gold to another: whole folders, every format by its name."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from policyie.errors import AnnotationError, ConfigError, PolicyIEError, ReadError
from policyie.evaluation.gold import check_ids
from policyie.evaluation.sources import find_documents, load_documents
from policyie.evaluation.standoff import (
    StandoffHead,
    fill_words,
    format_standoff,
    hash_text,
    to_standoff,
)
from policyie.exchange import brat, docbin, doccano, inception, labelstudio, table
from policyie.exchange.marks import Annotated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from policyie.evaluation.gold import GoldRecord

    Write = Callable[[Iterable[Annotated]], Iterator[tuple[str, bytes]]]
    Read = Callable[[Path], Iterator[Annotated]]

GOLD, STANDOFF, CSV = "gold", "standoff", "csv"
_READERS: Mapping[str, Read] = {
    "label-studio": labelstudio.read,
    "doccano": doccano.read,
    "brat": brat.read,
    "inception": inception.read,
    "spacy": docbin.read,
}
_SUFFIXES = {
    "label-studio": labelstudio.SUFFIXES,
    "doccano": doccano.SUFFIXES,
    "brat": brat.SUFFIXES,
    "inception": inception.SUFFIXES,
    "spacy": docbin.SUFFIXES,
    CSV: table.SUFFIXES,
}
FORMATS = (GOLD, STANDOFF, *_SUFFIXES)


def read_gold(folder: Path, texts_dir: Path) -> Iterator[Annotated]:
    """The documents of a gold folder, in the full or the standoff form, with notes.

    Raises:
        PolicyIEError: a file cannot be read, or gold and text do not fit.
    """
    for document in load_documents(folder, texts_dir, find_documents(folder)):
        if isinstance(document, ReadError):
            raise document
        records = to_standoff(document.records, document.text, notes=True)
        yield Annotated(document.name, document.text, list(records))


def read_tool(path: Path, form: str, texts_dir: Path | None) -> Iterator[Annotated]:
    """The documents of a file, or of all files of a folder, that a tool wrote.

    Raises:
        PolicyIEError: a file cannot be read or is not of this form.
    """
    suffixes = _SUFFIXES[form]
    paths = [path]
    if path.is_dir():
        paths = sorted(one for one in path.iterdir() if one.suffix in suffixes)
    if not paths:
        msg = f"no {form} file (*{', *'.join(suffixes)}) in {path}"
        raise ConfigError(msg)
    for one in paths:
        yield from table.read(one, texts_dir) if form == CSV else _READERS[form](one)


def convert(
    path: Path, texts_dir: Path | None, source: str, form: str
) -> Iterator[tuple[str, bytes]]:
    """The files of the other form, each with its name.

    Args:
        path: gold folder, or file or folder that a tool wrote.
        texts_dir: texts beside it, where the form has none.
        source: one of `FORMATS`, the form of `path`.
        form: another one, that of the files.

    Raises:
        PolicyIEError: a file cannot be read, is not of its form, or cannot be written in the other.
    """
    if source in (GOLD, STANDOFF):
        documents = read_gold(path, texts_dir or path)
    else:
        documents = read_tool(path, source, texts_dir)
    writers: Mapping[str, Write] = {
        GOLD: write_gold,
        STANDOFF: write_standoff,
        "label-studio": labelstudio.write,
        "doccano": doccano.write,
        "brat": brat.write,
        "inception": inception.write,
        "spacy": docbin.write,
        CSV: table.write,
    }
    yield from writers[form](documents)


def write_gold(documents: Iterable[Annotated]) -> Iterator[tuple[str, bytes]]:
    """NAME.jsonl in the full form, and NAME.txt."""
    for document in documents:
        lines = [_format(record) for record in fill(document)]
        yield f"{document.name}.jsonl", "".join(lines).encode()
        yield f"{document.name}.txt", document.text.encode()


def fill(document: Annotated) -> Sequence[GoldRecord]:
    """The gold records of a document.

    Raises:
        AnnotationError: a record is incomplete.
    """
    records = []
    for record in document.records:
        try:
            records.append(fill_words(record, document.text))
        except (PolicyIEError, ValueError) as error:
            problem = f"{record.id} [{record.start}, {record.end}]: {_first_line(error)}"
            raise AnnotationError(document.name, problem) from error
    check_ids(records, document.name)
    return records


def _first_line(error: Exception) -> str:
    from pydantic import ValidationError

    from policyie.evaluation.gold import describe

    return describe(error) if isinstance(error, ValidationError) else str(error)


def _format(record: GoldRecord) -> str:
    values = record.model_dump(exclude_defaults=True)
    # These are written also when they are null or empty.
    given = ("period", "unit") if record.kind == "target" else ("period",)
    values |= {name: getattr(record, name) for name in (*given, "indicator", "headings")}
    ordered = {name: values[name] for name in type(record).model_fields if name in values}
    return json.dumps(ordered, ensure_ascii=False) + "\n"


def write_standoff(documents: Iterable[Annotated]) -> Iterator[tuple[str, bytes]]:
    """NAME.jsonl in the standoff form: no text, no notes."""
    for document in documents:
        head = StandoffHead(document=document.name, sha256=hash_text(document.text))
        records = to_standoff(fill(document), document.text)
        yield f"{document.name}.jsonl", format_standoff(head, records).encode()


def save(files: Iterable[tuple[str, bytes]], folder: Path) -> list[Path]:
    """Write files into a new or empty folder, none when one of them cannot be made.

    Raises:
        ConfigError: the folder has files, or a name leads out of it.
        ReadError: it cannot be written.
    """
    made = list(files)
    for name, _ in made:
        if PurePosixPath(name).name != name or name in ("", ".", "..") or "\\" in name:
            msg = f"{name!r} is no name for a file in {folder}"
            raise ConfigError(msg)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            msg = f"{folder} is not empty; name a new folder"
            raise ConfigError(msg)
        for name, content in made:
            (folder / name).write_bytes(content)
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
        raise ReadError(str(folder), problem) from error
    return [folder / name for name, _ in made]
