"""An evaluation for people and programs: table by document, JSON, and each error to act on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policyie.evaluation.compare import FIELDS, LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from policyie.evaluation.gold import GoldRecord
    from policyie.evaluation.match import Matching
    from policyie.evaluation.metrics import DocumentScore, Evaluation, Scores
    from policyie.evaluation.predictions import PredictedRecord

MISSED, SPURIOUS, MILESTONE = "MISSED", "SPURIOUS", "milestone"
_UNTOLD = ("verb", "scope", "hedge", "last_heading")
PAIR_FIELDS = (*(name for name in FIELDS if name not in _UNTOLD), "part_of")
ERROR_FIELDS = (MISSED, SPURIOUS, *PAIR_FIELDS, MILESTONE)

_COLUMNS = {
    "gold": "gold",
    "pred": "pred",
    "detection": "detection_f1",
    "core": "core_f1",
    "full": "full_f1",
    "record": "record_f1",
    "milestone": "milestone_f1",
}
_COUNTED = ("gold", "pred")
_WIDTH = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One error: the record that is missing, one too many, or a pair that differs in `field`."""

    document: str
    field: str
    gold: GoldRecord | None
    predicted: PredictedRecord | None


def find_errors(evaluation: Evaluation) -> list[Finding]:
    """All errors in the order of `ERROR_FIELDS`, in each by document and place in the text."""
    found = [finding for document in evaluation.documents for finding in _document_errors(document)]
    order = {field: rank for rank, field in enumerate(ERROR_FIELDS)}
    return sorted(
        found, key=lambda finding: (order[finding.field], finding.document, _place(finding))
    )


def _place(finding: Finding) -> tuple[int, int]:
    if finding.gold is not None:
        return finding.gold.span
    return finding.predicted.place if finding.predicted is not None else (0, 0)


def _document_errors(document: DocumentScore) -> Iterator[Finding]:
    name, targets, milestones = document.name, document.targets, document.milestones
    yield from _unpaired(name, targets, MISSED, SPURIOUS)
    for pair in targets.pairs:
        for field in PAIR_FIELDS:
            if not pair.right[field]:
                yield Finding(name, field, pair.gold, pair.predicted)
    yield from _unpaired(name, milestones, MILESTONE, MILESTONE)
    for pair in milestones.pairs:
        if not pair.right[MILESTONE]:
            yield Finding(name, MILESTONE, pair.gold, pair.predicted)


def _unpaired(name: str, matching: Matching, missed: str, spurious: str) -> Iterator[Finding]:
    for gold in matching.missed:
        yield Finding(name, missed, gold, None)
    for predicted in matching.spurious:
        yield Finding(name, spurious, None, predicted)


def format_table(evaluation: Evaluation) -> str:
    """A line a document, the micro scores, means, intervals and accuracies below."""
    width = max(len("all (micro)"), *(len(document.name) for document in evaluation.documents))
    lines = ["document".ljust(width) + "".join(name.rjust(_WIDTH) for name in _COLUMNS)]
    lines += [
        document.name.ljust(width) + _format_row(document.scores)
        for document in evaluation.documents
    ]
    scores = evaluation.scores
    lines += ["all (micro)".ljust(width) + _format_row(scores), ""]
    means, intervals = evaluation.means, evaluation.intervals
    for level in LEVELS:
        low, high = intervals[level]
        lines.append(
            f"{level}_f1: {scores[f'{level}_f1']:.4f}  95 % {low:.3f} to {high:.3f}"
            f"  mean over documents {means[level]:.4f}"
        )
    told = {*_COLUMNS.values()} - {"milestone_f1"}
    lines += [f"{name}: {score:.4f}" for name, score in scores.items() if name not in told]
    if evaluation.reliability is not None:
        lines += ["", *evaluation.reliability.lines()]
    return "\n".join(lines) + "\n"


def _format_row(scores: Scores) -> str:
    cells = []
    for key in _COLUMNS.values():
        if key not in scores:
            cells.append("-")
        else:
            cells.append(str(scores[key]) if key in _COUNTED else f"{scores[key]:.3f}")
    return "".join(cell.rjust(_WIDTH) for cell in cells)


def format_errors(findings: Iterable[Finding], *, limit: int | None = None) -> str:
    """The findings grouped by field, at most `limit` of each, with the clauses they stand in."""
    groups = _group(findings)
    blocks = []
    for field, group in groups.items():
        shown = group[:limit]
        lines = [f"== {field}: {len(group)}", *(_format_finding(finding) for finding in shown)]
        if len(shown) < len(group):
            lines.append(f"   … {len(group) - len(shown)} more")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks) or "no errors\n"


def _group(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.field, []).append(finding)
    return groups


def _format_finding(finding: Finding) -> str:
    gold, predicted = finding.gold, finding.predicted
    start, end = _place(finding)
    lines = [f"-- {finding.document} [{start}:{end}]"]
    if gold is not None:
        lines.append(f"   gold      {gold.id}  {_one_line(gold.quantity)}  {_one_line(gold.quote)}")
        lines.append(f"             {_dump(show_gold(gold, finding.field))}")
    if predicted is not None:
        words = predicted.quantity.text if predicted.quantity is not None else None
        text = _one_line(predicted.text)
        lines.append(f"   predicted {predicted.id or '-'}  {_one_line(words)}  {text}")
        lines.append(f"             {_dump(show_predicted(predicted, finding.field))}")
    return "\n".join(lines)


def _one_line(text: str | None) -> str:
    return " ".join((text or "-").split())


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


_SHOWN = {
    "value": ("value", "upper", "unit", "comparator"),
    "unit": ("value", "unit"),
    "per": ("per", "unit"),
    "baseline": ("baseline", "unit"),
    "indicator": ("indicator",),
    "indicator_strict": ("scope", "indicator"),
    "place": ("scope", "indicator"),
    "path": ("headings",),
    MILESTONE: ("status", "period", "indicator"),
}
_WHOLE = (
    "value",
    "upper",
    "unit",
    "comparator",
    "mode",
    "status",
    "period",
    "indicator",
    "scope",
    "per",
    "baseline",
    "headings",
)


def _shown(field: str) -> Sequence[str]:
    """The keys of a record that a reader needs to see why the field is wrong."""
    return _WHOLE if field in (MISSED, SPURIOUS) else _SHOWN.get(field, (field,))


def show_gold(record: GoldRecord, field: str) -> dict[str, Any]:
    """The part of a gold record that a finding in `field` is about."""
    values = record.model_dump(mode="json")
    return {key: values[key] for key in _shown(field)}


def show_predicted(record: PredictedRecord, field: str) -> dict[str, Any]:
    """The part of a predicted record that a finding in `field` is about."""
    values = record.model_dump(mode="json", by_alias=True, exclude={"quantity", "headings"})
    values["headings"] = record.titles
    if record.quantity is not None:
        values |= record.quantity.model_dump(mode="json", exclude={"text", "span", "per"})
        values["per"] = record.quantity.denominator
    return {key: values.get(key) for key in _shown(field)}


def to_json(
    evaluation: Evaluation, findings: Iterable[Finding] | None = None, *, limit: int | None = None
) -> dict[str, Any]:
    """The summary with the scores of each document, and the findings when there are any to tell.

    Args:
        evaluation: the scored documents.
        findings: errors to tell, None for none at all.
        limit: how many of each field.
    """
    found: dict[str, Any] = {
        **evaluation.summary(),
        "documents": {document.name: document.scores for document in evaluation.documents},
    }
    reliability = evaluation.reliability
    if reliability is not None:
        found["reliability"] = reliability.summary()
    if findings is not None:
        found["errors"] = {
            field: [_finding_json(finding) for finding in group[:limit]]
            for field, group in _group(findings).items()
        }
    return found


def _finding_json(finding: Finding) -> dict[str, Any]:
    gold, predicted = finding.gold, finding.predicted
    return {
        "document": finding.document,
        "gold": gold and gold.model_dump(mode="json", exclude_none=True),
        "predicted": predicted and predicted.model_dump(mode="json", by_alias=True),
    }
