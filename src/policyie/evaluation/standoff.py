"""Gold without its text: offsets and fields only, so that a set can be passed on without its texts.

A standoff file is JSON Lines: a head with the digest of the text, then one record a line. Each
quoted field of a gold record is a list of spans there; whoever has the text gets the words back.
"""

from __future__ import annotations

import hashlib
import json
from codecs import BOM_UTF8
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from policyie.errors import AnnotationError, ConfigError, ReadError, SpanError
from policyie.evaluation.gold import (
    Annotation,
    FiniteNumber,
    GoldBaseline,
    GoldPeriod,
    GoldRecord,
    Word,
    check_ids,
    describe,
    read_lines,
)
from policyie.schema import Comparator, Firmness, Kind, Mode, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

GAP = "…"
WORD_FIELDS = ("indicator", "verb", "scope", "hedge", "per", "owner")
_COPIED = (
    "id",
    "kind",
    "start",
    "end",
    "value",
    "upper",
    "unit",
    "comparator",
    "mode",
    "status",
    "period",
    "firmness",
    "baseline",
    "part_of",
    "repaired",
)
_Place = Annotated[int, Field(ge=0)]
StandoffSpan = Annotated[list[_Place], Field(min_length=2, max_length=2)]
Spans = Annotated[list[StandoffSpan], Field(default_factory=list)]
Place = tuple[int, int]
_Model = TypeVar("_Model", bound=BaseModel)


class StandoffHead(Annotation):
    """The first line: which text the records are about.

    `sha256` is the hexadecimal digest of the text's UTF-8; `window`, where given, the part of it
    that was annotated, in code points, half-open; `kind`, `script` and `form` describe the text.
    """

    document: Word
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    title: str | None = None
    issuer: str | None = None
    date: str | None = None
    kind: str | None = None
    script: str | None = None
    form: str | None = None
    window: StandoffSpan | None = None


class StandoffRecord(Annotation):
    """A gold record with spans in place of words; what is not given is null or empty."""

    id: Word
    kind: Kind = "target"
    start: int = Field(ge=0)
    end: int
    quote: StandoffSpan | None = None
    value: FiniteNumber | None = None
    upper: FiniteNumber | None = None
    unit: Word | None = None
    comparator: Comparator | None = None
    mode: Mode | None = None
    status: Status
    period: GoldPeriod | None = None
    firmness: Firmness | None = None
    baseline: GoldBaseline | None = None
    indicator: Spans
    verb: Spans
    scope: Spans
    hedge: Spans
    per: Spans
    owner: Spans
    headings: Spans
    part_of: Word | None = None
    repaired: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Standoff:
    """A standoff file: its path, its head, and each record with its 1-based line."""

    path: Path
    head: StandoffHead
    records: Sequence[tuple[int, StandoffRecord]]

    def fill(self, text: str) -> list[GoldRecord]:
        """The gold records, with the words of the text.

        Raises:
            AnnotationError: the text is another one, or a span does not lie in it.
        """
        if hash_text(text) != self.head.sha256:
            problem = f"the text is not the annotated one: {describe_change(text, self.head)}"
            raise AnnotationError(str(self.path), problem, 1)
        filled = []
        for number, record in self.records:
            try:
                gold = fill_words(record, text)
            except (SpanError, ValidationError) as error:
                fault = describe(error) if isinstance(error, ValidationError) else str(error)
                problem = f"{record.id}: {fault}"
                raise AnnotationError(str(self.path), problem, number) from error
            filled.append(gold.at_line(number))
        check_ids(filled, str(self.path))
        return filled


def hash_text(text: str) -> str:
    """The hexadecimal SHA-256 of the text's UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def describe_change(text: str, head: StandoffHead) -> str:
    """How a text differs from the one with the digest of the head, as far as can be told."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    variants = {
        "its line ends are not the original LF": lines,
        "its line ends are not the original CRLF": lines.replace("\n", "\r\n"),
        "a line end was added at its end": text.removesuffix("\n").removesuffix("\r"),
        "the line end at its end is missing": text + "\n",
        "the line ends were changed and one was added at its end": lines.removesuffix("\n"),
    }
    for change, variant in variants.items():
        if hash_text(variant) == head.sha256:
            return change
    return f"its SHA-256 is {hash_text(text)}, not {head.sha256}"


def is_standoff(path: Path) -> bool:
    """Whether the first line of a JSON Lines file is the head of a standoff file."""
    first = next(read_lines(path), None)
    if first is None:
        return False
    try:
        row = json.loads(first[1])
    except ValueError:
        return False
    return isinstance(row, dict) and "sha256" in row


def load_standoff(path: Path) -> Standoff:
    """The head and the records of a standoff file, not yet held against a text.

    Raises:
        ReadError: the file cannot be read.
        AnnotationError: a line is not what it should be, or there is no head.
    """
    lines = list(read_lines(path))
    if not lines:
        raise AnnotationError(str(path), "is empty; its first line needs document and sha256")
    head = _read(StandoffHead, path, *lines[0])
    return Standoff(
        path,
        head,
        [(number, _read(StandoffRecord, path, number, line)) for number, line in lines[1:]],
    )


def _read(model: type[_Model], path: Path, number: int, line: str) -> _Model:
    try:
        return model.model_validate_json(line)
    except ValidationError as error:
        raise AnnotationError(str(path), describe(error), number) from error


def fill_words(record: StandoffRecord, text: str) -> GoldRecord:
    """The gold record that the spans stand for.

    Raises:
        SpanError: a span does not lie in the text.
        ValidationError: the words do not make a gold record.
    """
    row: dict[str, Any] = {name: getattr(record, name) for name in _COPIED}
    place = (record.start, record.end)
    first, last = _as_place(record.quote) if record.quote is not None else place
    quote = _slice(text, (first, last))
    row |= {"quote": quote, "occurrence": count_up_to(text, quote, first)}
    if record.kind == "target":
        words = _slice(text, place)
        row["quantity"] = words
        row["quantity_occurrence"] = count_up_to(quote, words, record.start - first)
    for name in WORD_FIELDS:
        row[name] = (
            GAP.join(_slice(text, _as_place(span)) for span in getattr(record, name)) or None
        )
    row["indicator"] = row["indicator"] or ""
    row["note"] = record.note
    row["headings"] = [_slice(text, _as_place(span)) for span in record.headings]
    return GoldRecord.model_validate(row)


def _as_place(span: Sequence[int]) -> Place:
    return span[0], span[1]


def _slice(text: str, place: Place) -> str:
    start, end = place
    if not start < end <= len(text):
        msg = f"[{start}, {end}] does not lie in the text of {len(text)} characters"
        raise SpanError(msg)
    return text[start:end]


def count_up_to(text: str, words: str, start: int) -> int:
    """Which occurrence of the words begins at `start`, from 1; occurrences may overlap."""
    count, place = 0, -1
    while place < start:
        place = text.find(words, place + 1)
        if place < 0:
            break
        count += 1
    return max(1, count)


def to_standoff(
    records: Iterable[GoldRecord], text: str, *, notes: bool = False
) -> Iterator[StandoffRecord]:
    """The records with spans in place of words; without their notes, which may quote the text.

    Raises:
        SpanError: words of a record do not stand in the text.
    """
    for record in records:
        row: dict[str, Any] = {name: getattr(record, name) for name in _COPIED}
        quote = find_quote(record, text)
        for name in WORD_FIELDS:
            words = getattr(record, name)
            row[name] = [list(span) for span in find_words(words, text, record.span, quote)]
        row["headings"] = [
            list(span) for span in find_headings(record.headings, text, record.start)
        ]
        row["note"] = record.note if notes else None
        yield StandoffRecord.model_validate({**row, "quote": list(quote)})


def find_quote(record: GoldRecord, text: str) -> Place:
    """Where the quote of a record stands: around its own span.

    Raises:
        SpanError: it does not.
    """
    inside = -1
    for _ in range(record.quantity_occurrence):
        inside = record.quote.find(record.quantity or record.quote, inside + 1)
    start = record.start - inside
    if inside < 0 or not text.startswith(record.quote, max(0, start)):
        msg = f"{record.id}: the quote does not stand around {record.start}: {record.quote}"
        raise SpanError(msg)
    return start, start + len(record.quote)


def find_words(words: str | None, text: str, place: Place, quote: Place) -> list[Place]:
    """Where the words of a field stand, one span for each piece between the gaps.

    Of several occurrences the ones within the quote are taken, else those nearest to the quantity.

    Args:
        words: as the field has them, None for a field that is not given.
        text: the raw text.
        place: of the quantity.
        quote: of the clause.

    Raises:
        SpanError: a piece does not stand in the text.
    """
    if not words:
        return []
    pieces = [words] if words in text else words.split(GAP)
    found: list[Place] = []
    after = 0
    for piece in pieces:
        span = _find_piece(piece, text, place, quote, after)
        found.append(span)
        after = span[1]
    return found


def _find_piece(piece: str, text: str, place: Place, quote: Place, after: int) -> Place:
    inside = text.find(piece, max(quote[0], after), quote[1]) if piece else -1
    if inside < 0:
        before = text.rfind(piece, after, place[0]) if piece else -1
        behind = text.find(piece, max(after, place[0])) if piece else -1
        if before < 0 and behind < 0 and piece:
            behind = text.find(piece)
        distances = [(abs(start - place[0]), start) for start in (before, behind) if start >= 0]
        if not distances:
            msg = f"{piece!r} does not stand in the text"
            raise SpanError(msg)
        inside = min(distances)[1]
    return inside, inside + len(piece)


def find_headings(titles: Sequence[str], text: str, start: int) -> list[Place]:
    """Where the titles of the enclosing headings stand: the nearest before, outermost first.

    Raises:
        SpanError: a title does not stand in the text.
    """
    found: list[Place] = []
    limit = start
    for title in reversed(titles):
        place = _find_title(title, text, limit)
        if place < 0:
            place = _find_title(title, text, start)
        if place < 0:
            place = text.find(title)
        if place < 0:
            msg = f"the heading {title!r} does not stand in the text"
            raise SpanError(msg)
        found.append((place, place + len(title)))
        limit = place
    return found[::-1]


def _find_title(title: str, text: str, limit: int) -> int:
    """The last occurrence before `limit`, -1 when there is none.

    One between signs comes before one with a sign in front of it, and that before any other.
    """
    found = [-1, -1, -1]
    place = text.rfind(title, 0, limit)
    while place >= 0 and found[0] < 0:
        rank = 0 if _ends_words(text, place - 1) else 2
        rank = max(rank, 0 if _ends_words(text, place + len(title)) else 1)
        if found[rank] < 0:
            found[rank] = place
        place = text.rfind(title, 0, place + len(title) - 1)
    return next((place for place in found if place >= 0), -1)


def _ends_words(text: str, place: int) -> bool:
    """Whether there is no letter or digit at a place."""
    return not 0 <= place < len(text) or not text[place].isalnum()


def format_standoff(head: StandoffHead, records: Iterable[StandoffRecord]) -> str:
    """The lines of a standoff file; fields that say nothing are left out."""
    rows: list[Mapping[str, Any]] = [head.model_dump(exclude_none=True)]
    rows += [record.model_dump(exclude_defaults=True) for record in records]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def find_texts(folder: Path) -> dict[str, Path]:
    """The text files of a folder and the folders in it, by the digest of their texts.

    Raises:
        ConfigError: there is no such folder, or no text in it.
        ReadError: a file cannot be read.
    """
    paths = sorted(folder.rglob("*.txt"))
    if not paths:
        msg = f"no texts (*.txt) in {folder}"
        raise ConfigError(msg)
    # Text that is not UTF-8 is no text of a gold set, but may well lie beside one.
    return {_hash_file(path): path for path in reversed(paths)}


def _hash_file(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes().removeprefix(BOM_UTF8)).hexdigest()
    except OSError as error:
        raise ReadError(str(path), error.strerror or "cannot be read") from error
