"""What a gold set holds: counts by document, kind, comparator, status, mode, unit and damage."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from policyie.evaluation.units import split_unit, to_base

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policyie.evaluation.gold import GoldRecord

_OPTIONAL = (
    "period",
    "verb",
    "scope",
    "hedge",
    "per",
    "baseline",
    "firmness",
    "part_of",
    "owner",
    "repaired",
)
_MOST_UNITS = 20


def count_records(documents: Iterable[tuple[str, str, Sequence[GoldRecord]]]) -> dict[str, Any]:
    """The counts of a set.

    Args:
        documents: for each its name, its text and its records.

    Returns:
        `documents` with characters, targets and milestones of each; the totals; of the targets the
        comparators, modes, statuses and base units, most frequent first; how many give a field.
    """
    rows: dict[str, dict[str, int]] = {}
    total: Counter[str] = Counter()
    groups: dict[str, Counter[str]] = {
        name: Counter() for name in ("comparator", "mode", "status", "unit", "given")
    }
    for name, text, records in documents:
        targets = [record for record in records if record.kind == "target"]
        rows[name] = {
            "characters": len(text),
            "targets": len(targets),
            "milestones": len(records) - len(targets),
        }
        total.update(rows[name])
        for record in targets:
            groups["comparator"][str(record.comparator)] += 1
            groups["mode"][str(record.mode)] += 1
            groups["status"][record.status] += 1
            groups["unit"][to_base(1, split_unit(record.unit)[0])[1] or "–"] += 1
            groups["given"].update(name for name in _OPTIONAL if getattr(record, name))
    return {
        "documents": rows,
        **{name: total[name] for name in ("characters", "targets", "milestones")},
        **{name: dict(counts.most_common()) for name, counts in groups.items()},
    }


def format_stats(found: dict[str, Any]) -> str:
    """The counts as tables; of the units those that are most frequent."""
    rows: list[tuple[str, dict[str, int]]] = [*found["documents"].items(), ("all", found)]
    width = max(len("document"), *(len(name) for name, _ in rows))
    columns = ("characters", "targets", "milestones")
    lines = ["document".ljust(width) + "".join(name.rjust(12) for name in columns)]
    for name, counts in rows:
        lines.append(name.ljust(width) + "".join(f"{counts[column]:>12}" for column in columns))
    titles = {"unit": "base unit", "given": "targets that give"}
    for group in ("comparator", "mode", "status", "unit", "given"):
        told = [f"{name} {count}" for name, count in found[group].items()]
        if len(told) > _MOST_UNITS:
            told[_MOST_UNITS:] = [f"{len(told) - _MOST_UNITS} more"]
        lines += ["", f"{titles.get(group, group)}: {', '.join(told) or '–'}"]
    return "\n".join(lines) + "\n"
