"""Words that stand for a number: full coverage, completion, elimination."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from policyie.mentions.records import Quantity
from policyie.patterns import trie_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyie.lexicon import Lexicon


class CoverageFinder:
    """Finds coverage and elimination words in text order."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._names = lexicon.mapping("coverage")
        self._kinds = lexicon.kinds("coverage")
        firsts = "".join(sorted({word[0] for word in self._names} | set("应愿能可全零")))
        self._pattern = re.compile(
            rf"(?=[{firsts}])(?:(?<![健安完齐])(?<!平(?=均))(?:{trie_pattern(self._names)})|[应愿能可](?P<deed>[\u4e00-\u9fff])尽(?P=deed)"
            rf"|全[部数](?:{trie_pattern(lexicon.surfaces('verbs', 'doing'))})(?!的)"
            r"|(?P<zero>零增长))"
        )

    def is_word(self, text: str) -> bool:
        """Whether `text` is a coverage or elimination word and nothing else."""
        return self._pattern.fullmatch(text) is not None

    def find(self, text: str, start: int, end: int) -> Iterator[Quantity]:
        """Yield one quantity a word; `value` is 100 with unit % or 0 without a unit."""
        for match in self._pattern.finditer(text, start, end):
            if match["zero"]:
                first, last = match.span()
                about = text[first - 1 : first] == "趋"
                yield Quantity(
                    first,
                    last,
                    0,
                    None,
                    "%",
                    None,
                    1,
                    "zero",
                    first,
                    last,
                    comparator="about" if about else "exactly",
                )
                continue
            name = self._names.get(match[0], "all")
            whole = name == "all"
            first, last = match.span()
            yield Quantity(
                first,
                last,
                100 if whole else 0,
                None,
                "%" if whole else None,
                None,
                1,
                name,
                first,
                last,
                comparator=name,
                word_kind=self._kinds.get(
                    match[0], "completion" if match[0][0] == "全" else "coverage"
                ),
            )


@lru_cache(maxsize=4)
def coverage_finder(lexicon: Lexicon) -> CoverageFinder:
    """Return the finder for `lexicon`, made once."""
    return CoverageFinder(lexicon)
