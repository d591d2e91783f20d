"""`policyie schema`: the JSON Schema of the output."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from policyie.batch import DONE
from policyie.cli.parser import Commands, add_command

EXAMPLES = """\
examples:
  policyie schema
  policyie schema --document > document.schema.json
"""


def add(commands: Commands, arguments: Sequence[str]) -> None:
    """Add the command."""
    parser = add_command(commands, "schema", "print the JSON Schema", EXAMPLES)
    parser.add_argument(
        "--document", action="store_true", help="of a whole document, not of one record"
    )
    parser.set_defaults(run=_print_schema)


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
