"""The spaCy component `policyie`: the targets of a text as a span group.

`spacy.blank("zh").add_pipe("policyie")` needs no import of this module: spaCy finds it by the entry
point. Needs the extra `[spacy]`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyie.config import ExtractorConfig
from policyie.errors import MissingExtraError
from policyie.pipeline import Extractor

EXTRA = "spacy"
NAME = "policyie"

try:
    from spacy.language import Language
    from spacy.tokens import Span
except ImportError as error:
    raise MissingExtraError(EXTRA, "spaCy") from error

if TYPE_CHECKING:
    from spacy.tokens import Doc


class TargetSpans:
    """Fills `doc.spans["policyie"]` with one span a target, its record in `span._.policyie`.

    A span is that of the quantity, widened to whole tokens; the offsets in the record are exact
    code points of `doc.text`, whatever the tokenizer.

    Args:
        extractor: reads the texts.
        published: date of all documents that pass, where their texts state none.
    """

    def __init__(self, extractor: Extractor, published: str | None = None) -> None:
        self._extractor = extractor
        self._published = published

    def __call__(self, doc: Doc) -> Doc:
        """Return `doc` with its targets."""
        extraction = self._extractor.read_text(doc.text, published=self._published)
        records = [r for r in extraction.records() if r["kind"] == "target"]
        # Not in the span's own user data: two targets in one token would share its place there.
        doc.user_data[NAME] = {record["id"]: record for record in records}
        doc.spans[NAME] = [
            doc.char_span(
                *record["quantity"]["span"],
                label=record["kind"],
                span_id=record["id"],
                alignment_mode="expand",
            )
            for record in records
        ]
        return doc


def find_record(span: Span) -> dict[str, Any] | None:
    """The record of a span of `doc.spans["policyie"]`; None of any other span."""
    records: dict[str, dict[str, Any]] = span.doc.user_data.get(NAME, {})
    return records.get(span.id_) if span.id in span.doc.vocab.strings else None


def create_component(
    nlp: Language, name: str, gazetteers: str | None, published: str | None
) -> TargetSpans:
    """The component, as spaCy builds it from the options of `add_pipe`.

    Args:
        nlp: the pipeline; as `name`, given to every factory and not used.
        name: the component's name in it.
        gazetteers: folder with word lists and patterns to add.
        published: date of the documents, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    """
    folder = None if gazetteers is None else Path(gazetteers)
    return TargetSpans(Extractor(ExtractorConfig(gazetteers=folder)), published)


Language.factory(
    NAME,
    assigns=["doc.spans"],
    default_config={"gazetteers": None, "published": None},
    func=create_component,
)
Span.set_extension(NAME, getter=find_record, force=True)
