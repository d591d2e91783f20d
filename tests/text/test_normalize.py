"""The normal copy: what is replaced, what is deleted, and the way back."""

from __future__ import annotations

import pytest

from policyie.text.normalize import normalize

WRAPPED = (
    "云溪市城乡建设三年计划纲要\n"
    + "全市要坚持规划引领统筹城乡建设把公园绿地道路桥\n" * 6
    + "{}梁和供水管网一并纳入年度计划逐年组织实施到位推\n"
    + "进公共服务设施向乡镇延伸提升居民生活便利程度让\n" * 6
    + "{}更多群众受益新建公园三十处改造道路五十公里形成\n"
    + "设施完善功能齐全的城乡建设格局并健全长效管护制\n" * 6
    + "{}度明确责任单位和完成时限定期通报工作进展情况。\n"
)


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("新增學位１，２００個", "新增学位1，200个"),
        ("比重２３．６％", "比重23.6%"),
        ("５０—６０万", "50-60万"),
        ("〔2031〕5号", "[2031]5号"),
        ("「十五五」時期", "“十五五”时期"),
        ("\uf900", "岂"),
        ("新\u200b建\ue000公□园", "新建公园"),
        ("社區(qū)服務", "社区服务"),
        ("实F(xiàn)目标", "实现目标"),
        ("新 建公园", "新建公园"),
        ("共77 100个", "共77 100个"),
        ("2031 2032", "2031 2032"),
        ("5　　6", "5 6"),
        ("new plan", "new plan"),
        ("指标\t单位", "指标\t单位"),
        ("一行\r二行", "一行\n二行"),
        ("一行。\r\n\r\n二行", "一行。\n二行"),
        ("新建公园、\n改造道路", "新建公园、改造道路"),
        ("PM\n2.5浓度", "PM2.5浓度"),
        ("", ""),
    ],
)
def test_normal_copy(raw: str, normal: str) -> None:
    assert normalize(raw).normal == normal


@pytest.mark.parametrize(
    "raw",
    [
        *(
            "新增學位 １２００ 個。\r\n　　擴建\u200b醫院２ 所",
            "社區(qū)達(dá)標",
            "\ufeff\ufeff5個",
        ),
        *("共 77 100 个", "甲\n\n\n乙", "\n\n", WRAPPED.format(1, 2, 3)),
    ],
    ids=range(7),
)
def test_every_place_leads_back_to_its_own_sign(raw: str) -> None:
    source = normalize(raw)
    spans = [source.raw_span(place, place + 1) for place in range(len(source.normal))]
    assert spans == sorted(set(spans))
    for place, (origin, end) in enumerate(spans):
        assert end == origin + 1
        if source.normal[place] in "0123456789" and raw[origin].isdigit():
            assert source.normal[place] == str(int(raw[origin]))


def test_slice_leaves_deleted_edges_outside() -> None:
    source = normalize("\u200b新\u200b建\u200b公园")
    assert source.raw_slice(0, 2) == "新\u200b建"
    assert source.raw_span(1, 1) == (3, 3)


def test_hard_wrapped_text_is_joined_and_its_page_numbers_go() -> None:
    normal = normalize(WRAPPED.format(12, 13, 14)).normal
    assert "道路桥梁和供水管网" in normal.replace("\n", "")
    assert not any(number in normal for number in ("12", "13", "14"))


def test_numbers_at_line_heads_that_do_not_count_up_stay() -> None:
    normal = normalize(WRAPPED.format(12, 31, 14)).normal
    assert all(number in normal for number in ("12", "31", "14"))


@pytest.mark.parametrize("head", ["一、", "（二）", "3.", "专栏1", "2031年："])
def test_mark_of_an_item_begins_a_paragraph(head: str) -> None:
    assert (
        "\n"
        in normalize(f"全市新建公园30处，改造道路50公里，形成设施完善的城乡格局\n{head}道路").normal
    )
