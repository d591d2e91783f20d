import itertools

import numpy as np
import pytest

from policyie.targets.tagging import LABELS, Chain

FEATURES = 12


def by_enumeration(chain: Chain, features: np.ndarray) -> np.ndarray:
    """The marginals of one short sequence, summed over all its labellings."""
    emitted = chain.weights[features].sum(axis=1)
    made = np.zeros_like(emitted)
    for labels in itertools.product(range(len(LABELS)), repeat=len(features)):
        score = sum(emitted[place, label] for place, label in enumerate(labels))
        score += sum(chain.transitions[a, b] for a, b in itertools.pairwise(labels))
        for place, label in enumerate(labels):
            made[place, label] += np.exp(score)
    shares: np.ndarray = made / made.sum(axis=1, keepdims=True)
    return shares


def test_marginals_are_those_of_all_labellings() -> None:
    generator = np.random.default_rng(0)
    chain = Chain(
        generator.normal(0, 1, (FEATURES, len(LABELS))).astype(np.float32),
        generator.normal(0, 1, (len(LABELS), len(LABELS))).astype(np.float32),
    )
    lengths = [3, 1, 5]
    features = generator.integers(0, FEATURES, (sum(lengths), 4)).astype(np.int32)
    made = chain.marginals(features, lengths)
    ends = np.cumsum(lengths)
    for size, end in zip(lengths, ends, strict=True):
        part = slice(end - size, end)
        assert made[part] == pytest.approx(by_enumeration(chain, features[part]), abs=1e-5)


def test_many_sequences_give_what_each_gives_alone() -> None:
    generator = np.random.default_rng(1)
    chain = Chain(
        generator.normal(0, 2, (FEATURES, len(LABELS))).astype(np.float32),
        generator.normal(0, 2, (len(LABELS), len(LABELS))).astype(np.float32),
    )
    lengths = generator.integers(1, 90, 300).tolist()
    features = generator.integers(0, FEATURES, (sum(lengths), 3)).astype(np.int32)
    together = chain.marginals(features, lengths)
    first = chain.marginals(features[: lengths[0]], lengths[:1])
    last = chain.marginals(features[-lengths[-1] :], lengths[-1:])
    assert together[: lengths[0]] == pytest.approx(first, abs=1e-5)
    assert together[-lengths[-1] :] == pytest.approx(last, abs=1e-5)
