"""doccano: JSON Lines of a sequence labelling project with relations.

Offsets are UTF-16 code units, as its editor counts them (without the project's option to count
grapheme clusters). Spans and relations are all that doccano edits: the other fields travel as its
meta data, one object for each target, and are found again by the place of the target.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from policyie.errors import AnnotationError
from policyie.evaluation.gold import read_lines
from policyie.exchange.marks import RECORDS, Annotated, Link, Mark, Utf16, from_marks, to_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

SUFFIXES = (".jsonl",)
_FIELDS = "fields"


def write(documents: Iterable[Annotated]) -> Iterator[tuple[str, bytes]]:
    """One file with a document a line."""
    lines = [json.dumps(_row(document), ensure_ascii=False) + "\n" for document in documents]
    yield "doccano.jsonl", "".join(lines).encode()


def _row(document: Annotated) -> dict[str, Any]:
    marks, links = to_marks(document.records)
    units = Utf16(document.text)
    numbers = {mark.id: number for number, mark in enumerate(marks, start=1)}
    places = {mark.id: (units.count(mark.start), units.count(mark.end)) for mark in marks}
    return {
        "text": document.text,
        "entities": [
            {
                "id": numbers[mark.id],
                "label": mark.label,
                "start_offset": places[mark.id][0],
                "end_offset": places[mark.id][1],
            }
            for mark in marks
        ],
        "relations": [
            {
                "id": number,
                "from_id": numbers[link.source],
                "to_id": numbers[link.target],
                "type": link.role,
            }
            for number, link in enumerate(links, start=1)
        ],
        "document": document.name,
        _FIELDS: [
            {"start_offset": places[mark.id][0], "label": mark.label, **mark.fields}
            for mark in marks
            if mark.label in RECORDS
        ],
    }


def read(path: Path) -> Iterator[Annotated]:
    """The documents of a JSON Lines export.

    Raises:
        ReadError: the file cannot be read.
        AnnotationError: a line is no export of a project with relations, or makes no records.
    """
    for number, line in read_lines(path):
        try:
            row = json.loads(line)
            yield _read_row(row, number, str(path))
        except ValueError as error:
            raise AnnotationError(str(path), f"is not JSON: {error}", number) from error
        except (KeyError, TypeError, AttributeError) as error:
            problem = f"has not the form of an export with relations: {error!r}"
            raise AnnotationError(str(path), problem, number) from error


def _read_row(row: Mapping[str, Any], number: int, file: str) -> Annotated:
    text = row["text"]
    units = Utf16(text)
    fields = {
        (entry["label"], entry["start_offset"]): {
            name: value for name, value in entry.items() if name not in ("label", "start_offset")
        }
        for entry in row.get(_FIELDS) or ()
    }
    marks = []
    for entity in sorted(row["entities"], key=lambda entity: entity["id"]):
        start, end = (units.place(entity[f"{side}_offset"]) for side in ("start", "end"))
        if start is None or end is None:
            problem = f"entity {entity['id']} begins or ends within a character"
            raise AnnotationError(file, problem, number)
        own = fields.get((entity["label"], entity["start_offset"]), {})
        marks.append(Mark(str(entity["id"]), entity["label"], start, end, own))
    links = [
        Link(str(link["from_id"]), str(link["to_id"]), link["type"])
        for link in sorted(row["relations"], key=lambda link: link["id"])
    ]
    name = row.get("document") or f"document-{number}"
    return Annotated(name, text, from_marks(marks, links, text, f"{file}:{number}"))
