"""Annotated documents to models: the chains, the ranking of their proposals, the confidence."""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policyie.errors import ConfigError, MissingExtraError
from policyie.targets import boundaries
from policyie.targets.boundaries import (
    Chains,
    Reading,
    find_candidates,
    is_open,
    make_readings,
)
from policyie.targets.confidence import FEATURES as SIGNS
from policyie.targets.confidence import describe_all
from policyie.targets.features import SIZE, build_windows
from policyie.targets.models import Linear, Models, choose
from policyie.targets.tagging import LABELS, Chain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from policyie.lexicon import Lexicon
    from policyie.targets.boundaries import Candidate
    from policyie.targets.confidence import Choice
    from policyie.training.examples import Annotated, Example

EXTRA = "train"
FOLDS = 3
_CHAIN = {
    "c1": 0.05,
    "c2": 0.1,
    "max_iterations": 40,
    "feature.minfreq": 2,
    "feature.possible_transitions": True,
}
_RANK_C, _FULL_C = 0.02, 0.01
_LEAST_WEIGHT = 0.01
_ALWAYS = 4.0


@dataclass(slots=True)
class Prepared:
    """A document with the windows of its open drafts, built once.

    Attributes:
        open: its examples that the chains read, in order.
        sequences: for each chain, the features of each window as CRFsuite takes them.
        numbers: the same as numbers, with the lengths.
    """

    document: Annotated
    open: list[Example]
    starts: list[int]
    lengths: list[int]
    numbers: Mapping[str, NDArray[np.int32]]
    sequences: Mapping[str, list[Any]]

    def read(self, chains: Chains) -> list[Reading]:
        """Return the readings of the open drafts by `chains`."""
        if not self.open:
            return []
        marginals = (
            chains.informed.marginals(self.numbers["informed"], self.lengths),
            chains.blind.marginals(self.numbers["blind"], self.lengths),
        )
        drafts = [example.draft for example in self.open]
        return list(make_readings(drafts, self.starts, self.lengths, marginals))


@dataclass(slots=True)
class Proposals:
    """The candidates of one draft with the numbers of each, and what each has right."""

    example: Example
    found: list[Candidate]
    rows: list[list[float]]
    right: list[dict[str, bool]]


def require_extra() -> None:
    """Check that what training needs is there.

    Raises:
        MissingExtraError: scikit-learn or python-crfsuite is not installed.
    """
    for module, package in (("sklearn", "scikit-learn"), ("pycrfsuite", "python-crfsuite")):
        try:
            __import__(module)
        except ImportError as error:
            raise MissingExtraError(EXTRA, package) from error


def prepare(document: Annotated, lexicon: Lexicon) -> Prepared:
    """Return a document with the features of its windows."""
    import pycrfsuite

    opened = [example for example in document.examples if is_open(example.draft)]
    if not opened:
        return Prepared(document, [], [], [], {}, {})
    windows = build_windows(document.text, [e.draft for e in opened], lexicon)
    numbers = {"informed": windows.informed, "blind": windows.blind}
    ends = np.cumsum(windows.lengths)
    sequences = {
        name: [
            pycrfsuite.ItemSequence(
                [list(map(str, row)) for row in table[end - size : end].tolist()]
            )
            for size, end in zip(windows.lengths, ends, strict=True)
        ]
        for name, table in numbers.items()
    }
    return Prepared(document, opened, windows.starts, windows.lengths, numbers, sequences)


def fit_models(documents: Sequence[Prepared], seed: int = 0) -> Models:
    """Return the models learned from `documents`.

    The ranking and the confidence learn from chains that have not seen the document.

    Raises:
        ConfigError: there are too few documents.
    """
    if len(documents) < FOLDS:
        msg = f"training needs {FOLDS} documents or more, not {len(documents)}"
        raise ConfigError(msg)
    folds = split(documents, seed)
    unseen: list[tuple[Prepared, list[Proposals]]] = []
    for fold in folds:
        chains = fit_chains([d for d in documents if all(d is not other for other in fold)])
        unseen += [(d, [propose(d, e, r) for e, r in pairs(d, chains)]) for d in fold]
    ranking = fit_ranking([p for _, proposals in unseen for p in proposals])
    full = _fit_full(unseen, folds)
    return Models(fit_chains(documents), *ranking, full, {})


def split(documents: Sequence[Prepared], seed: int) -> list[list[Prepared]]:
    """Return the documents in `FOLDS` parts, the same for the same seed."""
    order = sorted(documents, key=lambda d: d.document.name)
    random.Random(seed).shuffle(order)
    return [order[part::FOLDS] for part in range(FOLDS)]


def pairs(document: Prepared, chains: Chains) -> Iterable[tuple[Example, Reading]]:
    """Return the open examples of a document, each with its reading."""
    return zip(document.open, document.read(chains), strict=True)


def fit_chains(documents: Iterable[Prepared]) -> Chains:
    """Return both chains learned from the windows whose labels are known."""
    documents = list(documents)
    return Chains(*(_fit_chain(documents, name) for name in Chains._fields))


def _fit_chain(documents: Iterable[Prepared], name: str) -> Chain:
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    for document in documents:
        if document.open:
            for example, items in zip(document.open, document.sequences[name], strict=True):
                if example.labels is not None:
                    trainer.append(items, example.labels)
    trainer.set_params(_CHAIN)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "chain")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
        tagger.close()
    weights = np.zeros((SIZE, len(LABELS)), np.float32)
    for (feature, label), weight in info.state_features.items():
        if abs(weight) >= _LEAST_WEIGHT:
            weights[int(feature), LABELS.index(label)] = weight
    transitions = np.zeros((len(LABELS), len(LABELS)), np.float32)
    for (one, other), weight in info.transitions.items():
        transitions[LABELS.index(one), LABELS.index(other)] = weight
    return Chain(weights, transitions)


def propose(document: Prepared, example: Example, reading: Reading) -> Proposals:
    """Return the candidates of a draft, judged where it has a gold record."""
    text = document.document.text
    found = find_candidates(text, reading)
    rows = [boundaries.describe(reading, candidate) for candidate in found]
    right = [example.judge(text, candidate) for candidate in found]
    return Proposals(example, found, rows, right)


def fit_ranking(proposals: Iterable[Proposals]) -> tuple[Linear, Linear]:
    """Return the models for `strict` and `close`, learned where the proposals differ."""
    open_ = [p for p in proposals if len(p.found) > 1 and p.example.gold is not None]
    rows = [row for p in open_ for row in p.rows]
    strict = [right["indicator_strict"] and right["place"] for p in open_ for right in p.right]
    close = [right["indicator"] for p in open_ for right in p.right]
    size = len(boundaries.FEATURES)
    return (
        _fit_linear(rows, strict, _RANK_C, size),
        _fit_linear(rows, close, _RANK_C, size),
    )


def _fit_linear(
    rows: Sequence[Sequence[float]], right: Sequence[bool], strength: float, size: int
) -> Linear:
    """Fit a logistic regression over scaled features; the scale goes into the weights."""
    from sklearn.linear_model import LogisticRegression

    if len(set(right)) < 2:  # nothing to tell apart
        return Linear(np.zeros(size), _ALWAYS if all(right) else -_ALWAYS)
    table = np.asarray(rows, np.float64)
    mean, scale = table.mean(axis=0), table.std(axis=0)
    scale[scale < 1e-9] = 1.0
    model = LogisticRegression(C=strength, max_iter=2000).fit((table - mean) / scale, right)
    weights = model.coef_[0] / scale
    return Linear(weights, float(model.intercept_[0] - weights @ mean))


def _fit_full(
    unseen: Sequence[tuple[Prepared, list[Proposals]]], folds: Sequence[Sequence[Prepared]]
) -> Linear:
    """Fit the confidence on choices by a ranking that has not seen the document either."""
    rows: list[list[float]] = []
    right: list[bool] = []
    for fold in folds:
        names = {document.document.name for document in fold}
        ranking = fit_ranking(
            p for d, found in unseen if d.document.name not in names for p in found
        )
        for document, proposals in unseen:
            if document.document.name in names:
                choices = {id(p.example.draft): choose_proposal(p, ranking) for p in proposals}
                rows += describe_document(document, choices)
                right += [r.get("full", False) for r in judge_document(document, choices)]
    return _fit_linear(rows, right, _FULL_C, len(SIGNS))


def choose_proposal(proposals: Proposals, ranking: tuple[Linear, Linear]) -> Choice:
    """Return the candidate that the models for `strict` and `close` like best."""
    strict, close = (model.probabilities(proposals.rows) for model in ranking)
    return choose(proposals.found, proposals.rows, strict + close)


def describe_document(document: Prepared, choices: Mapping[int, Choice]) -> list[list[float]]:
    """Return the signs of all targets of a document, in the order of its examples."""
    inside = document.document
    drafts = [example.draft for example in inside.examples]
    return list(describe_all(inside.text, drafts, choices, inside.published))


def judge_document(document: Prepared, choices: Mapping[int, Choice]) -> list[dict[str, bool]]:
    """Return what each target has right with the indicator that was chosen."""
    text = document.document.text
    made = []
    for example in document.document.examples:
        choice = choices.get(id(example.draft))
        chosen = None if choice is None else choice.candidate
        if chosen is None or chosen.is_rule:
            made.append(example.right)
        else:
            made.append(example.judge(text, chosen))
    return made
