"""The command line: `policyie COMMAND`, each group of commands in a module of its own.

Exit codes are the same for all commands (`EXIT_CODES`); errors are one line each on standard
error. Heavy modules are imported by the command that needs them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from policyie.batch import DONE, UNUSABLE, complain
from policyie.cli import check, evaluate, explain, extract, gold, schema, suggest, train
from policyie.cli.parser import EXIT_CODES, Parser
from policyie.errors import PolicyIEError

INTERRUPTED = 130
_COMMANDS = (extract, check, explain, schema, evaluate, gold, train, suggest)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        argv: the arguments after the program's name; those of the process when None.
    """
    arguments = sys.argv[1:] if argv is None else list(argv)
    _prepare_stdout()
    try:
        args = _build_parser(arguments).parse_args(arguments)
        code: int = args.run(args)
        sys.stdout.flush()
    except PolicyIEError as error:
        complain(str(error))
        return UNUSABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has left; nothing may be written at exit either.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return code


def _prepare_stdout() -> None:
    """Make pipes and files UTF-8 on every system, and a terminal print what it can."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is None:
        return
    if sys.stdout.isatty():
        reconfigure(errors="replace")
    else:
        reconfigure(encoding="utf-8", newline="\n")


def _build_parser(arguments: Sequence[str]) -> Parser:
    """The parser of all commands.

    Args:
        arguments: those of the call; a command whose options stand in a heavy module adds them
            only when it is the one that is called.
    """
    parser = Parser(
        prog="policyie",
        description="Structured targets from Chinese policy documents.",
        epilog=extract.EXAMPLES + "\n" + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in _COMMANDS:
        module.add(commands, arguments)
    return parser
