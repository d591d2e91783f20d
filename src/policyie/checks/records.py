"""What all checks read: the figures of drafts, their names and years, and the words around."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from policyie.arithmetic import Figure, parse_figure
from policyie.patterns import trie_pattern
from policyie.targets.records import Check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyie.lexicon import Lexicon
    from policyie.mentions.records import Quantity
    from policyie.targets.records import Draft

Span = tuple[int, int]
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_ONE = Fraction(1)
_BASE_REACH = 60
_PLAIN = (None, "exactly", "reach")
_COUNTERS = ("counter", "place-counter")
PER_CENT = "1"
POINTS = "百分点"
TIMES = "倍"


class Words:
    """The words that checks look for, compiled once from the gazetteers."""

    def __init__(self, lexicon: Lexicon) -> None:
        changes = lexicon.mapping("verbs", "change")
        rates = lexicon.mapping("verbs", "rate")
        self.directions = {word: -1 if way == "decrease" else 1 for word, way in changes.items()}
        change = trie_pattern(changes)
        rate = trie_pattern(rates)
        self.directions |= {word: -1 if way == "decrease" else 1 for word, way in rates.items()}
        since = "|".join(lexicon.rule_patterns("checks", "since"))
        year = "|".join(lexicon.rule_patterns("checks", "since-year"))
        dealt = "|".join(lexicon.rule_patterns("checks", "dealt"))
        yearly = "|".join(lexicon.rule_patterns("checks", "yearly"))
        adjusted = trie_pattern(lexicon.surfaces("checks", "adjusted"))
        speed = trie_pattern(lexicon.surfaces("checks", "speed"))
        self.change = re.compile(
            rf"[,，、(]?(?:(?P<since>{since})|{year})?(?P<yearly>{yearly})?(?P<adjusted>{adjusted})?"
            rf"(?:{dealt})?净?(?P<word>{rate}|{change})了?(?:为|达到?|是)?"
        )
        self.turn = re.compile(rf"(?!{speed})(?P<word>{change})(?:到|至|为)")
        self.yearly = re.compile(yearly)
        self.rank_units = lexicon.surfaces("units", "rank")
        self.constant_price = re.compile(trie_pattern(lexicon.surfaces("checks", "constant-price")))
        self.total = re.compile("|".join(lexicon.rule_patterns("checks", "total")))
        self.share = re.compile("|".join(lexicon.rule_patterns("checks", "share")))
        self.ratio = re.compile("|".join(lexicon.rule_patterns("checks", "ratio")))
        self.years = re.compile("|".join(lexicon.rule_patterns("checks", "years")))
        self.other_part = re.compile(trie_pattern(lexicon.surfaces("checks", "other-part")))
        self.any_whole = re.compile(f"{trie_pattern(lexicon.surfaces('checks', 'any-whole'))}$")
        self.places = lexicon.surfaces("checks", "whole-region")
        self.industry = re.compile("|".join(lexicon.rule_patterns("checks", "industry")))
        self.same_names = lexicon.mapping("checks", "same-name")
        self.measure = re.compile(rf"(?:{trie_pattern(lexicon.surfaces('nouns', 'nominal'))})$")


class Read(NamedTuple):
    """The figure of a draft.

    Attributes:
        figure: in base units; per cent as a ratio of 1.
        base: the base unit; figures of one base can be compared.
        factor: how many base units one written unit is.
    """

    figure: Figure
    base: str | None
    factor: Fraction


class View(Struct):
    """One document as the checks see it.

    Attributes:
        text: the normal copy.
        drafts: its targets and milestones, in text order.
    """

    text: str
    words: Words
    drafts: Sequence[Draft]

    def sentences(self) -> Iterator[list[Draft]]:
        """Yield the targets of each sentence that has some, in text order."""
        targets = (draft for draft in self.drafts if draft.quantity is not None)
        for _, group in groupby(targets, key=lambda draft: draft.sentence.start):
            yield list(group)

    def figure(self, draft: Draft) -> Read | None:
        """Return the figure of a draft, None when it is bounded, damaged or a word."""
        return None if draft.quantity is None else read_figure(self.text, draft.quantity)

    def between(self, before: Draft, after: Draft) -> str:
        """Return the text between the numbers of two drafts."""
        if before.quantity is None or after.quantity is None:
            return "\n"
        return self.text[before.quantity.end : after.quantity.start]

    def words_of(self, draft: Draft) -> str:
        """Return the indicator without cuts."""
        return "".join(self.text[a:b] for a, b in draft.indicator).replace(" ", "")


@lru_cache(maxsize=4)
def words_for(lexicon: Lexicon) -> Words:
    """Return the words of `lexicon`, compiled once."""
    return Words(lexicon)


def says_value(quantity: Quantity | None) -> bool:
    """Whether a number is neither bounded nor vague."""
    return (
        quantity is not None
        and quantity.comparator in _PLAIN
        and quantity.upper is None
        and not quantity.more
    )


def read_figure(text: str, quantity: Quantity) -> Read | None:
    """Return the figure of a number that says just its value, else None."""
    if not says_value(quantity):
        return None
    base = quantity.base
    counts = base is not None and base.kind in _COUNTERS and quantity.scale == 1
    if quantity.form == "chinese" and counts and isinstance(quantity.value, int):
        figure: Figure | None = Figure(Fraction(quantity.value))
    elif quantity.form in ("arabic", "share"):
        digits = _NUMBER.match(text, quantity.start, quantity.end)
        figure = parse_figure(digits[0], exact=counts) if digits else None
    else:
        return None
    if figure is None or float(figure.value) != quantity.value:
        return None
    factor = base.factor if base else _ONE
    if quantity.scale != 1:
        factor *= quantity.scale
    return Read(figure.scaled(factor), base.base if base else quantity.unit, factor)


def base_of(view: View, level: Draft, after: Read) -> tuple[Figure, Span] | None:
    """Return the figure of the level before and its place: the last number before the level."""
    base, quantity = level.baseline, level.quantity
    if base is None or quantity is None or base.upper is not None or base.unit != quantity.unit:
        return None
    start = max(quantity.start - _BASE_REACH, level.clause[0])
    numbers = [
        found
        for found in _NUMBER.finditer(view.text, start, quantity.start)
        if view.text[found.end() : found.end() + 1] != "年"
    ]
    if not numbers:
        return None
    bare = view.text[numbers[-1].end()] != (quantity.unit or " ")[0]
    if bare and quantity.scale != 1:
        return None  # 由9800增加到1.2万人: the multiplier may stand for both or for one
    figure = parse_figure(numbers[-1][0], exact=after.figure.slack == 0)
    if figure is None or float(figure.value) != base.value:
        return None
    return figure.scaled(after.factor), numbers[-1].span()


def span_of(draft: Draft) -> Span:
    """Return the place of a draft's number."""
    return (draft.quantity.start, draft.quantity.end) if draft.quantity else draft.clause


def say(value: Fraction, unit: str | None = None) -> str:
    """Return a number for a person, of at most 4 digits behind the point.

    >>> say(Fraction(1, 3)), say(Fraction(1200), "个")
    ('0.3333', '1200个')
    """
    number = f"{float(value):.4f}".rstrip("0").rstrip(".")
    return number + (unit or "")


class Verdict(NamedTuple):
    """What a comparison came to: the rule, whether it holds, and a sentence for a person."""

    rule: str
    ok: bool
    message: str


def compare(
    verdict: Verdict,
    drafts: Sequence[Draft],
    pair: tuple[Figure, Figure],
    unit: tuple[str | None, Fraction],
    spans: Sequence[Span] = (),
) -> Check:
    """Return a check.

    Args:
        verdict: what the comparison came to.
        drafts: the targets involved.
        pair: what must stand and what stands, in base units.
        unit: the unit to tell both in, and how many base units it is.
        spans: further places of figures, beside those of the drafts.
    """
    name, factor = unit
    expected, found = pair
    drafts = sorted(drafts, key=span_of)
    return Check(
        verdict.rule,
        verdict.ok,
        tuple(drafts),
        tuple(sorted({*map(span_of, drafts), *spans})),
        expected.value / factor,
        found.value / factor,
        (expected.slack + found.slack) / factor,
        name,
        verdict.message,
    )
