"""`policyie extract`: documents in, their records out in one of several forms."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyie.batch import UNUSABLE, Batch, complain
from policyie.cli.parser import (
    Commands,
    add_command,
    add_files,
    add_models,
    add_reading,
    read_share,
)
from policyie.config import ExtractorConfig
from policyie.outputs.files import check_output, write_all

if TYPE_CHECKING:
    from policyie.pipeline import Extraction

FORMATS = ("table", "matrix", "jsonl", "json", "csv")

EXAMPLES = """\
examples:
  policyie extract plan.txt
  policyie extract plan.txt --format matrix
  policyie extract plans/ --format csv -o targets.csv
  policyie extract news.html --published 2026-03-05 --format jsonl
  cat plan.txt | policyie extract - --format json
"""


def add(commands: Commands, arguments: Sequence[str]) -> None:
    """Add the command."""
    parser = add_command(commands, "extract", "read targets from documents", EXAMPLES)
    add = parser.add_argument
    add_files(add)
    add("--format", choices=FORMATS, help="table on a terminal, else jsonl, unless given")
    add(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="write here when all is done, not to stdout",
    )
    add_reading(add)
    add_models(parser)
    add(
        "--min-confidence",
        type=read_share,
        metavar="X",
        help="leave out records that are less certain than X, from 0 to 1",
    )
    add("--milestones", action="store_true", help="show milestones in a matrix too")
    parser.set_defaults(run=_extract)


def _extract(args: argparse.Namespace) -> int:
    from policyie.pipeline import Extractor

    batch = Batch(args.files, encoding=args.encoding, published=args.published)
    check_output(args.output, batch.sources)
    config = ExtractorConfig(
        gazetteers=args.gazetteers, repairs=not args.no_repairs, models=args.models
    )
    extractor = Extractor(config)
    form = args.format or _choose_format(args.output)
    width = _find_width(args.output)

    def write(extraction: Extraction, source: str, *, first: bool) -> str:
        text = _format(extraction, args, form, width, first=first)
        if batch.several and form in ("table", "matrix"):
            return f"{'' if first else chr(10)}# {source}\n{text}"
        return text

    try:
        write_all(batch.run(extractor, write), args.output)
    except BrokenPipeError:
        raise
    except OSError as error:
        complain(f"{args.output or 'stdout'}: cannot be written: {error.strerror or error}")
        return UNUSABLE
    return batch.code


def _choose_format(output: Path | None) -> str:
    return "table" if output is None and sys.stdout.isatty() else "jsonl"


def _find_width(output: Path | None) -> int | None:
    """The columns of the terminal, None when the output goes elsewhere."""
    if output is not None or not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


def _format(
    extraction: Extraction, args: argparse.Namespace, form: str, width: int | None, *, first: bool
) -> str:
    """The output for one document."""
    if form == "json":
        from policyie.outputs.json import to_json

        document = dict(extraction.as_dict())
        for kind in ("targets", "milestones"):
            document[kind] = _keep_certain(document[kind], args.min_confidence)
        return to_json(document)
    records = _keep_certain(extraction.records(), args.min_confidence)
    if form == "jsonl":
        from policyie.outputs.jsonl import to_jsonl

        return to_jsonl(records)
    if form == "csv":
        from policyie.outputs.csv import to_csv

        return to_csv(records, header=first)
    if form == "matrix":
        from policyie.outputs.matrix import to_matrix

        return to_matrix(records, width=width, milestones=args.milestones)
    from policyie.outputs.table import to_table

    return to_table(records, width=width)


def _keep_certain(
    records: Iterator[dict[str, Any]] | Sequence[Mapping[str, Any]], least: float | None
) -> list[Mapping[str, Any]]:
    """The records of at least that confidence; those without one are kept."""
    if least is None:
        return list(records)
    return [
        record
        for record in records
        if record["confidence"] is None or record["confidence"] >= least
    ]
