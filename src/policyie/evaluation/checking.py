"""All faults of gold files, each with its file and line: what is wrong, and what would be right."""

from __future__ import annotations

import calendar
import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from policyie.errors import AnnotationError, PolicyIEError
from policyie.evaluation.gold import (
    GoldRecord,
    describe_faults,
    find_fault,
    read_text,
)
from policyie.evaluation.sources import find_digests
from policyie.evaluation.standoff import (
    GAP,
    WORD_FIELDS,
    find_texts,
    hash_text,
    is_standoff,
    load_standoff,
)
from policyie.evaluation.units import simplify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_WORDS_FOR_NUMBERS = {"all": (100, "%"), "none": (0, None)}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; `line` is 1-based, None when it is about the whole file."""

    file: str
    line: int | None
    problem: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.problem}"


def check_folder(gold: Path, texts: Path) -> Iterator[Fault]:
    """The faults of a gold file, or of all gold files of a folder.

    Args:
        gold: NAME.jsonl, or a folder with such files, in the full or the standoff form.
        texts: folder with NAME.txt; for standoff files with the texts under any name.
    """
    paths = sorted(gold.glob("*.jsonl")) if gold.is_dir() else [gold]
    if not paths:
        yield Fault(str(gold), None, "has no gold files (NAME.jsonl)")
    digests = find_digests(paths[0].parent) if paths else {}
    for path in paths:
        try:
            yield from check_file(path, texts, digests.get(path.stem))
        except PolicyIEError as error:
            line = error.line if isinstance(error, AnnotationError) else None
            problem = getattr(error, "problem", str(error))
            yield Fault(getattr(error, "file", str(path)), line, problem)


def check_file(path: Path, texts: Path, sha256: str | None = None) -> Iterator[Fault]:
    """The faults of one gold file.

    Args:
        path: the gold file.
        texts: folder with its text.
        sha256: the digest that the text must have, None when it is not known.

    Raises:
        PolicyIEError: the file or its text cannot be read.
    """
    yield from _check_line_ends(path)
    if is_standoff(path):
        standoff = load_standoff(path)
        found = find_texts(texts).get(standoff.head.sha256)
        if found is None:
            problem = f"no text in {texts} has the SHA-256 {standoff.head.sha256}"
            raise AnnotationError(str(path), problem, 1)
        text = read_text(found)
        records = standoff.fill(text)
    else:
        text = read_text(texts / f"{path.stem}.txt")
        if sha256 is not None and hash_text(text) != sha256:
            problem = f"the text changed: its SHA-256 is {hash_text(text)}, not {sha256}"
            yield Fault(str(texts / f"{path.stem}.txt"), None, problem)
        records = []
        yield from _read_records(path, records)
    for record in records:
        for problem in find_problems(record, text):
            yield Fault(str(path), record.line, f"{record.id}: {problem}")
    for line, problem in find_conflicts(records):
        yield Fault(str(path), line, problem)


def _check_line_ends(path: Path) -> Iterator[Fault]:
    """Lines must end in one way: a lone CR ends no line, and a mixture shows a broken edit."""
    text = read_text(path)
    lines = text.split("\n")
    lone = next((i for i, line in enumerate(lines) if "\r" in line.removesuffix("\r")), None)
    if lone is not None:
        yield Fault(str(path), lone + 1, "a lone CR stands here; lines end with LF")
    ends = [line.endswith("\r") for line in lines[:-1]]
    if len(set(ends)) > 1:
        line = ends.index(not ends[0]) + 1
        here, above = ("CRLF", "LF") if ends[line - 1] else ("LF", "CRLF")
        problem = f"line ends are mixed: {here} here, {above} above; lines end with LF"
        yield Fault(str(path), line, problem)


def _read_records(path: Path, records: list[GoldRecord]) -> Iterator[Fault]:
    """Fill `records` with those that can be read, tell what is wrong with the others."""
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        for name in _find_repeated(line):
            yield Fault(str(path), number, f"{name}: the field stands twice")
        try:
            records.append(GoldRecord.model_validate_json(line).at_line(number))
        except ValidationError as error:
            for problem in describe_faults(error):
                yield Fault(str(path), number, problem)


def _find_repeated(line: str) -> list[str]:
    """The names that an object of the line has more than once."""
    found: list[str] = []

    def watch(pairs: list[tuple[str, Any]]) -> None:
        names = [name for name, _ in pairs]
        found.extend(sorted({name for name in names if names.count(name) > 1}))

    try:
        json.loads(line, object_pairs_hook=watch)
    except (ValueError, RecursionError):
        return []
    return found


def find_problems(record: GoldRecord, text: str) -> Iterator[str]:
    """What is wrong with one record, in itself and against its text."""
    problem = find_fault(record, text)
    if problem:
        yield problem
    yield from _check_words(record, text)
    yield from _check_value(record)
    if record.period is not None:
        yield from _check_period(record.period)


def _check_words(record: GoldRecord, text: str) -> Iterator[str]:
    for name in WORD_FIELDS:
        words = getattr(record, name)
        for piece in [] if not words or words in text else words.split(GAP):
            if not piece:
                yield f"{name}: {GAP} joins two pieces, {words!r} lacks one"
            elif piece not in text:
                yield f"{name}: {piece!r} does not stand in the text; join quoted pieces by {GAP}"
    for title in record.headings:
        if title not in text:
            yield f"headings: {title!r} does not stand in the text"


def _check_value(record: GoldRecord) -> Iterator[str]:
    value, upper, unit = record.value, record.upper, record.unit
    if record.comparator == "between" and upper is None:
        yield "upper: a range (comparator between) needs its upper end"
    if upper is not None and record.comparator != "between":
        yield f"upper: only a range has one, and the comparator is {record.comparator}"
    if upper is not None and value is not None and upper <= value:
        yield f"upper: {upper} is not above value {value}"
    expected = _WORDS_FOR_NUMBERS.get(record.comparator or "")
    if expected and (value, unit) != expected:
        shown = json.dumps(expected)[1:-1]
        yield f"value: with comparator {record.comparator} value and unit are {shown}"
    if unit is not None and unit != simplify(unit):
        yield f"unit: {unit!r} is not simplified; write {simplify(unit)!r}"


def _check_period(period: str) -> Iterator[str]:
    start, _, end = period.partition("/")
    for date in (start, end):
        parts = [int(part) for part in date.split("-")] if date else []
        if len(parts) == 3 and parts[2] > calendar.monthrange(parts[0], parts[1])[1]:
            yield f"period: the calendar has no {date}"
    if start and end and end[: len(start)] < start[: len(end)]:
        yield f"period: {period} ends before it starts"


def find_conflicts(records: Sequence[GoldRecord]) -> Iterator[tuple[int | None, str]]:
    """What is wrong between records: ids, order, overlaps; each with the later record's line."""
    known: dict[str, GoldRecord] = {}
    for record in records:
        if record.id in known:
            yield record.line, f"id {record.id} stands twice, first in line {known[record.id].line}"
        known.setdefault(record.id, record)
    for record in records:
        if record.part_of is not None and record.part_of not in known.keys() - {record.id}:
            yield record.line, f"{record.id}: part_of names no other record: {record.part_of}"
        elif record.part_of is not None and _is_circle(record, known):
            yield record.line, f"{record.id}: is a part of itself through part_of"
    for kind in ("target", "milestone"):
        yield from _find_overlaps([record for record in records if record.kind == kind])


def _is_circle(record: GoldRecord, known: Mapping[str, GoldRecord]) -> bool:
    seen = {record.id}
    while record.part_of is not None and record.part_of in known:
        record = known[record.part_of]
        if record.id in seen:
            return True
        seen.add(record.id)
    return False


def _find_overlaps(records: Sequence[GoldRecord]) -> Iterator[tuple[int | None, str]]:
    for before, record in pairwise(records):
        if record.start < before.start:
            problem = f"starts before {before.id} of the line above; records stand in text order"
            yield record.line, f"{record.id}: {problem}"
    ordered = sorted(records, key=lambda record: (record.span, record.line or 0))
    longest = ordered[0] if ordered else None
    for record in ordered[1:]:
        if longest is None or record.start >= longest.end:
            longest = record
            continue
        place = f"[{record.start}, {record.end}]"
        other = f"{longest.id} (line {longest.line})"
        if record.span == longest.span:
            yield record.line, f"{record.id}: is a duplicate: {place} is that of {other}"
        else:
            yield record.line, f"{record.id}: {place} overlaps that of {other}"
        longest = max(longest, record, key=lambda one: one.end)
