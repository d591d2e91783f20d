"""Gold records: the flat annotation form, one JSON object a line, checked against the text."""

from __future__ import annotations

import calendar
import csv
import difflib
import hashlib
import io
import json
import re
from typing import TYPE_CHECKING, Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    StrictFloat,
    StrictInt,
    ValidationError,
    model_validator,
)

from policyie.errors import AnnotationError, ReadError
from policyie.schema import Comparator, Firmness, Kind, Mode, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import Self

    from pydantic_core import ErrorDetails

_DATE = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
_PERIOD = re.compile(rf"{_DATE}|{_DATE}/{_DATE}|/{_DATE}|{_DATE}/", re.ASCII)
_NUMBERS = ("int", "float")
_YEAR, _MONTH = len("2025"), len("2025-06")
_ONLY_OF_TARGETS = ("quantity", "value", "comparator", "mode")


def _as_float(number: float) -> float:
    """The number itself, when arithmetic with it stays finite."""
    try:
        finite = abs(float(number)) < float("inf")
    except OverflowError:
        finite = False
    if not finite:
        msg = "the number is not finite"
        raise ValueError(msg)
    return number


def _as_period(period: str) -> str:
    if not _PERIOD.fullmatch(period):
        msg = f"{period!r} is no period such as 2018, 2018/2020, /2025 or 2022-06"
        raise ValueError(msg)
    return period


FiniteNumber = Annotated[StrictInt | StrictFloat, AfterValidator(_as_float)]
GoldPeriod = Annotated[str, AfterValidator(_as_period)]
Word = Annotated[str, Field(min_length=1)]
Period = tuple[str | None, str | None]


class Annotation(BaseModel):
    """What annotation files are made of: no field may be misspelt, no type is converted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class GoldBaseline(Annotation):
    """The level before a change, where the clause states it."""

    value: FiniteNumber | None = None
    unit: Word | None = None
    year: int | None = None


class GoldRecord(Annotation):
    """One annotated target or milestone, in the words of the text.

    `start` and `end` are code points of the text, half-open: the place of `quantity` in a target,
    of `quote` in a milestone.
    """

    id: Word
    kind: Kind = "target"
    quote: Word
    occurrence: int = Field(default=1, ge=1)
    quantity: Word | None = None
    quantity_occurrence: int = Field(default=1, ge=1)
    value: FiniteNumber | None = None
    upper: FiniteNumber | None = None
    unit: Word | None = None
    comparator: Comparator | None = None
    mode: Mode | None = None
    baseline: GoldBaseline | None = None
    per: Word | None = None
    status: Status
    period: GoldPeriod | None
    indicator: str
    verb: Word | None = None
    scope: Word | None = None
    hedge: Word | None = None
    firmness: Firmness | None = None
    headings: list[Word]
    part_of: Word | None = None
    owner: Word | None = None
    repaired: bool = False
    note: str | None = None
    start: int = Field(ge=0)
    end: int
    _line: int | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _check_kind(self) -> Self:
        if self.end <= self.start:
            msg = f"end {self.end} is not after start {self.start}"
            raise ValueError(msg)
        given = [name for name in _ONLY_OF_TARGETS if getattr(self, name) is not None]
        missing = [name for name in _ONLY_OF_TARGETS if name not in given]
        if self.kind == "target" and missing:
            msg = f"a target needs {', '.join(missing)}"
            raise ValueError(msg)
        if self.kind == "milestone" and given:
            msg = f"a milestone has no {', '.join(given)}"
            raise ValueError(msg)
        return self

    @property
    def line(self) -> int | None:
        """The 1-based line of the gold file, None when made by hand."""
        return self._line

    def at_line(self, line: int) -> Self:
        """The record itself, which now knows its 1-based line."""
        self._line = line
        return self

    @property
    def span(self) -> tuple[int, int]:
        """`start` and `end` as one."""
        return self.start, self.end


def _first_day(date: str) -> str | None:
    """2025 and 2025-06 as the day on which they begin."""
    missing = {_YEAR: "-01-01", _MONTH: "-01"}
    return date + missing.get(len(date), "") if date else None


def _last_day(date: str) -> str | None:
    """2025 and 2025-06 as the day on which they end."""
    if len(date) == _YEAR:
        return f"{date}-12-31"
    if len(date) == _MONTH:
        year, month = map(int, date.split("-"))
        return f"{date}-{calendar.monthrange(year, month)[1]:02d}"
    return date or None


def parse_period(period: str | None) -> Period:
    """First and last day of a period as the guidelines write it, None for an open end.

    >>> parse_period("2022-02")
    ('2022-02-01', '2022-02-28')
    >>> parse_period("/2025")
    (None, '2025-12-31')
    """
    if not period:
        return None, None
    start, slash, end = period.partition("/")
    return _first_day(start), _last_day(end if slash else start)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file as it stands: line ends kept, a byte order mark left out.

    Raises:
        ReadError: the file is missing or not UTF-8.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return file.read()
    except OSError as error:
        raise ReadError(str(path), error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise ReadError(str(path), f"is not UTF-8 at byte {error.start}") from error


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a JSON Lines file that are not blank, each with its 1-based number."""
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            yield number, line


def read_table(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a tab-separated table that has at least these columns."""
    lines = io.StringIO(read_text(path), newline="")
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")
    missing = [column for column in columns if column not in (rows.fieldnames or ())]
    if missing:
        raise AnnotationError(str(path), f"no column {', '.join(missing)}", 1)
    return list(rows)


def describe(error: ValidationError) -> str:
    """The first fault of a record, in a line."""
    return describe_faults(error)[0]


def describe_faults(error: ValidationError) -> list[str]:
    """The faults of a record, each in a line: the field, what is wrong, and what would be right."""
    found: dict[str, str] = {}
    faults = error.errors(include_url=False)
    # A misspelt name explains the field that is missing, so it comes first.
    for fault in sorted(faults, key=lambda fault: fault["type"] != "extra_forbidden"):
        # A field that may have one of several types has a fault for each of them: one is told.
        place = ".".join(str(part) for part in fault["loc"] if part not in _NUMBERS)
        found.setdefault(place, f"{place}: {_explain(fault)}" if place else _explain(fault))
    return list(found.values())


def _explain(fault: ErrorDetails) -> str:
    message = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "extra_forbidden":
        name = str(fault["loc"][-1])
        near = difflib.get_close_matches(name, GoldRecord.model_fields, n=1)
        return "unknown field" + (f"; did you mean {near[0]}?" if near else "")
    if fault["type"] == "missing":
        return "the field is missing"
    if fault["type"] == "json_invalid":
        return f"is no JSON object on one line: {message.removeprefix('Invalid JSON: ')}"
    if fault["loc"][-1:] and fault["loc"][-1] in _NUMBERS and fault["type"] != "value_error":
        message = "should be a number without quotes"
    if fault["type"] != "value_error" and isinstance(fault["input"], str | int | float | None):
        return f"{message}, not {json.dumps(fault['input'], ensure_ascii=False)}"
    return message


def load_gold(path: Path) -> list[GoldRecord]:
    """The records of a gold file, in its order.

    Raises:
        ReadError: the file cannot be read.
        AnnotationError: a line is not a record, an id stands twice, or `part_of` names no record.
    """
    records = []
    for number, line in read_lines(path):
        try:
            record = GoldRecord.model_validate_json(line)
        except ValidationError as error:
            raise AnnotationError(str(path), describe(error), number) from error
        records.append(record.at_line(number))
    check_ids(records, str(path))
    return records


def check_ids(records: Sequence[GoldRecord], file: str) -> None:
    """Check that each id stands once and that `part_of` names another record.

    Raises:
        AnnotationError: at the first record of which this is not so.
    """
    known: set[str] = set()
    for record in records:
        if record.id in known:
            raise AnnotationError(file, f"id {record.id} stands twice", record.line)
        known.add(record.id)
    for record in records:
        if record.part_of is not None and record.part_of not in known - {record.id}:
            problem = f"{record.id}: part_of names no other record: {record.part_of}"
            raise AnnotationError(file, problem, record.line)


def load_digests(path: Path) -> dict[str, str]:
    """SHA-256 of the texts by document name, from a table with `name` and `sha256_of_text`."""
    rows = read_table(path, ("name", "sha256_of_text"))
    return {row["name"]: row["sha256_of_text"] for row in rows}


def check_gold(
    records: Sequence[GoldRecord], text: str, *, file: str = "gold", sha256: str | None = None
) -> None:
    """Check that the records are about this text.

    Args:
        records: the gold records of one document.
        text: its raw text, as `read_text` gives it.
        file: the name that an error carries.
        sha256: hexadecimal digest that the UTF-8 of the text must have.

    Raises:
        AnnotationError: the digest differs, a quote does not occur, or a span is not its words.
    """
    if sha256 is not None and hashlib.sha256(text.encode()).hexdigest() != sha256:
        raise AnnotationError(file, "the text is not the annotated one: its SHA-256 differs")
    for record in records:
        problem = find_fault(record, text)
        if problem:
            raise AnnotationError(file, f"{record.id}: {problem}", record.line)


def find_fault(record: GoldRecord, text: str) -> str | None:
    """What is wrong between a record and its text, None when nothing is."""
    start = _find_nth(text, record.quote, record.occurrence)
    if start is None:
        often = (
            f"does not occur {record.occurrence} times" if record.quote in text else "is not there"
        )
        return f"the quote {often}: {record.quote!r}"
    words = record.quantity or record.quote
    inside = _find_nth(record.quote, words, record.quantity_occurrence)
    if inside is None:
        return f"{words!r} does not occur {record.quantity_occurrence} times in its quote"
    right = f"{start + inside} and {start + inside + len(words)}"
    found = text[record.start : record.end]
    if found != words:
        place = f"text[{record.start}:{record.end}] is {found!r}, not {words!r}"
        return f"{place}; start and end should be {right}"
    if start + inside != record.start:
        place = f"text[{record.start}:{record.end}] is not the {words!r} of the quote"
        return f"{place}; start and end should be {right}, or occurrence another"
    return None


def _find_nth(text: str, words: str, occurrence: int) -> int | None:
    """Where the words begin for the n-th time, occurrences may overlap."""
    place = -1
    for _ in range(occurrence):
        place = text.find(words, place + 1)
        if place < 0:
            return None
    return place
