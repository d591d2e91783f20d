"""Normal text to the tree of blocks and its sentences, in one pass from left to right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyie.segments.chrome import body_range
from policyie.segments.headings import HeadingLines
from policyie.segments.marks import Mark, lead_title_end, mark_finder
from policyie.segments.records import Block, Label, Sentence
from policyie.segments.runins import runin_finder
from policyie.segments.tables import table_reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyie.lexicon import Lexicon

_LONGEST = 2000
_STOP = re.compile(r"[。！？\n]|[:：](?=一是|\(一\))")
_LABEL = re.compile(
    r"(?:到|至)?((?:19|20)\d\d)年(?:度)?(?:底|末)?(?:主要|重点)?"
    r"(?:工作|目标|任务|计划|安排|指标){0,2}[:：] ?\n?"
)
_DETAILS = re.compile(
    r"其中|--|“[^”]{1,8}”是指|\([一二三四五六七八九十\d]{1,2}\)|[一二三四五六七八九十]{1,2}[是、]|\d{1,2}[.、]"
)
_BOX_TITLE = re.compile(
    r"[^\n。:：]{4,44}?(?=序 ?号|类别|指标(?:名称)?(?:单位|目标|20\d\d|现状|基期|属性)|指 +标"
    r"|(?<=工程|行动|项目|计划|指标)(?:\d ?[.、,]|指))"
)
_MAX_INNER = 10
_SPOKEN = 30
_DEPUTIES = re.compile(r"各位(?:代表|委员|同志)[!！,，]")
_SECTION_RANK = 40
_PLAIN_RANK = 25
_TABLE_RANK = 45
_TABLE_TITLE = 44
_LINE_STEP = 22  # the highest heading without a number (24) stands two below its chapter
_LINE_ENUMERATOR_RANK = 61
_LINE_TITLE_RANK = 62
_RUNIN_RANK = 65
_INNER_RUNIN_RANK = 66
_ITEM_RANK = 50
_NAMED_RUNIN = re.compile(
    r"(?:其中|主要|具体)?(?:包括|有|是)?[，,:：]?"
    r"(?P<name>(?:[“《‘][^”》’\n]{2,24}[”》’])?[^。;；，,:：\n“”]{2,26}(?:行动|计划|工程))[:：]"
)


class Outline:
    """Builds blocks while it yields sentences.

    `blocks` is complete when `sentences()` is exhausted.
    """

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.blocks: list[Block] = []
        self.body = body_range(text, lexicon)
        self._marks = mark_finder(lexicon)
        self._runins = runin_finder(lexicon)
        self._tables = table_reader(lexicon)
        self._lines = HeadingLines(text, self.body, lexicon)
        self._phases = [
            (re.compile("|".join(map(re.escape, lexicon.surfaces("chapters", kind)))), phase)
            for kind, phase in (("review", "reported"), ("plan", "planned"))
        ]
        self._coverage = re.compile("|".join(map(re.escape, lexicon.surfaces("coverage"))))
        self._open: list[int] = []
        self._label: Label | None = None
        self._label_stays = False
        self._paragraph = 0
        self._fresh = True
        self._details = False
        self._runin_at = -1
        self._line_base: int | None = None
        self._spoken = False
        self._inner_length = 0
        self._outer_length = 0

    # -- blocks ---------------------------------------------------------------------------------

    def _phase_of(self, title: str) -> str | None:
        for pattern, phase in self._phases:
            if pattern.search(title):
                return phase
        return None

    def _push(self, kind: str, rank: int, number: str | None, span: tuple[int, int]) -> None:
        start, end = span
        self._close(rank, start)
        parent = self._open[-1] if self._open else -1
        above = self.blocks[parent].phase if parent >= 0 else None
        phase = above
        if rank < _SECTION_RANK or (above is None and rank < _ITEM_RANK):
            phase = self._phase_of(self.text[start:end]) or above
        self.blocks.append(Block(kind, rank, number, start, end, len(self.text), parent, phase))
        self._open.append(len(self.blocks) - 1)
        if rank <= _ITEM_RANK:
            self._label = None

    def _close(self, rank: int, place: int) -> None:
        while self._open and self.blocks[self._open[-1]].rank >= rank:
            self.blocks[self._open.pop()].body_end = place

    # -- sentences ------------------------------------------------------------------------------

    def sentences(self) -> Iterator[Sentence]:
        """Yield the sentences in text order; headings come as sentences of kind `heading`."""
        text, (start, stop) = self.text, self.body
        yield from self._front(start)
        place = start
        at_line = True
        while place < stop:
            found = _STOP.search(text, place, stop)
            end = found.start() if found else stop
            if at_line:
                self._begin_paragraph(place)
            place, blocks_made = self._take_heads(place, end, at_line=at_line)
            if place < end and (table := self._tables.region_end(text, place, stop)):
                made = self._sentence(place, table, head=at_line)
                made.kind = "table"
                yield made
                at_line = text[table : table + 1] == "\n"
                place = table + 1 if at_line else table
                continue
            if place < end:
                for begin, until in _pieces(text, place, end):
                    yield self._sentence(begin, until, head=at_line and begin == place)
                self._runin_at = -1
            elif blocks_made:
                last = self.blocks[-1] if self.blocks else None
                if last is not None and last.end >= place - 3:
                    yield Sentence(
                        last.start,
                        last.end,
                        last.parent,
                        None,
                        self._paragraph,
                        True,
                        "heading",
                        False,
                        False,
                    )
            if place > end:
                at_line = text[place - 1] == "\n"
                continue
            at_line = found is not None and found[0] == "\n"
            if at_line and place < end:
                self._fresh = False
            place = end + 1
        self._close(0, stop)

    def _front(self, start: int) -> Iterator[Sentence]:
        """Yield the lines before the first running text: they may be a title that states a goal."""
        lines = list(self._lines.front_lines(start))
        for first, last in lines:
            yield Sentence(first, last, -1, None, 0, True, "heading", False, False)
        if len(lines) > 1 and self._lines.is_subhead(*lines[-1]):
            self._push("section", _PLAIN_RANK, None, lines[-1])

    def _sentence(self, start: int, end: int, *, head: bool) -> Sentence:
        self._spoken = self._spoken or end - start >= _SPOKEN
        block = self._open[-1] if self._open else -1
        return Sentence(
            start,
            end,
            block,
            self._label,
            self._paragraph,
            head,
            "body",
            self._fresh,
            self._details,
        )

    def _begin_paragraph(self, place: int) -> None:
        self._paragraph += 1
        self._details = _DETAILS.match(self.text, place) is not None
        self._runin_at = -1
        if _DEPUTIES.match(self.text, place):
            self._close(_SECTION_RANK, place)
        if self._label is not None and not self._label_stays:
            self._label = None
        if self._open and self.blocks[self._open[-1]].rank >= _RUNIN_RANK:
            mark = self._marks.mark_at(self.text, place)
            if mark is None or mark.rank < _RUNIN_RANK or mark.rule == "mark-enumerator":
                self._close(_RUNIN_RANK, place)

    def _take_heads(self, place: int, end: int, *, at_line: bool) -> tuple[int, bool]:
        """Take marks, labels and titles at `place`; return where content begins.

        The place returned lies behind `end` when the whole sentence was a heading.
        """
        made = False
        for _ in range(6):
            taken = self._take_one(place, end, at_line=at_line)
            if taken == place:
                break
            made = True
            place = taken
            if place >= end:
                break
        return place, made

    def _take_one(self, place: int, end: int, *, at_line: bool) -> int:
        text = self.text
        label = _LABEL.match(text, place)
        if label:
            self._label = Label(int(label[1]), label.start(), label.end())
            self._label_stays = label.end() >= end
            return label.end()
        mark = self._marks.mark_at(text, place)
        if mark is not None and (at_line or mark.rank not in (15, 62, 64)):
            return self._take_mark(place, mark, end, at_line=at_line)
        if at_line:
            first, last = self._lines.trimmed(place, end)
            if self._titles_table(first, last, end):
                self._push("table", self._table_rank(), None, (first, last))
                return end + 1
            rank = self._lines.heading_rank(place, end)
            if rank and not self.blocks and not self._spoken:
                rank = 0 if self._lines.is_own_title(place, end) else rank
            if rank and not self._tables.region_end(text, place, self.body[1]):
                return self._take_line(place, end, rank)
        return self._take_runin(place, end, at_line=at_line)

    def _table_rank(self) -> int:
        """Return the rank of a table: it stands beside items whose title only leads their text."""
        rank = _TABLE_RANK
        for index in reversed(self._open):
            block = self.blocks[index]
            if self.text[block.end : block.end + 1] not in ("。", "."):
                break
            rank = min(rank, block.rank)
        return rank

    def _titles_table(self, first: int, last: int, end: int) -> bool:
        """Whether a line is the title of a table: short, no sentence, the table right behind it."""
        text = self.text
        if not 4 <= last - first <= _TABLE_TITLE or text[end : end + 1] != "\n":
            return False
        if any(c in "，；：:\t" for c in text[first:end]):
            return False
        return self._tables.region_end(text, end + 1, self.body[1]) > 0

    def _take_line(self, place: int, end: int, rank: int) -> int:
        """Take an unnumbered heading line."""
        first, last = self._lines.trimmed(place, end)
        kind = self._marks.kind_of(self.text[first:last], "section")
        if kind == "plan":
            rank += 1
        self._push(kind, self._line_rank(rank, last - first), None, (first, last))
        self._fresh = True
        return end + 1

    def _line_rank(self, rank: int, length: int) -> int:
        """Return the rank of a heading without a number among those that came before.

        Below the numbered chapters when these came first; beside the heading above when it is
        as short as that one and the headings between are longer.
        """
        if rank >= _TABLE_RANK:
            return rank
        if self._line_base is None:
            numbered = [b.rank for b in self.blocks if b.number and b.rank < _TABLE_RANK]
            self._line_base = max(numbered) - _LINE_STEP if numbered else 0
        plain = rank == _PLAIN_RANK
        rank += self._line_base
        above = [b for b in self._open if self.blocks[b].rank == rank - 1]
        if plain and above and self.blocks[above[0]].number is None:
            head = self.blocks[above[0]]
            inner = [b for b in self.blocks[above[0] + 1 :] if b.rank == rank]
            lengths = [b.end - b.start for b in inner]
            self._inner_length = self._inner_length or min(lengths, default=0)
            self._outer_length = max(self._outer_length, head.end - head.start)
            if length <= self._outer_length + 2 and length + 1 < self._inner_length:
                return rank - 1
        return rank

    def _take_mark(self, place: int, mark: Mark, end: int, *, at_line: bool) -> int:
        text = self.text
        if mark.kind in ("chapter", "section") and mark.rule in ("mark-chapter", "mark-section"):
            title_end = self._chapter_title_end(mark, end)
        elif mark.kind == "box" and (box := _BOX_TITLE.match(text, mark.end, end)):
            title_end = box.end()
        else:
            title_end = self._marks.year_title_end(text, mark.end, end)
            if title_end <= mark.end:
                title_end = lead_title_end(text, mark, end)
        if title_end <= mark.end:
            return self._take_item(place, mark, at_line=at_line)
        title = text[mark.end : title_end]
        number = text[place : mark.end].strip() or None
        kind = self._marks.kind_of(title, mark.kind)
        self._push(kind, self._mark_rank(mark, at_line=at_line), number, (mark.end, title_end))
        self._fresh = True
        if title_end < len(text) and text[title_end] in "。:：\n?？!！":
            title_end += 1
        if mark.rank >= _ITEM_RANK:
            self._runin_at = title_end
        return title_end

    def _mark_rank(self, mark: Mark, *, at_line: bool) -> int:
        """Return the rank of a mark; 一是 at the head of a paragraph stands above run-in titles."""
        if mark.rule != "mark-enumerator":
            return mark.rank
        above = any(self.blocks[b].rank == _LINE_ENUMERATOR_RANK for b in self._open)
        return _LINE_ENUMERATOR_RANK if at_line or above else mark.rank

    def _take_item(self, place: int, mark: Mark, *, at_line: bool) -> int:
        """An item without a title closes its elder siblings; its mark is no content."""
        if at_line or mark.rule == "mark-enumerator":
            self._close(mark.rank, place)
        return mark.end if at_line else place

    def _chapter_title_end(self, mark: Mark, end: int) -> int:
        line_end = self.text.find("\n", mark.end)
        line_end = len(self.text) if line_end < 0 else line_end
        if line_end - mark.end <= 40 and end == line_end:
            return line_end
        return self._marks.glued_title_end(self.text, mark.end, end)

    def _take_runin(self, place: int, end: int, *, at_line: bool) -> int:
        text = self.text
        named = _NAMED_RUNIN.match(text, place, end)
        if named:
            self._push("action", _RUNIN_RANK, None, (named.start("name"), named.end() - 1))
            return named.end()
        if end >= len(text) or text[end] != "。" or end - place > 28:
            return place
        inner = self._runin_at == place
        if inner and (end - place > _MAX_INNER or not self._leads_row(place)):
            return place
        if end + 1 >= len(text) or text[end + 1] == "\n":
            if not (at_line and self._runins.is_line(text[place:end])):
                return place
            self._push("title", _LINE_TITLE_RANK, None, (place, end))
            return end + 1
        if self._label is not None or self._coverage.search(text, place, end):
            return place
        if not self._runins.is_title(text[place:end], at_head=at_line):
            return place
        if not at_line and not self._has_parallel(place):
            return place
        self._push("title", _RUNIN_RANK if at_line else self._inner_rank(), None, (place, end))
        self._runin_at = end + 1
        return end + 1

    def _inner_rank(self) -> int:
        """Inner titles stand below the paragraph's own, when it has one."""
        return _INNER_RUNIN_RANK

    def _has_parallel(self, place: int) -> bool:
        """Whether another run-in title stands within reach in the same paragraph."""
        if self._open and self.blocks[self._open[-1]].rank >= _RUNIN_RANK:
            return True
        return self._leads_row(place)

    def _leads_row(self, place: int) -> bool:
        """Whether another run-in title follows within reach in the same paragraph."""
        window = self.text[place + 1 : place + 1500].split("\n", 1)[0]
        sentences = window.split("。")[1:-1]
        return any(self._runins.is_title(s, at_head=False) for s in sentences)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a sentence that is longer than any real one, behind a comma where there is one."""
    while end - start > _LONGEST:
        cut = max(text.rfind(mark, start + 1, start + _LONGEST) for mark in "，,;；、") + 1
        cut = cut or start + _LONGEST
        yield start, cut
        start = cut
    yield start, end
