"""The evaluation of a folder: choose the documents, predict, score, and report."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyie.errors import ConfigError
from policyie.evaluation.gold import check_gold, load_digests, load_gold, read_table, read_text
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

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from policyie.evaluation.metrics import Scores

    Predict = Callable[[Path], Sequence[Mapping[str, Any]]]

DIGESTS = "sha256.tsv"
INDEX = "index.tsv"
HALVES = ("tune", "check")
_EVERY_SCORE = Counts(gold_links=1, repaired=1, gold_milestones=1)


def find_documents(gold_dir: Path) -> list[str]:
    """The names of the documents that a folder has gold for, sorted by their files.

    Raises:
        ConfigError: there are none.
    """
    names = [path.stem for path in sorted(gold_dir.glob("*.jsonl"))]
    if not names:
        msg = f"no gold files (NAME.jsonl) in {gold_dir}"
        raise ConfigError(msg)
    return names


def select_documents(
    gold_dir: Path,
    texts_dir: Path,
    *,
    only: str | None = None,
    documents: Iterable[str] | None = None,
    exclude: Iterable[str] = (),
) -> list[str]:
    """The names of the documents to evaluate, in the order of `find_documents`.

    Args:
        gold_dir: folder with NAME.jsonl.
        texts_dir: folder with NAME.txt and, for `only`, the table `index.tsv`.
        only: `tune` or `check`, as the column `annotated` of the table says.
        documents: names to keep; all when None.
        exclude: names to leave out.

    Raises:
        ConfigError: a name is unknown, the table is missing, or nothing is left.
    """
    known = find_documents(gold_dir)
    kept = set(known if documents is None else _check_names(documents, known))
    kept -= set(_check_names(exclude, known))
    if only is not None:
        kept &= _read_half(texts_dir / INDEX, only)
    if not kept:
        msg = f"no document is left to evaluate; there are {', '.join(known)}"
        raise ConfigError(msg)
    return [name for name in known if name in kept]


def _check_names(names: Iterable[str], known: Sequence[str]) -> list[str]:
    names = list(names)
    unknown = [name for name in names if name not in known]
    if unknown:
        msg = f"unknown document {', '.join(unknown)}; there are {', '.join(known)}"
        raise ConfigError(msg)
    return names


def _read_half(index: Path, half: str) -> set[str]:
    """The names of the documents that the table counts to one half of the set."""
    if half not in HALVES:
        msg = f"unknown half {half!r}; there are {', '.join(HALVES)}"
        raise ConfigError(msg)
    if not index.is_file():
        msg = f"the choice of {half} documents needs {index}"
        raise ConfigError(msg)
    rows = read_table(index, ("file", "annotated"))
    return {row["file"].removesuffix(".txt") for row in rows if row["annotated"] == half}


def evaluate(
    gold_dir: Path, texts_dir: Path, predict: Predict, *, names: Iterable[str] | None = None
) -> Evaluation:
    """Score what `predict` gives for the documents of a gold folder.

    Args:
        gold_dir: folder with NAME.jsonl, and perhaps `sha256.tsv` with the digests of the texts.
        texts_dir: folder with NAME.txt.
        predict: gives the output records of a text file, as dicts.
        names: the documents, all when None; their order is always that of their files.

    Raises:
        ConfigError: a name is unknown.
        ReadError: a text or a prediction file is missing.
        AnnotationError: a gold or predicted record is wrong.
    """
    chosen = select_documents(gold_dir, texts_dir, documents=names)
    digests = load_digests(gold_dir / DIGESTS) if (gold_dir / DIGESTS).is_file() else {}
    scored = []
    for name in chosen:
        gold_path, text_path = gold_dir / f"{name}.jsonl", texts_dir / f"{name}.txt"
        gold = load_gold(gold_path)
        text = read_text(text_path)
        check_gold(gold, text, file=str(gold_path), sha256=digests.get(name))
        predicted = read_predictions(predict(text_path), f"{name} (predicted)")
        scored.append(score_document(name, gold, predicted))
    return Evaluation(scored)


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
