"""Gold documents as examples: the rules' drafts beside the records that they should be."""

from __future__ import annotations

import hashlib
import itertools
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from policyie.errors import ConfigError, ReadError
from policyie.evaluation.compare import clean, compare, read_gold, read_predicted
from policyie.evaluation.match import match_targets
from policyie.evaluation.predictions import read_predictions
from policyie.evaluation.sources import find_documents, load_documents
from policyie.targets.features import window_of
from policyie.targets.tagging import LABELS
from policyie.text.normalize import normalize

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from policyie.evaluation.compare import Facts
    from policyie.evaluation.gold import GoldRecord
    from policyie.evaluation.match import Pair
    from policyie.evaluation.sources import GoldDocument
    from policyie.pipeline import Extractor
    from policyie.targets.boundaries import Candidate
    from policyie.targets.records import Draft

Span = tuple[int, int]
_OUT_OF_CLAUSE = 40
_MOST_PLACES = 5000


@dataclass(slots=True)
class Example:
    """One draft of the rules, and the gold record that it answers.

    Attributes:
        gold: None when the draft is spurious.
        labels: of the characters of its window, None when the words of the gold record do not
            stand there.
        facts: what the rules read, as it is compared.
        right: for each field, whether the rules had it right.
    """

    draft: Draft
    gold: GoldRecord | None = None
    labels: list[str] | None = None
    facts: Facts | None = None
    right: dict[str, bool] = field(default_factory=dict)

    def judge(self, text: str, candidate: Candidate) -> dict[str, bool]:
        """Return which fields are right with that indicator and scope.

        A spurious draft has nothing right.
        """
        if self.gold is None or self.facts is None:
            return {}
        scope = candidate.scope
        words = "".join(text[a:b] for a, b in candidate.spans)
        place = text[scope[0] : scope[1]] if scope else ""
        facts = replace(self.facts, indicator=clean(words), scope=clean(place))
        return compare(read_gold(self.gold), facts)


@dataclass(slots=True)
class Annotated:
    """One annotated document with the drafts of the rules.

    Attributes:
        missed: how many gold targets have no draft.
        sha256: of the text and its gold, for the hash of the set.
    """

    name: str
    text: str
    examples: list[Example]
    missed: int
    sha256: str
    published: str | None


def load_annotated(extractor: Extractor, folders: Sequence[tuple[Path, Path]]) -> list[Annotated]:
    """Return the documents of gold folders, each with its folder of texts.

    Raises:
        ConfigError: two folders have a document of the same name.
        ReadError: a text is missing.
        AnnotationError: a gold record is wrong.
    """
    found: dict[str, Annotated] = {}
    for gold_dir, texts_dir in folders:
        for document in load_documents(gold_dir, texts_dir, find_documents(gold_dir)):
            if isinstance(document, ReadError):
                raise document
            if document.name in found:
                msg = f"the document {document.name} stands in two gold folders"
                raise ConfigError(msg)
            found[document.name] = _read(extractor, document)
    return [found[name] for name in sorted(found)]


def _read(extractor: Extractor, document: GoldDocument) -> Annotated:
    read = extractor.read_text(document.text)
    window = document.window or (0, len(document.text))
    drafts: dict[str, Draft] = {}
    records = []
    for draft, record in zip(read.drafts, read.records(), strict=True):
        quantity = record["quantity"]
        if quantity is not None and window[0] <= quantity["span"][0] < window[1]:
            drafts[record["id"]] = draft
            records.append(record)
    matched = match_targets(document.records, read_predictions(records, document.name))
    pairs = {pair.predicted.id: pair for pair in matched.pairs}
    normal = read.source.normal
    examples = [_example(normal, draft, pairs.get(key)) for key, draft in drafts.items()]
    digest = hashlib.sha256(document.text.encode() + document.gold_path.read_bytes())
    sha256, published = digest.hexdigest(), read.facts.published
    return Annotated(document.name, normal, examples, len(matched.missed), sha256, published)


def _example(text: str, draft: Draft, pair: Pair | None) -> Example:
    if pair is None:
        return Example(draft)
    labels = label_window(text, draft, pair.gold)
    return Example(draft, pair.gold, labels, read_predicted(pair.predicted), dict(pair.right))


def label_window(text: str, draft: Draft, gold: GoldRecord) -> list[str] | None:
    """Return the label of each character of the window, None where the indicator is not found."""
    start, end = window_of(draft)
    labels = [LABELS[0]] * (end - start)
    words = {"verb": gold.verb, "scope": gold.scope, "per": gold.per, "indicator": gold.indicator}
    for label, said in words.items():
        spans = locate(text, (start, end), draft, said) if said else None
        if spans is None and label == "indicator":
            return None
        for a, b in spans or ():
            labels[a - start : b - start] = [label] * (b - a)
    return labels


def locate(text: str, window: Span, draft: Draft, words: str) -> tuple[Span, ...] | None:
    """Return where the parts of `words` stand, those nearest to the number."""
    parts = [part for said in words.split("…") if (part := normalize(said).normal.strip())]
    quantity = draft.quantity
    if not parts or quantity is None:
        return None
    places = []
    number = 1
    for part in parts:
        found = [m.start() for m in re.finditer(re.escape(part), text[window[0] : window[1]])]
        spans = [(window[0] + a, window[0] + a + len(part)) for a in found]
        places.append([s for s in spans if s[1] <= quantity.start or s[0] >= quantity.end])
        number *= len(places[-1])
    if number > _MOST_PLACES:
        return None
    chains = [
        chain
        for chain in itertools.product(*places)
        if all(one[1] <= other[0] for one, other in itertools.pairwise(chain))
    ]
    return min(chains, key=lambda chain: sum(_away(s, draft) for s in chain), default=None)


def _away(span: Span, draft: Draft) -> int:
    quantity = draft.quantity
    if quantity is None:
        return 0
    away = quantity.start - span[1] if span[1] <= quantity.start else span[0] - quantity.end
    inside = draft.clause[0] <= span[0] and span[1] <= draft.clause[1]
    return away if inside else away + _OUT_OF_CLAUSE
