"""What stands before a number: time, scope, hedge, owner, verb, noun phrase, word of change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyie.targets.records import Left
from policyie.targets.subjects import SubjectReader
from policyie.targets.tails import TailReader

if TYPE_CHECKING:
    from policyie.mentions.records import Time
    from policyie.targets.grammar import Grammar

Span = tuple[int, int]
_SET_END = re.compile(r"等(?:地|处|共|共计|总计)?$")
_TRIM_END = re.compile(
    r"(?:的|(?<=[比率量额数度值重])在|数量为|人数为|等方面|方面|工作|、|，|,|-|“)$"
)
_TRIM_LAST = frozenset("的在为面作、，,-“")
_NO_PLACE = re.compile(r"[的、和与及性级]|化(?![学肥工解石])|港(?!口)|籍")
_STEPS = 8


class LeftReader:
    """Reads the words before numbers of one text."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self._text = text
        self._grammar = grammar
        self._trim_last = grammar.modal_last | _TRIM_LAST
        self._tails = TailReader(text, grammar)
        self._subjects = SubjectReader(text, grammar)

    def read(self, start: int, end: int, times: dict[int, Time], *, share: bool = False) -> Left:
        """Return the reading of `text[start:end]`.

        Args:
            start: where the clause, or what is left of it, begins.
            end: where the words that bound the number begin.
            times: the sentence's time expressions by their start.
            share: whether the number is a share, or bounded by 达到 and the like: a verb right
                before it is then a noun (平台建设达50%).
        """
        left = Left()
        left.share = share
        end = self._before_times(self._tails.read(left, start, end), start, times)
        start = self._after_times(left, start, end, times)
        start = self._read_head(left, start, end, times)
        if left.at_verb:
            return left
        start, end = self._trimmed(start, end)
        self._take_per(left, start, end)
        end = self._before_bearer(left, start, end)
        if end <= start:
            return left
        found = _SET_END.search(self._text[max(start, end - 4) : end])
        if found and end - start > 2:
            left.scope = (start, end)
            return left
        left.noun = (start, end)
        if left.verb is None:
            self._subjects.split(left)
        return left

    def read_place(self, start: int, end: int, times: dict[int, Time]) -> Span | None:
        """Return the place that opens `text[start:end]`, behind times (2024年,全区将推进…)."""
        for _ in range(_STEPS):
            time = times.get(start)
            if time is not None:
                start = time.end
            elif self._text[start : start + 1] in (" ", ",", "，", "、"):
                start += 1
            else:
                break
        grammar, left = self._grammar, Left()
        district = grammar.district.match(self._text, start, end)
        if district:
            return district.span()
        place = self._take_place(left, start, end)
        if place == start:
            place = self._take_name(left, start, end)
        if place == start or grammar.verb_run.match(self._text, start, place):
            return None
        opens = self._text[end : end + 1] in (":", "：") or any(
            form.match(self._text, place, end)
            for form in (grammar.will, grammar.function, grammar.verb_run)
        )
        return left.scope if opens else None

    # -- from the left --------------------------------------------------------------------------

    def _before_times(self, end: int, start: int, times: dict[int, Time]) -> int:
        """Cut times that stand between a noun and its number (覆盖率2025年、2026年达到…)."""
        if not times:
            return end
        ends = {t.end: t.start for t in times.values() if t.start > start + 2}
        for _ in range(4):
            while end > start and self._text[end - 1] in "、，, 将要":
                end -= 1
            if end not in ends:
                break
            end = ends[end]
        return end

    def _after_times(self, left: Left, start: int, end: int, times: dict[int, Time]) -> int:
        """Return the place behind the last time expression; keep a scope that stands before."""
        if not times:
            return start
        inside = [
            t for t in times.values() if start < t.start and t.end <= end and t.role != "base"
        ]
        if not inside:
            return start
        if not self._text[inside[-1].end : end].strip(" ,，、将要也"):
            return start
        scope = self._grammar.scope.match(self._text, start, inside[-1].start)
        if scope:
            left.scope = scope.span()
        return inside[-1].end

    def _read_head(self, left: Left, start: int, end: int, times: dict[int, Time]) -> int:
        """Strip times, scopes, hedges and verbs from the left; return the new start."""
        for _ in range(14):
            place = self._head_step(left, start, end, times)
            if place == start or place >= end:
                return max(place, start)
            start = place
        return start

    def _head_step(self, left: Left, start: int, end: int, times: dict[int, Time]) -> int:
        """Strip one word from the left; return where the next one begins."""
        if start >= end:
            return start
        time = times.get(start)
        if time is not None and time.end <= end:
            return time.end
        if self._text[start] in " ,，、:：-—;；)）":
            return start + 1
        if self._text.startswith("其中", start):
            return start + 2
        place = self._take_denominator(left, start, end)
        if place != start or self._grammar.noun_start.match(self._text, start, end):
            return place
        for step in (self._take_place, self._take_hedge, self._take_verb, self._take_name):
            place = step(left, start, end)
            if place != start:
                return place
        return self._skip_function(start, end)

    def _take_denominator(self, left: Left, start: int, end: int) -> int:
        per = self._grammar.per.match(self._text, start, end)
        if per is None:
            return start
        if left.per and left.per[-1][1] == start:
            left.per[-1] = (left.per[-1][0], per.end())
        else:
            left.per.append(per.span())
        return per.end()

    def _take_place(self, left: Left, start: int, end: int) -> int:
        scope = self._grammar.scope.match(self._text, start, end)
        return scope.end() if scope and self._takes_scope(left, scope.span(), end) else start

    def _take_name(self, left: Left, start: int, end: int) -> int:
        name = self._grammar.place.match(self._text, start, end)
        return name.end() if name and self._takes_scope(left, name.span(), end) else start

    def _take_hedge(self, left: Left, start: int, end: int) -> int:
        hedge = self._grammar.hedge.match(self._text, start, end)
        if hedge is None:
            return start
        left.hedge = hedge.span()
        return hedge.end()

    def _skip_function(self, start: int, end: int) -> int:
        if self._grammar.edge_word.match(self._text, start, end):
            return start
        function = self._grammar.function.match(self._text, start, end)
        if function:
            if self._opens_relative(function, end):
                return start
            return function.end()
        will = self._grammar.will.match(self._text, start, end)
        return will.end() if will else start

    def _opens_relative(self, function: re.Match[str], end: int) -> bool:
        """Whether a preposition belongs to the clause before 的 (在校就读的学生)."""
        if function[0] not in self._grammar.prepositions:
            return False
        return self._grammar.relative.match(self._text, function.end(), end) is not None

    def _supports(self, left: Left) -> bool:
        """Whether the verb only furthers another (支持各地新建…)."""
        verb = left.verb
        return verb is not None and self._text[verb[0] : verb[1]] in self._grammar.supports

    def _takes_scope(self, left: Left, span: Span, end: int) -> bool:
        """Take a place word as scope when a noun or verb follows it, not a particle."""
        if _NO_PLACE.match(self._text, span[1], end):
            return False
        if left.scope is None:
            left.scope = span
            return True
        if left.scope[1] == span[0]:
            left.scope = (left.scope[0], span[1])
            return True
        return False

    def _take_verb(self, left: Left, start: int, end: int) -> int:
        if left.verb is not None and not self._supports(left):
            return start
        run = self._grammar.verb_run.match(self._text, start, end)
        if run is None:
            return start
        place = run.end()
        if place < end:
            if self._grammar.no_object.match(self._text, place, end):
                return start
            nominal = self._grammar.nominal.match(self._text, place, end)
            if nominal and (nominal.end() >= end or self._text[nominal.end()] == "占"):
                return start
        if left.share and (run["verb"][0] == "新" or self._is_relative(place, end)):
            return start
        left.verb = run.span("verb")
        left.at_verb = place >= end
        return place

    def _is_relative(self, place: int, end: int) -> bool:
        """Whether the verb belongs to a clause that names the set (建立制度的社区)."""
        tail = self._text[max(place, end - 7) : end]
        return "的" in tail and self._text.find("的", place, end) >= end - 7

    def _trimmed(self, start: int, end: int) -> Span:
        text = self._text
        while start < end and text[start] in "的了 对":
            if self._grammar.edge_word.match(text, start, end):
                break
            start += 1
        for _ in range(4):
            tail = text[max(start, end - 4) : end]
            if tail[-1:] not in self._trim_last:
                break
            found = _TRIM_END.search(tail)
            cut = len(found[0]) if found else self._grammar.modal_length(tail)
            if not cut:
                break
            end -= cut
        return start, max(start, end)

    def _before_bearer(self, left: Left, start: int, end: int) -> int:
        """Cut who pays (奖补资金由市财政承担50%): the bearer is the owner."""
        found = self._grammar.borne.search(self._text, min(start + 2, end), end)
        if found is None:
            return end
        left.owner = left.owner or found.span("owner")
        left.verb = left.verb or found.span("verb")
        return found.start()

    def _take_per(self, left: Left, start: int, end: int) -> None:
        """Note a denominator inside the noun phrase; the indicator leaves it out."""
        if left.per and not all(self._is_yearly(span) for span in left.per):
            return
        found = self._grammar.per.search(self._text, start, end)
        if found:
            more = self._grammar.per.match(self._text, found.end(), end)
            left.per.insert(0, (found.start(), more.end() if more else found.end()))

    def _is_yearly(self, span: Span) -> bool:
        """Whether a denominator only says that a change is by the year."""
        return self._text[span[0] : span[1]] in self._grammar.yearly
