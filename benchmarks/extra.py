"""Score the extractor on `extra.jsonl`: 20 texts annotated before it was run on them.

    python benchmarks/extra.py --texts DIR

`extra.jsonl` holds offsets and fields only, no text: for each document a line with the hash of the
text and the window that was annotated, and a line for each target with spans in the text's code
points. Whoever has the texts can score on them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from policyie.evaluation.gold import GoldRecord
from policyie.evaluation.metrics import Counts, score_document, summarize
from policyie.evaluation.predictions import read_predictions
from policyie.pipeline import Extractor

HERE = Path(__file__).parent
SPAN_FIELDS = ("indicator", "verb", "scope", "hedge", "per", "owner")


def read_gold(path: Path) -> dict[str, tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Return for each document its head line and its records."""
    documents: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {}
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        name = row.pop("document")
        if "window" in row:
            documents[name] = (row, [])
        else:
            documents[name][1].append(row)
    return documents


def with_text(row: dict[str, Any], text: str) -> GoldRecord:
    """Return a record with the words that its spans stand for."""
    filled = dict(row)
    for field in SPAN_FIELDS:
        if field in filled:
            filled[field] = "…".join(text[a:b] for a, b in filled[field])
    filled["headings"] = [text[a:b] for a, b in filled["headings"]]
    filled["quantity"] = filled["quote"] = text[filled["start"] : filled["end"]]
    filled.setdefault("unit", None)
    filled.setdefault("period", None)
    filled.setdefault("indicator", "")
    return GoldRecord.model_validate(filled)


def main() -> int:
    """Print the scores by document and together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, required=True, help="folder with NAME.txt")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    extractor = Extractor()
    total = Counts()
    for name, (head, rows) in read_gold(HERE / "extra.jsonl").items():
        path = args.texts / f"{name}.txt"
        if not path.is_file():
            print(f"{path}: no such file", file=sys.stderr)
            return 2
        text = path.read_bytes().decode("utf-8-sig")
        if hashlib.sha256(text.encode()).hexdigest() != head["sha256"]:
            print(f"{path}: another text than the one annotated", file=sys.stderr)
            return 2
        first, last = head["window"]
        records = [
            r
            for r in extractor.read_text(text, source=str(path)).records()
            if r["quantity"] and first <= r["quantity"]["span"][0] < last
        ]
        gold = [with_text(row, text) for row in rows]
        score = score_document(name, gold, read_predictions(records, name))
        total += score.counts
        if not args.json:
            scores = summarize(score.counts)
            print(f"{name:28s}" + "".join(f" {k} {scores[k]:.3f}" for k in KEYS))
    scores = summarize(total)
    print(
        json.dumps(scores)
        if args.json
        else f"{'all':28s}" + "".join(f" {k} {scores[k]:.3f}" for k in KEYS)
    )
    return 0


KEYS = ("detection_f1", "core_f1", "full_f1", "record_f1")

if __name__ == "__main__":
    sys.exit(main())
