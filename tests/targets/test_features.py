from typing import TYPE_CHECKING

import numpy as np
import pytest

from policyie import Extractor, ExtractorConfig
from policyie.targets.features import (
    LEFT_REACH,
    RIGHT_REACH,
    SIZE,
    build_windows,
    window_of,
)

if TYPE_CHECKING:
    from policyie.targets.records import Draft

TEXT = "全市新建口袋公园16个、社区食堂12家，人均公园绿地面积达到14.5平方米以上。"
TEXT += "到2035年，城镇污水处理率达到95%。"


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(ExtractorConfig(models=False))


def read(extractor: Extractor, text: str) -> tuple[str, "list[Draft]"]:
    made = extractor.read_text(text)
    return made.source.normal, [d for d in made.drafts if d.quantity is not None]


def test_a_batch_gives_what_each_draft_gives_alone(extractor: Extractor) -> None:
    text, drafts = read(extractor, TEXT)
    together = build_windows(text, drafts, extractor.lexicon)
    place = 0
    for draft, length in zip(drafts, together.lengths, strict=True):
        part = slice(place, place + length)
        place += length
        siblings = [d for d in drafts if d.sentence is draft.sentence]
        alone = build_windows(text, [draft], extractor.lexicon)
        assert np.array_equal(alone.blind[:, :15], together.blind[part, :15])
        if len(siblings) == 1:
            assert np.array_equal(alone.informed, together.informed[part])
    assert place == len(together.blind) == len(together.informed)
    assert int(together.informed.max()) < SIZE


def test_features_do_not_depend_on_what_stands_before_the_sentence(extractor: Extractor) -> None:
    text, drafts = read(extractor, TEXT)
    moved, again = read(extractor, "会议强调了团结的重要意义。" + TEXT)
    one = build_windows(text, drafts[-1:], extractor.lexicon)
    other = build_windows(moved, again[-1:], extractor.lexicon)
    assert np.array_equal(one.informed, other.informed)
    assert np.array_equal(one.blind, other.blind)


def test_blind_features_do_not_see_the_proposal(extractor: Extractor) -> None:
    text, drafts = read(extractor, TEXT)
    before = build_windows(text, drafts[-1:], extractor.lexicon)
    drafts[-1].indicator = ((drafts[-1].clause[0], drafts[-1].clause[0] + 2),)
    after = build_windows(text, drafts[-1:], extractor.lexicon)
    assert np.array_equal(before.blind, after.blind)
    assert not np.array_equal(before.informed, after.informed)


def test_a_window_stays_near_its_number(extractor: Extractor) -> None:
    long = (
        "各级各部门持续推进"
        + "环境整治和设施更新" * 30
        + "建成口袋公园16个"
        + "并做好管护" * 30
        + "。"
    )
    _, drafts = read(extractor, long)
    quantity = drafts[0].quantity
    assert quantity is not None
    start, end = window_of(drafts[0])
    assert start == quantity.start - LEFT_REACH
    assert end == quantity.end + RIGHT_REACH
