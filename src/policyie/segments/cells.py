"""Cells of indicator tables: columns, values, and digits that were run together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Span = tuple[int, int]
COLUMN = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:-(?P<until>(?:19|20)\d\d))?年?(?:\((?:基期|现状|目标)值?\))?(?P<yrole>目标值?|现状值?|基期值?|规划值?|预期值?|实际值?|完成值?)?"
    r"|(?P<target>目标值|规划目标值?|目标)|(?P<base>现状值|基期值|现状|基期)"
    r"|(?P<rate>年均(?:增速|增长率?|增长)?(?:\(%\))?)(?P<ratecum>/?\[?累计\]?)?|(?P<cum>\[?累计[^\]\n\t]{0,4}\]?)|(?P<attr>属性|指标属性)|(?P<unit>单位)"
)
ATTRIBUTE = re.compile(r"约束性|预期性|约束(?=\s|$)|预期(?=\s|$)")
_NUMBER = r"[≥≤><]?=? ?\d[\d.]*(?:,\d{3})*(?:\.\d+)?%?(?:左右|以上|以下|以内)?"
CELL = re.compile(
    rf"\[ ?-?\d+(?:\.\d+)?%? ?\]|\(\d+(?:\.\d+)?\)(?=[约预\s])|{_NUMBER}|-+|/(?=[\s约预])"
)
FIRMNESS = {"约": "binding", "预": "expected"}


@dataclass(slots=True)
class Column:
    """A column of values.

    Attributes:
        role: `level`, `base`, `target`, `rate`, `cumulative`, `unit`, `attr`, or `measure` where
            the column stands for an indicator and the rows for places.
        name: the place of a measure's name, and `unit` its unit.
        until: the last year of a column of several years.
    """

    role: str
    year: int | None
    start: int
    end: int
    name: Span | None = None
    unit: str | None = None
    until: int | None = None


@dataclass(slots=True)
class Cell:
    """A cell; `column` is None where the row has more cells than the header has columns.

    Attributes:
        ground: why digits that were run together are split so, None where they were not.
    """

    start: int
    end: int
    text: str
    column: Column | None
    ground: str | None = None


@dataclass(slots=True)
class Row:
    """A row: the places of name and unit, its cells, `binding` or `expected`.

    Attributes:
        group: the name that stands once for several rows below it.
        categories: the titles of the groups that the row is in, outermost first.
        words: cells of words without a number.
        parts: the further pieces of a name that is wrapped over lines.
    """

    name: Span
    unit: str | None
    unit_span: Span | None
    cells: list[Cell] = field(default_factory=list)
    firmness: str | None = None
    group: Span | None = None
    categories: tuple[Span, ...] = ()
    words: list[Cell] = field(default_factory=list)
    parts: tuple[Span, ...] = ()


def make_column(match: re.Match[str]) -> Column:
    """Return the column that a header's words name."""
    year = int(match["year"]) if match["year"] else None
    role = "level"
    if match["attr"]:
        role = "attr"
    elif match["unit"]:
        role = "unit"
    elif match["cum"] or match["ratecum"]:
        role = "cumulative"
    elif match["rate"]:
        role = "rate"
    elif match["base"] or "现状" in match[0] or "基期" in match[0] or "实际" in match[0]:
        role = "base"
    elif match["target"] or "目标" in match[0] or "规划" in match[0]:
        role = "target"
    until = int(match["until"]) if match["until"] else None
    return Column(role, year, match.start(), match.end(), until=until)


def split_lines(text: str, start: int, end: int) -> list[Span]:
    """Return the lines of `text[start:end]` that are not empty."""
    spans: list[Span] = []
    place = start
    while place < end:
        cut = text.find("\n", place, end)
        stop = end if cut < 0 else cut
        if stop > place:
            spans.append((place, stop))
        place = stop + 1
    return spans


def split_cells(text: str, start: int, end: int) -> list[Span]:
    """Return the cells of a line, without blanks at their edges."""
    spans: list[Span] = []
    place = start
    while True:
        cut = text.find("\t", place, end)
        stop = end if cut < 0 else cut
        spans.append(trim(text, place, stop))
        if cut < 0:
            return spans
        place = cut + 1


def skip_blanks(text: str, place: int, end: int) -> int:
    """Return the first place from `place` on that is no blank."""
    while place < end and text[place] in " \t\n":
        place += 1
    return place


def end_before_mark(text: str, first: int, last: int) -> int:
    """Leave the number of the next row (`6.`) out of a run of cells."""
    if text[last : last + 1] in (".", "、") or text[last - 1] == ".":
        place = last - 1 if text[last - 1] == "." else last
        while place > first and text[place - 1].isdigit():
            place -= 1
        return place
    return last


def trim(text: str, start: int, end: int) -> Span:
    """Return the span without blanks at its edges and commas at its end."""
    while start < end and text[start] in " \t\n":
        start += 1
    while end > start and text[end - 1] in " \t\n,，":
        end -= 1
    return start, end


def strip_marks(text: str, span: Span) -> Span:
    """Cut a leading row number and a footnote digit at the end of a name."""
    start, end = span
    for found in re.finditer(r"(?:^|[\u4e00-\u9fff)])(\d{1,2}[.、])", text[start:end]):
        if found.end() < end - start - 1:
            start = span[0] + found.end()
    while end > start and text[end - 1].isdigit():
        end -= 1
    return start, end


def fills_row(run: str, count: int) -> bool:
    """Whether a run of cells is as long as the row has columns."""
    return len(CELL.findall(run)) >= count


def assign_cells(
    text: str, start: int, end: int, columns: list[Column], decimals: int | None = None
) -> list[Cell]:
    """Give the cells of a run their columns; run-together digits are split first.

    Args:
        text: the normal copy.
        start: where the run begins, and `end` where it ends.
        end: see `start`.
        columns: those of values, in order.
        decimals: the most decimals that a number of the table has, None when not known.
    """
    cells = [Cell(m.start(), m.end(), m[0], None) for m in CELL.finditer(text, start, end)]
    cells = _spread_dashes(cells, len(columns))
    if len(cells) < len(columns):
        cells = _split_digits(cells, len(columns), decimals)
    while len(cells) > len(columns) and re.fullmatch(r"\d{1,2}", cells[0].text):
        cells = cells[1:]
    if len(cells) == len(columns):
        for cell, column in zip(cells, columns, strict=True):
            cell.column = column
    elif len(cells) + 1 == len(columns) and columns[-1].role in ("cumulative", "rate"):
        for cell, column in zip(cells, columns, strict=False):
            cell.column = column
    return [c for c in cells if c.column is not None and any(d.isdigit() for d in c.text)]


def _spread_dashes(cells: list[Cell], count: int) -> list[Cell]:
    """Read `--` as two empty cells where the row needs them."""
    spread: list[Cell] = []
    for cell in cells:
        if set(cell.text) == {"-"}:
            spread += [
                Cell(cell.start + i, cell.start + i + 1, "-", None) for i in range(len(cell.text))
            ]
        else:
            spread.append(cell)
    footnote = len(spread) == count + 1 and re.fullmatch(r"\d{1,2}", spread[0].text) is not None
    return spread if len(spread) == count or footnote or len(cells) < count else cells


def _split_digits(cells: list[Cell], count: int, decimals: int | None) -> list[Cell]:
    """Split one run of digits into two numbers of one format, a footnote digit between or not."""
    for index, cell in enumerate(cells):
        change = next((_bracket(c.text) for c in cells[index + 1 :] if c.text[0] in "[("), None)
        found = _best_split(cell.text, change, decimals)
        if found is None or (len(cells) + 1 > count and cell.text.count(".") < 2):
            continue
        first, gap, tail = found
        middle = cell.start + len(first)
        ground = "one number format" if change is None else "the change in brackets"
        parts = [
            Cell(cell.start, middle, first, None, ground),
            Cell(middle + gap, cell.end, tail, None, ground),
        ]
        return [*cells[:index], *parts, *cells[index + 1 :]]
    return cells


def _bracket(text: str) -> float | None:
    try:
        return float(text.strip("[]() %"))
    except ValueError:
        return None


def _best_split(
    text: str, change: float | None, decimals: int | None
) -> tuple[str, int, str] | None:
    """Return the first number, the length of a footnote between, and the second number.

    Candidates have the same number of decimals, or the second none; the change in brackets, when
    there is one, must be their difference; else the pair nearest in size wins, and one that has
    more decimals than the numbers of the table loses.
    """
    digits = re.match(r"[\d.]+", text)
    if digits is None or len(digits[0]) < 3:
        return None
    body = digits[0]
    options: list[tuple[float, str, int, str]] = []
    for cut in range(1, len(body)):
        for gap in (0, 1):
            first, tail = body[:cut], body[cut + gap :]
            score = _pair_score(first, tail, change, decimals)
            if score is not None:
                options.append((score + gap * 0.3, first, gap, tail + text[len(body) :]))
    if not options:
        return None
    options.sort()
    if len(options) > 1 and options[1][0] - options[0][0] < 1e-9:
        return None
    return options[0][1], options[0][2], options[0][3]


def _pair_score(first: str, tail: str, change: float | None, known: int | None) -> float | None:
    number = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?")
    if not number.fullmatch(first) or not number.fullmatch(tail):
        return None
    low, high = float(first), float(tail)
    if low <= 0 or high <= 0:
        return None
    if change is not None:
        return 0.0 if abs(abs(high - low) - change) < 1e-6 else None
    ratio = max(low, high) / min(low, high)
    if ratio > 4:
        return None
    decimals = len(first.partition(".")[2]), len(tail.partition(".")[2])
    odd = known is not None and max(decimals) > known
    return ratio + (0.2 if decimals[0] != decimals[1] else 0.0) + (0.4 if odd else 0.0)


def count_decimals(text: str, runs: list[Span], count: int) -> int | None:
    """Return the most decimals of the numbers in runs that have all their cells; None without."""
    found: list[int] = []
    for start, end in runs:
        cells = CELL.findall(text, start, end)
        if len(cells) == count:
            found += [len(c.strip("[]() %").partition(".")[2]) for c in cells if c.count(".") == 1]
    return max(found, default=None)
