"""`policyie explain`: how one record was read."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from policyie.batch import DONE, UNUSABLE, complain
from policyie.cli.parser import Commands, add_command, add_models, add_reading
from policyie.config import ExtractorConfig

EXAMPLES = """\
examples:
  policyie explain plan.txt --target t0007
  policyie explain news.html --target t0001 --published 2024-05
"""


def add(commands: Commands, arguments: Sequence[str]) -> None:
    """Add the command."""
    parser = add_command(commands, "explain", "tell how one record was read", EXAMPLES)
    add = parser.add_argument
    add("file", metavar="FILE", help="a file")
    add("--target", required=True, metavar="ID", help="the record's id, such as t0007")
    add_reading(add)
    add_models(parser)
    parser.set_defaults(run=_explain)


def _explain(args: argparse.Namespace) -> int:
    from policyie.outputs.explain import to_explanation
    from policyie.pipeline import Extractor

    config = ExtractorConfig(
        gazetteers=args.gazetteers, repairs=not args.no_repairs, models=args.models
    )
    extractor = Extractor(config)
    read = extractor.read(args.file, published=args.published, encoding=args.encoding)
    for record in read.records():
        if record["id"] == args.target:
            print(to_explanation(record, read.source.raw), end="")
            return DONE
    complain(f"{args.file}: no record {args.target} among {len(read.drafts)}")
    return UNUSABLE
