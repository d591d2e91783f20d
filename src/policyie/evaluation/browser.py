"""The errors of an evaluation as one HTML page: gold and predicted side by side in the text."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from policyie.errors import ReadError
from policyie.evaluation.contrast import find_changes
from policyie.evaluation.report import (
    MILESTONE,
    MISSED,
    PAIR_FIELDS,
    SPURIOUS,
    show_gold,
    show_predicted,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from policyie.evaluation.contrast import Change
    from policyie.evaluation.gold import GoldRecord
    from policyie.evaluation.match import Matching
    from policyie.evaluation.metrics import DocumentScore, Evaluation
    from policyie.evaluation.predictions import PredictedRecord

GAINED, LOST = "gained", "lost"
_DATA = "/*DATA*/"

Item = dict[str, Any]


def write_browser(path: Path, evaluation: Evaluation, other: Evaluation | None = None) -> None:
    """Write the page; it needs no other file and no network.

    Args:
        path: the file to write.
        evaluation: documents with their texts.
        other: another system on the same documents, to mark what was gained and lost.

    Raises:
        ReadError: the file cannot be written.
    """
    try:
        path.write_text(to_html(evaluation, other), encoding="utf-8")
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
        raise ReadError(str(path), problem) from error


def to_html(evaluation: Evaluation, other: Evaluation | None = None) -> str:
    """The page as text."""
    changes: dict[tuple[str, str | None], Change] = {}
    if other is not None:
        changes = {
            (change.document, change.gold.id): change
            for change in find_changes(evaluation, other)
            if change.gold is not None
        }
    data = {
        "documents": [_document(document) for document in evaluation.documents],
        "items": [
            item
            for number, document in enumerate(evaluation.documents)
            for item in _items(number, document, changes)
        ],
    }
    # The characters that could end the script element, or start another, are written as escapes.
    written = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    template = files("policyie.evaluation").joinpath("browser.html").read_text("utf-8")
    return template.replace(_DATA, written)


def _document(document: DocumentScore) -> dict[str, Any]:
    targets, milestones = document.targets, document.milestones
    return {
        "name": document.name,
        "text": document.text or "",
        "gold": sorted(record.span for record in [*targets.gold, *milestones.gold]),
        "predicted": sorted(record.place for record in [*targets.predicted, *milestones.predicted]),
    }


def _items(
    number: int, document: DocumentScore, changes: dict[tuple[str, str | None], Change]
) -> list[Item]:
    """The records of a document with an error or a change, in text order."""
    found = [*_matching_items(document.targets), *_matching_items(document.milestones)]
    items = []
    for fields, gold, predicted in found:
        change = changes.get((document.name, gold.id)) if gold is not None else None
        if change is not None:
            fields += [GAINED] * bool(change.gained) + [LOST] * bool(change.lost)
        if fields:
            items.append(
                {
                    "document": number,
                    "fields": fields,
                    "gold": _show(gold, change),
                    "predicted": _show_predicted(predicted),
                }
            )
    return sorted(items, key=lambda item: (item["gold"] or item["predicted"])["span"])


def _matching_items(
    matching: Matching,
) -> Iterator[tuple[list[str], GoldRecord | None, PredictedRecord | None]]:
    for gold in matching.missed:
        yield [MISSED], gold, None
    for predicted in matching.spurious:
        yield [SPURIOUS], None, predicted
    for pair in matching.pairs:
        told = (MILESTONE,) if MILESTONE in pair.right else PAIR_FIELDS
        yield [name for name in told if not pair.right[name]], pair.gold, pair.predicted


def _show(gold: GoldRecord | None, change: Change | None) -> Item | None:
    if gold is None:
        return None
    values = show_gold(gold, MISSED)
    shown = {"id": gold.id, "line": gold.line, "words": gold.quantity or gold.quote, **values}
    if change is not None:
        shown |= {GAINED: list(change.gained), LOST: list(change.lost)}
    return {"span": gold.span, "values": shown, "note": gold.note}


def _show_predicted(predicted: PredictedRecord | None) -> Item | None:
    if predicted is None:
        return None
    words = predicted.quantity.text if predicted.quantity is not None else predicted.text
    values = {"id": predicted.id, "words": words, **show_predicted(predicted, MISSED)}
    return {"span": predicted.place, "values": values, "note": None}
