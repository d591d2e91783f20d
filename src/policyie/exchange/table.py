"""CSV: a row for each record, spans as `start-end`, words beside them for people to read.

Only the spans count when a table is read; the text is not in it, but its digest is.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from policyie.errors import AnnotationError
from policyie.evaluation.gold import describe, read_text
from policyie.evaluation.standoff import (
    GAP,
    WORD_FIELDS,
    StandoffRecord,
    find_texts,
    hash_text,
)
from policyie.exchange.marks import Annotated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

SUFFIXES = (".csv",)
_SPANS = (*WORD_FIELDS, "headings")
_PLAIN = ("id", "kind", "unit", "comparator", "mode", "status", "period", "firmness", "part_of")
_JSON = ("start", "end", "value", "upper", "baseline", "repaired", "note")
_WORDS = ("quantity", "quote", *_SPANS)
_PLACES = {name: f"{name}_at" for name in ("quote", *_SPANS)}
COLUMNS = ("document", "sha256", *_PLAIN, *_JSON, *_WORDS, *_PLACES.values())


def write(documents: Iterable[Annotated]) -> Iterator[tuple[str, bytes]]:
    """One table of all documents."""
    stream = io.StringIO(newline="")
    rows = csv.DictWriter(stream, COLUMNS)
    rows.writeheader()
    for document in documents:
        digest = hash_text(document.text)
        for record in document.records:
            about = {"document": document.name, "sha256": digest}
            rows.writerow({**about, **_row(record, document.text)})
    yield "gold.csv", stream.getvalue().encode("utf-8-sig")


def _row(record: StandoffRecord, text: str) -> dict[str, str | None]:
    values = record.model_dump(exclude_none=True)
    row: dict[str, Any] = {name: values.get(name) for name in _PLAIN}
    row |= {name: json.dumps(values[name], ensure_ascii=False) for name in _JSON if name in values}
    for name, column in _PLACES.items():
        spans = [values["quote"]] if name == "quote" and record.quote else values.get(name)
        row[column] = ";".join(f"{start}-{end}" for start, end in spans or ())
        mark = " > " if name == "headings" else GAP
        row[name] = mark.join(text[start:end] for start, end in spans or ())
    row["quantity"] = text[record.start : record.end] if record.kind == "target" else None
    return row


def read(path: Path, texts_dir: Path | None) -> Iterator[Annotated]:
    """The documents of a table that have records, with their texts.

    Args:
        path: the table.
        texts_dir: folder with the texts, under any name.

    Raises:
        ReadError, ConfigError: the file or the texts cannot be read.
        AnnotationError: a row is not what it should be, or its text is not there.
    """
    stream = io.StringIO(read_text(path), newline="")
    rows = csv.DictReader(stream, restval="")
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise AnnotationError(str(path), f"no column {', '.join(missing)}", 1)
    grouped: dict[tuple[str, str], list[StandoffRecord]] = {}
    for row in rows:
        record = _read_row(row, str(path), rows.line_num)
        grouped.setdefault((row["document"], row["sha256"]), []).append(record)
    texts = find_texts(texts_dir) if texts_dir is not None else {}
    for (name, digest), records in grouped.items():
        if digest not in texts:
            problem = f"a table has no text: no file in {texts_dir} has the SHA-256 {digest}"
            raise AnnotationError(str(path), f"{problem} of {name}")
        yield Annotated(name, read_text(texts[digest]), records)


def _read_row(row: Mapping[str, str], file: str, line: int) -> StandoffRecord:
    values: dict[str, Any] = {name: row[name] for name in _PLAIN if row[name]}
    try:
        values |= {name: json.loads(row[name]) for name in _JSON if row[name]}
        places = {name: _read_spans(row[column]) for name, column in _PLACES.items()}
        quotes = places.pop("quote")
        quote = quotes[0] if quotes else None
        return StandoffRecord.model_validate({**values, **places, "quote": quote})
    except ValidationError as error:
        raise AnnotationError(file, describe(error), line) from error
    except ValueError as error:
        raise AnnotationError(file, f"is no row of this table: {error}", line) from error


def _read_spans(cell: str) -> list[list[int]]:
    return [[int(end) for end in span.split("-")] for span in cell.split(";") if span]
