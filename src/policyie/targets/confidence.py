"""What tells whether a record is right in full: signs of the rules, the chains and the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from policyie.targets.boundaries import FEATURES as RANKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from policyie.targets.boundaries import Candidate
    from policyie.targets.records import Draft

_TIMES = ("clause", "sentence", "list", "block", "heading", "column", "document")
_STATUS = ("status-dates", "status-block", "status-words", "status-default")
_SIDES = ("noun-before", "noun-after", "noun-around", "noun-carried")
_FORMS = ("arabic", "chinese", "fraction", "multiple", "rank", "share", "all", "none")
_BOUNDS = ("reach", "at_least", "more_than", "about", "between")
_ROLES = ("period", "deadline", "since", "now", "base")
_RANKED = ("rule", "informed", "blind", "log_informed", "log_blind", "parts", "lowest", "unread")
_PLACES = tuple(RANKED.index(name) for name in _RANKED)
_LONG = 20
FEATURES = (
    *("table", "planned", "dated", "published", "since_published", "agreed", "records"),
    *("choices", "score", "lead", *_RANKED),
    *("no_indicator", "short", "long", "listed", "digits", "carried", "dealt"),
    *("scope", "verb", "per", "baseline", "parent", "owner", "hedge", "doubtful", "repaired"),
    *("no_unit", "no_base", "change", "numbers", "clause_length", "headings"),
    *(f"time-{name}" for name in _TIMES),
    *(f"role-{name}" for name in _ROLES),
    *_STATUS,
    *_SIDES,
    *(f"form-{name}" for name in _FORMS),
    *(f"bound-{name}" for name in _BOUNDS),
)


class Choice(NamedTuple):
    """The indicator that was chosen for a draft.

    Attributes:
        candidate: None for a record that the chains do not read; `numbers` are those of it.
        proposals: how many different ones there were.
        score: of the chosen one; `lead` its distance to the next one.
    """

    candidate: Candidate | None = None
    numbers: tuple[float, ...] = ()
    proposals: int = 1
    score: float = 0.0
    lead: float = 0.0


def keep_numbers(row: Sequence[float]) -> tuple[float, ...]:
    """Return what a choice keeps of the numbers that ranked it."""
    return tuple(row[place] for place in _PLACES)


def describe_all(
    text: str,
    drafts: Sequence[Draft],
    choices: Mapping[int, Choice],
    published: str | None,
) -> Iterator[list[float]]:
    """Yield the signs of each draft in the order of `FEATURES`.

    Args:
        text: the normal copy.
        drafts: the targets of one document.
        choices: by `id` of the draft, where the chains read it.
        published: ISO date of the document, or None.
    """
    made = list(choices.values())
    agreed = sum(choice.proposals == 1 for choice in made) / len(made) if made else 1.0
    crowd: dict[tuple[int, int], int] = {}
    for draft in drafts:
        crowd[draft.clause] = crowd.get(draft.clause, 0) + 1
    document = (agreed, float(np.log1p(len(drafts))))
    for draft in drafts:
        choice = choices.get(id(draft), Choice())
        yield [
            *_of_time(draft, published, document),
            *_of_choice(choice),
            *_of_words(text, draft, choice),
            *_of_fields(draft, crowd[draft.clause]),
        ]


def _of_time(
    draft: Draft, published: str | None, document: tuple[float, float]
) -> tuple[float, ...]:
    away = 0.0
    if published and draft.last:
        away = float(np.clip(int(draft.last[:4]) - int(published[:4]), -5, 5)) / 5
    return (
        float(draft.sentence.kind == "table"),
        float(draft.status == "planned"),
        float(draft.time is not None),
        float(published is not None),
        away,
        *document,
    )


def _of_choice(choice: Choice) -> list[float]:
    made = [float(choice.proposals), choice.score, choice.lead]
    if choice.candidate is None:
        return made + [0.0] * len(_RANKED)
    return [*made, *choice.numbers]


def _of_words(text: str, draft: Draft, choice: Choice) -> tuple[float, ...]:
    spans = draft.indicator if choice.candidate is None else choice.candidate.spans
    words = "".join(text[a:b] for a, b in spans)
    return (
        float(not words),
        float(0 < len(words) <= 2),
        float(len(words) > _LONG),
        float("、" in words or "和" in words),
        float(any(c.isdigit() for c in words)),
        float(any(a < draft.clause[0] for a, _ in spans)),
        float(draft.turn is not None),
    )


def _of_fields(draft: Draft, numbers: int) -> list[float]:
    quantity, time = draft.quantity, draft.time
    fields = (draft.scope, draft.verb, draft.per, draft.baseline, draft.parent, draft.owner)
    form = quantity.form if quantity else None
    bound = quantity.comparator if quantity else None
    made = [float(bool(value)) for value in (*fields, draft.hedge, draft.doubtful, draft.repairs)]
    made += [
        float(quantity is None or quantity.unit is None),
        float(quantity is None or quantity.base is None),
        float(draft.mode != "level"),
        float(np.log1p(numbers)),
        float(np.log1p(draft.clause[1] - draft.clause[0])),
        float(draft.sentence.block >= 0),
    ]
    made += [float(draft.time_from == name) for name in _TIMES]
    made += [float(time is not None and time.role == name) for name in _ROLES]
    made += [float(draft.status_rule == name) for name in _STATUS]
    made += [float(draft.noun_side == name) for name in _SIDES]
    made += [float(form == name) for name in _FORMS]
    return made + [float(bound == name) for name in _BOUNDS]
