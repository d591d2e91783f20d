"""Sentences with numbers to drafts: each number with its words, then what conjuncts share."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from policyie.targets.candidates import CandidateFinder, Clause, split_clauses
from policyie.targets.carry import Carrier, Subject
from policyie.targets.filters import TargetFilter
from policyie.targets.grammar import grammar_for
from policyie.targets.left import LeftReader
from policyie.targets.nouns import NounBuilder
from policyie.targets.records import Baseline, Draft, Left
from policyie.targets.right import Right, RightReader
from policyie.targets.spread import spread_nouns

if TYPE_CHECKING:
    from policyie.lexicon import Lexicon
    from policyie.mentions.records import Quantity, Time
    from policyie.segments.records import Sentence

Span = tuple[int, int]
_LEFT_REACH = 120
_RIGHT_REACH = 60
_BASE_REACH = 45
_SUBJECT_REACH = 40
_FAR_REACH = 8
_JOINT = re.compile(
    r"、|和(?!谐)|(?<!参)与|以及|(?<![普涉以])及(?![率时格其])|并(?=[建改新完])|:(?=\d)"
)
_BASE_MARK = re.compile(
    r"(?:由|从|自)[^，,;；。]{0,40}$|(?:比|较)[^，,;；。比较\d]{0,6}(?:(?:19|20)\d\d年)?的$"
)
_ON = re.compile(r"在[^，,;；。在]{0,24}$")
_ON_BASE = re.compile(r"的?(?:基础|基数)上")
_LIST_MARKS = frozenset({"、", "和", "与", "或"})
_YEAR = re.compile(r"(?:19|20)\d\d")
_BOUNDED = frozenset({"reach", "at_least", "more_than", "at_most", "less_than"})


class _ClauseState(Struct):
    """What the numbers of one clause share while it is read.

    Attributes:
        floor: where the words of the next number may begin.
        bases: levels before a change, read before the numbers that they belong to.
        spread: the nouns that 分别 deals out, with the reading that named them.
        row: the numbers of a bare list that are still to come, this one among them (50%、60%).
        before: the drafts of the clause before.
        dealt: their indicators, for a list that takes these one by one.
    """

    sentence: Sentence
    clause: Clause
    times: dict[int, Time]
    floor: int
    chain: list[Draft] = []
    bases: list[Quantity] = []
    spread: tuple[list[tuple[Span, ...]], Left] | None = None
    row: int = 1
    before: list[Draft] = []
    dealt: list[tuple[Span, ...]] = []


class Assembler:
    """Makes drafts from the sentences of one text."""

    def __init__(self, text: str, lexicon: Lexicon, user_names: list[Span]) -> None:
        grammar = grammar_for(lexicon)
        self._text = text
        self._grammar = grammar
        self._finder = CandidateFinder(text, lexicon, grammar, user_names)
        self._left = LeftReader(text, grammar)
        self._right = RightReader(text, grammar)
        self._nouns = NounBuilder(text, grammar)
        self._filter = TargetFilter(text, lexicon, grammar)
        self._carrier = Carrier(text, grammar)

    def read(self, sentence: Sentence, times: list[Time]) -> list[Draft]:
        """Return the drafts of `sentence`, in text order."""
        numbers = self._finder.find(sentence.start, sentence.end, times)
        if not numbers:
            return []
        starts = {t.start: t for t in times}
        clauses = split_clauses(self._text, sentence.start, sentence.end, numbers)
        inner = [(c.start, c.end) for c in clauses if c.inner]
        drafts: list[Draft] = []
        self._carrier.begin(sentence, partial(self._subject_of, starts))
        for clause in clauses:
            inside = [n for n in numbers if clause.start <= n.start < clause.end]
            if not clause.inner:
                inside = [n for n in inside if not any(a <= n.start < b for a, b in inner)]
            inside = _without_completion(inside)
            if inside:
                before = [d for d in drafts if d.clause == drafts[-1].clause] if drafts else []
                drafts += self._read_clause(sentence, clause, inside, starts, before)
            else:
                self._carrier.note_empty(clause)
                if not clause.inner:
                    self._carrier.note_place(
                        self._left.read_place(clause.start, clause.end, starts)
                    )
        self._carrier.finish(drafts)
        return drafts

    def _subject_of(self, times: dict[int, Time], clause: Clause) -> Subject | None:
        """Return what a clause without numbers speaks of, for a number that only completes it."""
        text = self._text
        start, end = clause.start, min(clause.end, clause.start + _SUBJECT_REACH)
        if clause.end - clause.start > _SUBJECT_REACH or end - start < 3:
            return None
        means = text.find("是指", start, end)
        copula = means + 2 if means > 0 else text.find("”是", start, end) + 2
        if copula > 1:
            return (copula, end), None, None
        left = self._left.read(start, end, times, share=True)
        if left.verb is None or left.noun is None:
            return None
        return left.noun, left.scope, left.verb

    def _read_clause(
        self,
        sentence: Sentence,
        clause: Clause,
        numbers: list[Quantity],
        times: dict[int, Time],
        before: list[Draft],
    ) -> list[Draft]:
        state = _ClauseState(sentence, clause, times, clause.start, before=before)
        rows = self._rows(numbers)
        for index, quantity in enumerate(numbers):
            state.row = rows[index]
            following = numbers[index + 1] if index + 1 < len(numbers) else None
            if following is not None and self._is_base(quantity, clause):
                state.bases.append(quantity)
                continue
            self._read_number(state, quantity, following, len(numbers))
        return state.chain

    def _read_number(
        self, state: _ClauseState, quantity: Quantity, following: Quantity | None, count: int
    ) -> None:
        """Read one number with the words on both sides, and keep it when it is a target."""
        clause, chain = state.clause, state.chain
        cut = self._cut(quantity, following, clause.end)
        cut = min([cut, *(s for s in state.times if quantity.right < s < cut)])
        floor = max(state.floor, quantity.left - _LEFT_REACH)
        left = self._read_left(quantity, floor, state.bases, state.times)
        right = self._read_right(quantity, left, state.floor, cut)
        self._read_far_bound(quantity, max(clause.start, quantity.left - _FAR_REACH))
        draft = Draft(sentence=state.sentence, quantity=quantity, clause=(clause.start, clause.end))
        self._nouns.fill(draft, left, right)
        self._deal_out(state, draft, left, count)
        self._deal_row(state, draft, left, count)
        self._add_base(draft, left, state.bases, len(chain))
        bare = left.noun is None and left.verb is None and left.change is None
        bare = bare and quantity.form not in ("all", "none")
        self._carrier.take_over(draft, clause, chain, bare=bare)
        self._deal_carried(state, draft)
        apposed = self._filter.is_apposition(quantity, left, following)
        if not apposed and self._filter.accepts(draft, left, right, following):
            draft.clause = chain[-1].clause if chain else self._tight(clause)
            chain.append(draft)
            self._carrier.note(draft, clause)
        elif self._filter.is_size(quantity) or apposed:
            return
        elif following is not None and self._filter.is_measured_set(quantity, following):
            state.floor = quantity.right
            return
        taken = cut if right.noun or right.rest else quantity.right
        limit = following.left if following else clause.end
        state.floor = min(max(taken, quantity.right), limit)

    def _read_right(self, quantity: Quantity, left: Left, floor: int, cut: int) -> Right:
        covers = quantity.form == "all"
        return self._right.read(
            quantity.right,
            min(cut, quantity.right + _RIGHT_REACH),
            share=quantity.unit == "%" and not covers,
            dative=not covers and self._is_dative(left, quantity, floor),
            bare=not covers and left.noun is None and left.verb is None,
            leading=covers,
        )

    def _deal_out(self, state: _ClauseState, draft: Draft, left: Left, count: int) -> None:
        """Give each number of 分别, or of a list of baselines, its noun of the list."""
        chain, quantity = state.chain, draft.quantity
        if left.spread:
            noun = left.noun or left.scope
            state.spread = (spread_nouns(self._text, noun, self._grammar), left) if noun else None
        if len(state.bases) > 1 and not chain and left.noun:
            state.spread = (spread_nouns(self._text, left.noun, self._grammar), left)
        if state.bases and chain and quantity and quantity.comparator is None:
            first = chain[0].quantity
            quantity.comparator = first.comparator if first else None
        if state.spread and len(state.spread[0]) > 1:
            self._nouns.deal_out(draft, state.spread[0], state.spread[1], len(chain))
        if left.spread or (chain and chain[-1].turn):
            draft.turn = (len(chain), count)

    def _rows(self, numbers: list[Quantity]) -> list[int]:
        """Return how many numbers each list of bare numbers still has, from each number on."""
        rows = [1] * len(numbers)
        for index in range(len(numbers) - 2, -1, -1):
            here, following = numbers[index], numbers[index + 1]
            between = self._text[here.right : following.left]
            ratio = here.form == "share" and between.strip() == ":"
            if ratio or (
                between[:1] in _LIST_MARKS
                and (len(between) == 1 or self._grammar.gap.fullmatch(between, 1))
            ):
                rows[index] = rows[index + 1] + 1
                _share_bound(here, following)
        return rows

    def _deal_row(self, state: _ClauseState, draft: Draft, left: Left, count: int) -> None:
        """Give each number of a bare list its noun (甲率、乙率达到50%、60%)."""
        size = count if left.spread else state.row
        if not state.chain and size > 1 and state.spread is None:
            if left.noun is not None:
                nouns = spread_nouns(self._text, left.noun, self._grammar)
                if len(nouns) == size:
                    state.spread = (nouns, left)
                    self._nouns.deal_out(draft, nouns, left, 0)
            elif left.verb is None or left.base is not None:
                state.dealt = [d.indicator for d in state.before]
                state.dealt = state.dealt if len(state.dealt) == size else []

    def _deal_carried(self, state: _ClauseState, draft: Draft) -> None:
        """Give a number of a list the indicator of its twin in the clause before."""
        if len(state.chain) < len(state.dealt) and state.dealt[len(state.chain)]:
            draft.indicator = state.dealt[len(state.chain)]
            draft.note("indicator", "distributive-list", draft.indicator[0])

    def _read_far_bound(self, quantity: Quantity, start: int) -> None:
        """Read a bound that a verb parts from the number (至少配备2名)."""
        if quantity.comparator not in (None, "exactly"):
            return
        found = self._grammar.far_bound.search(self._text, start, quantity.left)
        if found:
            quantity.comparator = self._grammar.far_bounds[found[0]]
            quantity.comparator_span = found.span()

    def _read_left(
        self, quantity: Quantity, start: int, bases: list[Quantity], times: dict[int, Time]
    ) -> Left:
        """Read the words before a number; with a baseline, those before the baseline."""
        words = quantity.comparator_span
        share = quantity.unit == "%" or (
            quantity.comparator in _BOUNDED and words is not None and words[0] < quantity.start
        )
        if not bases:
            return self._left.read(start, quantity.left, times, share=share)
        place = self._base_start(bases[0], start)
        head = self._left.read(min(start, place), place, times, share=True)
        per = self._grammar.per.search(self._text, place, bases[0].start)
        if per and not head.per:
            more = self._grammar.per.match(self._text, per.end(), bases[0].start)
            head.per.append((per.start(), more.end() if more else per.end()))
        turn = self._grammar.turn.search(self._text, bases[-1].right, quantity.start)
        if turn:
            head.verb = turn.span("verb")
        elif head.change is None:
            change = self._grammar.any_change.match(self._text, bases[-1].right, quantity.start)
            if change:
                head.change = change.span()
                head.mode = self._grammar.changes[change[0][::-1]]
        return head

    def _base_start(self, base: Quantity, floor: int) -> int:
        window = max(floor, base.start - _BASE_REACH)
        before = self._text[window : base.start]
        found = _BASE_MARK.search(before) or _ON.search(before)
        return window + found.start() if found else base.left

    def _is_base(self, quantity: Quantity, clause: Clause) -> bool:
        """Whether the number is the level before a change (由5个调整为13个)."""
        text = self._text
        before = text[max(clause.start, quantity.start - _BASE_REACH) : quantity.start]
        if _ON_BASE.match(text, quantity.right) and _ON.search(before):
            return True
        if not _BASE_MARK.search(before) or self._grammar.turn.search(before):
            return False
        rest = text[quantity.right : min(clause.end, quantity.right + 80)]
        if before.endswith("的") and _BASE_MARK.search(before)[0][0] in "比较":  # type: ignore[index]
            return self._grammar.any_change.match(rest) is not None
        return self._grammar.turn.search(rest) is not None

    def _add_base(self, draft: Draft, left: Left, bases: list[Quantity], index: int) -> None:
        quantity = draft.quantity
        if bases and quantity is not None:
            base = bases[min(index, len(bases) - 1)]
            unit = base.unit or quantity.unit
            draft.baseline = Baseline(base.value, base.upper, unit, None)
            if left.change is None and quantity.form != "multiple":
                draft.mode = "level"
        elif left.base is not None:
            year = _YEAR.search(self._text, *left.base)
            if year:
                draft.baseline = Baseline(None, None, None, int(year[0]))

    def _is_dative(self, left: Left, quantity: Quantity, floor: int) -> bool:
        before = self._text[max(floor, quantity.left - 2) : quantity.start]
        return left.noun is None and before.endswith(self._grammar.dative)

    def _cut(self, quantity: Quantity, following: Quantity | None, end: int) -> int:
        """Return where the words after `quantity` end and those before the next number begin."""
        if following is None:
            return end
        text = self._text
        start, stop = quantity.right, following.left
        joints = list(_JOINT.finditer(text, start, stop))
        if joints:
            return start if joints[0].start() == start else joints[-1].start()
        run = self._grammar.verb_run.match(text, start, stop)
        if (run and run.end() < stop) or self._grammar.clause_head.match(text, start, stop):
            return start
        return stop

    def _tight(self, clause: Clause) -> Span:
        start, end = clause.start, clause.end
        text = self._text
        while start < end and text[start] in " ,，、":
            start += 1
        while end > start and text[end - 1] in " ,，、":
            end -= 1
        return start, end


def _share_bound(here: Quantity, following: Quantity) -> None:
    """Let a bound behind the last number of a list hold for all (10%、11%左右)."""
    words = following.comparator_span
    if here.comparator is None and words is not None and words[0] >= following.end:
        here.comparator, here.comparator_span = following.comparator, words


def _without_completion(numbers: list[Quantity]) -> list[Quantity]:
    """Of a number and a coverage word in one clause keep the one that is the target.

    21项重点任务全面完成 is the number; 全市337个社区全覆盖 is the coverage word, the number only
    says over what it runs; 100%全覆盖 is the number.
    """
    words = [n for n in numbers if n.form == "all"]
    plain = [n for n in numbers if n.form not in ("all", "none")]
    if not words or not plain:
        return numbers
    word = words[0]
    before = [n for n in plain if n.start < word.start]
    if before and before[-1].unit != "%" and word.word_kind == "coverage":
        return [n for n in numbers if n is not before[-1]]
    return plain if before or word.word_kind == "coverage" else numbers
