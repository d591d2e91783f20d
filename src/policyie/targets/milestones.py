"""Commitments of a year-labelled block that state no quantity."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyie.targets.records import Draft

if TYPE_CHECKING:
    from policyie.segments.records import Sentence
    from policyie.targets.grammar import Grammar

Span = tuple[int, int]
_SPLIT = re.compile(r"[，,;；。:：]")
_CONDITION = re.compile(
    r"(?:根据|按照|依据|结合|围绕|依托|以[^，,]{2,20}为|通过|借助|利用|参照|在[^，,]{2,24}(?:下|上|中|基础上))"
)
_MIN_CLAUSE = 4
_PREDICATE = re.compile(
    r"(?P<adv>(?:基本|初步|全面|逐步|逐渐|不断|充分|有效|更加|进一步|持续|显著|明显|稳步|日益|得到)*)(?P<verb>形成|完善|健全|成型|提升|提高|增强|改善|优化|发挥|对接|壮大|加强|建立|建成|落实|到位|整合|巩固|扩大|深化|规范|好转|完成|显现|凸显|拓展|丰富|推进|运行|衔接|融合|覆盖|实现)$"
)
_HEDGE_WORDS = ("基本", "初步")


def find_milestones(
    text: str, sentence: Sentence, taken: list[Draft], grammar: Grammar
) -> list[Draft]:
    """Return a draft for each clause of a labelled sentence that holds no target."""
    made: list[Draft] = []
    for start, end in _clauses(text, sentence.start, sentence.end):
        if end - start < _MIN_CLAUSE or any(_touches(d, start, end) for d in taken):
            continue
        if text[start] in "(含" or text[start:end].strip("()）（").startswith(("含", "下同")):
            continue
        made.append(_draft(text, sentence, (start, end), grammar))
    return made


def _touches(draft: Draft, start: int, end: int) -> bool:
    quantity = draft.quantity
    return quantity is not None and start <= quantity.start < end


def _clauses(text: str, start: int, end: int) -> list[Span]:
    """Split at commas outside brackets and quotation marks; a condition keeps its clause."""
    spans: list[Span] = []
    place = start
    depth = 0
    for index in range(start, end):
        char = text[index]
        if char in "(“《‘":
            depth += 1
        elif char in ")”》’":
            depth = max(0, depth - 1)
        elif depth == 0 and char in "，,;；:：":
            piece = text[place:index].strip()
            if _CONDITION.match(piece) and char in "，," and len(piece) < 30:
                continue
            spans.append((place, index))
            place = index + 1
    spans.append((place, end))
    return [_trim(text, s) for s in spans]


def _trim(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in " ,，":
        start += 1
    while end > start and text[end - 1] in " .,":
        end -= 1
    return start, end


def _draft(text: str, sentence: Sentence, span: Span, grammar: Grammar) -> Draft:
    start, end = span
    draft = Draft(sentence=sentence, quantity=None, clause=span, kind="milestone")
    place = _after_condition(text, start, end)
    for _ in range(8):
        hedge = grammar.hedge.match(text, place, end)
        scope = grammar.scope.match(text, place, end)
        function = grammar.function.match(text, place, end)
        run = grammar.verb_run.match(text, place, end)
        if run and run.end() < end and text[run.end()] not in "的":
            draft.verb = run.span("verb")
            draft.indicator = ((run.end(), end),)
            return draft
        if hedge:
            draft.hedge = hedge.span()
            place = hedge.end()
        elif scope and scope.end() < end:
            draft.scope = scope.span()
            place = scope.end()
        elif function and function.end() < end - 2:
            place = function.end()
        else:
            break
    _read_predicate(text, draft, place, end)
    return draft


def _after_condition(text: str, start: int, end: int) -> int:
    comma = max(text.find(",", start, end), text.find("，", start, end))
    return comma + 1 if comma > 0 and _CONDITION.match(text, start) else start


def _read_predicate(text: str, draft: Draft, start: int, end: int) -> None:
    """Read `thing + adverb + verb` (机制初步形成)."""
    found = _PREDICATE.search(text[start:end])
    if not found or not found.start():
        draft.indicator = ((start, end),)
        return
    draft.verb = (start + found.start("verb"), start + found.end("verb"))
    draft.indicator = ((start, start + found.start()),)
    if found["adv"] in _HEDGE_WORDS:
        draft.hedge = (start + found.start("adv"), start + found.end("adv"))
