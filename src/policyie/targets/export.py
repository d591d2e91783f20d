"""Drafts to plain dictionaries of the output contract; offsets become raw ones here."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from policyie.mentions.numbers import MULTIPLIERS, parse_chinese, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policyie.mentions.records import Quantity
    from policyie.segments.records import Block
    from policyie.targets.records import Check, Draft
    from policyie.text.normalize import SourceText

Span = tuple[int, int]
_PER_VALUE = re.compile(r"(?:平均)?[每各]([\d一二两三四五六七八九十]*[百千万亿]?)(.*)")
_PER_MEAN = {
    "人均": "人",
    "户均": "户",
    "年均": "年",
    "亩均": "亩",
    "月均": "月",
    "日均": "日",
    "每年": "年",
}
_BLANK = re.compile(r"\s+")


class Exporter:
    """Writes the drafts of one document as dictionaries."""

    def __init__(
        self,
        source: SourceText,
        blocks: list[Block],
        doc: Mapping[str, Any],
        versions: Mapping[str, str],
        checks: Sequence[Check] = (),
    ) -> None:
        self._source = source
        self._to_raw = source.offsets.span
        self._blocks = blocks
        self._doc = dict(doc)
        self._versions = dict(versions)
        self._checks = checks
        self._checks_of: dict[int, list[Check]] = {}
        for check in checks:
            for draft in check.drafts:
                self._checks_of.setdefault(id(draft), []).append(check)
        self._headings: dict[int, list[dict[str, Any]]] = {-1: []}

    def _span(self, span: Span) -> list[int]:
        return list(self._to_raw(*span))

    def _raw(self, span: Span) -> str:
        return self._source.raw_slice(*span)

    def _clean(self, span: Span | None) -> str | None:
        if span is None or span[1] <= span[0]:
            return None
        return _BLANK.sub("", self._source.normal[span[0] : span[1]])

    def headings(self, block: int) -> list[dict[str, Any]]:
        """Return the chain of blocks from the outermost to `block`."""
        if block not in self._headings:
            here = self._blocks[block]
            span = (here.start, here.end)
            entry = {
                "title": self._clean(span),
                "kind": here.kind,
                "number": here.number,
                "span": self._span(span),
                "text": self._raw(span),
            }
            self._headings[block] = [*self.headings(here.parent), entry]
        return self._headings[block]

    def blocks(self) -> list[dict[str, Any]]:
        """Return every block with the stretch that it governs."""
        return [
            {
                "title": self._clean((b.start, b.end)),
                "kind": b.kind,
                "number": b.number,
                "level": len(self.headings(i)),
                "span": self._span((b.start, b.end)),
                "text": self._raw((b.start, b.end)),
                "body": self._span((b.start, max(b.body_end, b.end))),
                "parent": b.parent if b.parent >= 0 else None,
            }
            for i, b in enumerate(self._blocks)
        ]

    def record(self, draft: Draft, number: int) -> dict[str, Any]:
        """Return one record of the output contract; `number` counts the records from 1."""
        headings = self._path(draft)
        anchor = (draft.quantity.start, draft.quantity.end) if draft.quantity else draft.clause
        start, end = self._source.raw_span(*anchor)
        digest = hashlib.sha256(f"{self._doc['id']}:{start}:{end}".encode()).hexdigest()
        indicator = "…".join(filter(None, map(self._clean, draft.indicator))) or None
        return {
            "doc": self._doc,
            "id": f"t{number:04d}",
            "key": f"sha256:{digest}",
            "kind": draft.kind,
            "status": draft.status,
            "text": self._raw(draft.clause),
            "span": self._span(draft.clause),
            "indicator": indicator,
            "indicator_spans": [self._span(s) for s in draft.indicator],
            "indicator_key": indicator.replace("…", "") if indicator else None,
            "quantity": self._quantity(draft, draft.quantity) if draft.quantity else None,
            "verb": self._clean(draft.verb),
            "scope": self._clean(draft.scope),
            "hedge": self._clean(draft.hedge),
            "firmness": draft.firmness,
            "owner": self._clean(draft.owner),
            "period": self._period(draft),
            "headings": headings,
            "action": _last(headings, "action"),
            "plan": _last(headings, "plan"),
            "part_of": f"t{draft.parent.number:04d}" if draft.parent else None,
            "repairs": [
                {
                    "rule": rule,
                    "span": self._span(span),
                    "raw": self._raw(span),
                    "read": read,
                    "evidence": why,
                }
                for rule, span, _, read, why in draft.repairs
            ],
            "checks": [self._check(c, draft) for c in self._checks_of.get(id(draft), ())],
            "evidence": self._evidence(draft),
            "confidence": draft.confidence,
            "doubtful": draft.doubtful,
            "versions": self._versions,
        }

    def checks(self) -> list[dict[str, Any]]:
        """Return the checks of the document, each with all records involved."""
        return [self._check(check) for check in self._checks]

    def _check(self, check: Check, draft: Draft | None = None) -> dict[str, Any]:
        """Return a check; in the record of `draft` it names the other records."""
        return {
            "rule": check.rule,
            "ok": check.ok,
            "with": [f"t{d.number:04d}" for d in check.drafts if d is not draft],
            "spans": [self._span(span) for span in check.spans],
            "expected": tidy(float(check.expected)),
            "found": tidy(float(check.found)),
            "tolerance": tidy(float(check.tolerance)),
            "unit": check.unit,
            "message": check.message,
        }

    def _evidence(self, draft: Draft) -> list[dict[str, Any]]:
        """Return which rule decided each field, and from which characters."""
        entries = list(draft.evidence)
        named = {field for field, _, _ in entries}
        if draft.noun_side is not None and "indicator" not in named:
            entries.append(("indicator", draft.noun_side, None))
        time = draft.time
        if time is not None and "period" not in named:
            closing = draft.time_from == "list" and time.start >= draft.clause[1]
            rule = "closing-bracket" if closing else f"{draft.time_from}-{time.rule}"
            entries.append(("period", rule, (time.start, time.end)))
        quantity = draft.quantity
        if quantity is not None:
            words = quantity.comparator_span
            entries.append(("value", f"number-{quantity.form}", (quantity.start, quantity.end)))
            if quantity.base is not None:
                entries.append(("unit", f"unit-{quantity.base.kind}", None))
            entries.append(("comparator", "bound-word" if words else "bare-number", words))
        entries += [("per", "denominator", span) for span in draft.per]
        for name, span in (("verb", draft.verb), ("scope", draft.scope), ("hedge", draft.hedge)):
            if span is not None:
                entries.append((name, f"{name}-word", span))
        if draft.baseline is not None:
            entries.append(("baseline", "level-before", None))
        if draft.parent is not None:
            entries.append(("part_of", "part-of-whole", None))
        entries.append(("status", draft.status_rule, None))
        to_raw = self._to_raw
        return [
            {"field": field, "rule": rule, "span": list(to_raw(*span)) if span else None}
            for field, rule, span in entries
        ]

    def _path(self, draft: Draft) -> list[dict[str, Any]]:
        chain = self.headings(draft.sentence.block)
        if not draft.headings:
            return chain
        extra = [
            {
                "title": self._clean(span),
                "kind": kind,
                "number": number,
                "span": self._span(span),
                "text": self._raw(span),
            }
            for kind, span, number in draft.headings
        ]
        return [*chain, *extra]

    def _quantity(self, draft: Draft, quantity: Quantity) -> dict[str, Any]:
        span = (quantity.start, quantity.end)
        words = quantity.comparator_span
        base = draft.baseline
        return {
            "text": self._raw(span),
            "span": self._span(span),
            "value": quantity.value,
            "upper": quantity.upper,
            "unit": quantity.unit,
            "comparator": quantity.comparator or "exactly",
            "comparator_text": self._raw(words) if words else None,
            "mode": draft.mode,
            "per": self._per(draft.per),
            "baseline": base
            and {"value": base.value, "upper": base.upper, "unit": base.unit, "year": base.year},
            "normalized": normalized(quantity),
        }

    def _per(self, spans: tuple[Span, ...]) -> dict[str, Any] | None:
        if not spans:
            return None
        value, unit = per_parts("".join(self._clean(s) or "" for s in spans))
        return {
            "text": "…".join(self._raw(s) for s in spans),
            "spans": [self._span(s) for s in spans],
            "value": value,
            "unit": unit,
        }

    def _period(self, draft: Draft) -> dict[str, Any] | None:
        if draft.time is None or (draft.first is None and draft.last is None):
            return None
        span = (draft.time.start, draft.time.end)
        return {
            "start": draft.first,
            "end": draft.last,
            "text": self._raw(span),
            "span": self._span(span),
            "from": draft.time_from,
        }


def _last(headings: list[dict[str, Any]], kind: str) -> str | None:
    return next((h["title"] for h in reversed(headings) if h["kind"] == kind), None)


def normalized(quantity: Quantity) -> dict[str, Any]:
    """Return value and upper in the base unit."""
    base = quantity.base
    if base is None:
        unit = quantity.unit if quantity.scale == 1 else None
        factor: float = quantity.scale
        dimension = None
    else:
        unit, dimension = base.base, base.dimension
        factor = float(base.factor) * quantity.scale
        if base.factor.denominator == 1:
            factor = int(base.factor) * quantity.scale
    return {
        "value": None if quantity.value is None else tidy(quantity.value * factor),
        "upper": None if quantity.upper is None else tidy(quantity.upper * factor),
        "unit": unit,
        "dimension": dimension,
    }


def per_parts(text: str) -> tuple[float | None, str | None]:
    """Return the size and the unit of a denominator.

    >>> per_parts("每百户")
    (100, '户')
    """
    if text in _PER_MEAN:
        return 1, _PER_MEAN[text]
    found = _PER_VALUE.fullmatch(text)
    if not found:
        return 1, text.removesuffix("均").removeprefix("平均") or None
    digits, unit = found[1], found[2]
    if not digits:
        return 1, unit or None
    if digits in MULTIPLIERS:
        return MULTIPLIERS[digits], unit or None
    value = int(digits) if digits.isdigit() else parse_chinese(digits)
    return value or 1, unit or None
