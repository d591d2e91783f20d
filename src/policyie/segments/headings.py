"""Heading lines without a number: told by their form and their place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyie.patterns import trie_pattern
from policyie.segments.marks import mark_finder
from policyie.text.lines import wrap_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyie.lexicon import Lexicon

_MAX_HEADING = 36
_MIN_HEADING = 2
_MIN_TITLE = 4
_LONG_TITLE = 14
_BODY = 30
_BAD_END = "。;；,，、:：.…)）|"
_BAD = re.compile(
    r"[。;；|│>@]|https?:|www\.|\d{4}-\d\d|来源|作者|记者|编辑|单位[:：]"
    r"|[一二][〇零九][〇零一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
_STOPPED = re.compile(r"(?m)^(?!各位|现在)[^\n。；;:：\d|]{4,28}。(?=\n\s*[^\n|]{50})")
_MANY_STOPPED = 5
_COLON = re.compile(r"[:：](?=.)")
_SUBHEAD = re.compile(r"(?P<topic>[\u4e00-\u9fff“”、]{2,10})[:：][\u4e00-\u9fff“”、，, ]{4,24}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_YEAR_LABEL = re.compile(r"(?:19|20)\d\d年[^\n]{0,8}[:：]")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_RANK = 25
_SUFFIX_RANK = 26
_FRONT_RANK = 49


class HeadingLines:
    """Judges lines of one text."""

    def __init__(self, text: str, body: tuple[int, int], lexicon: Lexicon) -> None:
        self._text = text
        self._body = body
        self._marks = mark_finder(lexicon)
        titles = trie_pattern(lexicon.surfaces("phrases", "own-title"))
        self._own_title = re.compile(rf"{titles}(?:\([^()]*\))?$")
        self._label = re.compile(f"{trie_pattern(lexicon.surfaces('phrases', 'line-label'))}$")
        self._front = frozenset(lexicon.surfaces("section_titles", "front"))
        self._width = wrap_width(text)
        self._stopped = self._stopped_lines()

    def front_lines(self, start: int) -> Iterator[tuple[int, int]]:
        """Yield the spans of the lines before the running text that may be its title."""
        place = 0
        while place < start:
            end = self._text.find("\n", place, start)
            end = start if end < 0 else end
            first, last = self.trimmed(place, end)
            line = self._text[first:last]
            plain = not _BAD.search(line) and self._may_hold_colon(line) and "•" not in line
            if _MIN_TITLE <= len(line) <= 60 and plain:
                yield first, last
            place = end + 1

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of a heading line without bold signs, hashes and end signs."""
        text = self._text
        while start < end and text[start] in "*# \t":
            start += 1
        while start < end and text[end - 1] in "*# \t?？!！:：":
            end -= 1
        return start, end

    def heading_rank(self, start: int, end: int) -> int:
        """Return the rank of the line `[start, end)` as a heading, 0 when it is none."""
        text = self._text
        if start in self._stopped and text[end : end + 1] == "。":
            return self._rank_for(text[start:end])
        if end < len(text) and text[end] not in "\n？！":
            return 0
        line_end = end
        if end < len(text) and text[end] != "\n":
            line_end = text.find("\n", end)
            line_end = len(text) if line_end < 0 else line_end
            if text[end + 1 : line_end].strip("* "):
                return 0
        line = text[start:line_end]
        bold = _BOLD.fullmatch(line) is not None
        first, last = self.trimmed(start, end)
        title = text[first:last]
        if text[end - 1] in ":：" or not self._looks_like_heading(title, bold=bold):
            return 0
        if not bold and self._own_title.search(title):
            return 0
        if bold or self._leads_something(title, line_end):
            return self._rank_for(title)
        return self._rank_for(title) - 1 if self._leads_heading(line_end) else 0

    def _stopped_lines(self) -> frozenset[int]:
        """Return where short lines with a full stop begin, when the text has them for headings."""
        first, last = self._body
        lines = [
            match.start()
            for match in _STOPPED.finditer(self._text, first, last)
            if self._marks.mark_at(self._text, match.start()) is None
        ]
        return frozenset(lines) if len(lines) >= _MANY_STOPPED else frozenset()

    def is_own_title(self, start: int, end: int) -> bool:
        """Whether the first line of a text is its title: too long for the name of a section."""
        first, last = self.trimmed(start, end)
        return last - first >= _LONG_TITLE

    def _leads_heading(self, end: int) -> bool:
        """Whether the next line is an unnumbered heading itself, one that leads running text."""
        text = self._text
        place = end + 1
        while place < len(text) and text[place] in "\n \t":
            place += 1
        line_end = text.find("\n", place)
        if line_end < 0 or place >= self._body[1]:
            return False
        title = text[place:line_end]
        if text[line_end - 1] in ":：" or not self._looks_like_heading(title, bold=False):
            return False
        return not self._own_title.search(title) and self._leads_something(title, line_end)

    def _rank_for(self, title: str) -> int:
        if title in self._front:
            return _FRONT_RANK
        return _RANK if self._marks.kind_of(title, "section") == "section" else _SUFFIX_RANK

    def _looks_like_heading(self, title: str, *, bold: bool) -> bool:
        if self._width and len(title) >= self._width - 8 and not bold:
            return False
        if not _MIN_HEADING <= len(title) <= _MAX_HEADING or title[-1] in _BAD_END:
            return False
        if _BAD.search(title) or "\t" in title or not self._may_hold_colon(title):
            return False
        if len(_HAN.findall(title)) * 3 < len(title):
            return False
        return bold or title.count(",") + title.count("，") <= 2

    def _may_hold_colon(self, title: str) -> bool:
        """Whether a title has no colon inside, or is a topic with a motto (就业:稳住基本盘)."""
        if not _COLON.search(title):
            return True
        found = _SUBHEAD.fullmatch(title)
        return found is not None and not self._label.search(found["topic"])

    def is_subhead(self, start: int, end: int) -> bool:
        """Whether a line is a topic with a motto."""
        title = self._text[start:end]
        return _COLON.search(title) is not None and self._may_hold_colon(title)

    def _leads_something(self, title: str, end: int) -> bool:
        """Whether the next line is running text, a year label, a mark or a deeper heading."""
        text = self._text
        place = end + 1
        while place < len(text) and text[place] in "\n \t":
            place += 1
        if place >= self._body[1]:
            return False
        line_end = text.find("\n", place)
        line_end = len(text) if line_end < 0 else line_end
        if line_end - place >= _BODY or _YEAR_LABEL.match(text, place):
            return True
        following = text[place:line_end]
        if following.endswith(("。", ";", "；")):
            return True
        if self._marks.mark_at(text, place) is not None:
            return True
        return self._marks.kind_of(title, "") != "" and self._marks.kind_of(following, "") != ""
