"""Commitments of a year-labelled block that state no quantity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyie.targets.records import Draft

if TYPE_CHECKING:
    from policyie.segments.records import Sentence
    from policyie.targets.grammar import Grammar

Span = tuple[int, int]
_MIN_CLAUSE = 4
_MAX_CONDITION = 30
_STEPS = 8
_NOTES = ("含", "下同")


class MilestoneReader:
    """Reads the clauses without a quantity of one text."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self._text = text
        self._grammar = grammar

    def read(self, sentence: Sentence, taken: list[Draft]) -> list[Draft]:
        """Return a draft for each clause of a labelled sentence that holds no target."""
        text = self._text
        made: list[Draft] = []
        for start, end in self._clauses(sentence.start, sentence.end):
            if end - start < _MIN_CLAUSE or any(_touches(d, start, end) for d in taken):
                continue
            if text[start] in "(含" or text[start:end].strip("()").startswith(_NOTES):
                continue
            made.append(self._draft(sentence, (start, end)))
        return made

    def _clauses(self, start: int, end: int) -> list[Span]:
        """Split at commas outside brackets and quotation marks; a condition keeps its clause."""
        text = self._text
        spans: list[Span] = []
        place = start
        depth = 0
        for index in range(start, end):
            char = text[index]
            if char in "(“《‘":
                depth += 1
            elif char in ")”》’":
                depth = max(0, depth - 1)
            elif depth == 0 and char in "，,;；:：" and not self._is_condition(place, index):
                spans.append((place, index))
                place = index + 1
        spans.append((place, end))
        return [self._trim(s) for s in spans]

    def _is_condition(self, start: int, end: int) -> bool:
        """Whether `text[start:end]` and its comma only lead the next clause (根据进度,启动…)."""
        if end - start >= _MAX_CONDITION or self._text[end] not in "，,":
            return False
        return self._grammar.condition.match(self._text, start, end) is not None

    def _trim(self, span: Span) -> Span:
        start, end = span
        while start < end and self._text[start] in " ,，":
            start += 1
        while end > start and self._text[end - 1] in " .,":
            end -= 1
        return start, end

    def _draft(self, sentence: Sentence, span: Span) -> Draft:
        text, grammar = self._text, self._grammar
        start, end = span
        draft = Draft(sentence=sentence, quantity=None, clause=span)
        place = self._after_condition(start, end)
        for _ in range(_STEPS):
            run = grammar.verb_run.match(text, place, end)
            if run and run.end() < end and text[run.end()] != "的":
                draft.verb = run.span("verb")
                draft.indicator = ((run.end(), end),)
                return draft
            step = self._step(draft, place, end)
            if step == place:
                break
            place = step
        self._read_predicate(draft, place, end)
        return draft

    def _step(self, draft: Draft, place: int, end: int) -> int:
        """Take a hedge, a scope or a function word at `place`; return what follows."""
        text, grammar = self._text, self._grammar
        hedge = grammar.hedge.match(text, place, end)
        if hedge:
            draft.hedge = hedge.span()
            return hedge.end()
        scope = grammar.scope.match(text, place, end)
        if scope and scope.end() < end:
            draft.scope = scope.span()
            return scope.end()
        function = grammar.function.match(text, place, end)
        return function.end() if function and function.end() < end - 2 else place

    def _after_condition(self, start: int, end: int) -> int:
        text = self._text
        comma = max(text.find(",", start, end), text.find("，", start, end))
        if comma > 0 and self._grammar.condition.match(text, start, end):
            return comma + 1
        return start

    def _read_predicate(self, draft: Draft, start: int, end: int) -> None:
        """Read `thing + adverb + verb` (机制初步形成)."""
        found = self._grammar.predicate.search(self._text[start:end])
        if not found or not found.start():
            draft.indicator = ((start, end),)
            return
        draft.verb = (start + found.start("verb"), start + found.end("verb"))
        draft.indicator = ((start, start + found.start()),)
        if self._grammar.hedge.fullmatch(found["adv"]):
            draft.hedge = (start + found.start("adv"), start + found.end("adv"))


def _touches(draft: Draft, start: int, end: int) -> bool:
    quantity = draft.quantity
    return quantity is not None and start <= quantity.start < end
