"""Two annotated sets side by side: in per cent of the targets, what they are made of.

    python benchmarks/distributions.py annotated/documents OTHER --names ours theirs

Units count by the dimension of what stands before a slash; lengths are code points of a record's
quote and of its indicator without `…`.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

from policyie.errors import PolicyIEError
from policyie.evaluation.gold import load_gold
from policyie.evaluation.units import split_unit, to_base
from policyie.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from policyie.evaluation.gold import GoldRecord

_TITLES = ("comparator", "dimension", "mode", "status", "period")
_MOST_DIMENSIONS = 9


def main() -> None:
    """Count both sets and print them as a table in Markdown, or as JSON."""
    args = _parse_args()
    try:
        found = [measure(load_targets(folder)) for folder in (args.one, args.other)]
    except (PolicyIEError, ValueError) as error:
        raise SystemExit(str(error)) from None
    print(json.dumps(found, ensure_ascii=False, indent=2) if args.json else _format(found, args))


def _parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("one", type=Path, metavar="ONE", help="a folder with NAME.jsonl")
    parser.add_argument("other", type=Path, metavar="OTHER", help="another one")
    parser.add_argument(
        "--names", nargs=2, default=["one", "other"], metavar="NAME", help="heads of the columns"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON array")
    return parser.parse_args()


def load_targets(folder: Path) -> list[GoldRecord]:
    """The targets of a folder's gold files; a ValueError when it has none."""
    records = [record for path in sorted(folder.glob("*.jsonl")) for record in load_gold(path)]
    targets = [record for record in records if record.kind == "target"]
    if not targets:
        msg = f"{folder}: no gold file with a target"
        raise ValueError(msg)
    return targets


def measure(targets: Sequence[GoldRecord]) -> dict[str, dict[str, float]]:
    """Shares in per cent by group and class, most frequent first, and the quantiles of lengths.

    Args:
        targets: two or more.
    """
    dimensions = {name: unit.dimension for name, unit in load_lexicon().units.items()}
    dimensions["1"] = dimensions["%"]
    classes: dict[str, Callable[[GoldRecord], str]] = {
        "comparator": lambda record: str(record.comparator),
        "dimension": lambda record: find_dimension(record, dimensions),
        "mode": lambda record: str(record.mode),
        "status": lambda record: record.status,
        "period": lambda record: find_form(record.period),
    }
    found: dict[str, dict[str, float]] = {"targets": {"": len(targets)}}
    for title, find in classes.items():
        counts = Counter(map(find, targets))
        found[title] = {name: 100 * count / len(targets) for name, count in counts.most_common()}
    found["length of quote"] = _spread([len(record.quote) for record in targets])
    indicators = [len(record.indicator.replace("…", "")) for record in targets]
    found["length of indicator"] = _spread(indicators)
    return found


def find_dimension(record: GoldRecord, dimensions: Mapping[str, str]) -> str:
    """The dimension of a target's unit, before a slash; a rank by its 第 or 前."""
    if (record.quantity or "").startswith(("第", "前")):
        return "rank"
    base = to_base(1, split_unit(record.unit)[0])[1]
    return dimensions.get(base, "count") if base else "none"


def find_form(period: str | None) -> str:
    """What a period looks like: which ends it has, and whether months or days stand in it."""
    if period is None:
        return "none"
    if re.search(r"\d-\d", period):
        return "with month or day"
    start, slash, end = period.partition("/")
    if not slash:
        return "a year"
    return "years from to" if start and end else "until a year" if end else "from a year"


def _spread(lengths: Sequence[int]) -> dict[str, float]:
    tenths = quantiles(lengths, n=20, method="inclusive")
    return {f"{5 * step} %": tenths[step - 1] for step in (5, 10, 15, 18)}


def _format(found: Sequence[Mapping[str, Mapping[str, float]]], args: argparse.Namespace) -> str:
    one, other = found
    lines = [f"| | {args.names[0]} | {args.names[1]} |", "| --- | ---: | ---: |"]
    lines.append(f"| targets | {one['targets']['']:.0f} | {other['targets']['']:.0f} |")
    for title in _TITLES:
        names = list(dict.fromkeys([*one[title], *other[title]]))
        shown = names[:_MOST_DIMENSIONS] if title == "dimension" else names
        for name in shown:
            cells = " | ".join(f"{group[title].get(name, 0):.1f}" for group in found)
            lines.append(f"| {title}: {name.replace('_', ' ')} | {cells} |")
        if rest := names[len(shown) :]:
            sums = (sum(group[title].get(name, 0) for name in rest) for group in found)
            cells = " | ".join(f"{share:.1f}" for share in sums)
            lines.append(f"| {title}: {len(rest)} others | {cells} |")
    for title in ("length of quote", "length of indicator"):
        for name in one[title]:
            cells = " | ".join(f"{group[title][name]:.0f}" for group in found)
            lines.append(f"| {title}: {name} | {cells} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
