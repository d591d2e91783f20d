"""What the learned part gains on documents that it was not trained on; writes ABLATION.md.

Each document is left out in turn (or each of `--folds` groups of documents), everything is
learned from the others, and rules alone, models alone, and both are scored on what was left out.

    python benchmarks/ablation.py --gold GOLD... --texts TEXTS... --check NAME...
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policyie.evaluation.calibration import Reliability
from policyie.lexicon import load_lexicon
from policyie.training import fit
from policyie.training.decisions import try_decisions
from policyie.training.fit import Prepared
from policyie.training.run import add_gold_arguments, load_documents

if TYPE_CHECKING:
    from numpy.typing import NDArray

OUTPUT = Path(__file__).resolve().parent / "ABLATION.md"
SAMPLES = 1000
_DECISIONS = {
    "target": "Whether what the rules take for a target is one",
    "status": "Whether it is planned or reported",
}
VARIANTS = ("rules", "blind chain", "informed chain", "rules and models")
SOURCES = {"blind chain": "blind", "informed chain": "informed"}
FIELDS = ("indicator_strict", "indicator", "place", "full", "record")
NEEDED = 0.9
SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)
_STATE: dict[str, Any] = {}
_INTRODUCTION = """\
# What the learned part gains

Measured on {day} by `benchmarks/ablation.py`, rules `{rules}`: {documents} documents,
{records} predicted targets. In turn {how} was left out, all was learned from the
others, and what was left out was scored. The rules were tuned on part of these texts: there
their own figures are too good, and the gain over them too small. The
documents of `--check` were not used for that and stand apart.
"""
_VERDICT = """\
The boundaries {verb}: their gain in full F1 is above 0 in {records:.0%} of the resamples over
records and in {documents:.0%} of those over documents ({needed:.0%} needed).
"""


@dataclass(slots=True)
class Outcome:
    """One document that was left out.

    Attributes:
        right: for each variant, for each predicted target, what it has right.
        confidence: of each predicted target by the models.
        missed: gold targets without a prediction.
        gold: for each predicted target, whether a gold record answers it.
    """

    name: str
    right: dict[str, list[dict[str, bool]]]
    confidence: list[float]
    missed: int
    gold: list[bool]


def main() -> int:
    """Run all folds, print the report and write it."""
    args = _parse_args()
    started = time.time()
    fit.require_extra()
    lexicon = load_lexicon()
    documents = [fit.prepare(document, lexicon) for document in load_documents(args)]
    names = [document.document.name for document in documents]
    folds = make_folds(names, args.folds or len(names), args.seed)
    _STATE.update(documents=documents, seed=args.seed)
    tasks = [(fold, 1.0) for fold in folds]
    if args.curve:
        tasks += [(fold, share) for share in SHARES[:-1] for fold in folds]
    outcomes: dict[float, list[Outcome]] = {}
    context = multiprocessing.get_context("fork")
    with context.Pool(args.jobs) as pool:
        for number, (share, made) in enumerate(pool.imap_unordered(_leave_out, tasks), 1):
            outcomes.setdefault(share, []).extend(made)
            print(f"{number}/{len(tasks)} {time.time() - started:.0f} s", file=sys.stderr)
    for found in outcomes.values():
        found.sort(key=lambda outcome: outcome.name)
    lines = write_report(outcomes, args, len(folds))
    lines += write_decisions(try_decisions([d.document for d in documents], folds))
    report = "\n".join(lines)
    print(report)
    args.output.write_text(report, encoding="utf-8")
    return 0


def _parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    add_gold_arguments(parser)
    parser.add_argument("--folds", type=int, metavar="N", help="groups (default: each document)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--curve", action="store_true", help="learning curves too")
    parser.add_argument(
        "--check", nargs="*", default=[], metavar="NAME", help="documents no rule was tuned on"
    )
    parser.add_argument("-o", "--output", type=Path, default=OUTPUT)
    return parser.parse_args()


def make_folds(names: list[str], count: int, seed: int) -> list[list[str]]:
    """The names in that many parts."""
    order = sorted(names)
    random.Random(seed).shuffle(order)
    return [order[part::count] for part in range(count)]


def _leave_out(task: tuple[list[str], float]) -> tuple[float, list[Outcome]]:
    """Learn from a share of the other documents, and score those left out."""
    names, share = task
    documents: list[Prepared] = _STATE["documents"]
    others = [d for d in documents if d.document.name not in names]
    order = random.Random(f"{_STATE['seed']} {names}").sample(others, len(others))
    kept = order[: max(fit.FOLDS, round(share * len(others)))]
    kept.sort(key=lambda d: d.document.name)
    models = fit.fit_models(kept, _STATE["seed"])
    return share, [score(d, models) for d in documents if d.document.name in names]


def score(document: Prepared, models: Any) -> Outcome:
    """What each variant has right in one document."""
    proposals = {
        id(example.draft): fit.propose(document, example, reading)
        for example, reading in fit.pairs(document, models.chains)
    }
    ranking = (models.strict, models.close)
    choices = {key: fit.choose_proposal(p, ranking) for key, p in proposals.items()}
    examples = document.document.examples
    right = {"rules": [e.right for e in examples]}
    for variant, source in SOURCES.items():
        right[variant] = []
        for example in examples:
            found = proposals.get(id(example.draft))
            places = [i for i, c in enumerate(found.found) if source in c.sources] if found else []
            right[variant].append(found.right[places[0]] if found and places else example.right)
    right["rules and models"] = fit.judge_document(document, choices)
    rows = fit.describe_document(document, choices)
    confidence = models.full.probabilities(rows).tolist() if rows else []
    gold = [e.gold is not None for e in examples]
    return Outcome(document.document.name, right, confidence, document.document.missed, gold)


def count(outcome: Outcome, variant: str) -> Counter[str]:
    """Counts of one document."""
    made: Counter[str] = Counter(gold=outcome.missed + sum(outcome.gold))
    made["predicted"], made["pairs"] = len(outcome.gold), sum(outcome.gold)
    for field in FIELDS:
        made[field] = sum(right.get(field, False) for right in outcome.right[variant])
    return made


def measure(counts: Counter[str]) -> dict[str, float]:
    """Accuracy of fields on pairs, F1 of whole records."""
    pairs = max(counts["pairs"], 1)
    ends = max(counts["gold"] + counts["predicted"], 1)
    return {
        field: 2 * counts[field] / ends if field in ("full", "record") else counts[field] / pairs
        for field in FIELDS
    }


def total(outcomes: list[Outcome], variant: str) -> dict[str, float]:
    """The scores of a variant over documents."""
    return measure(sum((count(o, variant) for o in outcomes), Counter()))


def resample(
    outcomes: list[Outcome], field: str, *, documents: bool
) -> tuple[float, tuple[float, float]]:
    """The share of resamples in which the models beat the rules, and 95 % of the gains.

    Paired: the same draw for both; over documents, or over records within each document.
    """
    generator = np.random.default_rng(20261123)
    sums = np.zeros((SAMPLES, 4))
    whole = field in ("full", "record")
    tables = [_table(outcome, field) for outcome in outcomes]
    missed = np.array([outcome.missed for outcome in outcomes])
    if documents:
        drawn = generator.integers(0, len(tables), (SAMPLES, len(tables)))
        sums = np.stack([table.sum(axis=0) for table in tables])[drawn].sum(axis=1)
        lost = missed[drawn].sum(axis=1)
    else:
        for table in tables:
            if len(table):
                drawn = generator.integers(0, len(table), (SAMPLES, len(table)))
                sums += table[drawn].sum(axis=1)
        lost = np.full(SAMPLES, missed.sum())
    rules, models, pairs, predicted = sums.T
    ends = (pairs + predicted + lost) / 2 if whole else pairs
    gains = np.sort((models - rules) / np.maximum(ends, 1))
    low, high = gains[int(0.025 * SAMPLES)], gains[int(0.975 * SAMPLES) - 1]
    return float((gains > 0).mean()), (float(low), float(high))


def _table(outcome: Outcome, field: str) -> NDArray[np.float64]:
    """For each prediction: right by rules, right by both, answered by gold, one."""
    names = ("rules", VARIANTS[-1])
    rows = zip(*(outcome.right[name] for name in names), outcome.gold, strict=True)
    made = [(r.get(field, False), m.get(field, False), g, True) for r, m, g in rows]
    return np.array(made, np.float64).reshape(-1, 4)


def write_report(
    outcomes: dict[float, list[Outcome]], args: argparse.Namespace, folds: int
) -> list[str]:
    """The lines of ABLATION.md."""
    whole = outcomes[1.0]
    day = datetime.now(tz=UTC).date().isoformat()
    records = sum(len(o.gold) for o in whole)
    how = "each document" if folds == len(whole) else f"each of {folds} groups of documents"
    lines = _INTRODUCTION.format(
        day=day,
        rules=load_lexicon().version[7:19],
        documents=len(whole),
        records=records,
        how=how,
    ).split("\n")
    groups = {"All documents": whole}
    for gold in args.gold:
        inside = {path.stem for path in gold.glob("*.jsonl")}
        part = [o for o in whole if o.name in inside]
        groups[f"Documents of `{gold.name}`"] = part
    checked = [o for o in whole if o.name in set(args.check)]
    if checked:
        groups["Documents of `--check`"] = checked
    for title, part in groups.items():
        lines += _compare(title, part)
    lines += _verdict(whole)
    lines += ["## Confidence", ""]
    for title, part in groups.items():
        pairs = [
            (c, r.get("full", False))
            for o in part
            for c, r in zip(o.confidence, o.right["rules and models"], strict=True)
        ]
        lines += [f"{title}:", "", *Reliability(pairs).lines(), ""]
    if len(outcomes) > 1:
        lines += _curve(outcomes)
    return lines


def _compare(title: str, outcomes: list[Outcome]) -> list[str]:
    names = "indicator, same characters | indicator | place | full F1 | record F1"
    lines = [f"## {title} ({len(outcomes)})", "", f"| | {names} |", "| --- |" + " ---: |" * 5]
    for variant in VARIANTS:
        scores = total(outcomes, variant)
        lines.append(f"| {variant} | " + " | ".join(f"{scores[f]:.3f}" for f in FIELDS) + " |")
    lines += ["", "Gain of rules and models over rules, 95 % of the resamples, share above 0:", ""]
    lines += ["| | over records within documents | over documents |", "| --- | --- | --- |"]
    for field in ("indicator_strict", "full", "record"):
        cells = []
        for documents in (False, True):
            share, (low, high) = resample(outcomes, field, documents=documents)
            cells.append(f"{low:+.3f} to {high:+.3f}, {share:.0%}")
        lines.append(f"| {field} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def _verdict(outcomes: list[Outcome]) -> list[str]:
    shares = [resample(outcomes, "full", documents=d)[0] for d in (False, True)]
    verb = "stay" if min(shares) >= NEEDED else "do not stay"
    text = _VERDICT.format(verb=verb, records=shares[0], documents=shares[1], needed=NEEDED)
    return text.split("\n")


def _curve(outcomes: dict[float, list[Outcome]]) -> list[str]:
    lines = ["## Learning curve", "", "| share of the documents | same characters | full F1 |"]
    lines += ["| ---: | ---: | ---: |"]
    rules = total(outcomes[1.0], "rules")
    lines.append(f"| rules | {rules['indicator_strict']:.3f} | {rules['full']:.3f} |")
    for share in sorted(outcomes):
        scores = total(outcomes[share], VARIANTS[-1])
        lines.append(f"| {share:.0%} | {scores['indicator_strict']:.3f} | {scores['full']:.3f} |")
    return [*lines, ""]


def write_decisions(found: dict[str, dict[str, tuple[float, float]]]) -> list[str]:
    """The lines on the decisions that the rules keep, or would lose."""
    lines = ["## Other decisions", ""]
    for decision, variants in found.items():
        rules, both = variants["rules"][1], variants["rules and model"][1]
        lines += [f"{_DECISIONS[decision]}:", "", "| | right | full F1 |", "| --- | ---: | ---: |"]
        for variant, (right, full) in variants.items():
            lines.append(f"| {variant} | {right:.3f} | {full:.3f} |")
        gain = f"Gain in full F1 of rules and model: {both - rules:+.4f}."
        lines += ["", f"{gain} Not part of the package.", ""]
    return lines


if __name__ == "__main__":
    sys.exit(main())
