"""The light records of mentions; all offsets count the normal copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from policyie.lexicon import Unit


class Quantity(Struct, gc=False, eq=False):
    """A numeral with its unit, or a word that stands for one.

    Attributes:
        start: first character of the numeral; `end` the one after the unit.
        value: in the unit as written; `upper` the other end of a range.
        unit: the unit as written with its multiplier (万元), None when there is none.
        base: the row of the unit without multiplier, None when unknown.
        scale: the multiplier (10000 for 万).
        form: `arabic`, `chinese`, `fraction`, `tenths`, `multiple`, `half`, `rank`, `ratio`,
            `all` or `none`.
        left: where the words that bound the number begin; `right` where they end.
        comparator: name of the comparator, or None where no word says one.
        comparator_span: the words that say so.
        more: whether 余, 多 stands inside the number.
        word_kind: of a coverage word: `coverage`, `completion` or `elimination`.
        between: a denominator between the words that bound the number and the number.
    """

    start: int
    end: int
    value: float | int | None
    upper: float | int | None
    unit: str | None
    base: Unit | None
    scale: int
    form: str
    left: int
    right: int
    comparator: str | None = None
    comparator_span: tuple[int, int] | None = None
    more: bool = False
    word_kind: str = ""
    between: tuple[int, int] | None = None


class Time(Struct, gc=False, eq=False):
    """A time expression.

    Attributes:
        first: ISO date of the first day or None when open or unknown.
        last: ISO date of the last day or None when open or unknown.
        year: the year it names, for baselines.
        role: `period`, `deadline`, `since`, `base` (a year compared with), `name`.
        rule: the id of the form.
    """

    start: int
    end: int
    first: str | None
    last: str | None
    year: int | None
    role: str
    rule: str
