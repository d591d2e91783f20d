"""The learned weights: read, checked, and applied to the drafts of a document.

`models.json` holds what made the weights, the small models with the names of their features, and
the digest of `models.npz`, the weights of the chains. Nothing in them can run code.
"""

from __future__ import annotations

import hashlib
import io
import json
from functools import lru_cache
from importlib import resources
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policyie.errors import ModelError
from policyie.targets import boundaries, confidence
from policyie.targets.boundaries import (
    BATCH,
    Candidate,
    Chains,
    Reading,
    apply_candidate,
    find_candidates,
    is_open,
    read_windows,
)
from policyie.targets.confidence import Choice, describe_all, keep_numbers
from policyie.targets.features import SIZE
from policyie.targets.tagging import LABELS, Chain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from numpy.typing import NDArray

    from policyie.lexicon import Lexicon
    from policyie.targets.records import Draft

FORMAT = 1
MARGIN = 0.1
JSON_FILE, ARRAY_FILE = "models.json", "models.npz"
_DIGITS = 3


class Linear(NamedTuple):
    """A logistic regression over named features."""

    weights: NDArray[np.float64]
    bias: float

    def probabilities(self, rows: Sequence[Sequence[float]]) -> NDArray[np.float64]:
        """Return how likely each row is right."""
        scores = np.asarray(rows, np.float64) @ self.weights + self.bias
        made: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(scores, -40, 40)))
        return made


class Models(NamedTuple):
    """All that was learned.

    Attributes:
        strict: whether a proposed reading is right to the character; `close` whether nearly.
        full: whether a record is right in full.
        made: what made them: versions, command, hash of the training set.
    """

    chains: Chains
    strict: Linear
    close: Linear
    full: Linear
    made: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """The digest of the weights, for the versions of a record."""
        return str(self.made.get("weights", ""))

    def apply(
        self, text: str, drafts: Sequence[Draft], lexicon: Lexicon, published: str | None
    ) -> None:
        """Choose the indicators of `drafts` and set how certain each record is."""
        targets = [draft for draft in drafts if draft.quantity is not None]
        opened = [draft for draft in targets if is_open(draft)]
        readings = read_windows(text, opened, lexicon, self.chains)
        choices: dict[int, Choice] = {}
        while batch := list(islice(readings, BATCH)):
            choices.update(self._choose(text, batch))
        rows = describe_all(text, targets, choices, published)
        rest = iter(targets)
        while part := list(islice(rows, BATCH)):
            for certain, draft in zip(self.full.probabilities(part), rest, strict=False):
                draft.confidence = round(float(certain), _DIGITS)
        for draft in opened:
            candidate = choices[id(draft)].candidate
            if candidate is not None and not candidate.is_rule:
                apply_candidate(draft, candidate)

    def _choose(self, text: str, readings: Sequence[Reading]) -> Iterator[tuple[int, Choice]]:
        """Yield the `id` of each draft with the proposal that is most likely right."""
        proposals = [find_candidates(text, reading) for reading in readings]
        rows = [
            boundaries.describe(reading, candidate)
            for reading, found in zip(readings, proposals, strict=True)
            for candidate in found
        ]
        scores = self.strict.probabilities(rows) + self.close.probabilities(rows)
        place = 0
        for reading, found in zip(readings, proposals, strict=True):
            end = place + len(found)
            yield id(reading.draft), choose(found, rows[place:end], scores[place:end])
            place = end


def choose(
    found: Sequence[Candidate], rows: Sequence[Sequence[float]], scores: NDArray[np.float64]
) -> Choice:
    """Return the candidate of the highest score, that of the rules (the first) when it is near."""
    if len(found) == 1:
        return Choice(found[0], keep_numbers(rows[0]), 1, float(scores[0]), 1.0)
    best = int(np.argmax(scores))
    if scores[best] < scores[0] + MARGIN:
        best = 0
    rest = np.delete(scores, best)
    lead = float(scores[best] - rest.max())
    return Choice(found[best], keep_numbers(rows[best]), len(found), float(scores[best]), lead)


def shipped_models() -> Models | None:
    """Return the models of the package, read at the first call; None when it has none."""
    return _load_shipped()


@lru_cache(maxsize=1)
def _load_shipped() -> Models | None:
    folder = resources.files("policyie") / "weights"
    return load_models(folder) if (folder / JSON_FILE).is_file() else None


def load_models(folder: Path | Traversable) -> Models:
    """Return the models of a folder.

    Raises:
        ModelError: a file is missing, damaged, or made by a newer version.
    """
    head = _read_head(folder / JSON_FILE)
    arrays = _read_arrays(folder / ARRAY_FILE, str(head.get("weights")))
    try:
        chains = Chains(*(_chain(arrays, name) for name in Chains._fields))
        strict, close, full = (
            _linear(head["models"][name], features)
            for name, features in (
                ("strict", boundaries.FEATURES),
                ("close", boundaries.FEATURES),
                ("full", confidence.FEATURES),
            )
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        problem = f"does not hold what this version reads: {error}"
        raise ModelError(str(folder / JSON_FILE), problem) from error
    return Models(chains, strict, close, full, head)


def _read_bytes(path: Path | Traversable) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(str(path), error.strerror or "cannot be read") from error


def _read_head(path: Path | Traversable) -> dict[str, Any]:
    try:
        head = json.loads(_read_bytes(path))
    except (ValueError, RecursionError) as error:
        raise ModelError(str(path), "is damaged: not JSON") from error
    if not isinstance(head, dict):
        raise ModelError(str(path), "is damaged: not an object")
    version = head.get("format")
    if isinstance(version, int) and version > FORMAT:
        problem = f"was made by a newer version: format {version}, this one reads {FORMAT}"
        raise ModelError(str(path), problem)
    if head.pop("digest", None) != digest_of(head):
        raise ModelError(str(path), "is damaged: its digest differs")
    return head


def digest_of(head: Mapping[str, Any]) -> str:
    """Return the digest of what `models.json` holds besides its digest."""
    return hashlib.sha256(json.dumps(head, sort_keys=True).encode()).hexdigest()


def _read_arrays(path: Path | Traversable, digest: str) -> Mapping[str, NDArray[Any]]:
    raw = _read_bytes(path)
    if hashlib.sha256(raw).hexdigest() != digest:
        raise ModelError(str(path), f"is damaged, or not of the same {JSON_FILE}")
    with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
        return dict(arrays)


def _chain(arrays: Mapping[str, NDArray[Any]], name: str) -> Chain:
    """Spread the weights that are not zero over the whole table of features."""
    weights = np.zeros((SIZE, len(LABELS)), np.float32)
    weights[arrays[f"{name}_features"]] = arrays[f"{name}_weights"]
    transitions = arrays[f"{name}_transitions"].astype(np.float32)
    if transitions.shape != (len(LABELS), len(LABELS)):
        msg = f"labels of {name}"
        raise ValueError(msg)
    return Chain(weights, transitions)


def _linear(model: Mapping[str, Any], features: Sequence[str]) -> Linear:
    """Read a small model whose features are those of this version, in its order."""
    weights = dict(zip(model["features"], model["weights"], strict=True))
    if sorted(weights) != sorted(features):
        msg = "other features"
        raise ValueError(msg)
    return Linear(np.array([float(weights[name]) for name in features]), float(model["bias"]))
