"""Time expressions: dates, years, spans, plan periods, words that count from a given date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyie.mentions.dates import is_day, month_span, plan_years, year_span
from policyie.mentions.numbers import parse_chinese
from policyie.mentions.records import Time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_YEAR = r"(?:19|20)\d\d"
_HAN_YEAR = r"[一二][〇零九。][〇零一二三四五六七八九]{2}"
_NUM = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_PREFIX = re.compile(r"(?:截至到?|截止到?|力争到|到了?|至|自|从|于|比|较|与|同|距)$")
_TURNED = re.compile(r"(?:高|加|升|长|大|降|少|为|增|缩|展|复)[到至]$")
_SAME_TIME = re.compile(r"(?:的)?(?:同期|全年[^，,。;；]{0,8}(?:水平|规模))")
_BASE_BEFORE = re.compile(r"(?:比|较)(?:19|20)\d\d年?(?:、|和|与|及)$")
_YEARLY_TASK = re.compile(r"(?:目标)?任务的?|计划的|目标的|预期目标的")
_NOW_AS_BASE = re.compile(r"的?(?:基础|规模|水平|基本持平)|[^，,。;；]{0,4}(?:持平|相当)")
_EDGE = (
    r"(?P<edge>年底|年末|年终|年初|底|末|初|中旬|下旬|上旬|年中)?"
    r"(?P<before>或?之前|或?以前|前(?!三季|两|列))?"
)
_PATTERN = re.compile(
    r"(?=[\d“一二三四五六七八九十两民今去明后前上下本当全年未往接过近这最首第岁现目截迄])(?:"
    rf"(?P<day>(?P<dy>{_YEAR})(?:年|[-./])(?P<dm>\d{{1,2}})(?:月|[-./])(?P<dd>\d{{1,2}})(?:日|号)?)(?P<dbefore>之前|以前|前)?"
    rf"|(?P<fy>(?P<f1>{_YEAR})[-/](?P<f2>\d\d)(?!\d)(?P<fto>(?:至|到|-)(?P<f3>{_YEAR})[-/](?P<f4>\d\d)(?!\d))?(?:年度(?:起的?(?P<fcount>{_NUM})年(?:内|间)?)?|年?度?(?=[的年度财内，,、;；。]|\b)))"
    rf"|(?P<span>(?P<s1>{_YEAR})年?(?:-|~|至|到)(?P<s2>{_YEAR}|\d\d(?=年))年(?P<sfy>度)?(?P<sback>间|期间)?)"
    rf"|(?P<pair>(?P<p1>{_YEAR})、(?P<p2>{_YEAR})年(?!分别))"
    rf"|(?P<months>(?:(?P<my>{_YEAR})年)?(?P<m1>1?\d)(?:月份?)?(?:-|至|到)(?P<m2>1?\d)月份?)"
    rf"|(?P<ym>(?P<yy>{_YEAR}|{_HAN_YEAR})年(?:度|间)?(?:(?P<mo>1?\d)月份?)?{_EDGE})"
    r"(?P<part>上半年|下半年|前三季度?|[首头]三季度?|(?:第?[一二三四1-4]|首)季度?|秋季|春季)?(?P<since>起|以来|开始)?"
    r"|(?P<plan>“?(?P<pn>(?:十[一二三四五六]?|[一二三四六七八九])五)”?(?P<pquote>[”’])?(?P<pend>时期末|末期|期末|规划期末|末|收官之年|期间|时期|以来|规划期间|规划期内|规划期)?)"
    rf"|(?P<roc>(?:民国|民國)?(?P<ry>1[01]\d|9\d)年度|民国(?P<ry2>\d{2, 3})年)"
    rf"|(?P<rocy>(?<![\d.])(?P<rocn>9\d|1[0-3]\d)(?:学)?年(?:(?P<rocm>1?\d)月)?{_EDGE.replace('edge', 'rocedge').replace('before', 'rocbefore')}"
    r"(?P<rocpart>上半年|下半年|前三季度?|[首头]三季度?|(?:第?[一二三四1-4]|首)季)?(?:止)?)"
    r"|(?P<rel>今明两年|今年|去年|明年|后年|前年|上年末?|本年度?|当年|全年|年内)(?P<rmo>(?:1?\d|[一二三四五六七八九]|十[一二]?)月份?)?(?P<redge>年底|底|末|初|中旬)?(?P<rbefore>之前|以前|前(?!三季|两|列))?"
    r"(?P<rpart>上半年|下半年|前三季度?|[首头]三季度?|(?:第?[一二三四1-4]|首)季度?)?(?P<rsince>起|以来|开始)?"
    rf"|(?P<next>(?:未来|今后|往后|接下来|下一个)(?:的)?(?P<nn>{_NUM}|一个时期)(?:个)?年(?P<nhalf>半)?(?P<nin>之?内)?(?:间|里|时间)?)"
    rf"|(?P<past>(?:过去|近|这|最近)(?:的|几)?(?P<pa>{_NUM})年(?:来|间|里|中)?|(?P<pb>{_NUM})年来"
    rf"|(?<=的)(?P<pc>{_NUM})年(?=[。！!\n]|$))"
    rf"|(?P<within>(?P<wn>{_NUM})年(?:之?内|之?后|以后|(?=覆盖|完成|实现|建成)))"
    r"|(?P<ymonth>(?P<ymn>1?\d|[一二三四五六七八九]|十[一二]?)月)(?:份|(?P<ymd>\d{1,2})日)?(?P<yme>底|末|初|上旬|中旬|下旬)?(?P<ymb>之前|以前|前)?"
    r"|(?P<half>上半年|下半年|前三季度?|[首头]三季度?|首季(?!度)|(?:第?[一二三四]|首)季度)"
    r"|(?P<yend>年底|年末|岁末)(?P<ybefore>之前|以前|前)?"
    r"|(?P<now>截至目前|目前|现时|当前|现在|迄今|至今)"
    r")"
)
_COMPARED = re.compile(
    r"(?:年|末|底|期|月)?(?:的)?(?:相比|基础上|增长|提高|增加|下降|减少|翻|多|少|基期|为基)"
)
_OF_NUMBER = re.compile(r"(?:末|底)?的?\d")
_ATTRIBUTE = re.compile(
    r"(?:建成|建设|建造|投产|投用|开工|竣工|成立|出生|登记|取得|认定|启动)(?:投用|使用)?的"
)
_ON_BASE = re.compile(r"(?:末|底)?(?:的)?基础上|(?:末|底)?为基期")
_PARTS = {"上半年": (1, 6), "下半年": (7, 12), "前三季度": (1, 9), "秋季": (1, 12), "春季": (1, 12)}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "首": 1}


@dataclass(frozen=True, slots=True)
class Reference:
    """What relative expressions count from.

    Attributes:
        year: the document's year, None when unknown.
        month: its month, None when unknown.
        plan: first and last year of the plan that the text names, None when it names none.
        roc: whether bare years such as 115年 count from 1911.
    """

    year: int | None = None
    month: int | None = None
    plan: tuple[int, int] | None = None
    roc: bool = False


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


def _prefix(text: str, match: re.Match[str]) -> str:
    """Return the preposition right before a time expression, or an empty string."""
    before = text[max(0, match.start() - 4) : match.start()]
    found = _PREFIX.search(before)
    if found and found[0] in ("到", "至") and _TURNED.search(before):
        return ""
    return found[0] if found else ""


def _role(match: re.Match[str], text: str, default: str = "period") -> str:
    """Return the role that the words around give: compared with, until, since."""
    pre = _prefix(text, match)
    if pre in ("比", "较", "与", "同"):
        return "base"
    if pre in ("截至", "截至到", "截止", "截止到", "到", "到了", "至", "力争到"):
        return "deadline"
    if pre in ("自", "从") and default == "period":
        return "since"
    return default


def _make(
    match: re.Match[str],
    span: tuple[str | None, str | None],
    year: int | None,
    role: str,
    rule: str,
) -> Time:
    first, last = span
    if role == "deadline":
        first = None
    elif role == "since":
        last = None
    start = match.start() - len(_prefix(match.string, match))
    return Time(start, match.end(), first, last, year, role, rule)


def _read_day(text: str, match: re.Match[str], _ref: Reference) -> Time | None:
    month, day = int(match["dm"]), int(match["dd"])
    if not is_day(int(match["dy"]), month, day):
        return None
    date = f"{match['dy']}-{month:02d}-{day:02d}"
    role = _role(match, text, "deadline" if match["dbefore"] else "period")
    return _make(match, (date, date), int(match["dy"]), role, "date")


def _read_span(text: str, match: re.Match[str], _ref: Reference) -> Time | None:
    first = int(match["s1"])
    tail = match["s2"]
    last = int(tail) if len(tail) == 4 else first - first % 100 + int(tail)
    if last <= first or last - first > 60:
        return None
    role = "base" if _prefix(text, match) in ("比", "较") else "period"
    return _make(match, year_span(first, last), last, role, "years")


def _read_pair(text: str, match: re.Match[str], _ref: Reference) -> Time | None:
    first, last = int(match["p1"]), int(match["p2"])
    if last != first + 1:
        return None
    return _make(match, year_span(first, last), last, _role(match, text), "years")


def _read_fiscal(_text: str, match: re.Match[str], _ref: Reference) -> Time | None:
    first = int(match["f1"])
    last = int(match["f3"]) if match["fto"] else first
    closing = int(match["f4"] if match["fto"] else match["f2"])
    if (last + 1) % 100 != closing:
        return None
    last += (_count(match["fcount"]) or 1) - 1 if match["fcount"] else 0
    return _make(match, (f"{first}-04-01", f"{last + 1}-03-31"), last + 1, "period", "fiscal-year")


def _read_months(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    year = int(match["my"]) if match["my"] else ref.year
    first, last = int(match["m1"]), int(match["m2"])
    if not 1 <= first < last <= 12:
        return None
    if year is None:
        return _make(match, (None, None), None, "period", "months")
    return _make(match, month_span(year, first, last), year, _role(match, text), "months")


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
        span = _part_span(year, match["part"])
    edge = match["edge"] or ""
    default = "period"
    if match["before"] or edge.endswith(("底", "末", "终")):
        default = "deadline"
    if match["since"]:
        default = "since"
    role = _role(match, text, default)
    if (
        role in ("period", "since")
        and _OF_NUMBER.match(text, match.end())
        and text[match.start() - 1 : match.start()] in ("从", "由", "是", "为", "自")
    ):
        role = "base"
    if (
        _ON_BASE.match(text, match.end())
        or _SAME_TIME.match(text, match.end())
        or _BASE_BEFORE.search(text, max(0, match.start() - 9), match.start())
    ):
        role = "base"
    elif _ATTRIBUTE.match(text, match.end()):
        role = "name"
    if (
        role == "period"
        and _COMPARED.match(text, match.end())
        and text[match.start() - 1 : match.start()] in ("比", "较")
    ):
        role = "base"
    return _make(match, span, year, role, "year")


def _part_span(year: int, part: str) -> tuple[str, str]:
    if part in _PARTS:
        return month_span(year, *_PARTS[part])
    if "三季" in part and part[0] in "前首头":
        return month_span(year, 1, 9)
    quarter = next((_QUARTERS[c] for c in part if c in _QUARTERS), 1)
    return month_span(year, quarter * 3 - 2, quarter * 3)


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
    role = _role(match, text)
    if "末" in ending or ending == "收官之年":
        return _make(
            match,
            year_span(years[1]),
            years[1],
            "base" if role == "base" else "deadline",
            "plan-end",
        )
    if role in ("deadline", "since"):
        role = "period"
    if _OF_NUMBER.match(text, match.end()) and text[match.start() - 1 : match.start()] == "是":
        role = "base"
    return _make(match, year_span(*years), years[1], role, "plan-period")


def _read_roc(text: str, match: re.Match[str], _ref: Reference) -> Time | None:
    year = int(match["ry"] or match["ry2"]) + 1911
    return _make(match, year_span(year), year, _role(match, text), "roc-year")


def _read_bare_roc(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    if not ref.roc:
        return None
    year = int(match["rocn"]) + 1911
    month = int(match["rocm"]) if match["rocm"] else 0
    if month > 12:
        return None
    span = month_span(year, month) if month else year_span(year)
    if match["rocpart"]:
        span = _part_span(year, match["rocpart"])
    edge = match["rocedge"] or ""
    until = match["rocbefore"] or edge.endswith(("底", "末", "终")) or match[0].endswith("止")
    return _make(match, span, year, _role(match, text, "deadline" if until else "period"), "year")


_SHIFT = {"去年": -1, "上年": -1, "上年末": -1, "前年": -2, "明年": 1, "后年": 2}


def _read_relative(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    word = match["rel"]
    if word == "全年" and (
        text[match.start() - 1 : match.start()] == "年" or _YEARLY_TASK.match(text, match.end())
    ):
        return None
    default = "period"
    edge = match["redge"] or ""
    if match["rbefore"] or edge.endswith(("底", "末")):
        default = "deadline"
    if match["rsince"] == "起":
        default = "since"
    role = _role(match, text, default)
    if word.startswith("上年") and role == "period":
        role = "base"
    if ref.year is None or word == "当年":
        return _make(match, (None, None), None, role, "relative-year")
    year = ref.year + _SHIFT.get(word, 0)
    if word == "今明两年":
        return _make(match, year_span(year, year + 1), year, role, "relative-year")
    span = year_span(year)
    if match["rmo"]:
        month = _count(match["rmo"].rstrip("月份")) or 0
        if not 1 <= month <= 12:
            return None
        span = month_span(year, month)
    if match["rpart"]:
        span = _part_span(year, match["rpart"])
    return _make(match, span, year, role, "relative-year")


def _read_next(_text: str, match: re.Match[str], ref: Reference) -> Time | None:
    count = _count(match["nn"])
    if count is None:
        return None
    if count == 5 and ref.plan is not None and _is_ahead(ref.plan, ref.year):
        return _make(match, year_span(*ref.plan), ref.plan[1], "period", "coming-years")
    if count == 5 and ref.plan is not None and ref.plan[1] + 1 == ref.year:
        years = (ref.year, ref.year + 4)
        return _make(match, year_span(*years), years[1], "period", "coming-years")
    if ref.year is None:
        return _make(match, (None, None), None, "period", "coming-years")
    if match["nhalf"] and ref.month is not None:
        months = ref.month + count * 12 + 6 - 1
        year, month = ref.year + months // 12, months % 12 + 1
        return _make(match, month_span(year, month), year, "deadline", "coming-years")
    return _make(match, year_span(ref.year + 1, ref.year + count), None, "period", "coming-years")


def _is_ahead(plan: tuple[int, int], year: int | None) -> bool:
    """Whether a plan begins about when the document was written, so that 今后五年 names it."""
    return year is None or plan[0] - 1 <= year < plan[1]


def _count(text: str) -> int | None:
    value = int(text) if text.isdigit() else parse_chinese(text)
    return int(value) if value else None


def _read_past(_text: str, match: re.Match[str], ref: Reference) -> Time | None:
    count = _count(match["pa"] or match["pb"] or match["pc"])
    if count is None or count > 50 or ref.year is None:
        return _make(match, (None, None), None, "period", "past-years")
    span = year_span(ref.year - count, ref.year - 1)
    if count == 5 and ref.plan is not None and ref.plan[1] in (ref.year - 1, ref.year):
        span = year_span(*ref.plan)
    if "近" in match["past"]:
        span = year_span(ref.year - count + 1, ref.year)
    return _make(match, span, None, "period", "past-years")


def _read_within(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    count = _count(match["wn"])
    if count is None or count > 30:
        return None
    if ref.year is None or "内" in match["within"]:
        return _make(match, (None, None), None, "deadline", "years-from-now")
    return _make(match, (None, f"{ref.year + count}-12-31"), None, "deadline", "years-from-now")


def _read_month(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    month = _count(match["ymn"]) or 0
    if not 1 <= month <= 12:
        return None
    edge = match["yme"] or ""
    default = "deadline" if match["ymb"] or edge in ("底", "末") else "period"
    role = _role(match, text, default)
    if ref.year is None:
        return _make(match, (None, None), None, role, "month")
    if match["ymd"]:
        if not is_day(ref.year, month, int(match["ymd"])):
            return None
        day = f"{ref.year}-{month:02d}-{int(match['ymd']):02d}"
        return _make(match, (day, day), ref.year, role, "date")
    return _make(match, month_span(ref.year, month), ref.year, role, "month")


def _read_half(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    if ref.year is None:
        return _make(match, (None, None), None, "period", "part-of-year")
    part = "一季度" if match["half"] == "首季" else match["half"]
    return _make(match, _part_span(ref.year, part), ref.year, _role(match, text), "part-of-year")


def _read_year_end(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    if ref.year is None:
        return _make(match, (None, None), None, "deadline", "year-end")
    return _make(match, year_span(ref.year), ref.year, "deadline", "year-end")


def _read_now(text: str, match: re.Match[str], ref: Reference) -> Time | None:
    if ref.year is None:
        return None
    against = _OF_NUMBER.match(text, match.end()) or _NOW_AS_BASE.match(text, match.end())
    role = "base" if against else "now"
    first, last = year_span(ref.year)
    until = match["now"] in ("截至目前", "迄今", "至今")
    return _make(match, (None if until else first, last), ref.year, role, "now")


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
    ("rel", _read_relative),
    ("next", _read_next),
    ("past", _read_past),
    ("within", _read_within),
    ("ymonth", _read_month),
    ("half", _read_half),
    ("yend", _read_year_end),
    ("now", _read_now),
)
