"""Which candidate is a target: by its unit, its words, and what it counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyie.patterns import trie_pattern

if TYPE_CHECKING:
    from policyie.lexicon import Lexicon
    from policyie.mentions.records import Quantity
    from policyie.targets.grammar import Grammar
    from policyie.targets.records import Draft, Left
    from policyie.targets.right import Right

_SMALL = 10
_FEW = 12
_TIMES_SIGNS = ("×", "x", "*")
_DISTANCE = re.compile(r"(?:相距|距离?|离)[^,，。;；达到]{1,10}(?:约|仅|近)?$")
_OUT_OF = re.compile(r"^[^、，,]*[^高初集其、，,]中$")
_SIZE_KINDS = frozenset(
    {"area", "length", "money", "power", "voltage", "time", "age", "volume", "mass"}
)
_SIZE_BOUNDS = frozenset({"at_least", "more_than", "at_most", "less_than"})
_REACH = 16
_AMONG = re.compile(r"(?<![高初集其途])中$")
_PART_OF_SET = re.compile(r"[\u4e00-\u9fff]{2,12}?(?:已有|已|中有|有)[\u4e00-\u9fff]{0,4}")
_COUNTED = re.compile(r"的?[\u4e00-\u9fff]{2,8}")
_HARD_SIZES = frozenset({"length", "power", "voltage", "volume", "mass"})


class TargetFilter:
    """Judges drafts by rules; each rule names a construction."""

    def __init__(self, text: str, lexicon: Lexicon, grammar: Grammar) -> None:
        self._text = text
        self._grammar = grammar
        self._points = re.compile(rf"(?:{trie_pattern(lexicon.surfaces('nouns', 'point-verb'))})")

    def accepts(self, draft: Draft, left: Left, right: Right, following: Quantity | None) -> bool:
        """Whether `draft` is a target."""
        quantity = draft.quantity
        if quantity is None or quantity.form == "rank":
            return True
        if quantity.form in ("all", "none"):
            return self._accepts_coverage(draft, quantity)
        if quantity.form == "zero":
            return bool(draft.indicator)
        if quantity.unit is None:
            return self._accepts_bare(quantity, left)
        if self._is_no_measure(draft, quantity, right, following):
            return False
        kind = quantity.base.kind if quantity.base else "unknown"
        taught = quantity.base is not None and quantity.base.dimension == "teaching_time"
        if kind in ("time", "age") and not taught:
            return self._accepts_time(draft, quantity, left, right)
        if self._is_size(quantity, left, right, following, kind):
            return False
        if quantity.form == "chinese":
            return self._accepts_chinese(draft, quantity, left, right)
        return not self._is_enumeration(draft, quantity, left, right)

    def _is_no_measure(
        self, draft: Draft, quantity: Quantity, right: Right, following: Quantity | None
    ) -> bool:
        """Whether the number is a distance, a bound of a set, a set, a product or a name."""
        text = self._text
        kind = quantity.base.kind if quantity.base else "unknown"
        before = text[max(draft.clause[0], quantity.left - 14) : quantity.left]
        if kind == "length" and _DISTANCE.search(before):
            return True
        if kind == "place-counter" and (quantity.form == "chinese" or before.endswith("等")):
            return True
        if text[quantity.start - 1 : quantity.start] in _TIMES_SIGNS:
            return True
        if self._is_neighbourhood(quantity) or self._ends_in_among(draft, right):
            return True
        if following is None:
            return False
        if kind == "place-counter" and "的" in text[quantity.right : following.left]:
            return True
        if right.of and quantity.comparator in _SIZE_BOUNDS:
            return True
        if self._sizes_next(quantity, following):
            return True
        if self.is_measured_set(quantity, following):
            return True
        glued = quantity.form == "chinese" and following.start == quantity.end
        return glued or self._is_set(quantity, following)

    def _is_neighbourhood(self, quantity: Quantity) -> bool:
        """Whether places are counted only to say where a thing lies (与6个省区接壤)."""
        end = quantity.right + 8
        return self._grammar.borders.match(self._text, quantity.right, end) is not None

    def _ends_in_among(self, draft: Draft, right: Right) -> bool:
        """Whether the things counted are those among which others are told (24项指标中,9项…)."""
        if right.noun is None:
            return False
        end = min(draft.clause[1], right.noun[1] + 1)
        return _AMONG.search(self._text, right.noun[0], end) is not None

    def is_measured_set(self, quantity: Quantity, following: Quantity) -> bool:
        """Whether the next number is a share or part of the things counted (102项已开工96项)."""
        if quantity.base is None or quantity.base.kind != "counter":
            return False
        between = self._text[quantity.right : following.left]
        if following.unit == "%":
            return len(between) <= _REACH and between.endswith(("率", "比例", "比重", "占比"))
        same = following.unit == quantity.unit and following.comparator is None
        return same and _PART_OF_SET.fullmatch(between) is not None

    def _accepts_bare(self, quantity: Quantity, left: Left) -> bool:
        """A number without a unit needs a bound and a noun (指数达到80以上)."""
        if quantity.form != "arabic" or left.noun is None:
            return False
        return quantity.comparator not in (None, "exactly")

    def _accepts_coverage(self, draft: Draft, quantity: Quantity) -> bool:
        word = self._text[quantity.start : quantity.end]
        if not draft.indicator:
            return False
        start, end = draft.indicator[-1]
        noun = self._text[start:end]
        if word == "全面实现":
            return self._grammar.goal_noun.search(noun) is None
        return not (word.startswith(("全面", "全部")) and self._grammar.own_task.search(noun))

    def _accepts_time(self, draft: Draft, quantity: Quantity, left: Left, right: Right) -> bool:
        """A span of time is a target when a noun of time or a change leads to it.

        A time limit is one too, when something is to be done within it (30天内办结).
        """
        text = self._text
        for start, end in draft.indicator[-1:]:
            if self._grammar.time_noun.search(text[max(start, end - 6) : end]):
                return True
        if left.mode != "level" and (quantity.value != 1 or quantity.comparator is not None):
            return True
        if text[quantity.end : quantity.right] == "内":
            return right.noun is not None and quantity.base is not None and quantity.unit != "年"
        bounded = quantity.comparator in ("reach", "at_least", "at_most", "less_than", "about")
        return bounded and left.noun is not None and right.noun is None

    def _sizes_next(self, quantity: Quantity, following: Quantity) -> bool:
        """Whether a bounded measure describes the things counted next (产值超亿元企业30家)."""
        kind = quantity.base.kind if quantity.base else None
        counted = following.base is not None and following.base.kind == "counter"
        if kind not in _SIZE_KINDS or quantity.comparator not in _SIZE_BOUNDS or not counted:
            return False
        if self._grammar.verb_run.match(self._text, quantity.right, following.left):
            return False
        return _COUNTED.fullmatch(self._text, quantity.right, following.left) is not None

    @staticmethod
    def is_size(quantity: Quantity) -> bool:
        """Whether a number that is no target may be a size inside the next one's noun."""
        bounded = quantity.right > quantity.end or quantity.comparator in _SIZE_BOUNDS
        return bounded and quantity.base is not None and quantity.base.kind in _SIZE_KINDS

    def _is_set(self, quantity: Quantity, following: Quantity) -> bool:
        """Whether the number only says out of how many (22个县中11个县)."""
        if following.left - quantity.right > 14:
            return False
        between = self._text[quantity.right : following.left]
        return _OUT_OF.search(between) is not None

    def _is_size(
        self, quantity: Quantity, left: Left, right: Right, following: Quantity | None, kind: str
    ) -> bool:
        """A measure before a noun that is counted itself describes the noun."""
        if kind not in _SIZE_KINDS or right.noun is None or right.of:
            return False
        if left.noun is not None and left.mode == "level" and kind in _HARD_SIZES:
            return quantity.comparator is None
        text = self._text
        bounded = quantity.right > quantity.end
        before = text[quantity.left - 1 : quantity.left]
        if bounded and following is not None and following.left - quantity.right < 24:
            return True
        if bounded and before in "个家项座处条户所":
            return True
        return bounded and not text[right.noun[0] : right.noun[1]].endswith(("建设", "改造"))

    def _accepts_chinese(self, draft: Draft, quantity: Quantity, left: Left, right: Right) -> bool:
        value = quantity.value or 0
        if value > _SMALL or quantity.scale > 1 or quantity.unit in ("%", "倍"):
            return not self._is_enumeration(draft, quantity, left, right)
        if value <= 1:
            bound = quantity.comparator in ("at_least", "at_most", "reach")
            if bool(left.per) or (bound and (left.noun is not None or right.noun is not None)):
                return True
            plain = quantity.unit not in self._grammar.article_units
            return plain and left.noun is not None and left.verb is not None and right.noun is None
        if right.noun and self._grammar.abstract.match(self._text, *right.noun):
            return False
        if quantity.base is not None and quantity.unit in self._grammar.kind_units:
            return False
        return draft.verb is not None and not self._is_enumeration(draft, quantity, left, right)

    def _is_listed(self, draft: Draft, quantity: Quantity, left: Left, right: Right) -> bool:
        """Whether the number only sums up a list right before it (甲、乙、丙3项措施)."""
        if left.noun is None or right.noun is None or quantity.comparator is not None:
            return False
        start = max(draft.clause[0], left.noun[0])
        if self._text.count("、", start, quantity.left) + 1 != quantity.value:
            return False
        noun = self._text[right.noun[0] : right.noun[1]]
        return quantity.unit == "项" and self._grammar.listed.search(noun) is not None

    def is_apposition(self, quantity: Quantity, left: Left, following: Quantity | None) -> bool:
        """Whether a count names the set that the next number measures (甲、乙2个产业产值均达…)."""
        if following is None or left.noun is None or left.verb is not None:
            return False
        if quantity.comparator is not None or quantity.base is None:
            return False
        listed = self._text.count("、", *left.noun) + 1
        joined = listed + len(self._grammar.joint.findall(self._text, *left.noun))
        if quantity.base.kind != "counter" or quantity.value not in (listed, joined) or listed < 2:
            return False
        return following.base is not None and following.base.kind != "counter"

    def _is_enumeration(self, draft: Draft, quantity: Quantity, left: Left, right: Right) -> bool:
        """A count of points that a paper makes: 提出20项任务, 5个方面."""
        if quantity.base is None or quantity.base.kind != "counter":
            return False
        text = self._text
        if self._is_listed(draft, quantity, left, right):
            return True
        few = quantity.value is not None and quantity.value <= _FEW and quantity.comparator is None
        if right.noun is not None and self._grammar.every.search(text, *right.noun):
            return False
        if right.noun is not None and few and self._grammar.abstract.match(text, *right.noun):
            return left.verb is None or quantity.form == "chinese"
        if quantity.unit not in self._grammar.point_units or right.noun is None:
            return False
        papers = self._grammar.paper.search(text[right.noun[0] : right.noun[1]]) is not None
        reach = 18 if papers else 5
        before = text[max(draft.clause[0], quantity.left - reach) : quantity.left]
        return self._points.search(before) is not None
