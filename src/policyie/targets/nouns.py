"""The indicator of a number: its parts on both sides, without denominators."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyie.mentions.numbers import MULTIPLIERS

if TYPE_CHECKING:
    from policyie.mentions.records import Quantity
    from policyie.targets.grammar import Grammar
    from policyie.targets.records import Draft, Left
    from policyie.targets.right import Right

Span = tuple[int, int]
_EDGE = "的、 ,，和与及了"
_LISTED = re.compile(r"[^等]{2,40}、[^等]{1,24}等(?:各种|各类|多种)(?P<noun>[\u4e00-\u9fff]{2,8})$")
_REACHED = re.compile(r"(?:达到|占到?|(?<![通抵直发送表到])达(?![标成产率]))")


class NounBuilder:
    """Joins what stands on both sides of a number."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self._text = text
        self._grammar = grammar

    def fill(self, draft: Draft, left: Left, right: Right) -> None:
        """Set indicator, verb, scope, hedge, owner, per and mode from both sides."""
        quantity = draft.quantity
        draft.mode = left.mode
        if quantity is not None and quantity.form in ("multiple", "zero"):
            draft.mode = "increase"
        elif quantity is not None and quantity.form == "halved":
            draft.mode = "decrease"
        if left.change is not None and self._is_deed(left, draft):
            draft.mode = "level"
        elif left.verb is not None and draft.mode == "level" and self._lowers(left.verb, quantity):
            draft.mode = "decrease"
        draft.verb = left.verb or left.change
        draft.scope, draft.hedge, draft.owner = left.scope, left.hedge, left.owner
        draft.per = tuple(left.per)
        if quantity is not None and quantity.between is not None:
            draft.per = (*draft.per, quantity.between)
        parts = self._parts(draft, left, right)
        if draft.verb is None or right.rest is not None:
            draft.verb = right.verb or draft.verb
        if left.change is not None and left.noun is not None and not right.of:
            draft.verb = left.change
        draft.indicator = self._without_per(parts, draft.per)
        self._imply_unit(draft)
        if len(draft.indicator) == 2 and draft.scope is None and len(parts) == 1:
            first = draft.indicator[0]
            if self._grammar.part_place.fullmatch(self._text[first[0] : first[1]]):
                draft.scope, draft.indicator = first, draft.indicator[1:]
        draft.noun_side = _side(left, right)

    def _imply_unit(self, draft: Draft) -> None:
        """Supply the counter that a bare multiplier leaves out (0.6万贫困人口: 万人)."""
        quantity = draft.quantity
        if quantity is None or quantity.base is not None or quantity.unit not in MULTIPLIERS:
            return
        words = "".join(self._text[a:b] for a, b in draft.indicator)
        for pattern, unit in self._grammar.implied:
            if pattern.search(words):
                quantity.unit += unit
                return

    def _lowers(self, verb: Span, quantity: Quantity | None) -> bool:
        """Whether the verb before the noun names a fall (减轻企业负担3亿元), to no given level."""
        reached = quantity is not None and quantity.comparator == "reach"
        return not reached and self._text[verb[0] : verb[1]] in self._grammar.lowering

    def _is_deed(self, left: Left, draft: Draft) -> bool:
        """Whether a word of change is a deed: 提升5个 (places), not 增加5个."""
        base = draft.quantity.base if draft.quantity else None
        word = self._text[left.change[0] : left.change[1]] if left.change else ""
        return base is not None and base.kind == "counter" and word in self._grammar.deeds

    def _parts(self, draft: Draft, left: Left, right: Right) -> tuple[Span, ...]:
        quantity = draft.quantity
        if quantity is None:
            return ()
        if right.rest is not None and (right.of or left.noun is None):
            return self._of_set(draft, quantity, right)
        if right.rest is not None and right.noun is not None and quantity.unit != "%":
            draft.scope = draft.scope or left.noun
            return (right.noun, right.rest)
        if quantity.form == "all" and right.noun is not None and self._governs_set(quantity):
            parts = self._covered(draft, left, right.noun)
            if parts:
                return parts
        if left.noun is None:
            return self._of_subject(draft, left, right) or self._of_money(draft, left)
        if quantity.form == "all" and self._covers(draft, left):
            return draft.indicator
        if quantity.form == "all" and right.verb is not None and right.noun is not None:
            draft.scope = (left.scope[0] if left.scope else left.noun[0], left.noun[1])
            return (right.noun,)
        if right.noun is None:
            return self._reached(self._after_list(left.noun), draft)
        return self._around(draft, quantity, left, right)

    @staticmethod
    def _of_set(draft: Draft, quantity: Quantity, right: Right) -> tuple[Span, ...]:
        """Read what a share of a set does (30%的街道建立平台), or the set and its deed."""
        if quantity.unit == "%" and right.noun:
            draft.scope = draft.scope or right.rest
            return (right.noun,)
        return tuple(p for p in (right.noun, right.rest) if p)

    def _of_subject(self, draft: Draft, left: Left, right: Right) -> tuple[Span, ...]:
        """Read `subject + verb + number`: the subject is the thing, or where it stands."""
        if left.subject and left.verb and self._text[slice(*left.verb)] in self._grammar.grants:
            paid = self._of_money(draft, left)
            if paid:
                start, end = left.subject
                last = left.per[-1] if left.per else (end, end)
                end = last[0] if last[1] == end else end
                draft.scope = draft.scope or ((start, end) if end > start else None)
                return paid
        if right.noun is None:
            return (left.subject,) if left.subject else ()
        draft.scope = draft.scope or left.subject
        return (right.noun,)

    def _of_money(self, draft: Draft, left: Left) -> tuple[Span, ...]:
        """Read a sum right after its verb (户均补助2.8万元): the verb names it."""
        verb, quantity = left.verb, draft.quantity
        if verb is None or quantity is None or not (quantity.unit or "").endswith("元"):
            return ()
        if not left.at_verb or self._text[verb[0] : verb[1]] not in self._grammar.money_verbs:
            return ()
        draft.verb = None
        return (verb,)

    def _around(
        self, draft: Draft, quantity: Quantity, left: Left, right: Right
    ) -> tuple[Span, ...]:
        """Join nouns on both sides; a place before the number is the scope."""
        if left.noun is None or right.noun is None:
            return ()
        granted = self._grammar.granted.fullmatch(self._text, *right.noun)
        basis = self._grammar.basis.search(self._text, *left.noun) if granted else None
        if granted and basis:
            return self._granted(draft, left.noun, granted, basis)
        if self._is_place(left.noun) and left.scope is None:
            draft.scope = left.noun
            return (right.noun,)
        words = quantity.comparator_span
        bounded = words is not None and words[0] < quantity.start
        money = right.of and (quantity.unit or "").endswith("元")
        if left.mode != "level" or bounded or money:
            return (left.noun,)
        return (left.noun, right.noun)

    @staticmethod
    def _granted(
        draft: Draft, noun: Span, granted: re.Match[str], basis: re.Match[str]
    ) -> tuple[Span, ...]:
        """Read a grant by a share (对新建载体按投资额的20%给予补助): who gets it is the scope."""
        if basis.start() > noun[0]:
            draft.scope = draft.scope or (noun[0], basis.start())
        return (granted.span("grant"),)

    def _is_place(self, span: Span) -> bool:
        return (
            self._grammar.place_end.search(self._text[max(span[0], span[1] - 4) : span[1]])
            is not None
        )

    def _covered(self, draft: Draft, left: Left, thing: Span) -> tuple[Span, ...]:
        """Read what a word of coverage governs (覆盖所有乡镇的网络): the set, then the thing."""
        set_end = self._text.find("的", thing[0] + 1, thing[1] - 1)
        if left.noun is not None:
            draft.scope = draft.scope or thing
            return (left.noun,)
        if set_end < 0:
            return ()
        draft.scope = draft.scope or (thing[0], set_end)
        return ((set_end + 1, thing[1]),)

    def _governs_set(self, quantity: Quantity) -> bool:
        """Whether the word of coverage is followed by its set (覆盖所有, 全面覆盖)."""
        word = self._text[quantity.start : quantity.end]
        return word.endswith(self._grammar.set_openers)

    def _covers(self, draft: Draft, left: Left) -> bool:
        """Swap thing and set in 体系实现行政村全覆盖: the set is the scope."""
        noun, thing = left.noun, left.scope
        if noun is None or thing is None or left.verb is None or not thing[1] <= left.verb[0]:
            return False
        text = self._text
        wide = self._grammar.scope.fullmatch(text, *thing) or self._grammar.place.fullmatch(
            text, *thing
        )
        if wide or not self._grammar.set_end.search(text[noun[0] : noun[1]]):
            return False
        draft.scope = noun
        draft.indicator = (thing,)
        return True

    def _after_list(self, noun: Span) -> Span:
        """Return what a list with 等 names (银行、保险等金融机构: 金融机构)."""
        found = _LISTED.match(self._text[noun[0] : noun[1]])
        return (noun[0] + found.start("noun"), noun[1]) if found else noun

    def _reached(self, noun: Span, draft: Draft) -> tuple[Span, ...]:
        """Split `甲达到乙20%`: a share of 乙, which stays in the indicator."""
        quantity = draft.quantity
        if quantity is None or quantity.unit != "%" or quantity.comparator not in (None, "exactly"):
            return (noun,)
        found = _REACHED.search(self._text, noun[0] + 2, noun[1] - 1)
        if found is None or found[0] == "占":
            return (noun,)
        quantity.comparator = "reach"
        quantity.comparator_span = found.span()
        head_end = found.start() + (1 if found[0].startswith("占") else 0)
        return ((noun[0], head_end), (found.end(), noun[1]))

    def _without_per(self, parts: tuple[Span, ...], per: tuple[Span, ...]) -> tuple[Span, ...]:
        """Cut denominators out of the parts of an indicator."""
        for first, last in per:
            cut: list[Span] = []
            for start, end in parts:
                if last <= start or first >= end:
                    cut.append((start, end))
                    continue
                cut += [(start, first), (last, end)]
            parts = tuple(s for s in cut if s[1] > s[0])
        return tuple(t for t in map(self._tidy, parts) if t[1] > t[0])

    def _tidy(self, span: Span) -> Span:
        text = self._text
        start, end = span
        while start < end and text[start] in _EDGE:
            if self._grammar.edge_word.match(text, start, end):
                break
            start += 1
        while end > start and text[end - 1] in _EDGE:
            end -= 1
        return start, end

    def deal_out(
        self, draft: Draft, nouns: list[tuple[Span, ...]], left: Left, position: int
    ) -> None:
        """Give the n-th number after 分别 the n-th noun of the list before it."""
        if position >= len(nouns):
            return
        parts = self._without_per(nouns[position], tuple(left.per))
        if not parts:
            return
        if left.noun is not None:
            draft.indicator = parts
        else:
            draft.scope = parts[0]
            draft.indicator = ()
        draft.verb = draft.verb or left.verb or left.change
        draft.mode = left.mode
        draft.per = draft.per or tuple(left.per)
        draft.note("indicator", "distributive-list", parts[0])


def _side(left: Left, right: Right) -> str:
    if left.noun is not None:
        return "noun-around" if right.noun is not None else "noun-before"
    return "noun-after" if right.noun is not None else "noun-carried"
