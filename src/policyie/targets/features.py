"""Hashed features of the words around numbers, for many drafts at once.

Training and run time build them here. A feature is a number below `SIZE`: the template and the
characters, tags and distances that it joins, hashed. No words are kept.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from policyie.patterns import trie_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from policyie.lexicon import Lexicon
    from policyie.targets.records import Draft

    Numbers = NDArray[np.uint64]

Span = tuple[int, int]
BITS = 18
SIZE = 1 << BITS
LEFT_REACH, RIGHT_REACH = 60, 30
_PAD = 3
_BEFORE, _AFTER = "\x01", "\x02"
_CHAR = 21
_MASK = np.uint64((1 << _CHAR) - 1)
_MULTIPLY = np.uint64(0x9E3779B97F4A7C15)
_AGAIN = np.uint64(0xC2B2AE3D27D4EB4F)
_HALF = np.uint64(29)
_SHIFT = np.uint64(64 - BITS)
# What the rules say of a character; also what a template sees beyond the ends of the window.
_VERB, _SCOPE, _HEDGE, _OWNER, _INDICATOR, _PER, _TIME, _BOUND, _NUMBER, _OTHER = range(1, 11)
_EDGES = 11
_COMMAS = "，,;；、"
_MOST_COMMAS = 4
_BUCKETS = np.array([0, 1, 2, 3, 4, 5, 6, *[7] * 3, *[8] * 6, *[9] * 10, *[10] * 75], np.uint64)


class Windows(NamedTuple):
    """The words around the numbers of some drafts, one after the other.

    Attributes:
        starts: where each window begins in the text.
        lengths: its characters.
        blind: features of each character that do not know the rules' proposal, shape (n, b).
        informed: features that do, shape (n, i).
    """

    starts: list[int]
    lengths: list[int]
    blind: NDArray[np.int32]
    informed: NDArray[np.int32]


def window_of(draft: Draft) -> Span:
    """Return the part of the sentence around the number of `draft` that is looked at."""
    quantity, sentence = draft.quantity, draft.sentence
    if quantity is None:
        return draft.clause
    first = max(sentence.start, quantity.start - LEFT_REACH)
    return first, max(min(sentence.end, quantity.end + RIGHT_REACH), quantity.end)


def build_windows(text: str, drafts: Sequence[Draft], lexicon: Lexicon) -> Windows:
    """Return the windows of `drafts`, all with a quantity, in their order."""
    spans = [window_of(draft) for draft in drafts]
    board = _Board(text, spans)
    board.mark_verbs(_verbs(lexicon))
    siblings: dict[int, list[Draft]] = {}
    for draft in drafts:
        siblings.setdefault(id(draft.sentence), []).append(draft)
    for index, draft in enumerate(drafts):
        board.mark_draft(index, draft, siblings[id(draft.sentence)])
    facts = _Facts.of(text, drafts)
    shared = board.shared(facts)
    blind = shared + board.tagged(board.plain, np.zeros_like(board.others), facts, blind=True)
    informed = shared + board.tagged(board.tags, board.others, facts, blind=False)
    lengths = [b - a for a, b in spans]
    return Windows([a for a, _ in spans], lengths, np.stack(blind, 1), np.stack(informed, 1))


@lru_cache(maxsize=4)
def _verbs(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(trie_pattern(lexicon.surfaces("verbs", "doing")))


def _code(name: object) -> int:
    """A number of 21 bits for a name out of an open set, such as a unit."""
    return zlib.crc32(str(name).encode()) & int(_MASK)


class _Facts(NamedTuple):
    """What holds for all characters of a window, one row a draft."""

    quantity: NDArray[np.int64]
    clause: NDArray[np.int64]
    codes: Numbers

    @classmethod
    def of(cls, text: str, drafts: Sequence[Draft]) -> _Facts:
        quantities, clauses, codes = [], [], []
        for draft in drafts:
            quantity = draft.quantity
            if quantity is None:
                continue
            start, end = draft.clause
            before = text[max(start, quantity.left - 2) : quantity.left].rjust(2, _BEFORE)
            after = text[quantity.right : min(end, quantity.right + 1)] or _AFTER
            inner = sum(e - s for s, e in draft.indicator if s >= start)
            size = 0 if inner == 0 else 1 if inner <= 2 else 2 if inner <= 4 else 3
            outer = any(s < start for s, _ in draft.indicator)
            quantities.append((quantity.start, quantity.end))
            clauses.append((start, end))
            kind = quantity.base.kind if quantity.base else None
            codes.append(
                (
                    *map(ord, before),
                    ord(after),
                    _code(quantity.unit),
                    _code(kind),
                    _code(quantity.form),
                    _code(draft.noun_side),
                    size * 2 + outer,
                )
            )
        return cls(
            np.array(quantities, np.int64), np.array(clauses, np.int64), np.array(codes, np.uint64)
        )


class _Board:
    """The windows laid side by side with room between them, and the tags of their characters."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        edge, end = _BEFORE * _PAD, _AFTER * _PAD
        joined = "".join(edge + text[a:b] + end for a, b in spans)
        self._joined = joined
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        lengths = np.array([b - a + 2 * _PAD for a, b in spans], np.int64)
        begins = np.cumsum(lengths) - lengths
        self._spans = spans
        self._shift = [int(begin) + _PAD - a for begin, (a, _) in zip(begins, spans, strict=True)]
        self._row = np.repeat(np.arange(len(spans)), lengths)
        self._place = np.arange(len(codes)) - np.repeat(np.array(self._shift), lengths)
        self._inside = np.ones(len(codes), bool)
        for begin, length in zip(begins, lengths, strict=True):
            self._inside[begin : begin + _PAD] = self._inside[
                begin + length - _PAD : begin + length
            ] = False
        self._kept = np.flatnonzero(self._inside)
        self._commas = np.cumsum(np.isin(codes, [ord(c) for c in _COMMAS]))
        self._codes = _shapes(codes)
        outside = np.where(self._inside, 0, _EDGES).astype(np.uint64)
        self.tags, self.plain = outside.copy(), outside.copy()
        self.others, self._verb = outside.copy(), outside.copy()

    def mark_verbs(self, pattern: re.Pattern[str]) -> None:
        """Mark the first and the further characters of words of doing."""
        for match in pattern.finditer(self._joined):
            self._verb[match.start() + 1 : match.end()] = 2
            self._verb[match.start()] = 1

    def mark_draft(self, index: int, draft: Draft, siblings: Iterable[Draft]) -> None:
        """Mark what the rules read in window `index`, for its own number and for the others."""
        quantity = draft.quantity
        if quantity is None:
            return
        for sibling in siblings:
            if sibling is not draft and sibling.quantity is not None:
                later = 3 if sibling.quantity.start > quantity.start else 0
                named = ((_span,) for _span in (sibling.scope, sibling.verb))
                for tag, spans in enumerate((sibling.indicator, *named), 1):
                    self._put(self.others, index, spans, tag + later)
                place = (sibling.quantity.start, sibling.quantity.end)
                self._put(self.tags, index, (place,), _OTHER)
                self._put(self.plain, index, (place,), _OTHER)
        for tag, span in (
            (_VERB, draft.verb),
            (_SCOPE, draft.scope),
            (_HEDGE, draft.hedge),
            (_OWNER, draft.owner),
        ):
            self._put(self.tags, index, (span,), tag)
        self._put(self.tags, index, draft.indicator, _INDICATOR)
        self._put(self.tags, index, draft.per, _PER)
        if draft.time is not None:
            self._put(self.tags, index, ((draft.time.start, draft.time.end),), _TIME)
        number = ((quantity.start, quantity.end),)
        for tags in (self.tags, self.plain):
            self._put(tags, index, (quantity.comparator_span,), _BOUND)
            self._put(tags, index, number, _NUMBER)

    def _put(self, tags: Numbers, index: int, spans: Iterable[Span | None], tag: int) -> None:
        first, last = self._spans[index]
        shift = self._shift[index]
        for span in spans:
            if span is not None:
                start, end = max(span[0], first), min(span[1], last)
                if start < end:
                    tags[start + shift : end + shift] = tag

    def shared(self, facts: _Facts) -> list[NDArray[np.int32]]:
        """Return the features of the characters alone."""
        self._locate(facts)
        two, one, here, next_, after = (_moved(self._codes, by) for by in (-2, -1, 0, 1, 2))
        verb = self._verb << np.uint64(4) | _moved(self._verb, 1)
        joins = (
            here,
            one,
            next_,
            two,
            after,
            _join(one, here),
            _join(here, next_),
            _join(two, one),
            _join(next_, after),
            _join(one, here, next_),
            _join(two, one, here),
            _join(here, next_, after),
            self._distance,
            self._side,
            verb,
        )
        return [self._hash(seed, values) for seed, values in enumerate(joins)]

    def tagged(
        self, tags: Numbers, others: Numbers, facts: _Facts, *, blind: bool
    ) -> list[NDArray[np.int32]]:
        """Return the features that join tags with characters and with the facts of the draft."""
        row = facts.codes[self._row]
        before, last, after, unit, kind, form, side, size = (row[:, i] for i in range(8))
        if blind:
            side, size = np.zeros_like(side), np.zeros_like(size)
        one, here, next_ = (_moved(self._codes, by) for by in (-1, 0, 1))
        t2, t1, t, n1, n2 = (_moved(tags, by) for by in (-2, -1, 0, 1, 2))
        v1, v, w1 = (_moved(self._verb, by) for by in (-1, 0, 1))
        place = t << np.uint64(3) | self._side
        joins = (
            t,
            _tags(t1, t),
            _tags(t, n1),
            _tags(t2, t1, t, n1, n2),
            _tags(v1, v, w1, t),
            _join(side, place),
            _join(here, next_) << np.uint64(8) | _tags(t1, t),
            _join(one, here) << np.uint64(8) | _tags(t, n1),
            _join(kind, place),
            _join(form, place),
            _tags(_moved(others, -1), others, _moved(others, 1)),
            _tags(others, place >> np.uint64(3), self._side),
            _join(before, last, place),
            _join(last, place),
            _join(after, place),
            _join(unit, place),
            _join(size, place),
            _tags(self._near, t),
            _tags(self._near, others, size),
        )
        return [self._hash(100 + seed, values) for seed, values in enumerate(joins)]

    def _locate(self, facts: _Facts) -> None:
        """Find on which side of the number a character stands, how far, and in its clause."""
        start, end = facts.quantity[self._row].T
        first, last = facts.clause[self._row].T
        place = self._place
        left, right = place < start, place >= end
        away = np.where(left, start - place, np.where(right, place - end + 1, 0))
        side = np.where(left, 1, np.where(right, 2, 0)).astype(np.uint64)
        within = ((place >= first) & (place < last)).astype(np.uint64)
        self._side = side << np.uint64(1) | within
        self._distance = _BUCKETS[np.clip(away, 0, len(_BUCKETS) - 1)] << np.uint64(2) | side
        number = start + np.array(self._shift)[self._row]
        between = np.where(left, self._commas[number - 1] - self._commas, 0)
        self._near = np.clip(between, 0, _MOST_COMMAS).astype(np.uint64)

    def _hash(self, seed: int, values: Numbers) -> NDArray[np.int32]:
        mixed = (values.take(self._kept) + np.uint64(seed * 0x51ED27 + 1)) * _MULTIPLY
        mixed = (mixed ^ (mixed >> _HALF) ^ np.uint64(seed)) * _AGAIN
        return (mixed >> _SHIFT).astype(np.int32)


def _shapes(codes: NDArray[np.uint32]) -> Numbers:
    """Return the characters with all digits as one and all Latin letters as one."""
    digit = (codes >= ord("0")) & (codes <= ord("9"))
    lower = codes | 0x20
    letter = (lower >= ord("a")) & (lower <= ord("z"))
    made = np.where(digit, ord("9"), np.where(letter, ord("a"), codes))
    return made.astype(np.uint64)


def _moved(values: Numbers, by: int) -> Numbers:
    """Return for each place the value `by` places on."""
    return np.roll(values, -by) if by else values


def _join(*values: Numbers) -> Numbers:
    """Join characters of 21 bits, the last of which may be wider than that."""
    made = values[0]
    for value in values[1:]:
        made = made << np.uint64(_CHAR) | value
    return made


def _tags(*values: Numbers) -> Numbers:
    """Join tags of 4 bits."""
    made = values[0]
    for value in values[1:]:
        made = made << np.uint64(4) | value
    return made
