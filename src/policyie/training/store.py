"""Models to files: `models.json` and `models.npz`, the same bytes for the same weights."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from policyie.targets import boundaries, confidence
from policyie.targets.boundaries import Chains
from policyie.targets.models import ARRAY_FILE, FORMAT, JSON_FILE, digest_of
from policyie.targets.tagging import LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from policyie.targets.models import Linear, Models
    from policyie.training.examples import Annotated

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PACKAGES = ("policyie", "numpy", "scikit-learn", "python-crfsuite")
_DIGITS = 6


def describe_set(documents: Sequence[Annotated], command: str, seed: int) -> dict[str, Any]:
    """Return what a reader of the weights must know of how they were made."""
    digest = hashlib.sha256("".join(d.sha256 for d in documents).encode()).hexdigest()
    return {
        "command": command,
        "seed": seed,
        "packages": {name: version(name) for name in _PACKAGES},
        "training_set": {
            "sha256": digest,
            "documents": len(documents),
            "records": sum(len(document.examples) for document in documents),
        },
    }


def write_models(models: Models, folder: Path, made: Mapping[str, Any]) -> int:
    """Write both files into a folder, made when missing; return their bytes together.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    arrays = _pack(models.chains)
    head = {
        "format": FORMAT,
        "labels": list(LABELS),
        **made,
        "models": {
            "strict": _linear(models.strict, boundaries.FEATURES),
            "close": _linear(models.close, boundaries.FEATURES),
            "full": _linear(models.full, confidence.FEATURES),
        },
        "weights": hashlib.sha256(arrays).hexdigest(),
    }
    text = json.dumps({**head, "digest": digest_of(head)}, indent=1, ensure_ascii=False) + "\n"
    (folder / ARRAY_FILE).write_bytes(arrays)
    (folder / JSON_FILE).write_text(text, encoding="utf-8")
    return len(arrays) + len(text.encode())


def _linear(model: Linear, features: Sequence[str]) -> dict[str, Any]:
    return {
        "features": list(features),
        "weights": [round(float(weight), _DIGITS) for weight in model.weights],
        "bias": round(model.bias, _DIGITS),
    }


def _pack(chains: Chains) -> bytes:
    """Return an npz archive of the weights that are not zero, without times of day in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, chain in zip(Chains._fields, chains, strict=True):
            used = np.flatnonzero(np.any(chain.weights, axis=1))
            arrays: dict[str, NDArray[Any]] = {
                "features": used.astype(np.int32),
                "weights": chain.weights[used].astype(np.float16),
                "transitions": chain.transitions,
            }
            for part, array in arrays.items():
                entry = zipfile.ZipInfo(f"{name}_{part}.npy", _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(entry, "w") as file:
                    np.lib.format.write_array(file, array, allow_pickle=False)
    return buffer.getvalue()
