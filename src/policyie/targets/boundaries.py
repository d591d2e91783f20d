"""Where an indicator begins and ends: the proposals of the rules and of two chains, ranked.

One chain reads the words with what the rules made of them, the other without. Where they and the
rules differ, a ranking over a few dozen numbers decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from policyie.targets.features import build_windows
from policyie.targets.tagging import INDICATOR, SCOPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from policyie.lexicon import Lexicon
    from policyie.targets.records import Draft
    from policyie.targets.tagging import Chain, Floats

Span = tuple[int, int]
MODEL_RULE = "model-boundaries"
BATCH = 256
_EDGE = " \t\r\n，,、；;：:。.()的"
_LEAST = 1e-3
_MANY = 10
_SIDES = ("noun-before", "noun-after", "noun-around")
_FORMS = ("arabic", "chinese", "all", "none", "share")
_PLACES = ("before", "behind", "outside")
FEATURES = (
    *("rule", "informed", "blind", "log_informed", "log_blind", "parts", "lowest", "unread"),
    *(f"{place}_{what}" for place in _PLACES for what in ("less", "more", "gone", "new")),
    *("no_rule", "no_scope", *_SIDES, *_FORMS),
    *("scope_rule", "scope_informed", "scope_log_informed", "scope_log_blind", "scope", "joined"),
)


class Chains(NamedTuple):
    """The two chains of the boundaries."""

    informed: Chain
    blind: Chain


class Marginals:
    """How likely each label is at each character of a batch of windows, ready to be summed."""

    __slots__ = ("_base", "_gain", "labels", "likely")

    def __init__(self, marginals: Floats) -> None:
        likely = np.clip(marginals[:, (INDICATOR, SCOPE)].astype(np.float64), _LEAST, 1 - _LEAST)
        start = np.zeros((1, 2))
        against = np.log1p(-likely)
        self._base = np.concatenate([start, against.cumsum(axis=0)]).T.tolist()
        self._gain = np.concatenate([start, (np.log(likely) - against).cumsum(axis=0)]).T.tolist()
        self.likely: list[float] = likely[:, 0].tolist()
        self.labels: list[int] = marginals.argmax(axis=1).tolist()

    def log_likelihood(self, label: int, window: Span, spans: Iterable[Span]) -> float:
        """Return that of a label standing at `spans` and nowhere else in `window`."""
        column = 0 if label == INDICATOR else 1
        base, gain = self._base[column], self._gain[column]
        made: float = base[window[1]] - base[window[0]]
        for first, last in spans:
            made += gain[last] - gain[first]
        return made


class Reading(NamedTuple):
    """What the chains read around the number of one draft.

    Attributes:
        start: where its window begins in the text.
        place: where it begins in the batch.
        size: its characters.
    """

    draft: Draft
    start: int
    place: int
    size: int
    informed: Marginals
    blind: Marginals

    def inside(self, spans: Iterable[Span]) -> list[Span]:
        """Return what of the spans lies in the window, as places of the batch."""
        low, shift = self.start, self.place - self.start
        high = low + self.size
        cut = ((max(a, low), min(b, high)) for a, b in spans)
        return [(a + shift, b + shift) for a, b in cut if a < b]


class Candidate(NamedTuple):
    """An indicator and a scope, and who proposes each."""

    spans: tuple[Span, ...]
    scope: Span | None
    sources: frozenset[str]
    scope_sources: frozenset[str]

    @property
    def is_rule(self) -> bool:
        """Whether it is what the rules read."""
        return "rule" in self.sources and "rule" in self.scope_sources


def is_open(draft: Draft) -> bool:
    """Whether the indicator of `draft` is language: not a milestone's, not a table's."""
    return draft.quantity is not None and draft.sentence.kind != "table"


def read_windows(
    text: str, drafts: Sequence[Draft], lexicon: Lexicon, chains: Chains
) -> Iterator[Reading]:
    """Yield the reading of each draft by both chains, in batches."""
    for first in range(0, len(drafts), BATCH):
        batch = drafts[first : first + BATCH]
        windows = build_windows(text, batch, lexicon)
        informed = chains.informed.marginals(windows.informed, windows.lengths)
        blind = chains.blind.marginals(windows.blind, windows.lengths)
        yield from make_readings(batch, windows.starts, windows.lengths, (informed, blind))


def make_readings(
    drafts: Iterable[Draft],
    starts: Iterable[int],
    lengths: Iterable[int],
    marginals: tuple[Floats, Floats],
) -> Iterator[Reading]:
    """Yield the readings of drafts whose windows lie one after the other in `marginals`."""
    informed, blind = map(Marginals, marginals)
    place = 0
    for draft, start, length in zip(drafts, starts, lengths, strict=True):
        yield Reading(draft, start, place, length, informed, blind)
        place += length


def find_candidates(text: str, reading: Reading) -> list[Candidate]:
    """Return the different readings that are proposed, that of the rules first."""
    draft = reading.draft
    named = {_trimmed(text, draft.indicator): {"rule"}}
    for source, marginals in (("informed", reading.informed), ("blind", reading.blind)):
        spans = _trimmed(text, _runs(reading, marginals, INDICATOR))
        if spans:
            named.setdefault(spans, set()).add(source)
    places: dict[Span | None, set[str]] = {draft.scope: {"rule"}}
    runs = _trimmed(text, _runs(reading, reading.informed, SCOPE))
    longest = max(runs, key=lambda run: run[1] - run[0], default=None)
    places.setdefault(longest, set()).add("informed")
    found: dict[tuple[tuple[Span, ...], Span | None], Candidate] = {}
    for spans, sources in named.items():
        for scope, scope_sources in places.items():
            kept = scope if "rule" in sources & scope_sources else cut_scope(scope, spans)
            made = Candidate(spans, kept, frozenset(sources), frozenset(scope_sources))
            found.setdefault((spans, kept), made)
    return list(found.values())


def _runs(reading: Reading, marginals: Marginals, label: int) -> tuple[Span, ...]:
    """Return the stretches where a label is the likeliest one, without the number."""
    labels = marginals.labels
    quantity = reading.draft.quantity
    shift = reading.start - reading.place
    number = range(quantity.start - shift, quantity.end - shift) if quantity else range(0)
    runs: list[Span] = []
    for place in range(reading.place, reading.place + reading.size):
        if labels[place] == label and place not in number:
            if runs and runs[-1][1] == place + shift:
                runs[-1] = (runs[-1][0], place + shift + 1)
            else:
                runs.append((place + shift, place + shift + 1))
    return tuple(runs)


def _trimmed(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    kept = []
    for start, end in spans:
        while start < end and text[start] in _EDGE and text[start] != "(":
            start += 1
        while end > start and text[end - 1] in _EDGE and text[end - 1] != ")":
            end -= 1
        if start < end:
            kept.append((start, end))
    return tuple(kept)


def describe(reading: Reading, candidate: Candidate) -> list[float]:
    """Return the numbers that the ranking weighs, in the order of `FEATURES`."""
    draft, quantity = reading.draft, reading.draft.quantity
    window = (reading.place, reading.place + reading.size)
    now, before = reading.inside(candidate.spans), reading.inside(draft.indicator)
    likely = reading.informed.likely
    made = [
        *(float(source in candidate.sources) for source in ("rule", "informed", "blind")),
        reading.informed.log_likelihood(INDICATOR, window, now),
        reading.blind.log_likelihood(INDICATOR, window, now),
        float(len(candidate.spans)),
        min((min(likely[a:b]) for a, b in now), default=0.0),
        float(_leaves(reading, candidate.spans) or _leaves(reading, draft.indicator)),
    ]
    shift = reading.place - reading.start
    first, last = (min(max(place + shift, window[0]), window[1]) for place in draft.clause)
    middle = min(max(quantity.start + shift, first), last) if quantity else first
    outside = ((window[0], first), (last, window[1]))
    for part in (((first, middle),), ((middle, last),), outside):
        made += _changes(_meet(before, part), _meet(now, part))
    made += [float(not draft.indicator), float(draft.scope is None)]
    made += [float(draft.noun_side == side) for side in _SIDES]
    form = quantity.form if quantity else ""
    made += [float(form == name) for name in _FORMS]
    return made + _describe_scope(reading, candidate, window)


def _describe_scope(reading: Reading, candidate: Candidate, window: Span) -> list[float]:
    scope = candidate.scope
    spans = reading.inside((scope,) if scope else ())
    return [
        *(float(source in candidate.scope_sources) for source in ("rule", "informed")),
        reading.informed.log_likelihood(SCOPE, window, spans),
        reading.blind.log_likelihood(SCOPE, window, spans),
        float(scope is not None),
        float(scope is not None and any(a == scope[1] for a, _ in candidate.spans)),
    ]


def _leaves(reading: Reading, spans: Iterable[Span]) -> bool:
    end = reading.start + reading.size
    return any(a < reading.start or b > end for a, b in spans)


def _meet(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Return what lies both in `spans` and in `others`."""
    cut = ((max(a, c), min(b, d)) for a, b in spans for c, d in others)
    return [(a, b) for a, b in cut if a < b]


def _changes(before: Sequence[Span], now: Sequence[Span]) -> list[float]:
    both = sum(b - a for a, b in _meet(before, now))
    less = sum(b - a for a, b in before) - both
    more = sum(b - a for a, b in now) - both
    return [
        min(less, _MANY) / _MANY,
        min(more, _MANY) / _MANY,
        float(bool(before) and not now),
        float(bool(now) and not before),
    ]


def apply_candidate(draft: Draft, candidate: Candidate) -> None:
    """Give `draft` the reading that was chosen."""
    if "rule" not in candidate.sources:
        draft.indicator = candidate.spans
        kept = tuple(entry for entry in draft.evidence if entry[0] != "indicator")
        draft.evidence = (*kept, ("indicator", MODEL_RULE, candidate.spans[0]))
    draft.scope = candidate.scope


def cut_scope(scope: Span | None, spans: Sequence[Span]) -> Span | None:
    """Return what stands of a scope before the indicator."""
    for start, end in spans:
        if scope is not None and start < scope[1] and scope[0] < end:
            scope = (scope[0], start) if scope[0] < start else None
    return scope
