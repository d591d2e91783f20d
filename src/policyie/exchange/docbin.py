"""spaCy: one `DocBin` with a token for each character, so that no span is widened.

`doc.spans` has a group for targets, for milestones and for each word field; the id of a span is
that of its record. The other fields stand in `doc.user_data["policyie"]`. Needs `[spacy]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyie.errors import AnnotationError, MissingExtraError, ReadError
from policyie.exchange.marks import (
    LABELS,
    PART_OF,
    RECORDS,
    Annotated,
    Link,
    Mark,
    from_marks,
    to_marks,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SUFFIXES = (".spacy",)
_KEY = "policyie"
_EXTRA = "spacy"


def _spacy() -> Any:  # noqa: ANN401  (an optional dependency without types here)
    try:
        import spacy
    except ImportError as error:
        raise MissingExtraError(_EXTRA, "spaCy") from error
    return spacy


def write(documents: Iterable[Annotated]) -> Iterator[tuple[str, bytes]]:
    """One file with all documents."""
    spacy = _spacy()
    vocab = spacy.blank("zh").vocab
    docs = [_build(spacy, vocab, document) for document in documents]
    packed: bytes = spacy.tokens.DocBin(docs=docs, store_user_data=True).to_bytes()
    yield "gold.spacy", packed


def _build(spacy: Any, vocab: Any, document: Annotated) -> Any:  # noqa: ANN401
    signs = list(document.text)
    doc = spacy.tokens.Doc(vocab, words=signs, spaces=[False] * len(signs))
    marks, links = to_marks(document.records)
    known = {mark.id: mark for mark in marks}
    groups: dict[str, list[Any]] = {label: [] for label in LABELS}
    for mark in marks:
        if mark.label in RECORDS:
            groups[mark.label].append(_span(spacy, doc, mark, mark.fields["id"]))
    for link in links:
        target, owner = known[link.target], known[link.source].fields["id"]
        if link.role != PART_OF:
            groups[target.label].append(_span(spacy, doc, target, owner))
    for label, spans in groups.items():
        doc.spans[label] = spans
    parents = {
        known[link.source].fields["id"]: known[link.target].fields["id"]
        for link in links
        if link.role == PART_OF
    }
    doc.user_data[_KEY] = {
        "document": document.name,
        "fields": {mark.fields["id"]: dict(mark.fields) for mark in marks if mark.fields},
        "part_of": parents,
    }
    return doc


def _span(spacy: Any, doc: Any, mark: Mark, owner: str) -> Any:  # noqa: ANN401
    return spacy.tokens.Span(doc, mark.start, mark.end, label=mark.label, span_id=owner)


def read(path: Path) -> Iterator[Annotated]:
    """The documents of a DocBin.

    Raises:
        ReadError: the file cannot be read.
        AnnotationError: it is no DocBin with these groups.
    """
    spacy = _spacy()
    try:
        packed = path.read_bytes()
    except OSError as error:
        raise ReadError(str(path), error.strerror or "cannot be read") from error
    try:
        docs = list(spacy.tokens.DocBin().from_bytes(packed).get_docs(spacy.blank("zh").vocab))
    except Exception as error:
        raise AnnotationError(str(path), f"is no DocBin: {error}") from error
    for number, doc in enumerate(docs, start=1):
        yield _read_doc(doc, number, str(path))


def _read_doc(doc: Any, number: int, file: str) -> Annotated:  # noqa: ANN401
    told = doc.user_data.get(_KEY) or {}
    where = f"{file} (document {number})"
    marks: list[Mark] = []
    links: list[Link] = []
    for label in LABELS:
        for span in doc.spans.get(label, ()):
            place, owner = (span.start_char, span.end_char), span.id_
            key = owner if owner and label in RECORDS else f"{label} {len(marks)}"
            fields = told.get("fields", {}).get(owner, {}) if label in RECORDS else {}
            marks.append(Mark(key, label, *place, {"id": owner, **fields} if fields else {}))
            if label not in RECORDS:
                links.append(Link(owner, key, label))
    links += [Link(child, parent, PART_OF) for child, parent in told.get("part_of", {}).items()]
    name = told.get("document") or f"document-{number}"
    return Annotated(name, doc.text, from_marks(marks, links, doc.text, where))
