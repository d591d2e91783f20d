"""Which time expression dates a target: the nearest of clause, sentence, list, block, heading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from policyie.mentions.dates import year_span
from policyie.mentions.records import Time
from policyie.mentions.time_roles import Reference
from policyie.mentions.times import find_times
from policyie.patterns import trie_pattern

if TYPE_CHECKING:
    from policyie.lexicon import Lexicon
    from policyie.segments.records import Block, Sentence
    from policyie.targets.records import Draft

_DATING = ("period", "deadline", "since", "now")
_HEAD_SLACK = 4
_RELATIVE = ("month", "year-end", "part-of-year", "months", "relative-year")
_OF_YEAR = ("year", "relative-year")
_FAR = ("year", "plan-end")
_LEADS = re.compile(r"以下|如下|下列|几个方面|重点抓好|做好")
_FOLLOWS = re.compile(r"(?:以下|如下|下列)[\u4e00-\u9fff]{1,6}[。\n]?$")
_OPENER_REACH = 320
_RUNIN_RANKS = (65, 66)
_ITEM_RANK = 40
_NUMBER = re.compile(r"\d")
_PART_CUE = re.compile(
    r"[ ]*(?:各位代表[,，!！:：。 ]{0,2})?(?:"
    r"(?P<plan>(?:经过|这|过去|近)?五年(?:来|间)?(?=[^\n。]|$)"
    r"|“?十[一二三四五六]?五”?(?:时期|期间)|这是[^\n。，]{2,30}的五年|回顾(?:过去|这)五年)"
    r"|(?:一年来|(?:刚刚)?过去的?(?:这)?一年|这一年"
    r"|(?:刚刚过去的)?20\d\d年(?:是|,|，|,?我们|全[省市县区]|主要)"
    r"|回顾(?:过去|这)一年))"
)


@dataclass(slots=True)
class _Opener:
    """A time word that heads a paragraph, with the block in which it holds."""

    time: Time
    paragraph: int
    block: int
    leads: bool = False


class PeriodFinder:
    """Dates the drafts of one document, sentence by sentence in text order."""

    def __init__(
        self, text: str, blocks: list[Block], reference: Reference, lexicon: Lexicon
    ) -> None:
        self._leads = frozenset(lexicon.surfaces("phrases", "year-lead"))
        self._stage = stage_pattern(lexicon)
        self._ahead = ahead_pattern(lexicon)
        self._text = text
        self._blocks = blocks
        self.reference = reference
        self._of_block: dict[int, list[Time]] = {}
        self._part: dict[int, Time] = {}
        self._opener: _Opener | None = None
        self._last_paragraph = -1
        self._last_time: _Opener | None = None

    def times(self, sentence: Sentence) -> list[Time]:
        """Return the time expressions of a sentence."""
        return list(find_times(self._text, sentence.start, sentence.end, self.reference))

    def enter(self, sentence: Sentence, times: list[Time]) -> None:
        """Note the sentence's head time when it opens a paragraph; drop one that ends here."""
        if sentence.paragraph != self._last_paragraph:
            self._last_paragraph = sentence.paragraph
            if self._opener and not sentence.details:
                self._opener = None
        self._turn_part(sentence)
        opener = self._opener
        if opener and (self._is_far(opener, sentence) or not self._governs(opener, sentence)):
            self._opener = None
        if sentence.head:
            for time in times:
                if time.rule in ("date", "now"):
                    continue
                lead = self._text[sentence.start : time.start]
                near = (len(lead) <= _HEAD_SLACK and "为" not in lead) or lead in self._leads
                if near and time.role in _DATING:
                    self._opener = _Opener(time, sentence.paragraph, sentence.block)
                    break
        self._lead(sentence, times)

    def _lead(self, sentence: Sentence, times: list[Time]) -> None:
        """Note a sentence that leads a list: the last time of its paragraph governs the items."""
        for time in times:
            if time.role in _DATING and time.rule not in ("date", "now"):
                self._last_time = _Opener(time, sentence.paragraph, sentence.block)
        text = self._text
        tail = text[max(sentence.start, sentence.end - 16) : sentence.end + 1]
        last = self._last_time
        if last is None or last.paragraph != sentence.paragraph:
            return
        if tail.rstrip("\n。")[-1:] in (":", "：") or "如下" in tail or "以下" in tail:
            closed = tail.rstrip("\n。")[-1:] in (":", "：") or _FOLLOWS.search(tail)
            if self._opener and last.time.start >= sentence.start and closed:
                self._opener = last
            if self._opener is None or self._opener.paragraph != sentence.paragraph:
                if not _LEADS.search(tail):
                    return
                self._opener = last
            self._opener.leads = True

    @staticmethod
    def _is_far(opener: _Opener, sentence: Sentence) -> bool:
        """Whether one paragraph has run on too long for its opener (a text of one line)."""
        same = opener.paragraph == sentence.paragraph and not opener.leads
        return same and sentence.start - opener.time.end > _OPENER_REACH

    def _governs(self, opener: _Opener, sentence: Sentence) -> bool:
        """Whether the sentence stands in the opener's block, or in an item that details it."""
        block = sentence.block
        while block >= 0 and block != opener.block:
            here = self._blocks[block]
            if here.rank in _RUNIN_RANKS or (here.rank < _ITEM_RANK and not opener.leads):
                return False
            block = here.parent
        return block == opener.block

    def paragraph_time(self) -> Time | None:
        """Return the time that opens the present paragraph, or None."""
        return self._opener.time if self._opener else None

    def _in_context(self, time: Time, sentence: Sentence) -> Time:
        """Read 6月底前 and 全年 in the year of the heading, when the heading names one year."""
        word = self._text[time.start : time.end]
        year = self._year_opened(time) if word == "全年" else None
        if year is not None:
            span = (year.first, year.last)
            return Time(time.start, time.end, *span, year.year, time.role, time.rule)
        context = self._heading_time(sentence.block)
        if context is None or context.year is None or time.year is None:
            return time
        if context.first is None or context.last is None or context.first[:4] != context.last[:4]:
            return time
        if time.rule == "relative-year" and "全年" not in word and "年内" not in word:
            return time
        named = str(context.year)
        first = named + time.first[4:] if time.first else None
        last = named + time.last[4:] if time.last else None
        return Time(time.start, time.end, first, last, context.year, time.role, time.rule)

    def _year_opened(self, time: Time) -> Time | None:
        """Return the year that opens the paragraph before `time` (去年…。全年…), if one does."""
        opener = self._opener.time if self._opener else None
        if opener is None or opener.rule not in _OF_YEAR or opener.year is None:
            return None
        return opener if opener.end <= time.start else None

    def _of_plan(self, time: Time, sentence: Sentence) -> Time:
        """Read 五年来 as the five years of the plan that a heading above names."""
        word = self._text[time.start : time.end]
        if ("五" not in word and "5" not in word) or self._count_years(time) != 5:
            return time
        block = sentence.block
        while block >= 0:
            for own in self._own_times(block):
                if own.rule == "plan-period":
                    return Time(
                        time.start, time.end, own.first, own.last, None, time.role, time.rule
                    )
            block = self._blocks[block].parent
        return time

    @staticmethod
    def _count_years(time: Time) -> int:
        """Return how many years a time spans, 0 when it is open."""
        if time.first is None or time.last is None:
            return 0
        return int(time.last[:4]) - int(time.first[:4]) + 1

    def title_time(self, block: int) -> Time | None:
        """Return the time in the nearest enclosing heading that has one."""
        return self._heading_time(block)

    def date(self, draft: Draft, times: list[Time]) -> None:
        """Set the time of `draft` from the nearest source."""
        time, source = self._nearest(draft, times)
        if time is None:
            return
        if time.rule in _RELATIVE:
            time = self._in_context(time, draft.sentence)
        elif time.rule == "past-years" and time.first is not None:
            time = self._of_plan(time, draft.sentence)
        draft.time, draft.time_from = time, source

    def _nearest(self, draft: Draft, times: list[Time]) -> tuple[Time | None, str | None]:
        sentence = draft.sentence
        quantity = draft.quantity
        place = quantity.start if quantity else draft.clause[1]
        start, end = draft.clause
        dating = [t for t in times if t.role in _DATING]
        inside = [t for t in dating if start <= t.start < place]
        dealt = self._dealt(draft, [t for t in dating if t.start < place])
        if dealt is not None:
            return dealt, "clause" if dealt.start >= start else "sentence"
        if inside:
            return self._own_time(inside[-1], dating)
        after = [t for t in dating if place < t.start < end and self._reaches(place, t.start)]
        if after:
            return after[0], "clause"
        earlier = self._still_holding([t for t in dating if t.start < start], sentence, start)
        if earlier:
            return self._own_time(earlier[-1], dating)[0], "sentence"
        label = sentence.label
        if label is not None:
            first, last = year_span(label.year)
            made = Time(label.start, label.end, first, last, label.year, "period", "year-label")
            return made, "block"
        later = [t for t in dating if self._comes_later(t, draft)]
        if later:
            return later[0], "sentence"
        if self._opener is not None and not self._looks_ahead(self._opener.time, draft):
            return self._opener.time, "list"
        return self._heading_time(sentence.block), "heading"

    def _still_holding(self, times: list[Time], sentence: Sentence, place: int) -> list[Time]:
        """Return the times that hold at a later clause: behind a semicolon the head's alone."""
        if len(times) < 2 or times[0].start - sentence.start > _HEAD_SLACK:
            return times
        return times[:1] if ";" in self._text[times[-1].end : place] else times

    def _own_time(self, time: Time, dating: list[Time]) -> tuple[Time, str]:
        """Return the clause's time; 全年 stands for the year that the sentence named before."""
        if self._text[time.start : time.end] in ("全年", "当年"):
            for other in reversed(dating):
                if other.start < time.start and other.rule in _FAR:
                    return other, "sentence"
        return time, "clause"

    def _is_past(self, time: Time) -> bool:
        """Whether a time ends in a year before the document's."""
        year = self.reference.year
        return year is not None and time.last is not None and int(time.last[:4]) < year

    def _looks_ahead(self, time: Time, draft: Draft) -> bool:
        """Whether a goal stands under a time that reports a state (截至2024年底…将达到)."""
        if self._text[time.start] != "截" and not self._is_past(time):
            return False
        start, end = draft.clause
        return (
            self._ahead.search(self._text, max(draft.sentence.start, start - 24), end) is not None
        )

    def _comes_later(self, time: Time, draft: Draft) -> bool:
        """Whether a deadline that a later clause states is that of the draft too."""
        end = draft.clause[1]
        if time.start < end or time.role != "deadline" or time.rule not in _FAR:
            return False
        yearly = any(self._text[a:b] == "年均" for a, b in draft.per)
        return not yearly and ";" not in self._text[end : time.start]

    def _dealt(self, draft: Draft, before: list[Time]) -> Time | None:
        """Return the n-th of the years that 分别 deals out (2024年、2025年分别达到…)."""
        if draft.turn is None or len(before) < 2:
            return None
        row = [before[-1]]
        for time in reversed(before[:-1]):
            if row[0].start - time.end > 1:
                break
            row.insert(0, time)
        index, count = draft.turn
        return row[index] if len(row) == count > 1 else None

    def _reaches(self, place: int, later: int) -> bool:
        """Whether a time after a number is its own: no bracket and no further number between."""
        between = self._text[place:later]
        return "(" not in between and _NUMBER.search(between[1:].lstrip("0123456789.,%")) is None

    def _heading_time(self, block: int) -> Time | None:
        """Return the time in the nearest enclosing heading that has one."""
        while block >= 0:
            found = self._own_times(block)
            if found:
                return self._part.get(block, found[0])
            block = self._blocks[block].parent
        return None

    def _own_times(self, block: int) -> list[Time]:
        """Return the times that a heading names."""
        if block not in self._of_block:
            here = self._blocks[block]
            self._of_block[block] = [
                t
                for t in find_times(self._text, here.start, here.end, self.reference)
                if t.role in _DATING
                and t.rule not in ("now", "month")
                and not (here.parent >= 0 and self._is_stage(t))
            ]
        return self._of_block[block]

    def _is_stage(self, time: Time) -> bool:
        """Whether a plan's name only tells how far the plan has come (“十四五”良好开局)."""
        return time.rule == "plan-period" and self._stage.match(self._text, time.end) is not None

    def _turn_part(self, sentence: Sentence) -> None:
        """Note which of a heading's two times the text has come to (五年来…, 过去一年…)."""
        found = _PART_CUE.match(self._text, sentence.start, sentence.end)
        if found is None:
            return
        long = found["plan"] is not None
        block = sentence.block
        while block >= 0:
            times = self._own_times(block)
            if len(times) > 1:
                for time in times:
                    if (time.rule == "plan-period") == long:
                        self._part[block] = time
                        break
                return
            block = self._blocks[block].parent


@lru_cache(maxsize=4)
def ahead_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """Return what tells a goal from a state: words of `phrases.tsv` that look ahead."""
    return re.compile(trie_pattern(lexicon.surfaces("phrases", "ahead")))


@lru_cache(maxsize=4)
def stage_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """Return what tells, behind a plan's name, how far the plan has come (良好开局)."""
    stages = trie_pattern(lexicon.surfaces("phrases", "plan-stage"))
    return re.compile(rf"[^，,。]{{0,4}}{stages}")
