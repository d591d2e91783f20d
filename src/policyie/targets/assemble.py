"""Sentences with numbers to drafts: indicator, verb, scope, per, baseline, parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policyie.targets.candidates import CandidateFinder, Clause, split_clauses
from policyie.targets.filters import TargetFilter
from policyie.targets.grammar import grammar_for
from policyie.targets.left import Left, LeftReader
from policyie.targets.records import Baseline, Draft
from policyie.targets.right import Right, RightReader
from policyie.targets.spread import spread_nouns

if TYPE_CHECKING:
    from policyie.lexicon import Lexicon
    from policyie.mentions.records import Quantity, Time
    from policyie.segments.records import Sentence

Span = tuple[int, int]
_LEFT_REACH = 120
_RIGHT_REACH = 60
_JOINT = re.compile(r"[、和与及]|以及|并(?=[建改新完])")
_BASE_MARK = re.compile(r"(?:由|从|自)[^，,;；。]{0,40}$")
_TURN = re.compile(r"(?:的)?(?:[\u4e00-\u9fff]{0,6}?)(?:调整|增加|提高|提升|上升|增长|扩大|下降|降低|减少|降|升|增|缩短|压缩|扩展|发展|改|变|压减|跃升|攀升|回落|优化|拓展|延长)(?:为|到|至|成)")
_PART = re.compile(r"其中|含|包括")


@dataclass(slots=True)
class _Context:
    """What a later number of the sentence may take over from an earlier one."""

    drafts: list[Draft] = field(default_factory=list)
    head: Draft | None = None
    base: list[Quantity] = field(default_factory=list)


class Assembler:
    """Makes drafts from the sentences of one text."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        grammar = grammar_for(lexicon)
        self._text = text
        self._grammar = grammar
        self._finder = CandidateFinder(text, lexicon, grammar)
        self._left = LeftReader(text, grammar)
        self._right = RightReader(text, grammar)
        self._filter = TargetFilter(text, lexicon, grammar)
        self._before: Draft | None = None
        self._before_paragraph = -1

    def read(self, sentence: Sentence, times: list[Time]) -> list[Draft]:
        """Return the drafts of `sentence`, in text order."""
        numbers = self._finder.find(sentence.start, sentence.end, times)
        if not numbers:
            return []
        starts = {t.start: t for t in times}
        clauses = split_clauses(self._text, sentence.start, sentence.end, numbers)
        context = _Context()
        for clause in clauses:
            inside = [n for n in numbers if clause.start <= n.start < clause.end]
            if not inside:
                continue
            self._read_clause(sentence, clause, inside, starts, context)
        if context.drafts:
            self._before = context.drafts[-1]
            self._before_paragraph = sentence.paragraph
        return context.drafts

    # -- one clause -----------------------------------------------------------------------------

    def _read_clause(
        self,
        sentence: Sentence,
        clause: Clause,
        numbers: list[Quantity],
        times: dict[int, Time],
        context: _Context,
    ) -> None:
        text = self._text
        floor = clause.start
        spread: list[Span] = []
        first_left: Left | None = None
        context.base = []
        chain: list[Draft] = []
        index = 0
        while index < len(numbers):
            quantity = numbers[index]
            following = numbers[index + 1] if index + 1 < len(numbers) else None
            cut = self._cut(quantity, following, clause.end)
            if self._is_base(quantity, following, clause):
                context.base.append(quantity)
                index += 1
                continue
            start = max(floor, quantity.left - _LEFT_REACH)
            left = self._read_left(context, quantity, start, times)
            right = self._right.read(
                quantity.right,
                min(cut, quantity.right + _RIGHT_REACH),
                share=quantity.unit == "%" or quantity.form in ("fraction", "tenths", "half"),
                dative=self._is_dative(start, quantity.left, left),
            )
            draft = Draft(sentence=sentence, quantity=quantity, clause=(clause.start, clause.end))
            draft.mode = "increase" if quantity.form == "multiple" else left.mode
            position = len(chain)
            if left.spread:
                spread = spread_nouns(text, left.noun or left.scope or (start, start))
                first_left = left
            self._fill(draft, left, right, chain, context)
            if spread and first_left is not None and position < len(spread):
                self._spread(draft, spread, first_left, position, len(numbers))
            self._add_base(draft, left, context, index)
            if self._filter.accepts(draft, left, right, following):
                self._link(draft, clause, context, chain)
                draft.clause = self._tight(draft, clause)
                chain.append(draft)
                context.drafts.append(draft)
                if not clause.inner:
                    context.head = draft
            floor = max(cut if right.noun or right.rest else quantity.right, quantity.right)
            floor = min(floor, following.left if following else clause.end)
            index += 1

    def _read_left(
        self, context: _Context, quantity: Quantity, start: int, times: dict[int, Time]
    ) -> Left:
        """Read the words before a number; a baseline before it keeps the noun of its own."""
        if not context.base:
            return self._left.read(start, quantity.left, times)
        first = context.base[0]
        tail = self._left.read(context.base[-1].right, quantity.left, times)
        place = self._base_noun_end(first, start)
        head = self._left.read(min(start, place), place, times)
        head.verb = tail.verb or tail.change or head.verb
        head.at_verb = False
        turn = _TURN.match(self._text, context.base[-1].right, quantity.start)
        if turn:
            word = self._text[turn.start() : turn.end() - 1].lstrip("的")
            head.verb = (turn.end() - 1 - len(word), turn.end() - 1)
        return head

    def _base_noun_end(self, quantity: Quantity, floor: int) -> int:
        found = _BASE_MARK.search(self._text[max(floor, quantity.start - 45) : quantity.start])
        return max(floor, quantity.start - 45) + found.start() if found else quantity.left

    def _is_base(self, quantity: Quantity, following: Quantity | None, clause: Clause) -> bool:
        """Whether the number is the level before a change (由5个调整为13个)."""
        if following is None:
            return False
        text = self._text
        if not _BASE_MARK.search(text[max(clause.start, quantity.start - 45) : quantity.start]):
            return False
        rest = text[quantity.right : min(clause.end, quantity.right + 80)]
        return _TURN.search(rest) is not None and not _TURN.search(
            text[max(clause.start, quantity.start - 45) : quantity.start]
        )

    def _add_base(self, draft: Draft, left: Left, context: _Context, index: int) -> None:
        quantity = draft.quantity
        assert quantity is not None  # noqa: S101
        if context.base:
            done = sum(1 for d in context.drafts if d.baseline and d.clause[0] == draft.clause[0])
            base = context.base[min(done, len(context.base) - 1)]
            unit = base.unit or quantity.unit
            draft.baseline = Baseline(base.value, base.upper, unit, None)
            draft.mode = "level"
        elif left.base is not None:
            year = re.search(r"(?:19|20)\d\d", self._text[left.base[0] : left.base[1]])
            if year:
                draft.baseline = Baseline(None, None, None, int(year[0]))

    def _is_dative(self, start: int, end: int, left: Left) -> bool:
        return left.noun is None and self._text[max(start, end - 2) : end].endswith(
            ("为", "对", "给", "向", "在", "让", "使")
        ) or (left.noun is None and left.verb is None)

    def _cut(self, quantity: Quantity, following: Quantity | None, end: int) -> int:
        """Return where the words after `quantity` end and those before the next number begin."""
        if following is None:
            return end
        text = self._text
        start, stop = quantity.right, following.left
        joints = list(_JOINT.finditer(text, start, stop))
        if joints and joints[-1].end() == stop:
            return joints[-1].start()
        if joints and joints[0].start() == start:
            return start
        if joints:
            return joints[-1].start()
        run = self._grammar.verb_run.match(text, start, stop)
        if run and run.end() < stop:
            return start
        if self._grammar.state_tail.match(text[start : start + 1]) or text[start : start + 1] in "占较比同年":
            return start
        return stop

    # -- fields ---------------------------------------------------------------------------------

    def _fill(
        self, draft: Draft, left: Left, right: Right, chain: list[Draft], context: _Context
    ) -> None:
        draft.verb = left.verb or left.change
        draft.scope, draft.hedge, draft.owner = left.scope, left.hedge, left.owner
        draft.per = tuple(left.per)
        parts = self._indicator(draft, left, right)
        if draft.verb is None or right.rest is not None:
            draft.verb = right.verb or draft.verb
        if left.change is not None and left.noun is not None and not right.of:
            draft.verb = left.change
        draft.indicator = self._without_per(parts, draft)
        previous = chain[-1] if chain else None
        if previous is not None:
            self._take_over_conjunct(draft, previous)
        if not draft.indicator or self._is_dependent(draft):
            self._take_over_noun(draft, context)

    def _indicator(self, draft: Draft, left: Left, right: Right) -> tuple[Span, ...]:
        quantity = draft.quantity
        assert quantity is not None  # noqa: S101
        if right.rest is not None and right.of or right.rest is not None and left.noun is None:
            if quantity.unit == "%" and right.rest and right.noun:
                draft.scope = draft.scope or right.rest
                return (right.noun,)
            return tuple(p for p in (right.noun, right.rest) if p)
        bounded = quantity.comparator_span is not None and quantity.comparator_span[0] < quantity.start
        if left.noun is None:
            return (right.noun,) if right.noun else ()
        if right.noun is None:
            return (left.noun,)
        if left.mode != "level" or bounded or right.of and quantity.unit and quantity.unit.endswith("元"):
            return (left.noun,)
        return (left.noun, right.noun)

    def _without_per(self, parts: tuple[Span, ...], draft: Draft) -> tuple[Span, ...]:
        """Cut denominators out of the parts of an indicator."""
        for first, last in draft.per:
            cut: list[Span] = []
            for start, end in parts:
                if last <= start or first >= end:
                    cut.append((start, end))
                    continue
                if first > start:
                    cut.append((start, first))
                if last < end:
                    cut.append((last, end))
            parts = tuple(cut)
        return tuple(self._tidy(p) for p in parts if p[1] > p[0])

    def _tidy(self, span: Span) -> Span:
        text = self._text
        start, end = span
        while start < end and text[start] in "的、 ,，和与及":
            start += 1
        while end > start and text[end - 1] in "的、 ,，和与及":
            end -= 1
        return start, end

    def _take_over_conjunct(self, draft: Draft, previous: Draft) -> None:
        """A conjunct shares the verb, scope, hedge and denominator that stand once."""
        if draft.verb is None:
            draft.verb = previous.verb
        if draft.mode == "level" and previous.mode != "level" and draft.verb == previous.verb:
            draft.mode = previous.mode
        draft.scope = draft.scope or previous.scope
        draft.hedge = draft.hedge or previous.hedge
        draft.owner = draft.owner or previous.owner
        draft.per = draft.per or previous.per

    def _is_dependent(self, draft: Draft) -> bool:
        """Whether the noun phrase only completes that of an earlier clause (占比, 平均年龄)."""
        if len(draft.indicator) != 1:
            return False
        start, end = draft.indicator[0]
        word = self._text[start:end]
        return word in self._grammar.dependent or word.startswith("占")

    def _take_over_noun(self, draft: Draft, context: _Context) -> None:
        head = context.drafts[-1] if context.drafts else None
        if head is None:
            return
        if not draft.indicator:
            draft.indicator = head.indicator
            draft.per = draft.per or head.per
        else:
            draft.indicator = (*head.indicator[:2], *draft.indicator)
        draft.scope = draft.scope or head.scope

    def _spread(
        self, draft: Draft, nouns: list[tuple[Span, ...]], left: Left, position: int, count: int
    ) -> None:
        """Give the n-th number of 分别 the n-th noun of the list before it."""
        if len(nouns) < 2 or len(nouns) > count:
            return
        parts = self._without_per(nouns[position], draft)
        if left.noun is not None:
            draft.indicator = parts
        else:
            draft.scope = parts[0]
        draft.verb = draft.verb or left.verb or left.change
        draft.evidence.append(("indicator", "distributive-list", parts[0]))

    def _link(
        self, draft: Draft, clause: Clause, context: _Context, chain: list[Draft]
    ) -> None:
        """Set the whole that a part breaks down."""
        text = self._text
        opening = text[clause.start : clause.start + 6]
        if clause.inner:
            whole = next((d for d in reversed(context.drafts) if d.clause[1] <= clause.start or d is context.head), None)
            whole = context.head or whole
            if whole is not None and whole.quantity and draft.quantity and _comparable(whole.quantity, draft.quantity):
                draft.parent = whole.parent if whole.parent and whole.clause[0] == draft.clause[0] else whole
                if not draft.indicator:
                    draft.indicator = whole.indicator
        elif _PART.match(opening.lstrip("，, ")):
            whole = context.drafts[-1] if context.drafts else self._before
            if chain:
                draft.parent = chain[0].parent
            elif whole is not None:
                draft.parent = whole
        elif chain and chain[-1].parent is not None:
            draft.parent = chain[-1].parent
        if draft.parent is not None:
            draft.scope = draft.scope or draft.parent.scope

    def _tight(self, draft: Draft, clause: Clause) -> Span:
        start, end = clause.start, clause.end
        text = self._text
        while start < end and text[start] in " ,，、":
            start += 1
        while end > start and text[end - 1] in " ,，、":
            end -= 1
        return start, end


def _comparable(whole: Quantity, part: Quantity) -> bool:
    return whole.unit == part.unit or part.unit == "%" or (whole.unit or "") in (part.unit or "")
