"""The memory that a very long line takes, above what the import takes.

A new process reads one line of many million characters, made of the annotated documents over and
over, and writes the records one by one; its peak is held against its size after the import.

    python benchmarks/memory.py --millions 40
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

LIMIT = 60.0
_MILLION = 1_000_000
_DOCUMENTS = Path(__file__).resolve().parents[1] / "annotated" / "documents"
_CHILD = "--child"


def main() -> int:
    """Measure in a new process, print, and return 1 when the figure is above the limit."""
    args = _parse_args()
    if args.child:
        print(json.dumps(measure(round(args.millions * _MILLION))))
        return 0
    command = [sys.executable, __file__, _CHILD, "--millions", str(args.millions)]
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    print(json.dumps(found, indent=2) if args.json else _format(found))
    return 1 if found["bytes_per_character"] > LIMIT else 0


def _parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--millions", type=float, default=40, metavar="N", help="characters (default: 40)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(_CHILD, action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def measure(characters: int) -> dict[str, float]:
    """Read one line of `characters` and return what it took; run it in a fresh process."""
    from policyie import Extractor
    from policyie.outputs.jsonl import to_jsonl

    imported = _peak()
    line = build_line(characters)
    start = time.process_time()
    records = 0
    with Path(os.devnull).open("w", encoding="utf-8") as sink:
        for record in Extractor().read_text(line).records():
            sink.write(to_jsonl([record]))
            records += 1
    return {
        "characters": len(line),
        "records": records,
        "seconds": round(time.process_time() - start, 1),
        "import_mb": round(imported / _MILLION, 1),
        "peak_mb": round(_peak() / _MILLION, 1),
        "bytes_per_character": round((_peak() - imported) / len(line), 1),
    }


def build_line(characters: int) -> str:
    """Annotated documents without line breaks, repeated up to that length."""
    texts = [path.read_text("utf-8") for path in sorted(_DOCUMENTS.glob("*.txt"))]
    base = re.sub(r"\s*\n\s*", "", "".join(texts))
    return (base * (characters // len(base) + 1))[:characters]


def _peak() -> int:
    """The greatest size of this process so far, in bytes."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size if sys.platform == "darwin" else size * 1024


def _format(found: dict[str, float]) -> str:
    return (
        f"{found['characters']:,} characters, {found['records']:,} records, "
        f"{found['seconds']} CPU seconds\n"
        f"after import {found['import_mb']} MB, peak {found['peak_mb']} MB\n"
        f"{found['bytes_per_character']} bytes a character (limit {LIMIT:g})"
    )


if __name__ == "__main__":
    sys.exit(main())
