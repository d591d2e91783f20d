from __future__ import annotations

import pytest

from policyie.text.html import extract_text, is_html


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("", "page.html", True),
        ("", "PAGE.HTM", True),
        ("<!DOCTYPE html><p>", "a.txt", True),
        ("\n <!-- saved --> <HTML lang='zh'>", "", True),
        ('<?xml version="1.0" encoding="gb2312"?>\n<!doctype html PUBLIC "x">', "", True),
        ("到2031年，新建公园3个。", "plan.txt", False),
        ("<p>一段文字</p>", "plan.md", False),
        ("<htmlx>", "", False),
    ],
)
def test_pages_are_known_by_name_or_head(text: str, name: str, expected: bool) -> None:
    assert is_html(text, name) is expected


def test_blocks_become_lines() -> None:
    page = (
        "<body><h2>主要目标</h2><div><p>到2031年，<b>新建</b><span>公园</span>3个。</p>"
        "<ul><li>其中大型1个</li><li>小型2个</li></ul>尾段<br>换行<hr>末行</div></body>"
    )
    expected = [
        "主要目标",
        "到2031年，新建公园3个。",
        "其中大型1个",
        "小型2个",
        "尾段",
        "换行",
        "末行",
    ]
    assert extract_text(page).splitlines() == expected


def test_table_rows_become_lines_with_tabs() -> None:
    page = (
        "<table><caption>指标表</caption><thead><tr><th>指标</th><th>单位</th><th>2031年</th></tr>"
        "</thead><tbody><tr><td><p>床位</p></td><td>张</td><td>4200</td></tr>"
        "<tr><td>医生<br>（含助理）</td><td>人</td><td> 900 </td></tr></tbody></table>"
    )
    expected = ["指标表", "指标\t单位\t2031年", "床位\t张\t4200", "医生 （含助理）\t人\t900"]
    assert extract_text(page).splitlines() == expected


def test_spanning_cells_keep_columns_in_line() -> None:
    page = (
        "<table><tr><td rowspan=2>教育</td><td>幼儿园</td><td>12</td></tr>"
        "<tr><td>小学</td><td>8</td></tr><tr><td colspan='2'>合计</td><td>20</td></tr></table>"
    )
    assert extract_text(page).splitlines() == ["教育\t幼儿园\t12", "\t小学\t8", "合计\t\t20"]


def test_span_at_the_end_of_rows_leaves_no_blank() -> None:
    page = "<table><tr><td>甲</td><td rowspan=2>约束性</td></tr><tr><td>乙</td></tr></table>"
    assert extract_text(page) == "甲\t约束性\n乙\n"


@pytest.mark.parametrize("value", ["0", "-3", "x", "", "²", "99999999999"])
def test_senseless_spans_do_no_harm(value: str) -> None:
    page = f"<table><tr><td rowspan='{value}' colspan='{value}'>甲</td><td>乙</td></tr></table>"
    assert extract_text(page) == "甲\t乙\n"


def test_empty_rows_are_dropped() -> None:
    assert extract_text("<table><tr><td></td><td>&nbsp;</td></tr></table>甲") == "甲\n"


def test_layout_tables_are_blocks() -> None:
    page = (
        "<table><tr><td>左栏</td><td><table><tr><td>甲</td><td>1</td></tr></table>"
        "<p>一段</p><p>二段</p></td></tr></table>"
    )
    assert extract_text(page).splitlines() == ["左栏", "甲\t1", "一段", "二段"]


def test_a_page_in_a_cell_keeps_its_paragraphs() -> None:
    long = "新建学校八所。" * 300
    page = f"<table><tr><td>栏</td><td><p>{long}</p><p>末段</p></td></tr></table>"
    assert extract_text(page).splitlines() == ["栏", long, "末段"]


def test_what_is_no_text_is_dropped() -> None:
    page = (
        "<html><head><title>标题</title><style>p{}</style></head><body><!-- 注释 5个 -->"
        "<nav><a>首页</a></nav><script>var a = '3个';</script>正文<noscript>无</noscript>"
        "<select><option>选</option></select><textarea>写</textarea>"
        "<ruby>镇<rp>(</rp><rt>zhen</rt><rp>)</rp></ruby>尾<?php 代码 ?>。</body></html>"
    )
    assert extract_text(page) == "正文镇尾。\n"


def test_server_tags_are_dropped() -> None:
    page = "<%@ page pageEncoding='UTF-8' %><p>新建<%= n %>公园</p><% 未完"
    assert extract_text(page).startswith("新建公园\n")


def test_white_space_is_collapsed_as_in_a_browser() -> None:
    page = "<p>\n  新建\n  公园  3 个，\n Green\n city\u3000\u00a0末 </p>"
    assert extract_text(page) == "新建公园 3 个， Green city\u3000\u00a0末\n"


def test_preformatted_text_keeps_its_lines() -> None:
    assert extract_text("<pre>一  二\r\n  三\n</pre>四") == "一  二\n  三\n四\n"


def test_preformatted_table_is_still_a_table() -> None:
    page = "<pre>头\n<table><tr><td>甲\n乙</td><td>1</td></tr></table></pre>"
    assert extract_text(page) == "头\n甲乙\t1\n"


def test_entities_are_characters() -> None:
    assert extract_text("<p>&ge;5&#x4e2a;&amp;&lt;6&gt;</p>") == "≥5个&<6>\n"


def test_stated_encoding_in_the_page_does_no_harm() -> None:
    page = '<?xml version="1.0" encoding="gb2312"?><html><meta charset="big5"><p>云桥县</p></html>'
    assert extract_text(page) == "云桥县\n"


@pytest.mark.parametrize("page", ["", "  \n", "<!-- -->", "<html></html>", "<", "<%", "</p>"])
def test_pages_without_text_give_none(page: str) -> None:
    assert extract_text(page).strip() in ("", "<", "<%")


def test_depth_and_damage_do_no_harm() -> None:
    page = "<div>" * 3000 + "深<table><tr><td>甲<td>乙<p>丙" + "</span>" * 10
    text = extract_text(page)
    assert text == "" or "深" in text
    assert extract_text("<p>一<p>二</b></i><td>三") == "一\n二\n三\n"


def test_large_page_is_linear() -> None:
    rows = "<tr><td>新建公园</td><td>3个</td></tr>" * 30_000
    assert extract_text(f"<table>{rows}</table>") == "新建公园\t3个\n" * 30_000
