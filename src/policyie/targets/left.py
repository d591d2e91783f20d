"""What stands before a number: time, scope, hedge, owner, verb, noun phrase, word of change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from policyie.mentions.records import Time
    from policyie.targets.grammar import Grammar

Span = tuple[int, int]
_COMPARED = re.compile(
    r"(?:比|较|同比)[^，,;；。、()]{1,16}$|(?:与|同)[^，,;；。、()]{1,14}(?:相比|比较|比|同期)$"
)
_ON_BASE = re.compile(r"(?:在)?(?:(?:19|20)\d\d年|上年|去年)(?:末|底)?的?基础上(?:再|又)?$")
_COMPARED_PLACES = re.compile(r"(?:比|较|与)[^，,;；。()]{1,16}$")
_SET_END = re.compile(r"等(?:地|处|共|共计|总计)?$")
_TRIM_END = re.compile(
    r"(?:的|(?<=[比率量额数度值重])在|数量为|人数为|等方面|方面|工作|、|，|,|-|“)$"
)
_NOT_SUBJECT = re.compile(r"[的对与和]$|率$")
_NO_PLACE = re.compile(r"[的、和与及性级]|化(?![学肥工解石])|港(?!口)|籍")
_REACH = 8
_MAX_MODAL = 3
_SHARE_ENDS = ("的比例", "的比重", "的占比", "的比率")
_STEPS = 8
_MAX_SUBJECT = 24


class Left(Struct, gc=False, eq=False):
    """The reading of the words before a number."""

    noun: Span | None = None
    verb: Span | None = None
    scope: Span | None = None
    hedge: Span | None = None
    owner: Span | None = None
    per: list[Span] = []
    mode: str = "level"
    change: Span | None = None
    base: Span | None = None
    spread: bool = False
    at_verb: bool = False
    done: bool = False
    share: bool = False
    subject: Span | None = None


class LeftReader:
    """Reads the words before numbers of one text."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self._text = text
        self._grammar = grammar

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
        end = self._before_times(self._read_tail(left, start, end), start, times)
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
            self._split_subject(left)
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

    # -- from the right -------------------------------------------------------------------------

    def _read_tail(self, left: Left, start: int, end: int) -> int:
        """Strip words of change, adverbs and comparisons from the right; return the new end."""
        for _ in range(_STEPS):
            back = self._text[max(start, end - _REACH) : end][::-1]
            if not back:
                break
            modal = self._grammar.modal_tail.search(back[:4][::-1])
            if modal and end - start > _MAX_MODAL:
                end -= len(modal[0])
                continue
            taken = self._tail_step(left, back, start, end)
            if taken == end:
                break
            end = taken
        return self._standing(left, start, end)

    def _tail_step(self, left: Left, back: str, start: int, end: int) -> int:
        """Strip one word from the right; `back` is what stands there, read from its end."""
        grammar = self._grammar
        if back[0] == "了":
            left.done = True
            return end - 1
        if back.startswith("现实") and end - start > 2:
            left.verb = (end - 2, end)
            return end - 2
        if left.change is None and not back.startswith(grammar.not_change):
            found = grammar.change_tail.match(back)
            deed = grammar.deed_tail.match(back)
            if found and not (deed and deed.end() > found.end()):
                left.mode = grammar.changes[found[0]]
                left.change = (end - found.end(), end)
                return end - found.end()
        found = grammar.rate_tail.match(back)
        if (
            found
            and left.mode == "level"
            and left.base is None
            and not back.startswith("率长增然自")
        ):
            left.mode = grammar.rates[found[0]]
            return end - found.end()
        found = grammar.tail.match(back)
        if found is None:
            return self._compared(left, start, end)
        left.spread = left.spread or found[0] == "别分"
        if found[0] in grammar.means:
            left.per.append((end - 2, end))
        return end - found.end()

    def _standing(self, left: Left, start: int, end: int) -> int:
        """Strip a comparison with another place (高于全市平均水平1.1个百分点)."""
        found = self._grammar.standing.search(self._text[max(start, end - 22) : end])
        if found is None or left.change is not None:
            return end
        place = max(start, end - 22) + found.start()
        left.verb = (place, place + len(found["verb"]))
        left.base = (place, end)
        return place

    def _compared(self, left: Left, start: int, end: int) -> int:
        """Strip a comparison (比上年, 较全国平均高) from the right."""
        text = self._text
        tail = text[max(start, end - 18) : end]
        gap = self._grammar.gap.search(tail)
        if gap and left.change is None:
            left.verb = (end - len(gap[0]), end)
            end -= len(gap[0])
            tail = tail[: gap.start()]
        if left.change is None and not gap and left.mode == "level" and not tail.endswith("基础上"):
            return end
        found = (_COMPARED_PLACES if gap else _COMPARED).search(tail)
        found = found or _ON_BASE.search(tail)
        if found:
            left.base = (end - len(tail) + found.start(), end)
            return left.base[0]
        return end

    # -- from the left --------------------------------------------------------------------------

    def _before_times(self, end: int, start: int, times: dict[int, Time]) -> int:
        """Cut times that stand between a noun and its number (覆盖率2025年、2026年达到…)."""
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
        function = self._grammar.function.match(self._text, start, end)
        if function:
            if self._opens_relative(function, end):
                return start
            return function.end()
        will = self._grammar.will.match(self._text, start, end)
        return will.end() if will else start

    def _opens_relative(self, function: re.Match[str], end: int) -> bool:
        """Whether a preposition belongs to the clause before 的 (在校就读的学生, 与工时挂钩的津贴)."""
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
            start += 1
        for _ in range(4):
            tail = text[max(start, end - 4) : end]
            found = _TRIM_END.search(tail) or self._grammar.modal_tail.search(tail)
            if not found:
                break
            end -= len(found[0])
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

    def _split_subject(self, left: Left) -> None:
        """Split `subject + verb + object`: the subject is the owner or the scope."""
        if left.noun is None:
            return
        start, end = left.noun
        found = self._grammar.appearing_tail.search(self._text, min(start + 2, end), end)
        if found and not left.share:
            left.verb, left.noun = found.span("verb"), (start, found.start())
            return
        place = start + 2
        while place < end:
            run = self._grammar.strong_verb.search(self._text, place, end)
            if run is None:
                return
            if self._is_predicate(left, run, end):
                subject: Span | None = self._bare_subject(left, start, run.start())
                if self._grammar.adjunct.match(self._text, start, run.start()):
                    subject = None
                if self._grammar.owner_end.search(
                    self._text[max(start, run.start() - 5) : run.start()]
                ):
                    left.owner = subject
                elif left.scope is None:
                    left.scope = subject
                left.verb = run.span()
                left.noun = (run.end(), end)
                if run.end() >= end:
                    left.noun = None
                    left.at_verb = True
                    if not left.spread and left.owner is None:
                        left.subject, left.scope = (
                            subject,
                            None if left.scope == subject else left.scope,
                        )
                return
            place = run.end()

    def _may_be_subject(self, start: int, end: int) -> bool:
        """Whether the words before a verb may be its subject: a set, or three characters."""
        if end - start > _MAX_SUBJECT:
            return False
        return (
            end - start > 2 or self._grammar.set_noun.fullmatch(self._text, start, end) is not None
        )

    def _bare_subject(self, left: Left, start: int, end: int) -> Span:
        """Return a subject without the adverbs before its verb; 分别 among them deals out."""
        for _ in range(4):
            back = self._text[max(start, end - 4) : end][::-1]
            found = self._grammar.tail.match(back)
            if not found:
                break
            left.spread = left.spread or back.startswith("别分")
            end -= found.end()
        return start, end

    def _is_predicate(self, left: Left, run: re.Match[str], end: int) -> bool:
        text, grammar = self._text, self._grammar
        start = left.noun[0] if left.noun else run.start()
        if grammar.fixed.search(text, max(start, run.start() - 2), min(end, run.end() + 2)):
            return False
        if left.share and (text[end - 1] == "的" or text[end - 3 : end] in _SHARE_ENDS):
            return False
        if not self._may_be_subject(start, run.start()) or _NOT_SUBJECT.search(
            text[start : run.start()]
        ):
            return False
        if run.end() >= end:
            return not left.share
        if text[run.end()] in "的率量额数" or text[end - 1] in "率比重":
            return False
        nominal = grammar.nominal.match(text, run.end(), end)
        if grammar.function.match(text, run.end(), end):
            return False
        return (nominal is None or nominal.end() < end) and end - run.end() >= 2
