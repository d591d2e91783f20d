"""The checks of a document as a report for people who write and proofread it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

_REACH = 12
_GAP = 40


def to_check_report(
    source: str, raw: str, checks: Sequence[Mapping[str, Any]], *, everything: bool = False
) -> str:
    """Return the report: a count, then each check with its line, its figures and its passage.

    Args:
        source: the name of the document.
        raw: its text, into which the spans count.
        checks: as `policyie extract --format json` writes them.
        everything: whether to show what holds too.
    """
    failed = [check for check in checks if not check["ok"]]
    lines = [f"{source}: {len(checks)} checks, {len(failed)} failed"]
    starts = [0, *(place + 1 for place, char in enumerate(raw) if char == "\n")]
    for check in checks if everything else failed:
        row = bisect_right(starts, check["spans"][0][0])
        sign = "ok" if check["ok"] else "FAILED"
        lines.append(f"  line {row}, {check['rule']}, {sign}: {check['message']}")
        lines.append(
            f"    expected {check['expected']:.6g}, found {check['found']:.6g}, "
            f"tolerance {check['tolerance']:.3g} {check['unit'] or ''}".rstrip()
        )
        lines.append(f"    {_passage(raw, check['spans'])}")
    return "\n".join(lines) + "\n"


def _passage(raw: str, spans: Sequence[Sequence[int]]) -> str:
    """Return the figures with the words around, cut where they stand far from each other."""
    pieces: list[tuple[int, int]] = []
    for start, end in spans:
        first, last = max(0, start - _REACH), min(len(raw), end + _REACH)
        if pieces and first - pieces[-1][1] < _GAP:
            pieces[-1] = (pieces[-1][0], last)
        else:
            pieces.append((first, last))
    return "… ".join("".join(raw[a:b].split()) for a, b in pieces)
