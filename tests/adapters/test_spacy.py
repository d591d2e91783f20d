from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from policyie import Extractor
from policyie.errors import GazetteerError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

spacy = pytest.importorskip("spacy")

TEXT = "海棠區2031年新建公園１６個，綠化覆蓋率達到45%以上。\n　　停車位增加3,200個。"


def build_records(text: str, published: str | None = None) -> list[dict[str, Any]]:
    records = Extractor().read_text(text, published=published).records()
    return [record for record in records if record["kind"] == "target"]


def build_pipeline(**config: Any) -> Language:
    nlp: Language = spacy.blank("zh")
    nlp.add_pipe("policyie", config=config)
    return nlp


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build_pipeline()


def spans_of(doc: Doc) -> list[Any]:
    return list(doc.spans["policyie"])


def test_spans_are_the_quantities(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert [span.text for span in spans_of(doc)] == ["１６個", "45%", "3,200個"]
    assert {span.label_ for span in spans_of(doc)} == {"target"}


def test_records_are_those_of_the_extractor(nlp: Language) -> None:
    assert [span._.policyie for span in spans_of(nlp(TEXT))] == build_records(TEXT)


def test_milestones_are_left_out(nlp: Language) -> None:
    text = "公园建设行动\n\n2031年：新建公园6个；启动滨河步道规划。\n"
    assert [span.text for span in spans_of(nlp(text))] == ["6个"]


class OneToken:
    """A tokenizer that parts nothing."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp

    def __call__(self, text: str) -> Doc:
        from spacy.tokens import Doc

        return Doc(self.nlp.vocab, words=[text], spaces=[False])


class Pairs(OneToken):
    """A tokenizer that cuts through numbers and words alike."""

    def __call__(self, text: str) -> Doc:
        from spacy.tokens import Doc

        words = [text[i : i + 2] for i in range(0, len(text), 2)]
        return Doc(self.nlp.vocab, words=words, spaces=[False] * len(words))


@pytest.mark.parametrize("tokenizer", [OneToken, Pairs])
def test_offsets_are_exact_under_any_tokenizer(tokenizer: type[OneToken]) -> None:
    nlp = build_pipeline()
    nlp.tokenizer = tokenizer(nlp)
    spans = spans_of(nlp(TEXT))
    records = [span._.policyie for span in spans]
    assert records == build_records(TEXT)
    for span, record in zip(spans, records, strict=True):
        start, end = record["quantity"]["span"]
        assert TEXT[start:end] == record["quantity"]["text"]
        assert span.start_char <= start < end <= span.end_char


def test_two_targets_in_one_token_keep_their_own_records() -> None:
    nlp = build_pipeline()
    nlp.tokenizer = OneToken(nlp)
    found = [span._.policyie["quantity"]["text"] for span in spans_of(nlp(TEXT))]
    assert found == ["１６個", "45%", "3,200個"]


def test_other_spans_have_no_record(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert doc[0:2]._.policyie is None
    assert spacy.blank("zh")("16")[0:1]._.policyie is None


@pytest.mark.parametrize("text", ["", "\n", "本页没有目标。"])
def test_text_without_targets(nlp: Language, text: str) -> None:
    assert spans_of(nlp(text)) == []


def test_doc_survives_bytes(nlp: Language) -> None:
    from spacy.tokens import Doc

    doc = nlp(TEXT)
    again = Doc(spacy.blank("zh").vocab).from_bytes(doc.to_bytes())
    assert [span.text for span in spans_of(again)] == [span.text for span in spans_of(doc)]
    assert [span._.policyie for span in spans_of(again)] == build_records(TEXT)


def test_pipeline_survives_bytes_and_disk(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    for again in (build_pipeline().from_bytes(nlp.to_bytes()), spacy.load(tmp_path)):
        assert [span._.policyie for span in spans_of(again(TEXT))] == build_records(TEXT)


def test_pipe_gives_each_document_its_own(nlp: Language) -> None:
    texts = [TEXT, "", "新建学校2所。"]
    found = [[span._.policyie for span in spans_of(doc)] for doc in nlp.pipe(texts)]
    assert found == [build_records(text) for text in texts]


def test_date_of_the_documents() -> None:
    text = "今年新建学校2所。"
    [span] = spans_of(build_pipeline(published="2031-03")(text))
    assert span._.policyie["period"]["start"] == "2031-01-01"
    assert [span._.policyie] == build_records(text, "2031-03")


def test_wrong_gazetteers_are_named(tmp_path: Path) -> None:
    (tmp_path / "unknown.tsv").write_text("", encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"unknown\.tsv"):
        build_pipeline(gazetteers=str(tmp_path))


def test_entry_point_needs_no_import() -> None:
    code = "import spacy; spacy.blank('zh').add_pipe('policyie'); print('found')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "found\n"
