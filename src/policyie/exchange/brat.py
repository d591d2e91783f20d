"""brat: NAME.txt with NAME.ann in its standoff format, and the configuration for both.

Offsets are code points. A span over a line break is written in fragments, as brat requires; a word
field marked in several fragments is read as its pieces. Choices are attributes, the other fields
of a record a note on it, as one JSON object.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from policyie.errors import AnnotationError
from policyie.evaluation.gold import read_text
from policyie.exchange.marks import (
    CHOICES,
    LABELS,
    PART_OF,
    RECORDS,
    ROLES,
    Annotated,
    Link,
    Mark,
    from_marks,
    to_marks,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from policyie.exchange.marks import Place

SUFFIXES = (".ann",)
_NOTE = "AnnotatorNotes"
_BREAK = re.compile(r"[\r\n]+")
_SPAN = re.compile(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)")


def write(documents: Iterable[Annotated]) -> Iterator[tuple[str, bytes]]:
    """Text and annotation of each document, and `annotation.conf`."""
    for document in documents:
        yield f"{document.name}.txt", document.text.encode()
        yield f"{document.name}.ann", "".join(_lines(document)).encode()
    yield "annotation.conf", build_config().encode()


def build_config() -> str:
    """The configuration of the collection."""
    records = "|".join(RECORDS)
    parts = [
        "[entities]",
        *LABELS,
        "[relations]",
        *(f"{role} Arg1:{records}, Arg2:{records if role == PART_OF else role}" for role in ROLES),
        "[attributes]",
        *(
            f"{name} Arg:{records}" + (f", Value:{'|'.join(values)}" if values[1:] else "")
            for name, values in CHOICES.items()
        ),
        "[events]",
    ]
    return "\n".join(parts) + "\n"


def _lines(document: Annotated) -> Iterator[str]:
    marks, links = to_marks(document.records)
    numbers = {mark.id: f"T{number}" for number, mark in enumerate(marks, start=1)}
    notes = attributes = 0
    for mark in marks:
        pieces = _split(document, mark)
        places = ";".join(f"{start} {end}" for start, end in pieces)
        words = " ".join(document.text[start:end] for start, end in pieces)
        yield f"{numbers[mark.id]}\t{mark.label} {places}\t{words}\n"
        free = {name: value for name, value in mark.fields.items() if name not in CHOICES}
        for name in [name for name in mark.fields if name in CHOICES]:
            attributes += 1
            value = f" {mark.fields[name]}" if CHOICES[name][1:] else ""
            yield f"A{attributes}\t{name} {numbers[mark.id]}{value}\n"
        if free:
            notes += 1
            told = json.dumps(free, ensure_ascii=False)
            yield f"#{notes}\t{_NOTE} {numbers[mark.id]}\t{told}\n"
    for number, link in enumerate(links, start=1):
        ends = f"Arg1:{numbers[link.source]} Arg2:{numbers[link.target]}"
        yield f"R{number}\t{link.role} {ends}\n"


def _split(document: Annotated, mark: Mark) -> list[Place]:
    """The parts of a mark between line breaks."""
    pieces = []
    start = mark.start
    for found in _BREAK.finditer(document.text, mark.start, mark.end):
        pieces.append((start, found.start()))
        start = found.end()
    pieces.append((start, mark.end))
    if any(start >= end for start, end in pieces):
        place = f"{mark.label} [{mark.start}, {mark.end}]"
        problem = f"{place} begins or ends with a line break, which brat cannot hold"
        raise AnnotationError(document.name, problem)
    return pieces


def read(path: Path) -> Iterator[Annotated]:
    """The document of NAME.ann, with the text NAME.txt beside it.

    Raises:
        ReadError: a file cannot be read.
        AnnotationError: a line is not understood, or does not fit the text.
    """
    text = read_text(path.with_suffix(".txt"))
    spans: dict[str, tuple[str, list[Place]]] = {}
    fields: dict[str, dict[str, str]] = {}
    links = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        kind, (key, *rest) = line[0], line.removesuffix("\r").split("\t", 2)
        try:
            if kind == "T":
                spans[key] = _read_span(rest, text)
            elif kind in "AM":
                name, target, *value = rest[0].split(" ")
                fields.setdefault(target, {})[name] = value[0] if value else "true"
            elif kind == "R":
                role, source, target = rest[0].split(" ")[:3]
                links.append((source.partition(":")[2], target.partition(":")[2], role))
            elif kind == "#" and rest[0].startswith(_NOTE):
                fields.setdefault(rest[0].split(" ")[1], {}).update(_read_note(rest[1]))
        except (ValueError, IndexError) as error:
            raise AnnotationError(str(path), str(error), number) from error
    try:
        marks, pieces = _build(spans, fields)
    except ValueError as error:
        raise AnnotationError(str(path), str(error)) from error
    found = [
        Link(source, piece, role)
        for source, target, role in links
        for piece in pieces.get(target, [target])
    ]
    yield Annotated(path.stem, text, from_marks(marks, found, text, str(path)))


def _read_span(rest: Sequence[str], text: str) -> tuple[str, list[Place]]:
    """The label and the fragments, those joined that only a line break parts."""
    found = _SPAN.fullmatch(rest[0])
    if found is None:
        msg = f"{rest[0]!r} is no label with places such as 'target 5 8'"
        raise ValueError(msg)
    ends = [[int(end) for end in place.split(" ")] for place in found[2].split(";")]
    places = [(start, end) for start, end in ends]
    words = " ".join(text[start:end] for start, end in places)
    if words != rest[1]:
        msg = f"the text at {found[2]} is {words!r}, not {rest[1]!r}"
        raise ValueError(msg)
    joined = places[:1]
    for start, end in places[1:]:
        if _BREAK.fullmatch(text, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return found[1], joined


def _read_note(told: str) -> dict[str, str]:
    """The fields in a note; one that a person wrote is the note of the record."""
    try:
        fields = json.loads(told)
    except ValueError:
        fields = None
    return fields if isinstance(fields, dict) else {"note": told}


def _build(
    spans: dict[str, tuple[str, list[Place]]], fields: dict[str, dict[str, str]]
) -> tuple[list[Mark], dict[str, list[str]]]:
    """The marks, and for those in several fragments the ids of these."""
    marks: list[Mark] = []
    pieces: dict[str, list[str]] = {}
    for key, (label, places) in spans.items():
        if label in RECORDS and len(places) > 1:
            msg = f"{key}: a {label} is in one piece; mark its words as another label"
            raise ValueError(msg)
        names = [key] if len(places) == 1 else [f"{key}.{n}" for n in range(len(places))]
        pieces[key] = names
        marks += [
            Mark(name, label, start, end, fields.get(key, {}))
            for name, (start, end) in zip(names, places, strict=True)
        ]
    return marks, pieces
