"""From pairs to numbers: counts of a document, scores of a set, and how sure they are."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from policyie.errors import ConfigError
from policyie.evaluation.calibration import Reliability
from policyie.evaluation.compare import FIELDS, LEVELS
from policyie.evaluation.match import Matching, match_milestones, match_targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from policyie.evaluation.gold import GoldRecord
    from policyie.evaluation.predictions import PredictedRecord

SAMPLES = 1000
SEED = 7
LOWER, UPPER = 25, 974  # the 95 % interval among SAMPLES sorted values

Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted in a document; the counts of a set are the sum of its documents'.

    Attributes:
        gold, predicted, pairs: targets.
        right: for each field and level, the pairs in which it is right.
        gold_links, predicted_links, right_links: targets that name the one they break down.
        repaired, repaired_core: gold targets read through damage, and those right in the core.
        gold_milestones, predicted_milestones, milestone_pairs, right_milestones: milestones, in
            documents that are annotated for them.
    """

    gold: int = 0
    predicted: int = 0
    pairs: int = 0
    right: Counter[str] = field(default_factory=Counter)
    gold_links: int = 0
    predicted_links: int = 0
    right_links: int = 0
    repaired: int = 0
    repaired_core: int = 0
    gold_milestones: int = 0
    predicted_milestones: int = 0
    milestone_pairs: int = 0
    right_milestones: int = 0

    def __add__(self, other: Counts) -> Counts:
        """The counts of both."""
        names = [entry.name for entry in fields(self)]
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """One document: its pairs and its counts; its text and what is known of it, where given."""

    name: str
    targets: Matching
    milestones: Matching
    counts: Counts
    text: str | None = None
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def scores(self) -> Scores:
        """The scores of this document alone."""
        return summarize(self.counts)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A set of one or more documents with their scores."""

    documents: Sequence[DocumentScore]

    @property
    def counts(self) -> Counts:
        """The counts of all documents together."""
        return add_counts([document.counts for document in self.documents])

    @property
    def scores(self) -> Scores:
        """Micro scores over all documents."""
        return summarize(self.counts)

    @property
    def reliability(self) -> Reliability | None:
        """How the confidence of the targets held, None where none has one; spurious ones count."""
        pairs = [
            (record.confidence, full)
            for document in self.documents
            for record, full in _judged(document.targets)
            if record.confidence is not None
        ]
        return Reliability(pairs) if pairs else None

    @property
    def means(self) -> Scores:
        """For each level, the mean of the documents' F1."""
        scores = [document.scores for document in self.documents]
        return {
            level: round(sum(score[f"{level}_f1"] for score in scores) / len(scores), 4)
            for level in LEVELS
        }

    @property
    def intervals(self) -> dict[str, tuple[float, float]]:
        """For each level, the 95 % interval of its micro F1."""
        return bootstrap([document.counts for document in self.documents])

    def summary(self) -> dict[str, Any]:
        """Micro scores, means over documents (`…_f1_mean`) and intervals (`…_ci`)."""
        return {
            **self.scores,
            **{f"{level}_f1_mean": mean for level, mean in self.means.items()},
            **{f"{level}_ci": list(interval) for level, interval in self.intervals.items()},
        }


def _judged(targets: Matching) -> Iterator[tuple[PredictedRecord, bool]]:
    """Each predicted target, and whether it is right in full."""
    for pair in targets.pairs:
        yield pair.predicted, pair.right["full"]
    for record in targets.spurious:
        yield record, False


def f1(right: int, gold: int, predicted: int) -> float:
    """F1 from counts, 0 when there is nothing."""
    return 2 * right / (gold + predicted) if gold + predicted else 0.0


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def add_counts(counts: Sequence[Counts]) -> Counts:
    """The counts of a set of documents."""
    return sum(counts, Counts())


def score_document(
    name: str, gold: Sequence[GoldRecord], predicted: Sequence[PredictedRecord]
) -> DocumentScore:
    """Pair the records of one document, compare them and count."""
    targets = match_targets(gold, predicted)
    milestones = match_milestones(gold, predicted)
    return DocumentScore(name, targets, milestones, count_matches(targets, milestones))


def count_matches(targets: Matching, milestones: Matching) -> Counts:
    """The counts of one document."""
    right: Counter[str] = Counter()
    for pair in targets.pairs:
        right.update(name for name in (*FIELDS, *LEVELS) if pair.right[name])
    repaired = [pair for pair in targets.pairs if pair.gold.repaired]
    linked = [pair for pair in targets.pairs if pair.gold.part_of]
    return Counts(
        gold=len(targets.gold),
        predicted=len(targets.predicted),
        pairs=len(targets.pairs),
        right=right,
        gold_links=sum(bool(record.part_of) for record in targets.gold),
        predicted_links=sum(bool(record.part_of) for record in targets.predicted),
        right_links=sum(pair.right["part_of"] for pair in linked),
        repaired=sum(record.repaired for record in targets.gold),
        repaired_core=sum(pair.right["core"] for pair in repaired),
        gold_milestones=len(milestones.gold),
        predicted_milestones=len(milestones.predicted),
        milestone_pairs=len(milestones.pairs),
        right_milestones=sum(pair.right["milestone"] for pair in milestones.pairs),
    )


def summarize(counts: Counts) -> Scores:
    """The scores that counts give, to four digits; those of which gold has none are left out."""
    gold, predicted, pairs = counts.gold, counts.predicted, counts.pairs
    scores: Scores = {
        "gold": gold,
        "pred": predicted,
        "precision": _share(pairs, predicted),
        "recall": _share(pairs, gold),
        "detection_f1": round(f1(pairs, gold, predicted), 4),
    }
    for level in LEVELS:
        scores[f"{level}_f1"] = round(f1(counts.right[level], gold, predicted), 4)
    for name in FIELDS:
        scores[f"acc_{name}"] = _share(counts.right[name], pairs)
    if counts.gold_links:
        links = f1(counts.right_links, counts.gold_links, counts.predicted_links)
        scores["part_of_f1"] = round(links, 4)
    if counts.repaired:
        scores["repaired_recall_core"] = _share(counts.repaired_core, counts.repaired)
    if counts.gold_milestones:
        ends = counts.gold_milestones, counts.predicted_milestones
        scores["milestone_f1"] = round(f1(counts.milestone_pairs, *ends), 4)
        scores["milestone_full_f1"] = round(f1(counts.right_milestones, *ends), 4)
    return scores


def bootstrap(counts: Sequence[Counts]) -> dict[str, tuple[float, float]]:
    """For each level, the 95 % interval of micro F1 when documents are drawn with replacement.

    The draws are seeded: the same documents in the same order give the same interval.
    """
    generator = random.Random(SEED)
    values: dict[str, list[float]] = {level: [] for level in LEVELS}
    for _ in range(SAMPLES):
        drawn = [generator.choice(counts) for _ in counts]
        gold = sum(one.gold for one in drawn)
        predicted = sum(one.predicted for one in drawn)
        for level in LEVELS:
            values[level].append(f1(sum(one.right[level] for one in drawn), gold, predicted))
    return {
        level: (round(ordered[LOWER], 3), round(ordered[UPPER], 3))
        for level, ordered in ((level, sorted(found)) for level, found in values.items())
    }


def find_score(scores: Scores, name: str) -> float:
    """A score by its name, or by the short form of it: core, detection, part_of, period.

    Raises:
        ConfigError: no score of this set has the name.
    """
    for full in (name, f"{name}_f1", f"acc_{name}"):
        if full in scores:
            return scores[full]
    msg = f"no score {name!r} in this set; there are {', '.join(scores)}"
    raise ConfigError(msg)
