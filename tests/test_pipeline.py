from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

import pytest

from policyie import (
    ConfigError,
    Extractor,
    ExtractorConfig,
    GazetteerError,
    ReadError,
    extract,
    extract_text,
)
from policyie.pipeline import package_version

TEXT = (
    "云溪市人民政府办公室关于印发社区食堂建设三年计划（2031—2033年）的通知\n\n"
    "2031年新建社区食堂12个。\n\n2031年3月5日\n"
)


@pytest.fixture
def fresh_version() -> Iterator[None]:
    package_version.cache_clear()
    yield
    package_version.cache_clear()


def test_document_says_what_the_text_says_of_itself() -> None:
    document = extract_text(TEXT, source="plan.txt")
    assert document.title == document.doc.title
    assert document.issuer == "云溪市人民政府办公室"
    assert document.published == "2031-03-05"
    assert document.period is not None
    assert (document.period.start, document.period.end) == ("2031-01-01", "2033-12-31")
    assert document.doc.source == "plan.txt"


def test_file_and_text_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert extract(path) == extract_text(TEXT, source=str(path))


def test_date_of_the_caller_wins() -> None:
    document = extract_text("明年新建社区食堂12个。", published="2031")
    assert document.published == "2031"
    period = document.targets[0].period
    assert period is not None
    assert (period.start, period.end) == ("2032-01-01", "2032-12-31")


def test_own_gazetteers(tmp_path: Path) -> None:
    row = "处站\t处站\tcounter\tcount\t1\t处站\t\thouse style\t2031-01-01\t3处站"
    head = "surface\tcanonical\tkind\tdimension\tfactor\tbase\tnote\tsource\tadded\texample"
    (tmp_path / "units.tsv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    config = ExtractorConfig(gazetteers=tmp_path)
    [record] = Extractor(config).read_text("全市新建便民服务3处站。").records()
    assert record["quantity"]["unit"] == "处站"
    assert record["versions"]["gazetteers"] != Extractor().lexicon.version


def test_missing_gazetteers_are_named(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="nowhere"):
        Extractor(ExtractorConfig(gazetteers=tmp_path / "nowhere"))


@pytest.mark.usefixtures("fresh_version")
def test_version_is_that_of_the_installed_package() -> None:
    assert package_version() == importlib.metadata.version("policyie")


@pytest.mark.usefixtures("fresh_version")
def test_version_of_a_package_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr("policyie.pipeline.version", fail)
    assert package_version() == "0+unknown"


@pytest.mark.parametrize("published", ["soon", "2031-13", "2031-02-30", "31"])
def test_date_that_is_none_is_refused(published: str) -> None:
    with pytest.raises(ConfigError, match=published):
        extract_text("新建公园5个。", published=published)


def test_half_of_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ReadError, match="offset 2"):
        extract_text("新建\ud800公园5个。", source="note.txt")


def test_sentence_without_end_loses_nothing() -> None:
    text = "新建公园3座，" * 3000
    found = extract_text(text).targets
    assert len(found) == 3000
    assert {t.indicator for t in found} == {"公园"}
    spans = [t.quantity.span for t in found if t.quantity]
    assert [text[start:end] for start, end in spans] == ["3座"] * 3000


def test_closing_brackets_of_items_stay_with_their_item() -> None:
    text = "新建公园3座。责任单位：市园林局。改造道路5条。责任单位：市住建局。"
    assert [t.owner for t in extract_text(text).targets] == ["市园林局", "市住建局"]
