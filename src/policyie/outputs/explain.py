"""One record for a person: its clause with the parts marked, and the rule of each field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARTS = ("indicator", "quantity", "comparator", "verb", "per", "period")


def to_explanation(record: Mapping[str, Any], text: str) -> str:
    """Return the explanation of a record read from `text`, several lines of plain text."""
    lines = [f"{record['id']}  {record['kind']}, {record['status']}"]
    path = " > ".join(h["title"] for h in record["headings"])
    lines.append(f"block   {path or '-'}")
    lines.append(f"clause  {_marked(record, text)}")
    lines += ["", f"{'field':12s}{'value':28s}{'rule':28s}words"]
    rules = _rules(record, text)
    for field, value in _values(record):
        rule, words = rules.get(field, ("", ""))
        lines.append(f"{field:12s}{_cell(value):28s}{rule:28s}{words}".rstrip())
    lines += [
        f"repair      {r['raw']} read as {r['read']} by {r['rule']}: {r['evidence']}"
        for r in record["repairs"]
    ]
    return "\n".join(lines) + "\n"


def _values(record: Mapping[str, Any]) -> list[tuple[str, Any]]:
    quantity = record["quantity"] or {}
    period = record["period"]
    dates = f"{period['start'] or ''}/{period['end'] or ''}" if period else None
    per, base = quantity.get("per"), quantity.get("baseline")
    values = [
        ("indicator", record["indicator"]),
        ("scope", record["scope"]),
        ("verb", record["verb"]),
        ("value", _range(quantity)),
        ("unit", quantity.get("unit")),
        ("comparator", quantity.get("comparator")),
        ("mode", quantity.get("mode")),
        ("per", per and per["text"]),
        ("baseline", base and base["value"]),
        ("period", dates),
        ("status", record["status"]),
        ("firmness", record["firmness"]),
        ("part_of", record["part_of"]),
    ]
    return [(name, value) for name, value in values if value is not None]


def _range(quantity: Mapping[str, Any]) -> str | None:
    if quantity.get("value") is None:
        return None
    upper = quantity["upper"]
    return f"{quantity['value']}" if upper is None else f"{quantity['value']} to {upper}"


def _rules(record: Mapping[str, Any], text: str) -> dict[str, tuple[str, str]]:
    """Return for each field the rule that decided it and the words it was read from."""
    rules: dict[str, tuple[str, str]] = {}
    for entry in record["evidence"]:
        span = entry["span"]
        rules[entry["field"]] = (entry["rule"], text[span[0] : span[1]] if span else "")
    return rules


def _marked(record: Mapping[str, Any], text: str) -> str:
    """Return the clause with its parts in brackets: [indicator 口袋公园][quantity 16个]."""
    start, end = record["span"]
    quantity = record["quantity"] or {}
    spans = [(tuple(s), "indicator") for s in record["indicator_spans"]]
    if quantity:
        spans.append((tuple(quantity["span"]), "quantity"))
    spans += [
        (tuple(e["span"]), e["field"])
        for e in record["evidence"]
        if e["span"] and e["field"] in _PARTS
    ]
    marked, place = "", start
    for (first, last), name in sorted(spans):
        if first < place or last > end:
            continue
        marked += f"{text[place:first]}[{name} {text[first:last]}]"
        place = last
    return (marked + text[place:end]).replace("\n", " ")


def _cell(value: object) -> str:
    """Return a value padded for wide characters, which take two columns."""
    text = str(value)
    wide = sum(1 for c in text if ord(c) > 0x2E7F)
    return text + " " * max(0, 28 - len(text) - wide) if wide else text
