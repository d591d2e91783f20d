"""What all commands share: the parser, its argument types, the exit codes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TypeAlias

from policyie.batch import UNUSABLE, complain
from policyie.config import parse_date
from policyie.errors import ConfigError
from policyie.text.readers import SUFFIXES, find_codec

EXIT_CODES = """\
exit codes:
  0  done
  1  a check or threshold failed
  2  wrong usage or unreadable input
  3  some documents of several failed
"""


class Parser(argparse.ArgumentParser):
    """A parser that reports wrong usage on one line."""

    def error(self, message: str) -> NoReturn:
        """Complain and leave."""
        complain(f"{message} (see '{self.prog} --help')")
        raise SystemExit(UNUSABLE)


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def add_command(commands: Commands, name: str, about: str, examples: str) -> Parser:
    """Add a command with its help; `examples` stand below it, above the exit codes."""
    return commands.add_parser(
        name,
        help=about,
        description=about[0].upper() + about[1:] + ".",
        epilog=examples + "\n" + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def add_files(add: Callable[..., argparse.Action]) -> None:
    """Add the documents that a command reads."""
    kinds = ", ".join(SUFFIXES)
    add(
        "files", nargs="+", metavar="FILE", help=f"a file, a directory ({kinds} in it), - for stdin"
    )


def add_reading(add: Callable[..., argparse.Action]) -> None:
    """Add how documents are read: date, word lists, encoding, damage."""
    add("--published", type=read_date, metavar="DATE", help="YYYY, YYYY-MM or YYYY-MM-DD")
    add("--gazetteers", type=read_folder, metavar="DIR", help="word lists and patterns to add")
    add("--encoding", type=read_encoding, metavar="NAME", help="of the input (default: detected)")
    add("--no-repairs", action="store_true", help="read damaged characters as they stand")


def add_models(parser: Parser) -> None:
    """Add the choice of learned weights: those of the package, none, or a folder of them."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--no-models",
        dest="models",
        action="store_const",
        const=False,
        default=True,
        help="let the rules decide alone, without confidence",
    )
    group.add_argument(
        "--models", dest="models", type=read_folder, metavar="DIR", help="weights that train made"
    )


def read_date(text: str) -> str:
    """A date that `extract` can count from, as it was given."""
    try:
        parse_date(text)
    except ConfigError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def read_folder(text: str) -> Path:
    """The path of a folder that is there."""
    path = Path(text)
    if not path.is_dir():
        msg = f"'{text}' is no directory"
        raise argparse.ArgumentTypeError(msg)
    return path


def read_encoding(text: str) -> str:
    """The name of an encoding that Python has."""
    if find_codec(text) is None:
        msg = f"unknown encoding '{text}'"
        raise argparse.ArgumentTypeError(msg)
    return text


def read_share(text: str) -> float:
    """A number from 0 to 1."""
    with suppress(ValueError):
        share = float(text)
        if 0 <= share <= 1:
            return share
    msg = f"'{text}' is no number from 0 to 1"
    raise argparse.ArgumentTypeError(msg)
