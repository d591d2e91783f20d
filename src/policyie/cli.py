"""The command line: `policyie extract`, `policyie check`, `policyie schema` and others.

Exit codes are the same for all commands (`EXIT_CODES`); errors are one line each on standard
error. Heavy modules are imported by the command that needs them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from policyie.batch import DONE, FAILED, UNUSABLE, Batch, complain
from policyie.config import ExtractorConfig, parse_date
from policyie.errors import ConfigError, PolicyIEError
from policyie.outputs.files import check_output, write_all
from policyie.text.readers import SUFFIXES, find_codec

if TYPE_CHECKING:
    from policyie.pipeline import Extraction, Extractor

FORMATS = ("table", "matrix", "jsonl", "json", "csv")

_EXIT_CODES = """\
exit codes:
  0  done
  1  a check or threshold failed
  2  wrong usage or unreadable input
  3  some documents of several failed
"""
_EXTRACT_EXAMPLES = """\
examples:
  policyie extract plan.txt
  policyie extract plan.txt --format matrix
  policyie extract plans/ --format csv -o targets.csv
  policyie extract news.html --published 2026-03-05 --format jsonl
  cat plan.txt | policyie extract - --format json
"""
_CHECK_EXAMPLES = """\
examples:
  policyie check plan.txt
  policyie check plans/ --format json
  policyie check report.txt --all
"""
_EXPLAIN = """\
examples:
  policyie explain plan.txt --target t0007
  policyie explain news.html --target t0001 --published 2024-05
"""
_SCHEMA_EXAMPLES = """\
examples:
  policyie schema
  policyie schema --document > document.schema.json
"""
_EVALUATE_EXAMPLES = """\
examples:
  policyie evaluate --gold annotated/documents
  policyie evaluate --gold gold/ --texts texts/ --json
  policyie evaluate --gold gold/ --texts texts/ --errors 5
"""


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


class _Parser(argparse.ArgumentParser):
    """A parser that reports wrong usage on one line."""

    def error(self, message: str) -> NoReturn:
        complain(f"{message} (see '{self.prog} --help')")
        raise SystemExit(UNUSABLE)


def _build_parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="policyie",
        description="Structured targets from Chinese policy documents.",
        epilog=_EXTRACT_EXAMPLES + "\n" + _EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_extract(
        _add_command(commands, "extract", "read targets from documents", _EXTRACT_EXAMPLES)
    )
    _add_check(_add_command(commands, "check", "check the figures of documents", _CHECK_EXAMPLES))
    _add_explain(_add_command(commands, "explain", "tell how one record was read", _EXPLAIN))
    _add_schema(_add_command(commands, "schema", "print the JSON Schema", _SCHEMA_EXAMPLES))
    evaluate = _add_command(commands, "evaluate", "score against a gold folder", _EVALUATE_EXAMPLES)
    evaluate.set_defaults(run=_evaluate)
    if arguments[:1] == ["evaluate"]:
        from policyie.evaluation.run import add_arguments

        add_arguments(evaluate)
        evaluate.add_argument(
            "--no-repairs", action="store_true", help="read damaged characters as they stand"
        )
    return parser


def _add_command(
    commands: argparse._SubParsersAction[_Parser], name: str, about: str, examples: str
) -> _Parser:
    return commands.add_parser(
        name,
        help=about,
        description=about[0].upper() + about[1:] + ".",
        epilog=examples + "\n" + _EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _add_files(add: Callable[..., argparse.Action]) -> None:
    kinds = ", ".join(SUFFIXES)
    add(
        "files", nargs="+", metavar="FILE", help=f"a file, a directory ({kinds} in it), - for stdin"
    )


def _add_reading(add: Callable[..., argparse.Action]) -> None:
    add("--published", type=_parse_date, metavar="DATE", help="YYYY, YYYY-MM or YYYY-MM-DD")
    add("--gazetteers", type=_parse_folder, metavar="DIR", help="word lists and patterns to add")
    add("--encoding", type=_parse_encoding, metavar="NAME", help="of the input (default: detected)")


def _add_extract(parser: _Parser) -> None:
    add = parser.add_argument
    _add_files(add)
    add("--format", choices=FORMATS, help="table on a terminal, else jsonl, unless given")
    add(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="write here when all is done, not to stdout",
    )
    _add_reading(add)
    add(
        "--min-confidence",
        type=_parse_share,
        metavar="X",
        help="leave out records that are less certain than X, from 0 to 1",
    )
    add("--milestones", action="store_true", help="show milestones in a matrix too")
    add("--no-repairs", action="store_true", help="read damaged characters as they stand")
    parser.set_defaults(run=_extract)


def _add_check(parser: _Parser) -> None:
    add = parser.add_argument
    _add_files(add)
    add("--all", action="store_true", help="show what holds too, in the text form")
    add("--format", choices=("text", "json"), default="text", help="json shows all checks")
    _add_reading(add)
    parser.set_defaults(run=_check)


def _add_explain(parser: _Parser) -> None:
    add = parser.add_argument
    add("file", metavar="FILE", help="a file")
    add("--target", required=True, metavar="ID", help="the record's id, such as t0007")
    _add_reading(add)
    parser.set_defaults(run=_explain)


def _add_schema(parser: _Parser) -> None:
    parser.add_argument(
        "--document", action="store_true", help="of a whole document, not of one record"
    )
    parser.set_defaults(run=_print_schema)


def _parse_date(text: str) -> str:
    try:
        parse_date(text)
    except ConfigError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def _parse_folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        msg = f"'{text}' is no directory"
        raise argparse.ArgumentTypeError(msg)
    return path


def _parse_encoding(text: str) -> str:
    if find_codec(text) is None:
        msg = f"unknown encoding '{text}'"
        raise argparse.ArgumentTypeError(msg)
    return text


def _parse_share(text: str) -> float:
    with suppress(ValueError):
        share = float(text)
        if 0 <= share <= 1:
            return share
    msg = f"'{text}' is no number from 0 to 1"
    raise argparse.ArgumentTypeError(msg)


def _extract(args: argparse.Namespace) -> int:
    from policyie.pipeline import Extractor

    batch = Batch(args.files, encoding=args.encoding, published=args.published)
    check_output(args.output, batch.sources)
    config = ExtractorConfig(gazetteers=args.gazetteers, repairs=not args.no_repairs)
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


def _check(args: argparse.Namespace) -> int:
    from policyie.outputs.report import to_check_report
    from policyie.pipeline import Extractor

    batch = Batch(args.files, encoding=args.encoding, published=args.published)
    extractor = Extractor(ExtractorConfig(gazetteers=args.gazetteers))
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


def _explain(args: argparse.Namespace) -> int:
    from policyie.outputs.explain import to_explanation
    from policyie.pipeline import Extractor

    extractor = Extractor(ExtractorConfig(gazetteers=args.gazetteers))
    read = extractor.read(args.file, published=args.published, encoding=args.encoding)
    for record in read.records():
        if record["id"] == args.target:
            print(to_explanation(record, read.source.raw), end="")
            return DONE
    complain(f"{args.file}: no record {args.target} among {len(read.drafts)}")
    return UNUSABLE


def _print_schema(args: argparse.Namespace) -> int:
    from policyie.schema import SCHEMA_VERSION, Document, Target

    model = Document if args.document else Target
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": f"policyie record, version {SCHEMA_VERSION}",
        # As it is written: there every field stands, those with a default too.
        **model.model_json_schema(mode="serialization"),
    }
    print(json.dumps(schema, ensure_ascii=False, indent=2))
    return DONE


def _evaluate(args: argparse.Namespace) -> int:
    from policyie.evaluation.run import run

    extractor: list[Extractor] = []

    def predict(path: Path) -> list[dict[str, Any]]:
        # Built at the first text, since scores of stored predictions need none.
        if not extractor:
            from policyie.pipeline import Extractor

            extractor.append(Extractor(ExtractorConfig(repairs=not args.no_repairs)))
        return list(extractor[0].read(path).records())

    return run(args, predict)


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
