"""Small models made by hand: their weights follow a seed, they have learned nothing."""

import numpy as np
import pytest

from policyie.targets import boundaries, confidence
from policyie.targets.boundaries import Chains
from policyie.targets.features import SIZE
from policyie.targets.models import Linear, Models
from policyie.targets.tagging import LABELS, Chain


def make_chain(seed: int) -> Chain:
    generator = np.random.default_rng(seed)
    weights = np.zeros((SIZE, len(LABELS)), np.float32)
    used = generator.choice(SIZE, 40_000, replace=False)
    values = generator.normal(0, 1, (len(used), len(LABELS)))
    weights[used] = values.astype(np.float16)
    transitions = generator.normal(0, 1, (len(LABELS), len(LABELS))).astype(np.float32)
    return Chain(weights, transitions)


def make_linear(names: tuple[str, ...], seed: int) -> Linear:
    weights = np.random.default_rng(seed).normal(0, 0.1, len(names))
    return Linear(np.round(weights, 6), 0.25)


@pytest.fixture(scope="session")
def models() -> Models:
    return Models(
        Chains(make_chain(1), make_chain(2)),
        make_linear(boundaries.FEATURES, 3),
        make_linear(boundaries.FEATURES, 4),
        make_linear(confidence.FEATURES, 5),
        {},
    )
