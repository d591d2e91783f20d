"""Categories of rows that run together: titles glued before the first name of their group."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from policyie.patterns import trie_pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policyie.lexicon import Lexicon
    from policyie.segments.cells import Row

Span = tuple[int, int]
_MARK = re.compile(r"(?<![\d.])(\d{1,2})[.、](?=[ \t]?[^\d\s])")
_BARE = re.compile(r"(?<![\d.])(\d{1,2})[ \t]?(?=[\u4e00-\u9fff“])")
_TITLE = re.compile(r"[\u4e00-\u9fff、]{2,12}")
_MIN_TITLES = 2
_MIN_UNNAMED = 3
_MIN_BELOW = 2
_MIN_REST = 4
_MIN_PLAIN_REST = 6


class CategoryReader:
    """Finds the titles of groups of rows, in two levels at most."""

    def __init__(self, lexicon: Lexicon) -> None:
        ends = [*map(re.escape, lexicon.surfaces("phrases", "category-end"))]
        # The last character of a title may be damaged: a letter in the place of a character.
        hurt = "|".join(f"{e[:-1]}[A-Z](?=[\u4e00-\u9fff])" for e in ends)
        end = f"(?:{trie_pattern(lexicon.surfaces('phrases', 'category-end'))}|{hurt})"
        goes_on = trie_pattern(lexicon.surfaces("phrases", "category-go-on"))
        self._numbered = re.compile(rf"[\u4e00-\u9fff]{{1,4}}?{end}{{1,3}}(?!{goes_on})[ \n]?")
        self._plain = re.compile(rf"(?P<stem>[\u4e00-\u9fff]{{2}})(?P<end>{end})[ \n]?")
        self._goes_on = re.compile(goes_on)
        self._places = frozenset(lexicon.surfaces("scopes"))
        self._units = frozenset(lexicon.surfaces("phrases", "set-noun"))
        columns = lexicon.surfaces("phrases", "category-column")
        self._column = re.compile("|".join(r"[ \t]?".join(word) for word in columns))
        self._never = frozenset(lexicon.surfaces("phrases", "category-never"))

    def part(self, text: str, rows: Sequence[Row], leads: Sequence[int], header: Span) -> None:
        """Cut titles from the names of `rows` and set the rows' categories.

        Args:
            text: the normal copy.
            rows: in text order.
            leads: where the words before each row begin, at or before its name.
            header: the words of the header before the first column of values.
        """
        numbers = self._numbers(text, rows, leads)
        if any(numbers):
            self._part_numbered(text, rows, leads, numbers)
        else:
            levels = len(self._column.findall(text, *header))
            if not self._part_plain(text, rows, levels):
                for row in rows:
                    row.categories = (row.group,) if row.group else ()

    # -- rows or groups that have numbers ---------------------------------------------------------

    @staticmethod
    def _numbers(
        text: str, rows: Sequence[Row], leads: Sequence[int]
    ) -> list[re.Match[str] | None]:
        """Return the number before each row that has one; numbers count from 1 without a gap.

        Numbers without a point count only where each row has one.
        """
        for pattern in (_MARK, _BARE):
            found: list[re.Match[str] | None] = []
            count = 0
            for row, lead in zip(rows, leads, strict=True):
                marks = pattern.finditer(text, lead, row.name[1])
                mark = next((m for m in marks if int(m[1]) == count + 1), None)
                found.append(mark)
                count += mark is not None
            if count >= _MIN_TITLES and found[0] and (pattern is _MARK or all(found)):
                return found
        return [None] * len(rows)

    def _part_numbered(
        self,
        text: str,
        rows: Sequence[Row],
        leads: Sequence[int],
        numbers: Sequence[re.Match[str] | None],
    ) -> None:
        """Take the words before a number as a title; a number of several rows has one itself."""
        outer: Span | None = None
        inner: Span | None = None
        groups: dict[Span, Span] = {}
        for index, (row, lead, mark) in enumerate(zip(rows, leads, numbers, strict=True)):
            if mark is not None:
                before = _TITLE.fullmatch(text[lead : mark.start()].strip())
                if before is not None:
                    start = text.index(before[0], lead)
                    outer = (start, start + len(before[0]))
                if row.group is not None:
                    groups[row.group] = inner = (mark.end(), row.group[1])
                else:
                    row.name = (max(row.name[0], mark.end()), row.name[1])
                    several = index + 1 < len(rows) and numbers[index + 1] is None
                    inner = self._cut_numbered(text, row) if several else None
            row.group = groups.get(row.group, row.group) if row.group else None
            inner = row.group or inner
            row.categories = tuple(c for c in (outer, inner) if c is not None)

    def _cut_numbered(self, text: str, row: Row) -> Span | None:
        """Cut the title of a numbered group from the name of its first row."""
        start, end = row.name
        found = self._numbered.match(text, start, end)
        if found is None or end - found.end() < _MIN_REST:
            return None
        row.name = (found.end(), end)
        return start, start + len(found[0].rstrip())

    # -- rows without numbers ---------------------------------------------------------------------

    def _part_plain(self, text: str, rows: Sequence[Row], levels: int) -> bool:
        """Cut titles of four characters, of which the first row must have one; whether any was.

        The header's columns of categories, where it names any, tell how many levels there are.
        """
        titles = [self._plain_titles(text, row) for row in rows]
        starts = Counter(text[r.name[0] : r.name[0] + 4] for r in rows)
        found = [
            chain if starts[text[r.name[0] : r.name[0] + 4]] == 1 else []
            for chain, r in zip(titles, rows, strict=True)
        ]
        own_line = any(t and t[-1][0].endswith("\n") for t in found)
        wanted = _MIN_TITLES if levels or own_line else _MIN_UNNAMED
        if not found or not found[0] or sum(map(bool, found)) < wanted:
            return False
        current: tuple[Span, ...] = ()
        for row, chain in zip(rows, found, strict=True):
            if chain:
                last = chain[-1]
                current = tuple(m.span("stem")[:1] + m.span("end")[1:] for m in chain)
                current = current[-max(1, levels) :]
                row.name = (last.end(), row.name[1])
            row.categories = (*current, row.group) if row.group else current
        return True

    def _plain_titles(self, text: str, row: Row) -> list[re.Match[str]]:
        """Return the titles at the head of a name, outermost first."""
        chain: list[re.Match[str]] = []
        place, end = row.name
        while (found := self._plain.match(text, place, end)) is not None:
            stem, last = found["stem"], found["end"]
            never = stem in self._places or stem + last in self._never
            never = never or (stem in self._units and last in self._units)
            if never or not self._leaves_name(text, found, end):
                break
            chain.append(found)
            place = found.end()
        return chain

    def _leaves_name(self, text: str, title: re.Match[str], end: int) -> bool:
        """Whether what follows a title is a name of its own; a line break speaks for it."""
        rest = end - title.end()
        if title[0].endswith("\n"):
            return rest >= _MIN_BELOW
        return rest >= _MIN_PLAIN_REST and self._goes_on.match(text, title.end()) is None
