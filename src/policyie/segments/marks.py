"""Marks and titles: where a heading begins, and where its title ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policyie.lexicon import Lexicon

_LIMITS = {
    "mark-chinese": 45,
    "mark-chinese-bracket": 48,
    "mark-arabic": 34,
    "mark-arabic-bracket": 30,
    "mark-circled": 26,
    "mark-enumerator": 26,
    "mark-dash": 32,
    "mark-bullet": 30,
    "mark-box": 40,
}
_WHOLE_LINE = 48
_QUANTITY = re.compile(r"\d[\d.,]*(?:%|[万亿千百]?[^\d“”\s年月日.、+\-:)])")
_TITLE_END = re.compile(r"[。?？!！\n]|[:：](?!\d)")
_GLUED_MIN = 4
_GLUED_MAX = 22


@dataclass(slots=True, frozen=True)
class Mark:
    """A mark at the head of a heading or item: its rule, kind, rank and end."""

    rule: str
    kind: str
    rank: int
    end: int


class MarkFinder:
    """Finds marks by one alternation of the heading rules."""

    def __init__(self, lexicon: Lexicon) -> None:
        rules = lexicon.rules["headings"]
        self._facts = {f"r{i}": (r.id, r.kind, r.priority) for i, r in enumerate(rules)}
        self._pattern = re.compile("|".join(f"(?P<r{i}>{r.pattern})" for i, r in enumerate(rules)))
        suffixes = lexicon.mapping("heading_suffixes")
        self._suffixes = sorted(suffixes.items(), key=lambda pair: -len(pair[0]))
        titles = "|".join(map(re.escape, lexicon.surfaces("section_titles")))
        self._known_title = re.compile(f"(?:{titles})")
        reviews = "|".join(map(re.escape, lexicon.surfaces("section_titles", "of-year")))
        self._year_title = re.compile(
            rf"(?:(?:19|20)\d\d|[一二][〇零九][〇零一二三四五六七八九]{{2}})年(?:的)?(?:{reviews})"
        )
        openers = "|".join(map(re.escape, lexicon.surfaces("openers")))
        self._opener = re.compile(f"(?:{openers})")

    def mark_at(self, text: str, place: int) -> Mark | None:
        """Return the mark that starts at `place`, or None."""
        match = self._pattern.match(text, place)
        if match is None or match.lastgroup is None:
            return None
        rule, kind, rank = self._facts[match.lastgroup]
        if rule == "mark-decimal":
            rank += match[0].strip(" .、").count(".") - 1
        return Mark(rule, kind, rank, match.end())

    def kind_of(self, title: str, kind: str) -> str:
        """Return `action` or `plan` for a title with such a suffix, else `kind`."""
        for suffix, canonical in self._suffixes:
            if title.endswith(suffix):
                return canonical
        return kind

    def year_title_end(self, text: str, start: int, end: int) -> int:
        """Return the end of `2024年工作回顾` where running text is glued to it, else `start`."""
        found = self._year_title.match(text, start, end)
        if found is None or end - found.end() < _GLUED_MIN:
            return start
        return found.end() if self._opener.match(text, found.end(), end) else start

    def glued_title_end(self, text: str, start: int, line_end: int) -> int:
        """Return the end of a title that is glued to its body, `start` when none can be told.

        A known title is taken whole; else the title ends where the first opener of a body stands
        after four characters.
        """
        known = self._known_title.match(text, start, line_end)
        if known:
            return known.end()
        limit = min(line_end, start + _GLUED_MAX + 2)
        for match in self._opener.finditer(text, start + _GLUED_MIN, limit):
            if text[match.start() - 1] not in "“的、和与，,(":
                return match.start()
        return start


@lru_cache(maxsize=4)
def mark_finder(lexicon: Lexicon) -> MarkFinder:
    """Return the finder for `lexicon`, made once."""
    return MarkFinder(lexicon)


def lead_title_end(text: str, mark: Mark, line_end: int) -> int:
    """Return the end of the title after `mark` when its lead is one, else `mark.end`.

    The lead is a title when it is closed by a full stop or a colon (or by the line), is short
    for its mark, and states no quantity; after 一是 it must have no inner comma.
    """
    limit = _LIMITS.get(mark.rule, _WHOLE_LINE)
    found = _TITLE_END.search(text, mark.end, min(line_end, mark.end + limit + 1))
    end = found.start() if found else line_end
    if end - mark.end > limit or end - mark.end < 2:
        return mark.end
    title = text[mark.end : end]
    opens = title[0] in "为含按即" and not title.startswith(("为什么", "为何"))
    if opens or title[-1] in ";；,，、" or _QUANTITY.search(title):
        return mark.end
    commas = title.count(",") + title.count("，")
    if mark.rule in ("mark-enumerator", "mark-circled", "mark-arabic-bracket") and commas:
        return mark.end
    if mark.rule == "mark-dash" and (commas > 1 or (found is None and end == line_end and commas)):
        return mark.end
    if commas > 2 or ";" in title:
        return mark.end
    if mark.rank >= 50 and end == line_end and found is None and not _stands_alone(title):
        return mark.end
    return end


def _stands_alone(title: str) -> bool:
    """Whether a whole line after 1. or ① names something, rather than stating a task."""
    return len(title) <= 30 and title[-1] not in ")）"
