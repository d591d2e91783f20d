"""Predictions of any system, from files: held against the text that they should be about."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from policyie.errors import AnnotationError, ConfigError
from policyie.evaluation.gold import read_text
from policyie.evaluation.predictions import load_predictions
from policyie.evaluation.standoff import hash_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from policyie.evaluation.predictions import StoredRecord

    Predict = Callable[[Path], Sequence[Mapping[str, Any]]]

_DIGEST = "sha256:"
_MOST_WRONG = 0.5


def stored_predictions(path: Path) -> Predict:
    """A `predict` that reads records from files instead of the text NAME.txt.

    Args:
        path: a folder with NAME.jsonl, or one JSON Lines file whose records say by `doc.id` or
            `doc.source` which document they are of.

    Raises:
        ReadError, AnnotationError, ConfigError: a file cannot be used.
    """
    if path.is_dir():
        return lambda text_path: load_predictions(path / f"{text_path.stem}.jsonl")
    groups = _group(load_predictions(path))

    def predict(text_path: Path) -> list[StoredRecord]:
        # Records without a document can only be of the one text that there is.
        keys = (_DIGEST + hash_text(read_text(text_path)), text_path.stem, None)
        return [record for key in keys for record in groups.get(key, [])]

    return predict


def check_coverage(path: Path, text_paths: Sequence[Path]) -> None:
    """Check that a single file of predictions is about some of these texts.

    Raises:
        AnnotationError: a record does not say of which of several documents it is.
        ConfigError: no record is of one of the texts.
    """
    if path.is_dir():
        return
    groups = _group(load_predictions(path))
    if None in groups and len(text_paths) > 1:
        first = groups[None][0]
        problem = "which document is the record of? It needs doc.id or doc.source"
        raise AnnotationError(first.file, problem, first.line)
    known = {
        key for text in text_paths for key in (text.stem, _DIGEST + hash_text(read_text(text)))
    }
    if groups and not known & groups.keys() and None not in groups:
        msg = f"{path}: no record is of one of the documents; there are {_name_some(groups)}"
        raise ConfigError(msg)


def _name_some(groups: Mapping[str | None, object]) -> str:
    names = sorted(key for key in groups if key is not None)
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def _group(records: Sequence[StoredRecord]) -> dict[str | None, list[StoredRecord]]:
    """The records by the digest of their text, else by the stem of their source, else None."""
    groups: dict[str | None, list[StoredRecord]] = {}
    for record in records:
        groups.setdefault(_document_of(record), []).append(record)
    return groups


def _document_of(record: Mapping[str, Any]) -> str | None:
    doc = record.get("doc")
    if not isinstance(doc, dict):
        return None
    digest, source = doc.get("id"), doc.get("source")
    if isinstance(digest, str) and digest.startswith(_DIGEST):
        return digest
    name = source if isinstance(source, str) and source else digest
    return PurePath(name).stem if isinstance(name, str) and name else None


def check_text(records: Sequence[Mapping[str, Any]], text: str, source: str) -> None:
    """Check that records are about this text.

    Single quantities may be placed wrongly: that costs score. But the digest must be that of the
    text, and most words must stand where they are said to stand.

    Args:
        records: predictions that could be read.
        text: the raw text.
        source: what an error names when the records come from no file.

    Raises:
        AnnotationError: they are not.
    """
    digest = _DIGEST + hash_text(text)
    wrong: list[tuple[int, str]] = []
    quoted = 0
    for number, record in enumerate(records, start=1):
        file, line = getattr(record, "file", source), getattr(record, "line", number)
        key = _document_of(record)
        if key is not None and key.startswith(_DIGEST) and key != digest:
            problem = f"is of another document: its doc.id is {key}, the text's {digest}"
            raise AnnotationError(file, problem, line)
        words, (start, end) = _quote(record)
        quoted += words is not None or start >= len(text)
        if start >= len(text):
            outside = f"[{start}, {end}] lies outside the text of {len(text)} characters"
            wrong.append((line, outside))
        elif words is not None and text[start:end] != words:
            wrong.append((line, f"text[{start}:{end}] is {text[start:end]!r}, not {words!r}"))
    if len(wrong) > _MOST_WRONG * quoted and wrong:
        line, problem = wrong[0]
        told = f"{len(wrong)} of {quoted} records are not where they say; here {problem}"
        raise AnnotationError(
            getattr(records[0], "file", source), f"is of another text: {told}", line
        )


def _quote(record: Mapping[str, Any]) -> tuple[str | None, tuple[int, int]]:
    """The words of a record and their place: of its quantity, else of its clause."""
    holder = record.get("quantity") or record
    start, end = holder["span"]
    return holder.get("text"), (start, end)
