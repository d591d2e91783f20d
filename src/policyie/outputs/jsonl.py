"""Targets as JSON Lines: one record a line, in text order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec


def to_jsonl(records: Iterable[Mapping[str, Any]]) -> str:
    r"""One line of JSON for each record, Chinese characters as they are.

    >>> to_jsonl([{"id": "t0001", "unit": "个"}])
    '{"id":"t0001","unit":"个"}\n'
    """
    encoder = msgspec.json.Encoder()
    return encoder.encode_lines(records).decode("utf-8")
