"""Time expressions: dates, years, spans, plan periods, words that count from a given date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyie.mentions.dates import is_day, month_span, plan_years, year_span
from policyie.mentions.numbers import parse_chinese
from policyie.mentions.relative_times import (
    count_of,
    read_half,
    read_month,
    read_next,
    read_now,
    read_past,
    read_relative,
    read_within,
    read_year_end,
)
from policyie.mentions.time_roles import OF_NUMBER, make_time, part_span, preposition, role_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policyie.mentions.records import Time
    from policyie.mentions.time_roles import Reference

_YEAR = r"(?:19|20)\d\d"
_HAN_YEAR = r"[一二][〇零九。][〇零一二三四五六七八九]{2}"
_NUM = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_SAME_TIME = re.compile(r"(?:的)?(?:同期|全年[^，,。;；]{0,8}(?:水平|规模))")
_BASE_BEFORE = re.compile(r"(?:比|较)(?:19|20)\d\d年?(?:、|和|与|及)$")
_EDGE = (
    r"(?P<edge>年底|年末|年终|年初|底|末|初|中旬|下旬|上旬|年中)?"
    r"(?P<before>或?之前|或?以前|前(?!三季|两|列))?"
)
_ROC_EDGE = _EDGE.replace("edge", "rocedge").replace("before", "rocbefore")
_PATTERN = re.compile(
    r"(?=[\d“一二三四五六七八九十两民今去明后前上下本当全年未往接过近这最首第岁现目截迄])(?:(?=[\d一二])(?:"
    rf"(?P<day>(?<!/)(?P<dy>{_YEAR})(?:年(?=\d{{1,2}}月)|[-./](?=\d{{1,2}}[-./]))(?P<dm>\d{{1,2}})(?:月|[-./])(?P<dd>\d{{1,2}})(?:日|号)?)(?P<dbefore>之前|以前|前)?"
    rf"|(?P<fy>(?P<f1>{_YEAR})[-/](?P<f2>\d\d)(?!\d)(?P<fto>(?:至|到|-)(?P<f3>{_YEAR})[-/](?P<f4>\d\d)(?!\d))?(?:年度(?:起的?(?P<fcount>{_NUM})年(?:内|间)?)?|年?度?(?=[的年度财内，,、;；。]|\b)))"
    rf"|(?P<span>(?P<s1>{_YEAR})年?(?:-|~|至|到)(?P<s2>{_YEAR}|\d\d(?=年))年(?P<sfy>度)?(?P<sback>间|期间)?)"
    rf"|(?P<pair>(?P<p1>{_YEAR})、(?P<p2>{_YEAR})年(?!分别))"
    rf"|(?P<months>(?:(?P<my>{_YEAR})年)?(?P<m1>1?\d)(?:月份?)?(?:-|至|到)(?P<m2>1?\d)月份?)"
    rf"|(?P<ym>(?P<yy>{_YEAR}|{_HAN_YEAR})年(?:度|间)?(?:(?P<mo>1?\d)月份?)?{_EDGE})"
    r"(?P<part>上半年|下半年|前三季度?|[首头]三季度?|(?:第?[一二三四1-4]|首)季度?|秋季|春季)?(?P<since>起|以来|开始)?)"
    r"|(?P<plan>“?(?P<pn>(?:十[一二三四五六]?|[一二三四六七八九])五)”?(?P<pquote>[”’])?(?P<pend>时期末|末期|期末|规划期末|末|收官之年|期间|时期|以来|规划期间|规划期内|规划期)?)"
    rf"|(?P<roc>(?:民国|民國)?(?P<ry>1[01]\d|9\d)年度|民国(?P<ry2>\d{2, 3})年)"
    rf"|(?P<rocy>(?<![\d.])(?P<rocn>9\d|1[0-3]\d)(?:学)?年(?:(?P<rocm>1?\d)月)?{_ROC_EDGE}"
    r"(?P<rocpart>上半年|下半年|前三季度?|[首头]三季度?|(?:第?[一二三四1-4]|首)季)?(?:止)?)"
    r"|(?P<rel>今明两年|今年|去年|明年|后年|前年|上年末?|本年度?|当年|全年|年内)(?P<rmo>(?:1?\d|[一二三四五六七八九]|十[一二]?)月份?)?(?P<redge>年底|底|末|初|中旬)?(?P<rbefore>之前|以前|前(?!三季|两|列))?"
    r"(?P<rpart>上半年|下半年|前三季度?|[首头]三季度?|(?:第?[一二三四1-4]|首)季度?)?(?P<rsince>起|以来|开始)?"
    rf"|(?P<next>(?:未来|今后|往后|接下来|下一个)(?:的)?(?P<nn>{_NUM}|一个时期)(?:个)?年(?P<nhalf>半)?(?P<nin>之?内)?(?:间|里|时间)?)"
    rf"|(?P<past>(?:过去|近|这|最近)(?:的|几)?(?P<pa>{_NUM})年(?:来|间|里|中)?|(?P<pb>{_NUM})年来"
    rf"|(?<=的)(?P<pc>{_NUM})年(?=[。！!，,\n]|$))"
    rf"|(?P<within>(?<!提前)(?P<wn>{_NUM})年(?:之?内|之?后|以后|(?=覆盖|完成|实现|建成)))"
    r"|(?P<ymonth>(?P<ymn>1?\d|[一二三四五六七八九]|十[一二]?)月)(?:份|(?P<ymd>\d{1,2})日)?(?P<yme>底|末|初|上旬|中旬|下旬)?(?P<ymb>之前|以前|前)?"
    r"|(?P<half>上半年|下半年|前三季度?|[首头]三季度?|首季(?!度)|(?:第?[一二三四]|首)季度)"
    r"|(?P<yend>年底|年末|岁末)(?P<ybefore>之前|以前|前)?"
    r"|(?P<now>截至目前|(?<!项)目前(?!已知)|现时|当前|现在|迄今|至今)"
    r")"
)
_COMPARED = re.compile(
    r"(?:年|末|底|期|月)?(?:的)?(?:相比|基础上|增长|提高|增加|下降|减少|翻|多|少|基期|为基)"
)
_ATTRIBUTE = re.compile(
    r"(?:建成|建设|建造|投产|投用|开工|竣工|成立|出生|登记|取得|认定|启动)(?:投用|使用)?的"
)
_AIM_BEFORE = re.compile(r"(?:围绕|瞄准|锚定|对标|聚焦|紧扣|着眼)(?:实现|到|于)?$")
_AIM = re.compile(r"年[^，,。;；\d]{1,24}目标")
_ON_BASE = re.compile(r"(?:末|底)?(?:的)?基础上|(?:末|底)?为基期")


def find_times(text: str, start: int, end: int, reference: Reference) -> Iterator[Time]:
    """Yield the time expressions of `text[start:end]`, in text order, without overlaps."""
    for match in _PATTERN.finditer(text, start, end):
        time = _read(text, match, reference)
        if time is not None:
            yield time


def _read(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    for name, reader in _READERS:
        if match[name] is not None:
            return reader(text, match, ref)
    return None


def _read_day(text: str, match: re.Match[str], _ref: Reference) -> Time | None:
    month, day = int(match["dm"]), int(match["dd"])
    if not is_day(int(match["dy"]), month, day):
        return None
    date = f"{match['dy']}-{month:02d}-{day:02d}"
    role = role_of(match, text, "deadline" if match["dbefore"] else "period")
    return make_time(match, (date, date), int(match["dy"]), role, "date")


def _read_span(text: str, match: re.Match[str], _ref: Reference) -> Time | None:
    first = int(match["s1"])
    tail = match["s2"]
    last = int(tail) if len(tail) == 4 else first - first % 100 + int(tail)
    if last <= first or last - first > 60:
        return None
    role = "base" if preposition(text, match) in ("比", "较") else "period"
    return make_time(match, year_span(first, last), last, role, "years")


def _read_pair(text: str, match: re.Match[str], _ref: Reference) -> Time | None:
    first, last = int(match["p1"]), int(match["p2"])
    if last != first + 1:
        return None
    return make_time(match, year_span(first, last), last, role_of(match, text), "years")


def _read_fiscal(_text: str, match: re.Match[str], _ref: Reference) -> Time | None:
    first = int(match["f1"])
    last = int(match["f3"]) if match["fto"] else first
    closing = int(match["f4"] if match["fto"] else match["f2"])
    if (last + 1) % 100 != closing:
        return None
    last += (count_of(match["fcount"]) or 1) - 1 if match["fcount"] else 0
    return make_time(
        match, (f"{first}-04-01", f"{last + 1}-03-31"), last + 1, "period", "fiscal-year"
    )


def _read_months(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    year = int(match["my"]) if match["my"] else ref.year
    first, last = int(match["m1"]), int(match["m2"])
    if not 1 <= first < last <= 12:
        return None
    if year is None:
        return make_time(match, (None, None), None, "period", "months")
    return make_time(match, month_span(year, first, last), year, role_of(match, text), "months")


def _han_year(text: str) -> int | None:
    value = parse_chinese(text.replace("。", "〇"))
    return int(value) if value and 1900 < value < 2100 else None


def _read_year(text: str, match: re.Match[str], _ref: Reference) -> Time | None:
    year = int(match["yy"]) if match["yy"].isdigit() else _han_year(match["yy"])
    if year is None:
        return None
    month = int(match["mo"]) if match["mo"] else 0
    if month > 12:
        return None
    span = month_span(year, month) if month else year_span(year)
    if match["part"]:
        span = part_span(year, match["part"])
    edge = match["edge"] or ""
    default = "period"
    if match["before"] or edge.endswith(("底", "末", "终")):
        default = "deadline"
    if match["since"]:
        default = "since"
    role = role_of(match, text, default)
    if (
        role in ("period", "since")
        and OF_NUMBER.match(text, match.end())
        and text[match.start() - 1 : match.start()] in ("从", "由", "是", "为", "自")
    ):
        role = "base"
    if (
        _ON_BASE.match(text, match.end())
        or _SAME_TIME.match(text, match.end())
        or _BASE_BEFORE.search(text, max(0, match.start() - 9), match.start())
    ):
        role = "base"
    elif _ATTRIBUTE.match(text, match.end()) or _is_aim(text, match):
        role = "name"
    if (
        role == "period"
        and _COMPARED.match(text, match.end())
        and text[match.start() - 1 : match.start()] in ("比", "较")
    ):
        role = "base"
    return make_time(match, span, year, role, "year")


def _is_aim(text: str, match: re.Match[str]) -> bool:
    """Whether a year belongs to an aim that the clause serves (围绕2027年脱贫目标)."""
    if _AIM_BEFORE.search(text, max(0, match.start() - 5), match.start()) is None:
        return False
    return _AIM.match(text, match.start() + 4) is not None


def _read_plan(text: str, match: re.Match[str], _ref: Reference) -> Time | None:
    quoted = match["plan"].startswith("“") or match["pend"]
    name = match["pn"]
    if not quoted and (len(name) < 3 or text[match.end() : match.end() + 1] in ("五", "六")):
        return None
    if text[match.start("plan") - 1 : match.start("plan")] in ("“", "‘") and not match["pend"]:
        quoted = True
    years = plan_years(name)
    if years is None or (len(name) == 2 and not quoted):
        return None
    ending = match["pend"] or ""
    role = role_of(match, text)
    if "末" in ending or ending == "收官之年":
        return make_time(
            match,
            year_span(years[1]),
            years[1],
            "base" if role == "base" else "deadline",
            "plan-end",
        )
    if role in ("deadline", "since"):
        role = "period"
    if OF_NUMBER.match(text, match.end()) and text[match.start() - 1 : match.start()] == "是":
        role = "base"
    return make_time(match, year_span(*years), years[1], role, "plan-period")


def _read_roc(text: str, match: re.Match[str], _ref: Reference) -> Time | None:
    year = int(match["ry"] or match["ry2"]) + 1911
    return make_time(match, year_span(year), year, role_of(match, text), "roc-year")


def _read_bare_roc(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    if not ref.roc:
        return None
    year = int(match["rocn"]) + 1911
    month = int(match["rocm"]) if match["rocm"] else 0
    if month > 12:
        return None
    span = month_span(year, month) if month else year_span(year)
    if match["rocpart"]:
        span = part_span(year, match["rocpart"])
    edge = match["rocedge"] or ""
    until = match["rocbefore"] or edge.endswith(("底", "末", "终")) or match[0].endswith("止")
    return make_time(
        match, span, year, role_of(match, text, "deadline" if until else "period"), "year"
    )


_READERS: tuple[tuple[str, Callable[[str, re.Match[str], Reference], Time | None]], ...] = (
    ("day", _read_day),
    ("fy", _read_fiscal),
    ("span", _read_span),
    ("pair", _read_pair),
    ("months", _read_months),
    ("ym", _read_year),
    ("plan", _read_plan),
    ("roc", _read_roc),
    ("rocy", _read_bare_roc),
    ("rel", read_relative),
    ("next", read_next),
    ("past", read_past),
    ("within", read_within),
    ("ymonth", read_month),
    ("half", read_half),
    ("yend", read_year_end),
    ("now", read_now),
)
