"""A map from offsets of the normal copy to offsets of the raw text."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class OffsetMap:
    """Where each code point of the normal copy stands in the raw text.

    The normal copy differs from the raw text only by replaced and by deleted characters, so a
    list of the places where the shift grows is enough.
    """

    __slots__ = ("_places", "_shifts")

    def __init__(self) -> None:
        self._places = array("q", [0])
        self._shifts = array("q", [0])

    def add_deletion(self, place: int, length: int) -> None:
        """Note that `length` raw characters are missing before `place` of the normal copy."""
        if self._places[-1] == place:
            self._shifts[-1] += length
        else:
            self._shifts.append(self._shifts[-1] + length)
            self._places.append(place)

    def deletions(self) -> Iterator[tuple[int, int]]:
        """Yield the places where the shift changes, and by how much."""
        before = 0
        for place, shift in zip(self._places, self._shifts, strict=True):
            if shift != before:
                yield place, shift - before
            before = shift

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw span of the normal span `[start, end)`; deleted edges stay outside."""
        places, shifts = self._places, self._shifts
        here = bisect_right(places, start)
        shift = shifts[here - 1]
        first = start + shift
        if end <= start:
            return first, first
        if here == len(places) or places[here] >= end:
            return first, end + shift
        return first, end + shifts[bisect_right(places, end - 1, here) - 1]
