"""Damage that is read through on a ground, and what looks like damage and is none."""

from __future__ import annotations

import pytest

from policyie.lexicon import load_lexicon
from policyie.text.mending import Mended
from policyie.text.normalize import normalize
from policyie.text.repairs import text_mender


def mend(raw: str) -> Mended:
    return text_mender(load_lexicon()).mend(normalize(raw))


@pytest.mark.parametrize(
    ("raw", "normal", "rules"),
    [
        ("绿地率达到35机改造道路9条。", "绿地率达到35%。改造道路9条。", ["percent-glyph"]),
        ("绿地率达到35沆，改造道路。", "绿地率达到35%，改造道路。", ["percent-glyph"]),
        ("绿地率由35O提高到38O。", "绿地率由35%提高到38%。", ["percent-glyph"] * 2),
        ("产值增长6.2乐比全市高2%。", "产值增长6.2%，比全市高2%。", ["percent-glyph"]),
        ("全县栽树，绿地率达到35乐\n", "全县栽树，绿地率达到35%。\n", ["percent-glyph"]),
        ("绿地率达到35%o新建公园。", "绿地率达到35%。新建公园。", ["stop-as-letter"]),
        ("合格率达到98.5，抽检3次。", "合格率达到98.5%，抽检3次。", ["percent-lost"]),
        ("合格率不低于95到2031年，", "合格率不低于95%。到2031年，", ["percent-lost"]),
        ("分别增长4.8和6.7%，", "分别增长4.8%和6.7%，", ["percent-lost"]),
        ("二。三一年，新建公园。", "二〇三一年，新建公园。", ["zero-as-stop"]),
        ("（20312035年），共分三期", "(2031-2035年)，共分三期", ["dash-lost"]),
        ("2031年2033年，新建公园", "2031年-2033年，新建公园", ["dash-lost"]),
        ("203132年度，新建公园", "2031-32年度，新建公园", ["dash-lost"]),
        ("每片15004000户，分期建", "每片1500-4000户，分期建", ["dash-lost"]),
        ("工业增长6%7%，投资增长", "工业增长6%-7%，投资增长", ["dash-lost"]),
        ("时间：203104-1 8 08:30", "时间:2031-04-18 08:30", ["date"]),
        ("新建泊位15 00个，改造", "新建泊位1500个，改造", ["split-digits"]),
        ("新建泊位1\n5个，改造", "新建泊位15个，改造", ["split-digits"]),
        ("到20\n31年，新建", "到2031年，新建", ["split-digits"]),
        ("投入3 .5亿元，新建", "投入3.5亿元，新建", ["split-digits"]),
        ("合格率达到9 8，抽检", "合格率达到98，抽检", ["split-digits", "percent-lost"]),
        ("新建住房2 1300套，", "新建住房21300套，", ["split-digits"]),
        ("新建住房21 300套，", "新建住房21300套，", ["split-digits"]),
        ("PM\n2.5\n浓度下降，", "PM2.5浓度下降，", ["subscript-line"]),
    ],
)
def test_damage_is_read_on_a_ground(raw: str, normal: str, rules: list[str]) -> None:
    mended = mend(raw)
    expected = normal.replace("达到98，", "达到98%，") if rules[-1:] == ["percent-lost"] else normal
    assert mended.source.normal == expected
    assert sorted({r.rule for r in mended.repairs}) == sorted(set(rules))
    assert all(r.evidence for r in mended.repairs)


@pytest.mark.parametrize(
    "text",
    [
        "绿地率居全省第15机关绿化",
        "改造15机关大院，合格率高。",
        "新增15O型血液储备，",
        "容积率2.5，绿地率35%。",
        "城乡收入比缩小到1.84。",
        "满意率列全省第3，",
        "率先建成12，",
        "占比分别提高20.9、36.2、54个百分点，",
        "消费占比提高2至3个百分点，",
        "完成率分别为十二。五是新建公园。",
        "投资三百。二是新建公园，",
        "2031年1200套安置房，",
        "每片1600000户，分期建",
        "水耗下降6%，电耗7%，",
        "会议于2031-04-18 08:30召开，",
        "电话：62 0034，请致电。",
        "详见表1 5个街道，",
        "产业园1200 1300平方米的厂房，",
        "绿地率120 ，",
    ],
)
def test_sound_text_stays(text: str) -> None:
    assert mend(text).repairs == ()
    assert mend(text).source.normal == normalize(text).normal


LINES = [
    "为改善环境制定本方案，由各街道组织实施，并按季度通报进展情况，年底考核后向社会公布有关结果。",
    "一、总体目标",
    "全区新建口袋公园，完善绿道网络，提升街区品质，让居民推窗见绿、出门入园，共享生态建设成果。",
    "二、主要任务",
    "统筹推进老旧街巷整治，补齐设施短板，健全长效管护机制，形成共建共治共享的街区治理新格局。",
    "三、保障措施",
]


def test_page_numbers_that_count_up_are_left_out() -> None:
    glued = [LINES[0], "1" + LINES[1], LINES[2] + "2", LINES[3], LINES[4], "3" + LINES[5]]
    mended = mend("\n".join(["标题", *glued]))
    assert mended.source.normal == "\n".join(["标题", *LINES])
    assert [r.rule for r in mended.repairs] == ["page-number"] * 3


def test_numbers_that_do_not_count_up_stay() -> None:
    glued = [LINES[0], "1" + LINES[1], LINES[2], "7" + LINES[3], LINES[4], "5" + LINES[5]]
    assert mend("\n".join(["标题", *glued])).repairs == ()


def test_half_a_mark_is_completed_where_another_is_whole() -> None:
    text = "方案\n（一）健全机制。\n二）改善环境。\n（三完善设施。"
    assert mend(text).source.normal == "方案\n(一)健全机制。\n(二)改善环境。\n(三)完善设施。"
    assert mend("方案\n二）改善环境。\n（三完善设施。").repairs == ()


def test_a_sign_that_stands_for_percent_elsewhere() -> None:
    rates = "绿地率35沆，合格率98沆，满意率95沆，"
    assert "社区建设达60%，" in mend(rates + "社区建设达60沆，").source.normal
    assert mend("社区建设达60沆，").repairs == ()
