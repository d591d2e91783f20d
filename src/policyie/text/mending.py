"""Edits of the normal copy that keep the map to the raw text."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from policyie.text.normalize import SourceText
from policyie.text.offsets import OffsetMap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


Span = tuple[int, int]


class Fix(NamedTuple):
    """`normal[start:end]` is to be read as `new`.

    Attributes:
        rule: the name of the damage.
        evidence: the ground for the reading, apart from the damaged characters.
        shown: the place that a record of the repair quotes; it holds the fix.
    """

    start: int
    end: int
    new: str
    rule: str
    evidence: str
    shown: tuple[int, int]


class Repair(NamedTuple):
    """A fix that was made; `start` and `end` count the mended copy."""

    start: int
    end: int
    rule: str
    evidence: str


class Mended(NamedTuple):
    """A text with what was mended in it, in text order."""

    source: SourceText
    repairs: tuple[Repair, ...]


def apply_fixes(mended: Mended, fixes: Iterable[Fix]) -> Mended:
    """Return the text after `fixes`; of fixes that overlap the first stands."""
    kept: list[Fix] = []
    for fix in sorted(fixes):
        if not kept or fix.start >= kept[-1].end:
            kept.append(fix)
    if not kept:
        return mended
    source = mended.source
    places = _Places(kept)
    pieces: list[str] = []
    done = 0
    for fix in kept:
        pieces += [source.normal[done : fix.start], fix.new]
        done = fix.end
    pieces.append(source.normal[done:])
    made = SourceText(source.raw, "".join(pieces), _merge(source.offsets, kept))
    repairs = [Repair(*places.span(r.start, r.end), r.rule, r.evidence) for r in mended.repairs] + [
        Repair(*places.span(*f.shown), f.rule, f.evidence) for f in kept
    ]
    return Mended(made, tuple(sorted(repairs)))


class _Places:
    """Where places of a copy stand after fixes."""

    def __init__(self, fixes: Sequence[Fix]) -> None:
        self._fixes = fixes
        self._starts = [f.start for f in fixes]
        self._shifts: list[int] = [0]
        for fix in fixes:
            self._shifts.append(self._shifts[-1] + len(fix.new) - (fix.end - fix.start))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the new place of `[start, end)`; what is put in at its end is inside."""
        first = self._place(start)
        last = self._place(end)
        index = bisect_right(self._starts, end) - 1
        if index >= 0 and self._fixes[index].start == self._fixes[index].end == end:
            last = end + self._shifts[index + 1]
        return first, max(first, last)

    def _place(self, place: int) -> int:
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return place
        fix, shift = self._fixes[index], self._shifts[index]
        if place >= fix.end and fix.end > fix.start:
            return place + self._shifts[index + 1]
        if fix.start == fix.end:
            return place + (shift if place == fix.start else self._shifts[index + 1])
        return fix.start + shift + min(place - fix.start, len(fix.new))


def _merge(offsets: OffsetMap, fixes: Sequence[Fix]) -> OffsetMap:
    """Return the map from the mended copy to the raw text.

    A character that was put in maps to the raw character before it; of what was made shorter the
    last character maps to the last.
    """
    made = OffsetMap()
    deletions = iter([*offsets.deletions(), (-1, 0)])
    place, length = next(deletions)
    shift = 0
    for fix in fixes:
        start, end = fix.start, fix.end
        while length and (place <= start if end > start else place < start):
            made.add_deletion(place + shift, length)
            place, length = next(deletions)
        size = len(fix.new)
        while length and place < end:
            made.add_deletion(start + shift + min(place - start, max(size - 1, 0)), length)
            place, length = next(deletions)
        for extra in range(end - start, size):
            made.add_deletion(start + shift + extra, -1)
        if end - start > size:
            made.add_deletion(start + shift + max(size - 1, 0), end - start - size)
        shift += size - (end - start)
    while length:
        made.add_deletion(place + shift, length)
        place, length = next(deletions)
    return made
