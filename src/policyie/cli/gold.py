"""`policyie gold`: check, compare, count and convert annotated documents."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from policyie.batch import DONE, FAILED
from policyie.cli.parser import Commands, Parser, add_command
from policyie.errors import ConfigError, ReadError

FORMS = ("gold", "standoff", "label-studio", "doccano", "brat", "inception", "spacy", "csv")
EXAMPLES = """\
examples:
  policyie gold check annotated/documents
  policyie gold agree first-pass/ second-pass/
  policyie gold stats annotated/documents --json
  policyie gold convert gold/ --to brat -o brat/
"""
_CHECK = """\
examples:
  policyie gold check annotated/documents
  policyie gold check gold/plan.jsonl --texts texts/
"""
_AGREE = """\
examples:
  policyie gold agree first-pass/ second-pass/
  policyie gold agree a/plan.jsonl b/plan.jsonl --json
"""
_CONVERT = """\
examples:
  policyie gold convert annotated/documents --to label-studio -o tasks/
  policyie gold convert export.json --from label-studio -o gold/
  policyie gold convert gold.csv --from csv --texts texts/ -o gold/
"""
_STATS = """\
examples:
  policyie gold stats annotated/documents
  policyie gold stats annotated/standoff --texts texts/ --json
"""


def add(commands: Commands, arguments: Sequence[str]) -> None:
    """Add the command with its own commands."""
    parser = add_command(commands, "gold", "work with annotated documents", EXAMPLES)
    actions = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_check(add_command(actions, "check", "find what is wrong in gold files", _CHECK))
    _add_agree(add_command(actions, "agree", "compare two annotations of the same texts", _AGREE))
    _add_convert(add_command(actions, "convert", "to and from annotation tools", _CONVERT))
    _add_stats(add_command(actions, "stats", "count what a gold folder holds", _STATS))


def _add_convert(parser: Parser) -> None:
    add = parser.add_argument
    add("path", type=Path, metavar="PATH", help="a gold folder, or what a tool wrote")
    add("--from", dest="source", default="gold", metavar="FORM", help="its form (default: gold)")
    add("--to", dest="form", default="gold", metavar="FORM", help=f"the other: {', '.join(FORMS)}")
    add("--texts", type=Path, metavar="DIR", help="NAME.txt of gold, or of a table")
    add("-o", "--output", type=Path, required=True, metavar="DIR", help="a new folder")
    parser.set_defaults(run=_convert)


def _add_texts(parser: Parser, default: str) -> None:
    parser.add_argument("--texts", type=Path, metavar="DIR", help=f"NAME.txt (default: {default})")


def _add_check(parser: Parser) -> None:
    parser.add_argument("gold", nargs="+", type=Path, metavar="GOLD", help="a file or a folder")
    _add_texts(parser, "beside the gold")
    parser.set_defaults(run=_check)


def _add_agree(parser: Parser) -> None:
    parser.add_argument("one", type=Path, metavar="A", help="a gold file or a folder")
    parser.add_argument("other", type=Path, metavar="B", help="another one, on the same texts")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--brief", action="store_true", help="without the list of differences")
    parser.set_defaults(run=_agree)


def _add_stats(parser: Parser) -> None:
    parser.add_argument("gold", type=Path, metavar="DIR", help="a folder with NAME.jsonl")
    _add_texts(parser, "the gold folder")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_stats)


def _check(args: argparse.Namespace) -> int:
    from policyie.evaluation.checking import check_folder

    count = 0
    for gold in args.gold:
        if not gold.exists():
            raise ReadError(str(gold), "no such file or directory")
        if gold.is_dir() and not any(gold.glob("*.jsonl")):
            raise ReadError(str(gold), "no gold files (NAME.jsonl) in it")
        texts = args.texts or (gold if gold.is_dir() else gold.parent)
        for fault in check_folder(gold, texts):
            print(fault)
            count += 1
    plural = "" if count == 1 else "s"
    print(f"{count} fault{plural}" if count else "no faults", file=sys.stderr)
    return FAILED if count else DONE


def _agree(args: argparse.Namespace) -> int:
    from policyie.evaluation.agreement import (
        format_agreement,
        format_differences,
        measure_agreement,
        pair_files,
        to_json,
    )

    agreement = measure_agreement(pair_files(args.one, args.other))
    if args.json:
        print(json.dumps(to_json(agreement), ensure_ascii=False, indent=2))
        return DONE
    sys.stdout.write(format_agreement(agreement))
    if not args.brief:
        sys.stdout.write("\n" + format_differences(agreement.differences))
    return DONE


def _convert(args: argparse.Namespace) -> int:
    from policyie.exchange.convert import convert, save

    for name in (args.source, args.form):
        if name not in FORMS:
            msg = f"unknown form {name!r}; there are {', '.join(FORMS)}"
            raise ConfigError(msg)
    files = save(convert(args.path, args.texts, args.source, args.form), args.output)
    print(f"{len(files)} files in {args.output}", file=sys.stderr)
    return DONE


def _stats(args: argparse.Namespace) -> int:
    from policyie.evaluation.sources import find_documents, load_documents
    from policyie.evaluation.stats import count_records, format_stats

    documents = []
    for document in load_documents(args.gold, args.texts or args.gold, find_documents(args.gold)):
        if isinstance(document, ReadError):
            raise document
        documents.append((document.name, document.text, document.records))
    found = count_records(documents)
    sys.stdout.write(
        json.dumps(found, ensure_ascii=False, indent=2) + "\n" if args.json else format_stats(found)
    )
    return DONE
