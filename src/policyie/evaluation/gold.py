"""Gold records: the flat annotation form, one JSON object a line, checked against the text."""

from __future__ import annotations

import csv
import hashlib
import io
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

_DATE = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
_PERIOD = re.compile(rf"{_DATE}|{_DATE}/{_DATE}|/{_DATE}|{_DATE}/", re.ASCII)
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


class _Annotation(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class GoldBaseline(_Annotation):
    """The level before a change, where the clause states it."""

    value: FiniteNumber | None = None
    unit: Word | None = None
    year: int | None = None


class GoldRecord(_Annotation):
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

    @property
    def span(self) -> tuple[int, int]:
        """`start` and `end` as one."""
        return self.start, self.end


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
    fault = error.errors(include_url=False)[0]
    place = ".".join(map(str, fault["loc"]))
    message = fault["msg"].removeprefix("Value error, ")
    return f"{place}: {message}" if place else message


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
        record._line = number
        records.append(record)
    _check_ids(records, str(path))
    return records


def _check_ids(records: Sequence[GoldRecord], file: str) -> None:
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
        problem = _find_fault(record, text)
        if problem:
            raise AnnotationError(file, f"{record.id}: {problem}", record.line)


def _find_fault(record: GoldRecord, text: str) -> str | None:
    """What is wrong between a record and its text, None when nothing is."""
    start = _find_nth(text, record.quote, record.occurrence)
    if start is None:
        return f"the quote does not occur {record.occurrence} times: {record.quote}"
    words = record.quantity or record.quote
    found = text[record.start : record.end]
    if found != words:
        return f"text[{record.start}:{record.end}] is {found!r}, not {words!r}"
    inside = _find_nth(record.quote, words, record.quantity_occurrence)
    if inside is None or start + inside != record.start:
        return f"text[{record.start}:{record.end}] is not the {words!r} of the quote"
    return None


def _find_nth(text: str, words: str, occurrence: int) -> int | None:
    """Where the words begin for the n-th time, occurrences may overlap."""
    place = -1
    for _ in range(occurrence):
        place = text.find(words, place + 1)
        if place < 0:
            return None
    return place
