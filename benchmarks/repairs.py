"""Every repair that fires on a folder of texts: where, by which rule, and as a person judged it.

Prints tab-separated lines `document start end rule`; the offsets are code points of the raw text.
With `--judged FILE` it compares them with a list that has the column `right` (`yes`, `no`), tells
how many repairs of each rule were judged and how many are right, and exits with 1 when a repair is
not in the list or fewer than 95 % are right.

    python benchmarks/repairs.py --texts TEXTS
    python benchmarks/repairs.py --texts TEXTS MORE --judged benchmarks/repairs.tsv
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from policyie.pipeline import Extractor
from policyie.text.readers import read_file

if TYPE_CHECKING:
    from collections.abc import Iterator

Fired = tuple[str, int, int, str]
_LEAST = 0.95


def find_repairs(folder: Path) -> Iterator[Fired]:
    """Each repair of each text, by document and place."""
    extractor = Extractor()
    for path in sorted(folder.glob("*.txt")):
        yield from sorted(_find_in(extractor, path))


def _find_in(extractor: Extractor, path: Path) -> set[Fired]:
    read = extractor.read_text(read_file(path))
    found = {(*read.source.raw_span(r.start, r.end), r.rule) for r in read.repairs}
    for record in read.records():
        found |= {(*r["span"], r["rule"]) for r in record["repairs"]}
    return {(path.stem, *place) for place in found}


def load_judged(path: Path) -> dict[Fired, str]:
    """The judgements of a list, by repair."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader((line for line in file if line[:1] != "#"), delimiter="\t")
        return {
            (r["document"], int(r["start"]), int(r["end"]), r["rule"]): r["right"] for r in rows
        }


def compare(fired: list[Fired], judged: dict[Fired, str]) -> int:
    """Print the share of right repairs by rule; 1 when too few are right or one is not judged."""
    missing = [f for f in fired if f not in judged]
    seen = [f for f in fired if f in judged]
    right = Counter(f[3] for f in seen if judged[f] == "yes")
    print("| rule | judged | right |\n| --- | ---: | ---: |")
    for rule, count in sorted(Counter(f[3] for f in seen).items()):
        print(f"| {rule} | {count} | {right[rule]} |")
    total = sum(right.values())
    print(f"| all | {len(seen)} | {total} |")
    for document, start, end, rule in missing:
        print(f"not judged: {document} {start} {end} {rule}")
    return int(bool(missing) or total < _LEAST * len(seen))


def main() -> int:
    """List the repairs, or compare them with the judged list."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--texts", type=Path, nargs="+", required=True, metavar="DIR")
    parser.add_argument("--judged", type=Path, metavar="FILE", help="list with the column right")
    args = parser.parse_args()
    fired = [row for folder in args.texts for row in find_repairs(folder)]
    if args.judged:
        return compare(fired, load_judged(args.judged))
    print("document\tstart\tend\trule")
    for row in fired:
        print(*row, sep="\t")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
