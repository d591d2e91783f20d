"""Readings through damaged characters, each on a ground apart from them.

A place is mended in the normal copy only where something else supports the reading: the unit, the
bound of a percentage, the form of a date, the running figures of pages, or the pattern of the
document. Where nothing does, or where two grounds conflict, the text stays as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from policyie.patterns import trie_pattern
from policyie.text.mending import Mended, apply_fixes
from policyie.text.numerals import NumeralMender
from policyie.text.pages import find_half_marks, find_page_numbers, find_subscripts
from policyie.text.percents import PercentMender
from policyie.text.years import find_dates, find_ranges, find_years, find_zeros

if TYPE_CHECKING:
    from policyie.lexicon import Lexicon
    from policyie.text.normalize import SourceText

_PASSES = 2


class TextMender:
    """Mends one text after the other with the words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._percents = PercentMender(lexicon)
        numbered = re.compile(rf"{trie_pattern(lexicon.surfaces('phrases', 'numbered'))}$")
        self._numerals = NumeralMender(self._percents.unit, self._percents.named, numbered)
        self._rounds = re.compile(rf"\d{{7,12}}(?={trie_pattern(lexicon.units)})")

    def mend(self, source: SourceText) -> Mended:
        """Return the text with its damage read through, and the repairs in text order.

        Lines come first, then the numbers on them, then the signs behind the numbers.
        """
        text = source.normal
        unit = self._percents.unit
        fixes = [*find_page_numbers(text, unit), *find_subscripts(text), *find_half_marks(text)]
        mended = apply_fixes(Mended(source, ()), [*fixes, *find_zeros(text), *find_dates(text)])
        for _ in range(_PASSES):  # a number may be split twice
            fixes = list(self._numerals.find(mended.source.normal))
            if not fixes:
                break
            mended = apply_fixes(mended, fixes)
        for _ in range(_PASSES):  # a sign may be the ground for the one beside it
            text = mended.source.normal
            fixes = [*self._percents.find(text), *find_years(text)]
            if not fixes:
                break
            mended = apply_fixes(mended, fixes)
        return apply_fixes(mended, find_ranges(mended.source.normal, self._rounds))


@lru_cache(maxsize=4)
def text_mender(lexicon: Lexicon) -> TextMender:
    """Return the mender for `lexicon`, made once."""
    return TextMender(lexicon)
