"""Where the errors are: scores by group of records or documents, and what is taken for what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyie.evaluation.compare import LEVELS
from policyie.evaluation.metrics import Counts, add_counts, summarize
from policyie.evaluation.units import simplify, split_unit, to_base
from policyie.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from policyie.evaluation.gold import GoldRecord
    from policyie.evaluation.match import Pair
    from policyie.evaluation.metrics import DocumentScore, Evaluation
    from policyie.evaluation.predictions import PredictedRecord

MISSED, SPURIOUS, UNKNOWN = "(missed)", "(spurious)", "–"
CONFUSED = ("comparator", "status", "mode")
_SHARES = ("found", *LEVELS)
_F1 = {"found": "detection_f1", **{level: f"{level}_f1" for level in LEVELS}}
_TRADITIONAL = 0.02  # of the characters; simplified texts quote some

Row = dict[str, float]
Groups = dict[str, Row]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The scores of one kind of group: `measure` says of what."""

    name: str
    measure: str
    groups: Groups


def break_down(evaluation: Evaluation) -> list[Breakdown]:
    """The scores by kind and script of the documents, and by properties of their targets.

    By document they are F1; by comparator, status, dimension and damage, shares of the gold
    targets; by the place that a period was taken from, the pairs with the right period.
    """
    by_record: dict[str, Callable[[GoldRecord], str]] = {
        "comparator": lambda record: str(record.comparator),
        "status": lambda record: record.status,
        "dimension": _find_dimension,
        "damage": lambda record: "damaged" if record.repaired else "clean",
    }
    documents = evaluation.documents
    return [
        Breakdown("kind", "F1", _by_document(documents, lambda one: one.about.get("kind"))),
        Breakdown("script", "F1", _by_document(documents, find_script)),
        *(
            Breakdown(name, "share of gold", _by_record(documents, find))
            for name, find in by_record.items()
        ),
        Breakdown("period source", "period right", _by_period_source(documents)),
    ]


def find_script(document: DocumentScore) -> str | None:
    """`hans` or `hant`: as is known of the document, else as its characters say."""
    known = document.about.get("script")
    if known or not document.text:
        return known
    changed = sum(a != b for a, b in zip(document.text, simplify(document.text), strict=False))
    return "hant" if changed > _TRADITIONAL * len(document.text) else "hans"


def _find_dimension(record: GoldRecord) -> str:
    base = to_base(1, split_unit(record.unit)[0])[1] or ""
    unit = load_lexicon().units.get(base)
    if base == "1":
        return "ratio"
    return unit.dimension if unit is not None else "other"


def _by_document(
    documents: Iterable[DocumentScore], find: Callable[[DocumentScore], str | None]
) -> Groups:
    grouped: dict[str, list[Counts]] = {}
    for document in documents:
        grouped.setdefault(find(document) or UNKNOWN, []).append(document.counts)
    rows: Groups = {}
    for name, counts in sorted(grouped.items()):
        scores = summarize(add_counts(counts))
        rows[name] = {"documents": len(counts), "gold": scores["gold"]}
        rows[name] |= {column: scores[key] for column, key in _F1.items()}
    return rows


def _by_record(documents: Iterable[DocumentScore], find: Callable[[GoldRecord], str]) -> Groups:
    total: Counter[str] = Counter()
    right: dict[str, Counter[str]] = {name: Counter() for name in _SHARES}
    for document in documents:
        total.update(find(record) for record in document.targets.gold)
        for pair in document.targets.pairs:
            group = find(pair.gold)
            right["found"][group] += 1
            for level in LEVELS:
                right[level][group] += pair.right[level]
    return {
        group: {
            "gold": count,
            **{name: round(right[name][group] / count, 4) for name in _SHARES},
        }
        for group, count in total.most_common()
    }


def _by_period_source(documents: Iterable[DocumentScore]) -> Groups:
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for document in documents:
        for pair in document.targets.pairs:
            group = _find_source(pair)
            total[group] += 1
            right[group] += pair.right["period"]
    return {
        group: {"pairs": count, "right": round(right[group] / count, 4)}
        for group, count in total.most_common()
    }


def _find_source(pair: Pair) -> str:
    period = pair.predicted.period
    if period is None or (period.start is None and period.end is None):
        return "no period"
    return period.source or UNKNOWN


def confuse(evaluation: Evaluation, field: str) -> dict[str, dict[str, int]]:
    """How often each gold label was given each predicted one.

    The row `(spurious)` has the predictions without gold, the column `(missed)` gold without any.

    Args:
        evaluation: the scored documents.
        field: one of `CONFUSED`.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for document in evaluation.documents:
        targets = document.targets
        for pair in targets.pairs:
            counts[_label(pair.gold, field), _label_predicted(pair.predicted, field)] += 1
        counts.update((_label(record, field), MISSED) for record in targets.missed)
        counts.update((SPURIOUS, _label_predicted(record, field)) for record in targets.spurious)
    rows: dict[str, dict[str, int]] = {}
    for (gold, predicted), count in sorted(counts.items(), key=lambda entry: _rank(entry[0])):
        rows.setdefault(gold, {})[predicted] = count
    return rows


def _rank(labels: tuple[str, str]) -> tuple[bool, str, bool, str]:
    gold, predicted = labels
    return gold == SPURIOUS, gold, predicted == MISSED, predicted


def _label(record: object, field: str) -> str:
    return str(getattr(record, field) or UNKNOWN)


def _label_predicted(record: PredictedRecord, field: str) -> str:
    return _label(record if field == "status" else record.quantity, field)


def format_breakdown(breakdowns: Iterable[Breakdown]) -> str:
    """A table for each, one line a group."""
    blocks = []
    for breakdown in breakdowns:
        columns = list(next(iter(breakdown.groups.values()), {}))
        width = max([len(breakdown.name), *map(len, breakdown.groups)]) + 2
        head = breakdown.name.ljust(width) + "".join(name.rjust(11) for name in columns)
        lines = [f"{head}   ({breakdown.measure})"]
        for name, row in breakdown.groups.items():
            cells = [
                f"{value:.3f}" if isinstance(value, float) else str(value) for value in row.values()
            ]
            lines.append(name.ljust(width) + "".join(cell.rjust(11) for cell in cells))
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def format_confusion(field: str, rows: Mapping[str, Mapping[str, int]]) -> str:
    """A table with a line for each gold label and a column for each predicted one."""
    seen = {label for row in rows.values() for label in row}
    columns = sorted(seen, key=lambda label: (label == MISSED, label))
    width = max(len(f"{field}, gold"), *map(len, [*rows, ""])) + 2
    lines = [f"{field}, gold".ljust(width) + "".join(name.rjust(11) for name in columns)]
    for name, row in rows.items():
        cells = [str(row.get(column, "·")) for column in columns]
        lines.append(name.ljust(width) + "".join(cell.rjust(11) for cell in cells))
    return "\n".join(lines) + "\n"
