"""Run-in titles: short clauses closed by a full stop that name what the next sentences detail."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policyie.lexicon import Lexicon

_MAX_TITLE = 20
_MAX_PAIRED = 28
_MIN_TITLE = 4
_MAX_STATE = 12
_OF_YEARS = re.compile(r"这是[^，,;；]{4,26}的[一二三四五六七八九十]{1,2}年")
_DIGIT = re.compile(r"\d|[一二三四五六七八九十百千两](?:个|项|批|年|家|所|条)")


class RuninFinder:
    """Tells run-in titles by their form, with the word lists of `gazetteers/runins.tsv`."""

    def __init__(self, lexicon: Lexicon) -> None:
        def pattern(kind: str) -> re.Pattern[str]:
            return re.compile("|".join(map(re.escape, lexicon.surfaces("runins", kind))))

        self._lead = pattern("lead")
        self._state = pattern("state")
        states = "|".join(map(re.escape, lexicon.surfaces("runins", "state")))
        self._state_end = re.compile(rf"(?:{states})$")
        self._never = pattern("never")

    def is_title(self, title: str, *, at_head: bool) -> bool:
        """Whether a sentence of a paragraph is a run-in title.

        At the head of a paragraph a pair of clauses is allowed (提升甲能力,增强乙活力);
        elsewhere only one clause that begins with a word of doing, or a short one that ends with
        a word of state (治理空间逐步优化).
        """
        if len(title) < _MIN_TITLE or len(title) > _MAX_PAIRED or "《" in title or ";" in title:
            return False
        if at_head and _OF_YEARS.fullmatch(title):
            return True
        if _DIGIT.search(title) or self._never.match(title):
            return False
        commas = title.count(",") + title.count("，")
        if commas:
            return at_head and commas == 1 and self._is_pair(title)
        if len(title) > _MAX_TITLE:
            return False
        if self._lead.match(title):
            return not title.endswith(("了", "中", "等"))
        if at_head:
            return self._state.search(title) is not None
        return len(title) <= _MAX_STATE and self._state_end.search(title) is not None

    @staticmethod
    def is_line(title: str) -> bool:
        """Whether a sentence on a line of its own heads those below (这是…的五年)."""
        return _OF_YEARS.fullmatch(title) is not None

    def _is_pair(self, title: str) -> bool:
        parts = re.split("[,，]", title)
        return all(_MIN_TITLE <= len(part) <= 16 and self._lead.match(part) for part in parts)


@lru_cache(maxsize=4)
def runin_finder(lexicon: Lexicon) -> RuninFinder:
    """Return the finder for `lexicon`, made once."""
    return RuninFinder(lexicon)
