"""Parts against their total: lists with 共, brackets and 其中 behind a whole."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from policyie.arithmetic import Figure, add, agree, exceeds
from policyie.checks.records import Read, Verdict, compare, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyie.checks.records import View
    from policyie.targets.records import Check, Draft

Span = tuple[int, int]
TABLE_RULE = "columns-sum"
# Parts that miss their whole by more are another thing: parts of a part, sets that overlap.
NEAR = Fraction(1, 20)
_NOT_ADDED = frozenset({"ratio", "rank", "score", "age", "time", "compound", "concentration"})
_NOT_ADDED |= {"rate", "sound", "temperature", "pressure"}
_MAX_PARTS = 40
_NAME = r"[^\d,，。;；:：、()\n]{0,16}"
_OPENER = re.compile(
    rf"(?:{_NAME}(?P<open>[(:：])(?:其中[:：,，]?)?|{_NAME}[,，;；。]?其中[:：,，]?){_NAME}"
)
_JOINT = re.compile(rf"{_NAME}(?P<mark>[、,，]|和|与){_NAME}")
_END = re.compile(rf"{_NAME}\)")


def find_sums(view: View, drafts: list[Draft]) -> Iterator[Check]:
    """Yield the sums of the sentence of `drafts`."""
    for index in range(len(drafts) - 1):
        yield from _read_whole(view, drafts, index)
        if index:
            yield from _read_total(view, drafts, index + 1)


def find_table_sums(view: View, drafts: list[Draft]) -> Iterator[Check]:
    """Yield the sums of a table of counts: each row, and each column with a bottom row."""
    if not drafts[0].evidence or not drafts[0].evidence[0][1].startswith(TABLE_RULE):
        return
    rows: dict[Span, list[Draft]] = {}
    columns: dict[tuple[Span, ...], list[Draft]] = {}
    for draft in drafts:
        rows.setdefault(draft.clause, []).append(draft)
        columns.setdefault(draft.indicator, []).append(draft)
    bottom = {id(d) for row in rows.values() if any(x.parent is None for x in row) for d in row}
    for row in rows.values():
        whole = next((d for d in row if all(d is o or o.parent is d for o in row)), None)
        yield from _table_sum(view, whole, row)
    for column in columns.values():
        last = [d for d in column if id(d) in bottom]
        yield from _table_sum(view, last[0] if len(last) == 1 else None, column)


def _table_sum(view: View, whole: Draft | None, cells: list[Draft]) -> Iterator[Check]:
    total = view.figure(whole) if whole else None
    parts = [d for d in cells if d is not whole]
    figures = [f.figure for d in parts if (f := view.figure(d)) is not None]
    if whole and total and len(figures) == len(parts) > 1:
        yield _sum(view, whole, parts, (total, add(figures)))


def _read_whole(view: View, drafts: list[Draft], index: int) -> Iterator[Check]:
    """Compare a whole with the parts that follow it (21个(新建16个,改造5个))."""
    whole = drafts[index]
    between = view.between(whole, drafts[index + 1])
    opened = _OPENER.fullmatch(between)
    if opened is None or whole.mode != "level" or view.words.other_part.search(between):
        return
    total = view.figure(whole)
    if total is None:
        return
    parts = _run(view, drafts, index + 1, whole, total)
    if not parts:
        return
    sums = add(figure.figure for _, figure in parts)
    last = parts[-1][0].quantity
    closed = opened["open"] == "(" and last is not None and _END.match(view.text, last.end)
    # Behind 其中 some parts may stand alone; a bracket that ends with the last one names all.
    near = closed and "其中" not in between and _is_near(total.figure, sums)
    if len(parts) > 1 and (near or agree(total.figure, sums)):
        yield _sum(view, whole, [draft for draft, _ in parts], (total, sums))
    else:
        for draft, part in _certain(view, parts):
            yield _within(view, whole, draft, (total, part.figure))


def _read_total(view: View, drafts: list[Draft], index: int) -> Iterator[Check]:
    """Compare a total with the list before it (东区8个、西区5个，共13个)."""
    whole, before = drafts[index], drafts[index - 1]
    between = view.between(before, whole)
    found = view.words.total.match(between)
    if found is None or whole.mode != "level":
        return
    total = view.figure(whole)
    if total is None or not re.fullmatch(_NAME, between[found.end() :]):
        return
    parts: list[tuple[Draft, Read]] = []
    commas = False
    sums = Figure(Fraction(0))
    for place in range(index - 1, max(-1, index - 1 - _MAX_PARTS), -1):
        figure = _as_part(view, drafts[place], whole, total)
        joint = None if not parts else _JOINT.fullmatch(view.between(drafts[place], parts[0][0]))
        if figure is None or (parts and joint is None):
            break
        commas = commas or (joint is not None and joint["mark"] not in "、和与")
        parts.insert(0, (drafts[place], figure))
        sums = add((sums, figure.figure))
        if len(parts) > 1 and agree(total.figure, sums):
            yield _sum(view, whole, [d for d, _ in parts], (total, sums))
            return
    if len(parts) > 1 and not commas and _is_near(total.figure, sums):
        yield _sum(view, whole, [d for d, _ in parts], (total, sums))


def _run(
    view: View, drafts: list[Draft], index: int, whole: Draft, total: Read
) -> list[tuple[Draft, Read]]:
    """Return the parts from `drafts[index]` on."""
    parts: list[tuple[Draft, Read]] = []
    for draft in drafts[index : index + _MAX_PARTS]:
        figure = _as_part(view, draft, whole, total)
        if figure is None:
            break
        if parts:
            between = view.between(parts[-1][0], draft)
            if not _JOINT.fullmatch(between) or view.words.other_part.search(between):
                break
        parts.append((draft, figure))
    return parts


def _certain(view: View, parts: list[tuple[Draft, Read]]) -> list[tuple[Draft, Read]]:
    """Return the parts before the first comma: what follows one may be of another whole."""
    count = 1
    while count < len(parts):
        joint = _JOINT.fullmatch(view.between(parts[count - 1][0], parts[count][0]))
        if joint is None or joint["mark"] in ",，":
            break
        count += 1
    return parts[:count]


def _as_part(view: View, draft: Draft, whole: Draft, total: Read) -> Read | None:
    """Return the figure of a draft that may be a part of `whole`: an amount of the same kind."""
    if draft.mode != whole.mode or draft.status != whole.status:
        return None
    if (draft.first, draft.last) != (whole.first, whole.last) or draft.per or whole.per:
        return None
    if not _adds_up(view, whole):
        return None
    figure = view.figure(draft)
    return figure if figure is not None and figure.base == total.base else None


def _adds_up(view: View, whole: Draft) -> bool:
    """Whether parts of a quantity add up to it: not of a rate, a mean or a density."""
    base = whole.quantity.base if whole.quantity else None
    return base is not None and base.kind not in _NOT_ADDED and "均" not in view.words_of(whole)


def _is_near(total: Figure, sums: Figure) -> bool:
    missed = abs(total.value - sums.value)
    return missed <= total.value * NEAR or (total.slack == 0 and missed == 1)


def _sum(view: View, whole: Draft, parts: list[Draft], pair: tuple[Read, Figure]) -> Check:
    total, sums = pair
    unit = whole.quantity.unit if whole.quantity else None
    ok = agree(total.figure, sums)
    spans = [(d.quantity.start, d.quantity.end) for d in parts if d.quantity]
    shown = " + ".join(view.text[a:b] for a, b in spans)
    verb = "is" if ok else "is not"
    message = (
        f"the parts {shown} make {say(sums.value / total.factor, unit)}, which {verb} the total "
        f"“{_quote(view, whole)}”"
    )
    return compare(
        Verdict("parts-sum", ok, message),
        [whole, *parts],
        (total.figure, sums),
        (unit, total.factor),
    )


def _within(view: View, whole: Draft, part: Draft, pair: tuple[Read, Figure]) -> Check:
    total, figure = pair
    unit = whole.quantity.unit if whole.quantity else None
    ok = not exceeds(figure, total.figure)
    verb = "is within" if ok else "is more than"
    message = f"the part “{_quote(view, part)}” {verb} its whole “{_quote(view, whole)}”"
    return compare(
        Verdict("part-within", ok, message),
        [whole, part],
        (total.figure, figure),
        (unit, total.factor),
    )


def _quote(view: View, draft: Draft) -> str:
    quantity = draft.quantity
    if quantity is None:
        return ""
    return view.words_of(draft) + view.text[quantity.start : quantity.end]
