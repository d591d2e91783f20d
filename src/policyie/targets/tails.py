"""What stands right before a number: change, adverb, comparison, told from the right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policyie.targets.grammar import Grammar
    from policyie.targets.records import Left

Span = tuple[int, int]
_COMPARED = re.compile(
    r"(?:比|较|同比)[^，,;；。、()]{1,16}$|(?:与|同)[^，,;；。、()]{1,14}(?:相比|比较|比|同期)$"
)
_ON_BASE = re.compile(
    r"(?:在)?(?:(?:19|20)\d\d年|[一二][〇零九][〇零一二三四五六七八九]{2}年|上年|去年|目前|现有|原有)(?:末|底)?的?基础上(?:再|又)?$"
)
_COMPARED_PLACES = re.compile(r"(?:比|较|与)[^，,;；。()]{1,16}$")
_SET_END = re.compile(r"等(?:地|处|共|共计|总计)?$")
_TRIM_END = re.compile(
    r"(?:的|(?<=[比率量额数度值重])在|数量为|人数为|等方面|方面|工作|、|，|,|-|“)$"
)
_COMPARED_PLACES = re.compile(r"(?:比|较|与)[^，,;；。()]{1,16}$")
_SET_END = re.compile(r"等(?:地|处|共|共计|总计)?$")
_TRIM_END = re.compile(
    r"(?:的|(?<=[比率量额数度值重])在|数量为|人数为|等方面|方面|工作|、|，|,|-|“)$"
)
_REACH = 8
_MAX_MODAL = 3
_STEPS = 8


class TailReader:
    """Reads the words between a noun and its number, from the right."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self._text = text
        self._grammar = grammar

    def read(self, left: Left, start: int, end: int) -> int:
        """Strip words of change, adverbs and comparisons from the right; return the new end."""
        for _ in range(_STEPS):
            back = self._text[max(start, end - _REACH) : end][::-1]
            if not back:
                break
            if back[0] in self._grammar.modal_last and end - start > _MAX_MODAL:
                modal = self._grammar.modal_length(back[:4][::-1])
                if modal:
                    end -= modal
                    continue
            taken = self._step(left, back, start, end)
            if taken == end:
                break
            end = taken
        return self._standing(left, start, end)

    def _step(self, left: Left, back: str, start: int, end: int) -> int:
        """Strip one word from the right; `back` is what stands there, read from its end."""
        grammar = self._grammar
        if back[0] == "了":
            left.done = True
            return end - 1
        realised = back.startswith("现实") and end - start > 2
        if realised or (left.verb is None and grammar.thing_done.search(back[:6][::-1])):
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
