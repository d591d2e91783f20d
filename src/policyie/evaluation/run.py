"""The evaluation of a folder: choose the documents, predict, score, and report."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyie.errors import ConfigError, ReadError
from policyie.evaluation.metrics import (
    Counts,
    Evaluation,
    find_score,
    score_document,
    summarize,
)
from policyie.evaluation.predictions import load_predictions, read_predictions
from policyie.evaluation.report import (
    ERROR_FIELDS,
    find_errors,
    format_errors,
    format_table,
    to_json,
)
from policyie.evaluation.sources import HALVES, INDEX, load_documents, select_documents

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from policyie.evaluation.metrics import DocumentScore, Scores
    from policyie.evaluation.sources import GoldDocument

    Predict = Callable[[Path], Sequence[Mapping[str, Any]]]

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
    """The score of one document; of a window, only what begins within it is counted."""
    source = f"{document.name} (predicted)"
    predicted = read_predictions(predict(document.text_path), source)
    if document.window is not None:
        first, last = document.window
        predicted = [record for record in predicted if first <= record.place[0] < last]
    return score_document(document.name, document.records, predicted)


def stored_predictions(folder: Path) -> Predict:
    """A `predict` that reads NAME.jsonl of a folder instead of the text NAME.txt."""

    def predict(text_path: Path) -> list[dict[str, Any]]:
        return load_predictions(folder / f"{text_path.stem}.jsonl")

    return predict


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments that `run` reads."""
    parser.add_argument("--gold", type=Path, required=True, metavar="DIR", help="NAME.jsonl")
    parser.add_argument(
        "--texts", type=Path, metavar="DIR", help="NAME.txt (default: the gold folder)"
    )
    parser.add_argument(
        "--predictions",
        type=Path,
        metavar="DIR",
        help="score NAME.jsonl from here, extract nothing",
    )
    parser.add_argument("--json", action="store_true", help="print the scores as one JSON object")
    parser.add_argument(
        "--errors",
        type=int,
        nargs="?",
        const=sys.maxsize,
        metavar="N",
        help="list each wrong, missed and spurious record, at most N of each field",
    )
    parser.add_argument(
        "--by-field", choices=ERROR_FIELDS, metavar="FIELD", help="list the errors of one field"
    )
    parser.add_argument("--only", choices=HALVES, help=f"as {INDEX} in the texts folder says")
    parser.add_argument("--documents", default="", metavar="A,B", help="evaluate these only")
    parser.add_argument("--exclude", default="", metavar="A,B", help="leave these out")
    parser.add_argument(
        "--min",
        nargs="+",
        action="extend",
        metavar="SCORE=X",
        help="exit with 1 when a score is lower, as in core=0.85 period=0.9",
    )


def run(args: Namespace, predict: Predict) -> int:
    """Evaluate as the arguments say, write the report to stdout.

    Returns:
        1 when a score is below its minimum, else 0.

    Raises:
        ConfigError: an argument cannot be used.
        PolicyIEError: a file cannot be read or is wrong.
    """
    minimums = dict(_parse_minimum(text) for text in args.min or ())
    limit = args.errors
    if limit is not None and limit < 1:
        msg = f"--errors needs a positive number, not {limit}"
        raise ConfigError(msg)
    texts_dir = args.texts or args.gold
    names = select_documents(
        args.gold,
        texts_dir,
        only=args.only,
        documents=_split_names(args.documents) or None,
        exclude=_split_names(args.exclude),
    )
    if args.predictions is not None:
        predict = stored_predictions(args.predictions)
    evaluation = evaluate(args.gold, texts_dir, predict, names=names)
    sys.stdout.write(_format_report(evaluation, args))
    return _check_minimums(evaluation.scores, minimums)


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


def _format_report(evaluation: Evaluation, args: Namespace) -> str:
    findings = None
    if args.errors is not None or args.by_field is not None:
        findings = [
            finding for finding in find_errors(evaluation) if args.by_field in (None, finding.field)
        ]
    if args.json:
        found = to_json(evaluation, findings, limit=args.errors)
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    table = format_table(evaluation)
    if findings is None:
        return table
    return table + "\n" + format_errors(findings, limit=args.errors)


def _check_minimums(scores: Scores, minimums: Mapping[str, float]) -> int:
    """1 when a score is too low, and a line for each on stderr."""
    low = [name for name, minimum in minimums.items() if find_score(scores, name) < minimum]
    for name in low:
        sys.stderr.write(f"{name} {find_score(scores, name):.4f} is below {minimums[name]:g}\n")
    return 1 if low else 0
