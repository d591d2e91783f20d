"""Cells of tables for people: numbers, periods and quantities as short text, aligned columns."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

Record = Mapping[str, Any]

_SIGNS = {"at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<", "about": "≈"}
_WORDS = {"all": "全覆盖", "none": "清零"}
_ARROWS = {"increase": "↑", "decrease": "↓"}
_SPACES = re.compile(" +")
_GAP = "  "
_NARROWEST = 4  # columns of the terminal that a column keeps when there is not enough room


def format_number(value: float | None) -> str:
    """A number without exponent and without the noise of floats; nothing for None.

    >>> format_number(0.1 + 0.2), format_number(3e13), format_number(12.0), format_number(None)
    ('0.3', '30000000000000', '12', '')
    """
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    text = f"{Decimal(f'{value:.12g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_amount(quantity: Record) -> str:
    """The value of a quantity, a range with a dash, a change with an arrow: `80`, `5–8`, `↑5`."""
    value = format_number(quantity["value"])
    if quantity["upper"] is not None:
        value += f"–{format_number(quantity['upper'])}"
    return _ARROWS.get(quantity["mode"], "") + value if value else ""


def format_unit(quantity: Record) -> str:
    """The unit of a quantity with its denominator: `平方米/人`, `个/100户`."""
    unit = quantity["unit"] or ""
    per = quantity["per"]
    if not per or not per["unit"]:
        return unit
    count = "" if per["value"] in (None, 1) else format_number(per["value"])
    return f"{unit}/{count}{per['unit']}"


def format_quantity(quantity: Record) -> str:
    """A quantity with its comparator as a sign: `≥10个`, `100%`, `≈↑5%/年`, `全覆盖`."""
    comparator = quantity["comparator"]
    if comparator in _WORDS:
        return _WORDS[comparator]
    amount = format_amount(quantity)
    if not amount:
        return clean_cell(quantity["text"])
    return f"{_SIGNS.get(comparator, '')}{amount}{format_unit(quantity)}"


def format_period(period: Record | None) -> str:
    """A period as short as its days allow: `2026`, `2026–2030`, `≤2027` (a deadline), `2026-03`.

    >>> format_period({"start": None, "end": "2027-12-31"})
    '≤2027'
    >>> format_period({"start": "2026-01-01", "end": "2026-06-30"})
    '2026-01–2026-06'
    """
    start, end = (period["start"], period["end"]) if period else (None, None)
    size = max(_find_precision(start, last=False), _find_precision(end, last=True))
    first, last = (start or "")[:size], (end or "")[:size]
    if not first:
        return f"≤{last}" if last else ""
    if not last:
        return f"≥{first}"
    return first if first == last else f"{first}–{last}"


def _find_precision(day: str | None, *, last: bool) -> int:
    """How many characters of an ISO date say all: 4 at the edge of a year, 7 of a month, or 10."""
    if day is None:
        return 4
    if day.endswith("-12-31" if last else "-01-01"):
        return 4
    edge = calendar.monthrange(int(day[:4]), int(day[5:7]))[1] if last else 1
    return 7 if int(day[8:10]) == edge else 10


def clean_cell(text: str | None) -> str:
    """A text on one line, without characters that a terminal would obey."""
    if text is None:
        return ""
    if not text.isprintable():
        shown = (char for char in text if unicodedata.category(char) != "Cf")
        text = "".join(char if char.isprintable() else " " for char in shown)
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=1 << 14)
def _char_width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def measure_width(text: str) -> int:
    """How many columns of a terminal a text takes; a Chinese character takes two."""
    return sum(map(_char_width, text))


def clip_text(text: str, width: int) -> str:
    """A text in at most `width` columns, with an ellipsis where it is cut."""
    if measure_width(text) <= width:
        return text
    kept, room = [], width - 1
    for char in text:
        room -= _char_width(char)
        if room < 0:
            break
        kept.append(char)
    return "".join(kept) + "…"


def format_grid(rows: Sequence[Sequence[str]], width: int | None = None) -> str:
    """Rows as lines of aligned columns, the first one underlined as the head.

    Args:
        rows: cells on one line each, as many in every row.
        width: columns of the terminal that a line may take, None for no limit. The widest
            columns are clipped first, none below four.
    """
    widths = [max(map(measure_width, column)) for column in zip(*rows, strict=True)]
    if width is not None:
        cap = _find_cap(widths, width - len(_GAP) * (len(widths) - 1))
        widths = [min(one, cap) for one in widths]
    rule = ["-" * one for one in widths]
    return "".join(_format_line(row, widths) for row in (rows[0], rule, *rows[1:]))


def _find_cap(widths: Sequence[int], room: int) -> int:
    """The widest that columns may be for all to fit into `room`."""
    cap = max(widths)
    while cap > _NARROWEST and sum(min(one, cap) for one in widths) > room:
        cap -= 1
    return cap


def _format_line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [clip_text(cell, width) for cell, width in zip(row, widths, strict=True)]
    padded = [
        cell + " " * (width - measure_width(cell))
        for cell, width in zip(cells, widths, strict=True)
    ]
    return _GAP.join(padded).rstrip() + "\n"
