"""Readings through damage in tables: signs of goal columns that were lost or became digits.

A repair needs a ground apart from the damaged characters: the bound of a percentage, the same goal
elsewhere in the document, or the pattern of the whole column. Where grounds conflict the raw
reading stands and the record is doubtful.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyie.mentions.numbers import parse_arabic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyie.targets.grammar import Grammar
    from policyie.targets.records import Draft

_SIGN_DIGITS = "23"
_SYSTEMATIC = 5
_MAX_DIGITS = 3


def mend_columns(
    text: str, grammar: Grammar, tables: Iterable[list[Draft]], others: Iterable[Draft]
) -> None:
    """Mend the goal columns whose `≥` became a leading digit and whose `≤` is lost."""
    known: dict[float, list[Draft]] = {}
    for draft in others:
        quantity = draft.quantity
        if quantity is not None and quantity.value is not None:
            known.setdefault(float(quantity.value), []).append(draft)
    for table in tables:
        _mend_table(text, grammar, table, known)


def _mend_table(
    text: str, grammar: Grammar, table: list[Draft], known: dict[float, list[Draft]]
) -> None:
    certain = [d for d in table if _breaks_bound(text, d)]
    systematic = len(certain) >= _SYSTEMATIC
    for draft in table:
        quantity = draft.quantity
        if quantity is None or quantity.comparator is not None:
            continue
        digits = text[quantity.start : quantity.end]
        if draft in certain:
            _set_bound(draft, digits, "a percentage is at most 100")
        elif digits[0] in _SIGN_DIGITS and len(digits) > 1:
            _judge(text, draft, digits, known, systematic=systematic)
        elif systematic and text[quantity.start - 1] in ",，":
            quantity.comparator = "at_least"
            _note(draft, text, "sign-lost", "≥", "the pattern of the column")
        elif systematic and grammar.lower_is_better.search(_name(text, draft)):
            quantity.comparator = "at_most"
            _note(draft, text, "sign-lost", "≤", "a rate that is to fall, in a column of bounds")


def _breaks_bound(text: str, draft: Draft) -> bool:
    quantity = draft.quantity
    if quantity is None or quantity.unit != "%" or quantity.comparator is not None:
        return False
    digits = text[quantity.start : quantity.end]
    value = quantity.value or 0
    rest = digits[1:]
    return value > 100 and digits[0] in _SIGN_DIGITS and bool(rest) and parse_arabic(rest) <= 100


def _judge(
    text: str, draft: Draft, digits: str, known: dict[float, list[Draft]], *, systematic: bool
) -> None:
    """Weigh the same goal elsewhere against the pattern of the column."""
    raw = _stands_elsewhere(text, draft, parse_arabic(digits), known)
    rest = digits[1:]
    if not rest[0].isdigit() or (rest[0] == "0" and len(rest) > 1 and rest[1] != "."):
        return
    mended = _stands_elsewhere(text, draft, parse_arabic(rest), known)
    if raw and mended:
        draft.doubtful = True
    elif mended:
        _set_bound(draft, digits, "the same goal stands elsewhere in the document")
    elif (
        systematic and not raw and digits[0] == "2" and len(digits.replace(".", "")) <= _MAX_DIGITS
    ):
        _set_bound(draft, digits, "the pattern of the column")


def _stands_elsewhere(
    text: str, draft: Draft, value: float, known: dict[float, list[Draft]]
) -> bool:
    name = set(_bigrams(_name(text, draft)))
    for other in known.get(float(value), ()):
        shared = name & set(_bigrams(_name(text, other)))
        if len(shared) >= 2:
            return True
    return False


def _name(text: str, draft: Draft) -> str:
    return "".join(text[a:b] for a, b in (*draft.indicator, *draft.per))


def _bigrams(name: str) -> list[str]:
    return [name[i : i + 2] for i in range(len(name) - 1)]


def _set_bound(draft: Draft, digits: str, ground: str) -> None:
    quantity = draft.quantity
    if quantity is None:
        return
    quantity.value = parse_arabic(digits[1:])
    quantity.comparator = "at_least"
    span = (quantity.start, quantity.end)
    draft.note_repair("sign-as-digit", span, digits, f"≥{digits[1:]}", ground)


def _note(draft: Draft, text: str, rule: str, read: str, ground: str) -> None:
    quantity = draft.quantity
    if quantity is not None:
        span = (quantity.start, quantity.end)
        raw = text[quantity.start : quantity.end]
        draft.note_repair(rule, span, raw, read + raw, ground)
