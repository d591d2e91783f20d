"""A document as one JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


def to_json(document: Mapping[str, Any]) -> str:
    """One line with the object `{"doc", "blocks", "targets", "milestones", "checks"}`.

    One line a document, so that the output for several documents can still be read by lines.
    """
    return msgspec.json.encode(document).decode("utf-8") + "\n"
