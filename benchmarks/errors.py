"""How often each field is wrong, by set: the counts of `ERRORS.md`.

    python benchmarks/errors.py --gold annotated/documents --gold annotated/standoff --texts TEXTS

A target counts once for every field that is wrong in it; `missed` and `spurious` targets have no
fields. Gold that needs texts takes them from TEXTS, by their hash.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyie.config import ExtractorConfig
from policyie.errors import PolicyIEError
from policyie.evaluation.compare import FIELDS
from policyie.evaluation.run import evaluate
from policyie.pipeline import Extractor

if TYPE_CHECKING:
    from collections.abc import Sequence

_SKIPPED = ("verb", "hedge", "scope", "last_heading")


def main() -> None:
    """Print one row a field, one column a set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--gold", type=Path, action="append", required=True, metavar="DIR")
    parser.add_argument("--texts", type=Path, metavar="DIR", help="NAME.txt, for gold without")
    args = parser.parse_args()
    extractor = Extractor(ExtractorConfig())

    def predict(path: Path) -> list[dict[str, Any]]:
        return list(extractor.read(path).records())

    try:
        columns = [count(folder, args.texts, predict) for folder in args.gold]
    except PolicyIEError as error:
        raise SystemExit(str(error)) from None
    print(_format([str(folder) for folder in args.gold], columns))


def count(folder: Path, texts: Path | None, predict: Any) -> Counter[str]:
    """Count the wrong fields of the targets of a gold folder."""
    found: Counter[str] = Counter()
    place = folder if texts is None or any(folder.glob("*.txt")) else texts
    for document in evaluate(folder, place, predict).documents:
        matching = document.targets
        found["targets"] += len(matching.pairs) + len(matching.missed)
        found["missed"] += len(matching.missed)
        found["spurious"] += len(matching.spurious)
        for pair in matching.pairs:
            wrong = [f for f in FIELDS if not pair.right[f] and f not in _SKIPPED]
            found.update(wrong or ["all right"])
    return found


def _format(names: Sequence[str], columns: Sequence[Counter[str]]) -> str:
    rows = ["targets", "all right", "missed", "spurious"]
    rows += [f for f in FIELDS if f not in _SKIPPED and any(c[f] for c in columns)]
    lines = [f"| | {' | '.join(names)} |", f"| --- |{' ---: |' * len(names)}"]
    lines += [f"| {row} | {' | '.join(str(c[row]) for c in columns)} |" for row in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
