"""The form between gold and tools: marked spans with fields, and links between them.

A target or milestone is a mark with its fields as strings. Each piece of its words is a mark of
its own, to which a link leads that names the field; records may share such a mark.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

from pydantic import ValidationError

from policyie.errors import AnnotationError
from policyie.evaluation.gold import describe
from policyie.evaluation.standoff import WORD_FIELDS, StandoffRecord
from policyie.schema import Comparator, Firmness, Mode, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

RECORDS = ("target", "milestone")
HEADING, QUOTE, PART_OF = "heading", "quote", "part_of"
LABELS = (*RECORDS, QUOTE, *WORD_FIELDS, HEADING)
ROLES = (QUOTE, *WORD_FIELDS, HEADING, PART_OF)
CHOICES: Mapping[str, Sequence[str]] = {
    "comparator": get_args(Comparator),
    "mode": get_args(Mode),
    "status": get_args(Status),
    "firmness": get_args(Firmness),
    "repaired": ("true",),
}
_NUMBERS = ("value", "upper", "baseline_value", "baseline_year")
_BASELINE = "baseline_"
FREE = (
    "id",
    "value",
    "upper",
    "unit",
    "period",
    *(_BASELINE + n for n in ("value", "unit", "year")),
)
FIELDS = (*FREE, *CHOICES, "note")

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document with its records; `name` is that of its files, without suffix."""

    name: str
    text: str
    records: Sequence[StandoffRecord]


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked span; `id` is unique in the document, `fields` are those of a record."""

    id: str
    label: str
    start: int
    end: int
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """From the mark of a record to a mark that belongs to it."""

    source: str
    target: str
    role: str


def to_marks(records: Iterable[StandoffRecord]) -> tuple[list[Mark], list[Link]]:
    """The marks and links of the records of one document; those of one field keep their order."""
    marks: list[Mark] = []
    links: list[Link] = []
    shared: dict[tuple[str, Place], str] = {}
    by_record: dict[str, str] = {}

    def share(label: str, place: Place) -> str:
        if (label, place) not in shared:
            shared[label, place] = f"w{len(shared) + 1}"
            marks.append(Mark(shared[label, place], label, *place))
        return shared[label, place]

    records = list(records)
    for number, record in enumerate(records, start=1):
        by_record[record.id] = f"r{number}"
        marks.append(Mark(f"r{number}", record.kind, record.start, record.end, _to_fields(record)))
    for record in records:
        source = by_record[record.id]
        for role, spans in _find_spans(record):
            links += [Link(source, share(role, (span[0], span[1])), role) for span in spans]
        if record.part_of is not None:
            links.append(Link(source, by_record[record.part_of], PART_OF))
    return marks, links


def _find_spans(record: StandoffRecord) -> list[tuple[str, Sequence[Sequence[int]]]]:
    quote = [record.quote] if record.quote is not None else []
    words = [(name, getattr(record, name)) for name in WORD_FIELDS]
    return [(QUOTE, quote), *words, (HEADING, record.headings)]


def _to_fields(record: StandoffRecord) -> dict[str, str]:
    """The fields as strings; what is not given is left out."""
    values: dict[str, Any] = {name: getattr(record, name, None) for name in FIELDS}
    if record.baseline is not None:
        values |= {_BASELINE + key: value for key, value in record.baseline.model_dump().items()}
    values["repaired"] = "true" if record.repaired else None
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in values.items()
        if value is not None
    }


def from_marks(
    marks: Iterable[Mark], links: Iterable[Link], text: str, file: str
) -> list[StandoffRecord]:
    """The records, in text order; a record without an id gets one that is free.

    Args:
        marks: in any order.
        links: those of one field in the order of its pieces.
        text: of the document.
        file: the name that an error carries.

    Raises:
        AnnotationError: a mark or link cannot be understood, or lies outside the text.
    """
    known = {mark.id: mark for mark in marks}
    for mark in known.values():
        if not 0 <= mark.start < mark.end <= len(text):
            problem = f"{mark.label} [{mark.start}, {mark.end}] does not lie in the text"
            raise AnnotationError(file, f"{problem} of {len(text)} characters")
    heads = [mark for mark in known.values() if mark.label in RECORDS]
    heads.sort(key=lambda mark: mark.start)
    ids = _give_ids(heads)
    rows = {mark.id: _to_row(mark, ids[mark.id], text, file) for mark in heads}
    for link in links:
        _add_link(rows, known, ids, link, file)
    records = []
    for mark in heads:
        try:
            records.append(StandoffRecord.model_validate(rows[mark.id]))
        except ValidationError as error:
            raise AnnotationError(file, f"{_name(mark, text)}: {describe(error)}") from error
    return records


def _give_ids(heads: Sequence[Mark]) -> dict[str, str]:
    taken = {mark.fields.get("id") for mark in heads}
    free = (
        name for n in range(1, len(heads) + len(taken) + 1) if (name := f"t{n:03d}") not in taken
    )
    return {mark.id: mark.fields.get("id") or next(free) for mark in heads}


def _to_row(mark: Mark, name: str, text: str, file: str) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": mark.label, "start": mark.start, "end": mark.end}
    baseline: dict[str, Any] = {}
    for field_name, value in mark.fields.items():
        if field_name not in FIELDS:
            problem = f"unknown field {field_name}; there are {', '.join(FIELDS)}"
            raise AnnotationError(file, f"{_name(mark, text)}: {problem}")
        read = _read_number(mark, field_name, text, file) if field_name in _NUMBERS else value
        if field_name.startswith(_BASELINE):
            baseline[field_name.removeprefix(_BASELINE)] = read
        else:
            row[field_name] = read
    row["repaired"] = mark.fields.get("repaired", "false") == "true"
    return {**row, "id": name, "baseline": baseline or None}


def _read_number(mark: Mark, name: str, text: str, file: str) -> Any:  # noqa: ANN401
    try:
        return json.loads(mark.fields[name])
    except ValueError as error:
        problem = f"{name}: {mark.fields[name]!r} is no number such as 12 or 3.5"
        raise AnnotationError(file, f"{_name(mark, text)}: {problem}") from error


def _name(mark: Mark, text: str) -> str:
    return f"{mark.label} [{mark.start}, {mark.end}] {text[mark.start : mark.end]!r}"


def _add_link(
    rows: Mapping[str, dict[str, Any]],
    known: Mapping[str, Mark],
    ids: Mapping[str, str],
    link: Link,
    file: str,
) -> None:
    """Add what a link leads to to the row that it starts from."""
    source, target = known.get(link.source), known.get(link.target)
    if source is None or target is None or source.id not in rows:
        problem = f"a {link.role} link leads from {link.source} to {link.target}, not from a target"
        raise AnnotationError(file, f"{problem} or milestone to a mark")
    row = rows[source.id]
    if link.role == PART_OF and target.id in rows:
        row[PART_OF] = ids[target.id]
    elif link.role == QUOTE:
        row[QUOTE] = [target.start, target.end]
    elif link.role in (*WORD_FIELDS, HEADING):
        name = "headings" if link.role == HEADING else link.role
        row.setdefault(name, []).append([target.start, target.end])
    else:
        problem = f"no link may be called {link.role!r} here; there are {', '.join(ROLES)}"
        raise AnnotationError(file, problem)


class Utf16:
    """Places in a text counted in UTF-16 code units, as JavaScript and Java do.

    >>> units = Utf16("𠮷林")
    >>> units.count(1), units.place(2)
    (2, 1)
    """

    def __init__(self, text: str) -> None:
        # The places of the characters that take two units.
        self._wide = [place for place, sign in enumerate(text) if ord(sign) > 0xFFFF]
        self._wide_units = [place + number for number, place in enumerate(self._wide)]

    def count(self, place: int) -> int:
        """The code units before a code point."""
        return place + bisect_left(self._wide, place)

    def place(self, count: int) -> int | None:
        """The code point that begins after so many units; None within a character."""
        before = bisect_left(self._wide_units, count)
        if before and self._wide_units[before - 1] == count - 1:
            return None
        return count - before
