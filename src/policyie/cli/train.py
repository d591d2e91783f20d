"""`policyie train`: weights learned from annotated documents."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from policyie.cli.parser import Commands, add_command

EXAMPLES = """\
examples:
  policyie train --gold annotated/documents -o weights/
  policyie train --gold gold/ more/ --texts texts/ more-texts/ -o weights/
"""


def add(commands: Commands, arguments: Sequence[str]) -> None:
    """Add the command."""
    parser = add_command(commands, "train", "learn from annotated folders", EXAMPLES)
    parser.set_defaults(run=_train)
    if arguments[:1] == ["train"]:
        from policyie.training.run import add_train_arguments

        add_train_arguments(parser)


def _train(args: argparse.Namespace) -> int:
    from policyie.training.run import train

    return train(args)
