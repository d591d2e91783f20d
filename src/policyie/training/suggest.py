"""Which records to annotate next: those that are least certain, and those in conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyie.config import ExtractorConfig
from policyie.errors import ConfigError
from policyie.pipeline import Extractor
from policyie.targets.boundaries import MODEL_RULE
from policyie.text.readers import find_documents

if TYPE_CHECKING:
    from pathlib import Path

_CONFLICT = 0.15
_OF_ONE_DOCUMENT = 0.25


def find_suggestions(texts: Path, count: int, models: Path | None = None) -> list[dict[str, Any]]:
    """Return at most `count` records in the form of a gold file, the most useful first.

    Each has `document`, `confidence` and `reason` besides; these are left out again when the
    record has been corrected. No document gives more than a quarter, while others have some left.

    Raises:
        ConfigError: the package has no models and none were named.
        ReadError: a text cannot be read.
        ModelError: the weights cannot be used.
    """
    extractor = Extractor(ExtractorConfig(models=models or True))
    if extractor.models is None:
        msg = "suggestions need models: name a folder that policyie train wrote with --models"
        raise ConfigError(msg)
    found: list[tuple[float, dict[str, Any]]] = []
    for path in find_documents([texts]):
        read = extractor.read(path)
        for record in read.records():
            if record["kind"] == "target" and record["confidence"] is not None:
                conflict = is_conflict(record)
                rank = record["confidence"] - (_CONFLICT if conflict else 0)
                found.append((rank, to_gold(record, path.name, read.source.raw, conflict=conflict)))
    found.sort(key=lambda entry: entry[0])
    return _spread([line for _, line in found], count)


def is_conflict(record: dict[str, Any]) -> bool:
    """Whether the model chose another indicator than the rules."""
    return any(e["rule"] == MODEL_RULE for e in record["evidence"])


def _spread(lines: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    most = max(1, round(count * _OF_ONE_DOCUMENT))
    taken: dict[str, int] = {}
    kept: list[dict[str, Any]] = []
    rest: list[dict[str, Any]] = []
    for line in lines:
        number = taken.get(line["document"], 0)
        taken[line["document"]] = number + 1
        (kept if number < most else rest).append(line)
    return (kept + rest)[:count]


def to_gold(record: dict[str, Any], document: str, text: str, *, conflict: bool) -> dict[str, Any]:
    """Return a record in the flat form of a gold file, with the reason why it is proposed."""
    quantity = record["quantity"]
    start, end = quantity["span"]
    first, last = record["span"]
    first, last = min(first, start), max(last, end)
    quote, said = text[first:last], text[start:end]
    line = {
        "document": document,
        "confidence": record["confidence"],
        "reason": "rules and model differ" if conflict else "low confidence",
        "id": record["id"],
        "quote": quote,
        "occurrence": _occurrence(text, quote, first),
        "quantity": said,
        "quantity_occurrence": _occurrence(quote, said, start - first),
        "value": quantity["value"],
        "upper": quantity["upper"],
        "unit": quantity["unit"],
        "comparator": quantity["comparator"],
        "mode": quantity["mode"],
        "per": quantity["per"] and quantity["per"]["text"],
        "status": record["status"],
        "period": _period(record["period"]),
        "indicator": "…".join(text[a:b] for a, b in record["indicator_spans"]),
        **{name: record[name] for name in ("verb", "scope", "hedge", "owner", "firmness")},
        "headings": [heading["text"] for heading in record["headings"]],
        "start": start,
        "end": end,
    }
    kept = ("unit", "period")
    return {name: value for name, value in line.items() if value is not None or name in kept}


def _occurrence(text: str, piece: str, place: int) -> int:
    """Return which occurrence of `piece` begins at `place`, from 1, overlapping ones counted."""
    number, found = 1, text.find(piece)
    while 0 <= found < place:
        number += 1
        found = text.find(piece, found + 1)
    return number


def _period(period: dict[str, Any] | None) -> str | None:
    """Return a period as the guidelines write it: whole years as years, else days."""
    if period is None:
        return None
    first, last = period["start"] or "", period["end"] or ""
    if first.endswith("-01-01") or not first:
        if last.endswith("-12-31"):
            first, last = first[:4], last[:4]
        elif not last:
            first = first[:4]
    return first if first == last else f"{first}/{last}"
