"""The word lists, units and rules of `gazetteers/`: found, checked and frozen.

No other module opens these files; `gazetteers/README.md` gives their grammar.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError

from policyie.errors import GazetteerError

_EXAMPLE_SECONDS = 1.0
_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def _parse_factor(cell: str) -> Fraction:
    try:
        factor = Fraction(cell)
    except (ValueError, ZeroDivisionError):
        factor = Fraction(0)
    if factor <= 0:
        msg = f"{cell!r} is no exact number above 0, such as 10000, 0.01 or 2000/3"
        raise ValueError(msg)
    return factor


_Filled = Annotated[str, Field(min_length=1)]
_Day = Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
_Factor = Annotated[Fraction, PlainValidator(_parse_factor)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class WordRow(_Model):
    """A row of a word list; the fields are its columns, in their order."""

    surface: _Filled
    canonical: _Filled
    kind: str
    note: str
    source: str
    added: _Day
    example: str


class UnitRow(_Model):
    """A row of `units.tsv`: one `surface` is `factor` of `base`."""

    surface: _Filled
    canonical: _Filled
    kind: _Filled
    dimension: _Filled
    factor: _Factor
    base: _Filled
    note: str
    source: str
    added: _Day
    example: _Filled


class RuleExamples(_Model):
    """Texts in which a rule must find something, and texts in which it must not."""

    match: Annotated[list[str], Field(min_length=1)]
    no_match: list[str]


class RuleRow(_Model):
    """A `[[rule]]` of a rule file."""

    id: _Filled
    pattern: _Filled
    kind: str = ""
    priority: int
    source: str
    examples: RuleExamples


class _RuleFile(_Model):
    rule: list[dict[str, object]] = []


@dataclass(frozen=True, slots=True)
class Word:
    """A form of a word list, and the form that stands for it in the output."""

    surface: str
    canonical: str
    kind: str


@dataclass(frozen=True, slots=True)
class Unit(Word):
    """One `surface` is `factor` of `base`; only units of one base can be compared."""

    dimension: str
    factor: Fraction
    base: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern of the standard library's `re`."""

    id: str
    pattern: str
    kind: str
    priority: int


@dataclass(frozen=True, slots=True)
class UserPattern:
    """A rule from a user's folder: its cost is unknown, so `regex` runs it under a time limit."""

    rule: Rule
    stem: str
    file: str
    compiled: Any = field(repr=False, compare=False)

    def finditer(self, text: str, timeout: float) -> Iterator[Any]:
        """The matches of `regex`, in text order; all are found before this returns.

        Raises:
            GazetteerError: it took longer than `timeout` seconds.
        """
        try:
            return iter(list(self.compiled.finditer(text, timeout=timeout)))
        except TimeoutError as error:
            problem = f"rule {self.rule.id} took longer than {timeout:g} s"
            raise GazetteerError(self.file, problem) from error


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Everything of `gazetteers/`, with a user's rows first; compared and hashed by identity.

    Attributes:
        units: by surface; of a surface with several rows, the first.
        words: the rows of each list, by file stem; `units` is among them.
        rules: the shipped rules, by file stem, highest priority first.
        user_rules: a user's rules, highest priority first.
        version: digest of all files read.
    """

    units: Mapping[str, Unit]
    words: Mapping[str, tuple[Word, ...]]
    rules: Mapping[str, tuple[Rule, ...]]
    user_rules: tuple[UserPattern, ...]
    version: str

    def surfaces(self, stem: str, kind: str | None = None) -> tuple[str, ...]:
        """The forms of a list, or of one kind in it, longest first, each once."""
        found = {word.surface for word in _select(self.words, stem, kind)}
        return tuple(sorted(found, key=lambda surface: (-len(surface), surface)))

    def mapping(self, stem: str, kind: str | None = None) -> dict[str, str]:
        """Surface to canonical form; of a surface with several rows, the first."""
        return {word.surface: word.canonical for word in reversed(_select(self.words, stem, kind))}

    def kinds(self, stem: str) -> dict[str, str]:
        """Surface to kind; of a surface with several rows, the first."""
        return {word.surface: word.kind for word in reversed(_select(self.words, stem, None))}

    def rule_patterns(self, stem: str, kind: str | None = None) -> tuple[str, ...]:
        """The patterns of a shipped rule file, or of one kind in it, highest priority first."""
        return tuple(rule.pattern for rule in _select(self.rules, stem, kind))


_Checked = TypeVar("_Checked", bound=_Model)
_Table = TypeVar("_Table", WordRow, UnitRow)
_Record = TypeVar("_Record", Word, Unit, Rule)


def _select(table: Mapping[str, tuple[_Record, ...]], stem: str, kind: str | None) -> list[_Record]:
    if stem not in table:
        raise GazetteerError(stem, f"no gazetteer has this name; there are {', '.join(table)}")
    return [record for record in table[stem] if kind in (None, record.kind)]


def _validate(model: type[_Checked], data: object, file: str, line: int | None) -> _Checked:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise GazetteerError(file, f"{place}: {fault['msg']}", line) from error


def _number_lines(file: str, text: str) -> list[tuple[int, str]]:
    lines = list(enumerate(text.split("\n"), 1))
    for line, content in lines:
        if found := _ZERO_WIDTH.search(content):
            raise GazetteerError(file, f"zero-width character U+{ord(found[0]):04X}", line)
        if not unicodedata.is_normalized("NFC", content):
            raise GazetteerError(file, "not in Unicode form NFC", line)
    return lines


def _split_cells(file: str, text: str, columns: tuple[str, ...]) -> list[tuple[int, list[str]]]:
    """Line number and cells of each row; the header, comments and empty lines are left out."""
    lines = [
        (line, content.split("\t"))
        for line, content in _number_lines(file, text)
        if content and not content.startswith("#")
    ] or [(1, [])]
    if tuple(lines[0][1]) != columns:
        raise GazetteerError(file, f"the header must be: {' '.join(columns)}", lines[0][0])
    for line, cells in lines[1:]:
        if len(cells) != len(columns):
            raise GazetteerError(file, f"{len(cells)} cells for {len(columns)} columns", line)
        if any(cell != cell.strip() for cell in cells):
            raise GazetteerError(file, "a cell begins or ends with a space", line)
    return lines[1:]


def _check_rows(file: str, rows: Iterable[tuple[int, WordRow | UnitRow]]) -> None:
    seen: set[tuple[str, str]] = set()
    first: dict[str, WordRow | UnitRow] = {}
    for line, row in rows:
        if (row.surface, row.kind) in seen:
            raise GazetteerError(file, f"{row.surface!r} stands twice as {row.kind!r}", line)
        seen.add((row.surface, row.kind))
        other = first.setdefault(row.surface, row)
        if other.canonical != row.canonical and "ambiguous" not in other.note + row.note:
            both = f"{other.canonical!r} and {row.canonical!r}"
            raise GazetteerError(file, f"{row.surface!r} is {both}, not noted `ambiguous`", line)
        if row.example and row.surface not in row.example:
            raise GazetteerError(file, f"the example does not hold {row.surface!r}", line)


def parse_rows(file: str, text: str, model: type[_Table]) -> list[_Table]:
    """The checked rows of a word list or of `units.tsv`, in file order; errors name `file`."""
    columns = tuple(model.model_fields)
    rows = [
        (line, _validate(model, dict(zip(columns, cells, strict=True)), file, line))
        for line, cells in _split_cells(file, text, columns)
    ]
    _check_rows(file, rows)
    return [row for _, row in rows]


def _read_toml(file: str, text: str) -> list[tuple[int | None, dict[str, object]]]:
    """Each rule with the line of its id, or of its header when it has none."""
    lines: list[int | None] = []
    for line, content in _number_lines(file, text):
        if content.startswith("[[rule]]"):
            lines.append(line)
        elif lines and re.match(r"[ \t]*id[ \t]*=", content):
            lines[-1] = line
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        raise GazetteerError(file, str(error), int(place[1]) if place else None) from error
    tables = _validate(_RuleFile, data, file, None).rule
    known = lines if len(lines) == len(tables) else [None] * len(tables)
    return list(zip(known, tables, strict=True))


def _find_fault(row: RuleRow, engine: ModuleType) -> str | None:
    """What is wrong with a pattern, tried on its examples in `re` or, under a limit, `regex`."""
    limit = {} if engine is re else {"timeout": _EXAMPLE_SECONDS}
    try:
        search = engine.compile(row.pattern).search
        missed = [text for text in row.examples.match if not search(text, **limit)]
        caught = [text for text in row.examples.no_match if search(text, **limit)]
    except (engine.error, OverflowError, RecursionError) as error:
        return f"the pattern does not compile: {error}"
    except TimeoutError:
        return f"took longer than {_EXAMPLE_SECONDS:g} s on its examples"
    if missed:
        return f"does not match its example {missed[0]!r}"
    return f"matches its counter-example {caught[0]!r}" if caught else None


def parse_rules(
    file: str, text: str, engine: ModuleType = re, taken: dict[str, str] | None = None
) -> list[RuleRow]:
    """The checked rules, highest priority first; their ids are added to `taken`."""
    taken = {} if taken is None else taken
    rows = []
    for line, table in _read_toml(file, text):
        row = _validate(RuleRow, table, file, line)
        if row.id in taken:
            raise GazetteerError(file, f"rule {row.id}: the id is taken in {taken[row.id]}", line)
        if fault := _find_fault(row, engine):
            raise GazetteerError(file, f"rule {row.id}: {fault}", line)
        taken[row.id] = file
        rows.append(row)
    return sorted(rows, key=lambda row: -row.priority)


def gazetteer_root() -> Traversable:
    """The shipped folder: inside the installed package, or beside `src` in a checkout."""
    installed = files("policyie") / "gazetteers"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[2] / "gazetteers"


@dataclass(frozen=True, slots=True)
class _Source:
    stem: str
    label: str
    text: str


def _read_folder(folder: Traversable, known: Mapping[str, _Source] | None) -> dict[str, _Source]:
    """The files by name, in name order; a user's folder may only have names that are known."""
    place = "gazetteers" if known is None else str(folder)
    if not folder.is_dir():
        raise GazetteerError(place, "there is no such folder")
    entries = {entry.name: entry for entry in folder.iterdir() if entry.name != "README.md"}
    if (folder / "rules").is_dir():
        entries |= {f"rules/{entry.name}": entry for entry in entries.pop("rules").iterdir()}
    sources = {}
    for name in sorted(name for name in entries if not PurePosixPath(name).name.startswith(".")):
        label = f"{place}/{name}"
        if known is not None and name not in known:
            raise GazetteerError(label, f"no gazetteer has this name; there are {', '.join(known)}")
        try:
            text = entries[name].read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise GazetteerError(label, f"cannot be read as UTF-8 text: {error}") from error
        sources[name] = _Source(PurePosixPath(name).stem, label, text)
    return sources


def _load_rows(name: str, model: type[_Table], *folders: Mapping[str, _Source]) -> list[_Table]:
    """The rows of the files of that name, the first folder's first; these override later ones."""
    sources = [folder[name] for folder in folders if name in folder]
    rows = [row for source in sources for row in parse_rows(source.label, source.text, model)]
    return list({(row.surface, row.kind): row for row in reversed(rows)}.values())[::-1]


def _freeze(cls: type[_Record], rows: Iterable[_Model]) -> tuple[_Record, ...]:
    names = [item.name for item in fields(cls)]
    return tuple(cls(**{name: getattr(row, name) for name in names}) for row in rows)


def _load_rules(
    folder: Mapping[str, _Source], engine: ModuleType, taken: dict[str, str]
) -> dict[_Source, tuple[Rule, ...]]:
    return {
        source: _freeze(Rule, parse_rules(source.label, source.text, engine, taken))
        for name, source in folder.items()
        if name.endswith(".toml")
    }


@lru_cache(maxsize=8)
def load_lexicon(extra: Path | None = None) -> Lexicon:
    """The shipped gazetteers with a user's own added; read once a process and folder.

    Args:
        extra: folder of files with the names and the grammar of the shipped ones. Its rows come
            first, and one with the surface and kind of a shipped row replaces that.

    Raises:
        GazetteerError: the folder is missing, has a file of another name, or a file is wrong.
    """
    shipped = _read_folder(gazetteer_root(), None)
    user = {} if extra is None else _read_folder(extra, shipped)
    units = _freeze(Unit, _load_rows("units.tsv", UnitRow, user, shipped))
    words = {
        source.stem: _freeze(Word, _load_rows(name, WordRow, user, shipped))
        for name, source in shipped.items()
        if name.endswith(".tsv") and name != "units.tsv"
    }
    taken: dict[str, str] = {}
    rules = _load_rules(shipped, re, taken)
    engine = import_module("regex") if user else re
    user_rules = [
        UserPattern(rule, source.stem, source.label, engine.compile(rule.pattern))
        for source, found in _load_rules(user, engine, taken).items()
        for rule in found
    ]
    texts = [source.text for source in (*shipped.values(), *user.values())]
    return Lexicon(
        units={unit.surface: unit for unit in reversed(units)},
        words={**words, "units": units},
        rules={source.stem: found for source, found in rules.items()},
        user_rules=tuple(sorted(user_rules, key=lambda pattern: -pattern.rule.priority)),
        version=f"sha256:{hashlib.sha256(''.join(texts).encode()).hexdigest()}",
    )
