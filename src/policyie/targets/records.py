"""The light record of a target, before it is written out; offsets count the normal copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from fractions import Fraction

    from policyie.mentions.records import Quantity, Time
    from policyie.segments.records import Sentence

Span = tuple[int, int]


class Left(Struct, gc=False, eq=False):
    """The reading of the words before a number."""

    noun: Span | None = None
    verb: Span | None = None
    scope: Span | None = None
    hedge: Span | None = None
    owner: Span | None = None
    per: list[Span] = []
    mode: str = "level"
    change: Span | None = None
    base: Span | None = None
    spread: bool = False
    at_verb: bool = False
    done: bool = False
    share: bool = False
    subject: Span | None = None


class Baseline(Struct, gc=False, eq=False):
    """The level before a change; `year` alone when only the year is told."""

    value: float | None
    upper: float | None
    unit: str | None
    year: int | None


class Draft(Struct, gc=False, eq=False):
    """One target or milestone in the making.

    Attributes:
        quantity: None in a milestone.
        clause: the shortest clause that holds the target.
        indicator: the places of its parts, in reading order.
        per: the places of the denominator's parts.
        time: the expression that dates it, and `time_from` where it stands.
        noun_side: where the indicator's words stood: before the number, after it, around it.
        parent: the draft that this one breaks down.
        status_rule: which sign weighed most: `status-dates`, `status-block` or `status-words`.
        confidence: how likely the record is right in full, None where no model told.
        opener: ISO date of the last day of the time that opens the paragraph, for the status.
        number: of a whole with parts: its place among all records, from 1; 0 in all others.
        turn: place and count among the numbers that 分别 deals out, or None.
    """

    sentence: Sentence
    quantity: Quantity | None
    clause: Span
    indicator: tuple[Span, ...] = ()
    verb: Span | None = None
    scope: Span | None = None
    hedge: Span | None = None
    owner: Span | None = None
    per: tuple[Span, ...] = ()
    baseline: Baseline | None = None
    mode: str = "level"
    status: str = "planned"
    firmness: str | None = None
    time: Time | None = None
    time_from: str | None = None
    noun_side: str | None = None
    parent: Draft | None = None
    headings: tuple[tuple[str, Span, str | None], ...] = ()
    evidence: tuple[tuple[str, str, Span | None], ...] = ()
    repairs: tuple[tuple[str, Span, str, str, str], ...] = ()
    doubtful: bool = False
    number: int = 0
    turn: tuple[int, int] | None = None
    opener: str | None = None
    status_rule: str = "status-default"
    confidence: float | None = None

    @property
    def kind(self) -> str:
        """`target` or `milestone`."""
        return "milestone" if self.quantity is None else "target"

    @property
    def first(self) -> str | None:
        """ISO date of the first day of the period."""
        return self.time.first if self.time else None

    @property
    def last(self) -> str | None:
        """ISO date of the last day of the period."""
        return self.time.last if self.time else None

    def note(self, field: str, rule: str, span: Span | None) -> None:
        """Note which rule decided a field, where the draft's other fields do not tell."""
        self.evidence += ((field, rule, span),)

    def note_repair(self, rule: str, span: Span, raw: str, read: str, why: str) -> None:
        """Note damaged characters and what they were read as."""
        self.repairs += ((rule, span, raw, read, why),)


class Check(Struct, gc=False, eq=False):
    """One comparison of figures that the document allows.

    Drafts do not know their checks: records that point at each other would never be freed.

    Attributes:
        rule: what was compared with what.
        drafts: the targets involved, in text order; empty where years alone are compared.
        spans: the places of the figures compared, in text order.
        expected: what must stand, in `unit`; `found` what stands.
        tolerance: the distance that rounding allows, in `unit`.
        message: a sentence for a person.
    """

    rule: str
    ok: bool
    drafts: tuple[Draft, ...]
    spans: tuple[Span, ...]
    expected: Fraction
    found: Fraction
    tolerance: Fraction
    unit: str | None
    message: str
