"""Two systems on the same documents: how sure the difference is, and what each record gained."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policyie.evaluation.compare import FIELDS, LEVELS
from policyie.evaluation.metrics import LOWER, SAMPLES, SEED, UPPER, f1

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from policyie.evaluation.gold import GoldRecord
    from policyie.evaluation.metrics import Counts, DocumentScore, Evaluation
    from policyie.evaluation.predictions import PredictedRecord

FOUND = "found"
COMPARED = ("detection", *LEVELS)
# A level follows from its fields, and a place in the tree of headings from the path.
_TOLD = (FOUND, *FIELDS, "part_of", *LEVELS, "milestone")


@dataclass(frozen=True, slots=True)
class Contrast:
    """The difference of one score, the first system's minus the other's.

    `low` and `high` bound 95 % of the differences when documents are drawn with replacement; `p`
    is two-sided: how often a difference of the other sign, or none, was drawn, twice.
    """

    one: float
    other: float
    difference: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Change:
    """What the first system has right in one record and the other has not, and the reverse.

    A spurious record is `gold` None: `gained` says that only the other has it, `lost` that only
    the first has.
    """

    document: str
    gold: GoldRecord | None
    spurious: PredictedRecord | None
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[int, int]:
        """Where it is in the text."""
        if self.gold is not None:
            return self.gold.span
        return self.spurious.place if self.spurious is not None else (0, 0)


def contrast(one: Evaluation, other: Evaluation) -> dict[str, Contrast]:
    """The differences of detection, core, full and record F1, by paired bootstrap over documents.

    The draws are seeded: the same documents in the same order give the same intervals.

    Args:
        one: the documents as the first system has them.
        other: the same documents, in the same order, as the other has them.
    """
    pairs = [(a.counts, b.counts) for a, b in zip(one.documents, other.documents, strict=True)]
    generator = random.Random(SEED)
    drawn: dict[str, list[float]] = {level: [] for level in COMPARED}
    for _ in range(SAMPLES):
        sample = [generator.choice(pairs) for _ in pairs]
        for level, (first, second) in _score(sample).items():
            drawn[level].append(first - second)
    found = {}
    for level, (first, second) in _score(pairs).items():
        ordered = sorted(drawn[level])
        tails = (sum(d <= 0 for d in ordered), sum(d >= 0 for d in ordered))
        found[level] = Contrast(
            one=round(first, 4),
            other=round(second, 4),
            difference=round(first - second, 4),
            low=round(ordered[LOWER], 4),
            high=round(ordered[UPPER], 4),
            # Counting the sample itself, since no finite number of draws shows that p is 0.
            p=min(1.0, round(2 * (min(tails) + 1) / (SAMPLES + 1), 4)),
        )
    return found


def _score(pairs: Sequence[tuple[Counts, Counts]]) -> dict[str, tuple[float, float]]:
    """F1 of both systems for each of `COMPARED`."""
    sides = [_sum(side) for side in zip(*pairs, strict=True)]
    return {level: (sides[0][level], sides[1][level]) for level in COMPARED}


def _sum(counts: Sequence[Counts]) -> dict[str, float]:
    gold = sum(one.gold for one in counts)
    predicted = sum(one.predicted for one in counts)
    found = {"detection": f1(sum(one.pairs for one in counts), gold, predicted)}
    for level in LEVELS:
        found[level] = f1(sum(one.right[level] for one in counts), gold, predicted)
    return found


def find_changes(one: Evaluation, other: Evaluation) -> list[Change]:
    """Every record that one system has better in some field, in the order of the texts."""
    changes = []
    for first, second in zip(one.documents, other.documents, strict=True):
        found = [*_gold_changes(first, second), *_spurious_changes(first, second)]
        changes += sorted(found, key=lambda change: change.place)
    return changes


def _gold_changes(first: DocumentScore, second: DocumentScore) -> Iterator[Change]:
    states = (_states(first), _states(second))
    for gold in [*first.targets.gold, *first.milestones.gold]:
        mine, theirs = (state.get(gold.id, frozenset()) for state in states)
        gained = tuple(name for name in _TOLD if name in mine - theirs)
        lost = tuple(name for name in _TOLD if name in theirs - mine)
        if gained or lost:
            yield Change(first.name, gold, None, gained, lost)


def _states(document: DocumentScore) -> Mapping[str, frozenset[str]]:
    """For each gold record that was found, what is right in it."""
    pairs = [*document.targets.pairs, *document.milestones.pairs]
    return {
        pair.gold.id: frozenset({FOUND, *(name for name, right in pair.right.items() if right)})
        for pair in pairs
    }


def _spurious_changes(first: DocumentScore, second: DocumentScore) -> Iterator[Change]:
    mine, theirs = _spurious(first), _spurious(second)
    for place in mine.keys() - theirs.keys():
        yield Change(first.name, None, mine[place], lost=("spurious",))
    for place in theirs.keys() - mine.keys():
        yield Change(first.name, None, theirs[place], gained=("spurious",))


def _spurious(document: DocumentScore) -> dict[tuple[str, tuple[int, int]], PredictedRecord]:
    records = [*document.targets.spurious, *document.milestones.spurious]
    return {(record.kind, record.place): record for record in records}


def format_contrast(found: Mapping[str, Contrast]) -> str:
    """A line for each score: both, their difference, its interval, and p."""
    lines = [f"{'F1':<11}{'this':>8}{'other':>8}{'diff':>9}   95 % interval         p"]
    for name, row in found.items():
        interval = f"{row.low:+.4f} to {row.high:+.4f}"
        cells = f"{row.one:>8.4f}{row.other:>8.4f}{row.difference:>+9.4f}"
        lines.append(f"{name:<11}{cells}   {interval}  {row.p:>7.3f}")
    return "\n".join(lines) + "\n"


def format_changes(changes: Sequence[Change], *, limit: int | None = None) -> str:
    """A line for each gain (+) and each loss (-), at most `limit` of both together."""
    lines = []
    for change in changes[:limit]:
        start, end = change.place
        record = change.gold or change.spurious
        words = _describe(change)
        head = f"{change.document} [{start}:{end}] {record.id if record else '-'} {words}"
        if change.gained:
            told = "no longer" if change.gold is None else "right"
            lines.append(f"+ {head}: {told} {', '.join(change.gained)}")
        if change.lost:
            told = "now" if change.gold is None else "wrong"
            lines.append(f"- {head}: {told} {', '.join(change.lost)}")
    if limit is not None and len(changes) > limit:
        lines.append(f"  … {len(changes) - limit} more records")
    gained, lost = (sum(bool(getattr(c, name)) for c in changes) for name in ("gained", "lost"))
    return "\n".join([f"gains in {gained} records, losses in {lost}", *lines]) + "\n"


def _describe(change: Change) -> str:
    if change.gold is not None:
        return " ".join((change.gold.quantity or change.gold.quote).split())
    spurious = change.spurious
    words = spurious.quantity.text if spurious is not None and spurious.quantity else None
    return " ".join((words or (spurious.text if spurious is not None else None) or "-").split())


def changes_json(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The changes for programs."""
    return [
        {
            "document": change.document,
            "span": list(change.place),
            "gold": change.gold.id if change.gold is not None else None,
            "gained": list(change.gained),
            "lost": list(change.lost),
        }
        for change in changes
    ]
