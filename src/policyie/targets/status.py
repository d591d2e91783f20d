"""Planned or reported: from the words, the year against the document's date, and the block."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from policyie.patterns import trie_pattern

if TYPE_CHECKING:
    from policyie.lexicon import Lexicon
    from policyie.mentions.records import Time
    from policyie.segments.records import Block
    from policyie.targets.records import Draft

_CHAPTER_RANK = 30
_BACKGROUND = 0.12
_BEYOND_WORDS = 5.6
_SIGNS = {
    "reported_strong": 4.0,
    "reported_weak": 1.5,
    "planned_strong": -4.0,
    "planned_weak": -1.5,
}


class StatusJudge:
    """Weighs the signs of one document."""

    def __init__(
        self, text: str, blocks: list[Block], lexicon: Lexicon, published: str | None
    ) -> None:
        self._text = text
        self._blocks = blocks
        self._published = published
        self._year = int(published[:4]) if published else None
        self._background_end = 0
        self._goal = re.compile("|".join(map(re.escape, lexicon.surfaces("chapters", "goal"))))
        self._pattern = _sign_pattern(lexicon)

    def judge_all(self, drafts: list[Draft]) -> None:
        """Set the status of all drafts in text order; tables have theirs from their columns."""
        self._background_end = self._find_background_end()
        before: tuple[tuple[int, int], str | None] = ((-1, -1), None)
        for draft in drafts:
            sentence = draft.sentence
            if sentence.kind == "table" or draft.quantity is None or draft.time_from == "column":
                continue
            place = (sentence.paragraph, sentence.block)
            status = before[1] if before[0] == place else None
            draft.status = self.judge(draft, draft.opener, status)
            before = (place, draft.status)

    def _find_background_end(self) -> int:
        """Return where the first chapter on what is to be done begins, 0 when there is none.

        What stands before it, under headings that say neither, is background: it reports.
        """
        for block in self._blocks:
            if block.rank > _CHAPTER_RANK or block.parent >= 0 or block.phase != "planned":
                continue
            if self._goal.search(self._text, block.start, block.end):
                return block.start if block.start > len(self._text) * _BACKGROUND else 0
        return 0

    def judge(self, draft: Draft, paragraph_last: str | None, before: str | None) -> str:
        """Return the status of `draft`.

        Args:
            draft: the target, dated.
            paragraph_last: ISO date of the last day of the time that opens the paragraph.
            before: the status of the sentence before in the same paragraph.
        """
        dates, block = self._dates(draft.last, draft.first), self._block(draft)
        if draft.time is not None and self._is_ending(draft.time):
            dates += 1.5
        if draft.time_from == "heading" and self._is_running(draft.time) and block > 2:
            dates = 0.0
        if self._year is None and _is_goal(self._text, draft):
            dates = -2.0
        if draft.last is None:
            dates += 0.6 * self._dates(paragraph_last, None)
        if draft.time is not None and draft.time.role == "now":
            dates += 2.0
        score = dates + block
        words = self._words(draft) if abs(score) < _BEYOND_WORDS else 0.0
        score += words
        signs = {"status-dates": dates, "status-block": block, "status-words": words}
        draft.status_rule = max(signs, key=lambda name: abs(signs[name]))
        if before is not None and abs(score) < 1:
            score += 0.7 if before == "reported" else -0.7
        return "reported" if score > 0 else "planned"

    def _is_ending(self, time: Time) -> bool:
        """Whether a plan's whole period ends in the document's year: most of it is past."""
        last = time.last
        return time.rule == "plan-period" and last is not None and int(last[:4]) == self._year

    def _is_running(self, time: Time | None) -> bool:
        """Whether a plan's period has begun and goes on beyond the document's year."""
        if time is None or time.rule != "plan-period":
            return False
        if self._year is None or not time.first or not time.last:
            return False
        return int(time.first[:4]) <= self._year < int(time.last[:4])

    def _words(self, draft: Draft) -> float:
        """Weigh the words of the clause and of the clause's own sentence before it."""
        start, end = draft.clause
        window = max(draft.sentence.start, start - 40)
        here = self._signs(start, min(end, start + 160))
        before = self._signs(window, start) - here if window < start else frozenset()
        return sum(_SIGNS[name] for name in here) + 0.4 * sum(_SIGNS[name] for name in before)

    def _signs(self, start: int, end: int) -> frozenset[str]:
        """Return which kinds of words stand in a stretch of the text."""
        found = {match.lastgroup for match in self._pattern.finditer(self._text, start, end)}
        return frozenset(name for name in found if name is not None)

    def _dates(self, last: str | None, first: str | None) -> float:
        if self._year is None:
            return 0.0
        if last is not None:
            year = int(last[:4])
            if year < self._year:
                return 5.0
            if year > self._year:
                return -4.0
            published = self._published or ""
            if len(published) > 5:
                past = last[: len(published)] < published
                return 2.5 if past else 0.8 if published[5:7] >= "11" else -0.4
            return -0.4
        if first is not None and int(first[:4]) > self._year:
            return -3.0
        return 0.0

    def _block(self, draft: Draft) -> float:
        block = draft.sentence.block
        phase = self._blocks[block].phase if block >= 0 else None
        if phase == "reported":
            return 2.5
        if phase is None and draft.clause[0] < self._background_end:
            return 1.5
        return -2.5 if phase == "planned" else -0.1


def _is_goal(text: str, draft: Draft) -> bool:
    """Whether a deadline dates the draft (到2027年, 2030年底前), not 截至."""
    time = draft.time
    return time is not None and time.role == "deadline" and text[time.start] != "截"


@lru_cache(maxsize=4)
def _sign_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """Return one pattern of all signs, a group a kind; neutral words stand in no group."""
    parts = [trie_pattern(lexicon.surfaces("status", "neutral"))]
    for name in _SIGNS:
        words = lexicon.surfaces("status", name.replace("_", "-"))
        parts.append(f"(?P<{name}>{trie_pattern(words)})")
    return re.compile("|".join(parts))
