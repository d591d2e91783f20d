"""Lists that 分别 deals out: 甲、乙分别增长3%、5%."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policyie.targets.grammar import Grammar

Span = tuple[int, int]
_JOINT = re.compile(r"[、和与及]|以及")
_SHORT = 4
_MEASURE = 8


def spread_nouns(text: str, span: Span, grammar: Grammar) -> list[tuple[Span, ...]]:
    """Return the places of the nouns of a list, one tuple of parts a noun.

    Nouns may share what stands once at the end: 城镇和农村居民收入 gives 城镇…居民收入 and
    农村居民收入; 一二三产增加值 gives three nouns with the shared 产增加值; 老人、儿童占比
    shares the measure, where no other noun of the list ends in one.
    """
    start, end = span
    digits = re.match(r"([一二三]{2,3})(次?产业?)", text[start:end])
    if digits:
        count = len(digits[1])
        shared = (start + count, end)
        made: list[tuple[Span, ...]] = [
            ((start + i, start + i + 1), shared) for i in range(count - 1)
        ]
        return [*made, ((start + count - 1, end),)]
    pieces: list[Span] = []
    place = start
    for match in _JOINT.finditer(text, start, end):
        pieces.append((place, match.start()))
        place = match.end()
    pieces.append((place, end))
    pieces = [p for p in pieces if p[1] > p[0]]
    if len(pieces) < 2:
        return [(p,) for p in pieces]
    size = pieces[0][1] - pieces[0][0]
    last = pieces[-1]
    if size <= _SHORT and last[1] - last[0] >= size + 3:
        shared = (last[0] + size, last[1])
        return [(p, shared) for p in pieces[:-1]] + [(last,)]
    measure = grammar.measure_end.search(text[max(last[0], last[1] - _MEASURE) : last[1]])
    if measure and not any(_is_measure(text, p, grammar) for p in pieces[:-1]):
        shared = (last[1] - len(measure[0]), last[1])
        if shared[0] > last[0]:
            return [(p, shared) for p in pieces[:-1]] + [(last,)]
    return [(p,) for p in pieces]


def _is_measure(text: str, span: Span, grammar: Grammar) -> bool:
    ends = text[max(span[0], span[1] - _MEASURE) : span[1]]
    return grammar.measure_end.search(ends) is not None or any(
        m.end() == span[1] for m in grammar.nominal.finditer(text, *span)
    )
