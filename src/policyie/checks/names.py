"""Which targets speak of the same thing: indicator, place, denominator, and time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from policyie.checks.records import says_value

if TYPE_CHECKING:
    from policyie.checks.records import Read, View
    from policyie.targets.records import Draft

Level = tuple["Draft", "Read"]
_MIN_NAME = 4
_GAP = 4
_MAX_WHOLES = 20  # of one name; a text that repeats itself has more


class Names(NamedTuple):
    """The levels of a document by what they measure, in text order.

    Attributes:
        sure: by indicator, place and denominator, where the words right before a number name it
            fully: these may be set against each other.
        maybe: by indicator, also taken over from another clause, with or without the verb: these
            may confirm, not refute.
    """

    sure: dict[tuple[str, str, str], list[Draft]]
    maybe: dict[str, list[Draft]]


def collect_names(view: View) -> Names:
    """Return the levels of the document by name."""
    names = Names(defaultdict(list), defaultdict(list))
    for draft in view.drafts:
        if draft.mode != "level" or not draft.indicator or not says_value(draft.quantity):
            continue
        name = _canonical(view, view.words_of(draft))
        if not draft.per:
            names.maybe[name].append(draft)
            if draft.verb is not None:
                verb = view.text[draft.verb[0] : draft.verb[1]]
                names.maybe[verb + name].append(draft)
        if _is_sure(view, draft):
            per = "".join(view.text[a:b] for a, b in draft.per)
            names.sure[name, _place(view, draft), per].append(draft)
    return names


def find_wholes(view: View, names: Names, name: str, part: Draft) -> list[tuple[Level, bool]]:
    """Return the levels of a name in the year and status of `part`, and whether each is sure.

    Args:
        view: the document.
        names: its levels.
        name: as it stands behind 占, with or without the place.
        part: the target that is a share of the whole.
    """
    name = next((name.removeprefix(w) for w in view.words.places if name.startswith(w)), name)
    name = _canonical(view, name)
    found: dict[tuple[object, object], tuple[Level, bool]] = {}
    for draft in names.maybe.get(name, [])[:_MAX_WHOLES]:
        read = view.figure(draft) if _may_hold(view, draft, part) else None
        if read is not None:
            found.setdefault((read.figure.value, read.base), ((draft, read), _is_sure(view, draft)))
    return list(found.values())


def _may_hold(view: View, whole: Draft, part: Draft) -> bool:
    """Whether a level is that of the whole region, of the same year and status as a part."""
    if whole is part or whole.status != part.status or _place(view, whole):
        return False
    if whole.last is None or part.last is None:
        return whole.last is part.last
    return whole.last[:4] == part.last[:4]


def _is_sure(view: View, draft: Draft) -> bool:
    """Whether the indicator is one piece right before its number, in the clause of the number.

    It must end in a word that measures (总额, 面积, 率): a bare 投资 is another one in every
    clause.
    """
    quantity = draft.quantity
    if quantity is None or len(draft.indicator) != 1:
        return False
    start, end = draft.indicator[0]
    if not draft.clause[0] <= start < end <= quantity.start or quantity.left - end > _GAP:
        return False
    name = view.text[start:end]
    if name in view.words.same_names:
        return True
    return len(name) >= _MIN_NAME and view.words.measure.search(name) is not None


def _canonical(view: View, name: str) -> str:
    return view.words.same_names.get(name, name)


def _place(view: View, draft: Draft) -> str:
    """Return the scope; the whole region is no scope."""
    if draft.scope is None:
        return ""
    scope = view.text[draft.scope[0] : draft.scope[1]]
    return "" if scope in view.words.places else scope
