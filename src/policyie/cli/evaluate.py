"""`policyie evaluate`: the scores on annotated documents."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyie.cli.parser import Commands, add_command, add_models
from policyie.config import ExtractorConfig

if TYPE_CHECKING:
    from policyie.pipeline import Extractor

EXAMPLES = """\
examples:
  policyie evaluate --gold annotated/documents
  policyie evaluate --gold gold/ --texts texts/ --json
  policyie evaluate --gold gold/ --texts texts/ --errors 5 --html errors.html
  policyie evaluate --gold gold/ --predictions mine.jsonl --against other.jsonl
  policyie evaluate --gold gold/ --breakdown --confusions --min full=0.85
"""


def add(commands: Commands, arguments: Sequence[str]) -> None:
    """Add the command."""
    parser = add_command(commands, "evaluate", "score against a gold folder", EXAMPLES)
    parser.add_argument(
        "--no-repairs", action="store_true", help="read damaged characters as they stand"
    )
    add_models(parser)
    parser.set_defaults(run=_evaluate)
    if arguments[:1] == ["evaluate"]:
        from policyie.evaluation.run import add_arguments

        add_arguments(parser)


def _evaluate(args: argparse.Namespace) -> int:
    from policyie.evaluation.run import run

    extractor: list[Extractor] = []

    def predict(path: Path) -> list[dict[str, Any]]:
        # Built at the first text, since scores of stored predictions need none.
        if not extractor:
            from policyie.pipeline import Extractor

            config = ExtractorConfig(repairs=not args.no_repairs, models=args.models)
            extractor.append(Extractor(config))
        return list(extractor[0].read(path).records())

    return run(args, predict)
