"""The public edge: frozen pydantic models of the output contract.

All offsets are code points of the raw text, half-open `[start, end)`; wherever a `text` stands
beside a `span`, it is the raw slice.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = "1.0"

Kind = Literal["target", "milestone"]
Status = Literal["planned", "reported"]
Mode = Literal["level", "increase", "decrease"]
Comparator = Literal[
    "exactly",
    "reach",
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "about",
    "between",
    "all",
    "none",
]
PeriodSource = Literal["clause", "sentence", "list", "block", "heading", "column", "document"]
HeadingKind = Literal[
    "chapter", "section", "action", "plan", "item", "title", "box", "table", "category", "news"
]
CheckRule = Literal[
    "parts-sum",
    "part-within",
    "base-growth",
    "amount-and-rate",
    "total-and-mean",
    "year-growth",
    "row-growth",
    "direction",
    "growth-of-parts",
    "share-of",
    "shares-sum",
    "whole-number",
    "same-value",
    "year-order",
]
Firmness = Literal["binding", "expected"]
Span = Annotated[
    tuple[int, int], Field(description="start and end, code points of the raw text, half-open")
]
Number = int | float


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DatedPeriod(_Model):
    """A span of days without a place in the text; either end may be open."""

    start: str | None = Field(description="ISO date, or null when the start is open")
    end: str | None = Field(description="ISO date, or null when the end is open")


class Period(_Model):
    """When a target holds: ISO dates, the words that say so, and where these stand."""

    start: str | None = Field(description="ISO date, or null when the start is open")
    end: str | None = Field(description="ISO date, or null when the end is open")
    text: str | None
    span: Span | None
    source: PeriodSource = Field(alias="from", description="where the time expression stands")
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Normalized(_Model):
    """A value in base units: 元, 平方米, 人, a ratio of 1."""

    value: Number | None
    upper: Number | None
    unit: str | None
    dimension: str | None


class Per(_Model):
    """The denominator of a quantity: 每百户 is 100 户."""

    text: str
    spans: list[Span]
    value: Number | None
    unit: str | None


class Baseline(_Model):
    """The level before a change, in `unit`."""

    value: Number | None
    upper: Number | None
    unit: str | None
    year: int | None


class Quantity(_Model):
    """A number with its unit, or the word that stands for one."""

    text: str
    span: Span
    value: Number | None = Field(description="in `unit`, not scaled")
    upper: Number | None = Field(description="upper end of a range, else null")
    unit: str | None = Field(description="as written, simplified, with its multiplier")
    comparator: Comparator
    comparator_text: str | None
    mode: Mode
    per: Per | None
    baseline: Baseline | None
    normalized: Normalized


class Heading(_Model):
    """A block that encloses a target."""

    title: str = Field(description="cleaned, without number and end punctuation")
    kind: HeadingKind
    number: str | None
    span: Span
    text: str


class Repair(_Model):
    """What was read through damage, and on what ground."""

    rule: str
    span: Span
    raw: str
    read: str
    evidence: str


class Check(_Model):
    """A comparison of figures that the document allows, and whether it holds."""

    rule: CheckRule
    ok: bool
    targets: list[str] = Field(
        alias="with", description="ids of the records involved; in a record, of the others"
    )
    spans: list[Span] = Field(description="the places of the figures compared, in text order")
    expected: Number = Field(description="in `unit`; of a `part-within`, the most there may be")
    found: Number = Field(description="in `unit`")
    tolerance: Number = Field(description="the distance that rounding allows, in `unit`")
    unit: str | None
    message: str = Field(description="a sentence for a person")
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Evidence(_Model):
    """Which rule decided a field, and from which characters."""

    field: str
    rule: str
    span: Span | None


class Versions(_Model):
    """What made a record."""

    schema_: str = Field(alias="schema")
    policyie: str
    gazetteers: str
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class DocumentInfo(_Model):
    """What the text says of itself."""

    id: str
    source: str | None
    title: str | None
    issuer: str | None
    region: str | None
    published: str | None
    period: DatedPeriod | None


class Target(_Model):
    """One target or milestone, as `policyie extract --format jsonl` prints it."""

    doc: DocumentInfo
    id: str
    key: str
    kind: Kind
    status: Status
    text: str
    span: Span
    indicator: str | None
    indicator_spans: list[Span]
    indicator_key: str | None
    quantity: Quantity | None
    verb: str | None
    scope: str | None
    hedge: str | None
    firmness: Firmness | None
    owner: str | None
    period: Period | None
    headings: list[Heading]
    action: str | None
    plan: str | None
    part_of: str | None
    repairs: list[Repair]
    checks: list[Check]
    evidence: list[Evidence]
    confidence: float | None
    doubtful: bool
    versions: Versions


class Block(_Model):
    """A heading of the document with the stretch of text that it governs."""

    title: str
    kind: HeadingKind
    number: str | None
    level: int
    span: Span
    text: str
    body: Span
    parent: int | None = Field(description="index of the enclosing block")


class Document(_Model):
    """One document with everything that was read from it."""

    doc: DocumentInfo
    blocks: list[Block]
    targets: list[Target]
    milestones: list[Target]
    checks: list[Check]

    @property
    def title(self) -> str | None:
        """The document's own title."""
        return self.doc.title

    @property
    def issuer(self) -> str | None:
        """The body that issued the document."""
        return self.doc.issuer

    @property
    def published(self) -> str | None:
        """ISO date, year, or year and month of publication."""
        return self.doc.published

    @property
    def period(self) -> DatedPeriod | None:
        """The plan's own period."""
        return self.doc.period


class QuantityMention(_Model):
    """A numeral with its unit, read alone."""

    text: str
    span: Span
    value: Number | None
    upper: Number | None
    unit: str | None
    comparator: Comparator
    comparator_text: str | None
    mode: Mode
    per: Per | None
    normalized: Normalized


class PeriodMention(_Model):
    """A time expression, read alone."""

    text: str
    span: Span
    start: str | None
    end: str | None
