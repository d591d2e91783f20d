"""Two decisions that a model could take from the rules: is it a target, and is it planned.

Logistic regressions over hashed words and signs, learned on the other documents. Measured by
`benchmarks/ablation.py`; none of them has weights in the package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from policyie.evaluation.compare import FULL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from policyie.targets.records import Draft
    from policyie.training.examples import Annotated, Example

FEATURES = 2**16
STRENGTH = 0.2
VARIANTS = ("rules", "model", "rules and model")
SURE = 0.9
_REACH = 30


def signs(document: Annotated, draft: Draft) -> list[str]:
    """The signs of one draft: words around its number, and what the rules made of them."""
    text, quantity = document.text, draft.quantity
    if quantity is None:
        return []
    start, end = draft.clause
    left, right = text[max(start, quantity.left - 8) : quantity.left], text[quantity.right : end]
    base = quantity.base.kind if quantity.base else None
    made = [
        f"{name}={value}"
        for name, value in (
            ("unit", quantity.unit),
            ("form", quantity.form),
            ("kind", base),
            ("bound", quantity.comparator),
            ("mode", draft.mode),
            ("side", draft.noun_side),
            ("rules", draft.status),
            ("sign", draft.status_rule),
            ("from", draft.time_from),
            ("role", draft.time.role if draft.time else None),
            ("first", _against(draft.first, document.published)),
            ("last", _against(draft.last, document.published)),
            ("opener", _against(draft.opener, document.published)),
            ("place", 5 * start // max(len(text), 1)),
            ("table", draft.sentence.kind == "table"),
        )
    ]
    made += [f"l{size}={left[-size:]}" for size in (1, 2, 3)]
    made += [f"r{size}={right[:size]}" for size in (1, 2, 3)]
    words = text[max(draft.sentence.start, start - _REACH) : min(end, start + 100)]
    made += [f"w={words[i : i + size]}" for size in (1, 2, 3) for i in range(len(words) - size + 1)]
    return made


def _against(date: str | None, published: str | None) -> str:
    """A year against that of the document."""
    if date is None or published is None:
        return "unknown"
    return str(int(np.clip(int(date[:4]) - int(published[:4]), -3, 3)))


def try_decisions(
    documents: Sequence[Annotated], folds: Sequence[Sequence[str]]
) -> dict[str, dict[str, tuple[float, float]]]:
    """For each decision and variant: the share that is right, and full F1."""
    from sklearn.feature_extraction import FeatureHasher

    rows = [(d, e) for d in documents for e in d.examples]
    hasher = FeatureHasher(FEATURES, input_type="string", alternate_sign=False)
    table = hasher.transform([signs(d, e.draft) for d, e in rows])
    table.data[:] = 1
    names = [d.name for d, _ in rows]
    parts = [np.array([name in fold for name in names]) for fold in map(set, folds)]
    missed = sum(d.missed for d in documents)
    examples = [e for _, e in rows]
    found = np.array([e.gold is not None for e in examples])
    planned = np.array([e.gold is not None and e.gold.status == "planned" for e in examples])
    fits = _leave_out(table, found, np.ones(len(rows), bool), parts)
    times = _leave_out(table, planned, found, parts)
    rules = np.array([e.draft.status == "planned" for e in examples])
    made: dict[str, dict[str, tuple[float, float]]] = {"target": {}, "status": {}}
    everything = np.ones(len(rows), bool)
    for variant, kept, status in (
        (VARIANTS[0], everything, rules),
        (VARIANTS[1], fits > 0.5, times > 0.5),
        (VARIANTS[2], fits > 1 - SURE, _unless_sure(rules, times)),
    ):
        made["target"][variant] = (float((kept == found).mean()), _full(examples, kept, missed))
        right = float((status == planned)[found].mean())
        made["status"][variant] = (right, _full_with(examples, status, missed))
    return made


def _unless_sure(rules: NDArray[np.bool_], likely: NDArray[np.float64]) -> NDArray[np.bool_]:
    made: NDArray[np.bool_] = np.where(
        likely > SURE, True, np.where(likely < 1 - SURE, False, rules)
    )
    return made


def _leave_out(
    table: NDArray[np.float64],
    right: NDArray[np.bool_],
    known: NDArray[np.bool_],
    parts: Sequence[NDArray[np.bool_]],
) -> NDArray[np.float64]:
    """How likely each row is right by a model that was learned without its part."""
    from sklearn.linear_model import LogisticRegression

    made = np.zeros(len(right))
    for part in parts:
        if not part.any():
            continue
        seen = set(right[known & ~part].tolist())
        if len(seen) == 1:
            made[part] = float(seen.pop())
        else:
            model = LogisticRegression(C=STRENGTH, max_iter=300)
            model.fit(table[known & ~part], right[known & ~part])
            made[part] = model.predict_proba(table[part])[:, 1]
    return made


def _full(examples: Sequence[Example], kept: NDArray[np.bool_], missed: int) -> float:
    return _f1(examples, missed, kept, lambda e, _: e.right.get("full", False), kept)


def _full_with(examples: Sequence[Example], planned: NDArray[np.bool_], missed: int) -> float:
    def right(example: Example, status: bool) -> bool:
        others = example.right and all(example.right[f] for f in FULL if f != "status")
        said = "planned" if status else "reported"
        return bool(others) and example.gold is not None and example.gold.status == said

    return _f1(examples, missed, np.ones(len(examples), bool), right, planned)


def _f1(
    examples: Sequence[Example],
    missed: int,
    kept: NDArray[np.bool_],
    right: Callable[[Example, bool], bool],
    values: NDArray[np.bool_],
) -> float:
    gold = missed + sum(e.gold is not None for e in examples)
    true = sum(
        right(e, bool(value)) for e, keep, value in zip(examples, kept, values, strict=True) if keep
    )
    return 2 * true / max(gold + int(kept.sum()), 1)
