"""Whether confidence keeps its word: of the records that claim 0.9, nine in ten are right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BINS = 10
SURE = 0.9
_CURVE = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Reliability:
    """The confidence of records, each with whether the record is right in full."""

    pairs: Sequence[tuple[float, bool]]

    @property
    def error(self) -> float:
        """The expected calibration error over ten bins of equal width."""
        if not self.pairs:
            return 0.0
        gaps = (abs(sum(c for c, _ in part) - sum(r for _, r in part)) for part in self._bins())
        return sum(gaps) / len(self.pairs)

    @property
    def auroc(self) -> float | None:
        """How often a right record is more certain than a wrong one, None without both."""
        right = sum(r for _, r in self.pairs)
        wrong = len(self.pairs) - right
        if not right or not wrong:
            return None
        above, below, index = 0.0, 0, 0
        ordered = sorted(self.pairs)
        while index < len(ordered):
            last = index
            while last < len(ordered) and ordered[last][0] == ordered[index][0]:
                last += 1
            ties = sum(r for _, r in ordered[index:last])
            apart = last - index - ties
            above += ties * (below + apart / 2)
            below += apart
            index = last
        return above / (right * wrong)

    def at_least(self, least: float) -> tuple[float, float]:
        """The share of the records of that confidence, and the share of them that is right."""
        kept = [right for certain, right in self.pairs if certain >= least]
        share = len(kept) / len(self.pairs) if self.pairs else 0.0
        return share, sum(kept) / len(kept) if kept else 0.0

    def _bins(self) -> list[list[tuple[float, bool]]]:
        parts: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
        for certain, right in self.pairs:
            parts[min(int(certain * BINS), BINS - 1)].append((certain, right))
        return parts

    def summary(self) -> dict[str, float | None]:
        """The figures in short, to four digits."""
        share, right = self.at_least(SURE)
        return {
            "calibration_error": round(self.error, 4),
            "auroc": None if self.auroc is None else round(self.auroc, 4),
            "sure": round(share, 4),
            "sure_right": round(right, 4),
        }

    def lines(self) -> list[str]:
        """The reliability table and the curve of `--min-confidence`, in Markdown."""
        auroc = "–" if self.auroc is None else f"{self.auroc:.3f}"
        made = [
            f"calibration error {self.error:.3f}, AUROC {auroc}, {len(self.pairs)} records",
            "",
            "| confidence | records | mean | right |",
            "| --- | ---: | ---: | ---: |",
        ]
        for number, part in enumerate(self._bins()):
            if part:
                mean = sum(c for c, _ in part) / len(part)
                right = sum(r for _, r in part) / len(part)
                ends = f"{number / BINS:.1f} to {(number + 1) / BINS:.1f}"
                made.append(f"| {ends} | {len(part)} | {mean:.3f} | {right:.3f} |")
        made += ["", "| at least | of the records | right |", "| ---: | ---: | ---: |"]
        for least in _CURVE:
            share, right = self.at_least(least)
            made.append(f"| {least:g} | {share:.3f} | {right:.3f} |")
        return made
