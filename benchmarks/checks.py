"""List the failed checks of documents, and how those that were judged came out.

    python benchmarks/checks.py --texts DIR...

`checks.tsv` holds the judgement of each failed check that was read in its document: `right` when
the document is at fault, `wrong` when the check is. It has names, offsets and figures, no text.
Checks that are not in it are listed as `new`; with `--missing` also those that no longer fail.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from policyie.checks.document import check_document
from policyie.errors import ReadError
from policyie.pipeline import Extractor

HERE = Path(__file__).parent
Key = tuple[str, str, str]


class Failed(NamedTuple):
    """A failed check: document, places of its figures, rule, and its figures in words."""

    document: str
    offsets: str
    rule: str
    figures: str

    @property
    def key(self) -> Key:
        """What `checks.tsv` knows it by."""
        return self.document, self.offsets, self.rule


def read_judged(path: Path) -> dict[Key, str]:
    """Return the judgements by document, offsets and rule."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t")
        return {(r["document"], r["offsets"], r["rule"]): r["judged"] for r in rows}


def find_texts(folders: list[Path]) -> Iterator[Path]:
    """Yield the texts of all folders, each name once."""
    seen: set[str] = set()
    for path in sorted(p for folder in folders for p in folder.rglob("*.txt")):
        if path.stem not in seen:
            seen.add(path.stem)
            yield path


def main() -> int:
    """Print the failed checks and the counts; 1 when some are new."""
    args = _parse_args()
    judged = read_judged(HERE / "checks.tsv")
    extractor = Extractor()
    counts: Counter[str] = Counter()
    rules: Counter[tuple[str, bool]] = Counter()
    found: set[Key] = set()
    documents = 0
    took = checked = 0.0
    for path in find_texts(args.texts):
        start = time.process_time()
        try:
            extraction = extractor.read(path)
        except ReadError as error:
            print(error, file=sys.stderr)
            continue
        list(extraction.records())
        took += time.process_time() - start
        documents += 1
        start = time.process_time()
        check_document(extraction.source.normal, extractor.lexicon, extraction.drafts)
        checked += time.process_time() - start
        for check in extraction.exporter.checks():
            rules[check["rule"], check["ok"]] += 1
            if check["ok"]:
                continue
            failed = Failed(
                path.stem,
                " ".join(f"{start}-{end}" for start, end in check["spans"]),
                check["rule"],
                f"expected {check['expected']:.6g} found {check['found']:.6g} "
                f"tolerance {check['tolerance']:.3g} {check['unit'] or ''}",
            )
            verdict = judged.get(failed.key, "new")
            found.add(failed.key)
            counts[verdict] += 1
            print(verdict, *failed, sep="\t")
    for document, offsets, rule in sorted(set(judged) - found) if args.missing else ():
        print("missing", document, offsets, rule, sep="\t")
    print(f"\n{documents} documents, {sum(rules.values())} checks, {sum(counts.values())} failed")
    for rule in sorted({rule for rule, _ in rules}):
        print(f"{rule:<18}{rules[rule, True]:>6} hold{rules[rule, False]:>5} failed")
    print(f"judged right {counts['right']}, wrong {counts['wrong']}, not judged {counts['new']}")
    print(f"checks take {checked / took:.1%} of the extraction")
    return 1 if counts["new"] else 0


def _parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--texts", type=Path, required=True, nargs="+", metavar="DIR")
    parser.add_argument("--missing", action="store_true", help="list what no longer fails")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
