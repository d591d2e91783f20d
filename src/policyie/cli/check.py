"""`policyie check`: whether the figures of documents agree with each other."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from policyie.batch import FAILED, Batch
from policyie.cli.parser import Commands, add_command, add_files, add_models, add_reading
from policyie.config import ExtractorConfig
from policyie.outputs.files import write_all

if TYPE_CHECKING:
    from policyie.pipeline import Extraction

EXAMPLES = """\
examples:
  policyie check plan.txt
  policyie check plans/ --format json
  policyie check report.txt --all
"""


def add(commands: Commands, arguments: Sequence[str]) -> None:
    """Add the command."""
    parser = add_command(commands, "check", "check the figures of documents", EXAMPLES)
    add = parser.add_argument
    add_files(add)
    add("--all", action="store_true", help="show what holds too, in the text form")
    add("--format", choices=("text", "json"), default="text", help="json shows all checks")
    add_reading(add)
    add_models(parser)
    parser.set_defaults(run=_check)


def _check(args: argparse.Namespace) -> int:
    from policyie.outputs.report import to_check_report
    from policyie.pipeline import Extractor

    batch = Batch(args.files, encoding=args.encoding, published=args.published)
    config = ExtractorConfig(
        gazetteers=args.gazetteers, repairs=not args.no_repairs, models=args.models
    )
    extractor = Extractor(config)
    held = True

    def write(extraction: Extraction, source: str, *, first: bool) -> str:
        nonlocal held
        checks = extraction.exporter.checks()
        held = held and all(check["ok"] for check in checks)
        if args.format == "json":
            from policyie.outputs.json import to_json

            return to_json({"doc": extraction.doc, "checks": checks})
        report = to_check_report(source, extraction.source.raw, checks, everything=args.all)
        return report if first else "\n" + report

    write_all(batch.run(extractor, write), None)
    return batch.code if held else FAILED
