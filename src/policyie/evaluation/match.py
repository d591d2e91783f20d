"""Which predicted record answers which gold one, and what is right in each pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyie.evaluation.compare import compare, compare_milestones, read_gold, read_predicted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policyie.evaluation.gold import GoldRecord
    from policyie.evaluation.predictions import PredictedRecord

SMALLEST_SHARE = 0.25
SMALLEST_CLAUSE_SHARE = 0.5

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold record with its prediction, and for each field whether it is right."""

    gold: GoldRecord
    predicted: PredictedRecord
    right: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Matching:
    """All records of one kind in one document, and the pairs among them."""

    gold: Sequence[GoldRecord] = ()
    predicted: Sequence[PredictedRecord] = ()
    pairs: Sequence[Pair] = ()
    missed: Sequence[GoldRecord] = ()
    spurious: Sequence[PredictedRecord] = ()


def overlap(one: Place, other: Place) -> int:
    """The number of characters that two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def shared_part(one: Place, other: Place) -> float:
    """Intersection over union of two spans."""
    common = overlap(one, other)
    return common / (one[1] - one[0] + other[1] - other[0] - common) if common else 0.0


def pair_spans(gold: Sequence[Place], predicted: Sequence[Place]) -> list[tuple[int, int]]:
    """Pairs of indices, one to one, the largest overlap first.

    Among equal overlaps the nearer starts come first, then the later records.
    """
    candidates = [
        (overlap(one, other), -abs(one[0] - other[0]), i, j)
        for i, one in enumerate(gold)
        for j, other in enumerate(predicted)
        if shared_part(one, other) >= SMALLEST_SHARE
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in sorted(candidates, reverse=True):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return list(pairs.items())


def pair_clauses(gold: Sequence[Place], predicted: Sequence[Place]) -> list[tuple[int, int]]:
    """Pairs of indices, one to one: each gold clause takes the first that is free and fits.

    A predicted clause fits when it shares half of the longer one.
    """
    pairs: dict[int, int] = {}
    for i, one in enumerate(gold):
        for j, other in enumerate(predicted):
            longer = max(one[1] - one[0], other[1] - other[0])
            if j not in pairs and overlap(one, other) >= SMALLEST_CLAUSE_SHARE * longer:
                pairs[j] = i
                break
    return [(i, j) for j, i in pairs.items()]


def match_targets(gold: Sequence[GoldRecord], predicted: Sequence[PredictedRecord]) -> Matching:
    """The targets of one document, paired by their quantities and compared field by field."""
    gold = [record for record in gold if record.kind == "target"]
    predicted = [record for record in predicted if record.kind == "target"]
    indices = pair_spans([record.span for record in gold], [record.place for record in predicted])
    mates = {gold[i].id: predicted[j].id for i, j in indices}
    pairs = [
        Pair(
            gold[i],
            predicted[j],
            {
                **compare(read_gold(gold[i]), read_predicted(predicted[j])),
                "part_of": _same_parent(gold[i], predicted[j], mates),
            },
        )
        for i, j in indices
    ]
    return _collect(gold, predicted, indices, pairs)


def match_milestones(gold: Sequence[GoldRecord], predicted: Sequence[PredictedRecord]) -> Matching:
    """The milestones of one document, paired by their clauses.

    Where gold has none the document was not annotated for them, and nothing is counted.
    """
    gold = [record for record in gold if record.kind == "milestone"]
    if not gold:
        return Matching()
    predicted = [record for record in predicted if record.kind == "milestone"]
    indices = pair_clauses([record.span for record in gold], [record.place for record in predicted])
    pairs = [
        Pair(
            gold[i],
            predicted[j],
            compare_milestones(read_gold(gold[i]), read_predicted(predicted[j])),
        )
        for i, j in indices
    ]
    return _collect(gold, predicted, indices, pairs)


def _same_parent(
    gold: GoldRecord, predicted: PredictedRecord, mates: Mapping[str, str | None]
) -> bool:
    """Whether both have no parent, or the prediction names the mate of the gold parent."""
    if gold.part_of is None:
        return not predicted.part_of
    mate = mates.get(gold.part_of)
    return mate is not None and mate == predicted.part_of


def _collect(
    gold: Sequence[GoldRecord],
    predicted: Sequence[PredictedRecord],
    indices: Sequence[tuple[int, int]],
    pairs: Sequence[Pair],
) -> Matching:
    paired_gold = {i for i, _ in indices}
    paired_predicted = {j for _, j in indices}
    return Matching(
        gold=gold,
        predicted=predicted,
        pairs=pairs,
        missed=[record for i, record in enumerate(gold) if i not in paired_gold],
        spurious=[record for j, record in enumerate(predicted) if j not in paired_predicted],
    )
