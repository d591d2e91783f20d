"""Each check on a text of its own: what holds, what fails, and what is not compared."""

from __future__ import annotations

from typing import Any

import pytest

from policyie import extract_text
from policyie.schema import Check

# id, text, and what is found: rule, whether it holds, expected, found.
FOUND: list[tuple[str, str, list[tuple[str, bool, float, float]]]] = [
    (
        "bracket-names-all-parts",
        "2031年改造小区21个(新改造16个,提升5个)。",
        [("parts-sum", True, 21, 21)],
    ),
    (
        "bracket-misses-one",
        "2031年改造小区21个(新改造16个,提升4个)。",
        [("parts-sum", False, 21, 20)],
    ),
    (
        "parts-behind-among-them",
        "全市安排重点项目105个，其中工业类30个、农业类25个、商贸类50个。",
        [("parts-sum", True, 105, 105)],
    ),
    (
        "total-behind-list",
        "东岭区新建公园8个、西河区新建公园5个，共13个。",
        [("parts-sum", True, 13, 13)],
    ),
    (
        "total-misses-list",
        "2030年，云溪市完成改造东岭区8个、西河区5个，共计14个。",
        [("parts-sum", False, 14, 13)],
    ),
    (
        "rounded-parts",
        "全市投资10.1亿元(城区5.3亿元、乡镇4.7亿元)。",
        [("parts-sum", True, 10.1, 10)],
    ),
    (
        "part-within-whole",
        "2030年，全市建成养老机构12家，其中公办机构5家。",
        [("part-within", True, 12, 5)],
    ),
    (
        "part-above-whole",
        "2030年，全市建成养老机构12家，其中公办机构15家。",
        [("part-within", False, 12, 15)],
    ),
    (
        "growth-from-base",
        "图书馆藏书由120万册增加到150万册，增长25%。",
        [("direction", True, 120, 150), ("base-growth", True, 25, 25)],
    ),
    (
        "growth-not-from-base",
        "图书馆藏书由120万册增加到150万册，增长30%。",
        [("direction", True, 120, 150), ("base-growth", False, 25, 30)],
    ),
    (
        "times-told-as-level",
        "养老床位由2000张增加到6000张，增长3倍。",
        [("direction", True, 2000, 6000), ("base-growth", False, 2, 3)],
    ),
    (
        "amount-from-base",
        "规模企业由236家增加到368家，增加132家。",
        [("direction", True, 236, 368), ("base-growth", True, 132, 132)],
    ),
    (
        "fall-from-base",
        "居民小组由400个减少到300个，减少100个。",
        [("direction", True, 400, 300), ("base-growth", True, 100, 100)],
    ),
    ("level-that-stays", "森林覆盖率由45%提高到45%。", [("direction", True, 45, 45)]),
    (
        "change-against-another-year",
        "规模企业由236家增加到368家，比上年增加92家。",
        [("direction", True, 236, 368)],
    ),
    (
        "yearly-amount",
        "养老床位由2000张增加到6000张，年均增加800张。",
        [("direction", True, 2000, 6000)],
    ),
    (
        "rate-of-a-rate",
        "城镇化率由52.3%提高到60.1%，增长15%。",
        [("direction", True, 52.3, 60.1)],
    ),
    (
        "yearly-mean-of-a-rate",
        "城镇化率由52.3%提高到60.1%，年均增长2.8%。",
        [("direction", True, 52.3, 60.1)],
    ),
    (
        "product-in-constant-prices",
        "全市生产总值由500亿元增加到800亿元，增长45%。",
        [("direction", True, 500, 800)],
    ),
    (
        "level-that-falls",
        "2029年，社会消费品零售总额60亿元。2030年，社会消费品零售总额54亿元，下降10%。",
        [("year-growth", True, 10, 10)],
    ),
    (
        "points-from-base",
        "城镇化率由52.3%提高到60.1%，提高8.8个百分点。",
        [("direction", True, 52.3, 60.1), ("base-growth", False, 7.8, 8.8)],
    ),
    (
        "mean-over-named-years",
        "税收收入由2026年的50亿元增加到2031年的80亿元，年均增长9.9%。",
        [("direction", True, 50, 80), ("base-growth", True, 9.8561, 9.9)],
    ),
    (
        "mean-misses-named-years",
        "税收收入由2026年的50亿元增加到2031年的80亿元，年均增长12%。",
        [("direction", True, 50, 80), ("base-growth", False, 9.8561, 12)],
    ),
    (
        "mean-over-years-of-the-sentence",
        (
            "税收收入由2026年的50亿元增加到2031年的80亿元，年均增长9.9%；"
            "旅游收入由20亿元增加到40亿元，年均增长14.9%。"
        ),
        [
            ("direction", True, 50, 80),
            ("base-growth", True, 9.8561, 9.9),
            ("direction", True, 20, 40),
            ("base-growth", True, 14.8698, 14.9),
        ],
    ),
    (
        "mean-that-no-number-of-years-makes",
        "旅游收入由50亿元增加到80亿元，年均增长70%。",
        [("direction", True, 50, 80), ("base-growth", False, 60, 70)],
    ),
    (
        "mean-over-the-period",
        "2026—2030年，税收收入由50亿元增加到80亿元，年均增长9.9%。",
        [
            ("year-order", True, 2026, 2030),
            ("direction", True, 50, 80),
            ("base-growth", True, 9.8561, 9.9),
        ],
    ),
    (
        "amount-and-rate",
        "2030年，社会消费品零售总额66亿元，比上年增加6亿元，增长10%。",
        [("amount-and-rate", True, 10, 10)],
    ),
    (
        "amount-against-rate",
        "2030年，社会消费品零售总额66.0亿元，比上年增加6.0亿元，增长15%。",
        [("amount-and-rate", False, 10, 15)],
    ),
    (
        "amounts-dealt-out",
        (
            "2030年，城镇和农村居民收入分别达到44000元、22000元，分别增加4000元、2000元，"
            "分别增长10%、20%。"
        ),
        [("amount-and-rate", True, 10, 10), ("amount-and-rate", False, 10, 20)],
    ),
    (
        "amount-and-mean",
        "2030年，社会消费品零售总额66.0亿元，净增26.0亿元，年均增长30.9%。",
        [("base-growth", False, 28.4523, 30.9)],
    ),
    (
        "whole-growth-and-mean",
        "2030年全市生产总值342亿元，比2025年增长1.1倍，年均增长16%。",
        [("total-and-mean", True, 15.9962, 16)],
    ),
    (
        "whole-growth-against-mean",
        "2030年全市生产总值342亿元，比2025年增长1.1倍，年均增长20%。",
        [("total-and-mean", False, 15.9962, 20)],
    ),
    (
        "share-of-its-whole",
        "全市共有社区120个，其中城市社区30个，占总数的25%。",
        [("part-within", True, 120, 30), ("share-of", True, 25, 25)],
    ),
    (
        "share-against-its-whole",
        "全市共有社区120个，其中城市社区30个，占总数的35%。",
        [("part-within", True, 120, 30), ("share-of", False, 25, 35)],
    ),
    (
        "share-of-a-named-whole",
        "2030年，全市生产总值250亿元。2030年，民营经济增加值125亿元，占全市GDP的60%。",
        [("share-of", False, 50, 60)],
    ),
    (
        "share-behind-a-change",
        "2030年，全市生产总值250亿元。2030年，民营经济增加值125亿元，增长9%，占全市生产总值的50%。",
        [("share-of", True, 50, 50)],
    ),
    ("share-of-a-count", "改造老旧小区25个，占比62.5%。", [("whole-number", True, 62.5, 62.5)]),
    (
        "share-of-no-count",
        "改造老旧小区25个，占比63.4%。",
        [("whole-number", False, 64.1026, 63.4)],
    ),
    (
        "shares-of-a-whole",
        "三次产业结构由10:45:45调整为8:40:52。",
        [("shares-sum", True, 100, 100), ("shares-sum", True, 100, 100)],
    ),
    ("shares-above-a-whole", "三次产业结构调整为18:40:52。", [("shares-sum", False, 100, 110)]),
    (
        "one-year-two-values",
        (
            "2030年，社会消费品零售总额达到66.5亿元。经济稳步增长。"
            "2030年，全市社会消费品零售总额68亿元。"
        ),
        [("same-value", False, 66.5, 68)],
    ),
    (
        "one-year-one-value",
        (
            "2030年，社会消费品零售总额达到66.5亿元。经济稳步增长。"
            "2030年，全市社会消费品零售总额67亿元。"
        ),
        [("same-value", True, 66.5, 67)],
    ),
    (
        "year-against-the-year-before",
        "2029年，社会消费品零售总额60亿元。2030年，社会消费品零售总额66亿元，增长15%。",
        [("year-growth", False, 10, 15)],
    ),
    (
        "year-against-a-named-year",
        "2025年，社会消费品零售总额50亿元。2030年，社会消费品零售总额80亿元，比2025年增加30亿元。",
        [("year-growth", True, 30, 30)],
    ),
    (
        "mean-over-a-plan",
        "2025年，社会消费品零售总额50亿元。2030年，社会消费品零售总额80亿元，年均增长12%。",
        [("year-growth", False, 9.8561, 12)],
    ),
    (
        "growth-outside-its-parts",
        (
            "2030年，全市生产总值增长5.0%，其中第一产业增加值增长7.0%，第二产业增加值增长8.0%，"
            "第三产业增加值增长9.0%。"
        ),
        [("growth-of-parts", False, 7, 5)],
    ),
    (
        "growth-within-its-parts",
        "2030年，全市生产总值增长7.5%。一、二、三产业增加值分别增长3%、7%、9%。",
        [("growth-of-parts", True, 7.5, 7.5)],
    ),
    (
        "industries-above-the-product",
        (
            "2030年，全市生产总值100亿元，第一产业增加值10亿元，第二产业增加值40亿元，"
            "第三产业增加值55亿元。"
        ),
        [("parts-sum", False, 100, 105)],
    ),
    ("rise-that-falls", "森林覆盖率由45%提高到42%。", [("direction", False, 45, 42)]),
    ("fall-that-falls", "审批时限由20天压缩到5天。", [("direction", True, 20, 5)]),
    ("range-backwards", "实施2033—2031年行动计划。", [("year-order", False, 2033, 2031)]),
    (
        "labels-out-of-order",
        "公园建设行动\n\n2031年：新建公园3个。\n2033年：新建公园4个。\n2032年：新建公园5个。",
        [("year-order", True, 2031, 2033), ("year-order", False, 2033, 2032)],
    ),
]

NOTHING = [
    ("no-names-of-all-parts", "全市改造小区21个(东岭区等16个)。"),
    ("stock-behind-growth", "2031年新增床位200张(累计3600张)。"),
    ("parts-of-several-kinds", "新建小区21个、公园5处，共计300公顷。"),
    ("list-far-from-total", "东岭区新建公园8个、西河区新建公园5个，共40个。"),
    ("mean-over-unknown-years", "税收收入为50亿元，年均增长12%。"),
    ("constant-prices", "2029年，全市生产总值500亿元。2030年，全市生产总值600亿元，增长6%。"),
    ("comparable-basis", "2030年，税收收入66.0亿元，增加6.0亿元，同口径增长15%。"),
    ("bounded-share", "全市共有社区120个，城市社区30个以上，占比超过35%。"),
    ("share-of-another-thing", "引进项目25个，占总投资的63.4%。"),
    ("share-of-an-unknown-whole", "民间投资125亿元，占全市固定资产投资的63.4%。"),
    ("rank-that-rises", "城市综合排名由51位上升到36位。"),
    ("no-ratio-of-a-whole", "三次产业用工比为3:4:5，新建公园3个。"),
    ("number-of-a-standard", "执行标准3095-2012年版，新建公园3个。"),
    (
        "labels-from-last-to-first",
        "公园\n\n2033年：新建3个。\n2032年：新建4个。\n2031年：新建5个。",
    ),
    ("share-of-a-whole-list", "建成书屋10个、驿站20个，占比85.7%。"),
    ("level-that-is-bounded", "税收收入由50亿元增加到80亿元以上，增长70%。"),
    ("change-that-is-bounded", "2030年，税收收入66亿元，增加6亿元，增长15%以上。"),
    ("changes-both-ways", "2030年，税收收入66亿元，增加6亿元，下降10%。"),
    ("product-and-amount", "2030年，全市生产总值660亿元，增加60亿元，增长6%。"),
    ("whole-growth-of-no-time", "税收收入66亿元，比2025年增长1.1倍，年均增长16%。"),
    ("change-on-two-bases", "税收收入66亿元，实际增长10%，年均增长16%。"),
    (
        "nothing-of-a-base",
        "2029年，社会消费品零售总额0亿元。2030年，社会消费品零售总额5亿元，增长9%。",
    ),
    (
        "total-of-other-words",
        "新建公园8个、广场5个，共有企业城区和郊外以及周边乡镇合作经营的14个。",
    ),
    ("total-of-growth", "新建公园8个、广场5个，共增加20%。"),
    ("part-in-another-year", "2030年新建公园8个，其中2029年新建9个。"),
    ("speed", "审批时间由10天提速至3天，新建窗口5个。"),
    ("base-without-its-unit", "参保人数由9800增加到1.2万人。"),
    ("base-in-another-unit", "税收收入由9800万元增加到1.2亿元。"),
    (
        "labels-of-two-rows",
        "公园\n\n2031年：3个。\n2032年：新建4个。\n2031年：新建5个。\n2032年：新建6个。",
    ),
    ("sets-that-overlap", "全市共有企业100家(规上企业60家、高新企业55家)。"),
    ("doubtful-place", "引进项目25个，落户园区，占总投资的63.4%。"),
    (
        "two-years",
        "2029年，社会消费品零售总额66.5亿元。经济稳步增长。2030年，社会消费品零售总额68亿元。",
    ),
    (
        "two-places",
        "2030年，社会消费品零售总额66.5亿元。经济稳步增长。2030年，东岭区社会消费品零售总额67.5亿元。",
    ),
    (
        "a-round-mark",
        "2030年，粮食总产量41.2万吨。经济稳步增长。2030年，粮食总产量跃上40万吨台阶。",
    ),
]


def find(text: str) -> list[Check]:
    return list(extract_text(text).checks)


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in FOUND], ids=[c[0] for c in FOUND])
def test_found(text: str, expected: list[tuple[str, bool, float, float]]) -> None:
    found = [(c.rule, c.ok, round(c.expected, 4), round(c.found, 4)) for c in find(text)]
    assert found == expected


@pytest.mark.parametrize("text", [c[1] for c in NOTHING], ids=[c[0] for c in NOTHING])
def test_not_compared(text: str) -> None:
    document = extract_text(text)
    assert document.targets
    assert [c.rule for c in document.checks if c.rule != "part-within"] == []


@pytest.mark.parametrize("text", [c[1] for c in FOUND], ids=[c[0] for c in FOUND])
def test_places_are_those_of_figures(text: str) -> None:
    for check in find(text):
        assert check.spans == sorted(check.spans)
        assert all(text[start].isdigit() for start, _ in check.spans)
        assert len(check.spans) >= len(check.targets)


def test_part_of_a_mean_is_not_compared() -> None:
    text = "2030年，全市居民人均可支配收入30000元，其中城镇居民40000元。"
    assert find(text) == []


def test_check_tells_unit_tolerance_places_and_reason() -> None:
    text = "　图书馆藏书由120万冊增加到150万冊，增長30%。"
    check = find(text)[-1]
    assert (check.unit, round(check.tolerance, 2)) == ("%", 1.44)
    assert [text[a:b] for a, b in check.spans] == ["120", "150万冊", "30%"]
    assert check.message == ("“120” and “150万册” mean a change of 25%; the text says “30%”")


def test_records_name_the_others_and_the_document_all() -> None:
    document = extract_text("全市共有社区120个，其中城市社区30个，占总数的25%。")
    share = document.checks[-1]
    assert share.targets == ["t0001", "t0002", "t0003"]
    others: list[Any] = [
        [check.targets for check in target.checks if check.rule == "share-of"]
        for target in document.targets
    ]
    assert others == [[["t0002", "t0003"]], [["t0001", "t0003"]], [["t0001", "t0002"]]]


def test_checks_stand_in_text_order() -> None:
    document = extract_text("".join(text for _, text, _ in FOUND[:12]))
    places = [check.spans for check in document.checks]
    assert len(places) > 12
    assert places == sorted(places)


def test_text_without_figures_has_no_checks() -> None:
    assert find("推进公园建设。") == []
