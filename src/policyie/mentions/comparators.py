"""Words that bound a number: before it (不低于30%), after it (30%以上), around it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from policyie.patterns import trie_pattern

if TYPE_CHECKING:
    from policyie.lexicon import Lexicon
    from policyie.mentions.records import Quantity

_REACH = 12
_BETWEEN = re.compile(
    r"(?:(?:19|20)\d\d年(?:底|末)?的?|(?:每[一百千万]?[\u4e00-\u9fff]{1,3}){1,2}(?:居民|人口)?)$"
)
_BOUNDS = ("at_least", "at_most", "more_than", "less_than")
_STRENGTH = {
    "at_least": 5,
    "at_most": 5,
    "more_than": 4,
    "less_than": 4,
    "about": 3,
    "reach": 2,
    "exactly": 1,
}


class ComparatorFinder:
    """Reads the words on both sides of a quantity."""

    def __init__(self, lexicon: Lexicon) -> None:
        before = lexicon.mapping("comparators", "before")
        self._before = {word[::-1]: name for word, name in before.items()}
        self._reversed = re.compile(trie_pattern(self._before))
        none = lexicon.surfaces("comparators", "none")
        self._none = re.compile(trie_pattern([word[::-1] for word in none]))
        self._after = lexicon.mapping("comparators", "after")
        self._following = re.compile(trie_pattern(self._after))

    def read(self, text: str, quantity: Quantity, floor: int, ceiling: int) -> None:
        """Set the comparator of `quantity`, and widen its `left` and `right` over the words.

        The words before are read right to left and may stand in a row (控制在不超过5%); the
        strongest one names the comparator: a bound, then about, then reach, then exactly.
        """
        found: list[tuple[str, int, int]] = []
        place = quantity.start
        between = None
        if not self._reversed.match(text[max(floor, place - _REACH) : place][::-1]):
            between = _BETWEEN.search(text[max(floor, place - _REACH) : place])
        if between:
            place -= len(between[0])
        if text[place - 1 : place] == "了":
            place -= 1
        for _ in range(3):
            back = text[max(floor, place - _REACH) : place][::-1]
            match = self._reversed.match(back)
            if not match or self._none.match(back):
                break
            name = self._before[match[0]]
            found.append((name, place - match.end(), place))
            place -= match.end()
        quantity.left = place if found else quantity.start
        if found and between and between[0][0] == "每":
            quantity.between = (quantity.start - len(between[0]), quantity.start)
        after = self._following.match(text, quantity.end, ceiling)
        if after and self._is_bound(text, quantity, after):
            found.append((self._after[after[0]], after.start(), after.end()))
            quantity.right = after.end()
            if found[-1][0] in ("at_least", "at_most"):
                self._settle(quantity, found[-1:])
                return
        self._settle(quantity, found)

    @staticmethod
    def _is_bound(text: str, quantity: Quantity, after: re.Match[str]) -> bool:
        word = after[0]
        if word in ("多", "余", "许"):
            return text[after.end() : after.end() + 1] not in "元种样次项功"
        if word == "内":
            return quantity.base is not None and quantity.base.kind == "time"
        return not (word == "以上" and text.startswith("以上学历", after.start()))

    @staticmethod
    def _settle(quantity: Quantity, found: list[tuple[str, int, int]]) -> None:
        if quantity.comparator is not None:
            return
        if quantity.more and not any(f[0] in ("at_most", "less_than") for f in found):
            quantity.comparator = "more_than"
            return
        if quantity.upper is not None and not any(f[0] in _BOUNDS for f in found):
            quantity.comparator = "between"
            return
        if quantity.form == "multiple":
            found = [f for f in found if f[0] != "reach"]
        if found:
            name, start, end = max(found, key=lambda f: _STRENGTH[f[0]])
            quantity.comparator = name
            quantity.comparator_span = (start, end)


@lru_cache(maxsize=4)
def comparator_finder(lexicon: Lexicon) -> ComparatorFinder:
    """Return the finder for `lexicon`, made once."""
    return ComparatorFinder(lexicon)
