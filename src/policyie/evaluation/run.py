"""The evaluation of a folder: choose the documents, predict, score, and report."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyie.errors import ConfigError, ReadError
from policyie.evaluation.breakdown import (
    CONFUSED,
    break_down,
    confuse,
    format_breakdown,
    format_confusion,
)
from policyie.evaluation.browser import write_browser
from policyie.evaluation.contrast import (
    changes_json,
    contrast,
    find_changes,
    format_changes,
    format_contrast,
)
from policyie.evaluation.metrics import (
    Counts,
    Evaluation,
    find_score,
    score_document,
    summarize,
)
from policyie.evaluation.predictions import read_predictions
from policyie.evaluation.report import (
    ERROR_FIELDS,
    find_errors,
    format_errors,
    format_table,
    to_json,
)
from policyie.evaluation.sources import HALVES, INDEX, load_documents, select_documents
from policyie.evaluation.stored import check_coverage, check_text, stored_predictions

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable, Mapping, Sequence

    from policyie.evaluation.metrics import DocumentScore, Scores
    from policyie.evaluation.sources import GoldDocument
    from policyie.evaluation.stored import Predict

_PARTLY = 3  # the exit code that the command line has for it
_EVERY_SCORE = Counts(gold_links=1, repaired=1, gold_milestones=1)


def evaluate(
    gold_dir: Path, texts_dir: Path, predict: Predict, *, names: Iterable[str] | None = None
) -> Evaluation:
    """Score what `predict` gives for the documents of a gold folder.

    Args:
        gold_dir: folder with NAME.jsonl, and perhaps `sha256.tsv` with the digests of the texts.
        texts_dir: folder with NAME.txt; for standoff files with the texts under any name.
        predict: gives the output records of a text file, as dicts.
        names: the documents, all when None; their order is always that of their files.

    Raises:
        ConfigError: a name is unknown.
        ReadError: a text or a prediction file is missing.
        AnnotationError: a gold or predicted record is wrong.
    """
    chosen = select_documents(gold_dir, texts_dir, documents=names)
    scored = []
    for document in load_documents(gold_dir, texts_dir, chosen):
        if isinstance(document, ReadError):
            raise document
        scored.append(score(document, predict))
    return Evaluation(scored)


def score(document: GoldDocument, predict: Predict) -> DocumentScore:
    """The score of one document; of a window, only what begins within it is counted.

    Raises:
        PolicyIEError: the predictions cannot be read, or are of another text.
    """
    source = f"{document.name} (predicted)"
    found = predict(document.text_path)
    predicted = read_predictions(found, source)
    check_text(found, document.text, source)
    if document.window is not None:
        first, last = document.window
        predicted = [record for record in predicted if first <= record.place[0] < last]
    scored = score_document(document.name, document.records, predicted)
    return replace(scored, text=document.text, about=document.about)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments that `run` reads."""
    add = parser.add_argument
    add("--gold", type=Path, required=True, metavar="DIR", help="NAME.jsonl, full or standoff")
    add("--texts", type=Path, metavar="DIR", help="NAME.txt (default: the gold folder)")
    stored = "a folder with NAME.jsonl, or one file with the records of all documents"
    add("--predictions", type=Path, metavar="PATH", help=f"score these, extract nothing: {stored}")
    add("--against", type=Path, metavar="PATH", help=f"compare with another system: {stored}")
    add("--json", action="store_true", help="print the scores as one JSON object")
    add(
        "--errors",
        type=int,
        nargs="?",
        const=sys.maxsize,
        metavar="N",
        help="list each wrong, missed and spurious record, at most N of each field",
    )
    add("--by-field", choices=ERROR_FIELDS, metavar="FIELD", help="list the errors of one field")
    add("--breakdown", action="store_true", help="scores by comparator, dimension, kind, …")
    add("--confusions", action="store_true", help="comparators, statuses, modes: gold by predicted")
    add("--html", type=Path, metavar="FILE", help="write a page that shows all errors in the texts")
    add("--only", choices=HALVES, help=f"as {INDEX} in the texts folder says")
    add("--documents", default="", metavar="A,B", help="evaluate these only")
    add("--exclude", default="", metavar="A,B", help="leave these out")
    add(
        "--min",
        nargs="+",
        action="extend",
        metavar="SCORE=X",
        help="exit with 1 when a score is lower, as in core=0.85 period=0.9",
    )


def run(args: Namespace, predict: Predict) -> int:
    """Evaluate as the arguments say, write the report to stdout.

    Returns:
        1 when a score is below its minimum, 3 when documents have no text here, else 0.

    Raises:
        ConfigError: an argument cannot be used.
        PolicyIEError: a file cannot be read or is wrong.
    """
    minimums = dict(_parse_minimum(text) for text in args.min or ())
    if args.errors is not None and args.errors < 1:
        msg = f"--errors needs a positive number, not {args.errors}"
        raise ConfigError(msg)
    documents, missing = _load(args)
    evaluation = _score_all(documents, args.predictions, predict)
    other = None
    if args.against is not None:
        other = _score_all(documents, args.against, predict)
    sys.stdout.write(_format_report(evaluation, other, args))
    if args.html is not None:
        write_browser(args.html, evaluation, other)
    for error in missing:
        sys.stderr.write(f"not scored: {error}\n")
    return _check_minimums(evaluation.scores, minimums) or (_PARTLY if missing else 0)


def _load(args: Namespace) -> tuple[list[GoldDocument], list[ReadError]]:
    """The chosen documents, and an error for each that has no text here."""
    texts_dir = args.texts or args.gold
    names = select_documents(
        args.gold,
        texts_dir,
        only=args.only,
        documents=_split_names(args.documents) or None,
        exclude=_split_names(args.exclude),
    )
    documents, missing = [], []
    for found in load_documents(args.gold, texts_dir, names):
        if isinstance(found, ReadError):
            missing.append(found)
        else:
            documents.append(found)
    if not documents:
        raise missing[0]
    return documents, missing


def _score_all(
    documents: Sequence[GoldDocument], stored: Path | None, predict: Predict
) -> Evaluation:
    """Score what is stored, or what `predict` gives where nothing is."""
    if stored is not None:
        check_coverage(stored, [document.text_path for document in documents])
        predict = stored_predictions(stored)
    return Evaluation([score(document, predict) for document in documents])


def _split_names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _parse_minimum(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    try:
        minimum = float(number)
    except ValueError:
        minimum = -1.0
    if not name or not 0 <= minimum <= 1:
        msg = f"--min needs SCORE=X with X from 0 to 1, not {text!r}"
        raise ConfigError(msg)
    find_score(summarize(_EVERY_SCORE), name)
    return name, minimum


def _format_report(evaluation: Evaluation, other: Evaluation | None, args: Namespace) -> str:
    findings = None
    if args.errors is not None or args.by_field is not None:
        findings = [
            finding for finding in find_errors(evaluation) if args.by_field in (None, finding.field)
        ]
    if args.json:
        found = to_json(evaluation, findings, limit=args.errors)
        found |= _json_parts(evaluation, other, args)
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    parts = [format_table(evaluation)]
    if args.breakdown:
        parts.append(format_breakdown(break_down(evaluation)))
    if args.confusions:
        parts += [format_confusion(name, confuse(evaluation, name)) for name in CONFUSED]
    if other is not None:
        parts.append(format_contrast(contrast(evaluation, other)))
        parts.append(format_changes(find_changes(evaluation, other), limit=args.errors))
    if findings is not None:
        parts.append(format_errors(findings, limit=args.errors))
    return "\n".join(parts)


def _json_parts(
    evaluation: Evaluation, other: Evaluation | None, args: Namespace
) -> dict[str, Any]:
    """The parts of the JSON report that are only there when they were asked for."""
    found: dict[str, Any] = {}
    if args.breakdown:
        found["breakdown"] = {one.name: one.groups for one in break_down(evaluation)}
    if args.confusions:
        found["confusions"] = {name: confuse(evaluation, name) for name in CONFUSED}
    if other is not None:
        rows = contrast(evaluation, other)
        found["against"] = {
            "scores": {name: asdict(row) for name, row in rows.items()},
            "changes": changes_json(find_changes(evaluation, other)),
        }
    return found


def _check_minimums(scores: Scores, minimums: Mapping[str, float]) -> int:
    """1 when a score is too low, and a line for each on stderr."""
    low = [name for name, minimum in minimums.items() if find_score(scores, name) < minimum]
    for name in low:
        sys.stderr.write(f"{name} {find_score(scores, name):.4f} is below {minimums[name]:g}\n")
    return 1 if low else 0
