"""Targets as CSV for spreadsheets: one row a record, flat columns, no cell that would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

from policyie.outputs.cells import format_number

Record = Mapping[str, Any]

# Column to the path of its field in a record. A list becomes one cell, joined by " > ".
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "document": ("doc", "id"),
    "source": ("doc", "source"),
    "title": ("doc", "title"),
    "issuer": ("doc", "issuer"),
    "region": ("doc", "region"),
    "published": ("doc", "published"),
    "id": ("id",),
    "key": ("key",),
    "kind": ("kind",),
    "status": ("status",),
    "text": ("text",),
    "start": ("span", "0"),
    "end": ("span", "1"),
    "indicator": ("indicator",),
    "indicator_key": ("indicator_key",),
    "quantity": ("quantity", "text"),
    "quantity_start": ("quantity", "span", "0"),
    "quantity_end": ("quantity", "span", "1"),
    "comparator": ("quantity", "comparator"),
    "value": ("quantity", "value"),
    "upper": ("quantity", "upper"),
    "unit": ("quantity", "unit"),
    "mode": ("quantity", "mode"),
    "per": ("quantity", "per", "text"),
    "per_value": ("quantity", "per", "value"),
    "per_unit": ("quantity", "per", "unit"),
    "baseline": ("quantity", "baseline", "value"),
    "baseline_upper": ("quantity", "baseline", "upper"),
    "baseline_unit": ("quantity", "baseline", "unit"),
    "baseline_year": ("quantity", "baseline", "year"),
    "normalized_value": ("quantity", "normalized", "value"),
    "normalized_upper": ("quantity", "normalized", "upper"),
    "normalized_unit": ("quantity", "normalized", "unit"),
    "dimension": ("quantity", "normalized", "dimension"),
    "verb": ("verb",),
    "scope": ("scope",),
    "hedge": ("hedge",),
    "firmness": ("firmness",),
    "owner": ("owner",),
    "period_start": ("period", "start"),
    "period_end": ("period", "end"),
    "period_text": ("period", "text"),
    "period_from": ("period", "from"),
    "headings": ("headings", "title"),
    "action": ("action",),
    "plan": ("plan",),
    "part_of": ("part_of",),
    "confidence": ("confidence",),
    "doubtful": ("doubtful",),
}
# What a spreadsheet takes for the start of a formula, its full-width forms included.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def to_csv(records: Iterable[Record], *, header: bool = True) -> str:
    """Rows for the records as RFC 4180 has them: commas between cells, CR LF after rows.

    Texts that a spreadsheet would run as a formula get an apostrophe in front; numbers do not.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    if header:
        writer.writerow(COLUMNS)
    for record in records:
        writer.writerow([format_cell(find_field(record, path)) for path in COLUMNS.values()])
    return stream.getvalue()


def find_field(record: object, path: tuple[str, ...]) -> object:
    """The value at a path of keys; None where a part on the way is null or not there."""
    value = record
    for place, key in enumerate(path):
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list | tuple) and key.isdigit():
            value = value[int(key)]
        elif isinstance(value, list | tuple):
            return " > ".join(str(find_field(item, path[place:]) or "") for item in value)
        else:
            return None
    return value


def format_cell(value: object) -> str:
    """A value as the text of a cell that no spreadsheet runs.

    >>> [format_cell(value) for value in ("=1+1", "-3.5", -3.5, True, None, "-增长")]
    ["'=1+1", '-3.5', '-3.5', 'true', '', "'-增长"]
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return format_number(value)
    text = str(value)
    if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text
