"""Percent signs that another character stands for, or that were lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyie.patterns import trie_pattern
from policyie.text.mending import Fix
from policyie.text.numerals import stands_in_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyie.lexicon import Lexicon

_HAN = r"\u4e00-\u9fff"
_NUMBER = r"\d{1,12}(?:,\d{3}){0,4}(?:\.\d{1,6})?"
_LETTER = re.compile(rf"%(?P<o>[oO])(?=[{_HAN}“\d])")
_LISTED = re.compile(r"[一二三四五六七八九十]|\d|[和及与至到]\d")
_PARTNER = re.compile(r"[和及与、至]\d{1,3}(?:\.\d{1,3})?%")
_NEXT_YEAR = re.compile(r"到?(?:19|20)\d\d年")
_LINK = r"[^，,。;；:、()\d%\n]{0,10}"
_REACH = 24
_SYSTEMATIC = 3


class PercentMender:
    """Reads damaged percent signs with the words of one lexicon.

    Attributes:
        named: the words before a place that name a rate.
        unit: what may stand behind a whole number.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.surfaces
        glyphs = "".join(words("glyphs", "percent"))
        after = trie_pattern(words("comparators", "after"))
        follow = trie_pattern(words("glyphs", "percent-follower"))
        self._follow = re.compile(rf"[，,。;；、:：()\n\t%~-]|$|{after}|{follow}")
        self._bound = re.compile(after)
        self._comma = re.compile(trie_pattern(words("glyphs", "percent-comma")))
        word = trie_pattern(words("glyphs", "glyph-word"))
        self._glyph = re.compile(rf"{_NUMBER}(?!{word})(?P<g>[{glyphs}])[oO]?。?")
        context = trie_pattern(words("phrases", "rate-context"))
        self._rate = re.compile(rf"{context}[^，,。;；\n]{{0,18}}$")
        self._beside = re.compile(rf"\d%[、和及]?{_LINK}$")
        names = trie_pattern(words("phrases", "percent-noun"))
        change = trie_pattern(words("phrases", "percent-change"))
        self.named = re.compile(rf"(?:{names}{_LINK}|{change}(?:了|约)?)$")
        self._bare = re.compile(rf"{trie_pattern(words('phrases', 'bare-rate'))}{_LINK}$")
        unit = trie_pattern([*lexicon.units, "万", "亿", "千", "百", "余", "多"])
        self.unit = re.compile(rf"{unit}|[{glyphs}]|[年月日]|-(?:19|20)\d\d年|[:至到~-]\d")
        self._lone = re.compile(
            r"\d{1,3}(?:\.\d{1,3})?"
            rf"(?![\d.,:/~A-Za-z%-]|[{glyphs}]|、(?!\d[\d.]{{0,5}}%)|{unit})"
        )

    def find(self, text: str) -> Iterator[Fix]:
        """Yield the percent signs to read, rule by rule."""
        yield from self._letters(text)
        yield from self._glyphs(text)
        yield from self._lost(text)

    @staticmethod
    def _letters(text: str) -> Iterator[Fix]:
        """A full stop behind a percent sign that was read as a letter."""
        for match in _LETTER.finditer(text):
            if text[match.start() - 1 : match.start()].isdigit():
                ground = "a percentage before it"
                yield Fix(*match.span("o"), "。", "stop-as-letter", ground, match.span())

    def _glyphs(self, text: str) -> Iterator[Fix]:
        """A character in the place of `%`, with the full stop that it swallowed."""
        found = [m for m in self._glyph.finditer(text) if text[m.start() - 1 : m.start()] != "."]
        grounds = [self._ground(text, m.start(), m.end()) for m in found]
        sure: dict[str, int] = {}
        for match, ground in zip(found, grounds, strict=True):
            if ground:
                sure[match["g"]] = sure.get(match["g"], 0) + 1
        for match, ground in zip(found, grounds, strict=True):
            glyph = match["g"]
            if not ground and not glyph.isascii() and sure.get(glyph, 0) >= _SYSTEMATIC:
                ground = "the same sign stands for % elsewhere in the document"
            if ground:
                new = "%" + ("。" if match[0][-1] == "。" else self._stop(text, match.end()))
                yield Fix(match.start("g"), match.end(), new, "percent-glyph", ground, match.span())

    def _ground(self, text: str, place: int, after: int) -> str | None:
        before = text[max(0, place - _REACH) : place]
        if self._rate.search(before):
            return "the words name a rate"
        if self._bound.match(text, after):
            return "a bound behind a sign that is no unit"
        return "a percentage stands beside it" if self._beside.search(before) else None

    def _stop(self, text: str, place: int) -> str:
        """Return the full stop or comma that the sign swallowed, or nothing."""
        if _NEXT_YEAR.match(text, place):
            return "。"
        if text[place : place + 1] in ("\n", ""):
            line = text[text.rfind("\n", 0, place) + 1 : place]
            return "。" if "，" in line or "," in line else ""
        if self._follow.match(text, place):
            return ""
        return "，" if self._comma.match(text, place) else "。"

    def _lost(self, text: str) -> Iterator[Fix]:
        """A rate whose number has no unit."""
        for match in self._lone.finditer(text):
            start, end = match.span()
            last = text[start - 1 : start]
            if not "\u4e00" <= last <= "\u9fff" or last == "第":
                continue
            before = text[max(0, start - _REACH) : start]
            if not self.named.search(before) or self._bare.search(before):
                continue
            if float(match[0]) > 100 or not stands_in_text(text, start, end):
                continue
            stop = self._stop(text, end)
            beside = _PARTNER.match(text, end) is not None
            listed = _LISTED.match(text, end) is not None and not _NEXT_YEAR.match(text, end)
            if beside or not (listed or (stop and not _looks_like_share(text, match))):
                ground = "the number beside it has the sign" if beside else "a rate without a unit"
                yield Fix(end, end, "%" + stop, "percent-lost", ground, (start, end))


def _looks_like_share(text: str, match: re.Match[str]) -> bool:
    """Whether a number that words follow is a percentage rather than a count of them."""
    if _NEXT_YEAR.match(text, match.end()):
        return True
    return "." in match[0] or match[0][-1] in "05"
