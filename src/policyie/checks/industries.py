"""The three industries against the whole product: sums of levels, bounds of growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyie.arithmetic import Figure, add, agree, exceeds
from policyie.checks.records import PER_CENT, Verdict, compare, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyie.checks.records import Read, View
    from policyie.targets.records import Check, Draft

_PRODUCT = "生产总值"
Slot = tuple[str | None, str | None, str, str, str | None]


def find_industries(view: View) -> Iterator[Check]:
    """Yield a check where the product and all three industries have one value for a time."""
    slots: dict[Slot, dict[str, list[tuple[Draft, Read]]]] = {}
    for draft in view.drafts:
        role = _role(view, draft)
        read = view.figure(draft) if role is not None and not draft.per else None
        if role is not None and read is not None:
            slot = (draft.first, draft.last, draft.status, draft.mode, read.base)
            slots.setdefault(slot, {}).setdefault(role, []).append((draft, read))
    for slot, roles in slots.items():
        if len(roles) < 4 or any(len({r.figure for _, r in f}) > 1 for f in roles.values()):
            continue
        whole = roles.pop("")[0]
        parts = [found[0] for found in roles.values()]
        if slot[3] == "level" and slot[4] != PER_CENT:
            yield _sum(view, whole, parts)
        elif slot[3] != "level" and slot[4] == PER_CENT:
            yield _bounds(view, whole, parts)


def _role(view: View, draft: Draft) -> str | None:
    """Return the number of the industry, "" for the whole product, None for anything else."""
    if not draft.indicator:
        return None
    name = view.words_of(draft)
    if view.words.same_names.get(name) == _PRODUCT:
        return "" if draft.scope is None or _is_region(view, draft) else None
    found = view.words.industry.fullmatch(name)
    return found["number"] if found else None


def _is_region(view: View, draft: Draft) -> bool:
    return draft.scope is not None and view.text[slice(*draft.scope)] in view.words.places


def _sum(view: View, whole: tuple[Draft, Read], parts: list[tuple[Draft, Read]]) -> Check:
    sums = add(read.figure for _, read in parts)
    draft, total = whole
    unit = draft.quantity.unit if draft.quantity else None
    ok = agree(total.figure, sums)
    message = (
        f"the three industries make {say(sums.value / total.factor, unit)} of "
        f"“{view.words_of(draft)}”, told as {say(total.figure.value / total.factor, unit)}"
    )
    return compare(
        Verdict("parts-sum", ok, message),
        [draft, *(d for d, _ in parts)],
        (total.figure, sums),
        (unit, total.factor),
    )


def _bounds(view: View, whole: tuple[Draft, Read], parts: list[tuple[Draft, Read]]) -> Check:
    """Compare the growth of the whole, a mean, with the least and the greatest of its parts."""
    draft, total = whole
    figures = sorted((read.figure for _, read in parts), key=lambda figure: figure.value)
    low, high = figures[0], figures[-1]
    ok = not exceeds(low, total.figure) and not exceeds(total.figure, high)
    nearest = min(max(total.figure, low), high)
    factor = total.factor
    message = (
        f"“{view.words_of(draft)}” grows by {say(total.figure.value / factor, '%')}, its three "
        f"industries by {say(low.value / factor, '%')} to {say(high.value / factor, '%')}"
    )
    return compare(
        Verdict("growth-of-parts", ok, message),
        [draft, *(d for d, _ in parts)],
        (Figure(nearest.value, nearest.slack), total.figure),
        ("%", factor),
    )
