"""The mentions of a text alone, for those who need no records: quantities and periods.

A mention is read from the words around it, without the blocks of the document: nothing is taken
over from a heading or from another clause.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from policyie.config import parse_date
from policyie.lexicon import load_lexicon
from policyie.mentions.time_roles import Reference
from policyie.mentions.times import find_times
from policyie.schema import PeriodMention, QuantityMention
from policyie.targets.candidates import CandidateFinder, split_clauses
from policyie.targets.export import normalized, per_parts
from policyie.targets.grammar import grammar_for
from policyie.targets.left import LeftReader
from policyie.targets.records import Left
from policyie.text.normalize import SourceText, normalize
from policyie.text.repairs import text_mender

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyie.mentions.records import Quantity, Time

Span = tuple[int, int]
_SENTENCE = re.compile(r"[^。！？\n]{1,1000}+[^。！？\n，,、]{0,1000}+[，,、]?")
_LEFT_REACH = 120
_WORDS = ("all", "none")
_MARKS = ("、", ".", ")")  # behind the number of a list item


def find_quantities(text: str) -> list[QuantityMention]:
    """The numerals of `text` that are no part of a date, a name or an ordinal, in text order.

    A numeral without a unit counts too. Spans are code points of `text`, half-open; `value` and
    `upper` are in `unit`, those of `normalized` in its base unit.

    >>> [(q.text, q.value, q.unit, q.comparator) for q in find_quantities("新建公园不少于3个")]
    [('3个', 3, '个', 'at_least')]
    """
    lexicon = load_lexicon()
    source = text_mender(lexicon).mend(normalize(text)).source
    grammar = grammar_for(lexicon)
    finder = CandidateFinder(source.normal, lexicon, grammar, [])
    reader = LeftReader(source.normal, grammar)
    found = []
    for start, end in _sentences(source.normal):
        times = list(find_times(source.normal, start, end, Reference()))
        numbers = [q for q in finder.find(start, end, times) if _is_numeral(source.normal, q)]
        found += [
            _quantity_mention(source, number, left)
            for number, left in _read_left(source.normal, (start, end), numbers, times, reader)
        ]
    return found


def find_periods(text: str, reference: date | str | None = None) -> list[PeriodMention]:
    """The time expressions of `text`, in text order, as spans of days.

    Args:
        text: any text; spans are its code points, half-open.
        reference: what 今年 and 未来五年 count from: a date, or `YYYY`, `YYYY-MM`, `YYYY-MM-DD`.
            Without one, these have neither start nor end.

    Raises:
        ConfigError: `reference` is no date.

    >>> [(p.text, p.start, p.end) for p in find_periods("2025年底前建成")]
    [('2025年底前', None, '2025-12-31')]
    """
    known = _parse_reference(reference)
    source = text_mender(load_lexicon()).mend(normalize(text)).source
    return [
        PeriodMention(
            text=source.raw_slice(time.start, time.end),
            span=source.raw_span(time.start, time.end),
            start=time.first,
            end=time.last,
        )
        for start, end in _sentences(source.normal)
        for time in find_times(source.normal, start, end, known)
    ]


def _parse_reference(reference: date | str | None) -> Reference:
    if reference is None:
        return Reference()
    text = reference.isoformat()[:10] if isinstance(reference, date) else reference
    day = parse_date(text)
    return Reference(day.year, day.month if len(text) > len("YYYY") else None)


def _sentences(text: str) -> Iterator[Span]:
    """The sentences without end marks; one without end is cut, behind a comma if it can be."""
    return (match.span() for match in _SENTENCE.finditer(text))


def _is_numeral(text: str, quantity: Quantity) -> bool:
    """Whether it is no coverage word, no rank such as 第二位, and no number of a list item."""
    if quantity.form in _WORDS or text[quantity.start] == "第":
        return False
    head = quantity.start == 0 or text[quantity.start - 1] in "\n。;；"
    listed = head and quantity.unit is None and text.startswith(_MARKS, quantity.end)
    return not listed


def _read_left(
    text: str, sentence: Span, numbers: list[Quantity], times: list[Time], reader: LeftReader
) -> Iterator[tuple[Quantity, Left]]:
    """Each number of a sentence with the reading of the words before it, in text order."""
    clauses = split_clauses(text, *sentence, numbers) if numbers else []
    starts = {time.start: time for time in times}
    opened: list[int] = []
    floor = index = 0
    for number in numbers:
        while index < len(clauses) and clauses[index].start <= number.start:
            opened.append(index)
            index += 1
        while opened and clauses[opened[-1]].end <= number.start:
            opened.pop()
        clause = clauses[opened[-1]].start if opened else sentence[0]
        start = min(max(floor, clause, number.left - _LEFT_REACH), number.left)
        yield number, reader.read(start, number.left, starts)
        floor = number.right


def _quantity_mention(source: SourceText, quantity: Quantity, left: Left) -> QuantityMention:
    words = quantity.comparator_span
    return QuantityMention.model_validate(
        {
            "text": source.raw_slice(quantity.start, quantity.end),
            "span": source.raw_span(quantity.start, quantity.end),
            "value": quantity.value,
            "upper": quantity.upper,
            "unit": quantity.unit,
            "comparator": quantity.comparator or "exactly",
            "comparator_text": source.raw_slice(*words) if words else None,
            "mode": "increase" if quantity.form == "multiple" else left.mode,
            "per": _per(source, left.per),
            "normalized": normalized(quantity),
        }
    )


def _per(source: SourceText, spans: list[Span]) -> dict[str, Any] | None:
    if not spans:
        return None
    value, unit = per_parts("".join(source.normal[start:end] for start, end in spans))
    return {
        "text": "…".join(source.raw_slice(*span) for span in spans),
        "spans": [source.raw_span(*span) for span in spans],
        "value": value,
        "unit": unit,
    }
