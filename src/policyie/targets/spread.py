"""Lists that 分别 deals out: 甲、乙分别增长3%、5%."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policyie.targets.grammar import Grammar

Span = tuple[int, int]
Parts = tuple[Span, ...]
_JOINT = re.compile(r"[、和与及]|以及")
_DIGITS = re.compile(r"([一二三]{2,3})(?:次?产业?)|((?:[一二三]、){1,2}[一二三])(?:次?产业?)")
_SHORT = 4
_MEASURE = 8
_SUFFIX = (4, 3, 2)


def spread_nouns(text: str, span: Span, grammar: Grammar) -> list[Parts]:
    """Return the places of the nouns of a list, one tuple of parts a noun.

    Nouns may share what stands once. At the end: 城镇和农村居民收入 gives 城镇…居民收入 and
    农村居民收入, 甲制造业、乙制造业增加值 shares 增加值, 一二三产增加值 shares 产增加值,
    老人、儿童占比 the measure. At the head: 事故起数、死亡人数 gives 事故…死亡人数.
    """
    numerals = _numerals(text, span)
    if numerals:
        return numerals
    pieces = _pieces(text, span)
    if len(pieces) < 2:
        return [(p,) for p in pieces]
    tail = _shared_tail(text, pieces, grammar)
    head = _shared_head(text, pieces, tail, grammar)
    made: list[Parts] = []
    for index, piece in enumerate(pieces):
        first = ((head,) if head and index else ()) + (piece,)
        made.append((*first, tail) if tail and index < len(pieces) - 1 else first)
    return made


def _numerals(text: str, span: Span) -> list[Parts]:
    """Read 一二三产增加值 and 渔业一、二、三产业比重: a noun for each numeral."""
    found = _DIGITS.search(text[span[0] : span[1]])
    if found is None:
        return []
    start = span[0] + found.start()
    group = 1 if found[1] else 2
    shared = (span[0] + found.end(group), span[1])
    head: Parts = ((span[0], start),) if start > span[0] else ()
    places = [start + i for i, char in enumerate(found[group]) if char != "、"]
    made: list[Parts] = [(*head, (place, place + 1), shared) for place in places[1:-1]]
    return [((span[0], start + 1), shared), *made, (*head, (places[-1], span[1]))]


def _pieces(text: str, span: Span) -> list[Span]:
    pieces: list[Span] = []
    place = span[0]
    for match in _JOINT.finditer(text, *span):
        pieces.append((place, match.start()))
        place = match.end()
    pieces.append((place, span[1]))
    return [p for p in pieces if p[1] > p[0]]


def _shared_tail(text: str, pieces: list[Span], grammar: Grammar) -> Span | None:
    """Return what stands once at the end of the last noun for all."""
    (start, end), last = pieces[0], pieces[-1]
    if not _is_measure(text, pieces[0], grammar):
        for length in _SUFFIX:
            if end - start > length:
                place = text.find(text[end - length : end], last[0], last[1] - 1)
                if place >= 0:
                    return (place + length, last[1])
    if end - start <= _SHORT and last[1] - last[0] >= end - start + 3:
        return (last[0] + end - start, last[1])
    measure = grammar.measure_end.search(text[max(last[0], last[1] - _MEASURE) : last[1]])
    if measure and not any(_is_measure(text, p, grammar) for p in pieces[:-1]):
        shared = (last[1] - len(measure[0]), last[1])
        return shared if shared[0] > last[0] else None
    return None


def _shared_head(text: str, pieces: list[Span], tail: Span | None, grammar: Grammar) -> Span | None:
    """Return what stands once at the head of the first noun for all."""
    start, end = pieces[0]
    if tail is not None:
        deed = grammar.deed_tail.match(text[max(start, end - _SHORT) : end][::-1])
        rest = grammar.verb_run.fullmatch(text, pieces[-1][0], tail[0])
        return (start, end - deed.end()) if deed and rest and end - deed.end() > start else None
    if any(text[a:b] not in grammar.headless for a, b in pieces[1:]):
        return None
    measure = grammar.measure_of.search(text[max(start, end - _MEASURE) : end])
    return (start, end - len(measure[0])) if measure and end - len(measure[0]) > start else None


def _is_measure(text: str, span: Span, grammar: Grammar) -> bool:
    ends = text[max(span[0], span[1] - _MEASURE) : span[1]]
    return grammar.measure_end.search(ends) is not None or any(
        m.end() == span[1] for m in grammar.nominal.finditer(text, *span)
    )
