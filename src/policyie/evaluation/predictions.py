"""Predicted records: the part of the output record that is compared with gold.

Everything but the spans may be missing, and fields that are not compared are ignored: an
evaluation also reads records that another program made, or an older version.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from policyie.errors import AnnotationError
from policyie.evaluation.gold import FiniteNumber, describe, parse_period, read_lines
from policyie.schema import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Self

    from policyie.evaluation.gold import GoldRecord

_OF_QUANTITY = ("value", "upper", "unit", "comparator", "mode", "per")
_OF_RECORD = (
    "id",
    "kind",
    "status",
    "indicator",
    "verb",
    "scope",
    "hedge",
    "firmness",
    "part_of",
)


class _Predicted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class PredictedPeriod(_Predicted):
    """When the target holds, and where the words for it stand."""

    start: str | None = None
    end: str | None = None
    source: str | None = Field(default=None, alias="from")


class PredictedPer(_Predicted):
    """The denominator in its own words."""

    text: str | None = None


class PredictedBaseline(_Predicted):
    """The level before a change."""

    value: FiniteNumber | None = None
    unit: str | None = None


class PredictedHeading(_Predicted):
    """A heading, by its title or by its raw characters."""

    title: str | None = None
    text: str | None = None


class PredictedQuantity(_Predicted):
    """A number with its unit, and how it is meant."""

    text: str | None = None
    span: Span
    value: FiniteNumber | None = None
    upper: FiniteNumber | None = None
    unit: str | None = None
    comparator: str | None = None
    mode: str | None = None
    per: PredictedPer | str | None = None
    baseline: PredictedBaseline | None = None

    @property
    def denominator(self) -> str | None:
        """The words of the denominator, also when they stand alone."""
        return self.per.text if isinstance(self.per, PredictedPer) else self.per


class PredictedRecord(_Predicted):
    """One predicted target or milestone."""

    id: str | None = None
    kind: Kind = "target"
    status: str | None = None
    text: str | None = None
    span: Span | None = None
    indicator: str | None = None
    quantity: PredictedQuantity | None = None
    verb: str | None = None
    scope: str | None = None
    hedge: str | None = None
    firmness: str | None = None
    period: PredictedPeriod | None = None
    headings: list[PredictedHeading | str] | None = None
    part_of: str | None = None
    confidence: FiniteNumber | None = None

    @model_validator(mode="after")
    def _check_place(self) -> Self:
        if self.kind == "target" and self.quantity is None:
            msg = "a target needs quantity.span"
            raise ValueError(msg)
        if self.kind == "milestone" and self.span is None:
            msg = "a milestone needs span"
            raise ValueError(msg)
        return self

    @property
    def place(self) -> tuple[int, int]:
        """What is laid over the gold span: the quantity, or the clause of a milestone."""
        if self.kind == "target" and self.quantity is not None:
            return self.quantity.span
        return self.span or (0, 0)

    @property
    def dates(self) -> tuple[str | None, str | None]:
        """The period that counts: one that is only the plan's own counts as none."""
        if self.period is None or self.period.source == "document":
            return None, None
        return self.period.start, self.period.end

    @property
    def titles(self) -> list[str | None]:
        """The titles of the headings, outermost first."""
        return [
            heading if isinstance(heading, str) else heading.title or heading.text
            for heading in self.headings or ()
        ]


def from_gold(record: GoldRecord) -> PredictedRecord:
    """A gold record as the prediction that is right in everything."""
    start, end = parse_period(record.period)
    quantity: dict[str, Any] | None = None
    if record.kind == "target":
        quantity = {name: getattr(record, name) for name in _OF_QUANTITY}
        quantity |= {"text": record.quantity, "span": record.span}
        if record.baseline is not None:
            quantity["baseline"] = record.baseline.model_dump(include={"value", "unit"})
    return PredictedRecord.model_validate(
        {
            **{name: getattr(record, name) for name in _OF_RECORD},
            "text": record.quote,
            "span": record.span if record.kind == "milestone" else None,
            "quantity": quantity,
            "period": {"start": start, "end": end},
            "headings": record.headings,
        }
    )


class StoredRecord(dict[str, Any]):
    """A record of a file, which knows where it stands: `file`, and 1-based `line`."""

    def __init__(self, record: Mapping[str, Any], file: str, line: int) -> None:
        super().__init__(record)
        self.file = file
        self.line = line


def read_predictions(records: Sequence[Mapping[str, Any]], source: str) -> list[PredictedRecord]:
    """The records as the score reads them.

    Args:
        records: dicts in the form of the output records, as one document gave them.
        source: the name that an error carries when they come from no file.

    Raises:
        AnnotationError: a record cannot be placed in its text or has a field of the wrong type.
    """
    return [
        _read_record(record, getattr(record, "file", source), getattr(record, "line", number))
        for number, record in enumerate(records, start=1)
    ]


def _read_record(record: object, source: str, number: int) -> PredictedRecord:
    try:
        return PredictedRecord.model_validate(record)
    except ValidationError as error:
        raise AnnotationError(source, describe(error), number) from error


def load_predictions(path: Path) -> list[StoredRecord]:
    """The records of a file as `policyie extract --format jsonl` prints it.

    Raises:
        ReadError: the file cannot be read.
        AnnotationError: a line is not JSON, or not a record that can be scored.
    """
    records = []
    for number, line in read_lines(path):
        try:
            record = json.loads(line)
        except ValueError as error:
            raise AnnotationError(str(path), f"is not JSON: {error}", number) from error
        _read_record(record, str(path), number)
        records.append(StoredRecord(record, str(path), number))
    return records
