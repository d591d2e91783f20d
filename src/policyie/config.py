"""Options of the extractor, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ExtractorConfig:
    """What a user may change.

    Attributes:
        gazetteers: folder with a user's own word lists and rules, added to the shipped ones.
        pattern_timeout: seconds that one user pattern may spend on one text.
    """

    gazetteers: Path | None = None
    pattern_timeout: float = 1.0
