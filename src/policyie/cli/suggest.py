"""`policyie suggest`: the records whose annotation would help most."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from policyie.cli.parser import Commands, add_command

EXAMPLES = """\
examples:
  policyie suggest --texts plans/ -n 20
  policyie suggest --texts plans/ --models weights/ > next.jsonl
"""


def add(commands: Commands, arguments: Sequence[str]) -> None:
    """Add the command."""
    parser = add_command(commands, "suggest", "list the records to annotate next", EXAMPLES)
    parser.set_defaults(run=_suggest)
    if arguments[:1] == ["suggest"]:
        from policyie.training.run import add_suggest_arguments

        add_suggest_arguments(parser)


def _suggest(args: argparse.Namespace) -> int:
    from policyie.training.run import suggest

    return suggest(args)
