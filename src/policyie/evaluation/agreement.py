"""How far two annotations of the same texts agree: which records, and which fields of them."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from policyie.errors import ConfigError
from policyie.evaluation.compare import FIELDS, LEVELS, read_gold
from policyie.evaluation.gold import load_gold
from policyie.evaluation.match import Matching, match_milestones, match_targets
from policyie.evaluation.metrics import f1
from policyie.evaluation.predictions import from_gold

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from pathlib import Path

    from policyie.evaluation.compare import Facts
    from policyie.evaluation.gold import GoldRecord

AGREED = (*FIELDS, "part_of", "owner", "repaired", *LEVELS)
# Fields with categories, for which agreement by chance can be told.
_CATEGORIES: dict[str, Callable[[Facts], Hashable]] = {
    "unit": lambda facts: facts.unit,
    "comparator": lambda facts: facts.comparator,
    "mode": lambda facts: facts.mode,
    "status": lambda facts: facts.status,
    "period": lambda facts: facts.period,
    "per": lambda facts: facts.per,
    "firmness": lambda facts: facts.firmness,
    "verb": lambda facts: facts.verb,
    "scope": lambda facts: facts.scope,
    "hedge": lambda facts: facts.hedge,
}
_SHOWN = {"indicator_strict": "indicator", "place": "scope", "path": "headings"}
_UNLISTED = {*LEVELS, "last_heading", "indicator"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A record that only one has, or a pair with the fields in which it differs."""

    document: str
    one: GoldRecord | None
    other: GoldRecord | None
    fields: Sequence[str] = ()


@dataclass(slots=True)
class Agreement:
    """The counts over all documents, and every difference.

    Attributes:
        one, other, pairs, exact: targets of each, those found by both, and of these the ones with
            the same span.
        same: for each field and level, the pairs that agree in it.
        labels: for each field with categories, the two labels of each pair.
        milestones: of each, found by both, and right in status, period and indicator.
        differences: in the order of documents and places.
    """

    one: int = 0
    other: int = 0
    pairs: int = 0
    exact: int = 0
    same: Counter[str] = field(default_factory=Counter)
    labels: dict[str, list[tuple[Hashable, Hashable]]] = field(default_factory=dict)
    milestones: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    @property
    def detection(self) -> float:
        """F1 of the targets that both have."""
        return f1(self.pairs, self.one, self.other)

    def summary(self) -> dict[str, Any]:
        """Counts, F1 of detection, and for each field agreement, kappa and alpha."""
        fields: dict[str, dict[str, float | None]] = {}
        for name in AGREED:
            share = self.same[name] / self.pairs if self.pairs else None
            labels = self.labels.get(name)
            fields[name] = {
                "agreement": _rounded(share),
                "kappa": _rounded(cohen_kappa(labels)) if labels else None,
                "alpha": _rounded(krippendorff_alpha(labels)) if labels else None,
            }
        counted = self.milestones
        ends = counted["one"], counted["other"]
        return {
            "one": self.one,
            "other": self.other,
            "pairs": self.pairs,
            "detection_f1": _rounded(self.detection),
            "same_span": _rounded(self.exact / self.pairs if self.pairs else None),
            "fields": fields,
            "milestones": {
                **counted,
                "detection_f1": _rounded(f1(counted["pairs"], *ends)),
                "full_f1": _rounded(f1(counted["right"], *ends)),
            }
            if any(ends)
            else None,
        }


def _rounded(number: float | None) -> float | None:
    return None if number is None or math.isnan(number) else round(number, 4)


def cohen_kappa(labels: Sequence[tuple[Hashable, Hashable]]) -> float:
    """Agreement of two readers beyond that of their own label frequencies.

    Not a number when both give all the same label, for chance alone explains that.

    >>> round(cohen_kappa([("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")]), 3)
    0.5
    """
    total = len(labels)
    ones, others = Counter(a for a, _ in labels), Counter(b for _, b in labels)
    expected = sum(count * others[label] for label, count in ones.items()) / total**2
    observed = sum(a == b for a, b in labels) / total
    return (observed - expected) / (1 - expected) if expected < 1 else math.nan


def krippendorff_alpha(labels: Sequence[tuple[Hashable, Hashable]]) -> float:
    """Alpha for nominal labels of two readers without gaps.

    Not a number when only one label occurs.

    >>> round(krippendorff_alpha([("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")]), 3)
    0.533
    """
    counts = Counter(label for pair in labels for label in pair)
    total = counts.total()
    observed = sum(a != b for a, b in labels) / len(labels)
    same = sum(count * (count - 1) for count in counts.values())
    expected = 1 - same / (total * (total - 1))
    return 1 - observed / expected if expected else math.nan


def pair_files(one: Path, other: Path) -> list[tuple[str, Path, Path]]:
    """The gold files of two folders with the same name, or the two files.

    Raises:
        ConfigError: a file has no counterpart, a path does not exist, or is of the other kind.
    """
    for path in (one, other):
        if not path.exists():
            msg = f"{path}: no such file or folder"
            raise ConfigError(msg)
    if one.is_dir() != other.is_dir():
        msg = f"{one} and {other}: two files or two folders are compared"
        raise ConfigError(msg)
    if not one.is_dir():
        return [(one.stem, one, other)]
    names = [{path.stem for path in folder.glob("*.jsonl")} for folder in (one, other)]
    alone = sorted(names[0] ^ names[1])
    if alone or not names[0]:
        found = f"only one has {', '.join(alone)}" if alone else "no gold files (NAME.jsonl)"
        msg = f"{one} and {other}: {found}"
        raise ConfigError(msg)
    return [(name, one / f"{name}.jsonl", other / f"{name}.jsonl") for name in sorted(names[0])]


def measure_agreement(files: Iterable[tuple[str, Path, Path]]) -> Agreement:
    """The agreement over pairs of gold files.

    Args:
        files: for each document its name and the two files.

    Raises:
        PolicyIEError: a file cannot be read or is no gold file.
    """
    agreement = Agreement()
    for name, one, other in files:
        add_document(agreement, name, load_gold(one), load_gold(other))
    return agreement


def add_document(
    agreement: Agreement, name: str, one: Sequence[GoldRecord], other: Sequence[GoldRecord]
) -> None:
    """Count one document, and add what differs in it."""
    others = {record.id: record for record in other}
    read = [from_gold(record) for record in other]
    targets = match_targets(one, read)
    mates = {pair.gold.id: pair.predicted.id for pair in targets.pairs}
    found: list[Difference] = []
    agreement.one += len(targets.gold)
    agreement.other += len(targets.predicted)
    agreement.pairs += len(targets.pairs)
    for pair in targets.pairs:
        gold, mate = pair.gold, others[str(pair.predicted.id)]
        right = dict(pair.right)
        right["owner"] = gold.owner == mate.owner
        right["repaired"] = gold.repaired == mate.repaired
        parent = mates.get(gold.part_of, "") if gold.part_of is not None else None
        right["part_of"] = parent == mate.part_of
        agreement.exact += gold.span == mate.span
        agreement.same.update(field for field in AGREED if right[field])
        facts, mate_facts = read_gold(gold), read_gold(mate)
        for field_name, label in _CATEGORIES.items():
            labels = agreement.labels.setdefault(field_name, [])
            labels.append((label(facts), label(mate_facts)))
        wrong = [field for field in AGREED if not right[field] and field not in _UNLISTED]
        if gold.span != mate.span:
            wrong.insert(0, "quantity")
        if wrong:
            found.append(Difference(name, gold, mate, wrong))
    found += _alone(name, targets, others)
    found += _add_milestones(agreement, name, one, other)
    agreement.differences += sorted(found, key=_place)


def _alone(name: str, matching: Matching, others: dict[str, GoldRecord]) -> list[Difference]:
    return [Difference(name, record, None) for record in matching.missed] + [
        Difference(name, None, others[str(record.id)]) for record in matching.spurious
    ]


def _add_milestones(
    agreement: Agreement, name: str, one: Sequence[GoldRecord], other: Sequence[GoldRecord]
) -> list[Difference]:
    others = {record.id: record for record in other}
    counted = [sum(record.kind == "milestone" for record in records) for records in (one, other)]
    matching = match_milestones(one, [from_gold(record) for record in other])
    agreement.milestones.update(
        one=counted[0],
        other=counted[1],
        pairs=len(matching.pairs),
        right=sum(pair.right["milestone"] for pair in matching.pairs),
    )
    found = _alone(name, matching, others)
    if not counted[0]:  # nothing was matched then
        found += [Difference(name, None, rest) for rest in other if rest.kind == "milestone"]
    for pair in matching.pairs:
        wrong = [field for field in ("status", "period", "indicator") if not pair.right[field]]
        if wrong:
            found.append(Difference(name, pair.gold, others[str(pair.predicted.id)], wrong))
    return found


def _place(difference: Difference) -> tuple[int, int]:
    record = difference.one or difference.other
    return record.span if record is not None else (0, 0)


def format_agreement(agreement: Agreement) -> str:
    """The counts and a line for each field: agreement, Cohen's kappa, Krippendorff's alpha."""
    found = agreement.summary()
    lines = [
        f"targets: {found['one']} and {found['other']}, {found['pairs']} in both",
        f"detection_f1: {found['detection_f1']:.4f}",
        f"same span: {_show(found['same_span'])}",
        "",
        f"{'field':<18}{'agreement':>10}{'kappa':>9}{'alpha':>9}",
    ]
    for name, row in found["fields"].items():
        cells = f"{_show(row['agreement']):>10}{_show(row['kappa']):>9}{_show(row['alpha']):>9}"
        lines.append(f"{name:<18}{cells}")
    milestones = found["milestones"]
    if milestones:
        counts = f"{milestones['one']} and {milestones['other']}, {milestones['pairs']} in both"
        scores = f"{milestones['detection_f1']:.4f}, full_f1: {milestones['full_f1']:.4f}"
        lines += ["", f"milestones: {counts}", f"detection_f1: {scores}"]
    return "\n".join(lines) + "\n"


def _show(number: float | None) -> str:
    return "–" if number is None else f"{number:.4f}"


def format_differences(differences: Sequence[Difference]) -> str:
    """Each difference with the lines of both files and both values."""
    blocks = [_format_difference(difference) for difference in differences]
    return "".join(blocks) or "no differences\n"


def _format_difference(difference: Difference) -> str:
    one, other = difference.one, difference.other
    start, end = _place(difference)
    head = f"-- {difference.document} [{start}:{end}]"
    if one is None or other is None:
        record, side = (one, "A") if one is not None else (other, "B")
        words = f"{_words(record)}  {record.quote!r}" if record is not None else ""
        line = record.line if record is not None else None
        return f"{head} only {side}, line {line}: {words}\n"
    lines = [f"{head} A line {one.line}, B line {other.line}: {_words(one)}  {one.quote!r}"]
    for name in difference.fields:
        shown = _SHOWN.get(name, name)
        lines.append(f"   {name}: A {getattr(one, shown)!r}, B {getattr(other, shown)!r}")
    return "\n".join(lines) + "\n"


def _words(record: GoldRecord | None) -> str:
    return "" if record is None else f"{record.id} {record.quantity or record.kind}"


def to_json(agreement: Agreement) -> dict[str, Any]:
    """The summary with all differences."""
    return {
        **agreement.summary(),
        "differences": [
            {
                "document": difference.document,
                "fields": list(difference.fields),
                "one": _dump(difference.one),
                "other": _dump(difference.other),
            }
            for difference in agreement.differences
        ],
    }


def _dump(record: GoldRecord | None) -> dict[str, Any] | None:
    if record is None:
        return None
    return {"line": record.line, **record.model_dump(mode="json", exclude_defaults=True)}
