"""A linear chain over characters: how likely each label is at each place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

LABELS = ("other", "indicator", "scope", "verb", "per")
INDICATOR, SCOPE = LABELS.index("indicator"), LABELS.index("scope")
_BATCH = 256


class Chain(NamedTuple):
    """The weights of a chain.

    Attributes:
        weights: of features, shape (features, labels).
        transitions: of a label after another, shape (labels, labels).
    """

    weights: Floats
    transitions: Floats

    def marginals(self, features: NDArray[np.int32], lengths: Sequence[int]) -> Floats:
        """Return how likely each label is, shape (characters, labels).

        Args:
            features: of the characters of all sequences, one after the other.
            lengths: of the sequences.
        """
        scores: Floats = np.zeros((len(features), len(LABELS)), np.float32)
        for column in features.T:
            scores += np.take(self.weights, column, axis=0)
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        ends = np.cumsum(lengths)
        order = np.argsort(lengths, kind="stable")
        for first in range(0, len(order), _BATCH):
            self._pass(scores, order[first : first + _BATCH], np.asarray(lengths), ends)
        return scores

    def _pass(
        self,
        scores: Floats,
        rows: NDArray[np.int64],
        lengths: NDArray[np.int64],
        ends: NDArray[np.int64],
    ) -> None:
        """Replace the scores of some sequences, of similar lengths, by their marginals."""
        sizes = lengths[rows]
        longest = int(sizes.max())
        steps = np.arange(longest)
        real = steps[None, :] < sizes[:, None]
        places = np.where(real, (ends[rows] - sizes)[:, None] + steps[None, :], 0)
        emitted = np.where(real[:, :, None], scores[places], np.float32(1))
        moves = np.exp(self.transitions)
        ahead = np.empty_like(emitted)
        state = emitted[:, 0] / emitted[:, 0].sum(axis=1, keepdims=True)
        ahead[:, 0] = state
        for step in range(1, longest):
            made = state @ moves * emitted[:, step]
            state = made / made.sum(axis=1, keepdims=True)
            ahead[:, step] = state
        back = np.ones_like(state)
        for step in range(longest - 1, -1, -1):
            both = ahead[:, step] * back
            ahead[:, step] = both / both.sum(axis=1, keepdims=True)
            made = (back * emitted[:, step]) @ moves.T
            made /= made.sum(axis=1, keepdims=True)
            back = np.where(real[:, step, None], made, np.float32(1))
        scores[places[real]] = ahead[real]
