"""Short texts with the records that they hold: `cases/*.jsonl`, see `cases/README.md`."""

from __future__ import annotations

import os
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from policyie.config import ExtractorConfig
from policyie.errors import AnnotationError
from policyie.evaluation.compare import (
    clean,
    denominators,
    is_close,
    read_predicted,
)
from policyie.evaluation.gold import (
    FiniteNumber,
    GoldBaseline,
    GoldPeriod,
    Word,
    describe,
    parse_period,
    read_lines,
    read_table,
)
from policyie.evaluation.predictions import PredictedRecord, read_predictions
from policyie.evaluation.units import split_unit, to_base
from policyie.pipeline import Extractor
from policyie.schema import Comparator, Firmness, Kind, Mode, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Self

CASES = Path(__file__).with_name("cases")
KNOWN_FAILURES = CASES / "known-failures.tsv"
UPDATE = "POLICYIE_UPDATE_KNOWN_FAILURES"
COMMAND = f"{UPDATE}=1 python -m pytest tests/test_cases.py -k known_failures"
WORDS = ("indicator", "scope", "verb")
NAMES = ("comparator", "mode", "status", "firmness")


def _as_slug(word: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", word, re.ASCII):
        msg = f"{word!r} is no slug of lower-case letters, digits and single hyphens"
        raise ValueError(msg)
    return word


Slug = Annotated[str, AfterValidator(_as_slug)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Expected(_Row):
    """A record that the text holds; a field that is left out is not asserted."""

    kind: Kind = "target"
    quantity: Word | None = None
    quote: Word | None = None
    value: FiniteNumber | None = None
    upper: FiniteNumber | None = None
    unit: Word | None = None
    comparator: Comparator | None = None
    mode: Mode | None = None
    status: Status | None = None
    period: GoldPeriod | None = None
    per: Word | None = None
    baseline: GoldBaseline | None = None
    indicator: Word | None = None
    scope: Word | None = None
    verb: Word | None = None
    headings: list[Word] | None = None
    part_of: int | None = Field(default=None, ge=0)
    firmness: Firmness | None = None

    @model_validator(mode="after")
    def _check_kind(self) -> Self:
        needed = ("quantity", "value") if self.kind == "target" else ("quote",)
        missing = [name for name in needed if getattr(self, name) is None]
        other = {"quote"} if self.kind == "target" else {"quantity", "value", "upper", "unit"}
        if missing or other & self.model_fields_set:
            msg = f"a {self.kind} needs {' and '.join(needed)}, and has no {', '.join(other)}"
            raise ValueError(msg)
        return self

    @property
    def place(self) -> str:
        """What the text must hold, word for word."""
        return self.quantity or self.quote or ""


class Case(_Row):
    """A text, and all the records that are to be found in it."""

    id: Slug
    construction: Slug
    text: Word
    published: date | None = None
    expect: list[Expected]
    note: Word | None = None

    @model_validator(mode="after")
    def _check_places(self) -> Self:
        start = 0
        for expected in self.expect:
            start = self.text.find(expected.place, start)
            if start < 0:
                msg = f"{expected.place!r} is not in the text, or not after the record before"
                raise ValueError(msg)
            if expected.kind == "target":
                start += len(expected.place)
        return self

    @model_validator(mode="after")
    def _check_parents(self) -> Self:
        for place, expected in enumerate(self.expect):
            parent = expected.part_of
            if parent is not None and (parent == place or parent >= len(self.expect)):
                msg = f"part_of {parent} names no other record"
                raise ValueError(msg)
        return self


def load_constructions(path: Path) -> set[str]:
    """The names in the first column of the table of constructions."""
    return set(re.findall(r"^\| `([^`]+)` \| [a-z]+ \|", path.read_text("utf-8"), re.MULTILINE))


def load_cases(paths: Iterable[Path], constructions: set[str]) -> list[Case]:
    """The cases of the files, in order.

    Raises:
        AnnotationError: a line is no case, an id stands twice, or a construction has no name.
    """
    cases: dict[str, Case] = {}
    for path in paths:
        for number, line in read_lines(path):
            try:
                case = Case.model_validate_json(line)
            except ValidationError as error:
                raise AnnotationError(str(path), describe(error), number) from error
            if case.id in cases:
                raise AnnotationError(str(path), f"id {case.id} stands twice", number)
            if case.construction not in constructions:
                problem = f"{case.id}: no construction {case.construction} in README.md"
                raise AnnotationError(str(path), problem, number)
            cases[case.id] = case
    return list(cases.values())


def load_known_failures(path: Path) -> dict[str, str]:
    """The fields that are wrong, by case."""
    if not path.exists():
        return {}
    return {row["id"]: row["fields"] for row in read_table(path, ("id", "fields"))}


CONSTRUCTIONS = load_constructions(CASES / "README.md")
ALL_CASES = load_cases(sorted(CASES.glob("*.jsonl")), CONSTRUCTIONS)
FAILING = load_known_failures(KNOWN_FAILURES)


@cache
def _extractor() -> Extractor:
    return Extractor(ExtractorConfig(models=False))


def _run(case: Case) -> list[dict[str, Any]]:
    published = case.published.isoformat() if case.published else None
    return list(_extractor().read_text(case.text, published=published).records())


def _amount(value: float | None, unit: str | None) -> tuple[float | None, str | None]:
    """A value in its base unit, what stands after a slash left out."""
    return to_base(value, split_unit(unit)[0])


def _same_number(expected: Expected, found: PredictedRecord, name: str) -> bool:
    """`value` or `upper`: in base units, or as written where the case asserts no unit."""
    if found.quantity is None:
        return False
    wanted: float | None = getattr(expected, name)
    given: float | None = getattr(found.quantity, name)
    if "unit" not in expected.model_fields_set:
        return is_close(wanted, given)
    return is_close(_amount(wanted, expected.unit)[0], _amount(given, found.quantity.unit)[0])


def _same_unit(expected: Expected, found: PredictedRecord) -> bool:
    return (
        found.quantity is not None
        and _amount(expected.value, expected.unit)[1] == _amount(1, found.quantity.unit)[1]
    )


def _same_baseline(expected: Expected, record: Mapping[str, Any]) -> bool:
    """The parts that the case names, the value in the base unit."""
    given = (record.get("quantity") or {}).get("baseline")
    wanted = expected.baseline
    if wanted is None or given is None:
        return wanted is given
    if "year" in wanted.model_fields_set and wanted.year != given["year"]:
        return False
    if "value" not in wanted.model_fields_set:
        return True
    wanted_value, wanted_unit = _amount(wanted.value, wanted.unit or expected.unit)
    unit = given["unit"] or record["quantity"]["unit"]
    value, base = _amount(given["value"], unit)
    return is_close(wanted_value, value) and wanted_unit == base


def _same_parent(
    expected: Expected, record: Mapping[str, Any], records: Sequence[Mapping[str, Any]]
) -> bool:
    parent = expected.part_of
    wanted = None if parent is None else records[parent]["id"]
    return bool(record["part_of"] == wanted)


def _find_wrong_fields(
    expected: Expected, record: Mapping[str, Any], records: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """The asserted fields in which a record differs from the expected one."""
    found = read_predictions([record], "records")[0]
    facts = read_predicted(found)
    checks: dict[str, Callable[[], bool]] = {
        "value": lambda: _same_number(expected, found, "value"),
        "upper": lambda: _same_number(expected, found, "upper"),
        "unit": lambda: _same_unit(expected, found),
        "period": lambda: parse_period(expected.period) == facts.period,
        "per": lambda: denominators(expected.per, expected.unit) == facts.per,
        "baseline": lambda: _same_baseline(expected, record),
        "headings": lambda: tuple(map(clean, expected.headings or ())) == facts.headings,
        "part_of": lambda: _same_parent(expected, record, records),
    }
    asserted = expected.model_fields_set | ({"upper"} if expected.kind == "target" else set())
    for name in Expected.model_fields:
        if name not in asserted:
            continue
        if name in WORDS:
            right = clean(getattr(expected, name)) == getattr(facts, name)
        elif name in NAMES:
            right = getattr(expected, name) == getattr(facts, name)
        else:
            right = checks[name]() if name in checks else True
        if not right:
            yield name


def _place(record: Mapping[str, Any]) -> str:
    words: str = record["quantity"]["text"] if record["quantity"] else record["text"]
    return words


def _show(record: Mapping[str, Any], name: str) -> object:
    """What stands in a field, for the message of a failure."""
    if name == "headings":
        return [heading["title"] for heading in record["headings"]]
    for part in (record, record["quantity"] or {}):
        if name in part:
            return part[name]
    return None


def find_problems(case: Case, records: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """What is wrong, by field; empty when the records are those of the case."""
    problems: dict[str, list[str]] = {}
    if len(records) != len(case.expect):
        wanted = [expected.place for expected in case.expect]
        return {"count": [f"expected {wanted}, found {[_place(record) for record in records]}"]}
    for expected, record in zip(case.expect, records, strict=True):
        name = "quantity" if expected.kind == "target" else "quote"
        if record["kind"] != expected.kind or clean(_place(record)) != clean(expected.place):
            message = f"expected {expected.place!r}, found {_place(record)!r}"
            problems.setdefault(name, []).append(message)
            continue
        for wrong in _find_wrong_fields(expected, record, records):
            shown = f"expected {getattr(expected, wrong)!r}, found {_show(record, wrong)!r}"
            problems.setdefault(wrong, []).append(f"{expected.place}: {shown}")
    return problems


def _as_param(case: Case) -> Any:
    fields = FAILING.get(case.id)
    marks = [pytest.mark.xfail(strict=True, reason=fields)] if fields else []
    return pytest.param(case, id=case.id, marks=marks)


@pytest.mark.parametrize("case", [_as_param(case) for case in ALL_CASES])
def test_case(case: Case) -> None:
    problems = find_problems(case, _run(case))
    lines = [f"{field}: {line}" for field, found in problems.items() for line in found]
    assert not lines, "\n".join([case.text, *lines])


def test_known_failures_are_cases() -> None:
    known = {case.id for case in ALL_CASES}
    assert not set(FAILING) - known, "known-failures.tsv names no case"
    assert list(FAILING) == sorted(FAILING)


def test_known_failures_are_not_being_rewritten() -> None:
    """Rewrites the list when the variable is set, and then fails so that it is not left on."""
    if os.environ.get(UPDATE) != "1":
        return
    found = {case.id: find_problems(case, _run(case)) for case in ALL_CASES}
    rows = [f"{name}\t{','.join(sorted(found[name]))}" for name in sorted(found) if found[name]]
    text = "\n".join(["id\tfields", *rows]) + "\n"
    KNOWN_FAILURES.write_text(text, encoding="utf-8", newline="\n")
    pytest.fail(f"{KNOWN_FAILURES.name} is rewritten with {len(rows)} cases; unset {UPDATE}")


def test_every_construction_has_cases() -> None:
    assert {case.construction for case in ALL_CASES} == CONSTRUCTIONS
    assert COMMAND in (CASES / "README.md").read_text("utf-8")


def test_there_are_enough_cases() -> None:
    assert len(ALL_CASES) >= 620
    assert sum(not case.expect for case in ALL_CASES) >= 210


GOOD = (
    '{"id": "a-1", "construction": "range", "text": "新建公厕9座。", '
    '"expect": [{"quantity": "9座", "value": 9, "unit": "座"}]}'
)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        pytest.param(GOOD + "\n" + GOOD, "stands twice", id="duplicate-id"),
        pytest.param(GOOD.replace('"value"', '"amount"'), "amount", id="unknown-field"),
        pytest.param(GOOD.replace('"text"', '"body"'), "body: unknown field", id="no-text"),
        pytest.param(GOOD.replace('"9座"', '"8座"'), "is not in the text", id="quantity"),
        pytest.param(GOOD.replace("a-1", "a_1"), "is no slug", id="id"),
        pytest.param(GOOD.replace("range", "ranges"), "no construction ranges", id="construction"),
        pytest.param(GOOD[:-1], "no JSON object", id="malformed"),
        pytest.param(GOOD.replace(', "value": 9', ""), "needs quantity and value", id="no-value"),
        pytest.param(
            GOOD.replace('"value": 9', '"value": "9"'), "should be a number", id="value-as-word"
        ),
        pytest.param(
            GOOD.replace('"value": 9', '"value": 9, "part_of": 0'), "no other record", id="parent"
        ),
        pytest.param(
            GOOD.replace('"value": 9', '"value": 9, "period": "2025年"'),
            "is no period",
            id="period",
        ),
    ],
)
def test_a_wrong_line_is_told(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(AnnotationError, match=problem):
        load_cases([path], {"range"})


def test_a_good_line_is_read(tmp_path: Path) -> None:
    path = tmp_path / "good.jsonl"
    path.write_text(GOOD + "\n", encoding="utf-8")
    assert [case.id for case in load_cases([path], {"range"})] == ["a-1"]
