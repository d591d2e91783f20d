"""The extractor: the stages in their order. No other module knows it."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from policyie.checks.document import check_document
from policyie.config import ExtractorConfig, parse_date
from policyie.errors import GazetteerError, ReadError
from policyie.lexicon import load_lexicon
from policyie.schema import SCHEMA_VERSION, Document
from policyie.segments.outline import Outline
from policyie.targets.assemble import Assembler
from policyie.targets.closing import ClosingReader
from policyie.targets.export import Exporter
from policyie.targets.grammar import grammar_for
from policyie.targets.metadata import Facts, read_facts
from policyie.targets.milestones import MilestoneReader
from policyie.targets.periods import PeriodFinder
from policyie.targets.repairs import mend_columns
from policyie.targets.status import StatusJudge
from policyie.targets.tables import TableAssembler
from policyie.text.mending import Mended, Repair
from policyie.text.normalize import SourceText, normalize
from policyie.text.readers import read_file
from policyie.text.repairs import text_mender

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from policyie.lexicon import Lexicon
    from policyie.segments.records import Block
    from policyie.targets.models import Models
    from policyie.targets.records import Check, Draft


_USER_STEM = "names"
_REPAIR_REACH = 40
_LONE = re.compile("[\ud800-\udfff]")


@lru_cache(maxsize=1)
def package_version() -> str:
    """Return the version of the installed package."""
    try:
        return version("policyie")
    except PackageNotFoundError:
        return "0+unknown"


@dataclass(slots=True)
class Extraction:
    """What was read from one text: light records inside, contract records on demand.

    Attributes:
        repairs: what was mended in the text; its places count the normal copy. Those that touch a
            record stand in the record too, with the repairs within tables.
    """

    source: SourceText
    facts: Facts
    blocks: list[Block]
    drafts: list[Draft]
    doc: dict[str, Any]
    exporter: Exporter
    checks: list[Check]
    repairs: tuple[Repair, ...] = ()

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield targets and milestones as JSON-ready dictionaries, in text order."""
        for number, draft in enumerate(self.drafts, 1):
            yield self.exporter.record(draft, number)

    def as_dict(self) -> dict[str, Any]:
        """Return the whole document as one JSON-ready dictionary."""
        records = list(self.records())
        return {
            "doc": self.doc,
            "blocks": self.exporter.blocks(),
            "targets": [r for r in records if r["kind"] == "target"],
            "milestones": [r for r in records if r["kind"] == "milestone"],
            "checks": self.exporter.checks(),
        }

    def document(self) -> Document:
        """Return the document as a frozen pydantic model."""
        return Document.model_validate(self.as_dict())


class Extractor:
    """Reads documents; one instance serves many.

    Args:
        config: options; the shipped word lists and rules when left out.

    Raises:
        GazetteerError: a word list or rule file is wrong.
    """

    def __init__(self, config: ExtractorConfig | None = None) -> None:
        self.config = config or ExtractorConfig()
        self.lexicon: Lexicon = load_lexicon(self.config.gazetteers)
        for pattern in self.lexicon.user_rules:
            if pattern.stem != _USER_STEM:
                problem = f"rule {pattern.rule.id}: a user's patterns are read from names.toml only"
                raise GazetteerError(pattern.file, problem)

    @cached_property
    def models(self) -> Models | None:
        """The learned models, read at the first use; None when there are none or none are wanted.

        Raises:
            ModelError: the weights are missing, damaged or made by a newer version.
        """
        chosen = self.config.models
        if chosen is False:
            return None
        from policyie.targets.models import load_models, shipped_models

        return shipped_models() if chosen is True else load_models(chosen)

    def read(
        self, path: str | Path, *, published: str | None = None, encoding: str | None = None
    ) -> Extraction:
        """Read a file.

        Raises:
            ReadError: the file cannot be read as text.
        """
        raw = read_file(path, encoding=encoding)
        return self.read_text(raw, source=str(path), published=published)

    def read_text(
        self, text: str, *, source: str | None = None, published: str | None = None
    ) -> Extraction:
        """Read a text; spans count its code points.

        Raises:
            ReadError: the text holds half of a character pair and cannot be written out.
            ConfigError: `published` is no date.
        """
        lone = _LONE.search(text)
        if lone:
            problem = f"half of a surrogate pair at offset {lone.start()}"
            raise ReadError(source or "text", problem)
        if published is not None:
            parse_date(published)
        mended = self._mend(text)
        made = mended.source
        facts = read_facts(made, published)
        outline = Outline(made.normal, self.lexicon)
        drafts = self._drafts(made.normal, outline, facts)
        if self.models is not None:
            self.models.apply(made.normal, drafts, self.lexicon, facts.published)
        _note_repairs(mended, drafts)
        checks = check_document(made.normal, self.lexicon, drafts)
        _number(drafts, checks)
        doc = _doc(made, facts, source)
        versions = {
            "schema": SCHEMA_VERSION,
            "policyie": package_version(),
            "gazetteers": self.lexicon.version,
        }
        exporter = Exporter(made, outline.blocks, doc, versions, checks)
        repairs = mended.repairs
        return Extraction(made, facts, outline.blocks, drafts, doc, exporter, checks, repairs)

    def _mend(self, text: str) -> Mended:
        """Return the normal copy, with its damage read through unless that is switched off."""
        if not self.config.repairs:
            return Mended(normalize(text, repairs=False), ())
        return text_mender(self.lexicon).mend(normalize(text))

    def _user_names(self, text: str) -> list[tuple[int, int]]:
        """Return the places of names by the user's own patterns, in text order."""
        timeout = self.config.pattern_timeout
        found = [m.span() for p in self.lexicon.user_rules for m in p.finditer(text, timeout)]
        return sorted(found)

    def _drafts(self, text: str, outline: Outline, facts: Facts) -> list[Draft]:
        reference = facts.reference()
        assembler = Assembler(text, self.lexicon, self._user_names(text))
        periods = PeriodFinder(text, outline.blocks, reference, self.lexicon)
        judge = StatusJudge(text, outline.blocks, self.lexicon, facts.published)
        milestones = MilestoneReader(text, grammar_for(self.lexicon))
        repairs = self.config.repairs
        tables = TableAssembler(text, self.lexicon, facts.plan, repairs=repairs)
        closing = ClosingReader(text)
        drafts: list[Draft] = []
        grids: list[list[Draft]] = []
        for sentence in outline.sentences():
            times = periods.times(sentence)
            if sentence.kind != "heading":
                periods.enter(sentence, times)
            if closing.apply(sentence, times, drafts):
                continue
            if sentence.kind == "table":
                grids.append(tables.read(sentence, periods.title_time(sentence.block)))
                drafts += grids[-1]
                continue
            counts = tables.read_number_table(sentence, times)
            if counts:
                drafts += counts
                continue
            found = assembler.read(sentence, times)
            opener = periods.paragraph_time()
            for draft in found:
                periods.date(draft, times)
                draft.opener = opener.last if opener else None
            if sentence.label is not None and sentence.kind == "body":
                made = milestones.read(sentence, found)
                for draft in made:
                    periods.date(draft, [])
                found += made
            drafts += found
        judge.judge_all(drafts)
        if repairs:
            inside = {id(d) for grid in grids for d in grid}
            others = (d for d in drafts if id(d) not in inside)
            mend_columns(text, grammar_for(self.lexicon), grids, others)
        drafts.sort(key=lambda d: d.quantity.start if d.quantity else d.clause[0])
        return drafts


def _note_repairs(mended: Mended, drafts: list[Draft]) -> None:
    """Give each draft the repairs in its clause, its number, and the words of its period."""
    repairs = mended.repairs
    if not repairs:
        return
    starts = [r.start for r in repairs]
    for draft in drafts:
        spans = {draft.clause}
        if draft.quantity is not None:
            spans.add((draft.quantity.left, draft.quantity.right))
        if draft.time is not None:
            spans.add((draft.time.start, draft.time.end))
        found = {
            repair
            for start, end in spans
            for repair in repairs[
                bisect_left(starts, start - _REPAIR_REACH) : bisect_right(starts, end - 1)
            ]
            if repair.end > start
        }
        for repair in sorted(found):
            span = (repair.start, repair.end)
            raw, read = mended.source.raw_slice(*span), mended.source.normal[slice(*span)]
            draft.note_repair(repair.rule, span, raw, read, repair.evidence)


def _number(drafts: list[Draft], checks: list[Check]) -> None:
    """Number the drafts that others refer to; the rest are counted as they are written out."""
    named = {id(draft.parent) for draft in drafts if draft.parent}
    named |= {id(draft) for check in checks for draft in check.drafts}
    for number, draft in enumerate(drafts, 1):
        if id(draft) in named:
            draft.number = number


def _doc(source: SourceText, facts: Facts, name: str | None) -> dict[str, Any]:
    digest = hashlib.sha256(source.raw.encode("utf-8", "surrogatepass")).hexdigest()
    title = facts.title
    plan = facts.plan
    return {
        "id": f"sha256:{digest}",
        "source": name,
        "title": source.normal[title[0] : title[1]] if title else None,
        "issuer": facts.issuer,
        "region": None,
        "published": facts.published,
        "period": plan and {"start": f"{plan[0]}-01-01", "end": f"{plan[1]}-12-31"},
    }


@lru_cache(maxsize=4)
def _shared(config: ExtractorConfig) -> Extractor:
    return Extractor(config)


def extract(
    path: str | Path, *, published: str | None = None, config: ExtractorConfig | None = None
) -> Document:
    """Return the document of a file with its targets, milestones, blocks and checks.

    Raises:
        ReadError: the file cannot be read as text.
    """
    return _shared(config or ExtractorConfig()).read(path, published=published).document()


def extract_text(
    text: str,
    *,
    source: str | None = None,
    published: str | None = None,
    config: ExtractorConfig | None = None,
) -> Document:
    """Return the document of a text; all spans count code points of `text`."""
    shared = _shared(config or ExtractorConfig())
    return shared.read_text(text, source=source, published=published).document()
