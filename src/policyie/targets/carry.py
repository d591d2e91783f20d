"""What a number takes over from another: verb, noun, scope, denominator, and its whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyie.mentions.numbers import MULTIPLIERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyie.mentions.records import Quantity
    from policyie.segments.records import Sentence
    from policyie.targets.candidates import Clause
    from policyie.targets.grammar import Grammar
    from policyie.targets.records import Draft

Span = tuple[int, int]
Subject = tuple[Span | None, Span | None, Span | None]
_SILENT = 6
_PART = re.compile(r"[ ,，、;；]*(?:其中|当中|含|包括)")
_JOINERS = ("、", "和", "与", "及", "以及", "或")


class Carrier:
    """Keeps what later numbers of a sentence may take over."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self._text = text
        self._grammar = grammar
        self._drafts: list[Draft] = []
        self._whole: Draft | None = None
        self._before: Draft | None = None
        self._paragraph = -1
        self._part = False
        self._silent: list[Clause] = []
        self._subject_of: Callable[[Clause], Subject | None] = lambda _clause: None
        self._place: Span | None = None

    def begin(self, sentence: Sentence, subject_of: Callable[[Clause], Subject | None]) -> None:
        """Start a sentence; the last number before it stays in reach for 其中.

        Args:
            sentence: the sentence.
            subject_of: tells what a clause without numbers speaks of; asked only when needed.
        """
        if self._drafts and self._paragraph == sentence.paragraph:
            self._before = self._drafts[-1]
        elif self._paragraph != sentence.paragraph:
            self._before = None
        self._paragraph = sentence.paragraph
        self._drafts = []
        self._whole = None
        self._part = False
        self._silent = []
        self._subject_of = subject_of
        self._place = None

    def note_place(self, place: Span | None) -> None:
        """Note the place that opens a clause without numbers; it holds for those that follow."""
        self._place = place or self._place

    def note_empty(self, clause: Clause) -> None:
        """Note a clause without numbers: 其中 alone opens parts, other words end them."""
        words = self._text[clause.start : min(clause.end, clause.start + 24)]
        self._silent.append(clause)
        self._part = _PART.match(words) is not None and len(words.strip(" ,，")) <= 6

    def take_over(self, draft: Draft, clause: Clause, chain: list[Draft], *, bare: bool) -> None:
        """Complete a draft from its conjunct, its sentence and its whole."""
        opens_part = self._part or _PART.match(self._text, clause.start, clause.end) is not None
        self._link(draft, clause, chain, opens_part=opens_part)
        previous = chain[-1] if chain else None
        if previous is None and bare and self._drafts:
            previous = self._drafts[-1] if not clause.inner else None
        if previous is not None:
            self._share(draft, previous, bare=bare)
        self._complete_noun(draft, clause)
        self._imply_unit(draft)
        if draft.scope is None and not clause.inner:
            draft.scope = (self._wide_scope(clause) if self._drafts else None) or self._place

    def _imply_unit(self, draft: Draft) -> None:
        """Supply the counter of a bare multiplier from the number before (45万个…减少一万)."""
        quantity = draft.quantity
        if quantity is None or quantity.unit not in MULTIPLIERS or not self._drafts:
            return
        other = self._drafts[-1].quantity
        if other is None or other.unit is None or other.base is None:
            return
        counter = other.unit.lstrip("万亿千百")
        if other.base.kind == "counter" and counter:
            quantity.unit += counter
            quantity.base = other.base

    def _wide_scope(self, clause: Clause) -> Span | None:
        """Return the scope of the last number when it is a place that holds on (全市)."""
        scope = self._drafts[-1].scope
        if scope is None or self._parted(clause):
            return None
        wide = self._grammar.scope.match(self._text, *scope)
        if self._text.startswith(self._grammar.set_scopes, scope[0]):
            return None
        return scope if wide and wide.end() == scope[1] else None

    def _parted(self, clause: Clause) -> bool:
        """Whether a semicolon stands between the clause and the last number."""
        last = self._drafts[-1].clause[1]
        return ";" in self._text[last : clause.start + 1]

    def note(self, draft: Draft, clause: Clause) -> None:
        """Note an accepted draft."""
        self._drafts.append(draft)
        if draft.parent is None and not clause.inner:
            self._whole = draft
        self._part = self._part and draft.parent is not None

    def finish(self, drafts: list[Draft]) -> None:
        """Give drafts without a noun that of the next one (2023年60%、2024年80%的社区开展…)."""
        for index in range(len(drafts) - 2, -1, -1):
            here, following = drafts[index], drafts[index + 1]
            if here.indicator or here.quantity is None or following.quantity is None:
                continue
            if here.quantity.unit == following.quantity.unit:
                here.indicator = following.indicator
                here.scope = here.scope or following.scope
                here.verb = here.verb or following.verb
        for index in range(len(drafts) - 2, -1, -1):
            self._share_deed(drafts[index], drafts[index + 1])
            self._describe(drafts[index], drafts[index + 1])
        for draft in drafts:
            if not draft.indicator and draft.verb is not None:
                self._take_earlier(draft)
        for draft in drafts:
            if not draft.indicator and draft.verb is not None:
                draft.indicator, draft.verb = (draft.verb,), None

    def _take_earlier(self, draft: Draft) -> None:
        """Give a verb with a bare count the thing of the sentence before (已打通5条)."""
        before, quantity = self._before, draft.quantity
        if before is None or before.quantity is None or quantity is None or quantity.base is None:
            return
        counted = quantity.base.kind == "counter" and before.quantity.base is quantity.base
        if counted and before.quantity.unit == quantity.unit:
            draft.indicator = before.indicator
            draft.scope = draft.scope or before.scope

    def _describe(self, here: Draft, following: Draft) -> None:
        """Complete a measure that describes the things counted next (总投资80亿元的63个项目)."""
        quantity, other = here.quantity, following.quantity
        if quantity is None or other is None or here.clause != following.clause:
            return
        text = self._text
        joined = text[quantity.right : other.left] == "的" and len(here.indicator) == 1
        if joined and text[slice(*here.indicator[0])] in self._grammar.dependent:
            here.indicator = (*here.indicator, *following.indicator)

    def _share_deed(self, here: Draft, following: Draft) -> None:
        """Give a thing the deed that stands once, behind the next (3处街区和4处建筑改造)."""
        if not here.indicator or not following.indicator or here.quantity is None:
            return
        if here.clause != following.clause or following.quantity is None or here.verb is None:
            return
        text = self._text
        between = text[here.indicator[-1][1] : following.quantity.left]
        if text[slice(*here.verb)] not in self._grammar.carrying or between not in _JOINERS:
            return
        start, end = following.indicator[-1]
        deed = self._grammar.shared_deed.search(text[start:end])
        own = self._grammar.shared_deed.search(text[slice(*here.indicator[-1])])
        if deed and deed.start() >= 2 and own is None and here.indicator[-1][1] < start:
            here.indicator = (*here.indicator, (start + deed.start(), end))

    def _share(self, draft: Draft, previous: Draft, *, bare: bool) -> None:
        """A conjunct shares the verb, scope, hedge and denominator that stand once."""
        if bare:
            draft.scope = draft.scope or previous.scope
        draft.hedge = draft.hedge or previous.hedge
        draft.owner = draft.owner or previous.owner
        if draft.verb is None and (bare or (draft.quantity and previous.mode == "level")):
            draft.verb = previous.verb
        if draft.mode == "level" and self._lowers_both(draft, previous):
            draft.mode, draft.verb = previous.mode, previous.verb
        if bare:
            self._share_bound(draft, previous)
            quantity, other = draft.quantity, previous.quantity
            near = quantity and other and other.right >= draft.clause[0]
            same = quantity and other and quantity.unit == other.unit
            if same or (near and not self._is_rate(previous)):
                draft.per = draft.per or previous.per
            if quantity and other and quantity.unit == other.unit and not draft.indicator:
                draft.mode = previous.mode

    def _lowers_both(self, draft: Draft, previous: Draft) -> bool:
        """Whether one verb of a fall governs both (压减炼铁产能79万吨、焦炭产能31万吨)."""
        verb, other = previous.verb, previous.quantity
        if verb is None or other is None or previous.mode != "decrease":
            return False
        if draft.verb not in (None, verb) or self._text[other.right] not in _JOINERS:
            return False
        return self._text[verb[0] : verb[1]] in self._grammar.lowering

    def _share_bound(self, draft: Draft, previous: Draft) -> None:
        """A bound before the first number of a row holds for all (增至18条、27个)."""
        quantity, other = draft.quantity, previous.quantity
        if quantity is None or other is None or quantity.comparator is not None:
            return
        words = other.comparator_span
        joined = self._text[other.right : quantity.left] in _JOINERS
        if words is not None and words[0] < other.start and joined:
            quantity.comparator, quantity.comparator_span = other.comparator, words

    def _complete_noun(self, draft: Draft, clause: Clause) -> None:
        """Complete the noun of a draft from its whole or from the number before."""
        if draft.parent is not None and len(draft.indicator) == 1:
            start, end = draft.indicator[0]
            if self._grammar.part_place.fullmatch(self._text[start:end]):
                draft.scope, draft.indicator = (start, end), ()
            elif self._is_deed(draft):
                draft.verb, draft.indicator = (start, end), ()
        head = self._head_of(draft, clause)
        if head is None:
            self._take_subject(draft)
        elif not draft.indicator:
            parted = clause.inner or draft.parent is head
            draft.indicator = self._thing_of(head) if parted else head.indicator
            if not clause.inner and not self._is_rate(head):
                draft.per = draft.per or head.per
            draft.scope = draft.scope or head.scope
        elif self._is_dependent(draft):
            draft.indicator = (*head.indicator[:1], *draft.indicator)
            draft.scope = draft.scope or head.scope

    def _is_deed(self, draft: Draft) -> bool:
        """Whether the noun of a part is a deed done to the whole's things (微改造40个)."""
        parent = draft.parent
        if parent is None or parent.quantity is None or draft.quantity is None:
            return False
        start, end = draft.indicator[0]
        deed = self._grammar.part_deed.fullmatch(self._text, start, end)
        return deed is not None and parent.quantity.unit == draft.quantity.unit

    def _head_of(self, draft: Draft, clause: Clause) -> Draft | None:
        """Return the draft whose noun a draft without its own takes over."""
        last = self._drafts[-1] if self._drafts else None
        if clause.inner:
            return self._whole or last or draft.parent
        if draft.parent is not None:
            return last if draft.indicator and last else draft.parent
        return last.parent if last is not None and last.parent is not None else last

    def _take_subject(self, draft: Draft) -> None:
        """Take the noun of the clause before, when the number's own names none or a part."""
        if draft.indicator and not self._is_dependent(draft):
            return
        found = map(self._subject_of, reversed(self._silent[-_SILENT:]))
        noun, scope, verb = next(filter(None, found), (None, None, None))
        if noun is None or (verb and self._text[verb[0] : verb[1]] not in self._grammar.processes):
            return
        if not draft.indicator:
            draft.indicator = (noun,)
            draft.scope = draft.scope or scope
        else:
            draft.indicator = (noun, *draft.indicator)
            draft.scope = draft.scope or scope

    def _is_rate(self, draft: Draft) -> bool:
        """Whether a denominator is that of a yearly change, which the level does not share."""
        return any(self._text[a:b] in ("年均", "每年", "月均") for a, b in draft.per)

    def _thing_of(self, whole: Draft) -> tuple[Span, ...]:
        """Return the noun of a whole without the deed (点位改造: 点位)."""
        if len(whole.indicator) != 1:
            return whole.indicator
        start, end = whole.indicator[0]
        found = self._grammar.deed_noun.search(self._text[start:end])
        if found and found.start() >= 2:
            return ((start, start + found.start()),)
        return whole.indicator

    def _is_dependent(self, draft: Draft) -> bool:
        """Whether the noun phrase only completes that of an earlier clause (占比, 平均年龄)."""
        if len(draft.indicator) != 1:
            return False
        start, end = draft.indicator[0]
        word = self._text[start:end]
        return word in self._grammar.dependent or word.startswith("占")

    def _link(self, draft: Draft, clause: Clause, chain: list[Draft], *, opens_part: bool) -> None:
        """Set the whole that a part breaks down."""
        quantity = draft.quantity
        if quantity is None:
            return
        if clause.inner:
            whole = self._whole
            if whole is not None and whole.quantity and _comparable(whole.quantity, quantity):
                draft.parent = whole
        elif opens_part and chain and chain[0].parent is not None:
            draft.parent = chain[0].parent
        elif opens_part:
            draft.parent = self._find_whole(draft)
        if draft.parent is not None:
            draft.scope = draft.scope or draft.parent.scope

    def _find_whole(self, draft: Draft) -> Draft | None:
        """Return the nearest number before with the same unit and mode, else the nearest."""
        quantity = draft.quantity
        candidates = [d for d in self._drafts if d.parent is None]
        if not candidates and self._before is not None:
            candidates = [self._before]
        for other in reversed(candidates):
            if (
                quantity
                and other.quantity
                and other.quantity.unit == quantity.unit
                and other.mode == draft.mode
            ):
                return other
        return candidates[-1] if candidates else None


def _comparable(whole: Quantity, part: Quantity) -> bool:
    return part.unit in (whole.unit, "%")
