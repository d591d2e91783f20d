"""Rows of indicator tables to drafts: one target a cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyie.mentions.comparators import comparator_finder
from policyie.mentions.coverage import coverage_finder
from policyie.mentions.dates import year_span
from policyie.mentions.numbers import parse_arabic
from policyie.mentions.quantities import quantity_finder
from policyie.mentions.records import Quantity, Time
from policyie.segments.cells import Row
from policyie.segments.tables import table_reader
from policyie.targets.columns import NumberTable, find_number_table
from policyie.targets.grammar import grammar_for
from policyie.targets.records import Draft
from policyie.targets.wholes import PART, link_wholes, part_name

if TYPE_CHECKING:
    from policyie.lexicon import Lexicon
    from policyie.segments.cells import Cell
    from policyie.segments.records import Sentence

Span = tuple[int, int]
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_HALF_BRACKET = re.compile(r"\[\d[\d.]*%?|\d[\d.]*%?\]")
_COVERED = ("all", "none")
_UNTIL = re.compile(r"[~-](\d+(?:\.\d+)?)")
_SIGNS = {
    "≥": "at_least",
    ">": "more_than",
    "≤": "at_most",
    "<": "less_than",
    ">=": "at_least",
    "<=": "at_most",
}


class TableAssembler:
    """Makes drafts from the tables of one text."""

    def __init__(
        self, text: str, lexicon: Lexicon, plan: tuple[int, int] | None, *, repairs: bool = True
    ) -> None:
        self._text = text
        self._reader = table_reader(lexicon)
        self._quantities = quantity_finder(lexicon)
        self._comparators = comparator_finder(lexicon)
        self._coverage = coverage_finder(lexicon)
        self._grammar = grammar_for(lexicon)
        self._plan = plan
        self._repairs = repairs

    def read_number_table(self, sentence: Sentence, times: list[Time]) -> list[Draft]:
        """Return the drafts of a table of counts whose rows were run together."""
        if not self._repairs:
            return []
        table = find_number_table(self._text, self._grammar, sentence.start, sentence.end)
        if table is None:
            return []
        before = [t for t in times if t.start < table.start]
        rows: list[list[Draft]] = []
        for name, cells in table.rows:
            row: list[Draft] = []
            for column, unit, cell in zip(table.columns, table.units, cells, strict=True):
                value = int(self._text[cell[0] : cell[1]])
                quantity = self._quantities.make(cell, value, unit, "arabic")
                draft = Draft(sentence=sentence, quantity=quantity, clause=(name[0], cells[-1][1]))
                draft.indicator, draft.scope = (column,), self._place(name)
                draft.status = "reported"
                span = (cells[0][0], cells[-1][1])
                draft.note("value", f"columns-sum:{table.confirmed}", span)
                read = " ".join(self._text[slice(*c)] for c in cells)
                ground = f"{table.confirmed} sums hold"
                draft.note_repair("run-together", span, self._text[slice(*span)], read, ground)
                if before:
                    draft.time, draft.time_from = before[-1], "column"
                row.append(draft)
            rows.append(row)
        self._link_parts(rows, table)
        return [draft for row in rows for draft in row]

    def _link_parts(self, rows: list[list[Draft]], table: NumberTable) -> None:
        """Set the whole of each cell: the total of its row, of the bottom row for totals."""
        totals = rows[table.total_row] if table.total_row >= 0 else None
        place = _sum_place([self._values(cells) for _, cells in table.rows])
        for row in rows:
            if place is None:
                break
            whole = row[place]
            whole.parent = totals[place] if totals and row is not totals else None
            for part in row:
                part.parent = whole if part is not whole else whole.parent

    def _values(self, cells: list[Span]) -> list[int]:
        return [int(self._text[a:b]) for a, b in cells]

    def _place(self, name: Span) -> Span:
        """Return a row's name without a word for total (全市总数: 全市)."""
        found = self._grammar.total_word.search(self._text[name[0] : name[1]])
        return (name[0], name[0] + found.start()) if found and found.start() else name

    def read(self, sentence: Sentence, title_time: Time | None) -> list[Draft]:
        """Return the drafts of a table sentence; `title_time` is that of its title."""
        made: list[tuple[Row, list[tuple[Cell, Draft]]]] = []
        for row in self._reader.read(self._text, sentence.start, sentence.end):
            drafts: list[tuple[Cell, Draft]] = []
            leveled = any(
                c.column and c.column.role in ("level", "base", "target") for c in row.cells
            )
            for cell in (*row.cells, *row.words):
                draft = self._draft(sentence, row, cell, leveled=leveled)
                if draft is not None:
                    self._date(draft, cell, title_time, row)
                    drafts.append((cell, draft))
            made.append((row, drafts))
        link_wholes(self._text, self._grammar, made)
        return [draft for _, drafts in made for _, draft in drafts]

    def _draft(self, sentence: Sentence, row: Row, cell: Cell, *, leveled: bool) -> Draft | None:
        if cell.column is None or (cell.ground and not self._repairs):
            return None
        unit = cell.column.unit if cell.column.role == "measure" else row.unit
        lost = unit == "" and self._repairs and self._is_rate(row)
        if lost or (cell.column.role == "rate" and unit is None):
            unit = "%"
        quantity = self._quantity(cell, unit or None)
        if quantity is None:
            return None
        draft = Draft(sentence=sentence, quantity=quantity, clause=(row.name[0], cell.end))
        draft.firmness = row.firmness if cell.column.role != "base" else None
        if self._repairs:
            self._note_repairs(draft, row, cell, unit_lost=lost)
        if cell.column.name is not None:
            self._name(draft, Row(cell.column.name, unit, None))
            self._cut_deed(draft)
            total = self._grammar.total_row.fullmatch(self._text[slice(*row.name)])
            draft.scope = None if total else self._place(row.name)
        else:
            self._name(draft, row)
            self._name_part(draft, cell)
        draft.mode = self._mode(row, cell, quantity, leveled=leveled)
        draft.headings = tuple(("category", span, None) for span in row.categories)
        return draft

    def _is_rate(self, row: Row) -> bool:
        return self._grammar.rate_noun.search(self._text[slice(*row.name)]) is not None

    def _quantity(self, cell: Cell, unit: str | None) -> Quantity | None:
        """Return the number of a cell with its bound, the range, or the word of coverage."""
        number = _NUMBER.search(cell.text)
        if number is None:
            return next(self._coverage.find(self._text, cell.start, cell.end), None)
        if unit != "%" and cell.text[number.end() : number.end() + 1] == "%":
            unit = "%"
        value = parse_arabic(number[0])
        span = (cell.start + number.start(), cell.start + number.end())
        quantity = self._quantities.make(span, value, unit, "arabic")
        until = _UNTIL.match(cell.text, number.end())
        if until and parse_arabic(until[1]) > value:
            quantity.upper, quantity.comparator = parse_arabic(until[1]), "between"
            quantity.end = cell.start + until.end()
        quantity.left, quantity.right = cell.start, cell.end
        self._bound(quantity, cell)
        return quantity

    def _note_repairs(self, draft: Draft, row: Row, cell: Cell, *, unit_lost: bool) -> None:
        """Note the unit that was lost, the bracket that was lost, the digits run together."""
        span = (cell.start, cell.end)
        if unit_lost:
            place = row.unit_span or row.name
            words = self._text[slice(*place)]
            draft.note_repair("unit-lost", place, words, "%", "a rate is a percentage")
        if _HALF_BRACKET.fullmatch(cell.text):
            read = f"[{cell.text.strip('[]')}]"
            ground = "the other bracket of the pair"
            draft.note_repair("bracket-lost", span, cell.text, read, ground)
        if cell.ground:
            draft.note_repair("run-together", span, cell.text, cell.text, cell.ground)

    def _bound(self, quantity: Quantity, cell: Cell) -> None:
        sign = re.match(r"[≥≤><]=?", cell.text)
        if sign:
            quantity.comparator = _SIGNS[sign[0]]
            quantity.comparator_span = (cell.start, cell.start + sign.end())
            return
        left, right = quantity.left, quantity.right
        self._comparators.read(self._text, quantity, cell.start, cell.end)
        quantity.left, quantity.right = left, right

    def _name(self, draft: Draft, row: Row) -> None:
        """Set indicator, scope, per and verb from the name of the row."""
        text = self._text
        start, end = row.name
        opened = PART.match(text, start, end)
        start = opened.end() if opened else start
        scope = self._grammar.scope.search(text, start, min(end, start + 16))
        if (
            scope
            and scope.end() < end
            and (scope.start() == start or scope.end() - scope.start() > 4)
        ):
            draft.scope = scope.span()
            start = scope.end()
            while start < end and text[start].isdigit():
                start += 1
        per = self._grammar.per.search(text, start, end)
        parts: list[Span] = [(start, end)]
        if per and per.end() < end:
            draft.per = (per.span(),)
            left, right = per.span()
            if left > start and text[left - 1] == "(" and text[right] == ")":
                left, right = left - 1, right + 1
            parts = [s for s in ((start, left), (right, end)) if s[1] > s[0]]
        changed = self._grammar.fall.search(text[parts[-1][0] : end]) or self._grammar.rise.search(
            text[parts[-1][0] : end]
        )
        if changed and changed.start() >= 2:
            cut = parts[-1][0] + changed.start()
            draft.verb = (cut, end)
            parts[-1] = (parts[-1][0], cut)
        lead = self._grammar.row_lead.match(text[parts[0][0] : parts[0][1]])
        if lead and parts[0][1] - parts[0][0] > lead.end() + 1:
            draft.verb = (parts[0][0], parts[0][0] + lead.end())
            parts[0] = (parts[0][0] + lead.end(), parts[0][1])
        held = self._grammar.row_verb.match(text[parts[-1][0] : parts[-1][1]])
        if held and draft.per:
            draft.verb = (parts[-1][0], parts[-1][0] + held.end())
            parts[-1] = (parts[-1][0] + held.end(), parts[-1][1])
        if row.group is not None:
            first, last = row.group
            group = self._grammar.fall.search(text[first:last]) or self._grammar.rise.search(
                text[first:last]
            )
            draft.verb = (first + group.start(), last) if group else draft.verb
            parts.insert(0, (first, first + group.start() if group else last))
        draft.indicator = tuple(p for p in (*parts, *row.parts) if p[1] > p[0])
        draft.note("indicator", "table-row", row.name)

    def _cut_deed(self, draft: Draft) -> None:
        """Take the verb of doing from the head of a measure (改造楼道: 楼道)."""
        start, end = draft.indicator[0]
        deed = self._grammar.verb_run.match(self._text, start, end)
        if draft.verb is None and deed and deed.end() + 2 <= end:
            rest = self._text[deed.end() : end]
            if not self._grammar.nominal.fullmatch(rest):
                draft.verb = deed.span("verb")
                draft.indicator = ((deed.end(), end), *draft.indicator[1:])

    def _name_part(self, draft: Draft, cell: Cell) -> None:
        """Take the name that a part has in its cell, and the set that a word of coverage has."""
        part = part_name(draft, cell)
        if part is not None:
            draft.indicator, draft.scope, draft.per, draft.verb = (part,), None, (), None
        if draft.quantity is not None and draft.quantity.form in _COVERED:
            before = (cell.start, draft.quantity.start)
            if draft.scope is None and self._grammar.set_noun.fullmatch(self._text, *before):
                draft.scope = before
        if draft.per or cell.column is None or _in_brackets(cell):
            return
        head = (cell.column.start, cell.column.start + 2)
        if cell.column.role in ("rate", "cumulative") and self._text[slice(*head)] == "年均":
            draft.per = (head,)

    def _mode(self, row: Row, cell: Cell, quantity: Quantity, *, leveled: bool) -> str:
        if quantity.form in _COVERED or PART.match(cell.text):
            return "level"
        text = self._text
        name = text[row.name[0] : row.name[1]]
        group = text[row.group[0] : row.group[1]] if row.group else ""
        role = cell.column.role if cell.column else "level"
        if self._grammar.fall.search(name) or self._grammar.fall.search(group):
            return "decrease"
        if self._grammar.rise.search(name) or self._grammar.rise.search(group):
            return "increase"
        changes = role in ("rate", "cumulative") and not _in_brackets(cell)
        if changes and quantity.unit == "%" and row.unit not in ("%", "", None):
            return "increase"
        if role == "rate":
            header = text[cell.column.start : cell.column.end] if cell.column else ""
            return (
                "increase" if "增" in header or self._grammar.growth_noun.search(name) else "level"
            )
        bracketed = _in_brackets(cell) or role == "cumulative"
        return "increase" if bracketed and leveled and self._has_level(row, cell) else "level"

    @staticmethod
    def _has_level(row: Row, cell: Cell) -> bool:
        return any(c is not cell and c.text[0] not in "[(" for c in row.cells)

    def _date(self, draft: Draft, cell: Cell, title_time: Time | None, row: Row) -> None:
        column = cell.column
        if column is None:
            return
        plan = self._plan
        if title_time and title_time.first and title_time.last:
            plan = int(title_time.first[:4]), int(title_time.last[:4])
        spanning = _in_brackets(cell) or column.role in ("cumulative", "rate")
        years = [c.column.year for c in row.cells if c.column and c.column.year]
        if column.year is not None and not spanning:
            first, last = year_span(column.year, column.until or column.year)
            base = column.role == "base" or (plan is not None and column.year < plan[0])
            base = base or (plan is None and len(years) > 1 and column.year == min(years))
            draft.status = "reported" if base else "planned"
            draft.firmness = None if base else draft.firmness
            draft.time = Time(
                column.start, column.end, first, last, column.year, "period", "column"
            )
            draft.time_from = "column"
        elif plan is not None:
            first, last = year_span(*plan)
            time = title_time or Time(
                column.start, column.end, first, last, None, "period", "column"
            )
            draft.time = Time(time.start, time.end, first, last, None, "period", "box-title")
            draft.time_from = "heading" if title_time else "column"
            draft.status = "reported" if column.role == "base" else "planned"
        else:
            return
        draft.note("period", "table-column", (column.start, column.end))


def _in_brackets(cell: Cell) -> bool:
    """Whether a value stands in brackets, of which one may be lost."""
    opened = cell.text[0] in "[(" and PART.match(cell.text) is None
    return opened or cell.text[-1] == "]"


def _sum_place(rows: list[list[int]]) -> int | None:
    """Return the column of a number table that is the sum of the others in all rows."""
    return next((k for k in (0, -1) if all(2 * row[k] == sum(row) for row in rows)), None)
